//! Harm, deaths, wrongful returns.

use super::{ALL_CELLS, Id, Sheet, flows_in_run, mean, ratio, tallies_in_run};
use crate::model::flows::Tally;
use crate::model::shelter::{Guest, Night};
use crate::model::transition::Transition;

pub(super) fn measure(sheet: &mut Sheet) {
    let record = sheet.record;
    sheet.push(
        Id::Deaths,
        "total",
        ALL_CELLS,
        true,
        flows_in_run(record, &[Transition::Die]),
    );
    for (id, tally) in [
        (Id::Harm, Tally::HarmEvents),
        (Id::WrongfulReturns, Tally::WrongfulReturns),
    ] {
        sheet.push(
            id,
            "total",
            ALL_CELLS,
            true,
            tallies_in_run(record, &[tally]),
        );
    }
    for (group, tally) in [
        ("by-officials", Tally::HarmByOfficials),
        ("on-attempts", Tally::HarmOnAttempts),
    ] {
        sheet.push(
            Id::Harm,
            "total",
            ["all", group, "all"],
            false,
            tallies_in_run(record, &[tally]),
        );
    }
    let waiting_harm = tallies_in_run(record, &[Tally::HarmEvents])
        - tallies_in_run(record, &[Tally::HarmOnAttempts]);
    let at_risk = |night: &Night| night.migrants() - night.present[Guest::Settled as usize];
    let person_days = record.nights().map(|night| f64::from(at_risk(night))).sum();
    sheet.push(
        Id::HarmRate,
        "mean",
        ALL_CELLS,
        false,
        1_000.0 * ratio(waiting_harm, person_days),
    );
    for place in 0..record.places {
        let name = &sheet.world.places[place].name;
        let value = record.tally_at_place_in_run(Tally::HarmEvents, place) as f64;
        sheet.push(Id::Harm, "total", [name, "all", "all"], false, value);
    }
    for (id, value) in [
        (
            Id::Cooperation,
            mean(record, |day| record.conditions(day).cooperation),
        ),
        (
            Id::Predation,
            mean(record, |day| record.conditions(day).predation),
        ),
        (
            Id::DrugIndex,
            mean(record, |day| record.conditions(day).drug_flow),
        ),
    ] {
        sheet.push(id, "mean", ALL_CELLS, false, value);
    }
    sheet.daily(Id::Harm, ["all", "all"], |record, day| {
        record.tally(day, Tally::HarmEvents)
    });
}
