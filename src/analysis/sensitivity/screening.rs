//! Morris screening: which of many inputs matter at all.

use super::{mean, product_of_means};
use crate::stats::{Interval, Moments, mean_interval, student_t};

/// The change of the answer for each unit of an input's range, once per trajectory and future.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Effects {
    /// By trajectory, then future.
    values: Vec<Vec<f64>>,
}

impl Effects {
    /// Adds the step of one trajectory that moved the input: the futures before and after it, future j with the same luck on both
    /// sides, and the length of the step ([`Move::by`](crate::analysis::design::Move), with its sign).
    pub fn add(&mut self, before: &[f64], after: &[f64], by: f64) {
        let pairs = before.iter().zip(after);
        let slopes = pairs.map(|(before, after)| (after - before) / by);
        self.values.push(slopes.collect());
    }
}

/// What the elementary effects of one input say, with 95 % intervals over trajectories.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Screened {
    /// μ, the mean effect: how the answer changes, on average, from the low to the high end of the input.
    pub mean: Interval,
    /// μ*, the mean size of the effect, whatever its sign (Campolongo, Cariboni and Saltelli 2007).
    pub size: Interval,
    /// σ, the standard deviation of the effect between points: interaction with other inputs, or a bent response.
    pub spread: Interval,
    /// What μ* would be if the input did nothing, from chance alone: √(2/π) times the standard error of one effect. NaN with one
    /// future per point.
    pub chance: f64,
    /// The mean square of the effect, free of what chance adds.
    pub square: Interval,
}

impl Screened {
    /// Whether the effect of the input can be told from chance.
    #[must_use]
    pub fn resolved(&self) -> bool {
        self.square.low > 0.0 || self.mean.low > 0.0 || self.mean.high < 0.0
    }
}

/// Screens one input (Morris 1991). Means have Student's intervals, the spread one by the jackknife.
///
/// Chance is taken out of σ and of the mean square, as in [`super::variance_shares`]; it makes μ* larger than it is, by
/// [`Screened::chance`] at most.
#[must_use]
pub fn screen(effects: &Effects) -> Screened {
    let means: Vec<f64> = effects.values.iter().map(|values| mean(values)).collect();
    let sizes: Vec<f64> = means.iter().map(|effect| effect.abs()).collect();
    let squares = effects.values.iter();
    let squares: Vec<f64> = squares
        .map(|values| product_of_means(values, values))
        .collect();
    let errors = effects.values.iter().map(|values| {
        let error = Moments::of(values).standard_error();
        error * error
    });
    let error = mean(&errors.collect::<Vec<f64>>());
    let over = |values: &[f64]| mean_interval(&Moments::of(values));
    Screened {
        mean: over(&means),
        size: over(&sizes),
        spread: spread(&means, &squares),
        chance: libm::sqrt(core::f64::consts::FRAC_2_PI * error),
        square: over(&squares),
    }
}

/// The standard deviation of effects: from their variance, with the interval that the jackknife gives it.
fn spread(means: &[f64], squares: &[f64]) -> Interval {
    let (sums, all) = (Sums::of(means, squares), means.len());
    let left_out = (0..all).map(|row| sums.without(means[row], squares[row]).variance());
    let left_out = Moments::of(&left_out.collect::<Vec<f64>>());
    let count = all as f64;
    let error = libm::sqrt(left_out.variance() * (count - 1.0) * (count - 1.0) / count);
    let half = student_t(0.975, all.saturating_sub(1) as u64) * error;
    let variance = sums.variance();
    let root = |variance: f64| libm::sqrt(if variance < 0.0 { 0.0 } else { variance });
    Interval {
        estimate: root(variance),
        low: root(variance - half),
        high: root(variance + half),
    }
}

/// Sums over trajectories behind the variance of effects.
#[derive(Clone, Copy)]
struct Sums {
    count: f64,
    means: f64,
    /// Squares of the means, luck included.
    plain: f64,
    /// Squares, luck taken out.
    squares: f64,
}

impl Sums {
    fn of(means: &[f64], squares: &[f64]) -> Self {
        Self {
            count: means.len() as f64,
            means: means.iter().sum(),
            plain: means.iter().map(|mean| mean * mean).sum(),
            squares: squares.iter().sum(),
        }
    }

    fn without(self, mean: f64, square: f64) -> Self {
        Self {
            count: self.count - 1.0,
            means: self.means - mean,
            plain: self.plain - mean * mean,
            squares: self.squares - square,
        }
    }

    /// Mean square less the square of the mean, the latter from pairs of different trajectories.
    fn variance(self) -> f64 {
        let pairs = self.count * (self.count - 1.0);
        self.squares / self.count - (self.means * self.means - self.plain) / pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::design::Morris;
    use crate::random::Draws;

    /// Effects of all inputs of a function of the point and of a luck in (0, 1).
    fn effects(
        seed: u64,
        design: &Morris,
        futures: u64,
        f: impl Fn(&[f64], f64) -> f64,
    ) -> Vec<Effects> {
        let mut all = vec![Effects::default(); design.points() - 1];
        for trajectory in 0..design.trajectories() {
            let at = |point: usize| -> Vec<f64> {
                let x = design.point(trajectory, point);
                // Half of the luck is shared along the trajectory, half differs between points.
                let luck = |slot, future| {
                    Draws::new(seed, future)
                        .key(u64::from(trajectory), slot, 0)
                        .uniform(0, 0)
                };
                let both = |future| 0.5 * (luck(0, future) + luck(1 + point as u64, future));
                (0..futures).map(|future| f(&x, both(future))).collect()
            };
            for point in 1..design.points() {
                let step = design.step(trajectory, point);
                all[step.input].add(&at(point - 1), &at(point), step.by);
            }
        }
        all
    }

    #[test]
    fn a_linear_answer_has_its_slopes() {
        let design = Morris::new(1, 8, 3, 4, 0.0);
        let slopes = [5.0, -2.0, 0.0];
        let line = |x: &[f64], _| x.iter().zip(slopes).map(|(x, slope)| slope * x).sum();
        for (effects, slope) in effects(1, &design, 1, line).iter().zip(slopes) {
            let screened = screen(effects);
            assert!((screened.mean.estimate - slope).abs() < 1e-12);
            assert!((screened.size.estimate - slope.abs()).abs() < 1e-12);
            assert!(screened.spread.estimate < 1e-6 && screened.mean.half_width() < 1e-12);
            assert!(screened.chance.is_nan());
        }
    }

    /// x₁ · x₂ on levels 0, ⅓, ⅔, 1: the effect of either is the other, of mean ½ and variance 5/36.
    #[test]
    fn a_product_has_the_spread_of_the_other_factor() {
        let (mut inside, runs) = (0, 100);
        let sigma = (5.0_f64 / 36.0).sqrt();
        for seed in 0..runs {
            let design = Morris::new(seed, 40, 2, 4, 0.0);
            let screened = screen(&effects(seed, &design, 1, |x, _| x[0] * x[1])[0]);
            assert!((screened.mean.estimate - 0.5).abs() < 0.2);
            inside += u32::from(screened.spread.low <= sigma && sigma <= screened.spread.high);
        }
        assert!(inside >= 88, "{inside} of {runs}");
    }

    /// A line with luck: means cover the slope, the spread is near zero though single effects scatter, and the input that does
    /// nothing is rarely taken for one that does.
    #[test]
    fn chance_is_not_taken_for_interaction() {
        let (mut covered, mut false_alarms, mut interactions, runs) = (0, 0, 0, 200);
        for seed in 0..runs {
            let design = Morris::new(seed, 20, 2, 4, 0.0);
            let all = effects(seed, &design, 4, |x, luck| 2.0 * x[0] + 3.0 * luck);
            let (first, second) = (screen(&all[0]), screen(&all[1]));
            covered += u32::from(first.mean.low <= 2.0 && 2.0 <= first.mean.high);
            false_alarms += u32::from(second.resolved());
            assert!(first.resolved());
            assert!((second.size.estimate / second.chance - 1.0).abs() < 0.7);
            interactions += u32::from(first.spread.low > 0.0);
        }
        assert!((180..=198).contains(&covered), "{covered} of {runs}");
        assert!(false_alarms <= 24, "{false_alarms} of {runs}");
        assert!(interactions <= 12, "{interactions} of {runs}");
    }
}
