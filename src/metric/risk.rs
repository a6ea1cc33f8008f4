//! Harm, deaths, wrongful returns.

use super::{ALL_CELLS, Id, Sheet, mean, ratio, total};
use crate::model::flows::Tally;
use crate::model::shelter::Guest;
use crate::model::transition::Transition;

pub(super) fn measure(sheet: &mut Sheet) {
    let record = sheet.record;
    sheet.push(
        Id::Deaths,
        "total",
        ALL_CELLS,
        true,
        total(record, |day| record.flow(day, Transition::Die)),
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
            total(record, |day| record.tally(day, tally)),
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
            total(record, |day| record.tally(day, tally)),
        );
    }
    let waiting_harm = total(record, |day| {
        record.tally(day, Tally::HarmEvents) - record.tally(day, Tally::HarmOnAttempts)
    });
    let person_days = total(record, |day| {
        let at = |place| {
            let night = record.night(day, place);
            night.migrants() - night.present[Guest::Settled as usize]
        };
        (0..record.places).map(at).sum()
    });
    sheet.push(
        Id::HarmRate,
        "mean",
        ALL_CELLS,
        false,
        1_000.0 * ratio(waiting_harm, person_days),
    );
    for place in 0..record.places {
        let name = &sheet.world.places[place].name;
        let value = total(record, |day| {
            record.tally_at_place(day, Tally::HarmEvents, place)
        });
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
