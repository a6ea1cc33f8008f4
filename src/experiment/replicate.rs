//! One replicate of several scenarios: the same state of the world, the same luck, and, where they
//! share it, the same past.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use super::assemble::Frame;
use super::{Replicate, Simulator};
use crate::metric::{self, CellKey, SeriesKey};
use crate::model::day;
use crate::model::inputs::Inputs;
use crate::model::record::Record;
use crate::model::state::State;
use crate::random::Draws;
use crate::scenario::{self, Catalogue, Scenario, StartState};
use crate::uncertainty::{self, Fit, StateOfWorld};

/// Scenarios made ready to be run many times.
pub struct Plan {
    seed: u64,
    check: bool,
    arms: Vec<Prepared>,
}

/// A scenario with its policy compiled, and the past it starts from.
struct Prepared {
    scenario: Scenario,
    frame: Frame,
    /// The run that hands over its last day.
    past: Option<Box<Prepared>>,
    /// Equal texts mean that two pasts are the same run.
    identity: String,
}

impl Prepared {
    fn new(scenario: &Scenario, catalogue: &Catalogue) -> Self {
        let past = match &scenario.start_state {
            StartState::Handover(past) => {
                let mut past = Prepared::new(past, catalogue);
                // It is run in the state of the world of the scenario that goes on.
                let _ = write!(past.identity, "{:?}", scenario.parameters);
                Some(Box::new(past))
            }
            StartState::Empty | StartState::Stocks => None,
        };
        let identity = format!(
            "{:?}",
            (
                &scenario.world,
                scenario.start,
                scenario.end,
                &scenario.parameters,
                &scenario.policy,
                scenario.switches
            )
        );
        Prepared {
            scenario: scenario.clone(),
            frame: Frame::new(scenario, catalogue),
            past,
            identity,
        }
    }

    /// The state of the world of replicate `k`.
    fn world(&self, k: u64, luck: Draws) -> StateOfWorld {
        let scenario = &self.scenario;
        let fit = scenario.calibration.as_ref().map(|fits| fits.fit(k));
        uncertainty::draw(&scenario.parameters, &scenario.world, &luck, fit.as_ref())
    }

    /// Every number at its centre.
    fn central(&self) -> StateOfWorld {
        let scenario = &self.scenario;
        let fit = scenario.calibration.as_ref().map(|fits| fits.middle());
        uncertainty::central(&scenario.parameters, &scenario.world, fit.as_ref())
    }
}

/// The last past that was simulated, for the arms that share it.
struct Past {
    identity: String,
    state: State,
}

impl Plan {
    /// Prepares scenarios for one seed. With `check`, conservation is checked every day.
    #[must_use]
    pub fn new(scenarios: &[Scenario], catalogue: &Catalogue, seed: u64, check: bool) -> Self {
        let arms = scenarios
            .iter()
            .map(|scenario| Prepared::new(scenario, catalogue))
            .collect();
        Plan { seed, check, arms }
    }

    /// Runs one arm of replicate `k` and returns its record, with the state at its end.
    ///
    /// # Errors
    /// A sentence on the first day on which people were not conserved.
    pub fn record(&self, arm: usize, k: u64) -> Result<(Record, State), String> {
        let luck = Draws::new(self.seed, k);
        let arm = &self.arms[arm];
        self.run(arm, &arm.world(k, luck), luck, &mut None)
    }

    /// Runs every arm of replicate `k` under the same luck and hands over each record, or the sentence on the first
    /// day on which people were not conserved; arms that follow each other share their past.
    pub fn each_record<T>(
        &self,
        k: u64,
        mut look: impl FnMut(usize, Result<&Record, String>) -> T,
    ) -> Vec<T> {
        let luck = Draws::new(self.seed, k);
        let mut known = None;
        let arms = self.arms.iter().enumerate();
        let seen = arms.map(|(index, arm)| {
            let run = self.run(arm, &arm.world(k, luck), luck, &mut known);
            look(
                index,
                run.as_ref().map(|(record, _)| record).map_err(Clone::clone),
            )
        });
        seen.collect()
    }

    /// As [`Plan::record`], in the central state of the world.
    ///
    /// # Errors
    /// A sentence on the first day on which people were not conserved.
    pub fn central_record(&self, arm: usize, k: u64) -> Result<(Record, State), String> {
        let luck = Draws::new(self.seed, k);
        let arm = &self.arms[arm];
        self.run(arm, &arm.central(), luck, &mut None)
    }

    /// The inputs and the luck with which [`Plan::record`] runs an arm of replicate `k`.
    #[must_use]
    pub fn future(&self, arm: usize, k: u64) -> (Inputs, Draws) {
        let luck = Draws::new(self.seed, k);
        let arm = &self.arms[arm];
        (arm.frame.inputs(&arm.world(k, luck)), luck)
    }

    /// Runs one arm of replicate `k` as a fit has it, and the runs that hand over to it: every record, oldest first.
    ///
    /// # Errors
    /// A sentence on the first day on which people were not conserved.
    pub fn fitted_records(
        &self,
        arm: usize,
        k: u64,
        fit: &Fit,
    ) -> Result<Vec<(&Scenario, Record)>, String> {
        let luck = Draws::new(self.seed, k);
        let arm = &self.arms[arm];
        let scenario = &arm.scenario;
        let world = uncertainty::draw(&scenario.parameters, &scenario.world, &luck, Some(fit));
        let mut records = Vec::new();
        self.follow(arm, &world, luck, &mut records)?;
        Ok(records)
    }

    /// Runs the past of an arm, then the arm, and keeps every record; returns the last state.
    fn follow<'a>(
        &self,
        arm: &'a Prepared,
        world: &StateOfWorld,
        luck: Draws,
        records: &mut Vec<(&'a Scenario, Record)>,
    ) -> Result<State, String> {
        let mut known = None;
        if let Some(past) = &arm.past {
            known = Some(Past {
                identity: past.identity.clone(),
                state: self.follow(past, world, luck, records)?,
            });
        }
        let (record, state) = self.run(arm, world, luck, &mut known)?;
        records.push((&arm.scenario, record));
        Ok(state)
    }

    /// The inputs of one arm in the central state of the world.
    #[must_use]
    pub fn central_inputs(&self, arm: usize) -> Inputs {
        let arm = &self.arms[arm];
        arm.frame.inputs(&arm.central())
    }

    fn run(
        &self,
        arm: &Prepared,
        world: &StateOfWorld,
        luck: Draws,
        known: &mut Option<Past>,
    ) -> Result<(Record, State), String> {
        let inputs = arm.frame.inputs(world);
        let mut state = self.start(arm, &inputs, world, luck, known)?;
        let record = day::run(&inputs, &luck, &mut state, self.check).map_err(|broken| {
            format!(
                "people were not conserved in `{}`: {} holds {} people of origin {} but the moves imply {}",
                arm.scenario.name,
                broken.compartment.label(),
                broken.counted,
                arm.scenario.world.origins[broken.origin].name,
                broken.implied,
            )
        })?;
        Ok((record, state))
    }

    fn start(
        &self,
        arm: &Prepared,
        inputs: &Inputs,
        world: &StateOfWorld,
        luck: Draws,
        known: &mut Option<Past>,
    ) -> Result<State, String> {
        let Some(past) = &arm.past else {
            return Ok(State::start(inputs));
        };
        if known
            .as_ref()
            .is_none_or(|known| known.identity != past.identity)
        {
            let (_, state) = self.run(past, world, luck, &mut None)?;
            *known = Some(Past {
                identity: past.identity.clone(),
                state,
            });
        }
        let state = known.as_ref().map(|known| known.state.handed_over(inputs));
        state.ok_or_else(|| "the past was not simulated".to_owned())
    }
}

impl Simulator for Plan {
    fn cells(&self) -> Vec<CellKey> {
        self.arms
            .first()
            .map_or_else(Vec::new, |arm| metric::cells(&arm.scenario.world))
    }

    fn series(&self) -> Vec<SeriesKey> {
        self.arms
            .first()
            .map_or_else(Vec::new, |arm| metric::series(&arm.scenario.world))
    }

    fn inputs(&self) -> Vec<String> {
        let Some(arm) = self.arms.first() else {
            return Vec::new();
        };
        arm.central()
            .iter()
            .map(|(name, cell, _)| {
                if cell.is_empty() {
                    name.to_owned()
                } else {
                    format!("{name}/{cell}")
                }
            })
            .collect()
    }

    fn texts(&self) -> Vec<String> {
        let scenarios = self.arms.iter().map(|arm| &arm.scenario);
        scenarios.map(scenario::input_hash).collect()
    }

    fn replicate(&self, k: u64) -> Result<Replicate, String> {
        let done = self.replicate_unless(k, &AtomicBool::new(false))?;
        done.ok_or_else(|| "stopped although nobody asked".to_owned())
    }

    fn replicate_unless(&self, k: u64, stop: &AtomicBool) -> Result<Option<Replicate>, String> {
        let luck = Draws::new(self.seed, k);
        let mut known = None;
        let mut outcomes = Vec::with_capacity(self.arms.len());
        let mut state = Vec::new();
        for (index, arm) in self.arms.iter().enumerate() {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            let world = arm.world(k, luck);
            let (record, _) = self.run(arm, &world, luck, &mut known)?;
            outcomes.push(metric::measure(&arm.scenario.world, &record));
            if index == 0 {
                state = world.iter().map(|(_, _, value)| value).collect();
            }
        }
        Ok(Some(Replicate { outcomes, state }))
    }
}
