//! The order of a day, and a run of days.

use super::flows::{Imbalance, Ledger};
use super::inputs::{Inputs, Keys, Today};
use super::process::{
    choice, cooperation, crossing, custody, departure, harm, hearing, leaving, port, protection,
    security, shelter, transit, walk,
};
use super::record::Record;
use super::state::State;
use super::{outlay, perception};
use crate::random::Draws;

/// One day, in the order that is part of the model.
///
/// Levers in force are read where they act. Assisted return runs after the offices, so that people
/// who come for return today can take today's seats; custody and its returns come before arrivals.
pub fn day(today: &Today, state: &mut State) {
    state.flows.clear();
    walk::step(today, state);
    cooperation::step(today, state);
    security::step(today, state);
    leaving::step(today, state);
    departure::step(today, state);
    transit::step(today, state);
    custody::step(today, state);
    choice::step(today, state);
    port::step(today, state);
    hearing::step(today, state);
    protection::step(today, state);
    custody::assisted_return(today, state);
    crossing::step(today, state);
    shelter::step(today, state);
    harm::step(today, state);
    perception::step(today, state);
    outlay::step(today, state);
}

/// Runs every day of the inputs from `state` on; returns the record and the state at the end.
///
/// The result depends on nothing but the inputs, the luck and the state.
///
/// # Errors
/// With `check`, the first day on which people are not conserved (a bug in the model).
pub fn run(
    inputs: &Inputs,
    luck: &Draws,
    state: State,
    check: bool,
) -> Result<(Record, State), Imbalance> {
    let mut run = Run::new(inputs, luck, state, check);
    run.until(inputs, inputs.days.len())?;
    Ok(run.close(inputs))
}

/// A run on its way: the state and the record so far.
///
/// A run that goes on with other inputs is the run of those inputs, if they are the same in everything but the levers
/// and the levers were the same until then.
#[derive(Clone)]
pub struct Run {
    keys: Keys,
    state: State,
    record: Record,
    ledger: Option<Ledger>,
    /// Days simulated.
    days: usize,
}

impl Run {
    /// A run about to begin. With `check`, conservation is checked every day.
    #[must_use]
    pub fn new(inputs: &Inputs, luck: &Draws, state: State, check: bool) -> Run {
        let ledger = check.then(|| {
            Ledger::open(&inputs.shape, |stock, origin| {
                state.count(&inputs.shape, stock, origin)
            })
        });
        Run {
            keys: Keys::new(luck, &inputs.shape),
            record: Record::new(inputs),
            state,
            ledger,
            days: 0,
        }
    }

    /// Goes on to the morning of day `end` of the run.
    ///
    /// # Errors
    /// The first day on which people are not conserved (a bug in the model).
    pub fn until(&mut self, inputs: &Inputs, end: usize) -> Result<(), Imbalance> {
        while self.days < end {
            let (today, state) = (Today::new(inputs, &self.keys, self.days), &mut self.state);
            day(&today, state);
            if let Some(ledger) = &mut self.ledger {
                ledger.book(&state.flows, &inputs.shape);
                ledger.check(|stock, origin| state.count(&inputs.shape, stock, origin))?;
            }
            self.record.day(inputs, self.days, state);
            self.days += 1;
        }
        Ok(())
    }

    /// Closes the record after the last day; returns it with the state at its end.
    #[must_use]
    pub fn close(mut self, inputs: &Inputs) -> (Record, State) {
        self.record.close(inputs, &self.state);
        (self.record, self.state)
    }
}
