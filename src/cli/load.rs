//! The load check in the terminal: under `describe` and `check` in full, before a run the worst of it.

use super::{Failure, progress, terminal};
use crate::analysis::load::{remark as remark_on, sentences};
use crate::experiment::{Loads, Plan};
use crate::scenario::{self, Scenario, StartState};
use crate::study::Cast;
use std::sync::atomic::Ordering;

/// Origins × places × days of a future that take less than a second on two cores.
const MOST_CELL_DAYS: usize = 160_000;
/// Remarks before a run.
const MOST_REMARKS: usize = 2;

/// Prints the load on every queue and city.
pub fn say(scenario: &Scenario) -> Result<(), Failure> {
    if !is_quick(scenario) {
        terminal::note(
            "load: not counted, since a world of this size takes longer than a second; a run shows it",
        );
        return Ok(());
    }
    let catalogue = scenario::catalogue()
        .map_err(|problems| Failure::Run(problems.render(terminal::width(), false)))?;
    let plan = Plan::new(std::slice::from_ref(scenario), catalogue, 1, false);
    let loads = Loads::of(&plan, 0, scenario).map_err(Failure::Run)?;
    terminal::say("\nLoad, arrivals against capacity:");
    for sentence in sentences(&loads, &scenario.world) {
        terminal::say(&terminal::wrap(
            &sentence,
            terminal::BULLET,
            terminal::width(),
        ));
    }
    Ok(())
}

/// Notes the heaviest load of the scenarios asked for, before they run.
pub fn remark(plan: &Plan, cast: &Cast) {
    let asked = cast.scenarios.iter().zip(&cast.arms).enumerate();
    let heavy = asked.filter(|(_, (scenario, arm))| !arm.reference && is_quick(scenario));
    // Asked first, so that whoever stops the program here is heard; the run then ends in order.
    let stop = progress::stop_flag();
    let heavy = heavy.take_while(|_| !stop.load(Ordering::Relaxed));
    // A run that fails says so itself.
    let remarks = heavy.filter_map(|(index, (scenario, _))| {
        let loads = Loads::of(plan, index, scenario).ok()?;
        remark_on(&loads, &scenario.title, &scenario.world)
    });
    for remark in remarks.take(MOST_REMARKS) {
        terminal::note(&terminal::wrap(&remark, "note: ", terminal::width()));
    }
}

fn is_quick(scenario: &Scenario) -> bool {
    let past = match &scenario.start_state {
        StartState::Handover(past) => past.days(),
        StartState::Empty | StartState::Stocks => 0,
    };
    let cells = scenario.world.origins.len() * scenario.world.places.len();
    cells * (scenario.days() + past) <= MOST_CELL_DAYS
}
