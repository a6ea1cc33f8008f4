//! Movement: departures, attempts, encounters, admissions, returns, and where people end up.

use super::{ALL_CELLS, Id, Sheet, flows, flows_in_run, ratio, tallies_in_run};
use crate::model::flows::Tally;
use crate::model::shelter::Guest;
use crate::model::transition::{Compartment, Kind, TABLE, Transition as T};

const DEPARTURES: &[T] = &[T::Depart, T::DepartInMexico];
const ATTEMPTS: &[T] = &[T::Die, T::Evade, T::Detect];
const PORT: &[T] = &[T::Call, T::ArriveWalkIn];
const DECISIONS: &[T] = &[
    T::Recognize,
    T::RefuseAppeal,
    T::RefuseReturn,
    T::RefuseCross,
    T::RefuseNorth,
    T::RefuseHome,
];
const PATHWAYS: &[Tally] = &[
    Tally::WorkVisas,
    Tally::PermanentVisas,
    Tally::Parole,
    Tally::FamilyReunification,
    Tally::SafeMobility,
];
const CONSEQUENCES: &[(&str, &[T])] = &[
    ("children", &[T::ToChildrensAgency]),
    ("repatriated", &[T::RepatriateToMexico, T::RepatriateAbroad]),
    ("remain-in-mexico", &[T::Enrol]),
    ("returned-to-mexico", &[T::ReturnToMexico]),
    ("detention", &[T::Detain]),
    ("released", &[T::Release]),
];
const ADMISSIONS: &[(&str, &[T])] = &[
    ("appointment", &[T::AdmitAppointment]),
    ("without-appointment", &[T::AdmitWalkIn]),
    ("hearing", &[T::HearingGranted]),
];
const RETURNS: &[(&str, &[T])] = &[
    ("by-mexico", &[T::ReturnFromCustody, T::AssistedReturn]),
    ("by-us-abroad", &[T::RepatriateAbroad]),
    (
        "by-us-to-mexico",
        &[T::RepatriateToMexico, T::ReturnToMexico],
    ),
    ("interior-removals", &[T::RemovedToMexico]),
];

pub(super) fn measure(sheet: &mut Sheet) {
    counts(sheet);
    by_kind(sheet);
    ratios(sheet);
    series(sheet);
    outcomes(sheet);
}

fn counts(sheet: &mut Sheet) {
    let record = sheet.record;
    let rows: &[(Id, &[T], bool)] = &[
        (Id::Departures, DEPARTURES, false),
        (Id::Interdictions, &[T::Interdict], false),
        (Id::Attempts, ATTEMPTS, false),
        (Id::Encounters, &[T::Detect], true),
        (Id::PortEncounters, PORT, false),
        (Id::Appointments, &[T::Call], false),
        (Id::Undetected, &[T::Evade], true),
        (Id::Released, &[T::Release], false),
        (Id::Decisions, DECISIONS, false),
    ];
    for (id, transitions, headline) in rows {
        sheet.push(
            *id,
            "total",
            ALL_CELLS,
            *headline,
            flows_in_run(record, transitions),
        );
        for origin in 0..record.origins {
            let name = &sheet.world.origins[origin].name;
            let people = transitions
                .iter()
                .map(|t| record.flow_of_origin_in_run(*t, origin));
            let value = people.sum::<u64>() as f64;
            sheet.push(*id, "total", ["all", "all", name], false, value);
        }
    }
    let applications: Vec<T> = TABLE
        .iter()
        .filter(|row| row.to == Compartment::Protection && row.from != row.to)
        .map(|row| row.transition)
        .collect();
    let applications = flows_in_run(record, &applications);
    sheet.push(Id::Applications, "total", ALL_CELLS, false, applications);
    for (id, tally) in [
        (Id::Replaced, Tally::DeparturesReplaced),
        (Id::Regularized, Tally::Regularized),
    ] {
        sheet.push(
            id,
            "total",
            ALL_CELLS,
            false,
            tallies_in_run(record, &[tally]),
        );
    }
    let jobs = tallies_in_run(record, &[Tally::WorkVisas, Tally::PermanentVisas]);
    sheet.push(Id::Jobs, "total", ALL_CELLS, false, jobs);
}

/// Consequences, admissions and returns by kind and in all.
fn by_kind(sheet: &mut Sheet) {
    let record = sheet.record;
    for (id, kinds) in [
        (Id::UsOutcomes, CONSEQUENCES),
        (Id::Admissions, ADMISSIONS),
        (Id::Returns, RETURNS),
    ] {
        for (kind, transitions) in kinds {
            let value = flows_in_run(record, transitions);
            sheet.push(id, "total", ["all", kind, "all"], false, value);
        }
    }
    let pathways = tallies_in_run(record, PATHWAYS);
    sheet.push(
        Id::Admissions,
        "total",
        ["all", "pathways", "all"],
        false,
        pathways,
    );
    let sum = |kinds: &[(&str, &[T])]| -> f64 {
        kinds
            .iter()
            .map(|(_, transitions)| flows_in_run(record, transitions))
            .sum()
    };
    sheet.push(
        Id::Admissions,
        "total",
        ALL_CELLS,
        true,
        sum(ADMISSIONS) + pathways,
    );
    sheet.push(Id::Returns, "total", ALL_CELLS, true, sum(RETURNS));
}

fn ratios(sheet: &mut Sheet) {
    let record = sheet.record;
    let attempts = flows_in_run(record, ATTEMPTS);
    for (id, tally) in [
        (Id::RepeatShare, Tally::RepeatAttempts),
        (Id::RemoteShare, Tally::RemoteAttempts),
    ] {
        let part = tallies_in_run(record, &[tally]);
        sheet.push(id, "mean", ALL_CELLS, false, ratio(part, attempts));
    }
}

fn series(sheet: &mut Sheet) {
    let rows: &[(Id, &'static [T])] = &[
        (Id::Departures, DEPARTURES),
        (Id::Interdictions, &[T::Interdict]),
        (Id::Encounters, &[T::Detect]),
        (Id::PortEncounters, PORT),
        (Id::Appointments, &[T::Call]),
        (Id::Undetected, &[T::Evade]),
        (Id::Deaths, &[T::Die]),
        (Id::Decisions, DECISIONS),
    ];
    for (id, transitions) in rows {
        sheet.daily(*id, ["all", "all"], |record, day| {
            flows(record, day, transitions)
        });
    }
}

/// Where everybody is at the end: shares of the people who were in the stocks at the start or set
/// out since. Waiting people are split by the roof of the last night.
fn outcomes(sheet: &mut Sheet) {
    let record = sheet.record;
    let last = record.days().saturating_sub(1);
    let stock = |compartment| f64::from(record.stock(last, compartment));
    let exit = |compartment: Compartment| -> f64 {
        TABLE
            .iter()
            .filter(|row| row.to == compartment)
            .map(|row| record.flow_in_run(row.transition))
            .sum::<u64>() as f64
    };
    let mut roofless = 0.0;
    for place in 0..record.places {
        let night = record.night(last, place);
        roofless += f64::from(night.unsheltered_migrants() - night.unsheltered(Guest::Settled));
    }
    let on_the_way = stock(Compartment::EnRoute) + stock(Compartment::ContainedSouth);
    let waiting: f64 = super::GROUPS
        .last()
        .map_or(0.0, |group| group.2.iter().map(|s| stock(*s)).sum());
    // People contained in the south can be roofless too; they are counted on the way.
    let roofless = roofless.min(waiting);
    let rows = [
        ("waiting-sheltered", waiting - roofless),
        ("waiting-unsheltered", roofless),
        ("on-the-way", on_the_way),
        ("settled", stock(Compartment::Settled)),
        (
            "admitted",
            exit(Compartment::AdmittedAtPort) + exit(Compartment::AdmittedByHearing),
        ),
        ("released", exit(Compartment::Released)),
        (
            "in-us-custody",
            exit(Compartment::ChildrensAgency) + exit(Compartment::UsDetention),
        ),
        ("undetected", exit(Compartment::EnteredUndetected)),
        ("repatriated-by-us", exit(Compartment::RepatriatedByUs)),
        ("returned-by-mexico", exit(Compartment::ReturnedByMexico)),
        ("went-home", exit(Compartment::WentHome)),
        ("hosted", exit(Compartment::HostedElsewhere)),
        ("died", exit(Compartment::Died)),
    ];
    debug_assert!(
        Compartment::ALL
            .iter()
            .filter(|c| c.kind() == Kind::Exit)
            .count()
            == 11
    );
    let everybody: f64 = rows.iter().map(|row| row.1).sum();
    sheet.push(Id::Counted, "end", ALL_CELLS, false, everybody);
    for (group, people) in rows {
        sheet.push(
            Id::Outcome,
            "end",
            ["all", group, "all"],
            false,
            ratio(people, everybody),
        );
    }
}
