//! What holds in every run, whatever is set: conservation, capacities, the same bytes.
//!
//! Nothing here has a tolerance: each test compares whole numbers, or values bit by bit.

mod support;

use garita::experiment::{Arm, Design, Plan, Results, Simulator, Watch, pairs, run};
use garita::lever;
use garita::metric::Outcome;
use garita::model::flows::{Flows, Ledger};
use garita::model::inputs::Shape;
use garita::model::record::Record;
use garita::model::transition::{Compartment as C, Kind, TABLE, Transition as T};
use garita::scenario::{Overrides, Scenario, bundled_names, catalogue, load_text};
use garita::setting::Setting;
use garita::world::Cell;
use proptest::prelude::*;
use std::sync::atomic::AtomicBool;
use support::{Run, Stage, first_difference, load, plan};

/// Half a year of the status quo with full uncertainty, from the stocks of July 2023.
const HALF_YEAR: &str = "extends = \"status-quo\"\nend = 2024-08-31\nstart-state = \"stocks\"\n";

fn scenario(text: &str, set: &[String]) -> Scenario {
    load(
        "invariant",
        text,
        &Overrides {
            set: set.to_vec(),
            ..Overrides::default()
        },
    )
}

fn record(plan: &Plan, arm: usize, k: u64) -> Record {
    plan.record(arm, k).expect("people are conserved").0
}

// --- conservation and capacities ---

/// People in all stocks of an origin at the end of a day.
fn stocks(record: &Record, day: usize, origin: usize) -> i64 {
    let stocks = C::ALL
        .into_iter()
        .filter(|compartment| compartment.kind() == Kind::Stock);
    stocks
        .map(|stock| i64::from(record.stock_of_origin(day, stock, origin)))
        .sum()
}

/// Departures and removals into Mexico less exits of an origin on a day.
fn balance(record: &Record, day: usize, origin: usize) -> i64 {
    let people = |row: &garita::model::transition::Row| {
        i64::from(record.flow_of_origin(day, row.transition, origin))
    };
    let came = TABLE
        .iter()
        .filter(|row| row.from.kind() == Kind::Source)
        .map(people)
        .sum::<i64>();
    came - TABLE
        .iter()
        .filter(|row| row.to.kind() == Kind::Exit)
        .map(people)
        .sum::<i64>()
}

/// Conservation per origin and day, from the record alone; and within the night: who is sheltered has
/// a bed and sought one, who seeks one is there.
fn assert_sound(record: &Record) {
    for day in 0..record.days() {
        for origin in 0..record.origins {
            let before = if day == 0 {
                None
            } else {
                Some(stocks(record, day - 1, origin))
            };
            let now = stocks(record, day, origin);
            assert!(
                before.is_none_or(|before| before + balance(record, day, origin) == now),
                "origin {origin}, day {day}"
            );
        }
        for place in 0..record.places {
            let night = record.night(day, place);
            assert!(
                night.sheltered.iter().sum::<u32>() <= night.beds,
                "place {place}, day {day}"
            );
            for ((sheltered, seeking), present) in
                night.sheltered.iter().zip(night.seeking).zip(night.present)
            {
                assert!(
                    *sheltered <= seeking && seeking <= present,
                    "place {place}, day {day}"
                );
            }
            let idle = night.beds.saturating_sub(night.demand());
            assert_eq!(
                night.beds - night.sheltered.iter().sum::<u32>(),
                idle,
                "no bed is idle while somebody seeks one"
            );
        }
    }
}

/// Every shipped scenario conserves people under full uncertainty: the model's own ledger, for every
/// stock and day, and the identity of the record.
#[test]
fn every_shipped_scenario_conserves_people() {
    for name in bundled_names() {
        let scenario = garita::scenario::load(&name, &Overrides::default())
            .unwrap_or_else(|problems| panic!("{}", problems.render(120, false)));
        let plan = plan(&[scenario], 1);
        for k in 0..2 {
            let record = record(&plan, 0, k);
            assert_sound(&record);
            assert!(
                (0..record.origins).any(|origin| stocks(&record, record.days() - 1, origin) > 0),
                "{name} has people"
            );
        }
    }
}

/// The ledger notices one person too many, one too few, and one who moved without a record.
#[test]
fn the_ledger_notices_a_single_person() {
    let shape = Shape {
        origins: 1,
        places: 1,
        in_mexico: vec![false],
        border: vec![true],
        origin_keys: vec![1],
        place_keys: vec![2],
    };
    let mut ledger = Ledger::open(
        &shape,
        |stock, _| if stock == C::Undecided { 10 } else { 0 },
    );
    let mut flows = Flows::new(&shape);
    flows.add(T::DecideAppointment, 0, 4);
    ledger.book(&flows, &shape);
    let people = |undecided, appointment| {
        move |stock: C, _| match stock {
            C::Undecided => undecided,
            C::Appointment => appointment,
            _ => 0,
        }
    };
    assert!(ledger.check(people(6, 4)).is_ok());
    for wrong in [people(7, 4), people(6, 3), people(5, 5)] {
        assert!(ledger.check(wrong).is_err());
    }
}

/// A lever moved at random: setting, cell, where in its range, and when.
type Move = (usize, usize, f64, usize);

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let end = prop_oneof![Just(0.0), Just(1.0), 0.0..1.0];
    prop::collection::vec(
        (0..Setting::ALL.len(), 0..100_usize, end, 0..150_usize),
        1..10,
    )
}

/// `lever.setting.cell=value@date` for a random move, within the setting's range. The two shares of
/// the allocation rule stay below one half each.
fn word((setting, cell, part, day): Move) -> String {
    let catalogue = catalogue().expect("the records are complete");
    let setting = Setting::ALL[setting];
    let [low, high] = lever::record(&catalogue.levers, setting)
        .expect("every setting has a record")
        .range;
    let shares = [Setting::PortOldestFirst, Setting::PortNewestFirst];
    let high = if shares.contains(&setting) {
        high / 2.0
    } else {
        high
    };
    let value = low + (high - low) * part;
    let cells: Vec<Cell> = setting.scope().cells(&catalogue.world);
    let cell = cells[cell % cells.len()].name(&catalogue.world);
    let cell = if cell.is_empty() {
        cell
    } else {
        format!(".{cell}")
    };
    let date = garita::time::plus_days(
        jiff::civil::date(2024, 3, 1),
        i32::try_from(day).expect("few days"),
    );
    format!("{}{cell}={value}@{date}", setting.name())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any levers within their ranges, on any dates, in any state of the world: people are conserved
    /// and shelters keep to their beds.
    #[test]
    fn any_policy_conserves_people(moves in moves(), k in 0..1_000_u64, own_lists: bool, cancel: bool) {
        let list = if own_lists { "by-port" } else { "national" };
        let closing = if cancel { "cancel" } else { "freeze" };
        let text = format!("{HALF_YEAR}[switches]\nappointment-list = \"{list}\"\nwhen-list-closes = \"{closing}\"\n");
        let set: Vec<String> = moves.into_iter().map(word).collect();
        assert_sound(&record(&plan(&[scenario(&text, &set)], 2), 0, k));
    }
}

// --- zero change, zero difference; equality before the first change ---

fn bits(outcome: &Outcome) -> (Vec<u64>, &Vec<Vec<i64>>) {
    (
        outcome.cells.iter().map(|value| value.to_bits()).collect(),
        &outcome.series,
    )
}

/// A scenario that changes nothing, says so in many words, or says it with a date, gives the same
/// bytes as the one it extends.
#[test]
fn a_scenario_that_changes_nothing_differs_by_nothing() {
    let nothing = [
        String::new(),
        "[levers.port-appointments]\nslots-per-day = [{ from = 2024-05-01, times = 1 }]\nsource = \"assumption\"\nnote = \"the same\"\n".to_owned(),
        "[levers.us-repatriation]\nseats-per-day = { all = [{ from = 2024-04-01, add = 0, ramp = \"30 days\" }] }\nsource = \"assumption\"\nnote = \"the same\"\n".to_owned(),
        "[levers.asylum-limits]\nstrictness = 0\nsource = \"assumption\"\nnote = \"the reference\"\n".to_owned(),
    ];
    let mut arms = vec![scenario(HALF_YEAR, &[])];
    arms.extend(
        nothing
            .iter()
            .map(|text| scenario(&format!("{HALF_YEAR}{text}"), &[])),
    );
    for k in 0..2 {
        // Each alone: what arms of one plan share is simulated once.
        let outcomes: Vec<Outcome> = arms.iter().map(|arm| alone(arm, 3, k)).collect();
        for other in &outcomes[1..] {
            assert_eq!(bits(&outcomes[0]), bits(other));
        }
    }
}

fn alone(scenario: &Scenario, seed: u64, k: u64) -> Outcome {
    let replicate = plan(std::slice::from_ref(scenario), seed).replicate(k);
    let mut outcomes = replicate.expect("people are conserved").outcomes;
    outcomes.remove(0)
}

/// Arms are simulated together until their policies part, on several dates and off each other; each gives the bytes
/// that it gives alone. Arms that differ in more than policy share nothing.
#[test]
fn an_arm_among_others_is_the_arm_alone() {
    let slots = |from: &str, number: u32| {
        format!(
            "{HALF_YEAR}[levers.port-appointments]\nslots-per-day = [{{ from = {from}, value = {number} }}]\nsource = \"assumption\"\nnote = \"a test\"\n"
        )
    };
    let texts = [
        HALF_YEAR.to_owned(),
        slots("2024-06-01", 500),
        slots("2024-04-10", 2_000),
        slots("2024-06-01", 700),
        slots("2024-03-01", 900),
        format!("{HALF_YEAR}[switches]\nwhen-list-closes = \"cancel\"\n"),
    ];
    let arms = texts.map(|text| scenario(&text, &[]));
    let together = plan(&arms, 3).replicate(1).expect("people are conserved");
    for (arm, outcome) in arms.iter().zip(&together.outcomes) {
        assert_eq!(bits(outcome), bits(&alone(arm, 3, 1)));
    }
    assert_ne!(bits(&together.outcomes[1]), bits(&together.outcomes[3]));
}

/// The compared packages and the status quo are the same bytes before the first date on which the
/// policies part.
#[test]
fn packages_are_equal_before_their_first_date() {
    let arms = ["status-quo", "enforcement-only", "legal-pathways"];
    let arms = arms.map(|name| scenario(&format!("extends = \"{name}\"\nend = 2025-01-31\n"), &[]));
    let plan = plan(&arms, 5);
    let records: Vec<Record> = (0..3).map(|arm| record(&plan, arm, 1)).collect();
    for (scenario, record) in arms.iter().zip(&records).skip(1) {
        let parts = scenario
            .policy
            .differences(&arms[0].policy, arms[0].start, arms[0].end);
        let first = parts
            .iter()
            .map(|part| part.from)
            .min()
            .expect("the packages change something");
        let day = usize::try_from(garita::time::days_between(arms[0].start, first))
            .expect("after the start");
        assert!(day > 30);
        let differs = first_difference(&records[0], record).expect("the packages have an effect");
        assert!(
            differs >= day && differs < day + 30,
            "policies part on day {day}, runs on day {differs}"
        );
    }
}

// --- the same bytes however a run is cut ---

fn small_plan(seed: u64) -> Plan {
    let text = "extends = \"status-quo\"\nend = 2024-05-31\nstart-state = \"stocks\"\n";
    let arms = [
        scenario(text, &[]),
        scenario(
            text,
            &["port-appointments.slots-per-day=2000@2024-04-01".to_owned()],
        ),
    ];
    plan(&arms, seed)
}

fn experiment(plan: &Plan, replicates: &[u64], threads: usize) -> Results {
    let arms: Vec<Arm> = ["base", "more"]
        .map(|name| Arm {
            name: name.to_owned(),
            title: name.to_owned(),
            reference: false,
        })
        .to_vec();
    let design = Design {
        seed: 6,
        replicates: replicates.to_vec(),
        start: jiff::civil::date(2024, 3, 1),
        days: 92,
        watched: Vec::new(),
        pairs: pairs(&arms, 0),
        arms,
    };
    let watch = Watch {
        stop: &AtomicBool::new(false),
        finished: &|| (),
        keeper: None,
    };
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("a pool of threads");
    pool.install(|| run(plan, design, &watch))
        .expect("people are conserved")
}

/// Everything in the results, bit by bit (the shortest text of a number is unique; NaN is NaN).
fn bytes(results: &Results) -> String {
    format!("{results:?}")
}

/// One, two and seven threads leave the same bytes.
#[test]
fn any_number_of_threads_leaves_the_same_bytes() {
    let plan = small_plan(6);
    let all: Vec<u64> = (0..10).collect();
    let one = bytes(&experiment(&plan, &all, 1));
    assert!(one == bytes(&experiment(&plan, &all, 2)) && one == bytes(&experiment(&plan, &all, 7)));
}

/// Every value of an arm, replicate by replicate, as texts that tell all digits.
fn rows(results: &Results, arm: usize) -> Vec<String> {
    let cells: Vec<usize> = (0..results.cells.len()).collect();
    let mut rows = Vec::new();
    let each = |_, values: &[f64]| {
        rows.push(format!("{values:?}"));
        Ok(())
    };
    results.each_replicate(arm, &cells, each).unwrap();
    rows
}

/// A replicate is the same alone, in a shard, and among others, and in a plan made anew.
#[test]
fn a_replicate_is_the_same_in_any_company() {
    let plan = small_plan(6);
    let all = experiment(&plan, &(0..6).collect::<Vec<_>>(), 2);
    let shards = [
        experiment(&plan, &[0, 1], 1),
        experiment(&plan, &[2, 3, 4, 5], 3),
    ];
    for arm in 0..2 {
        let joined: Vec<String> = shards.iter().flat_map(|shard| rows(shard, arm)).collect();
        assert_eq!(rows(&all, arm), joined);
        let alone = experiment(&small_plan(6), &[4], 1);
        assert_eq!(rows(&all, arm)[4], rows(&alone, arm)[0]);
    }
    let merged = shards[0].daily[0]
        .iter()
        .zip(&shards[1].daily[0])
        .map(|(a, b)| {
            let mut a = a.clone();
            a.merge(b);
            a
        });
    assert!(
        merged.eq(all.daily[0].iter().cloned()),
        "summaries of shards add up to the summary of all"
    );
}

/// Another arm beside it, or none, leaves a scenario's bytes alone; another seed does not.
#[test]
fn a_scenario_is_the_same_in_any_company() {
    let both = small_plan(6).replicate(3).expect("people are conserved");
    let text = "extends = \"status-quo\"\nend = 2024-05-31\nstart-state = \"stocks\"\n";
    let alone = plan(&[scenario(text, &[])], 6)
        .replicate(3)
        .expect("people are conserved");
    assert_eq!(bits(&both.outcomes[0]), bits(&alone.outcomes[0]));
    let other = small_plan(7).replicate(3).expect("people are conserved");
    assert_ne!(bits(&both.outcomes[0]), bits(&other.outcomes[0]));
}

// --- switches and sets ---

/// `--response off` is the same as every coefficient of the response at 0, and then packages that
/// touch no pathway have the departures of the status quo, person by person.
#[test]
fn the_response_off_is_a_response_of_zero() {
    let text =
        |name: &str| format!("extends = \"{name}\"\nend = 2024-12-31\nstart-state = \"stocks\"\n");
    let off = Overrides {
        response: Some(false),
        ..Overrides::default()
    };
    let betas = ["stay-chance", "list-wait", "interdiction", "pathway-share"];
    let zero = Overrides {
        assume: betas.map(|name| format!("response.{name}=0")).to_vec(),
        ..Overrides::default()
    };
    let arms = [
        load("off", &text("enforcement-only"), &off),
        load("zero", &text("enforcement-only"), &zero),
        load("base", &text("status-quo"), &off),
        load("on", &text("enforcement-only"), &Overrides::default()),
    ];
    let plan = plan(&arms, 8);
    let [off, zero, base, on] = [0, 1, 2, 3].map(|arm| record(&plan, arm, 2));
    assert_eq!(first_difference(&off, &zero), None);
    let departures = |record: &Record| -> Vec<u32> {
        (0..record.days())
            .map(|day| record.flow(day, T::Depart))
            .collect()
    };
    assert_eq!(departures(&off), departures(&base));
    assert_ne!(departures(&off), departures(&on));
}

/// Luck is keyed by names: with more origins and places around them, people of one origin in one
/// city have the very same days, as long as they share no capacity.
#[test]
fn more_origins_and_places_leave_the_luck_of_others_alone() {
    let words = "departure.base=60 departure.dispersion=5 departure.shock-sd=0.3 departure.shock-common-share=0.5 \
        departure.surge-rate=20 departure.surge-size=100 departure.surge-spread=0.5 departure.surge-days=4 \
        transit.journey=6 transit.stages=2 transit.interdiction=2 transit.contained-share=0.5 transit.protection-share=0.1 \
        contained.north=2 contained.home=1 liberty.north=1 liberty.home=1 \
        intention.cross=0.4 intention.appointment=0.2 intention.protection=0.1 intention.walk-in=0.05 \
        undecided.days=3 undecided.cross=0.4 undecided.appointment=0.2 turned-back.days=4 turned-back.cross=0.5 \
        leave-appointment.cross=0.2 leave-appointment.home=0.2 leave-protection.north=0.3 leave-protection.home=0.1 \
        crossing.presents-share=0.5 crossing.detection=0.5 crossing.remote-share=0.2 crossing.deaths-ordinary=0.01 \
        crossing.deaths-remote=0.05 crossing.children-share=0.1 protection.recognized-share=0.5 settled.north=0.3";
    let pinned = "crossing.place-share=0 crossing.place-share.venezuela/tijuana=1 crossing.place-share.andean/nogales=1 \
        appointment.place-share=0 appointment.place-share.venezuela/tijuana=1 appointment.place-share.andean/nogales=1 \
        protection.place-share=0 protection.place-share.venezuela/tijuana=1 protection.place-share.andean/nogales=1";
    let south = "transit.south-place-share=0 transit.south-place-share.tijuana=1 liberty.place-share=0 \
        liberty.place-share.tijuana=1 port.share=0 port.share.tijuana=1";
    let levers = "mexican-protection.officers.tijuana=5";
    let alone = Stage::new(&["venezuela"], &["tijuana"], 200)
        .assume(words)
        .assume(
            &pinned
                .replace("crossing.place-share.andean/nogales=1", "")
                .replace("appointment.place-share.andean/nogales=1", "")
                .replace("protection.place-share.andean/nogales=1", ""),
        )
        .assume(south)
        .set(levers);
    let among = Stage::new(
        &["andean", "venezuela"],
        &["nogales", "tapachula", "tijuana"],
        200,
    )
    .assume(words)
    .assume(pinned)
    .assume(south)
    .set(levers);
    // Without people of other origins in the same city, so that no list, office or bed is shared.
    let among = among.assume("departure.base.andean=0 departure.surge-rate.andean=0");
    let (alone, among) = (alone.run(9), among.run(9));
    for row in TABLE {
        for day in 0..200 {
            let same = alone.record.flow_of_origin(day, row.transition, 0)
                == among.record.flow_of_origin(day, row.transition, 1);
            assert!(same, "{:?}, day {day}", row.transition);
        }
    }
    assert!(
        used(&alone) > 30,
        "most transitions are in use: {}",
        used(&alone)
    );
}

/// Transitions that somebody took.
fn used(run: &Run) -> usize {
    TABLE
        .iter()
        .filter(|row| run.flow(row.transition) > 0)
        .count()
}

/// A text with a problem is refused before anything runs (the other tests rely on loading).
#[test]
fn a_setting_outside_its_range_is_refused() {
    let overrides = Overrides {
        set: vec!["us-detection.technology=2".to_owned()],
        ..Overrides::default()
    };
    assert!(load_text("wrong", HALF_YEAR, &overrides).is_err());
}
