//! What happened in one replicate: daily counts, waits and outlay. Metrics read it; nothing in the
//! model does.

use super::cohort::DayNumber;
use super::flows::{Flows, Tally};
use super::inputs::Inputs;
use super::outlay::{LINES, Line, unit_cost};
use super::shelter::Night;
use super::state::State;
use super::transition::{Compartment, Transition};
use super::waits::Waits;

/// Rows of daily series of whole numbers: one series for each origin, each place and all.
#[derive(Clone, Debug)]
struct Table {
    days: usize,
    origins: usize,
    width: usize,
    /// By row, then by day: origins, places, all. Most rows of most runs stay empty and take no room.
    counts: Vec<Vec<u32>>,
    /// Over the days, by row.
    sums: Vec<Vec<u64>>,
}

impl Table {
    fn new(rows: usize, origins: usize, places: usize, days: usize) -> Self {
        Table {
            days,
            origins,
            width: origins + places + 1,
            counts: vec![Vec::new(); rows],
            sums: vec![Vec::new(); rows],
        }
    }

    /// Writes a row on a day: `fill` sets the counts of origins and of places, and returns that of all.
    fn write(&mut self, day: usize, row: usize, fill: impl FnOnce(&mut [u32], &mut [u32]) -> u32) {
        let (counts, sums) = (&mut self.counts[row], &mut self.sums[row]);
        if counts.is_empty() {
            counts.resize(self.width * self.days, 0);
            sums.resize(self.width, 0);
        }
        let today = &mut counts[day * self.width..][..self.width];
        let (parts, all) = today.split_at_mut(self.width - 1);
        let (by_origin, by_place) = parts.split_at_mut(self.origins);
        all[0] = fill(by_origin, by_place);
        for (sum, people) in sums.iter_mut().zip(today) {
            // 2³² days fit: additions that do not stop run several at a time.
            *sum = sum.wrapping_add(u64::from(*people));
        }
    }

    /// A count by its column; 0 in a row never written.
    fn at(&self, day: usize, row: usize, column: usize) -> u32 {
        let counts = &self.counts[row];
        if counts.is_empty() {
            0
        } else {
            counts[day * self.width + column]
        }
    }

    fn of_origin(&self, day: usize, row: usize, origin: usize) -> u32 {
        self.at(day, row, origin)
    }

    fn of_place(&self, day: usize, row: usize, place: usize) -> u32 {
        self.at(day, row, self.origins + place)
    }

    fn total(&self, day: usize, row: usize) -> u32 {
        self.at(day, row, self.width - 1)
    }

    /// A sum over the days by its column.
    fn sum_at(&self, row: usize, column: usize) -> u64 {
        self.sums[row].get(column).copied().unwrap_or(0)
    }

    fn sum_of_origin(&self, row: usize, origin: usize) -> u64 {
        self.sum_at(row, origin)
    }

    fn sum_of_place(&self, row: usize, place: usize) -> u64 {
        self.sum_at(row, self.origins + place)
    }

    fn sum(&self, row: usize) -> u64 {
        self.sum_at(row, self.width - 1)
    }
}

/// Adds up the counts of cells by origin and by place; returns the sum of all.
///
/// # Panics
/// If it is more people than a count can hold.
fn add_up(cells: &[u32], by_origin: &mut [u32], by_place: &mut [u32]) -> u32 {
    let mut all = 0;
    for (of_origin, cells) in by_origin
        .iter_mut()
        .zip(cells.chunks(by_place.len().max(1)))
    {
        let mut sum = 0_u64;
        for (at_place, people) in by_place.iter_mut().zip(cells) {
            // Never more than all, which is checked below: additions that do not stop run several at a time.
            *at_place = at_place.wrapping_add(*people);
            sum = sum.wrapping_add(u64::from(*people));
        }
        *of_origin = sum as u32;
        all += sum;
    }
    u32::try_from(all).expect("fewer people than a count can hold")
}

/// Conditions on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DayConditions {
    /// Cooperation in [0, 1].
    pub cooperation: f64,
    /// Criminal predation relative to the reference.
    pub predation: f64,
    /// Drug-flow index relative to the reference.
    pub drug_flow: f64,
    /// Open protection files, active and left behind.
    pub open_files: u32,
    /// Residents of the U.S. without status.
    pub residents: u32,
    /// Protection decisions that the offices could have made since the run began.
    pub decision_capacity: f64,
}

/// The record of one replicate of one scenario.
#[derive(Clone, Debug)]
pub struct Record {
    days: usize,
    stocks: Table,
    flows: Table,
    /// Room for the cells of one stock.
    cells: Vec<u32>,
    nights: Vec<Night>,
    conditions: Vec<DayConditions>,
    /// Waits of the four queues.
    pub waits: Waits,
    /// USD of each outlay line over the run, in the order of [`LINES`].
    pub outlay_usd: Vec<f64>,
    /// Quantity of each outlay line over the run, in the line's unit.
    pub outlay_quantity: Vec<f64>,
    /// Protection decisions the offices could have made over the run.
    pub decision_capacity: f64,
    /// People who would have set out beyond what was to be expected, by the luck of demand alone, over the run.
    surplus: f64,
    /// Number of origins.
    pub origins: usize,
    /// Number of places.
    pub places: usize,
}

impl Record {
    /// An empty record for a run.
    #[must_use]
    pub fn new(inputs: &Inputs) -> Self {
        let (days, shape) = (inputs.days.len(), &inputs.shape);
        Self::sized(shape.origins, shape.places, days, inputs.days.first())
    }

    /// The record of a run without any day, for reading the keys of metrics.
    #[must_use]
    pub fn blank(origins: usize, places: usize) -> Self {
        let mut record = Self::sized(origins, places, 1, 0);
        record.nights.resize(places, Night::default());
        record.conditions.push(DayConditions::default());
        record
    }

    fn sized(origins: usize, places: usize, days: usize, first_day: DayNumber) -> Self {
        Record {
            days,
            stocks: Table::new(Compartment::ALL.len(), origins, places, days),
            flows: Table::new(Flows::ROWS, origins, places, days),
            cells: Vec::with_capacity(origins * places),
            nights: Vec::with_capacity(days * places),
            conditions: Vec::with_capacity(days),
            waits: Waits::new(first_day),
            outlay_usd: vec![0.0; LINES.len()],
            outlay_quantity: vec![0.0; LINES.len()],
            decision_capacity: 0.0,
            surplus: 0.0,
            origins,
            places,
        }
    }

    /// Records the end of a day.
    pub fn day(&mut self, inputs: &Inputs, day: usize, state: &State) {
        let shape = &inputs.shape;
        let mut cells = std::mem::take(&mut self.cells);
        for stock in Self::PLACED {
            state.by_cell(stock, &mut cells);
            let fill = |origins: &mut [u32], places: &mut [u32]| add_up(&cells, origins, places);
            self.stocks.write(day, stock as usize, fill);
        }
        self.cells = cells;
        for stock in [Compartment::EnRoute, Compartment::Custody] {
            self.stocks.write(day, stock as usize, |origins, _| {
                for (origin, people) in origins.iter_mut().enumerate() {
                    *people = state.count(shape, stock, origin);
                }
                origins.iter().sum()
            });
        }
        for row in state.flows.rows() {
            let cells = state.flows.cells(row);
            let fill = |origins: &mut [u32], places: &mut [u32]| add_up(cells, origins, places);
            self.flows.write(day, row, fill);
        }
        self.surplus += state.conditions.surplus;
        self.nights.extend(state.shelters.nights.iter().cloned());
        let active: u32 = state
            .protection
            .iter()
            .map(super::cohort::CohortList::total)
            .sum();
        self.conditions.push(DayConditions {
            cooperation: state.conditions.cooperation,
            predation: libm::exp(state.conditions.predation),
            drug_flow: libm::exp(state.conditions.drug_flow),
            open_files: active + state.left_open_files,
            residents: state.residents.iter().sum(),
            decision_capacity: state.decision_capacity,
        });
    }

    /// Closes the record after the last day.
    pub fn close(&mut self, inputs: &Inputs, state: &State) {
        use super::waits::Queue;
        self.waits = state.waits.clone();
        self.decision_capacity = state.decision_capacity;
        let last = inputs.days.last();
        let mut close = |queue, lists: &[super::cohort::CohortList]| {
            for list in lists {
                self.waits.close(queue, list, last);
            }
        };
        close(Queue::Appointment, &state.appointment);
        close(Queue::Hearing, &state.hearing);
        close(Queue::Hearing, &state.recess);
        close(Queue::Protection, &state.protection);
        close(Queue::Return, &state.custody);
        close(Queue::Return, &state.liberty);
        for record in LINES {
            let quantity = state.outlay.quantity(record.line);
            self.outlay_quantity[record.line as usize] = quantity;
            self.outlay_usd[record.line as usize] =
                quantity * unit_cost(record.line, &inputs.params);
        }
    }

    /// Stocks that have places.
    const PLACED: [Compartment; 8] = [
        Compartment::ContainedSouth,
        Compartment::AtLiberty,
        Compartment::Undecided,
        Compartment::TurnedBack,
        Compartment::Appointment,
        Compartment::Hearing,
        Compartment::Protection,
        Compartment::Settled,
    ];

    /// Days recorded.
    #[must_use]
    pub fn days(&self) -> usize {
        self.days
    }

    /// People in a stock at the end of a day.
    #[must_use]
    pub fn stock(&self, day: usize, stock: Compartment) -> u32 {
        self.stocks.total(day, stock as usize)
    }

    /// People of an origin in a stock at the end of a day.
    #[must_use]
    pub fn stock_of_origin(&self, day: usize, stock: Compartment, origin: usize) -> u32 {
        self.stocks.of_origin(day, stock as usize, origin)
    }

    /// People in a stock at a place at the end of a day (0 for stocks without places).
    #[must_use]
    pub fn stock_at_place(&self, day: usize, stock: Compartment, place: usize) -> u32 {
        self.stocks.of_place(day, stock as usize, place)
    }

    /// People who took a transition on a day.
    #[must_use]
    pub fn flow(&self, day: usize, transition: Transition) -> u32 {
        self.flows.total(day, Flows::row(transition))
    }

    /// People of an origin who took a transition on a day.
    #[must_use]
    pub fn flow_of_origin(&self, day: usize, transition: Transition, origin: usize) -> u32 {
        self.flows.of_origin(day, Flows::row(transition), origin)
    }

    /// People who took a transition at a place on a day (national processes are booked at the first
    /// place and mean nothing here).
    #[must_use]
    pub fn flow_at_place(&self, day: usize, transition: Transition, place: usize) -> u32 {
        self.flows.of_place(day, Flows::row(transition), place)
    }

    /// A tally's count on a day.
    #[must_use]
    pub fn tally(&self, day: usize, tally: Tally) -> u32 {
        self.flows.total(day, Flows::tally_row(tally))
    }

    /// A tally's count of an origin on a day.
    #[must_use]
    pub fn tally_of_origin(&self, day: usize, tally: Tally, origin: usize) -> u32 {
        self.flows.of_origin(day, Flows::tally_row(tally), origin)
    }

    /// A tally's count at a place on a day.
    #[must_use]
    pub fn tally_at_place(&self, day: usize, tally: Tally, place: usize) -> u32 {
        self.flows.of_place(day, Flows::tally_row(tally), place)
    }

    /// Person-days in a stock: its people at the end of every day, added up.
    #[must_use]
    pub fn stock_in_run(&self, stock: Compartment) -> u64 {
        self.stocks.sum(stock as usize)
    }

    /// Person-days of an origin in a stock.
    #[must_use]
    pub fn stock_of_origin_in_run(&self, stock: Compartment, origin: usize) -> u64 {
        self.stocks.sum_of_origin(stock as usize, origin)
    }

    /// Person-days in a stock at a place (0 for stocks without places).
    #[must_use]
    pub fn stock_at_place_in_run(&self, stock: Compartment, place: usize) -> u64 {
        self.stocks.sum_of_place(stock as usize, place)
    }

    /// People who took a transition in the run.
    #[must_use]
    pub fn flow_in_run(&self, transition: Transition) -> u64 {
        self.flows.sum(Flows::row(transition))
    }

    /// People of an origin who took a transition in the run.
    #[must_use]
    pub fn flow_of_origin_in_run(&self, transition: Transition, origin: usize) -> u64 {
        self.flows.sum_of_origin(Flows::row(transition), origin)
    }

    /// A tally's count in the run.
    #[must_use]
    pub fn tally_in_run(&self, tally: Tally) -> u64 {
        self.flows.sum(Flows::tally_row(tally))
    }

    /// A tally's count at a place in the run.
    #[must_use]
    pub fn tally_at_place_in_run(&self, tally: Tally, place: usize) -> u64 {
        self.flows.sum_of_place(Flows::tally_row(tally), place)
    }

    /// A place's shelters on a night.
    #[must_use]
    pub fn night(&self, day: usize, place: usize) -> &Night {
        &self.nights[day * self.places + place]
    }

    /// The shelters of every place on a night.
    #[must_use]
    pub fn nights_of(&self, day: usize) -> &[Night] {
        &self.nights[day * self.places..][..self.places]
    }

    /// Every night of every place.
    pub fn nights(&self) -> impl Iterator<Item = &Night> {
        self.nights.iter()
    }

    /// Conditions at the end of a day.
    #[must_use]
    pub fn conditions(&self, day: usize) -> &DayConditions {
        &self.conditions[day]
    }

    /// People a day who would have set out beyond what was to be expected, by the luck of demand alone: base × season ×
    /// weekday × trend × (demand − its mean), on the mean day. Policy and responses to it are not in it, and its mean
    /// over futures is 0: a control variate.
    #[must_use]
    pub fn demand_luck(&self) -> f64 {
        self.surplus / self.days as f64
    }

    /// USD of an outlay line over the run.
    #[must_use]
    pub fn usd(&self, line: Line) -> f64 {
        self.outlay_usd[line as usize]
    }
}
