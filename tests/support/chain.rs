//! Markov chains on small states, a step at a time, written without anything from the program.

use super::theory::Law;
use std::collections::BTreeMap;

/// States less likely than this are dropped; what is lost stays below 1e-9 in every use.
const NEGLIGIBLE: f64 = 1e-14;

/// The law of a state that changes at random.
#[derive(Clone, Debug)]
pub struct Chain<S> {
    law: BTreeMap<S, f64>,
}

impl<S: Ord> Chain<S> {
    /// A chain that is surely in one state.
    #[must_use]
    pub fn at(state: S) -> Self {
        Chain {
            law: BTreeMap::from([(state, 1.0)]),
        }
    }

    /// One step: every state moves on to the states that `next` names, with their chances.
    #[must_use]
    pub fn step<T: Ord>(&self, next: impl Fn(&S) -> Vec<(T, f64)>) -> Chain<T> {
        let mut law = BTreeMap::new();
        for (state, chance) in &self.law {
            for (to, share) in next(state) {
                *law.entry(to).or_insert(0.0) += chance * share;
            }
        }
        law.retain(|_, chance| *chance > NEGLIGIBLE);
        Chain { law }
    }

    /// Mean of a number that the state decides.
    #[must_use]
    pub fn mean(&self, value: impl Fn(&S) -> f64) -> f64 {
        self.law.iter().map(|(s, p)| value(s) * p).sum()
    }

    /// Law of a count that the state decides.
    #[must_use]
    pub fn law(&self, count: impl Fn(&S) -> usize) -> Law {
        let mut law = Vec::new();
        for (state, chance) in &self.law {
            let count = count(state);
            if law.len() <= count {
                law.resize(count + 1, 0.0);
            }
            law[count] += chance;
        }
        law
    }
}

/// The steps in which a count takes the values of a law.
pub fn each<T>(law: &[f64], state: impl Fn(usize) -> T) -> Vec<(T, f64)> {
    law.iter()
        .enumerate()
        .filter(|(_, chance)| **chance > 0.0)
        .map(|(count, chance)| (state(count), *chance))
        .collect()
}
