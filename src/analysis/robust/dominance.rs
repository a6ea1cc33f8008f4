//! Stochastic dominance: one portfolio is at least as good as another for everyone who wants less, or more, of an outcome.

use super::Aim;
use crate::stats::Bootstrap;

/// Whether one portfolio dominates another in the worlds drawn, and in which share of resamples of these worlds it still does.
///
/// Dominance is a claim about whole distributions, and their ends are known worst: what holds among the worlds drawn may not hold for all.
/// Support near 1 says that it does not hang on single worlds; it is no confidence level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dominance {
    /// As good in every world, and better in one.
    pub in_every_world: bool,
    /// First order: at every level, the share of worlds that are worse than it is no larger.
    pub first: bool,
    /// Share of resamples in which first-order dominance holds.
    pub first_support: f64,
    /// Second order: as good for everyone who dislikes bad outcomes more, the worse they are. At every level, the mean shortfall beyond it is no
    /// larger. First order implies it.
    pub second: bool,
    /// Share of resamples in which second-order dominance holds.
    pub second_support: f64,
}

/// Holds portfolio `own` against `other`, outcomes by world, the same worlds for both; missing outcomes dominate nothing.
///
/// First order: F(x) ≥ G(x) for all x, where less is wanted (Hadar and Russell 1969). Second order: ∫ₓ^∞ (1 − F) ≤ ∫ₓ^∞ (1 − G) for all
/// x (increasing convex order; Shaked and Shanthikumar 2007, 4.A). Both with one strict inequality.
#[must_use]
pub fn dominance(own: &[f64], other: &[f64], aim: Aim, bootstrap: Bootstrap) -> Dominance {
    let worlds = own.len().min(other.len());
    let (own, other) = (&own[..worlds], &other[..worlds]);
    let pairs = || own.iter().zip(other).map(|(a, b)| aim.less(a - b));
    let levels = Levels::of(own, other, aim);
    let (first, second) = levels.hold(&vec![1; worlds]);
    let (mut firsts, mut seconds, mut all) = (0.0, 0.0, 0.0);
    for weights in bootstrap.weights(worlds) {
        let (first, second) = levels.hold(&weights);
        firsts += f64::from(u8::from(first));
        seconds += f64::from(u8::from(second));
        all += 1.0;
    }
    Dominance {
        in_every_world: pairs().all(|gap| gap <= 0.0) && pairs().any(|gap| gap < 0.0),
        first,
        first_support: firsts / all,
        second,
        second_support: seconds / all,
    }
}

/// One outcome: its level, the world, and whether it is the other portfolio's.
struct Outcome {
    level: f64,
    world: usize,
    is_other: bool,
}

/// Outcomes of both portfolios from the worst to the best, turned so that less is wanted.
struct Levels(Vec<Outcome>);

impl Levels {
    fn of(own: &[f64], other: &[f64], aim: Aim) -> Self {
        let outcomes = |values: &[f64], is_other| {
            let outcome = move |(world, &value): (usize, &f64)| Outcome {
                level: aim.less(value),
                world,
                is_other,
            };
            values.iter().enumerate().map(outcome).collect::<Vec<_>>()
        };
        let mut all = outcomes(own, false);
        all.extend(outcomes(other, true));
        if all.iter().any(|outcome| outcome.level.is_nan()) {
            return Self(Vec::new());
        }
        all.sort_by(|a, b| b.level.total_cmp(&a.level));
        Self(all)
    }

    /// Whether first-order and second-order dominance hold with worlds counted as often as their weights say.
    fn hold(&self, weights: &[u32]) -> (bool, bool) {
        // By how many more worlds the other one is above a level, and by how much more it is above it on the whole.
        let (mut count, mut area, mut size, mut last) = (0_i64, 0.0, 0.0, f64::NAN);
        let (mut first, mut second, mut strict) = (true, true, false);
        for outcomes in self.0.chunk_by(|a, b| a.level == b.level) {
            let step = if count == 0 {
                0.0
            } else {
                last - outcomes[0].level
            };
            let gain = count as f64 * step;
            area += gain;
            size += gain.abs();
            last = outcomes[0].level;
            for outcome in outcomes {
                let weight = i64::from(weights[outcome.world]);
                count += if outcome.is_other { weight } else { -weight };
            }
            first &= count >= 0;
            // Sums that cancel leave rounding errors.
            second &= area >= -1e-12 * size;
            strict |= count != 0;
        }
        (first && strict, second && strict)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(own: &[f64], other: &[f64], aim: Aim) -> Dominance {
        dominance(own, other, aim, Bootstrap::new(1, 400))
    }

    #[test]
    fn better_in_every_world_holds_in_every_resample() {
        let found = held(&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0], Aim::Less);
        assert!(found.in_every_world && found.first && found.second);
        assert_eq!((found.first_support, found.second_support), (1.0, 1.0));
        let found = held(&[1.0, 2.0, 3.0], &[2.0, 3.0, 4.0], Aim::More);
        assert!(!found.in_every_world && !found.first && !found.second);
    }

    #[test]
    fn distributions_count_not_worlds() {
        // The other way round in single worlds, but 1, 2, 3 against 2, 3, 4 as distributions.
        let found = held(&[3.0, 1.0, 2.0], &[2.0, 4.0, 3.0], Aim::Less);
        assert!(!found.in_every_world && found.first && found.second);
        assert!(found.first_support < 1.0);
    }

    /// 2, 2 against 1, 3: the same mean without the spread. Who dislikes bad outcomes prefers it, under either aim.
    #[test]
    fn less_spread_dominates_in_the_second_order_only() {
        for aim in [Aim::Less, Aim::More] {
            let found = held(&[2.0, 2.0], &[1.0, 3.0], aim);
            assert!(!found.first && found.second, "{aim:?}");
            let back = held(&[1.0, 3.0], &[2.0, 2.0], aim);
            assert!(!back.first && !back.second);
        }
    }

    /// 0, 0, 5 against 1, 1, 4.9: a lower mean, a worse worst case: no order.
    #[test]
    fn a_worse_end_dominates_nothing() {
        let found = held(&[0.0, 0.0, 5.0], &[1.0, 1.0, 4.9], Aim::Less);
        assert!(!found.first && !found.second);
        assert!(found.second_support > 0.2 && found.second_support < 0.5);
    }

    #[test]
    fn equals_and_missing_outcomes_dominate_nothing() {
        assert!(!held(&[1.0, 2.0], &[2.0, 1.0], Aim::Less).second);
        assert!(!held(&[1.0, f64::NAN], &[2.0, 3.0], Aim::Less).first);
    }
}
