//! What an answer is at either end of an uncertain input.
//!
//! Nothing is simulated again: the futures whose draw of the input is in its lowest fifth are set beside those where it is in
//! the highest. All other inputs differ between those futures as they do everywhere, so the two means differ by what goes
//! with this input.

use super::Estimate;
use crate::stats::quantile;

/// The share of futures at either end.
pub const FIFTH: f64 = 0.2;

/// Means over the futures at both ends of an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends {
    /// Mean over the futures in the lowest fifth of the input.
    pub low: Estimate,
    /// Mean over the futures in the highest fifth of the input.
    pub high: Estimate,
    /// The input is at most this in the lowest fifth, and at least this in the highest.
    pub limits: [f64; 2],
}

/// Means of `answers` where `input` is in its lowest and its highest fifth, given the luck of each future
/// ([`Estimate::of`]); one value a future in each. Futures that draw just the limit belong to the fifth.
///
/// ```
/// # use garita::analysis::ends::ends;
/// let input: Vec<f64> = (1..=11).map(f64::from).collect();
/// let answers: Vec<f64> = input.iter().map(|x| 10.0 * x).collect();
/// let found = ends(&input, &answers, &[]);
/// assert_eq!(found.limits, [3.0, 9.0]); // the quantiles of 1 to 11 at 20 % and 80 %
/// assert_eq!((found.low.mean, found.high.mean), (20.0, 100.0));
/// ```
#[must_use]
pub fn ends(input: &[f64], answers: &[f64], luck: &[f64]) -> Ends {
    let mut sorted = input.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let limits = [FIFTH, 1.0 - FIFTH].map(|share| quantile(&sorted, share));
    let mean = |belongs: &dyn Fn(f64) -> bool| {
        let rows: Vec<usize> = (0..input.len())
            .filter(|&row| belongs(input[row]))
            .collect();
        let of = |values: &[f64]| -> Vec<f64> {
            rows.iter()
                .filter_map(|&row| values.get(row).copied())
                .collect()
        };
        Estimate::of(&of(answers), &of(luck))
    };
    Ends {
        low: mean(&|value| value <= limits[0]),
        high: mean(&|value| value >= limits[1]),
        limits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;

    #[test]
    fn the_means_of_the_outer_fifths_of_a_uniform_input() {
        let key = Draws::new(3, 0).key(0, 0, 0);
        let uniform = |stream: i32| (0..5_000).map(move |row| key.on(stream).uniform(row));
        let input: Vec<f64> = uniform(0).collect();
        let answers: Vec<f64> = uniform(1)
            .zip(&input)
            .map(|(noise, x)| 7.0 + 4.0 * x + noise - 0.5)
            .collect();
        let found = ends(&input, &answers, &[]);
        // The mean of the lowest fifth of a uniform number is 0.1, of the highest 0.9.
        for (end, truth) in [(found.low, 7.4), (found.high, 10.6)] {
            assert!((end.mean - truth).abs() < 0.05, "{end:?}");
            assert!(end.margin() < 0.03, "{end:?}");
        }
    }

    #[test]
    fn an_input_of_two_values_has_all_futures_at_its_ends() {
        let input = [0.0, 1.0, 0.0, 1.0];
        let found = ends(&input, &[1.0, 5.0, 3.0, 7.0], &[]);
        assert_eq!((found.low.mean, found.high.mean), (2.0, 6.0));
    }
}
