//! The load on every queue and shelter before a run: who comes against what there is, in the first
//! few futures of the run. No formula of the model is repeated here: arrivals, people waiting and
//! beds are counted in the futures' records.

use super::Plan;
use crate::model::inputs::{Inputs, Keys, Today};
use crate::model::process::port;
use crate::model::record::Record;
use crate::model::transition::{Compartment, Row, TABLE};
use crate::random::Draws;
use crate::scenario::Scenario;
use crate::setting::Setting;
use crate::time::{Date, plus_days};
use crate::world::Scope;
use rayon::prelude::*;

/// Days at the end of the run that are looked at: a year, so that seasons cancel.
const WINDOW: usize = 365;
/// Days whose mean stands for a level, so that single days do not decide.
const SMOOTH: usize = 28;
/// Days over which beds have to lack on average.
const WEEK: usize = 7;
/// Futures that are looked at: an odd number, so that one is in the middle.
pub const FUTURES: u64 = 5;

/// What has a capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The list for U.S. appointments, against slots.
    Appointment,
    /// People enrolled to wait for a U.S. hearing, against hearings.
    Hearing,
    /// Applications for Mexican protection, against decisions.
    Protection,
    /// Orders to leave Mexico, against return seats.
    Return,
    /// People in Mexican custody, against beds.
    Custody,
    /// People who seek a shelter bed, against usable beds.
    Shelter,
}

/// The load on one point over the last year of one future.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// What it is about.
    pub point: Point,
    /// The city, for shelters.
    pub place: Option<String>,
    /// People who come, a day; for beds, people who need one on an average day.
    pub demand: f64,
    /// People who can be served, a day; for beds, beds on an average day.
    pub capacity: f64,
    /// People who wait, or need a bed, at the end.
    pub waiting: f64,
    /// By how many people that grows a day.
    pub growth: f64,
    /// First day from which on beds do not suffice on average, within the run.
    pub full_from: Option<Date>,
    /// Day on which beds run out, or the list is twice as long, if growth goes on after the run.
    pub then: Option<Date>,
}

impl Load {
    /// Demand over capacity; infinite if there is demand and no capacity.
    #[must_use]
    pub fn strain(&self) -> f64 {
        match (self.demand > 0.0, self.capacity > 0.0) {
            (false, _) => 0.0,
            (true, false) => f64::INFINITY,
            (true, true) => self.demand / self.capacity,
        }
    }

    /// Whether it is about beds, where people are counted on a day instead of coming a day.
    #[must_use]
    pub fn is_room(&self) -> bool {
        matches!(self.point, Point::Custody | Point::Shelter)
    }

    /// Whether the number of people still grows: by more than a twentieth within a year, and by more
    /// than chance.
    #[must_use]
    pub fn grows(&self) -> bool {
        let year = self.growth * 365.0;
        year > 0.05 * self.waiting && year > 3.0 * self.waiting.max(1.0).sqrt()
    }

    /// Whether beds are too few at the end.
    #[must_use]
    pub fn lacks(&self) -> bool {
        self.full_from.is_some()
    }

    /// People who are one too many: without a bed, or more in the queue after a year.
    fn excess(&self) -> f64 {
        if self.is_room() {
            self.demand - self.capacity
        } else if self.grows() {
            self.growth * 365.0
        } else {
            0.0
        }
    }
}

/// The load on one point in several futures.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadSpread {
    /// By people who wait, or need a bed, at the end: the fewest first.
    futures: Vec<Load>,
}

impl LoadSpread {
    fn new(mut futures: Vec<Load>) -> Self {
        futures.sort_by(|a, b| a.waiting.total_cmp(&b.waiting));
        LoadSpread { futures }
    }

    /// The future in the middle.
    #[must_use]
    pub fn middle(&self) -> &Load {
        &self.futures[self.futures.len() / 2]
    }

    /// Lowest and highest of a number over the futures.
    #[must_use]
    pub fn ends(&self, number: impl Fn(&Load) -> f64) -> [f64; 2] {
        let mut numbers: Vec<f64> = self.futures.iter().map(number).collect();
        numbers.sort_by(f64::total_cmp);
        [numbers[0], numbers[numbers.len() - 1]]
    }

    /// In how many futures something is so.
    #[must_use]
    pub fn count(&self, so: impl Fn(&Load) -> bool) -> u64 {
        self.futures.iter().map(|load| u64::from(so(load))).sum()
    }

    /// People who are one too many, in the future in the middle by that.
    fn excess(&self) -> f64 {
        let mut excess: Vec<f64> = self.futures.iter().map(Load::excess).collect();
        excess.sort_by(f64::total_cmp);
        excess[excess.len() / 2]
    }
}

/// The load of a scenario, and the days that it was counted over.
#[derive(Clone, Debug, PartialEq)]
pub struct Loads {
    /// First day of the run.
    pub start: Date,
    /// First day counted.
    pub from: Date,
    /// Last day counted.
    pub to: Date,
    /// Queues, then cities.
    pub loads: Vec<LoadSpread>,
}

impl Loads {
    /// Counts the load of one arm of a plan in the plan's first futures.
    ///
    /// # Errors
    /// A sentence on the first day on which people were not conserved.
    pub fn of(plan: &Plan, arm: usize, scenario: &Scenario) -> Result<Loads, String> {
        let days = scenario.days();
        let window = days.saturating_sub(WINDOW)..days;
        let future = |k: u64| {
            let (record, _) = plan.record(arm, k)?;
            let (inputs, luck) = plan.future(arm, k);
            let counter = Counter {
                scenario,
                record: &record,
                inputs: &inputs,
                luck,
                window: window.clone(),
            };
            let shelters = (0..record.places).map(|place| counter.shelter(place));
            Ok(counter.queues().into_iter().chain(shelters).collect())
        };
        let futures: Result<Vec<Vec<Load>>, String> =
            (0..FUTURES).into_par_iter().map(future).collect();
        Ok(Loads {
            start: scenario.start,
            from: day_of(scenario, window.start),
            to: scenario.end,
            loads: by_point(&futures?),
        })
    }

    /// What is worst: what grows, or lacks beds, by people who are one too many.
    #[must_use]
    pub fn worst(&self) -> Option<&LoadSpread> {
        let heavy = self.loads.iter().filter(|load| load.excess() > 0.0);
        heavy.max_by(|a, b| a.excess().total_cmp(&b.excess()))
    }
}

/// The futures of every point; where nobody comes and nobody waits there is nothing to say.
fn by_point(futures: &[Vec<Load>]) -> Vec<LoadSpread> {
    let points = futures.first().map_or(0, Vec::len);
    let spread =
        |point: usize| LoadSpread::new(futures.iter().map(|loads| loads[point].clone()).collect());
    let spreads = (0..points).map(spread);
    spreads
        .filter(|spread| spread.count(|load| load.demand > 0.0 || load.waiting > 0.0) > 0)
        .collect()
}

fn day_of(scenario: &Scenario, day: usize) -> Date {
    plus_days(scenario.start, i32::try_from(day).unwrap_or(0))
}

/// Counts in the record of one future.
struct Counter<'a> {
    scenario: &'a Scenario,
    record: &'a Record,
    inputs: &'a Inputs,
    luck: Draws,
    window: std::ops::Range<usize>,
}

impl Counter<'_> {
    fn date(&self, day: usize) -> Date {
        day_of(self.scenario, day)
    }

    /// Mean over the window.
    fn mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        let days = self.window.len().max(1) as f64;
        self.window.clone().map(value).sum::<f64>() / days
    }

    /// Mean over the last days of the run and growth a day within the window.
    fn trend(&self, value: impl Fn(usize) -> f64) -> (f64, f64) {
        let smooth = SMOOTH.min(self.window.len());
        let level =
            |days: std::ops::Range<usize>| days.map(&value).sum::<f64>() / smooth.max(1) as f64;
        let first = level(self.window.start..self.window.start + smooth);
        let last = level(self.window.end - smooth..self.window.end);
        let apart = (self.window.len() - smooth).max(1) as f64;
        (last, (last - first) / apart)
    }

    fn queues(&self) -> Vec<Load> {
        use Compartment as C;
        vec![
            self.queue(Point::Appointment, &[C::Appointment], self.slots()),
            self.queue(Point::Hearing, &[C::Hearing], self.hearings()),
            self.queue(Point::Protection, &[C::Protection], self.decisions()),
            self.queue(Point::Return, &[C::Custody, C::AtLiberty], self.seats()),
            self.custody(),
        ]
    }

    fn queue(&self, point: Point, stocks: &[Compartment], capacity: f64) -> Load {
        let joins = |row: &&Row| stocks.contains(&row.to) && !stocks.contains(&row.from);
        let record = self.record;
        let came = |day: usize| {
            let rows = TABLE.iter().filter(joins);
            rows.map(|row| f64::from(record.flow(day, row.transition)))
                .sum()
        };
        let waiting = |day: usize| {
            stocks
                .iter()
                .map(|stock| f64::from(record.stock(day, *stock)))
                .sum::<f64>()
        };
        let (waiting, growth) = self.trend(waiting);
        let mut load = Load {
            point,
            place: None,
            demand: self.mean(came),
            capacity,
            waiting,
            growth,
            full_from: None,
            then: None,
        };
        load.then = self.after(&load, waiting);
        load
    }

    fn custody(&self) -> Load {
        let record = self.record;
        let beds = |day: usize| self.lever(Setting::CustodyBeds, day);
        self.room(
            Point::Custody,
            None,
            |day| f64::from(record.stock(day, Compartment::Custody)),
            beds,
        )
    }

    fn shelter(&self, place: usize) -> Load {
        let record = self.record;
        let name = self.scenario.world.places[place].name.clone();
        let seek = |day: usize| f64::from(record.night(day, place).demand());
        self.room(Point::Shelter, Some(name), seek, |day| {
            f64::from(record.night(day, place).beds)
        })
    }

    fn room(
        &self,
        point: Point,
        place: Option<String>,
        people: impl Fn(usize) -> f64,
        beds: impl Fn(usize) -> f64,
    ) -> Load {
        let (waiting, growth) = self.trend(&people);
        let (room, _) = self.trend(&beds);
        let mut load = Load {
            point,
            place,
            demand: self.mean(&people),
            capacity: self.mean(&beds),
            waiting,
            growth,
            full_from: None,
            then: None,
        };
        if waiting > room {
            load.full_from = self.full_from(|day| people(day) - beds(day));
        } else {
            load.then = self.after(&load, room - waiting);
        }
        load
    }

    /// The first day of the last stretch over which the mean lack of beds stays above zero.
    fn full_from(&self, lack: impl Fn(usize) -> f64) -> Option<Date> {
        let days = self.record.days();
        let smooth = WEEK.min(days);
        let lacks = |day: &usize| (*day..day + smooth).map(&lack).sum::<f64>() > 0.0;
        let first = (0..=days - smooth).rev().take_while(lacks).last()?;
        Some(self.date(first))
    }

    /// When `more` people will have come after the last day, at the pace of the window.
    fn after(&self, load: &Load, more: f64) -> Option<Date> {
        let days = (more / load.growth).ceil();
        (load.grows() && (0.0..36_525.0).contains(&days))
            .then(|| plus_days(self.scenario.end, days as i32))
    }

    /// A setting on a day, summed over its origins or places.
    fn lever(&self, setting: Setting, day: usize) -> f64 {
        let world = &self.scenario.world;
        let cells = match setting.scope() {
            Scope::National => 1,
            scope => scope.cells(world).len(),
        };
        (0..cells)
            .map(|cell| self.inputs.levers.value(setting, cell, day))
            .sum()
    }

    /// Slots of open ports, as the model deals them out.
    fn slots(&self) -> f64 {
        let keys = Keys::new(&self.luck, &self.inputs.shape);
        self.mean(|day| {
            let today = Today::new(self.inputs, &keys, day);
            f64::from(port::slots_by_port(&today).iter().sum::<u32>())
        })
    }

    /// People whose case ends a day: hearings on days on which courts sit, over hearings a case needs.
    fn hearings(&self) -> f64 {
        let working = self.scenario.calendar();
        let sits = working.working_days(crate::time::Office::UnitedStates);
        let held = |day: usize| {
            if sits[day] {
                self.lever(Setting::RemainCourtSlots, day)
            } else {
                0.0
            }
        };
        self.mean(held) / self.inputs.params.hearings_needed.max(1.0)
    }

    /// Decisions that the offices can make a day.
    fn decisions(&self) -> f64 {
        let capacity = |day: usize| self.record.conditions(day).decision_capacity;
        let last = self.window.end - 1;
        let before = self.window.start.checked_sub(1).map_or(0.0, capacity);
        (capacity(last) - before) / self.window.len().max(1) as f64
    }

    /// Return seats a day, before what home countries accept.
    fn seats(&self) -> f64 {
        self.mean(|day| {
            self.lever(Setting::ReturnSeats, day) + self.lever(Setting::AssistedReturnSeats, day)
        })
    }
}
