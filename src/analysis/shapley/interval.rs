//! Parts of a difference over many futures, with intervals.

use crate::stats::{Interval, Moments, controlled_interval, student_t};

/// A difference and its parts, with 95 % intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The mean difference.
    pub difference: Interval,
    /// By lever, or by family.
    pub parts: Vec<Part>,
}

/// What one lever, or one family, adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Its mean part. Parts add up to the difference.
    pub amount: Interval,
    /// Its share of the difference, 1 for all of it; NaN bounds if the difference cannot be told from 0.
    pub share: Interval,
}

/// Parts over futures: `parts[future][lever]`, each future's parts adding up to its own difference; `luck` as for
/// [`Estimate`](crate::analysis::Estimate), may be empty.
///
/// Amounts have the intervals of means. Shares are ratios of two means of the same futures: their intervals are Fieller's
/// (1954, J. R. Stat. Soc. B 16, 175), which hold however uncertain the difference is.
#[must_use]
pub fn attribute(parts: &[Vec<f64>], luck: &[f64]) -> Attribution {
    let levers = parts.first().map_or(0, Vec::len);
    let column = |lever: usize| parts.iter().map(|own| own[lever]).collect::<Vec<f64>>();
    let columns: Vec<Vec<f64>> = (0..levers).map(column).collect();
    let whole: Vec<f64> = parts.iter().map(|own| own.iter().sum()).collect();
    let luck = if add_up(&columns, &whole, luck) {
        luck
    } else {
        &[]
    };
    let difference = controlled_interval(&whole, luck);
    let part = |own: &Vec<f64>| {
        let amount = controlled_interval(own, luck);
        let half = |sign: f64| {
            let both = own
                .iter()
                .zip(&whole)
                .map(|(own, whole)| own + sign * whole);
            controlled_interval(&both.collect::<Vec<f64>>(), luck).half_width()
        };
        let (sum, gap) = (half(1.0), half(-1.0));
        Part {
            amount,
            share: share(amount, difference, (sum * sum - gap * gap) / 4.0),
        }
    };
    Attribution {
        difference,
        parts: columns.iter().map(part).collect(),
    }
}

/// Whether the means of the parts add up with the luck taken out: not if it could be taken out of some only.
fn add_up(columns: &[Vec<f64>], whole: &[f64], luck: &[f64]) -> bool {
    let mean = |values: &[f64]| controlled_interval(values, luck).estimate;
    let means: Vec<f64> = columns.iter().map(|own| mean(own)).collect();
    let size: f64 = means.iter().map(|mean| mean.abs()).sum();
    (means.iter().sum::<f64>() - mean(whole)).abs() <= 1e-9 * size
}

/// Parts from sampled orders of levers, the same orders for all futures: `parts[pair][future][lever]`, each the mean of the two
/// orders of an antithetic pair.
///
/// Both futures and orders are samples. The variance of a mean is s²(futures)/n + s²(pairs)/p, from the means over the other (which counts
/// what is peculiar to a future in an order twice, and is on the safe side), with Satterthwaite's degrees of freedom.
#[must_use]
pub fn attribute_sampled(parts: &[Vec<Vec<f64>>]) -> Attribution {
    let futures = parts.first().map_or(0, Vec::len);
    let levers = parts
        .first()
        .and_then(|own| own.first())
        .map_or(0, Vec::len);
    let crossed = |value: &dyn Fn(&[f64]) -> f64| Crossed {
        by_pair: parts
            .iter()
            .map(|own| mean(own.iter().map(|at| value(at))))
            .collect(),
        by_future: (0..futures)
            .map(|future| mean(parts.iter().map(|own| value(&own[future]))))
            .collect(),
    };
    let whole = crossed(&|at| at.iter().sum()).interval();
    let part = |lever: usize| {
        let amount = crossed(&|at| at[lever]).interval();
        let sum = crossed(&|at| at[lever] + at.iter().sum::<f64>()).interval();
        let gap = crossed(&|at| at[lever] - at.iter().sum::<f64>()).interval();
        let product = sum.half_width() * sum.half_width() - gap.half_width() * gap.half_width();
        Part {
            amount,
            share: share(amount, whole, product / 4.0),
        }
    };
    Attribution {
        difference: whole,
        parts: (0..levers).map(part).collect(),
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let mut moments = Moments::default();
    values.for_each(|value| moments.add(value));
    moments.mean()
}

/// Means over futures by pair of orders, and over pairs by future.
struct Crossed {
    by_pair: Vec<f64>,
    by_future: Vec<f64>,
}

impl Crossed {
    fn interval(&self) -> Interval {
        let sides = [Moments::of(&self.by_pair), Moments::of(&self.by_future)];
        let variances = sides.map(|side| side.variance() / side.count() as f64);
        let sum: f64 = variances.iter().sum();
        let rest = sides.iter().zip(variances);
        let rest: f64 = rest
            .map(|(side, own)| own * own / side.count().saturating_sub(1) as f64)
            .sum();
        // Where nothing varies the degrees do not matter.
        let degrees = if sum > 0.0 { sum * sum / rest } else { 1.0 };
        let half = student_t(0.975, (degrees as u64).max(1)) * libm::sqrt(sum);
        let estimate = sides[1].mean();
        Interval {
            estimate,
            low: estimate - half,
            high: estimate + half,
        }
    }
}

/// Fieller's interval of `part` / `whole`, from their half-widths and `product`, the half-widths' counterpart of the covariance.
fn share(part: Interval, whole: Interval, product: f64) -> Interval {
    let (a, b) = (part.estimate, whole.estimate);
    let (own, all) = (part.half_width(), whole.half_width());
    let square = b * b - all * all;
    let middle = a * b - product;
    let root = libm::sqrt((middle * middle - square * (a * a - own * own)).max(0.0));
    let known = square > 0.0;
    let end = |sign: f64| {
        if known {
            (middle + sign * root) / square
        } else {
            f64::NAN
        }
    };
    Interval {
        estimate: a / b,
        low: end(-1.0),
        high: end(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::shapley::{along, exact, order, sets};
    use crate::random::Draws;
    use crate::sampler::normal;

    fn luck(seed: u64, future: u64, slot: u64) -> f64 {
        normal(Draws::new(seed, future).key(slot, 0, 0).uniform(0, 0))
    }

    #[test]
    fn a_share_by_hand() {
        let part = |estimate: f64, half: f64| Interval {
            estimate,
            low: estimate - half,
            high: estimate + half,
        };
        // A whole that is known exactly: the interval of the part, scaled.
        let found = share(part(3.0, 0.5), part(10.0, 0.0), 0.0);
        assert!((found.low - 0.25).abs() < 1e-12 && (found.high - 0.35).abs() < 1e-12);
        // The part is the whole: all of it, exactly.
        let found = share(part(10.0, 2.0), part(10.0, 2.0), 4.0);
        assert!((found.low - 1.0).abs() < 1e-12 && (found.high - 1.0).abs() < 1e-12);
        assert!(share(part(1.0, 1.0), part(1.0, 2.0), 0.0).low.is_nan());
    }

    /// Two levers with an interaction that differs between futures: v = 4x + 2y + 6xy, each with luck of its own and one common.
    /// Parts 7 and 5, shares 7/12 and 5/12.
    #[test]
    fn intervals_cover_parts_and_shares() {
        let (mut amounts, mut shares, seeds) = (0, 0, 300);
        for seed in 0..seeds {
            let parts: Vec<Vec<f64>> = (0..30)
                .map(|future| {
                    let common = 1.0 + 0.4 * luck(seed, future, 0);
                    let (x, y) = (4.0 * common, 2.0 + 2.0 * luck(seed, future, 1));
                    let both = 6.0 * common + 2.0 * luck(seed, future, 2);
                    exact(&[0.0, x, y, x + y + both])
                })
                .collect();
            let found = attribute(&parts, &[]);
            let sum: f64 = found.parts.iter().map(|part| part.amount.estimate).sum();
            assert!((sum - found.difference.estimate).abs() < 1e-12);
            let (amount, share) = (found.parts[0].amount, found.parts[0].share);
            amounts += u32::from(amount.low <= 7.0 && 7.0 <= amount.high);
            shares += u32::from(share.low <= 7.0 / 12.0 && 7.0 / 12.0 <= share.high);
        }
        for hits in [amounts, shares] {
            assert!((275..=297).contains(&hits), "{amounts} {shares} of {seeds}");
        }
    }

    /// The luck of demand is taken out of all parts alike: they still add up, and are surer.
    #[test]
    fn parts_add_up_with_luck_taken_out() {
        let control: Vec<f64> = (0..40).map(|future| luck(1, future, 9)).collect();
        let part = |future: u64| {
            let demand = control[future as usize];
            vec![
                5.0 + 2.0 * demand,
                1.0 - demand + 0.1 * luck(1, future, 1),
                0.0,
            ]
        };
        let parts: Vec<Vec<f64>> = (0..40).map(part).collect();
        let (plain, sharper) = (attribute(&parts, &[]), attribute(&parts, &control));
        let sum: f64 = sharper.parts.iter().map(|part| part.amount.estimate).sum();
        assert!((sum - sharper.difference.estimate).abs() < 1e-12);
        assert!(sharper.difference.half_width() < 0.1 * plain.difference.half_width());
        assert!((sharper.parts[0].amount.estimate - 5.0).abs() < 1e-9);
        assert_eq!(sharper.parts[2].share.estimate, 0.0);
    }

    #[test]
    fn too_little_is_no_interval() {
        assert!(attribute_sampled(&[]).difference.estimate.is_nan());
        let found = attribute_sampled(&[vec![vec![1.0, 2.0]; 5]]);
        assert_eq!(found.parts[1].amount.estimate, 2.0);
        assert!(found.parts[1].amount.low.is_nan());
        assert!(attribute(&[], &[]).parts.is_empty());
    }

    /// Twelve levers, of which neighbours help each other: v = Σxᵢ + Σxᵢxᵢ₊₁, all from sampled orders. Parts 1.5 at both ends, else 2.
    #[test]
    fn sampled_orders_cover_the_exact_parts() {
        let value = |set: u64, future: u64, seed: u64| {
            let single = f64::from(set.count_ones());
            let pairs = f64::from((set & (set >> 1)).count_ones());
            single * (1.0 + 0.2 * luck(seed, future, 0))
                + pairs * (1.0 + 0.2 * luck(seed, future, 1))
        };
        let (mut hits, seeds) = (0, 60);
        for seed in 0..seeds {
            let mean_of_pair = |pair: u64, future: u64| {
                let gains = |number: u64| {
                    let order = order(seed, 12, number);
                    let passed = sets(&order).into_iter();
                    let values: Vec<f64> = passed.map(|set| value(set, future, seed)).collect();
                    along(&order, &values)
                };
                let both = gains(2 * pair).into_iter().zip(gains(2 * pair + 1));
                both.map(|(a, b)| f64::midpoint(a, b)).collect::<Vec<f64>>()
            };
            let of_pair = |pair| (0..20).map(|future| mean_of_pair(pair, future)).collect();
            let parts: Vec<Vec<Vec<f64>>> = (0..20).map(of_pair).collect();
            let found = attribute_sampled(&parts);
            let sum: f64 = found.parts.iter().map(|part| part.amount.estimate).sum();
            assert!((sum - found.difference.estimate).abs() < 1e-9);
            for (lever, part) in found.parts.iter().enumerate() {
                let expected = if lever == 0 || lever == 11 { 1.5 } else { 2.0 };
                hits += u64::from(part.amount.low <= expected && expected <= part.amount.high);
            }
        }
        let share = hits as f64 / (12 * seeds) as f64;
        assert!(share > 0.92, "{share}");
    }
}
