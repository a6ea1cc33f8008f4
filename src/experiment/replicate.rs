//! One replicate of several scenarios: the same state of the world, the same luck, and, where they
//! share it, the same past.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use super::assemble::Frame;
use super::branch::{Branch, branches};
use super::{Replicate, Simulator, States};
use crate::metric::{self, CellKey, SeriesKey};
use crate::model::day::Run;
use crate::model::flows::Imbalance;
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
    /// By arm: the earlier arm that is the same run for a while.
    branches: Vec<Option<Branch>>,
    /// Whether daily series are summarised.
    daily: bool,
    /// States of the world that are chosen in place of drawn ones.
    states: Option<States>,
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

    /// Whether another arm can differ from this one in its policy only.
    fn same_but_for_policy(&self, other: &Prepared) -> bool {
        let (a, b) = (&self.scenario, &other.scenario);
        let past = |arm: &Prepared| arm.past.as_ref().map(|past| past.identity.clone());
        (a.start, a.end, a.offices, a.switches) == (b.start, b.end, b.offices, b.switches)
            && a.world == b.world
            && a.parameters == b.parameters
            && a.calibration == b.calibration
            && past(self) == past(other)
    }

    /// The state of the world with this luck and the `k`-th fit, but for what is chosen.
    fn world(&self, k: u64, luck: Draws, chosen: &dyn Fn(&str) -> Option<f64>) -> StateOfWorld {
        let scenario = &self.scenario;
        let fits = scenario.calibration.as_ref().map(|fits| (&**fits, k));
        uncertainty::draw_but(&scenario.parameters, &scenario.world, &luck, fits, chosen)
    }

    fn not_conserved(&self, broken: &Imbalance) -> String {
        format!(
            "people were not conserved in `{}`: {} holds {} people of origin {} but the moves imply {}",
            self.scenario.name,
            broken.compartment.label(),
            broken.counted,
            self.scenario.world.origins[broken.origin].name,
            broken.implied,
        )
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

/// For each arm the earlier arm that is the same run for a while.
fn branches_of(arms: &[Prepared]) -> Vec<Option<Branch>> {
    // The first arm that differs from an arm in nothing but policy stands for all such arms.
    let mut kin: Vec<usize> = Vec::with_capacity(arms.len());
    for (index, arm) in arms.iter().enumerate() {
        let mut first = (0..index).filter(|first| kin[*first] == *first);
        kin.push(
            first
                .find(|first| arm.same_but_for_policy(&arms[*first]))
                .unwrap_or(index),
        );
    }
    branches(arms.len(), |arm, from| {
        if kin[arm] == kin[from] {
            arms[arm].frame.days_shared(&arms[from].frame)
        } else {
            0
        }
    })
}

impl Plan {
    /// Prepares scenarios for one seed. With `check`, conservation is checked every day.
    #[must_use]
    pub fn new(scenarios: &[Scenario], catalogue: &Catalogue, seed: u64, check: bool) -> Self {
        let arms: Vec<Prepared> = scenarios
            .iter()
            .map(|scenario| Prepared::new(scenario, catalogue))
            .collect();
        let branches = branches_of(&arms);
        Plan {
            seed,
            check,
            arms,
            branches,
            daily: true,
            states: None,
        }
    }

    /// The same in states of the world that a design chooses; its replicates are those of the design.
    #[must_use]
    pub fn in_states(self, states: States) -> Plan {
        Plan {
            states: Some(states),
            ..self
        }
    }

    /// The luck of replicate `k`.
    fn luck(&self, k: u64) -> Draws {
        Draws::new(self.seed, self.chance(k))
    }

    /// The number whose luck and fit replicate `k` has: its own, unless a design says otherwise.
    fn chance(&self, k: u64) -> u64 {
        self.states.as_ref().map_or(k, |states| states.chance(k))
    }

    /// The state of the world of an arm in replicate `k`.
    fn world(&self, arm: &Prepared, k: u64) -> StateOfWorld {
        let chosen = |stream: &str| self.states.as_ref()?.share(k, stream);
        arm.world(self.chance(k), self.luck(k), &chosen)
    }

    /// The same without summaries of daily series, which take much memory where arms are many.
    #[must_use]
    pub fn without_daily(self) -> Plan {
        Plan {
            daily: false,
            ..self
        }
    }

    /// Runs one arm of replicate `k` and returns its record, with the state at its end.
    ///
    /// # Errors
    /// A sentence on the first day on which people were not conserved.
    pub fn record(&self, arm: usize, k: u64) -> Result<(Record, State), String> {
        let arm = &self.arms[arm];
        self.run(arm, &self.world(arm, k), self.luck(k), &mut None)
    }

    /// Runs every arm of replicate `k` under the same luck and hands over each record, or the sentence on the first
    /// day on which people were not conserved. What arms share is simulated once: the past of arms that follow each
    /// other, and the days until their policies part.
    pub fn each_record<T>(
        &self,
        k: u64,
        mut look: impl FnMut(usize, Result<&Record, String>) -> T,
    ) -> Vec<T> {
        let mut seen: Vec<Option<T>> = self.arms.iter().map(|_| None).collect();
        let stop = AtomicBool::new(false);
        let all = Arms::new(self, k, &stop, |arm, record| {
            seen[arm] = Some(look(arm, record));
        });
        all.run();
        seen.into_iter().flatten().collect()
    }

    /// As [`Plan::record`], in the central state of the world.
    ///
    /// # Errors
    /// A sentence on the first day on which people were not conserved.
    pub fn central_record(&self, arm: usize, k: u64) -> Result<(Record, State), String> {
        let luck = self.luck(k);
        let arm = &self.arms[arm];
        self.run(arm, &arm.central(), luck, &mut None)
    }

    /// The inputs and the luck with which [`Plan::record`] runs an arm of replicate `k`.
    #[must_use]
    pub fn future(&self, arm: usize, k: u64) -> (Inputs, Draws) {
        let arm = &self.arms[arm];
        (arm.frame.inputs(&self.world(arm, k)), self.luck(k))
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
        let luck = self.luck(k);
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
        let state = self.start(arm, &inputs, world, luck, known)?;
        let mut run = Run::new(&inputs, &luck, state, self.check);
        run.until(&inputs, inputs.days.len())
            .map_err(|broken| arm.not_conserved(&broken))?;
        Ok(run.close(&inputs))
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
        let summarised = self.arms.first().filter(|_| self.daily);
        summarised.map_or_else(Vec::new, |arm| metric::series(&arm.scenario.world))
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
        let hash = |arm: &Prepared| scenario::input_hash(&arm.scenario);
        let states = self.states.as_ref().map_or_else(String::new, States::hash);
        self.arms.iter().map(|arm| hash(arm) + &states).collect()
    }

    fn replicate(&self, k: u64) -> Result<Replicate, String> {
        let done = self.replicate_unless(k, &AtomicBool::new(false))?;
        done.ok_or_else(|| "stopped although nobody asked".to_owned())
    }

    fn replicate_unless(&self, k: u64, stop: &AtomicBool) -> Result<Option<Replicate>, String> {
        let mut outcomes: Vec<_> = self.arms.iter().map(|_| None).collect();
        let mut luck = 0.0;
        let all = Arms::new(self, k, stop, |arm, record| {
            let world = &self.arms[arm].scenario.world;
            outcomes[arm] = Some(record.map(|record| {
                if arm == 0 {
                    luck = record.demand_luck();
                }
                metric::measure(world, record)
            }));
        });
        all.run();
        if outcomes.iter().any(Option::is_none) {
            return Ok(None); // stopped
        }
        let outcomes: Result<Vec<_>, String> = outcomes.into_iter().flatten().collect();
        let state = self.arms.first().map(|arm| self.world(arm, k));
        let values = state.iter().flat_map(StateOfWorld::iter);
        Ok(Some(Replicate {
            outcomes: outcomes?,
            luck,
            state: values.map(|(_, _, value)| value).collect(),
        }))
    }
}

/// All arms of one replicate, each run once from where it leaves another.
struct Arms<'a, L> {
    plan: &'a Plan,
    k: u64,
    luck: Draws,
    /// The last past that was simulated.
    known: Option<Past>,
    stop: &'a AtomicBool,
    done: Vec<bool>,
    look: L,
}

impl<'a, L: FnMut(usize, Result<&Record, String>)> Arms<'a, L> {
    fn new(plan: &'a Plan, k: u64, stop: &'a AtomicBool, look: L) -> Self {
        Arms {
            plan,
            k,
            luck: plan.luck(k),
            known: None,
            stop,
            done: vec![false; plan.arms.len()],
            look,
        }
    }

    /// Runs every arm, unless stopped. An arm is run from its own start if the arm that it branches off came to
    /// nothing before that.
    fn run(mut self) {
        for arm in 0..self.plan.arms.len() {
            if self.done[arm] || self.stop.load(Ordering::Relaxed) {
                continue;
            }
            if let Err(reason) = self.run_alone(arm) {
                self.finish(arm, Err(reason));
            }
        }
    }

    fn inputs(&self, arm: usize) -> Inputs {
        let arm = &self.plan.arms[arm];
        arm.frame.inputs(&self.plan.world(arm, self.k))
    }

    fn run_alone(&mut self, index: usize) -> Result<(), String> {
        let arm = &self.plan.arms[index];
        let inputs = self.inputs(index);
        let world = self.plan.world(arm, self.k);
        let known = &mut self.known;
        let state = self.plan.start(arm, &inputs, &world, self.luck, known)?;
        let run = Run::new(&inputs, &self.luck, state, self.plan.check);
        self.follow(index, &inputs, run)
    }

    /// Runs an arm from where `run` is, and the arms that branch off on the way.
    fn follow(&mut self, index: usize, inputs: &Inputs, mut run: Run) -> Result<(), String> {
        let arm = &self.plan.arms[index];
        for (day, other) in self.branching_off(index) {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            run.until(inputs, day)
                .map_err(|broken| arm.not_conserved(&broken))?;
            let inputs = self.inputs(other);
            if let Err(reason) = self.follow(other, &inputs, run.clone()) {
                self.finish(other, Err(reason));
            }
        }
        if self.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        run.until(inputs, inputs.days.len())
            .map_err(|broken| arm.not_conserved(&broken))?;
        let (record, _) = run.close(inputs);
        self.finish(index, Ok(&record));
        Ok(())
    }

    /// Days on which arms branch off an arm, in order, with those arms.
    fn branching_off(&self, arm: usize) -> Vec<(usize, usize)> {
        let branches = self.plan.branches.iter().enumerate();
        let mut days: Vec<(usize, usize)> = branches
            .filter_map(|(other, branch)| branch.map(|branch| (branch, other)))
            .filter(|(branch, other)| branch.from == arm && !self.done[*other])
            .map(|(branch, other)| (branch.day, other))
            .collect();
        days.sort_unstable();
        days
    }

    fn finish(&mut self, arm: usize, record: Result<&Record, String>) {
        self.done[arm] = true;
        (self.look)(arm, record);
    }
}
