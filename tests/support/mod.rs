//! A small stage for the model: worlds in which nothing happens except what a test turns on.
//!
//! A [`Stage`] is a scenario text in which every parameter is fixed at a value that does nothing
//! (no departures, no hazards, no costs, factors 1), plus the assumptions and settings of the test,
//! written as on the command line. [`Stage::run`] runs it with conservation checked every day.

#![allow(
    dead_code,
    reason = "shared by several test crates, each of which uses a part"
)]

pub mod chain;
pub mod sample;
pub mod tagged;
pub mod theory;

use garita::experiment::Plan;
use garita::model::flows::Tally;
use garita::model::record::Record;
use garita::model::state::State;
use garita::model::transition::{Compartment, TABLE, Transition};
use garita::scenario::{Overrides, Scenario, catalogue, load_text};
use std::fmt::Write as _;

/// First day of every stage: a Monday, in a year without a leap day.
pub const START: &str = "2023-01-02";

/// A scenario under construction.
#[derive(Clone)]
pub struct Stage {
    text: String,
    overrides: Overrides,
}

impl Stage {
    /// A quiet world of known origins and places for so many days, empty at the start.
    ///
    /// Offices work every day; the appointment list is open and has no slots; custody has no beds.
    #[must_use]
    pub fn new(origins: &[&str], places: &[&str], days: usize) -> Self {
        Stage {
            text: header(origins, places, days, "empty") + &quiet_parameters(),
            overrides: quiet_levers(),
        }
    }

    /// As [`Stage::new`], starting from the stocks of the `start.*` parameters.
    #[must_use]
    pub fn with_stocks(origins: &[&str], places: &[&str], days: usize) -> Self {
        Stage {
            text: header(origins, places, days, "stocks") + &quiet_parameters(),
            overrides: quiet_levers(),
        }
    }

    /// One foreign origin, one border city.
    #[must_use]
    pub fn simple(days: usize) -> Self {
        Self::new(&["venezuela"], &["tijuana"], days)
    }

    /// Fixes parameters: `"departure.base=10 intention.cross.venezuela=1"`.
    #[must_use]
    pub fn assume(mut self, words: &str) -> Self {
        self.overrides
            .assume
            .extend(words.split_whitespace().map(str::to_owned));
        self
    }

    /// Moves levers: `"port-appointments.slots-per-day=5@2023-02-01"`.
    #[must_use]
    pub fn set(mut self, words: &str) -> Self {
        self.overrides
            .set
            .extend(words.split_whitespace().map(str::to_owned));
        self
    }

    /// Makes a parameter uncertain: a range as in a scenario file.
    #[must_use]
    pub fn uncertain(mut self, parameter: &str, range: &str) -> Self {
        let table = format!("[parameters.{parameter}]\nvalue = ");
        let start = self.text.find(&table).expect("a known parameter") + table.len();
        let line = self.text[start..].find('\n').expect("a line") + start;
        self.text.replace_range(start..line, range);
        self
    }

    /// Takes back what was set for a lever, so that the scenario text can give it a schedule.
    #[must_use]
    pub fn unset(mut self, setting: &str) -> Self {
        let assignment = format!("{setting}=");
        self.overrides
            .set
            .retain(|word| !word.starts_with(&assignment));
        self
    }

    /// Offices of both countries work on weekdays only.
    #[must_use]
    pub fn weekdays(mut self) -> Self {
        self.text = self.text.replace("\"every-day\"", "\"weekdays\"");
        self
    }

    /// Adds tables to the scenario text, for example `"[switches]\nappointment-list = \"by-port\""`.
    #[must_use]
    pub fn toml(mut self, text: &str) -> Self {
        let _ = write!(self.text, "\n{text}\n");
        self
    }

    /// The finished scenario.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        load("stage", &self.text, &self.overrides)
    }

    /// One replicate.
    #[must_use]
    pub fn run(&self, seed: u64) -> Run {
        self.runs(seed, 1).pop().expect("one run was asked for")
    }

    /// Replicates 0, 1, … of a seed.
    #[must_use]
    pub fn runs(&self, seed: u64, count: u64) -> Vec<Run> {
        let mut runs = Vec::new();
        self.each(seed, count, |run| runs.push(run));
        runs
    }

    /// Hands replicates 0, 1, … of a seed to `see`, one by one.
    pub fn each(&self, seed: u64, count: u64, mut see: impl FnMut(Run)) {
        let plan = plan(&[self.scenario()], seed);
        for k in 0..count {
            let (record, state) = plan.record(0, k).expect("people are conserved");
            see(Run { record, state });
        }
    }
}

/// What one replicate left.
pub struct Run {
    /// Daily counts.
    pub record: Record,
    /// The state after the last day.
    pub state: State,
}

impl Run {
    /// People who took a transition over the whole run.
    #[must_use]
    pub fn flow(&self, transition: Transition) -> u64 {
        (0..self.record.days())
            .map(|day| u64::from(self.record.flow(day, transition)))
            .sum()
    }

    /// People of an origin who took a transition over the whole run.
    #[must_use]
    pub fn flow_of_origin(&self, transition: Transition, origin: usize) -> u64 {
        (0..self.record.days())
            .map(|day| u64::from(self.record.flow_of_origin(day, transition, origin)))
            .sum()
    }

    /// People who took a transition at a place over the whole run.
    #[must_use]
    pub fn flow_at_place(&self, transition: Transition, place: usize) -> u64 {
        (0..self.record.days())
            .map(|day| u64::from(self.record.flow_at_place(day, transition, place)))
            .sum()
    }

    /// People who took a transition on each day.
    #[must_use]
    pub fn daily(&self, transition: Transition) -> Vec<u32> {
        (0..self.record.days())
            .map(|day| self.record.flow(day, transition))
            .collect()
    }

    /// A tally over the whole run.
    #[must_use]
    pub fn tally(&self, tally: Tally) -> u64 {
        (0..self.record.days())
            .map(|day| u64::from(self.record.tally(day, tally)))
            .sum()
    }

    /// A stock at the end of each day.
    #[must_use]
    pub fn stock(&self, stock: Compartment) -> Vec<u32> {
        (0..self.record.days())
            .map(|day| self.record.stock(day, stock))
            .collect()
    }

    /// A stock after the last day.
    #[must_use]
    pub fn last(&self, stock: Compartment) -> u32 {
        self.record.stock(self.record.days() - 1, stock)
    }
}

/// A scenario from a text, or a panic with its problems.
#[must_use]
#[track_caller]
pub fn load(name: &str, text: &str, overrides: &Overrides) -> Scenario {
    load_text(name, text, overrides)
        .unwrap_or_else(|problems| panic!("{}", problems.render(120, false)))
}

/// A plan that checks conservation every day.
#[must_use]
pub fn plan(scenarios: &[Scenario], seed: u64) -> Plan {
    Plan::new(
        scenarios,
        catalogue().expect("the records are complete"),
        seed,
        true,
    )
}

/// The first day on which two runs differ in any flow, tally, stock, night or condition.
#[must_use]
pub fn first_difference(a: &Record, b: &Record) -> Option<usize> {
    let same = |day: usize| {
        let origins = (0..a.origins).all(|origin| {
            TABLE.iter().all(|row| {
                a.flow_of_origin(day, row.transition, origin)
                    == b.flow_of_origin(day, row.transition, origin)
            }) && Tally::ALL.iter().all(|tally| {
                a.tally_of_origin(day, *tally, origin) == b.tally_of_origin(day, *tally, origin)
            }) && Compartment::ALL.iter().all(|stock| {
                a.stock_of_origin(day, *stock, origin) == b.stock_of_origin(day, *stock, origin)
            })
        });
        let places = (0..a.places).all(|place| {
            a.night(day, place) == b.night(day, place)
                && TABLE.iter().all(|row| {
                    a.flow_at_place(day, row.transition, place)
                        == b.flow_at_place(day, row.transition, place)
                })
        });
        origins && places && a.conditions(day) == b.conditions(day)
    };
    (0..a.days().min(b.days())).find(|day| !same(*day))
}

/// The date so many days after [`START`].
#[must_use]
pub fn date(day: usize) -> String {
    garita::time::plus_days(
        jiff::civil::date(2023, 1, 2),
        i32::try_from(day).expect("few days"),
    )
    .to_string()
}

fn header(origins: &[&str], places: &[&str], days: usize, state: &str) -> String {
    let end = date(days - 1);
    format!(
        "title = \"A stage\"\npolicy-date = {START}\nstart = {START}\nend = {end}\nstart-state = \"{state}\"\n\
         origins = {origins:?}\nplaces = {places:?}\n\
         [calendar]\nus-offices = \"every-day\"\nmexican-offices = \"every-day\"\n"
    )
}

/// Levers whose reference value does something.
fn quiet_levers() -> Overrides {
    let set = [
        "port-appointments.slots-per-day=0",
        "mexican-custody.beds=0",
    ];
    Overrides {
        set: set.map(str::to_owned).to_vec(),
        ..Overrides::default()
    }
}

/// Every parameter fixed where it does nothing.
fn quiet_parameters() -> String {
    let mut text = String::new();
    for parameter in &catalogue().expect("the records are complete").parameters {
        let value = parameter.clamp(neutral(&parameter.name));
        let _ = write!(text, "[parameters.{}]\nvalue = {value}\n", parameter.name);
    }
    text
}

/// The value at which a parameter does nothing: 0, except for factors, shares of a whole that all
/// places have alike, and capacities that must not bind.
fn neutral(name: &str) -> f64 {
    const ONE: [&str; 8] = [
        "season.",
        "weekday.",
        ".place-share",
        ".days-31-90",
        ".days-91-180",
        ".days-181-on",
        "-factor",
        "-take-up",
    ];
    match name {
        "departure.dispersion" => 10_000.0,
        "crossing.processing-capacity" => 100_000.0,
        "cooperation.base" => 0.5,
        "custody.legal-limit" | "undecided.days" | "turned-back.days" => 90.0,
        "return.assisted-weekday" => -1.0,
        "leaving.unsheltered-factor"
        | "port.share"
        | "shelter.staffed-share"
        | "return.acceptance"
        | "crossing.repatriation-acceptance"
        | "protection.decisions-per-officer-day"
        | "interior-removals.origin-share"
        | "shared-hosting.take-up"
        | "transit.south-place-share"
        | "hearing.legal-help-odds"
        | "protection.legal-help-odds" => 1.0,
        _ if ONE.iter().any(|part| name.contains(part)) => 1.0,
        _ => 0.0,
    }
}
