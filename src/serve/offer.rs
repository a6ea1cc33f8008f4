//! What can be asked: the scenarios, and every lever as a scenario sets it.

use serde::Serialize;

use super::Settings;
use super::question::{MOST_CHANGES, MOST_FUTURES, Refusal};
use crate::analysis::words::capital_first;
use crate::lever::{Family, Lever, SettingRecord};
use crate::scenario::{self, Overrides, Scenario, suggestion};
use crate::setting::Setting;
use crate::time::Date;

/// Settings that stand on the page before anybody adds one: for every family what the debate asks first.
const FIRST: [Setting; 14] = [
    Setting::UsStaff,
    Setting::InterdictionEffort,
    Setting::RepatriationSeats,
    Setting::PortSlots,
    Setting::WorkVisas,
    Setting::ProtectionSpeed,
    Setting::ShelterBeds,
    Setting::ShelterFunding,
    Setting::Advisers,
    Setting::RootCauses,
    Setting::SharedHosting,
    Setting::JointOperations,
    Setting::TargetedEnforcement,
    Setting::OutsideDepartures,
];

/// What can be asked of one scenario.
pub struct Offer<'a> {
    settings: &'a Settings,
    scenario: String,
}

/// The same, as the page reads it.
#[derive(Serialize)]
pub struct Told {
    scenarios: Vec<Choice>,
    scenario: Chosen,
    families: Vec<FamilyTold>,
    futures: u64,
    seed: u64,
    most_changes: usize,
    most_futures: u64,
    version: String,
}

#[derive(Serialize)]
struct Choice {
    name: String,
    title: String,
}

#[derive(Serialize)]
struct Chosen {
    name: String,
    title: String,
    summary: String,
    start: Date,
    end: Date,
    from: Date,
}

#[derive(Serialize)]
struct FamilyTold {
    title: &'static str,
    settings: Vec<SettingTold>,
}

#[derive(Serialize)]
struct SettingTold {
    setting: &'static str,
    label: String,
    unit: String,
    meaning: String,
    /// "by city" or "by nationality group", where it is not one number.
    cells: Option<&'static str>,
    low: f64,
    high: f64,
    /// Its values in the scenario on the day of the change: least and most over its cells.
    now: [f64; 2],
    first: bool,
}

impl<'a> Offer<'a> {
    /// The offer for a scenario, or for the one that the page begins with.
    pub fn new(settings: &'a Settings, scenario: Option<&str>) -> Self {
        Self {
            settings,
            scenario: scenario.unwrap_or(&settings.scenario).to_owned(),
        }
    }

    /// Refuses scenarios that are not offered: the page reads no files but the one that the command line named.
    pub fn refuse_unknown(&self, name: &str) -> Result<(), Refusal> {
        let names = self.names();
        if names.iter().any(|known| known == name) {
            return Ok(());
        }
        let shown: String = name.chars().take(80).collect();
        Err(Refusal::new(format!(
            "the page does not offer the scenario `{shown}`\n  help: {}; a file is offered if the command line names it: garita serve my-scenario.toml",
            suggestion(&shown, names.iter().map(String::as_str))
        )))
    }

    /// The scenario of the command line first, then those inside the program.
    fn names(&self) -> Vec<String> {
        let mut names = scenario::bundled_names();
        if !names.contains(&self.settings.scenario) {
            names.insert(0, self.settings.scenario.clone());
        }
        names
    }

    /// What the page reads.
    pub fn told(&self) -> Result<Told, Refusal> {
        self.refuse_unknown(&self.scenario)?;
        let load = |name: &str| {
            let loaded = scenario::load(name, &Overrides::default());
            loaded.map_err(|problems| Refusal::new(problems.render(100, false)))
        };
        let chosen = load(&self.scenario)?;
        let from = change_day(&chosen);
        let choice = |name: String| {
            let title = load(&name).map(|one| one.title);
            let title = title.unwrap_or_else(|_| name.clone());
            Choice { name, title }
        };
        let catalogue = scenario::catalogue();
        let catalogue = catalogue.map_err(|problems| Refusal::new(problems.render(100, false)))?;
        let families = Family::NAMES.iter().map(|&(_, family)| FamilyTold {
            title: title(family),
            settings: in_family(&catalogue.levers, family)
                .map(|(lever, record)| told(&chosen, lever, record, from))
                .collect(),
        });
        let mut families: Vec<FamilyTold> = families.collect();
        families.sort_by_key(|family| family.title);
        Ok(Told {
            scenarios: self.names().into_iter().map(choice).collect(),
            families,
            futures: self.settings.futures,
            seed: self.settings.seed,
            most_changes: MOST_CHANGES,
            most_futures: MOST_FUTURES,
            version: crate::report::figures::maker_version(),
            scenario: Chosen {
                name: self.scenario.clone(),
                title: chosen.title,
                summary: chosen.summary,
                start: chosen.start,
                end: chosen.end,
                from,
            },
        })
    }
}

/// The day from which levers change unless the page says otherwise: the first day of the second year, or of the run where
/// it has only one.
fn change_day(scenario: &Scenario) -> Date {
    let next_year = jiff::civil::date(scenario.start.year() + 1, 1, 1);
    if next_year <= scenario.end {
        next_year
    } else {
        scenario.start
    }
}

fn title(family: Family) -> &'static str {
    match family {
        Family::Enforcement => "Enforcement",
        Family::LegalPathways => "Legal pathways",
        Family::Reception => "Reception",
        Family::Regional => "Regional",
        Family::Security => "Security",
        Family::Outside => "Outside every policy",
    }
}

fn in_family(levers: &[Lever], family: Family) -> impl Iterator<Item = (&Lever, &SettingRecord)> {
    let levers = levers.iter().filter(move |lever| lever.family == family);
    levers.flat_map(|lever| lever.settings.iter().map(move |record| (lever, record)))
}

fn told(scenario: &Scenario, lever: &Lever, record: &SettingRecord, from: Date) -> SettingTold {
    let schedules = &scenario.policy.setting(record.setting).schedules;
    let values = schedules.iter().map(|schedule| schedule.value_on(from));
    let now = values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
        [low.min(value), high.max(value)]
    });
    let scope = record.setting.scope();
    SettingTold {
        setting: record.setting.name(),
        label: capital_first(&record.label),
        unit: record.unit.clone(),
        meaning: lever.description.clone(),
        cells: match (scope.has_origin(), scope.has_place()) {
            (true, _) => Some("in each nationality group"),
            (_, true) => Some("in each city"),
            _ => None,
        },
        low: record.range[0],
        high: record.range[1],
        now,
        first: FIRST.contains(&record.setting),
    }
}
