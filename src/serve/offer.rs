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
    low: f64,
    high: f64,
    /// "city" or "nationality group", where there is a value for each.
    by: Option<&'static str>,
    /// Its value in the scenario on the day of the change; one for each cell, with the cell's name.
    now: Vec<(String, f64)>,
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

    /// What the page reads, if levers change on a day; on a usual one, if none is given.
    pub fn told(&self, from: Option<Date>) -> Result<Told, Refusal> {
        self.refuse_unknown(&self.scenario)?;
        let load = |name: &str| {
            let loaded = scenario::load(name, &Overrides::default());
            loaded.map_err(|problems| Refusal::new(problems.render(100, false)))
        };
        let chosen = load(&self.scenario)?;
        let from = from.unwrap_or_else(|| change_day(&chosen));
        let choice = |name: String| {
            let title = load(&name).map(|one| one.title);
            let title = title.unwrap_or_else(|_| name.clone());
            Choice { name, title }
        };
        let catalogue = scenario::catalogue();
        let catalogue = catalogue.map_err(|problems| Refusal::new(problems.render(100, false)))?;
        let families = Family::NAMES.iter().map(|&(_, family)| FamilyTold {
            title: family.title(),
            settings: in_family(&catalogue.levers, family)
                .map(|(lever, record)| told(&chosen, lever, record, from))
                .collect(),
        });
        let mut families: Vec<FamilyTold> = families.collect();
        families.sort_by_key(|family| (family.title == Family::Outside.title(), family.title));
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

fn in_family(levers: &[Lever], family: Family) -> impl Iterator<Item = (&Lever, &SettingRecord)> {
    let levers = levers.iter().filter(move |lever| lever.family == family);
    levers.flat_map(|lever| lever.settings.iter().map(move |record| (lever, record)))
}

fn told(scenario: &Scenario, lever: &Lever, record: &SettingRecord, from: Date) -> SettingTold {
    let scope = record.setting.scope();
    let schedules = &scenario.policy.setting(record.setting).schedules;
    let cells = scope.cells(&scenario.world).into_iter().zip(schedules);
    SettingTold {
        setting: record.setting.name(),
        label: capital_first(&record.label),
        unit: record.unit.clone(),
        meaning: lever.description.clone(),
        low: record.range[0],
        high: record.range[1],
        by: match (scope.has_origin(), scope.has_place()) {
            (true, _) => Some("nationality group"),
            (_, true) => Some("city"),
            _ => None,
        },
        now: cells
            .map(|(cell, schedule)| (cell.name(&scenario.world), schedule.value_on(from)))
            .collect(),
        first: FIRST.contains(&record.setting),
    }
}
