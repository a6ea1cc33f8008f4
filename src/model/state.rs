//! Who is where tonight, and what the model remembers from day to day.

use super::cohort::{CohortList, DayNumber};
use super::flows::Flows;
use super::inputs::{Inputs, Shape};
use super::outlay::Outlay;
use super::perception::Perception;
use super::process::walk::Levels;
use super::shelter::Shelters;
use super::transition::Compartment;
use super::waits::Waits;
use crate::sampler::largest_remainder;

/// Longest time on a list that a run can start with, in days.
const OLDEST_START: f64 = 3_000.0;

/// Days after which a seasonal worker can come again.
pub const SEASON_DAYS: usize = 365;

/// The people of a run at one moment, whole numbers, and its memory.
#[derive(Clone, Debug)]
pub struct State {
    /// People on the journey: per origin, one count per Erlang stage.
    pub en_route: Vec<Vec<u32>>,
    /// Contained in the south, by cell.
    pub contained: Vec<u32>,
    /// In Mexican custody: per origin, by day of entry.
    pub custody: Vec<CohortList>,
    /// At liberty with an order to leave: by cell, by day of the order.
    pub liberty: Vec<CohortList>,
    /// Undecided new arrivals, by cell.
    pub undecided: Vec<u32>,
    /// Turned back and undecided, by cell.
    pub turned_back: Vec<u32>,
    /// Awaiting a U.S. appointment: by cell, by registration day.
    pub appointment: Vec<CohortList>,
    /// Awaiting a U.S. hearing and due for one: by cell, by enrolment day.
    pub hearing: Vec<CohortList>,
    /// Awaiting a U.S. hearing that is not yet due: by cell, by enrolment day.
    pub recess: Vec<CohortList>,
    /// Awaiting a Mexican protection decision: by cell, by application day.
    pub protection: Vec<CohortList>,
    /// Settled in Mexico, by cell, of whom `settling` still look for a footing.
    pub settled: Vec<u32>,
    /// Settled recently and still seeking shelter, by cell (part of `settled`).
    pub settling: Vec<u32>,
    /// Open protection files of people who have left.
    pub left_open_files: u32,
    /// Protection decisions the offices could have made since the run began.
    pub decision_capacity: f64,
    /// Residents of the U.S. without status, per origin (outside the queues).
    pub residents: Vec<u32>,
    /// Seasonal workers who came in the last year, per origin, by day of the year of work.
    pub seasonal_workers: Vec<[u32; SEASON_DAYS]>,

    /// People reaching the north today, per origin (empty overnight).
    pub arriving: Vec<u32>,
    /// People at a port without appointment today, by cell (empty overnight).
    pub walk_in: Vec<u32>,
    /// People crossing between ports today, by cell (empty overnight).
    pub at_line: Vec<u32>,

    /// Moves and counts of today.
    pub flows: Flows,
    /// Waits that ended, since the run began.
    pub waits: Waits,
    /// Public and private outlay, since the run began.
    pub outlay: Outlay,
    /// Beds, demand and unsheltered people tonight.
    pub shelters: Shelters,
    /// What people perceive of policy.
    pub perception: Perception,
    /// Cooperation, security and demand conditions.
    pub conditions: Conditions,
}

/// Slowly moving conditions, all national unless by origin.
#[derive(Clone, Debug)]
pub struct Conditions {
    /// Cooperation in [0, 1].
    pub cooperation: f64,
    /// Added interdiction effort bought by coercion.
    pub boost: f64,
    /// Yesterday's coercion level.
    pub coercion: f64,
    /// Part of a crackdown to which people have adapted, per origin.
    pub adapted: Vec<f64>,
    /// Log of criminal predation relative to the reference.
    pub predation: f64,
    /// Log of the drug-flow index relative to the reference.
    pub drug_flow: f64,
    /// Root-cause investment at work after its lag, million USD a year, per origin.
    pub root_investment: Vec<f64>,
    /// Slow swings that policy does not explain.
    pub walks: Levels,
    /// People who would set out today beyond what was to be expected, by the luck of demand alone.
    pub surplus: f64,
    /// Running surges: `(origin, people left, days left)`.
    pub surges: Vec<(usize, u32, u32)>,
    /// Recent encounters between ports a day (7-day memory).
    pub encounters: f64,
    /// The appointment list took registrations yesterday.
    pub list_open: bool,
}

impl State {
    /// The state before the first day: empty, or with the stocks of the `start.*` parameters.
    #[must_use]
    pub fn start(inputs: &Inputs) -> State {
        let shape = &inputs.shape;
        let cells = shape.cells();
        let lists =
            |n: usize| vec![CohortList::new(earliest_registration(inputs), inputs.days.last()); n];
        let stages = (inputs.params.journey_stages.round() as usize).max(1);
        let mut state = State {
            en_route: vec![vec![0; stages]; shape.origins],
            contained: vec![0; cells],
            custody: lists(shape.origins),
            liberty: lists(cells),
            undecided: vec![0; cells],
            turned_back: vec![0; cells],
            appointment: lists(cells),
            hearing: lists(cells),
            recess: lists(cells),
            protection: lists(cells),
            settled: vec![0; cells],
            settling: vec![0; cells],
            left_open_files: 0,
            decision_capacity: 0.0,
            residents: inputs
                .params
                .residents
                .iter()
                .map(|people| people.round() as u32)
                .collect(),
            seasonal_workers: vec![[0; SEASON_DAYS]; shape.origins],
            arriving: vec![0; shape.origins],
            walk_in: vec![0; cells],
            at_line: vec![0; cells],
            flows: Flows::new(shape),
            waits: Waits::new(inputs.days.first()),
            outlay: Outlay::default(),
            shelters: Shelters::new(shape),
            perception: Perception::new(shape),
            conditions: Conditions::new(inputs),
        };
        if inputs.structure.start_stocks {
            state.fill(inputs);
        }
        state
    }

    /// Hands this state over to a run that begins the next day: the people and their dates stay,
    /// the books are opened anew.
    #[must_use]
    pub fn handed_over(&self, inputs: &Inputs) -> State {
        let every = [
            &self.custody,
            &self.liberty,
            &self.appointment,
            &self.hearing,
            &self.recess,
            &self.protection,
        ];
        let oldest = every
            .into_iter()
            .flatten()
            .filter_map(CohortList::oldest)
            .min();
        let first = oldest.unwrap_or(DayNumber::MAX).min(inputs.days.first());
        let longer = |lists: &[CohortList]| -> Vec<CohortList> {
            lists
                .iter()
                .map(|list| list.resized(first, inputs.days.last()))
                .collect()
        };
        State {
            custody: longer(&self.custody),
            liberty: longer(&self.liberty),
            appointment: longer(&self.appointment),
            hearing: longer(&self.hearing),
            recess: longer(&self.recess),
            protection: longer(&self.protection),
            waits: Waits::new(inputs.days.first()),
            outlay: Outlay::default(),
            decision_capacity: 0.0,
            flows: Flows::new(&inputs.shape),
            ..self.clone()
        }
    }

    /// People of an origin in a stock.
    #[must_use]
    pub fn count(&self, shape: &Shape, stock: Compartment, origin: usize) -> u32 {
        match stock {
            Compartment::EnRoute => self.en_route[origin].iter().sum(),
            Compartment::Custody => self.custody[origin].total(),
            _ => (0..shape.places)
                .map(|place| self.at(stock, shape.cell(origin, place)))
                .sum(),
        }
    }

    /// People of a cell in a stock that has places; 0 for stocks without places.
    #[must_use]
    pub fn at(&self, stock: Compartment, cell: usize) -> u32 {
        match stock {
            Compartment::ContainedSouth => self.contained[cell],
            Compartment::AtLiberty => self.liberty[cell].total(),
            Compartment::Undecided => self.undecided[cell],
            Compartment::TurnedBack => self.turned_back[cell],
            Compartment::Appointment => self.appointment[cell].total(),
            Compartment::Hearing => self.hearing[cell].total() + self.recess[cell].total(),
            Compartment::Protection => self.protection[cell].total(),
            Compartment::Settled => self.settled[cell],
            _ => 0,
        }
    }

    /// Writes the people of every cell in a stock that has places into `room`; none for stocks without places.
    pub fn by_cell(&self, stock: Compartment, room: &mut Vec<u32>) {
        let totals = |lists: &[CohortList], room: &mut Vec<u32>| {
            room.extend(lists.iter().map(CohortList::total));
        };
        room.clear();
        match stock {
            Compartment::ContainedSouth => room.extend(&self.contained),
            Compartment::AtLiberty => totals(&self.liberty, room),
            Compartment::Undecided => room.extend(&self.undecided),
            Compartment::TurnedBack => room.extend(&self.turned_back),
            Compartment::Appointment => totals(&self.appointment, room),
            Compartment::Hearing => {
                let both = self.hearing.iter().zip(&self.recess);
                room.extend(both.map(|(due, recess)| due.total() + recess.total()));
            }
            Compartment::Protection => totals(&self.protection, room),
            Compartment::Settled => room.extend(&self.settled),
            _ => {}
        }
    }

    /// Fills the stocks from the `start.*` parameters, with ages spread evenly up to the oldest.
    fn fill(&mut self, inputs: &Inputs) {
        let (shape, p) = (&inputs.shape, &inputs.params);
        let yesterday = inputs.days.first() - 1;
        for origin in 0..shape.origins {
            let stages = self.en_route[origin].len();
            largest_remainder(
                whole(p.start_en_route[origin]),
                &vec![1.0; stages],
                &mut self.en_route[origin],
            );
            spread_ages(
                &mut self.custody[origin],
                whole(p.start_custody[origin]),
                p.custody_limit_days,
                yesterday,
            );
            let row = |shares: &[f64]| {
                shares[origin * shape.places..(origin + 1) * shape.places].to_vec()
            };
            let by_place = |people: f64, shares: &[f64]| {
                let mut out = vec![0; shape.places];
                largest_remainder(whole(people), shares, &mut out);
                out
            };
            let contained = by_place(p.start_contained[origin], &p.south_place);
            let liberty = by_place(p.start_liberty[origin], &p.liberty_place);
            let undecided = by_place(p.start_undecided[origin], &row(&p.crossing_place));
            let waiting = by_place(p.start_appointment[origin], &row(&p.waiting_place));
            let protection = by_place(p.start_protection[origin], &row(&p.protection_place));
            let settled = by_place(p.start_settled[origin], &row(&p.protection_place));
            for place in 0..shape.places {
                let cell = shape.cell(origin, place);
                self.contained[cell] = contained[place];
                self.undecided[cell] = undecided[place];
                self.settled[cell] = settled[place];
                spread_ages(&mut self.liberty[cell], liberty[place], 30.0, yesterday);
                spread_ages(
                    &mut self.appointment[cell],
                    waiting[place],
                    p.start_appointment_age,
                    yesterday,
                );
                spread_ages(
                    &mut self.protection[cell],
                    protection[place],
                    p.start_protection_age,
                    yesterday,
                );
            }
        }
        self.left_open_files = whole(p.start_open_files);
    }
}

impl Conditions {
    fn new(inputs: &Inputs) -> Self {
        let origins = inputs.shape.origins;
        Conditions {
            cooperation: inputs.params.cooperation_base,
            boost: 0.0,
            coercion: 0.0,
            adapted: vec![0.0; origins],
            predation: 0.0,
            drug_flow: 0.0,
            root_investment: vec![0.0; origins],
            walks: Levels::default(),
            surplus: 0.0,
            surges: Vec::new(),
            encounters: 0.0,
            list_open: true,
        }
    }
}

/// First registration day that the lists of a run need room for.
fn earliest_registration(inputs: &Inputs) -> DayNumber {
    let p = &inputs.params;
    let oldest = p
        .start_appointment_age
        .max(p.start_protection_age)
        .max(p.custody_limit_days)
        .max(30.0);
    inputs.days.first() - oldest.ceil().min(OLDEST_START) as DayNumber - 1
}

/// Spreads people over the registration days from `oldest` days ago to yesterday, fewer the longer
/// ago: a list that people keep leaving is longest at its young end.
fn spread_ages(list: &mut CohortList, people: u32, oldest: f64, yesterday: DayNumber) {
    let days = oldest.round().clamp(1.0, OLDEST_START) as usize;
    let weights: Vec<f64> = (0..days)
        .map(|age| 1.0 - 0.5 * age as f64 / days as f64)
        .collect();
    let mut counts = vec![0; days];
    largest_remainder(people, &weights, &mut counts);
    for (age, count) in (0..).zip(counts).filter(|(_, count)| *count > 0) {
        list.add(yesterday - age, count);
    }
}

/// The nearest whole number of people.
fn whole(people: f64) -> u32 {
    people.round().clamp(0.0, 4e9) as u32
}
