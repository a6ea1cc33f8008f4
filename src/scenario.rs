//! Scenarios: named TOML files that say which policy is in force when, in which world.
//!
//! [`load`] reads a file and its parents, lays them over the records in `data/`, checks everything
//! and returns either a complete [`Scenario`] or all problems at once, each with its place.
//! The format is described in `docs/scenario-files.md`.

mod calibration;
mod catalogue;
mod cells;
mod chain;
mod check;
mod cost_records;
mod describe;
mod diagnostic;
mod dose;
mod effect;
mod file;
mod goals;
mod inherit;
mod layer;
mod lever_words;
mod listing;
mod number;
mod overrides;
mod plan;
mod read;
mod records;
mod resolve;
mod resolved;
mod schema;
mod shape;
mod source;
mod starter;
pub mod words;
mod world;

pub use calibration::{bundled_calibration, bundled_calibrations, bundled_settings, settings_text};
pub use catalogue::{Catalogue, Source, catalogue};
pub use chain::bundled_names;
pub use describe::{LeverChange, changes, describe, lever_changes};
pub use diagnostic::{Diagnostics, Problem, nearest, suggestion};
pub use dose::{Dosed, dosed, first_change, levers_between, not_a_package, with_levers};
pub use goals::{Aim, Goal};
pub use layer::{Spec, bundled_policies, is_layer};
pub use listing::{
    Listing, list_levers, list_metrics, list_origins, list_parameters, list_places, list_policies,
    list_scenarios,
};
pub use overrides::Overrides;
pub use plan::{Planned, PlannedLine, plan_listing, plan_notes, planned};
pub use resolved::{input_hash, resolved_fits, resolved_toml};
pub use schema::schema;
pub use source::Text;
pub use starter::starter;

// For the readers of other files, above.
pub(crate) use chain::read_text;
pub(crate) use diagnostic::Located;
pub(crate) use number::Meaning;
pub(crate) use read::{Fields, Node, Reader};
pub(crate) use records::read_tables;
pub(crate) use shape::meaning;

use crate::lever::Policy;
use crate::parameter::Parameter;
use crate::text::key;
use crate::time::{Calendar, Date, Offices, days_between};
use crate::uncertainty::Calibration;
use crate::world::World;
use std::path::Path;
use std::sync::Arc;

/// The longest horizon that is run, in days: 100 years.
pub const LONGEST_HORIZON: i32 = 36_525;

/// A complete scenario: everything that a run needs apart from seed and number of replicates.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Short name: the bundled name, or the file name without `.toml`.
    pub name: String,
    /// One line for people.
    pub title: String,
    /// One paragraph for people: what changes, and why.
    pub summary: String,
    /// Date as of which the policy in force was taken.
    pub policy_date: Date,
    /// First day.
    pub start: Date,
    /// Last day, included.
    pub end: Date,
    /// Where people are on the first day.
    pub start_state: StartState,
    /// Origins and places.
    pub world: World,
    /// Working days of both countries' offices.
    pub offices: Offices,
    /// Every input that nature or behaviour decides, in the order of `data/parameters.toml`.
    pub parameters: Vec<Parameter>,
    /// What published counts say of the parameters, if the scenario names it.
    pub calibration: Option<Arc<Calibration>>,
    /// Every lever over time.
    pub policy: Policy,
    /// Switches of the model.
    pub switches: Switches,
    /// Aims that the user declares.
    pub goals: Vec<Goal>,
    /// Names of the scenarios that this one extends, oldest first, itself last.
    pub lineage: Vec<String>,
    /// The scenarios that this one extends, oldest first, over the world of this one.
    pub ancestors: Vec<Scenario>,
    /// Names of the policy layers over it, the first one lowest.
    pub layers: Vec<String>,
    /// Options of the command line that changed it.
    pub overrides: Vec<String>,
    /// Remarks that do not stop a run.
    pub warnings: Vec<Problem>,
}

/// Where people are on the first day.
#[derive(Clone, Debug)]
pub enum StartState {
    /// Nobody anywhere.
    Empty,
    /// Stocks given by parameters.
    Stocks,
    /// The end of another scenario, which runs first, in the same world with the same parameters.
    Handover(Box<Scenario>),
}

/// Switches of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switches {
    /// People's departures respond to policy.
    pub response: bool,
    /// One appointment list for all ports, or one each.
    pub appointment_list: ListScope,
    /// What becomes of names on a list that closes.
    pub when_list_closes: ListClosing,
}

impl Default for Switches {
    fn default() -> Self {
        Switches {
            response: true,
            appointment_list: ListScope::National,
            when_list_closes: ListClosing::Freeze,
        }
    }
}

/// Whether ports share an appointment list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListScope {
    /// One list for all ports.
    National,
    /// Each port has its own; who moves to another city joins another tail.
    ByPort,
}

impl ListScope {
    /// The word for it in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ListScope::National => key("national"),
            ListScope::ByPort => key("by-port"),
        }
    }
}

/// What becomes of names on a list that closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListClosing {
    /// Names are kept.
    Freeze,
    /// Names are struck, and the date of registration is lost.
    Cancel,
}

impl ListClosing {
    /// The word for it in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ListClosing::Freeze => "freeze",
            ListClosing::Cancel => "cancel",
        }
    }
}

impl Scenario {
    /// Number of days, first and last included.
    #[must_use]
    pub fn days(&self) -> usize {
        usize::try_from(days_between(self.start, self.end) + 1).unwrap_or(0)
    }

    /// The days of the run.
    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar::new(self.start, self.days(), self.offices)
    }

    /// The scenario that this one extends directly.
    #[must_use]
    pub fn parent(&self) -> Option<&Scenario> {
        self.ancestors.last()
    }

    /// The oldest scenario of the line that covers the same days: what to compare with.
    ///
    /// A historical scenario from which the line takes its settings is over when this one starts.
    #[must_use]
    pub fn base(&self) -> Option<&Scenario> {
        self.ancestors
            .iter()
            .find(|ancestor| ancestor.start == self.start)
    }

    /// The scenario against which changes are told: the status quo where it is in the line, else the oldest.
    #[must_use]
    pub fn origin(&self) -> Option<&Scenario> {
        let status_quo = self
            .ancestors
            .iter()
            .find(|ancestor| ancestor.name == "status-quo");
        status_quo.or(self.base())
    }

    /// The parameter of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
    }
}

/// Loads a scenario: a bundled name, or a path ending in `.toml`, with policy layers after `+`.
///
/// # Errors
///
/// All problems of the file, its parents and the overrides, in the order of the texts.
pub fn load(name_or_path: &str, overrides: &Overrides) -> Result<Scenario, Diagnostics> {
    let catalogue = catalogue()?;
    let mut problems = Vec::new();
    let spec = Spec::parse(name_or_path, &overrides.with);
    let chain = chain::chain(&spec.scenario, catalogue, &mut problems);
    let layers = layer::links(&spec.layers, catalogue, &mut problems);
    resolve::finish(chain, layers, overrides, catalogue, problems)
}

/// Loads a scenario from a text that is in no file; its parents are looked up as usual.
///
/// # Errors
///
/// All problems, as [`load`].
pub fn load_text(name: &str, text: &str, overrides: &Overrides) -> Result<Scenario, Diagnostics> {
    load_text_from(name, text, None, overrides)
}

/// Loads a frozen copy, given as a text; files that it names are looked for in `folder`.
///
/// # Errors
///
/// All problems, as [`load`].
pub fn load_frozen(name: &str, text: &str, folder: &Path) -> Result<Scenario, Diagnostics> {
    load_text_from(name, text, Some(folder), &Overrides::default())
}

/// Loads a scenario from a text; files that it names are looked for in `folder`, or where the program runs.
///
/// # Errors
///
/// All problems, as [`load`].
pub fn load_text_from(
    name: &str,
    text: &str,
    folder: Option<&Path>,
    overrides: &Overrides,
) -> Result<Scenario, Diagnostics> {
    let catalogue = catalogue()?;
    let mut problems = Vec::new();
    let chain = chain::chain_of_text(name, text, folder, catalogue, &mut problems);
    let layers = layer::links(&overrides.with, catalogue, &mut problems);
    resolve::finish(chain, layers, overrides, catalogue, problems)
}
