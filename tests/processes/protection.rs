//! Mexican protection: offices, duration, outcomes, leaving, open files.

use crate::support::sample::{assert_law, assert_poisson, assert_share};
use crate::support::{Run, Stage};
use garita::model::flows::Tally;
use garita::model::transition::{Compartment as C, Transition as T};
use garita::model::waits::{End, Queue};

const DECISIONS: [T; 6] = [
    T::Recognize,
    T::RefuseAppeal,
    T::RefuseReturn,
    T::RefuseCross,
    T::RefuseNorth,
    T::RefuseHome,
];

fn decided(run: &Run) -> u64 {
    DECISIONS.map(|way| run.flow(way)).into_iter().sum()
}

/// Many applications from long ago.
fn backlog(days: usize) -> Stage {
    Stage::with_stocks(&["venezuela"], &["tijuana"], days).assume(
        "start.protection=50000 start.protection-oldest=300 protection.decisions-per-officer-day=2",
    )
}

/// Decisions are a Poisson number with mean officers × decisions per officer-day × speed.
#[test]
fn offices_decide_at_capacity() {
    let run = backlog(100)
        .set("mexican-protection.officers=10 mexican-protection.speed=1.5")
        .run(1);
    assert_poisson("decisions", decided(&run), 10.0 * 2.0 * 1.5 * 100.0);
    assert!((run.record.decision_capacity - 3_000.0).abs() < 1e-6);
}

/// No officers, or no speed, decide nothing; offices without limit decide everything at once.
#[test]
fn no_offices_and_offices_without_end() {
    for closed in [
        "mexican-protection.officers=0",
        "mexican-protection.officers=10 mexican-protection.speed=0",
    ] {
        let run = backlog(50).set(closed).run(2);
        assert_eq!((decided(&run), run.last(C::Protection)), (0, 50_000));
    }
    let run = backlog(50)
        .assume("departure.base=20 intention.protection=1")
        .set("mexican-protection.officers=10000 mexican-protection.speed=10")
        .run(2);
    assert!(run.stock(C::Protection).iter().all(|people| *people == 0));
}

/// Nobody is decided before the minimum duration, and without a backlog everybody on that day.
#[test]
fn a_decision_takes_its_minimum_duration() {
    let run = Stage::simple(90)
        .assume("departure.base=20 intention.protection=1 protection.minimum-duration=30")
        .set("mexican-protection.officers=10000")
        .run(3);
    let served = &run.record.waits.of(Queue::Protection).served;
    assert_eq!(served.len(), 31);
    assert_eq!(u64::from(served[30]), decided(&run));
    assert!(decided(&run) > 1_000);
}

/// The oldest applications are decided first.
#[test]
fn the_oldest_application_comes_first() {
    let run = backlog(30).set("mexican-protection.officers=100").run(4);
    let list = &run.state.protection[0];
    let days: Vec<i32> = list.iter().map(|(day, _)| day).collect();
    let whole = run.state.protection[0].iter().nth(1).unwrap().1;
    assert!(
        days.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "no gap behind the front"
    );
    assert!(whole > 80 && decided(&run) > 5_000);
}

/// Offices work on weekdays, unless they are seven-day offices.
#[test]
fn offices_rest_at_weekends() {
    let weekend = |words: &str| -> u32 {
        let run = backlog(28)
            .weekdays()
            .assume(words)
            .set("mexican-protection.officers=50")
            .run(5);
        let days = [5, 6, 12, 13, 19, 20, 26, 27];
        days.iter()
            .map(|day| {
                DECISIONS
                    .map(|way| run.record.flow(*day, way))
                    .iter()
                    .sum::<u32>()
            })
            .sum()
    };
    assert_eq!(weekend("protection.seven-day-office=0"), 0);
    assert!(weekend("protection.seven-day-office=1") > 500);
}

/// Outcomes follow the recognised share and the shares of what refused people do.
#[test]
fn outcomes_follow_their_shares() {
    let stage = backlog(100)
        .assume("protection.recognized-share=0.4 protection.appeal-share=0.3")
        .assume("protection.refused-return-share=0.2 protection.refused-north-share=0.4")
        .set("mexican-protection.officers=100");
    let counts = DECISIONS.map(|way| stage.run(6).flow(way));
    assert_law(
        "outcomes at the border",
        &counts,
        &[0.4, 0.18, 0.12, 0.24, 0.0, 0.06],
    );
    let all = stage.assume("protection.recognized-share=1").run(6);
    assert_eq!(all.flow(T::Recognize), decided(&all));
    assert_eq!(u64::from(all.last(C::Settled)), decided(&all));
}

/// Legal advisers multiply the odds of recognition for the people they represent.
#[test]
fn legal_advisers_raise_the_odds_of_recognition() {
    let stage = backlog(100).set("mexican-protection.officers=100").assume(
        "protection.recognized-share=0.4 protection.legal-help-odds=3 service.cases-per-legal-adviser=50",
    );
    for (advisers, share) in [(0, 0.4), (10_000, 2.0 / 3.0)] {
        let run = stage
            .clone()
            .set(&format!("service-staff.legal-advisers={advisers}"))
            .run(6);
        let name = format!("recognised with {advisers} advisers");
        assert_share(&name, run.flow(T::Recognize), decided(&run), share);
    }
}

/// Refused people go on from inland places by the journey, from border cities across the line.
#[test]
fn refused_people_go_on_from_where_they_are() {
    let run = Stage::with_stocks(&["venezuela"], &["tijuana", "tapachula"], 30)
        .assume(
            "start.protection=5000 start.protection-oldest=300 protection.refused-north-share=1",
        )
        .set("mexican-protection.officers=20")
        .run(7);
    let (cross, north) = (
        run.flow_at_place(T::RefuseCross, 0),
        run.flow_at_place(T::RefuseNorth, 1),
    );
    assert!(cross > 400 && north > 400);
    assert_eq!(
        (
            run.flow_at_place(T::RefuseCross, 1),
            run.flow_at_place(T::RefuseNorth, 0)
        ),
        (0, 0)
    );
}

/// Who leaves goes; the file stays open until the agency closes it. Open files and people waiting
/// are two numbers.
#[test]
fn files_of_people_who_left_stay_open() {
    let stage = backlog(100).assume("leave-protection.home=0.5 leave-protection.north=1");
    let run = stage.run(8);
    assert!(run.last(C::Protection) < 1_000, "almost everybody left");
    assert!((0..100).all(|day| run.record.conditions(day).open_files == 50_000));
    let closing = stage.clone().assume("protection.file-closure=1").run(8);
    let files = |run: &Run| run.record.conditions(99).open_files;
    assert_eq!(
        u64::from(files(&closing)),
        50_000 - closing.tally(Tally::FilesClosed)
    );
    assert!(files(&closing) < 20_000);
}

/// Hazards of leaving apply within their band of waiting time and nowhere else.
#[test]
fn bands_of_waiting_time_are_exact() {
    let bands = [
        "leave-protection.days-31-90",
        "leave-protection.days-91-180",
        "leave-protection.days-181-on",
    ];
    for (band, name) in bands.iter().enumerate() {
        let others: Vec<String> = bands
            .iter()
            .map(|other| format!("{other}={}", u8::from(other == name)))
            .collect();
        let run = Stage::simple(250)
            .assume("departure.base=20000 intention.protection=1 leave-protection.home=0.4")
            .assume(&others.join(" "))
            .set(&format!(
                "outside-events.departures=0@{}",
                crate::support::date(1)
            ))
            .run(9);
        let home = &run.record.waits.of(Queue::Protection).ended[End::WentHome as usize];
        let seen = |from: usize, to: usize| home.iter().skip(from).take(to - from + 1).sum::<u32>();
        let own = [(31, 90), (91, 180), (181, 249)][band];
        assert_eq!(home[0], 0, "nobody leaves on the day of arrival");
        let every_day = |from: usize, to: usize| home[from..=to].iter().all(|people| *people > 0);
        assert!(every_day(1, 30), "the first band has factor 1");
        assert!(every_day(own.0, own.1), "{name}");
        assert_eq!(
            home.iter().sum::<u32>(),
            seen(1, 30) + seen(own.0, own.1),
            "{name}"
        );
    }
}

/// Mexicans cannot ask Mexico for protection.
#[test]
fn people_at_home_in_mexico_cannot_ask() {
    let run = Stage::new(&["mexico"], &["tijuana"], 60)
        .assume("departure.base=50 intention.protection=1 undecided.protection=1 undecided.days=1")
        .assume("transit.protection-share=1 liberty.protection=1 contained.protection=1 leave-appointment.protection=1")
        .run(10);
    assert!(run.flow(T::DepartInMexico) > 2_000);
    assert!(run.stock(C::Protection).iter().all(|people| *people == 0));
    assert!(run.flow(T::DecideHome) > 2_000, "the only way left");
}
