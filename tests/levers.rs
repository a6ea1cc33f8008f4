//! Every lever is real: at its reference it does nothing, moved alone it moves what its record says,
//! and only from its date on. The page about levers is what the records and the measured responses
//! make of it.
//!
//! Directions are judged by the 95 % interval of the mean paired difference over replicates, which
//! has to lie on the stated side of zero.

#[path = "../examples/levers/evidence.rs"]
mod evidence;
#[path = "../examples/levers/page.rs"]
mod page;
#[path = "../examples/levers/responses.rs"]
#[allow(dead_code, reason = "the test reads the table that the example writes")]
mod responses;
mod support;

use garita::analysis::{Estimate, compare::differences};
use garita::experiment::{Plan, Simulator};
use garita::lever::{self, Lever, Move, Sign, Way};
use garita::metric::{self, Outcome};
use garita::scenario::{Overrides, Scenario, catalogue};
use garita::setting::Setting;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use support::{first_difference, load, plan};

/// Five months of the status quo with full uncertainty, from the stocks of July 2023.
const STAGE: &str = "extends = \"status-quo\"\nend = 2024-07-31\nstart-state = \"stocks\"\n";
/// The day on which settings are moved, and its number in the run.
const FROM: (&str, usize) = ("2024-04-01", 31);
/// Futures in which directions are judged.
const REPLICATES: u64 = 12;
const SEED: u64 = 11;

/// How one setting is tried: to which value, and what has to be in place for it to matter.
struct Try {
    setting: Setting,
    to: f64,
    /// Options of the stage, `--set` and then `--assume`; they hold without the move too.
    stage: [&'static str; 2],
}

const fn simple(setting: Setting, to: f64) -> Try {
    Try {
        setting,
        to,
        stage: ["", ""],
    }
}

/// People wait in Mexico for hearings: without them nothing of Remain in Mexico can matter.
const ENROLLED: &str = "remain-in-mexico.share-enrolled=0.3 remain-in-mexico.people-per-day=300 remain-in-mexico.hearings-per-day=100";
/// Hearings come soon and end in a grant often enough to be counted within four months.
const SOON: &str = "hearing.interval=10 hearing.hearings-needed=2 hearing.granted-share=0.2";

const TRIES: &[Try] = &[
    simple(Setting::UsStaff, 2.0),
    simple(Setting::UsTechnology, 1.0),
    simple(Setting::UsTroops, 30_000.0),
    simple(Setting::UsMilitaryAction, 1.0),
    simple(Setting::AsylumLimits, 1.0),
    // The nationalities that Mexico accepts bind in the status quo, not the daily number.
    Try {
        setting: Setting::ReturnToMexicoCap,
        to: 400.0,
        stage: ["return-to-mexico.eligible-share=0.5", ""],
    },
    Try {
        setting: Setting::ReturnToMexicoEligible,
        to: 0.5,
        stage: ["return-to-mexico.people-per-day=400", ""],
    },
    // Seats are not what binds in the status quo: fewer of them are.
    simple(Setting::RepatriationSeats, 0.0),
    simple(Setting::DetentionBeds, 10_000.0),
    simple(Setting::InteriorRemovals, 1_000.0),
    Try {
        setting: Setting::RemainShare,
        to: 0.5,
        stage: ["remain-in-mexico.people-per-day=300", ""],
    },
    Try {
        setting: Setting::RemainCap,
        to: 300.0,
        stage: ["remain-in-mexico.share-enrolled=0.5", ""],
    },
    Try {
        setting: Setting::RemainCourtSlots,
        to: 300.0,
        stage: [ENROLLED, SOON],
    },
    Try {
        setting: Setting::RemainSafeguards,
        to: 1.0,
        stage: [ENROLLED, ""],
    },
    simple(Setting::InterdictionEffort, 6.0),
    simple(Setting::ContainmentEffort, 0.3),
    simple(Setting::CustodyBeds, 1_000.0),
    simple(Setting::ReturnSeats, 200.0),
    simple(Setting::AssistedReturnSeats, 100.0),
    simple(Setting::ProfessionalStandards, 1.0),
    simple(Setting::PortSlots, 2_900.0),
    simple(Setting::PortOldestFirst, 1.0),
    simple(Setting::PortNewestFirst, 0.5),
    simple(Setting::PortOpen, 0.0),
    simple(Setting::ListOpen, 0.0),
    simple(Setting::WorkVisas, 100_000.0),
    simple(Setting::PermanentVisas, 100_000.0),
    simple(Setting::Parole, 40_000.0),
    simple(Setting::FamilyReunification, 100_000.0),
    simple(Setting::SafeMobility, 100_000.0),
    simple(Setting::ProtectionOfficers, 200.0),
    simple(Setting::ProtectionSpeed, 3.0),
    // Encounters of spring 2024 lie about at capacity.
    simple(Setting::UsProcessing, 0.5),
    Try {
        setting: Setting::LegalHelp,
        to: 1.0,
        stage: [ENROLLED, SOON],
    },
    simple(Setting::Regularization, 1_000_000.0),
    simple(Setting::Integration, 1.0),
    // Building takes two to nine months, longer than the stage.
    Try {
        setting: Setting::ShelterBeds,
        to: 1_000.0,
        stage: ["", "shelter.building-time=10"],
    },
    simple(Setting::ShelterFunding, 0.5),
    simple(Setting::FamiliesFirst, 0.8),
    simple(Setting::Advisers, 500.0),
    simple(Setting::LegalAdvisers, 100.0),
    // The effect comes with a lag of years: two years are its shortest.
    Try {
        setting: Setting::RootCauses,
        to: 2_000.0,
        stage: ["", "root-causes.lag=2"],
    },
    simple(Setting::RegionalTalks, 1.0),
    simple(Setting::SharedHosting, 100_000.0),
    simple(Setting::CooperationStance, 0.4),
    simple(Setting::Assistance, 2_000.0),
    simple(Setting::Coercion, 1.0),
    simple(Setting::IntelligenceSharing, 1.0),
    simple(Setting::JointOperations, 1.0),
    simple(Setting::TargetedEnforcement, 1.0),
    simple(Setting::ArmsControl, 1.0),
    simple(Setting::DrugCrackdown, 1.0),
    simple(Setting::OutsideDepartures, 1.5),
    simple(Setting::OutsideDisplaced, 3.0),
];

fn levers() -> &'static [Lever] {
    &catalogue().expect("the records are complete").levers
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

impl Try {
    /// The stage, with further assumptions.
    fn stage(&self, assume: &[String], moved: bool) -> Scenario {
        let mut set = words(self.stage[0]);
        if moved {
            set.push(format!("{}={}@{}", self.setting.name(), self.to, FROM.0));
        }
        let mut assumptions = words(self.stage[1]);
        assumptions.extend_from_slice(assume);
        load(
            "lever",
            STAGE,
            &Overrides {
                set,
                assume: assumptions,
                ..Overrides::default()
            },
        )
    }

    /// Whether the setting rises; the cells of the status quo lie all on one side of the value tried.
    fn rises(&self, base: &Scenario) -> bool {
        let cells = self.setting.scope().cells(&base.world);
        let on_the_day = |cell| base.policy.value_on(self.setting, cell, base.start);
        let values: Vec<f64> = cells.into_iter().map(on_the_day).collect();
        let rises = values.iter().all(|value| *value <= self.to);
        assert!(
            rises || values.iter().all(|value| *value >= self.to),
            "{}: {} lies between the cells {values:?}",
            self.setting.name(),
            self.to
        );
        rises
    }
}

#[test]
fn every_setting_has_values_to_be_tried_with() {
    let tried: Vec<Setting> = TRIES.iter().map(|tried| tried.setting).collect();
    assert_eq!(
        tried,
        Setting::ALL,
        "one try per setting, in the order of src/setting.rs"
    );
}

// --- the records ---

/// Effect sizes are uncertain inputs, evidence can be looked up, metrics exist.
#[test]
fn records_point_to_what_exists() {
    let catalogue = catalogue().expect("the records are complete");
    let cells = metric::cells(&catalogue.world);
    let mut wrong = Vec::new();
    for lever in &catalogue.levers {
        let effect = &lever.effect;
        let mut note = |text: String| wrong.push(format!("{}: {text}", lever.name));
        let inputs: Vec<_> = effect
            .parameters
            .iter()
            .map(|name| (name, catalogue.parameter(name)))
            .collect();
        for (name, _) in inputs.iter().filter(|input| input.1.is_none()) {
            note(format!("no parameter `{name}`"));
        }
        if !inputs
            .iter()
            .any(|input| input.1.is_some_and(|parameter| !parameter.value.is_fixed()))
        {
            note("no uncertain input holds the size of its effect".to_owned());
        }
        if effect.evidence.is_empty() || effect.limit.is_empty() {
            note("evidence or limit is empty".to_owned());
        }
        for citation in &effect.evidence {
            if let Err(problem) = evidence::cite(root(), catalogue, citation) {
                note(problem);
            }
            if citation.starts_with("assumption: ") && citation.len() < 60 {
                note(format!("`{citation}` does not give a reason"));
            }
        }
        for told in &effect.moves {
            if responses::find(&cells, told).is_none() {
                note(format!("no metric {told:?}"));
            }
            if told
                .effect
                .as_ref()
                .is_some_and(|name| !effect.parameters.contains(name))
            {
                note(format!(
                    "{told:?} names a parameter that is not among the effects"
                ));
            }
        }
        for record in &lever.settings {
            if effect.moves_of(record.setting).next().is_none() {
                note(format!(
                    "nothing is said to move with {}",
                    record.setting.name()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

// --- at the reference ---

fn bits(outcome: &Outcome) -> (Vec<u64>, &Vec<Vec<i64>>) {
    (
        outcome.cells.iter().map(|value| value.to_bits()).collect(),
        &outcome.series,
    )
}

/// No policy at all, from the stocks of July 2023.
fn nothing_done(set: Vec<String>, assume: Vec<String>) -> Scenario {
    let text = "title = \"Nothing\"\npolicy-date = 2024-03-01\nstart = 2024-03-01\nend = 2024-05-15\nstart-state = \"stocks\"\n";
    load(
        "nothing",
        text,
        &Overrides {
            set,
            assume,
            ..Overrides::default()
        },
    )
}

/// Set to its reference, from the start or from a date on, a setting leaves every byte as it was.
#[test]
fn at_its_reference_a_setting_changes_nothing() {
    let at = |setting: &Setting, date: &str| {
        let record = lever::record(levers(), *setting).expect("every setting has a record");
        nothing_done(
            vec![format!("{}={}{date}", setting.name(), record.reference)],
            Vec::new(),
        )
    };
    let mut arms = vec![nothing_done(Vec::new(), Vec::new())];
    arms.extend(Setting::ALL.iter().map(|setting| at(setting, "")));
    arms.extend(
        Setting::ALL
            .iter()
            .map(|setting| at(setting, "@2024-04-01")),
    );
    let outcomes = plan(&arms, SEED)
        .replicate(0)
        .expect("people are conserved")
        .outcomes;
    for (arm, outcome) in outcomes.iter().enumerate().skip(1) {
        let setting = Setting::ALL[(arm - 1) % Setting::ALL.len()];
        assert!(
            bits(outcome) == bits(&outcomes[0]),
            "{} acts at its reference",
            setting.name()
        );
    }
}

/// While a lever whose effect is put in stays at its reference, the size of that effect is of no
/// consequence at all.
#[test]
fn at_the_reference_the_size_of_an_assumed_effect_does_not_matter() {
    // These also describe what happens without the lever.
    let general = [
        "harm.officials-share",
        "cooperation.base",
        "cooperation.adjustment",
        "settled.north",
        "settled.shelter-stay",
    ];
    for lever in levers().iter().filter(|lever| lever.sign == Sign::Assumed) {
        let own = lever
            .effect
            .parameters
            .iter()
            .filter(|name| !general.contains(&name.as_str()));
        let own: Vec<&String> = own.collect();
        let at = |end: usize| {
            nothing_done(
                Vec::new(),
                own.iter().map(|name| at_end(name, end)).collect(),
            )
        };
        let outcomes = plan(&[at(0), at(1)], SEED)
            .replicate(0)
            .expect("people are conserved")
            .outcomes;
        assert!(
            bits(&outcomes[0]) == bits(&outcomes[1]),
            "{} acts at its reference",
            lever.name
        );
    }
}

/// An option that fixes a parameter at the low (0) or high (1) end of its range.
fn at_end(name: &str, end: usize) -> String {
    let catalogue = catalogue().expect("the records are complete");
    let (low, high) = catalogue
        .parameter(name)
        .expect("a parameter")
        .value
        .range();
    format!("{name}={}", [low, high][end])
}

// --- moved alone ---

/// From its date on a setting changes something, and before it nothing.
#[test]
fn every_setting_acts_from_its_date_on_and_not_before() {
    let wrong = TRIES.par_iter().filter_map(|tried| {
        let plan = plan(&[tried.stage(&[], false), tried.stage(&[], true)], 4);
        let record = |arm| plan.record(arm, 0).expect("people are conserved").0;
        let first = first_difference(&record(0), &record(1));
        (first.is_none_or(|day| day < FROM.1))
            .then(|| format!("{}: {first:?}", tried.setting.name()))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "first days of difference: {wrong:#?}");
}

/// What a record says about one setting and one metric.
struct Claim {
    what: String,
    cell: usize,
    way: Way,
    /// Without and with the move; twice, with the deciding parameter at its two ends, where the
    /// record names one.
    arms: Vec<[usize; 2]>,
}

/// The claims of all records about all settings, with the scenarios they need.
#[derive(Default)]
struct Claims {
    arms: Vec<Scenario>,
    known: BTreeMap<String, usize>,
    made: Vec<Claim>,
}

impl Claims {
    /// The position of an arm, which is added if it is new.
    fn arm(&mut self, tried: &Try, assume: &[String], moved: bool) -> usize {
        let key = if moved {
            format!("{:?} {assume:?}", tried.setting)
        } else {
            format!("{:?} {assume:?}", tried.stage)
        };
        let (arms, next) = (&mut self.arms, self.known.len());
        *self.known.entry(key).or_insert_with(|| {
            arms.push(tried.stage(assume, moved));
            next
        })
    }

    fn add(&mut self, tried: &Try, told: &Move) {
        let assumptions = match &told.effect {
            None => vec![Vec::new()],
            Some(name) => vec![vec![at_end(name, 0)], vec![at_end(name, 1)]],
        };
        let mut pair =
            |assume: &Vec<String>| [false, true].map(|moved| self.arm(tried, assume, moved));
        let arms: Vec<[usize; 2]> = assumptions.iter().map(&mut pair).collect();
        let base = &self.arms[arms[0][0]];
        let way = if tried.rises(base) {
            told.way
        } else {
            opposite(told.way)
        };
        let cells = metric::cells(&base.world);
        self.made.push(Claim {
            what: format!(
                "{}={}: {} {}",
                tried.setting.name(),
                tried.to,
                told.metric,
                told.group
            ),
            cell: responses::find(&cells, told).expect("a metric"),
            way,
            arms,
        });
    }
}

impl Claim {
    /// What is wrong with it, if anything.
    fn refuted(&self, outcomes: &[Vec<Outcome>]) -> Option<String> {
        let estimate = |arms: &[usize; 2]| {
            let [without, with] = arms.map(|arm| -> Vec<f64> {
                outcomes
                    .iter()
                    .map(|arms| arms[arm].cells[self.cell])
                    .collect()
            });
            Estimate::of(&differences(&without, &with), &[])
        };
        let found: Vec<Estimate> = self.arms.iter().map(estimate).collect();
        let ways: Vec<Option<Way>> = found.iter().map(way).collect();
        let holds = match (self.way, &ways[..]) {
            (Way::Either, [one]) => one.is_some(),
            (Way::Either, [low, high]) => low.is_some() && low.map(opposite) == *high,
            (said, found) => found.iter().all(|way| *way == Some(said)),
        };
        (!holds).then(|| format!("{}, expected {}: {found:?}", self.what, self.way.name()))
    }
}

/// The side of zero on which a whole interval lies.
fn way(estimate: &Estimate) -> Option<Way> {
    match estimate {
        Estimate { low, .. } if *low > 0.0 => Some(Way::More),
        Estimate { high, .. } if *high < 0.0 => Some(Way::Fewer),
        _ => None,
    }
}

fn opposite(way: Way) -> Way {
    match way {
        Way::More => Way::Fewer,
        Way::Fewer => Way::More,
        Way::Either => Way::Either,
    }
}

/// Each metric that a record names moves as it says: up, down, or, where a parameter decides, one
/// way at its low end and the other way at its high end.
#[test]
fn moved_alone_every_setting_moves_what_its_record_says() {
    let mut claims = Claims::default();
    for tried in TRIES {
        responses::moves(tried.setting).for_each(|told| claims.add(tried, told));
    }
    let catalogue = catalogue().expect("the records are complete");
    let plan = Plan::new(&claims.arms, catalogue, SEED, false);
    let replicates = (0..REPLICATES).into_par_iter();
    let outcomes = replicates.map(|k| plan.replicate(k).expect("people are conserved").outcomes);
    let outcomes: Vec<Vec<Outcome>> = outcomes.collect();
    let wrong: Vec<String> = claims
        .made
        .iter()
        .filter_map(|claim| claim.refuted(&outcomes))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

// --- the page ---

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rows() -> Vec<responses::Row> {
    let text = fs::read_to_string(root().join(responses::FILE)).expect("the responses are there");
    assert!(
        text.starts_with(&responses::head()),
        "the responses were measured otherwise: run the example `levers`"
    );
    responses::read(&text).expect("the responses are a table")
}

#[test]
fn the_page_is_what_the_records_make_of_it() {
    let page = page::page(root(), &rows()).expect("the page can be made");
    let path = root().join(page::FILE);
    if std::env::var_os("GARITA_UPDATE").is_some() {
        fs::write(&path, page).expect("the page can be written");
        return;
    }
    let found = fs::read_to_string(&path).expect("the page is there");
    assert!(
        found == page,
        "docs/levers.md is behind: run `GARITA_UPDATE=1 cargo test --release --test levers`"
    );
}

/// Every setting has its rows, at the steps of today's ranges and for the metrics of today's records.
#[test]
fn every_setting_has_its_responses() {
    let key = |setting: &str, side: &str, part: u8, metric: &str, group: &str| {
        format!("{setting} {side} {part} {metric} {group}")
    };
    let rows = rows();
    let found = rows
        .iter()
        .map(|row| key(&row.setting, &row.side, row.part, &row.metric, &row.group));
    let found: BTreeSet<String> = found.collect();
    let mut expected = BTreeSet::new();
    for step in responses::steps(&responses::base()) {
        for told in responses::moves(step.setting) {
            expected.insert(key(
                step.setting.name(),
                step.side(),
                step.part,
                &told.metric,
                &told.group,
            ));
        }
    }
    assert_eq!(found, expected, "run the example `levers`");
    for setting in Setting::ALL {
        assert!(
            rows.iter().any(|row| row.setting == setting.name()),
            "{}",
            setting.name()
        );
    }
}

/// Measuring again gives the same rows: here for two steps, one of a national setting and one by place.
#[test]
fn measured_responses_can_be_measured_again() {
    let chosen = |step: &responses::Step| {
        step.up
            && step.part == 50
            && [Setting::ProfessionalStandards, Setting::Advisers].contains(&step.setting)
    };
    let steps: Vec<_> = responses::steps(&responses::base())
        .into_iter()
        .filter(chosen)
        .collect();
    assert_eq!(steps.len(), 2);
    let kept = rows();
    for row in responses::measure(&steps).expect("the steps run") {
        assert!(kept.contains(&row), "run the example `levers`: {row:?}");
    }
}
