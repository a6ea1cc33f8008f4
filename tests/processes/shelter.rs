//! Shelter: hard caps, families first, displaced residents, staffing, building time, and what a
//! night without a roof does to a list.

use crate::support::sample::{Sample, assert_share};
use crate::support::{Run, Stage, date, theory};
use garita::model::outlay::Line;
use garita::model::shelter::{Guest, Night};
use garita::model::transition::{Compartment as C, Transition as T};

/// A thousand people on a list, all of whom seek a bed.
fn seekers(days: usize) -> Stage {
    Stage::with_stocks(&["venezuela"], &["tijuana"], days)
        .assume("start.appointment=1000 shelter.seek-appointment=1")
}

fn night(run: &Run, day: usize) -> &Night {
    run.record.night(day, 0)
}

fn sheltered(night: &Night) -> u32 {
    night.sheltered.iter().sum()
}

/// As many people are sheltered as there are beds, or as seek one; the rest are unsheltered and
/// never lost.
#[test]
fn beds_are_a_hard_cap() {
    for (beds, expected) in [
        (0, 0),
        (300, 300),
        (999, 999),
        (1_000, 1_000),
        (50_000, 1_000),
    ] {
        let run = seekers(20).assume(&format!("shelter.beds={beds}")).run(1);
        for day in 0..20 {
            let night = night(&run, day);
            assert_eq!(night.beds, beds);
            assert_eq!(sheltered(night), expected);
            assert_eq!(night.unsheltered_migrants(), 1_000 - expected);
        }
        assert_eq!(run.last(C::Appointment), 1_000);
    }
}

/// Who seeks a bed is a binomial share of those present; nobody at 0.
#[test]
fn a_share_seeks_a_bed() {
    let run = seekers(100)
        .assume("shelter.seek-appointment=0.3 shelter.beds=50000")
        .run(2);
    let sought: u64 = (0..100)
        .map(|day| u64::from(night(&run, day).demand()))
        .sum();
    assert_share("seeking", sought, 100_000, 0.3);
    let none = seekers(100).assume("shelter.seek-appointment=0").run(2);
    assert!((0..100).all(|day| night(&none, day).demand() == 0));
}

/// With families first they fill the beds before others; without, everybody has the same chance.
#[test]
fn families_come_first_as_far_as_the_lever_says() {
    // All Venezuelans are in families and ask for protection; no Ecuadorian is, and all wait for an appointment.
    let stage = Stage::with_stocks(&["venezuela", "andean"], &["tijuana"], 40)
        .assume("start.protection.venezuela=600 start.appointment.andean=400")
        .assume("shelter.family-share.venezuela=1 shelter.family-share.andean=0")
        .assume("shelter.seek-protection=1 shelter.seek-appointment=1 shelter.beds=500");
    let families = |lever: f64| -> u64 {
        let run = stage
            .clone()
            .set(&format!("shelter-priority.families-first={lever}"))
            .run(3);
        (0..40)
            .map(|day| u64::from(night(&run, day).sheltered[Guest::Protection as usize]))
            .sum()
    };
    assert_eq!(families(1.0), 40 * 500);
    // Of 500 beds at random 300 go to families on average; hypergeometric, so the binomial error is wide enough.
    assert_share("families without priority", families(0.0), 40 * 500, 0.6);
    // Half of the beds first, then 250 beds over 350 of the families and 400 others.
    let rest = families(0.5) - 40 * 250;
    assert_share(
        "families with half of the beds",
        rest,
        40 * 250,
        350.0 / 750.0,
    );
}

/// Displaced residents compete for the beds like everybody else, at any number of them.
#[test]
fn displaced_residents_take_beds() {
    let stage = seekers(40).assume("shelter.displaced-residents=1000 shelter.beds=600");
    let residents = |levers: &str| -> Vec<u32> {
        let run = stage.clone().set(levers).run(4);
        (0..40)
            .map(|day| night(&run, day).sheltered[Guest::Resident as usize])
            .collect()
    };
    let half: u64 = residents("").into_iter().map(u64::from).sum();
    assert_share("beds of residents", half, 40 * 600, 0.5);
    assert_eq!(residents("outside-events.displaced-residents=0"), [0; 40]);
    let crowded: u64 = residents("outside-events.displaced-residents=9")
        .into_iter()
        .map(u64::from)
        .sum();
    assert_share("beds of many residents", crowded, 40 * 600, 0.9);
}

/// Usable beds are nominal beds × staffed share; funding moves it, at most to 1, at least to 0.
#[test]
fn beds_need_staff() {
    let usable = |levers: &str| {
        let stage = seekers(2)
            .assume("shelter.beds=400 shelter.staffed-share=0.75")
            .set(levers);
        night(&stage.run(5), 1).beds
    };
    assert_eq!(usable(""), 300);
    assert_eq!(usable("shelter-funding.staffed=0.5"), 150);
    assert_eq!(usable("shelter-funding.staffed=0"), 0);
    assert_eq!(usable("shelter-funding.staffed=2"), 400);
}

/// A bed decided on stands after the time that building takes; it is paid once.
#[test]
fn building_takes_its_time() {
    let run = seekers(80)
        .assume("shelter.beds=300 shelter.building-time=30 cost.shelter-bed-built=10")
        .set(&format!("shelter-beds.built=200@{}", date(10)))
        .run(6);
    let beds: Vec<u32> = (0..80).map(|day| night(&run, day).beds).collect();
    assert_eq!(beds, [vec![300; 40], vec![500; 40]].concat());
    assert_eq!(run.record.usd(Line::BedsBuilt), 2_000.0);
}

/// People without a roof leave their list faster by the stated factor; advisers slow leaving down.
#[test]
fn a_roof_and_advice_change_the_hazard_of_leaving() {
    let left = |words: &str, levers: &str, seed: u64| {
        let stage = Stage::with_stocks(&["venezuela"], &["tijuana"], 2)
            .assume("start.appointment=100000 shelter.seek-appointment=1 leave-appointment.home=3 leaving.unsheltered-factor=3")
            .assume("service.people-per-adviser=100 leaving.advisers-effect=0.4");
        stage.assume(words).set(levers).run(seed)
    };
    // Last night's roof counts, so the second day is the first with an effect.
    let check = |name: &str, run: Run, factor: f64| {
        let there = u64::from(run.record.stock(0, C::Appointment));
        assert_share(
            name,
            u64::from(run.record.flow(1, T::LeaveListHome)),
            there,
            theory::daily(3.0 * factor),
        );
    };
    check("sheltered", left("shelter.beds=100000", "", 71), 1.0);
    check("unsheltered", left("shelter.beds=0", "", 72), 3.0);
    check(
        "half sheltered",
        left(&format!("shelter.beds={}", half_of_first_evening()), "", 73),
        2.0,
    );
    check(
        "advised",
        left("shelter.beds=100000", "service-staff.advisers=10000", 74),
        0.6,
    );
}

/// Beds for half of the people who are on the list on the first evening of seed 73.
fn half_of_first_evening() -> u32 {
    let stage = Stage::with_stocks(&["venezuela"], &["tijuana"], 2)
        .assume("start.appointment=100000 leave-appointment.home=3");
    stage.run(73).record.stock(0, C::Appointment) / 2
}

/// More beds never leave more people without a roof, night by night and place by place, whatever
/// else happens (paired replicates; the difference is clear, and never of the wrong sign).
#[test]
fn more_beds_shelter_more_people() {
    let stage = Stage::new(&["venezuela", "andean"], &["tijuana", "nogales"], 120)
        .assume("departure.base=40 undecided.days=20 shelter.seek-undecided=0.5 shelter.beds=150");
    let (few, many) = (
        stage.runs(8, 8),
        stage
            .set("shelter-funding.staffed=1 shelter-beds.built=80")
            .runs(8, 8),
    );
    let fewer: Sample = few
        .iter()
        .zip(&many)
        .map(|(few, many)| {
            (0..120)
                .flat_map(|day| [(day, 0), (day, 1)])
                .map(|(day, place)| {
                    let nights = [few, many]
                        .map(|run| f64::from(run.record.night(day, place).unsheltered_migrants()));
                    assert!(nights[0] >= nights[1]);
                    nights[0] - nights[1]
                })
                .sum()
        })
        .collect();
    fewer.assert_positive("nights with a roof");
}
