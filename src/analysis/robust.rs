//! Portfolios that do well in many states of the world: regret, shares of worlds in which goals are met, dominance and fronts.
//!
//! Outcomes are given by portfolio, then world, all portfolios in the same worlds with the same luck. What is said holds for
//! the worlds that were drawn; intervals say how far it may be off for all of them.

mod dominance;
mod front;

pub use dominance::{Dominance, dominance};
pub use front::{epsilon_front, front, front_support};

use super::root::Goal;
use crate::stats::{Interval, Moments, mean_interval, proportion_interval, quantile_interval};

/// Whether less or more of an outcome is wanted by whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// Less is wanted.
    Less,
    /// More is wanted.
    More,
}

impl Aim {
    /// The outcome, turned so that less is wanted.
    #[must_use]
    pub fn less(self, value: f64) -> f64 {
        match self {
            Self::Less => value,
            Self::More => -value,
        }
    }
}

/// Regret by portfolio, then world: by how much the outcome is worse than that of the best portfolio in that world (Savage 1951). 0 for
/// the best; NaN in worlds in which an outcome is missing.
#[must_use]
pub fn regret(outcomes: &[Vec<f64>], aim: Aim) -> Vec<Vec<f64>> {
    let worlds = outcomes.iter().map(Vec::len).min().unwrap_or(0);
    let best = |world: usize| {
        let each = outcomes.iter().map(|own| aim.less(own[world]));
        each.reduce(|a, b| if a.is_nan() || a < b { a } else { b })
    };
    let best: Vec<f64> = (0..worlds).filter_map(best).collect();
    let of = |own: &Vec<f64>| {
        let pairs = own.iter().zip(&best);
        pairs.map(|(own, best)| aim.less(*own) - best).collect()
    };
    outcomes.iter().map(of).collect()
}

/// The regret of a portfolio over worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Regret {
    /// The largest of all worlds, what minimax regret goes by.
    pub most: f64,
    /// The world it was found in.
    pub world: usize,
    /// At most this share of all worlds has a larger one, with 95 % confidence: 1 − 0.05^(1/n).
    pub beyond: f64,
    /// The mean.
    pub mean: Interval,
    /// The quantile at 90 %.
    pub p90: Interval,
}

impl Regret {
    /// Sums up the regret of one portfolio, by world; nothing without worlds.
    #[must_use]
    pub fn of(regret: &[f64]) -> Option<Self> {
        let largest = |a: &usize, b: &usize| regret[*a].total_cmp(&regret[*b]);
        // The first of equals.
        let world = (0..regret.len()).rev().max_by(largest)?;
        let mut sorted = regret.to_vec();
        sorted.sort_by(f64::total_cmp);
        Some(Self {
            most: regret[world],
            world,
            beyond: 1.0 - libm::pow(0.05, 1.0 / regret.len() as f64),
            mean: mean_interval(&Moments::of(regret)),
            p90: quantile_interval(&sorted, 0.9),
        })
    }
}

/// In which worlds a portfolio meets all goals: `metrics[metric][world]` with a goal for each metric. A missing outcome meets none.
#[must_use]
pub fn meets(metrics: &[&[f64]], goals: &[Goal]) -> Vec<bool> {
    let worlds = metrics.iter().map(|values| values.len()).min();
    let met = |world: usize| {
        let mut each = metrics.iter().zip(goals);
        each.all(|(values, goal)| goal.gap(values[world]) <= 0.0)
    };
    (0..worlds.unwrap_or(0)).map(met).collect()
}

/// The share of worlds that count (Starr's domain criterion, 1963), with Wilson's interval: satisficing with [`meets`], or the chance to
/// stay within a budget.
#[must_use]
pub fn share(worlds: &[bool]) -> Interval {
    let hits = worlds.iter().filter(|hit| **hit).count();
    proportion_interval(hits as u64, worlds.len() as u64)
}

/// In which share of worlds each portfolio stays within a budget; costs by portfolio, then world.
#[must_use]
pub fn within(costs: &[Vec<f64>], budget: f64) -> Vec<Interval> {
    let one = |own: &Vec<f64>| share(&meets(&[own], &[Goal::AtMost(budget)]));
    costs.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three portfolios in four worlds, costs.
    fn costs() -> Vec<Vec<f64>> {
        vec![
            vec![1.0, 5.0, 3.0, 9.0],
            vec![2.0, 4.0, 3.0, 4.0],
            vec![8.0, 1.0, 7.0, 2.0],
        ]
    }

    #[test]
    fn regret_by_hand() {
        let found = regret(&costs(), Aim::Less);
        assert_eq!(found[0], [0.0, 4.0, 0.0, 7.0]);
        assert_eq!(found[1], [1.0, 3.0, 0.0, 2.0]);
        assert_eq!(found[2], [7.0, 0.0, 4.0, 0.0]);
        let found = regret(&costs(), Aim::More);
        assert_eq!(found[0], [7.0, 0.0, 4.0, 0.0]);
        let sums = Regret::of(&found[0]).unwrap();
        assert_eq!((sums.most, sums.world, sums.mean.estimate), (7.0, 0, 2.75));
        assert!((sums.p90.estimate - 6.1).abs() < 1e-12);
        assert!((sums.beyond - (1.0 - 0.05_f64.sqrt().sqrt())).abs() < 1e-12);
        assert!(Regret::of(&[]).is_none());
    }

    #[test]
    fn a_missing_outcome_leaves_regret_unknown() {
        let found = regret(&[vec![f64::NAN, 1.0], vec![2.0, 3.0]], Aim::Less);
        assert!(found[0][0].is_nan() && found[1][0].is_nan());
        assert_eq!((found[0][1], found[1][1]), (0.0, 2.0));
    }

    #[test]
    fn goals_are_met_together() {
        let (wait, beds) = ([1.0, 2.0, 3.0, f64::NAN], [5.0, 9.0, 9.0, 9.0]);
        let goals = [Goal::AtMost(2.0), Goal::AtLeast(6.0)];
        let met = meets(&[&wait, &beds], &goals);
        assert_eq!(met, [false, true, false, false]);
        assert_eq!(share(&met).estimate, 0.25);
        assert!(share(&met).low > 0.04 && share(&met).high < 0.71);
    }

    #[test]
    fn budgets_are_kept_with_confidence() {
        let shares = |budget| {
            within(&costs(), budget)
                .iter()
                .map(|own| own.estimate)
                .collect::<Vec<_>>()
        };
        assert_eq!(shares(5.0), [0.75, 1.0, 0.5]);
        assert_eq!(shares(0.5), [0.0; 3]);
    }
}
