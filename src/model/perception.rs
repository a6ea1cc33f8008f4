//! What people perceive of policy, with a delay, and how departures respond to it.
//!
//! Four quantities are measured over a 28-day window and smoothed exponentially with the delay of
//! information: the chance that an attempt between ports ends in staying, the log of the expected
//! wait on the appointment list, the risk of interdiction in Mexico, and the share of demand that
//! has a pathway. Their values at the first full window are the reference of the state of the
//! world, the same for every scenario that starts from it.

use super::flows::Tally;
use super::inputs::{Shape, Today};
use super::state::State;
use super::transition::Transition;

/// Days of the window.
const WINDOW: usize = 28;
/// Longest expected wait that people still tell apart, in days.
const LONGEST_WAIT: f64 = 730.0;

/// One perceived quantity of one origin (or national): what was last measured and what is believed.
#[derive(Clone, Debug, Default)]
struct Belief {
    value: f64,
    reference: f64,
    formed: bool,
}

impl Belief {
    /// Takes in what a full window measured; the first measurement is the reference.
    fn update(&mut self, measured: Option<f64>, keep: f64) {
        let Some(measured) = measured else { return };
        if self.formed {
            self.value = keep * self.value + (1.0 - keep) * measured;
        } else {
            (self.value, self.reference, self.formed) = (measured, measured, true);
        }
    }

    fn change(&self) -> f64 {
        self.value - self.reference
    }
}

/// Counts of the last 28 days, as a ring, with their sums.
#[derive(Clone, Debug)]
struct Window {
    days: Vec<[u32; WINDOW]>,
    sums: Vec<u32>,
}

impl Window {
    fn new(rows: usize) -> Self {
        Window {
            days: vec![[0; WINDOW]; rows],
            sums: vec![0; rows],
        }
    }

    fn push(&mut self, row: usize, slot: usize, count: u32) {
        let old = std::mem::replace(&mut self.days[row][slot], count);
        self.sums[row] = self.sums[row] - old + count;
    }
}

/// Perceived conditions.
#[derive(Clone, Debug)]
pub struct Perception {
    seen: usize,
    origins: usize,
    window: Window,
    stay: Vec<Belief>,
    interdiction: Vec<Belief>,
    pathway: Vec<Belief>,
    wait: Belief,
    protection_wait: Belief,
}

/// Rows of the window kept per origin.
const ATTEMPTS: usize = 0;
const STAYED: usize = 1;
const INTERDICTED: usize = 2;
const REACHED: usize = 3;
const DEPARTED: usize = 4;
const USERS: usize = 5;
const PER_ORIGIN: usize = 6;

impl Perception {
    /// Nothing perceived yet.
    #[must_use]
    pub fn new(shape: &Shape) -> Self {
        let beliefs = vec![Belief::default(); shape.origins];
        Perception {
            seen: 0,
            origins: shape.origins,
            window: Window::new(shape.origins * PER_ORIGIN + 2),
            stay: beliefs.clone(),
            interdiction: beliefs.clone(),
            pathway: beliefs,
            wait: Belief::default(),
            protection_wait: Belief::default(),
        }
    }

    /// Change in the perceived chance that an attempt ends in staying, since the reference.
    #[must_use]
    pub fn stay(&self, origin: usize) -> f64 {
        self.stay[origin].change()
    }

    /// Change in the log of (1 + expected days on the appointment list), since the reference.
    #[must_use]
    pub fn wait(&self) -> f64 {
        self.wait.change()
    }

    /// Change in the log of (1 + expected days to a protection decision), since the reference.
    #[must_use]
    pub fn protection_wait(&self) -> f64 {
        self.protection_wait.change()
    }

    /// Change in the perceived risk of interdiction, since the reference.
    #[must_use]
    pub fn interdiction(&self, origin: usize) -> f64 {
        self.interdiction[origin].change()
    }

    /// Change in the share of demand with a pathway, since the reference.
    #[must_use]
    pub fn pathway(&self, origin: usize) -> f64 {
        self.pathway[origin].change()
    }

    fn sum(&self, origin: usize, row: usize) -> f64 {
        f64::from(self.window.sums[origin * PER_ORIGIN + row])
    }
}

/// Factor of departures of an origin: exp(Σ β·(x − x₀)), clamped to 0.3–3; 1 when the response is
/// switched off.
#[must_use]
pub fn response(today: &Today, perception: &Perception, origin: usize) -> f64 {
    if !today.inputs.structure.response {
        return 1.0;
    }
    let p = today.params;
    let log = p.response_stay * perception.stay(origin)
        + p.response_wait * perception.wait()
        + p.response_interdiction * perception.interdiction(origin)
        + p.response_pathway * perception.pathway(origin);
    libm::exp(log).clamp(0.3, 3.0)
}

/// Takes note of the day.
pub fn step(today: &Today, state: &mut State) {
    observe(today, state);
    let keep = libm::exp(-1.0 / today.params.response_delay.max(1.0));
    let full = state.perception.seen >= WINDOW;
    if !full {
        return;
    }
    let waiting: u32 = state
        .appointment
        .iter()
        .map(super::cohort::CohortList::total)
        .sum();
    let applicants: u32 = state
        .protection
        .iter()
        .map(super::cohort::CohortList::total)
        .sum();
    let perception = &mut state.perception;
    let national = perception.origins * PER_ORIGIN;
    let served = [
        perception.window.sums[national],
        perception.window.sums[national + 1],
    ];
    perception
        .wait
        .update(Some(expected_wait(waiting, served[0])), keep);
    perception
        .protection_wait
        .update(Some(expected_wait(applicants, served[1])), keep);
    for origin in 0..perception.origins {
        let sum = |row| perception.sum(origin, row);
        let stay = ratio(sum(STAYED), sum(ATTEMPTS));
        let interdiction = ratio(sum(INTERDICTED), sum(INTERDICTED) + sum(REACHED));
        let pathway = ratio(sum(USERS), sum(USERS) + sum(DEPARTED));
        perception.stay[origin].update(stay, keep);
        perception.interdiction[origin].update(interdiction, keep);
        perception.pathway[origin].update(pathway, keep);
    }
}

fn observe(today: &Today, state: &mut State) {
    use Transition as T;
    let shape = today.shape;
    let slot = today.day.unsigned_abs() as usize % WINDOW;
    let flows = &state.flows;
    let perception = &mut state.perception;
    for origin in 0..shape.origins {
        let of = |transition| flows.of_origin(transition, shape, origin);
        // Everybody who came to the line today also left it: with one of these three.
        let attempts = of(T::Die) + of(T::Evade) + of(T::Detect);
        let first = origin * PER_ORIGIN;
        let users = [
            Tally::Parole,
            Tally::FamilyReunification,
            Tally::SafeMobility,
            Tally::WorkVisas,
            Tally::PermanentVisas,
        ]
        .iter()
        .map(|tally| {
            let cells = flows.cells(super::flows::Flows::tally_row(*tally));
            cells[origin * shape.places..(origin + 1) * shape.places]
                .iter()
                .sum::<u32>()
        })
        .sum();
        perception.window.push(first + ATTEMPTS, slot, attempts);
        perception.window.push(
            first + STAYED,
            slot,
            of(T::Evade) + of(T::Release) + of(T::ToChildrensAgency) + of(T::Detain),
        );
        perception
            .window
            .push(first + INTERDICTED, slot, of(T::Interdict));
        perception.window.push(first + REACHED, slot, of(T::Reach));
        perception.window.push(
            first + DEPARTED,
            slot,
            of(T::Depart) + of(T::DepartInMexico),
        );
        perception.window.push(first + USERS, slot, users);
    }
    let national = shape.origins * PER_ORIGIN;
    perception.window.push(national, slot, flows.total(T::Call));
    let decided = flows.total(T::Recognize)
        + flows.total(T::RefuseAppeal)
        + flows.total(T::RefuseReturn)
        + flows.total(T::RefuseCross)
        + flows.total(T::RefuseNorth)
        + flows.total(T::RefuseHome);
    perception.window.push(national + 1, slot, decided);
    perception.seen += 1;
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// log(1 + min(730, list ÷ mean daily service)); with no service and somebody waiting, the cap.
fn expected_wait(waiting: u32, served: u32) -> f64 {
    if waiting == 0 {
        return 0.0;
    }
    let daily = f64::from(served) / WINDOW as f64;
    let days = if daily > 0.0 {
        (f64::from(waiting) / daily).min(LONGEST_WAIT)
    } else {
        LONGEST_WAIT
    };
    libm::log(1.0 + days)
}
