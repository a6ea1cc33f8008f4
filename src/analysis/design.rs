//! Which points of the space of inputs an analysis of sensitivity looks at.
//!
//! Points are in the unit cube: coordinate u of an input stands for its quantile at u. Each has its place in the design, by
//! which [`super::sensitivity`] knows which points to hold against each other. All can be had alone, in any order.

use crate::random::cube::{LatinHypercube, Sobol, shuffled};
use crate::random::{Draws, name_key};

/// The design for Sobol indices: rows of points A, B, and for every factor i the point `AB_i`, which is A with factor i
/// taken from B (Saltelli and others 2010, Comput. Phys. Commun. 181, 259).
///
/// A factor is an input or several that are judged as one. A and B of row n are the two halves of point n of a scrambled Sobol
/// sequence with twice as many coordinates as there are inputs.
#[derive(Clone, Debug)]
pub struct Saltelli {
    sobol: Sobol,
    factor_of: Vec<usize>,
    factors: usize,
}

/// One point of a row of [`Saltelli`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The point A.
    A,
    /// The point B.
    B,
    /// A with this factor taken from B.
    Ab(usize),
}

impl Saltelli {
    /// A design in which `factor_of` names the factor of every input, from 0 on.
    #[must_use]
    pub fn new(seed: u64, factor_of: Vec<usize>) -> Self {
        let factors = factor_of.iter().max().map_or(0, |last| last + 1);
        Self {
            sobol: Sobol::new(seed),
            factor_of,
            factors,
        }
    }

    /// A design in which every input is a factor of its own.
    #[must_use]
    pub fn of_inputs(seed: u64, inputs: usize) -> Self {
        Self::new(seed, (0..inputs).collect())
    }

    /// Points in each row: A, B and one for every factor.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.factors + 2
    }

    /// Part number `at` of a row, `at` below [`Saltelli::parts`].
    #[must_use]
    pub fn part(at: usize) -> Part {
        match at {
            0 => Part::A,
            1 => Part::B,
            _ => Part::Ab(at - 2),
        }
    }

    /// A point of a row, one coordinate in (0, 1) for each input.
    #[must_use]
    pub fn point(&self, row: u64, part: Part) -> Vec<f64> {
        let inputs = self.factor_of.len();
        let from_b = |input: usize| match part {
            Part::A => false,
            Part::B => true,
            Part::Ab(factor) => self.factor_of[input] == factor,
        };
        let coordinate = |input: usize| {
            let half = if from_b(input) { inputs } else { 0 };
            self.sobol.coordinate(row, half + input)
        };
        (0..inputs).map(coordinate).collect()
    }
}

/// The design for screening: trajectories in which one input after another makes one big step, in random order (Morris 1991,
/// Technometrics 33, 161).
///
/// Inputs lie on p levels, p even; a step goes p/2 levels up or down, so that every level is as likely as any other: with p = 4
/// on levels 0, ⅓, ⅔ and 1, steps are Δ = p/(2(p − 1)) = ⅔ long. Starts are spread: across trajectories each input
/// starts on each level equally often, as near as their number allows.
#[derive(Clone, Debug)]
pub struct Morris {
    levels: u32,
    edge: f64,
    trajectories: u32,
    starts: LatinHypercube,
    orders: Vec<Vec<u32>>,
}

/// What a step of a trajectory does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The input that moves.
    pub input: usize,
    /// By how much, as a share of the range between the lowest and the highest level: ±Δ.
    pub by: f64,
}

impl Morris {
    /// A design of `trajectories` trajectories on `levels` levels from `edge` to 1 − `edge`; 0.05 leaves out the
    /// outermost twentieths of each input's distribution, whose ends may be infinite. An odd number of levels is
    /// raised to the next even one.
    #[must_use]
    pub fn new(seed: u64, trajectories: u32, inputs: usize, levels: u32, edge: f64) -> Self {
        let key = Draws::new(seed, 0).key(name_key("morris"), 0, 0);
        let order = |number| shuffled(key, number as usize, inputs as u32);
        Self {
            levels: levels.max(2).next_multiple_of(2),
            edge,
            trajectories,
            starts: LatinHypercube::new(seed, trajectories, inputs),
            orders: (0..trajectories).map(order).collect(),
        }
    }

    /// Trajectories.
    #[must_use]
    pub fn trajectories(&self) -> u32 {
        self.trajectories
    }

    /// Points on a trajectory: the start and one after the step of each input.
    #[must_use]
    pub fn points(&self) -> usize {
        self.orders.first().map_or(0, |order| order.len() + 1)
    }

    /// The step that leads to point `point` ≥ 1 of a trajectory.
    ///
    /// # Panics
    ///
    /// If the design has no such step.
    #[must_use]
    pub fn step(&self, trajectory: u32, point: usize) -> Move {
        let input = self.orders[trajectory as usize][point - 1] as usize;
        let half = self.levels / 2;
        let delta = f64::from(half) / f64::from(self.levels - 1);
        let up = self.start(trajectory, input) < half;
        let by = if up { delta } else { -delta };
        Move { input, by }
    }

    /// A point of a trajectory, one coordinate for each input.
    ///
    /// # Panics
    ///
    /// If the design has no such trajectory.
    #[must_use]
    pub fn point(&self, trajectory: u32, point: usize) -> Vec<f64> {
        let order = &self.orders[trajectory as usize];
        let starts = (0..order.len()).map(|input| self.start(trajectory, input));
        let mut at: Vec<u32> = starts.collect();
        let half = self.levels / 2;
        for &input in &order[..point] {
            let level = &mut at[input as usize];
            *level = (*level + half) % self.levels;
        }
        let share = |level: u32| f64::from(level) / f64::from(self.levels - 1);
        let inside = |level: u32| self.edge + (1.0 - 2.0 * self.edge) * share(level);
        at.into_iter().map(inside).collect()
    }

    /// The level on which an input starts.
    fn start(&self, trajectory: u32, input: usize) -> u32 {
        let slice = u64::from(self.starts.slice(trajectory, input));
        (slice * u64::from(self.levels) / u64::from(self.trajectories)) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_mixes_a_and_b_as_its_factors_say() {
        let design = Saltelli::new(4, vec![0, 1, 1, 2]);
        assert_eq!(design.parts(), 5);
        let parts: Vec<Part> = (0..5).map(Saltelli::part).collect();
        assert_eq!(
            parts,
            [Part::A, Part::B, Part::Ab(0), Part::Ab(1), Part::Ab(2)]
        );
        for row in [0, 9, 70_000] {
            let (a, b) = (design.point(row, Part::A), design.point(row, Part::B));
            assert!(a.iter().zip(&b).all(|(a, b)| a != b));
            assert_eq!(design.point(row, Part::Ab(1)), [a[0], b[1], b[2], a[3]]);
            assert_eq!(design.point(row, Part::Ab(2)), [a[0], a[1], a[2], b[3]]);
        }
    }

    #[test]
    fn trajectories_move_one_input_at_a_time() {
        let design = Morris::new(2, 12, 5, 4, 0.0);
        let mut levels = [[0; 4]; 5];
        for trajectory in 0..12 {
            let mut moved = Vec::new();
            let mut last = design.point(trajectory, 0);
            for (input, &value) in last.iter().enumerate() {
                levels[input][(value * 3.0).round() as usize] += 1;
            }
            for point in 1..design.points() {
                let step = design.step(trajectory, point);
                last[step.input] += step.by;
                let next = design.point(trajectory, point);
                assert!(last.iter().zip(&next).all(|(a, b)| (a - b).abs() < 1e-15));
                assert!((step.by.abs() - 2.0 / 3.0).abs() < 1e-15);
                assert!(next.iter().all(|x| (-1e-15..=1.0 + 1e-15).contains(x)));
                moved.push(step.input);
            }
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3, 4]);
        }
        assert_eq!(levels, [[3; 4]; 5]);
    }

    #[test]
    fn orders_differ_and_the_edge_is_left_out() {
        let design = Morris::new(2, 4, 6, 4, 0.05);
        let first = |trajectory| design.step(trajectory, 1).input;
        assert!((1..4).any(|trajectory| first(trajectory) != first(0)));
        let mut seen: Vec<f64> = (0..4).flat_map(|t| design.point(t, 3)).collect();
        seen.sort_by(f64::total_cmp);
        seen.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
        let expected = [0.05, 0.35, 0.65, 0.95];
        assert!(
            seen.iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-12)
        );
    }
}
