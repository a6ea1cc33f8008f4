//! Shelter: beds, demand, strain, and nights without a bed.

use super::{ALL_CELLS, Id, Sheet, daily_mean, ratio};
use crate::model::record::Record;
use crate::model::shelter::{Guest, Night};
use crate::model::transition::Compartment;

/// Nights added up.
#[derive(Clone, Default)]
struct Nights {
    beds: u64,
    demand: u64,
    occupied: u64,
    over_capacity: u64,
    unsheltered: [u64; Guest::COUNT],
    /// People present on nights with advisers, and how many of them the advisers could serve.
    present: u64,
    reach: u64,
}

impl Nights {
    fn add(&mut self, night: &Night) {
        let demand = night.demand();
        self.beds += u64::from(night.beds);
        self.demand += u64::from(demand);
        self.occupied += u64::from(night.sheltered.iter().sum::<u32>());
        self.over_capacity += u64::from(demand > night.beds);
        for (sum, guest) in self.unsheltered.iter_mut().zip(Guest::ALL) {
            *sum += u64::from(night.unsheltered(guest));
        }
        if night.advisers_reach > 0 {
            self.present += u64::from(night.migrants());
            self.reach += u64::from(night.advisers_reach);
        }
    }

    fn merge(&mut self, other: &Nights) {
        self.beds += other.beds;
        self.demand += other.demand;
        self.occupied += other.occupied;
        self.over_capacity += other.over_capacity;
        for (sum, more) in self.unsheltered.iter_mut().zip(other.unsheltered) {
            *sum += more;
        }
        self.present += other.present;
        self.reach += other.reach;
    }

    fn strain(&self) -> f64 {
        ratio(self.demand as f64, self.beds as f64)
    }

    /// Pushes the numbers that every place and the whole system have.
    fn push(&self, sheet: &mut Sheet, key: [&str; 3], headline: bool) {
        let unsheltered = self.unsheltered.iter().sum::<u64>() as f64;
        let over = self.over_capacity as f64;
        sheet.push(Id::UnshelteredNights, "total", key, headline, unsheltered);
        sheet.push(Id::OverCapacity, "total", key, headline, over);
    }

    fn push_shares(&self, sheet: &mut Sheet, key: [&str; 3], headline: bool) {
        let occupancy = ratio(self.occupied as f64, self.beds as f64);
        sheet.push(Id::ShelterStrain, "mean", key, headline, self.strain());
        sheet.push(Id::Occupancy, "mean", key, false, occupancy);
    }
}

pub(super) fn measure(sheet: &mut Sheet) {
    let record = sheet.record;
    let places = by_place(record);
    let mut all = Nights::default();
    for nights in &places {
        all.merge(nights);
    }
    all.push(sheet, ALL_CELLS, true);
    for (guest, people) in Guest::ALL.into_iter().zip(all.unsheltered) {
        let key = ["all", guest.name(), "all"];
        sheet.push(Id::UnshelteredNights, "total", key, false, people as f64);
    }
    all.push_shares(sheet, ALL_CELLS, true);
    let beds = daily_mean(record, all.beds);
    sheet.push(Id::Beds, "mean", ALL_CELLS, false, beds);
    strain(sheet, &all);
    let national = |value: fn(&Night) -> u32| {
        move |record: &Record, day: usize| record.nights_of(day).iter().map(value).sum()
    };
    let everywhere = ["all", "all"];
    sheet.daily(Id::Unsheltered, everywhere, national(unsheltered));
    sheet.daily(Id::ShelterDemand, everywhere, national(Night::demand));
    sheet.daily(Id::Beds, everywhere, national(|night| night.beds));
    for (place, nights) in places.iter().enumerate() {
        at_place(sheet, place, nights);
    }
}

fn by_place(record: &Record) -> Vec<Nights> {
    let mut places = vec![Nights::default(); record.places];
    for day in 0..record.days() {
        for (nights, night) in places.iter_mut().zip(record.nights_of(day)) {
            nights.add(night);
        }
    }
    places
}

fn unsheltered(night: &Night) -> u32 {
    night.demand() - night.sheltered.iter().sum::<u32>()
}

fn at_place(sheet: &mut Sheet, place: usize, nights: &Nights) {
    let name = &sheet.world.places[place].name;
    let key = [name.as_str(), "all", "all"];
    nights.push(sheet, key, false);
    nights.push_shares(sheet, key, false);
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
fn strain(sheet: &mut Sheet, nights: &Nights) {
    let record = sheet.record;
    let cases = daily_mean(record, record.stock_in_run(Compartment::Protection));
    let capacity = record.decision_capacity / record.days() as f64 * 365.25;
    let case = ratio(cases, capacity);
    let adviser = ratio(nights.present as f64, nights.reach as f64);
    let highest = nights.strain().max(case).max(adviser);
    sheet.push(Id::CaseStrain, "mean", ALL_CELLS, false, case);
    sheet.push(Id::AdviserStrain, "mean", ALL_CELLS, false, adviser);
    sheet.push(Id::Strain, "mean", ALL_CELLS, false, highest);
}
