//! Ports of entry: slots, lists, order of service, walk-ins.

use crate::support::{Stage, date};
use garita::model::flows::Tally;
use garita::model::transition::{Compartment as C, Transition as T};
use garita::model::waits::Queue;

const TWO: [&str; 2] = ["tijuana", "nogales"];

/// Thirty people a day join the list of one city.
fn list(days: usize) -> Stage {
    Stage::simple(days).assume("departure.base=30 intention.appointment=1")
}

/// A thousand people on the lists of two cities, registered over the last hundred days.
fn old_lists(days: usize, scope: &str) -> Stage {
    Stage::with_stocks(&["venezuela"], &TWO, days)
        .assume("start.appointment=1000 start.appointment-oldest=100")
        .toml(&format!("[switches]\nappointment-list = \"{scope}\""))
}

/// Each day as many are called as there are slots, or as are on the list.
#[test]
fn slots_serve_the_list() {
    let run = list(200).set("port-appointments.slots-per-day=28").run(1);
    let mut waiting = 0;
    for day in 0..200 {
        waiting += run.record.flow(day, T::ArriveAppointment);
        let called = run.record.flow(day, T::Call);
        assert_eq!(called, waiting.min(28), "day {day}");
        waiting -= called;
        assert_eq!(run.record.stock(day, C::Appointment), waiting);
    }
    assert_eq!(run.flow(T::AdmitAppointment), run.flow(T::Call));
}

/// No slots call nobody; many more slots than people leave nobody waiting.
#[test]
fn no_slots_and_slots_without_end() {
    let none = list(60).set("port-appointments.slots-per-day=0").run(2);
    assert_eq!(none.flow(T::Call), 0);
    assert_eq!(
        u64::from(none.last(C::Appointment)),
        none.flow(T::ArriveAppointment)
    );
    let many = list(60).set("port-appointments.slots-per-day=20000").run(2);
    assert!(many.stock(C::Appointment).iter().all(|people| *people == 0));
    assert_eq!(many.flow(T::Call), many.flow(T::ArriveAppointment));
}

/// Slots are split over ports by their shares; a closed port uses none, and the others get no more.
#[test]
fn a_closed_port_uses_no_slots() {
    let stage = old_lists(5, "national").assume("port.share.tijuana=0.7 port.share.nogales=0.3");
    let open = stage
        .clone()
        .set("port-appointments.slots-per-day=100")
        .run(3);
    let used = |run: &crate::support::Run, place| {
        run.record.tally_at_place(0, Tally::PortAppointments, place)
    };
    assert_eq!((used(&open, 0), used(&open, 1)), (70, 30));
    let closed = stage
        .set("port-appointments.slots-per-day=100 port-appointments.port-open.tijuana=0")
        .run(3);
    assert_eq!((used(&closed, 0), used(&closed, 1)), (0, 30));
}

/// Appointments at weekends are those of weekdays times the weekend factor.
#[test]
fn weekends_have_their_own_slots() {
    let stage = Stage::with_stocks(&["venezuela"], &["tijuana"], 14)
        .assume("start.appointment=10000 port.weekend-factor=0.5")
        .set("port-appointments.slots-per-day=100");
    let week = [100, 100, 100, 100, 100, 50, 50];
    assert_eq!(stage.run(4).daily(T::Call), [week, week].concat());
    assert_eq!(
        stage.assume("port.weekend-factor=0").run(4).daily(T::Call)[5..7],
        [0, 0]
    );
}

/// On a national list people leave through whichever port is open; a port's own list waits for its
/// own slots, and while the port is closed it is not served.
#[test]
fn a_national_list_leaves_through_any_port_and_an_own_list_only_through_its_own() {
    let stage = |scope| {
        old_lists(10, scope)
            .assume("appointment.place-share.tijuana=1 appointment.place-share.nogales=0")
            .assume("port.share.tijuana=0.2 port.share.nogales=0.8")
            .set("port-appointments.slots-per-day=50 port-appointments.port-open.tijuana=0")
    };
    let national = stage("national").run(5);
    assert_eq!(
        national.flow_at_place(T::Call, 0),
        400,
        "they wait in Tijuana"
    );
    assert_eq!(
        national
            .record
            .tally_at_place(3, Tally::PortAppointments, 1),
        40,
        "and leave through Nogales"
    );
    let own = stage("by-port").run(5);
    assert_eq!(own.flow(T::Call), 0);
    assert_eq!(own.last(C::Appointment), 1000);
}

/// Own lists are where ports are: nobody waits on the list of a place without one.
#[test]
fn own_lists_are_where_ports_are() {
    let at = |scope, place| {
        let stage = old_lists(2, scope).assume("port.share.tijuana=0 port.share.nogales=1");
        stage
            .run(13)
            .record
            .stock_at_place(0, C::Appointment, place)
    };
    assert_eq!((at("by-port", 0), at("by-port", 1)), (0, 1000));
    assert_eq!((at("national", 0), at("national", 1)), (500, 500));
}

/// A national list serves one order of dates over all cities.
#[test]
fn a_national_list_is_one_order_of_dates() {
    let run = old_lists(2, "national")
        .assume("appointment.place-share.tijuana=0.9 appointment.place-share.nogales=0.1")
        .set("port-appointments.slots-per-day=200 port-appointments.oldest-first-share=1")
        .run(6);
    let oldest = |cell: usize| run.state.appointment[cell].oldest().unwrap();
    assert!(
        (oldest(0) - oldest(1)).abs() <= 1,
        "the same date is reached in both cities"
    );
    assert!(run.flow_at_place(T::Call, 0) > 300 && run.flow_at_place(T::Call, 1) > 30);
}

/// Who moves to another city keeps the date on a national list and joins the tail of an own list.
#[test]
fn moving_city_keeps_or_loses_the_date() {
    let stage = |scope| old_lists(40, scope).assume("leave-appointment.move=5");
    let dates = |scope| {
        let run = stage(scope).run(7);
        assert_eq!(run.last(C::Appointment), 1000);
        assert!(run.flow(T::LeaveListMove) > 2_000);
        let mut dates = std::collections::BTreeMap::new();
        for (day, people) in run
            .state
            .appointment
            .iter()
            .flat_map(garita::model::cohort::CohortList::iter)
        {
            *dates.entry(day).or_insert(0) += people;
        }
        dates
    };
    let unmoved = {
        let run = old_lists(40, "national").run(7);
        run.state
            .appointment
            .iter()
            .flat_map(|list| list.iter().collect::<Vec<_>>())
            .fold(
                std::collections::BTreeMap::new(),
                |mut dates, (day, people)| {
                    *dates.entry(day).or_insert(0) += people;
                    dates
                },
            )
    };
    assert_eq!(dates("national"), unmoved, "every date is kept");
    let start = *unmoved.keys().last().unwrap();
    let kept: u32 = dates("by-port")
        .range(..=start)
        .map(|(_, people)| people)
        .sum();
    assert!(
        kept < 20,
        "{kept} people have not moved in 40 days: 1,000 × exp(−5 × 39 ÷ 30.44) is 1.6"
    );
}

/// Slots are shared between the earliest, the latest and a random order in whole people.
#[test]
fn slots_follow_the_allocation_rule() {
    let stage = Stage::with_stocks(&["venezuela"], &["tijuana"], 2)
        .assume("start.appointment=1000 start.appointment-oldest=100")
        .set("port-appointments.slots-per-day=10")
        .set(&format!("port-appointments.slots-per-day=0@{}", date(1)));
    let served = |oldest: f64, newest: f64| {
        let rule = format!(
            "port-appointments.oldest-first-share={oldest} port-appointments.newest-first-share={newest}"
        );
        let run = stage.clone().set(&rule).run(8);
        let waits = run.record.waits.of(Queue::Appointment).served.clone();
        assert_eq!(waits.iter().sum::<u32>(), 10);
        let newest = waits[1];
        let oldest: u32 = waits.iter().skip(99).sum();
        (oldest, newest)
    };
    assert_eq!(served(1.0, 0.0), (10, 0));
    assert_eq!(served(0.0, 1.0), (0, 10));
    assert_eq!(served(0.5, 0.5), (5, 5));
    assert_eq!(served(0.3, 0.7), (3, 7));
    let lottery = served(0.0, 0.0);
    assert!(lottery.0 + lottery.1 < 10);
}

/// A closed list takes nobody in; frozen names keep their dates, cancelled people are undecided.
#[test]
fn a_list_that_closes_is_frozen_or_cancelled() {
    let closing = |rule: &str| {
        list(80)
            .toml(&format!("[switches]\nwhen-list-closes = \"{rule}\""))
            .set(&format!("port-appointments.list-open=0@{}", date(40)))
            .run(9)
    };
    let (frozen, cancelled) = (closing("freeze"), closing("cancel"));
    let joined: u64 = (0..40)
        .map(|day| u64::from(frozen.record.flow(day, T::ArriveAppointment)))
        .sum();
    assert!(joined > 1_000);
    assert_eq!(
        frozen.flow(T::ArriveAppointment),
        joined,
        "nobody joins a closed list"
    );
    assert_eq!(u64::from(frozen.last(C::Appointment)), joined);
    assert_eq!(frozen.flow(T::CancelList), 0);
    assert_eq!(cancelled.flow(T::ArriveAppointment), joined);
    assert_eq!(
        cancelled.daily(T::CancelList)[40],
        u32::try_from(joined).unwrap()
    );
    assert_eq!(cancelled.last(C::Appointment), 0);
}

/// Nobody is called sooner than the notice after registering.
#[test]
fn an_appointment_comes_after_its_notice() {
    let run = list(60)
        .assume("port.notice=7")
        .set("port-appointments.slots-per-day=20000")
        .run(10);
    let served = &run.record.waits.of(Queue::Appointment).served;
    assert_eq!(served.len(), 8);
    assert_eq!(u64::from(served[7]), run.flow(T::Call));
}

/// People who come without appointment are admitted but for a share; a closed port refuses all.
#[test]
fn walk_ins_are_received_at_open_ports() {
    let stage =
        Stage::simple(50).assume("departure.base=100 intention.walk-in=1 turned-back.days=90");
    let run = |words: &str, levers: &str| {
        let run = stage.clone().assume(words).set(levers).run(11);
        assert_eq!(run.flow(T::Call), 0);
        assert_eq!(run.flow(T::ArriveWalkIn), run.tally(Tally::PortWalkIns));
        (
            run.flow(T::ArriveWalkIn),
            run.flow(T::AdmitWalkIn),
            run.flow(T::RefuseAtPort),
        )
    };
    let (came, admitted, refused) = run("port.walk-in-refused-share=0.2", "");
    assert_eq!(came, admitted + refused);
    crate::support::sample::assert_share("walk-ins refused", refused, came, 0.2);
    let (came, admitted, _) = run("port.walk-in-refused-share=0", "");
    assert_eq!(came, admitted);
    let (came, admitted, refused) = run(
        "port.walk-in-refused-share=0",
        "port-appointments.port-open=0",
    );
    assert_eq!((admitted, refused), (0, came));
}

/// Of those called, the refused share is turned back.
#[test]
fn the_refused_are_turned_back() {
    let stage = list(60)
        .set("port-appointments.slots-per-day=25")
        .assume("port.refused-share=1");
    let run = stage.run(12);
    assert_eq!(run.flow(T::RefuseAtPort), run.flow(T::Call));
    assert_eq!(run.flow(T::AdmitAppointment), 0);
    let none = stage.assume("port.refused-share=0").run(12);
    assert_eq!(none.flow(T::RefuseAtPort), 0);
}
