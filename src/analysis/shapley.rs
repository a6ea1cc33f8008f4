//! Who makes the difference: Shapley's shares of a difference between two scenarios over the levers that differ.
//!
//! A lever's part is what it adds when it joins the levers that have changed already, averaged over all orders in which
//! they can join (Shapley 1953). Parts add up to the difference, equal levers get equal parts, and a lever that changes nothing gets nothing.
//! Sets of levers are numbers: bit i is set if lever i has changed.

mod interval;

pub use interval::{Attribution, Part, attribute, attribute_sampled};

use crate::random::cube::shuffled;
use crate::random::{Draws, name_key};

/// Most levers for which all sets are looked at: 1,024 of them.
pub const MOST_EXACT: usize = 10;

/// Parts from the values of all sets of levers, `values[set]`, of one future:
///
/// φᵢ = Σ over sets S without i of |S|! (k − |S| − 1)! / k! · (v(S ∪ i) − v(S)).
///
/// # Panics
///
/// If the number of values is no power of two.
#[must_use]
pub fn exact(values: &[f64]) -> Vec<f64> {
    assert!(values.len().is_power_of_two(), "one value for each set");
    let levers = values.len().trailing_zeros();
    // weight(s) = s! (k − s − 1)! / k!, starting at 1/k.
    let mut weights = vec![1.0 / f64::from(levers.max(1))];
    for size in 1..levers {
        let last = weights[size as usize - 1];
        weights.push(last * f64::from(size) / f64::from(levers - size));
    }
    let part = |lever: u32| {
        let without = (0..values.len()).filter(|set| set & (1 << lever) == 0);
        without
            .map(|set| {
                let gain = values[set | (1 << lever)] - values[set];
                weights[set.count_ones() as usize] * gain
            })
            .sum()
    };
    (0..levers).map(part).collect()
}

/// Order number `number` in which levers join, at random; orders 2n and 2n + 1 are each other's reverse, which makes their
/// mean surer (antithetic pairs; Castro, Gómez and Tejada 2009 for sampling by orders).
#[must_use]
pub fn order(seed: u64, levers: u32, number: u64) -> Vec<usize> {
    let key = Draws::new(seed, number / 2).key(name_key("order of levers"), 0, 0);
    let mut order: Vec<usize> = shuffled(key, 0, levers)
        .into_iter()
        .map(|lever| lever as usize)
        .collect();
    if number % 2 == 1 {
        order.reverse();
    }
    order
}

/// The sets passed when levers join in an order, from none to all: those whose values [`along`] needs.
///
/// ```
/// # use garita::analysis::shapley::sets;
/// assert_eq!(sets(&[2, 0, 1]), [0b000, 0b100, 0b101, 0b111]);
/// ```
#[must_use]
pub fn sets(order: &[usize]) -> Vec<u64> {
    let mut set = 0;
    let joined = order.iter().map(|lever| {
        set |= 1 << lever;
        set
    });
    std::iter::once(0).chain(joined).collect()
}

/// What each lever adds when they join in an order, from the values of the [`sets`] passed.
///
/// # Panics
///
/// If there are fewer values than sets.
#[must_use]
pub fn along(order: &[usize], values: &[f64]) -> Vec<f64> {
    let mut parts = vec![0.0; order.len()];
    for (step, &lever) in order.iter().enumerate() {
        parts[lever] = values[step + 1] - values[step];
    }
    parts
}

/// Parts of families of levers: the sums of their levers' parts, `family_of` naming the family of each from 0 on.
#[must_use]
pub fn by_family(parts: &[f64], family_of: &[usize]) -> Vec<f64> {
    let families = family_of.iter().max().map_or(0, |last| last + 1);
    let mut sums = vec![0.0; families];
    for (part, &family) in parts.iter().zip(family_of) {
        sums[family] += part;
    }
    sums
}

/// Parts as whole multiples of `unit` that add up to `total`, itself a whole multiple: each is rounded down, and what is left goes
/// one by one to the largest remainders (the earlier part where two are equal). Every printed part is less than one unit off if
/// `total` is the sum of the parts rounded.
///
/// ```
/// # use garita::analysis::shapley::printed;
/// assert_eq!(printed(&[33.4, 33.3, 33.3], 1.0, 100), [34, 33, 33]);
/// assert_eq!(printed(&[7_930.0, -1_260.0, 5_730.0], 100.0, 124), [79, -12, 57]);
/// ```
#[must_use]
pub fn printed(parts: &[f64], unit: f64, total: i64) -> Vec<i64> {
    let exact = parts.iter().map(|part| part / unit);
    let exact: Vec<f64> = exact.collect();
    let mut whole: Vec<i64> = exact.iter().map(|part| libm::floor(*part) as i64).collect();
    let rest = |at: usize| exact[at] - libm::floor(exact[at]);
    let mut order: Vec<usize> = (0..exact.len()).collect();
    order.sort_by(|&a, &b| rest(b).total_cmp(&rest(a)));
    let missing = total - whole.iter().sum::<i64>();
    let (step, turns) = (missing.signum(), missing.unsigned_abs() as usize);
    // Too much can only come from a total that was given, not rounded: then the smallest remainders give way.
    if step < 0 {
        order.reverse();
    }
    for &at in order.iter().cycle().take(turns) {
        whole[at] += step;
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }

    fn game(levers: u32, value: impl Fn(usize) -> f64) -> Vec<f64> {
        (0..1 << levers).map(value).collect()
    }

    #[test]
    fn who_adds_alone_gets_what_it_adds() {
        let own = [3.0, -2.0, 0.0, 0.5];
        let value = |set: usize| (0..4).filter(|i| set & (1 << i) != 0).map(|i| own[i]).sum();
        close(&exact(&game(4, value)), &own);
    }

    /// One left glove, two right ones, a pair is worth 1: ⅔, ⅙, ⅙.
    #[test]
    fn gloves() {
        let value = |set: usize| f64::from(u8::from(set & 1 != 0 && set & 6 != 0));
        close(&exact(&game(3, value)), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
    }

    /// The runway of Littlechild and Owen (1973): each part of it is shared by those who need it.
    #[test]
    fn the_airport() {
        let needs = [8.0, 11.0, 13.0, 18.0];
        let value = |set: usize| {
            let present = (0..4).filter(|i| set & (1 << i) != 0);
            present.map(|i| needs[i]).fold(0.0, f64::max)
        };
        let (first, second, third) = (8.0 / 4.0, 3.0 / 3.0, 2.0 / 2.0);
        let sums = [first, first + second, first + second + third];
        close(
            &exact(&game(4, value)),
            &[sums[0], sums[1], sums[2], sums[2] + 5.0],
        );
    }

    /// A game without pattern on ten levers: parts add up, and the mean of what levers add over very many orders agrees.
    #[test]
    fn ten_levers_add_up_and_agree_with_sampled_orders() {
        let key = Draws::new(1, 0).key(0, 0, 0);
        let values = game(10, |set| key.uniform(0, set as u64) * 100.0);
        let parts = exact(&values);
        let sum: f64 = parts.iter().sum();
        assert!((sum - (values[1_023] - values[0])).abs() < 1e-11);
        let orders = 20_000;
        let mut means = [0.0; 10];
        for number in 0..orders {
            let order = order(5, 10, number);
            let passed: Vec<f64> = sets(&order)
                .iter()
                .map(|&set| values[set as usize])
                .collect();
            for (mean, part) in means.iter_mut().zip(along(&order, &passed)) {
                *mean += part / orders as f64;
            }
        }
        // One such gain has a standard deviation of 41; four standard errors are 1.2.
        assert!(means.iter().zip(&parts).all(|(a, b)| (a - b).abs() < 1.2));
    }

    #[test]
    fn two_orders_of_a_pair_are_reverse() {
        let (mut first, second) = (order(3, 12, 8), order(3, 12, 9));
        assert_ne!(first, order(3, 12, 10));
        first.reverse();
        assert_eq!(first, second);
    }

    #[test]
    fn equal_levers_get_equal_parts_and_idle_ones_nothing() {
        let value = |set: usize| match (set & 3).count_ones() {
            0 => 1.0,
            1 => 4.0,
            _ => -2.0,
        };
        close(&exact(&game(3, value)), &[-1.5, -1.5, 0.0]);
        assert!(exact(&[7.0]).is_empty());
    }

    #[test]
    fn families_add_up() {
        close(&by_family(&[1.0, 2.0, 4.0], &[1, 0, 1]), &[2.0, 5.0]);
    }

    #[test]
    fn printed_parts_add_up_and_stay_near() {
        let key = Draws::new(9, 0).key(0, 0, 0);
        for trial in 0..500 {
            let parts: Vec<f64> = (0..7)
                .map(|i| 40.0 * key.uniform(trial, i) - 20.0)
                .collect();
            let total = libm::round(parts.iter().sum::<f64>()) as i64;
            let whole = printed(&parts, 1.0, total);
            assert_eq!(whole.iter().sum::<i64>(), total);
            let near = whole.iter().zip(&parts);
            assert!(
                near.into_iter()
                    .all(|(whole, part)| (*whole as f64 - part).abs() < 1.0)
            );
        }
        assert_eq!(printed(&[1.0, 2.0], 1.0, 1), [0, 1]);
        assert!(printed(&[], 1.0, 3).is_empty());
    }
}
