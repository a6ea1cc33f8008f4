//! Shelter: beds, demand, strain, and nights without a bed.

use super::{ALL_CELLS, Id, Sheet, mean, ratio, total};
use crate::model::record::Record;
use crate::model::shelter::{Guest, Night};
use crate::model::transition::Compartment;

pub(super) fn measure(sheet: &mut Sheet) {
    let record = sheet.record;
    let places = record.places;
    let national = move |record: &Record, day: usize, value: fn(&Night) -> u32| -> u32 {
        (0..places)
            .map(|place| value(record.night(day, place)))
            .sum()
    };
    let nights = total(record, |day| national(record, day, unsheltered));
    let over = total(record, |day| national(record, day, over_capacity));
    sheet.push(Id::UnshelteredNights, "total", ALL_CELLS, true, nights);
    sheet.push(Id::OverCapacity, "total", ALL_CELLS, true, over);
    for guest in Guest::ALL {
        let value = total(record, |day| {
            (0..places)
                .map(|place| record.night(day, place).unsheltered(guest))
                .sum()
        });
        sheet.push(
            Id::UnshelteredNights,
            "total",
            ["all", guest.name(), "all"],
            false,
            value,
        );
    }
    let demand = total(record, |day| national(record, day, Night::demand));
    let beds = total(record, |day| national(record, day, |night| night.beds));
    let occupied = total(record, |day| {
        national(record, day, |night| night.sheltered.iter().sum())
    });
    sheet.push(
        Id::ShelterStrain,
        "mean",
        ALL_CELLS,
        true,
        ratio(demand, beds),
    );
    sheet.push(
        Id::Occupancy,
        "mean",
        ALL_CELLS,
        false,
        ratio(occupied, beds),
    );
    sheet.push(
        Id::Beds,
        "mean",
        ALL_CELLS,
        false,
        beds / record.days() as f64,
    );
    strain(sheet, ratio(demand, beds));
    sheet.daily(Id::Unsheltered, ["all", "all"], move |record, day| {
        national(record, day, unsheltered)
    });
    sheet.daily(Id::ShelterDemand, ["all", "all"], move |record, day| {
        national(record, day, Night::demand)
    });
    sheet.daily(Id::Beds, ["all", "all"], move |record, day| {
        national(record, day, |night| night.beds)
    });
    for place in 0..places {
        at_place(sheet, place);
    }
}

fn unsheltered(night: &Night) -> u32 {
    night.demand() - night.sheltered.iter().sum::<u32>()
}

fn over_capacity(night: &Night) -> u32 {
    u32::from(night.demand() > night.beds)
}

fn at_place(sheet: &mut Sheet, place: usize) {
    let record = sheet.record;
    let name = &sheet.world.places[place].name;
    let sum = |value: fn(&Night) -> u32| total(record, |day| value(record.night(day, place)));
    let demand = sum(Night::demand);
    let beds = sum(|night| night.beds);
    let occupied = sum(|night| night.sheltered.iter().sum());
    let key = [name.as_str(), "all", "all"];
    sheet.push(Id::UnshelteredNights, "total", key, false, sum(unsheltered));
    sheet.push(Id::OverCapacity, "total", key, false, sum(over_capacity));
    sheet.push(Id::ShelterStrain, "mean", key, false, ratio(demand, beds));
    sheet.push(Id::Occupancy, "mean", key, false, ratio(occupied, beds));
    sheet.daily(Id::Unsheltered, [name, "all"], |record, day| {
        unsheltered(record.night(day, place))
    });
    sheet.daily(Id::ShelterDemand, [name, "all"], |record, day| {
        record.night(day, place).demand()
    });
    sheet.daily(Id::Beds, [name, "all"], |record, day| {
        record.night(day, place).beds
    });
}

/// Strain as three ratios and their maximum.
fn strain(sheet: &mut Sheet, shelter: f64) {
    let record = sheet.record;
    let cases = mean(record, |day| {
        f64::from(record.stock(day, Compartment::Protection))
    });
    let capacity = record.decision_capacity / record.days() as f64 * 365.25;
    let (mut people, mut reach) = (0.0, 0.0);
    for day in 0..record.days() {
        for night in (0..record.places)
            .map(|place| record.night(day, place))
            .filter(|night| night.advisers_reach > 0)
        {
            people += f64::from(night.migrants());
            reach += f64::from(night.advisers_reach);
        }
    }
    let (case, adviser) = (ratio(cases, capacity), ratio(people, reach));
    sheet.push(Id::CaseStrain, "mean", ALL_CELLS, false, case);
    sheet.push(Id::AdviserStrain, "mean", ALL_CELLS, false, adviser);
    sheet.push(
        Id::Strain,
        "mean",
        ALL_CELLS,
        false,
        shelter.max(case).max(adviser),
    );
}
