//! Outlay: every line is quantity × unit cost, and a lever at its reference costs nothing.

use crate::support::{Run, Stage, load, plan};
use garita::model::flows::Tally;
use garita::model::outlay::{LINES, Line};
use garita::model::shelter::Guest;
use garita::model::transition::{Compartment as C, Transition as T};
use garita::scenario::Overrides;

/// Quantity of a line.
fn quantity(run: &Run, line: Line) -> f64 {
    run.record.outlay_quantity[line as usize]
}

/// A busy quarter with every programme on, at drawn unit costs.
fn busy() -> (Run, garita::scenario::Scenario) {
    let text = "extends = \"status-quo\"\nend = 2024-05-31\nstart-state = \"stocks\"\n";
    let set = [
        "remain-in-mexico.share-enrolled=0.5",
        "remain-in-mexico.people-per-day=300",
        "remain-in-mexico.hearings-per-day=100",
        "legal-help.coverage=0.5",
        "work-visas.places-per-year=50000",
        "permanent-visas.places-per-year=5000",
        "family-reunification.places-per-year=5000",
        "safe-mobility.places-per-year=5000",
        "regularization.places-per-year=100000",
        "integration.coverage=0.5",
        "shared-hosting.places-per-year=20000",
        "mexican-return.assisted-seats-per-day=5",
        "return-to-mexico.people-per-day=100",
        "return-to-mexico.eligible-share=0.2",
    ];
    let overrides = Overrides {
        set: set.map(str::to_owned).to_vec(),
        ..Overrides::default()
    };
    let scenario = load("busy", text, &overrides);
    let (record, state) = plan(std::slice::from_ref(&scenario), 1)
        .record(0, 0)
        .expect("people are conserved");
    (Run { record, state }, scenario)
}

/// Lines that count people and events agree with the record of what happened.
#[test]
fn lines_count_what_happened() {
    let (run, _) = busy();
    let flow = |ways: &[T]| ways.iter().map(|way| run.flow(*way)).sum::<u64>() as f64;
    let tally =
        |tallies: &[Tally]| tallies.iter().map(|tally| run.tally(*tally)).sum::<u64>() as f64;
    let days = 0..run.record.days();
    let nights = |f: &dyn Fn(&garita::model::shelter::Night) -> u32| -> f64 {
        days.clone()
            .flat_map(|day| (0..run.record.places).map(move |place| (day, place)))
            .map(|(day, place)| f64::from(f(run.record.night(day, place))))
            .sum()
    };
    let attempts = flow(&[T::Die, T::Detect, T::Evade]);
    let expected = [
        (Line::PortAppointments, flow(&[T::Call, T::ArriveWalkIn])),
        (
            Line::Visas,
            tally(&[
                Tally::WorkVisas,
                Tally::PermanentVisas,
                Tally::FamilyReunification,
            ]),
        ),
        (Line::Parole, tally(&[Tally::Parole, Tally::SafeMobility])),
        (Line::Apprehensions, flow(&[T::Detect])),
        (Line::Children, flow(&[T::ToChildrensAgency])),
        (Line::RepatriationAir, flow(&[T::RepatriateAbroad])),
        (
            Line::RepatriationLand,
            flow(&[T::RepatriateToMexico, T::ReturnToMexico, T::Enrol]),
        ),
        (Line::Hearings, tally(&[Tally::HearingsHeld])),
        (Line::LegalHelp, tally(&[Tally::LegalHelp])),
        (Line::Regularization, tally(&[Tally::Regularized])),
        (Line::Interdiction, flow(&[T::Interdict])),
        (Line::Transfers, flow(&[T::Contain, T::TransferSouth])),
        (
            Line::Returns,
            flow(&[T::ReturnFromCustody, T::AssistedReturn]),
        ),
        (Line::Integration, 0.5 * flow(&[T::Recognize])),
        (Line::Hosting, flow(&[T::Host])),
        (Line::FeesRemote, tally(&[Tally::RemoteAttempts])),
        (Line::Fees, attempts - tally(&[Tally::RemoteAttempts])),
        (
            Line::Custody,
            run.stock(C::Custody).into_iter().map(f64::from).sum(),
        ),
        (
            Line::ShelterNights,
            nights(&|night| night.sheltered.iter().sum()),
        ),
        (
            Line::Rent,
            nights(&|night| {
                night.migrants() - (night.demand() - night.seeking[Guest::Resident as usize])
            }),
        ),
    ];
    for (line, count) in expected {
        assert!(count > 0.0, "{line:?} is in use");
        assert!(
            (quantity(&run, line) - count).abs() < 1e-6 * count,
            "{line:?}: {} against {count}",
            quantity(&run, line)
        );
    }
}

/// Every line costs its quantity times the unit cost that it names; the two countries share the cost
/// of a security lever.
#[test]
fn lines_cost_their_unit_cost() {
    for record in LINES {
        let words = if record.unit_cost.is_empty() {
            String::new()
        } else {
            format!("{}=8", record.unit_cost)
        };
        let run = every_programme().assume(&words).run(2);
        let shared = matches!(record.line, Line::UsSecurity | Line::MexicanSecurity);
        let unit = if record.unit_cost.is_empty() {
            1.0
        } else if shared {
            4.0
        } else {
            8.0
        };
        let count = quantity(&run, record.line);
        assert!(count > 0.0, "{:?} is in use", record.line);
        assert_eq!(
            run.record.usd(record.line),
            count * unit,
            "{:?}",
            record.line
        );
        let others: f64 = LINES
            .iter()
            .filter(|other| other.unit_cost != record.unit_cost && !other.unit_cost.is_empty())
            .map(|other| run.record.usd(other.line))
            .sum();
        assert_eq!(others, 0.0, "{:?} has its own unit cost", record.line);
    }
}

/// A small world with something on every line of the outlay.
fn every_programme() -> Stage {
    Stage::with_stocks(&["venezuela", "mexico"], &["tijuana"], 20)
        .assume("departure.base=50 transit.journey.venezuela=10 transit.interdiction=5 transit.held-eligible=0.5 transit.contained-share=0.5")
        .assume("intention.cross=0.5 intention.appointment=0.2 intention.walk-in=0.1 intention.return=0.1")
        .assume("crossing.presents-share=0.5 crossing.detection=0.5 crossing.remote-share=0.5 crossing.children-share=0.1")
        .assume("crossing.repatriable-share=0.3 crossing.detention-share=0.3 crossing.detention-stay=10 residents.without-status=100000")
        .assume("start.contained-south=1000 start.protection=1000 protection.recognized-share=1 shelter.seek-protection=0.5 shelter.beds=500")
        .set("port-appointments.slots-per-day=10 mexican-custody.beds=100 mexican-return.seats-per-day=10 mexican-return.assisted-seats-per-day=5")
        .set("remain-in-mexico.share-enrolled=0.5 remain-in-mexico.people-per-day=100 remain-in-mexico.hearings-per-day=50 legal-help.coverage=1")
        .set("work-visas.places-per-year=10000 humanitarian-parole.places-per-month=1000 regularization.places-per-year=10000")
        .set("us-repatriation.seats-per-day=10 us-detention-space.beds=100 us-detection.staff=2 us-detection.technology=1")
        .set("us-troops.personnel=1000 us-military-action.intensity=0.5 us-processing.capacity=2 professional-standards.coverage=1")
        .set("root-causes.million-usd-per-year=100 assistance.million-usd-per-year=100 intelligence-sharing.level=1")
        .set("mexican-protection.officers=50 service-staff.advisers=10 shelter-beds.built=100 integration.coverage=1 shared-hosting.places-per-year=5000")
}

/// Programmes cost by being set: level × time, above the reference where the reference is not zero.
#[test]
fn programmes_cost_by_being_set() {
    let years = 730.0 / 365.25;
    let run = Stage::simple(730)
        .set("us-detection.staff=1.5 us-detection.technology=0.4 us-troops.personnel=2000 us-military-action.intensity=0.3")
        .set("us-processing.capacity=3 root-causes.million-usd-per-year=7 assistance.million-usd-per-year=11")
        .set("mexican-protection.officers=20 professional-standards.coverage=0.5 service-staff.advisers=40")
        .set("intelligence-sharing.level=0.1 joint-operations.level=0.2 targeted-law-enforcement.level=0.3 arms-trafficking-control.level=0.4 drug-crackdown.level=0.5")
        .run(3);
    let levels = [
        (Line::Staff, 0.5),
        (Line::Technology, 0.4),
        (Line::Troops, 2_000.0),
        (Line::Military, 0.3),
        (Line::Processing, 2.0),
        (Line::RootCauses, 7e6),
        (Line::Assistance, 11e6),
        (Line::ProtectionOffices, 20.0),
        (Line::Standards, 0.5),
        (Line::Advisers, 40.0),
        (Line::UsSecurity, 1.5),
        (Line::MexicanSecurity, 1.5),
    ];
    for (line, level) in levels {
        let exact = level * years;
        assert!(
            (quantity(&run, line) - exact).abs() < 1e-9 * exact,
            "{line:?}"
        );
    }
}

/// With nobody on the move and every lever at its reference, nothing is paid.
#[test]
fn a_quiet_world_costs_nothing() {
    let run = Stage::simple(100).run(4);
    assert!(
        run.record
            .outlay_quantity
            .iter()
            .all(|quantity| *quantity == 0.0)
    );
}

/// Detention is paid by stays: people detained × days of stay.
#[test]
fn detention_is_paid_by_stays() {
    let (run, scenario) = busy();
    let fit = scenario.calibration.as_ref().map(|fits| fits.fit(0));
    let world = garita::uncertainty::draw(
        &scenario.parameters,
        &scenario.world,
        &garita::random::Draws::new(1, 0),
        fit.as_ref(),
    );
    let stay = world.get("crossing.detention-stay", None, None);
    let exact = run.flow(T::Detain) as f64 * stay;
    assert!((quantity(&run, Line::Detention) - exact).abs() < 1e-9 * exact);
}
