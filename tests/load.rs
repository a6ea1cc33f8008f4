//! The load check, in small worlds where the truth is known.

mod support;

use garita::analysis::load::{remark, sentences};
use garita::experiment::{LOAD_FUTURES, Load, LoadSpread, Loads, Plan, Point};
use garita::scenario::{Scenario, catalogue};
use support::Stage;

fn loads(scenario: &Scenario) -> Loads {
    let plan = Plan::new(
        std::slice::from_ref(scenario),
        catalogue().unwrap(),
        1,
        true,
    );
    Loads::of(&plan, 0, scenario).unwrap()
}

/// The future in the middle.
fn of(loads: &Loads, point: Point) -> &Load {
    let mut middles = loads.loads.iter().map(LoadSpread::middle);
    middles.find(|load| load.point == point).unwrap()
}

/// A thousand people on a list, all of whom seek a bed; nobody joins and nobody leaves.
fn seekers(days: usize) -> Stage {
    Stage::with_stocks(&["venezuela"], &["tijuana"], days)
        .assume("start.appointment=1000 shelter.seek-appointment=1")
}

#[test]
fn a_list_that_is_served_shrinks_by_its_slots() {
    let stage = seekers(400)
        .set("port-appointments.slots-per-day=2")
        .assume("shelter.beds=5000 port.weekend-factor=1 port.share=1");
    let scenario = stage.scenario();
    let found = loads(&scenario);
    let list = of(&found, Point::Appointment);
    assert_eq!((list.demand, list.capacity), (0.0, 2.0));
    assert!((list.growth + 2.0).abs() < 1e-9, "{}", list.growth);
    assert!(!list.grows() && list.then.is_none());
    assert_eq!(found.worst(), None);
    assert_eq!(remark(&found, "x", &scenario.world), None);
}

#[test]
fn a_list_that_more_join_than_leave_grows_by_the_difference() {
    let stage = Stage::new(&["mexico"], &["tijuana"], 500)
        .set("interior-removals.people-per-day=10 port-appointments.slots-per-day=4")
        .assume("residents.without-status=1000000 interior-removals.place-share=1 turned-back.days=1 turned-back.appointment=1 port.weekend-factor=1 port.share=1");
    let scenario = stage.scenario();
    let found = loads(&scenario);
    let list = of(&found, Point::Appointment);
    // Removals are Poisson: 10 ± 0.17 a day over a year, within four standard errors.
    assert!((list.demand - 10.0).abs() < 0.7, "{list:?}");
    assert_eq!(list.capacity, 4.0);
    assert!((list.growth - (list.demand - 4.0)).abs() < 0.7, "{list:?}");
    // About 500 × 6 people wait, so that it takes about as long again to double.
    let doubles = garita::time::days_between(scenario.end, list.then.unwrap());
    assert!((430..=560).contains(&doubles), "{doubles}");
    let worst = found.worst().unwrap();
    assert_eq!(worst.middle(), list);
    assert_eq!(worst.count(Load::grows), LOAD_FUTURES);
    let [low, high] = worst.ends(|load| load.waiting);
    assert!(low < list.waiting && list.waiting < high, "{low} {high}");
    let words = sentences(&found, &scenario.world);
    assert!(
        words[0].contains(" people join a day against 4 slots; no steady state: "),
        "{}",
        words[0]
    );
    let grows = ", and that grows in all 5 futures, by about ";
    assert!(
        words[0].contains(grows) && words[0].contains(" a day, twice as many by "),
        "{}",
        words[0]
    );
}

#[test]
fn beds_are_too_few_from_the_day_on_which_they_go() {
    let full = seekers(400).assume("shelter.beds=600").scenario();
    let found = loads(&full);
    let beds = of(&found, Point::Shelter);
    assert_eq!(
        (beds.demand, beds.capacity, beds.strain()),
        (1000.0, 600.0, 1000.0 / 600.0)
    );
    assert_eq!((beds.full_from, beds.then), (Some(full.start), None));
    assert_eq!(
        sentences(&found, &full.world)[1],
        "Shelters in Tijuana: 1,000 people seek 600 beds on an average night; too few beds in all 5 futures, from the first day, about 400 too few at the end."
    );

    let later = seekers(400)
        .assume("shelter.beds=1000")
        .set("shelter-funding.staffed.tijuana=0.5@2023-06-01")
        .scenario();
    let from = of(&loads(&later), Point::Shelter).full_from.unwrap();
    let apart = garita::time::days_between("2023-06-01".parse().unwrap(), from);
    assert!(apart.abs() <= 7, "{from}");

    let enough = seekers(400).assume("shelter.beds=1000").scenario();
    let beds = loads(&enough);
    assert_eq!(of(&beds, Point::Shelter).full_from, None);
    assert_eq!(beds.worst(), None);
}

/// Who comes differs between futures: a removal rate of 4.0 a day against 4 slots.
#[test]
fn futures_that_differ_are_not_told_as_one() {
    let stage = Stage::new(&["mexico"], &["tijuana"], 400)
        .set("interior-removals.people-per-day=4 port-appointments.slots-per-day=4")
        .assume("residents.without-status=1000000 interior-removals.place-share=1 turned-back.days=1 turned-back.appointment=1 port.weekend-factor=1 port.share=1");
    let scenario = stage.scenario();
    let found = loads(&scenario);
    let list = found
        .loads
        .iter()
        .find(|load| load.middle().point == Point::Appointment);
    let grow = list.unwrap().count(Load::grows);
    assert!(0 < grow && grow < LOAD_FUTURES, "{grow}");
    let words = sentences(&found, &scenario.world);
    let differ = format!("; futures differ: that grows in {grow} of 5.");
    assert!(words[0].ends_with(&differ), "{}", words[0]);
}
