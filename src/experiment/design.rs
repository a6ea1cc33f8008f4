//! What is run: scenarios × replicates, and which scenario is compared with which.

use super::Watched;
use crate::time::{Date, plus_days};

/// One scenario of an experiment, as results and charts name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arm {
    /// Name on the command line and in tables: `status-quo`.
    pub name: String,
    /// Title in sentences and charts: "Status quo".
    pub title: String,
    /// Drawn in grey for orientation although nobody asked to compare it.
    pub reference: bool,
}

/// Two arms whose paired differences (scenario minus base) are wanted.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Position of the arm that is subtracted.
    pub base: usize,
    /// Position of the arm it is subtracted from.
    pub scenario: usize,
}

/// The plan of an experiment: arms × replicates, from one seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Design {
    /// Seed of all chance.
    pub seed: u64,
    /// Numbers of the replicates to run, ascending; a number names the same futures in any plan.
    pub replicates: Vec<u64>,
    /// First simulated day.
    pub start: Date,
    /// Simulated days.
    pub days: usize,
    /// Scenarios, in the order of the simulator's outcomes.
    pub arms: Vec<Arm>,
    /// Comparisons wanted.
    pub pairs: Vec<Pair>,
    /// Numbers wanted of some days of a series, besides the simulator's own values.
    pub watched: Vec<Watched>,
}

impl Design {
    /// The last simulated day.
    #[must_use]
    pub fn end(&self) -> Date {
        self.date(self.days.saturating_sub(1))
    }

    /// The calendar date of a day of the run (0 = [`Design::start`]).
    #[must_use]
    pub fn date(&self, day: usize) -> Date {
        plus_days(self.start, i32::try_from(day).unwrap_or(i32::MAX))
    }

    /// Pairs asked for: those in which no reference arm takes part, in the order of the plan.
    pub fn main_pairs(&self) -> impl Iterator<Item = usize> {
        let asked = |arm: usize| self.arms.get(arm).is_some_and(|arm| !arm.reference);
        (0..self.pairs.len())
            .filter(move |&p| asked(self.pairs[p].base) && asked(self.pairs[p].scenario))
    }

    /// Position of the pair (base, scenario), if it is part of the plan.
    #[must_use]
    pub fn pair(&self, base: usize, scenario: usize) -> Option<usize> {
        self.pairs
            .iter()
            .position(|&pair| pair == Pair { base, scenario })
    }
}

/// Pairs of a comparison: the base with every other arm, then each reference arm with every arm asked for.
#[must_use]
pub fn pairs(arms: &[Arm], base: usize) -> Vec<Pair> {
    let others = |base: usize, references: bool| {
        let others =
            (0..arms.len()).filter(move |&arm| arm != base && (references || !arms[arm].reference));
        others.map(move |scenario| Pair { base, scenario })
    };
    let references = (0..arms.len()).filter(|&arm| arms[arm].reference && arm != base);
    others(base, true)
        .chain(references.flat_map(|reference| others(reference, false)))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::experiment::fake::plan;

    #[test]
    fn the_base_meets_everyone_and_the_reference_everyone_asked_for() {
        let (_, design) = plan(0..1);
        let pairs: Vec<(usize, usize)> = design
            .pairs
            .iter()
            .map(|pair| (pair.base, pair.scenario))
            .collect();
        assert_eq!(pairs, [(1, 0), (1, 2), (0, 1), (0, 2)]);
        assert_eq!(design.main_pairs().collect::<Vec<_>>(), [1]);
        assert_eq!(design.pair(0, 2), Some(3));
    }

    #[test]
    fn the_last_day_is_part_of_the_run() {
        let (_, design) = plan(0..1);
        assert_eq!(design.end(), jiff::civil::date(2024, 3, 30));
    }
}
