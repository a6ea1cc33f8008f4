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

/// Runs every day of the inputs from `state` on; returns the record and leaves `state` at the end.
///
/// The result depends on nothing but the inputs, the luck and the state.
///
/// # Errors
/// With `check`, the first day on which people are not conserved (a bug in the model).
pub fn run(
    inputs: &Inputs,
    luck: &Draws,
    state: &mut State,
    check: bool,
) -> Result<Record, Imbalance> {
    let mut record = Record::new(inputs);
    let mut ledger = check.then(|| {
        Ledger::open(&inputs.shape, |stock, origin| {
            state.count(&inputs.shape, stock, origin)
        })
    });
    let keys = Keys::new(luck, &inputs.shape);
    for index in 0..inputs.days.len() {
        let today = Today::new(inputs, &keys, index);
        day(&today, state);
        if let Some(ledger) = &mut ledger {
            ledger.book(&state.flows, &inputs.shape);
            ledger.check(|stock, origin| state.count(&inputs.shape, stock, origin))?;
        }
        record.day(inputs, index, state);
    }
    record.close(inputs, state);
    Ok(record)
}
