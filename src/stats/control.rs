//! A mean, made sharper by something whose mean is known: a control variate.

use super::{Interval, Moments, mean_interval, student_t};

/// Fewer pairs than this tell too little of how the two go together.
const FEWEST: usize = 10;

/// The mean of `values`, given in the same order a `control` whose own mean is 0 by its law, with a 95 % interval.
///
/// The least-squares line through (control, value) is read off at 0: what the control happened to be on average no longer
/// moves the estimate, and what it explains of the values no longer widens the interval. The interval is
/// Student's, n − 2 degrees, with the leverage-robust standard error HC3 (`MacKinnon` and White 1985), since
/// controls with long tails make the usual one too small: √Σ(cᵢ·eᵢ ÷ (1 − hᵢ))², where the estimate is Σcᵢ·valueᵢ, eᵢ are the
/// residuals and hᵢ the leverages.
///
/// It is [`mean_interval`] where the line says nothing: fewer than ten values, another number of controls, a control that
/// does not vary or that one value alone decides, or a line that leads beyond every value seen.
#[must_use]
pub fn controlled_interval(values: &[f64], control: &[f64]) -> Interval {
    let plain = || mean_interval(&Moments::of(values));
    if values.len() < FEWEST || values.len() != control.len() {
        return plain();
    }
    Line::through(control, values)
        .filter(|line| within(line.at_zero, values))
        .and_then(|line| line.interval(control, values))
        .unwrap_or_else(plain)
}

/// The values without what goes with the control: their mean is the estimate of [`controlled_interval`], and they are as they were
/// where that is the plain mean.
#[must_use]
pub fn controlled(values: &[f64], control: &[f64]) -> Vec<f64> {
    let enough = values.len() >= FEWEST && values.len() == control.len();
    let line = enough
        .then(|| Line::through(control, values))
        .flatten()
        .filter(|line| within(line.at_zero, values) && line.interval(control, values).is_some());
    match line {
        Some(line) => {
            let pairs = values.iter().zip(control);
            pairs.map(|(value, at)| value - line.slope * at).collect()
        }
        None => values.to_vec(),
    }
}

fn within(estimate: f64, values: &[f64]) -> bool {
    values.iter().any(|value| *value <= estimate) && values.iter().any(|value| *value >= estimate)
}

/// A least-squares line.
struct Line {
    mean: f64,
    /// Sum of squared deviations of the control.
    squares: f64,
    slope: f64,
    at_zero: f64,
}

impl Line {
    /// The line through pairs; nothing if it has no slope.
    fn through(control: &[f64], values: &[f64]) -> Option<Line> {
        let (x, y) = (Moments::of(control).mean(), Moments::of(values).mean());
        let squares: f64 = control.iter().map(|at| (at - x) * (at - x)).sum();
        let pairs = control.iter().zip(values);
        let products: f64 = pairs.map(|(at, value)| (at - x) * (value - y)).sum();
        let slope = products / squares;
        slope.is_finite().then_some(Line {
            mean: x,
            squares,
            slope,
            at_zero: y - slope * x,
        })
    }

    /// The height of the line at 0 with its interval; nothing where one value alone decides it.
    fn interval(&self, control: &[f64], values: &[f64]) -> Option<Interval> {
        let n = values.len() as f64;
        let mut variance = 0.0;
        for (at, value) in control.iter().zip(values) {
            let off = at - self.mean;
            let free = 1.0 - 1.0 / n - off * off / self.squares;
            if free < 1e-9 {
                return None;
            }
            let weight = 1.0 / n - self.mean * off / self.squares;
            let residual = value - self.at_zero - self.slope * at;
            variance += (weight * residual / free) * (weight * residual / free);
        }
        let half = student_t(0.975, values.len() as u64 - 2) * libm::sqrt(variance);
        Some(Interval {
            estimate: self.at_zero,
            low: self.at_zero - half,
            high: self.at_zero + half,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Draws;
    use crate::sampler::normal;

    /// Standard normal numbers.
    fn normals(stream: u64, count: u64) -> Vec<f64> {
        let key = Draws::new(stream, 0).key(0, 0, 0).on(0);
        (0..count).map(|slot| normal(key.uniform(slot))).collect()
    }

    #[test]
    fn a_line_that_leads_beyond_every_value_is_no_guide() {
        // Ten points on 3 + 2x but for one residual pair: x = 1 … 10.
        let control: Vec<f64> = (1..=10).map(f64::from).collect();
        let values: Vec<f64> = control.iter().map(|x| 3.0 + 2.0 * x).collect();
        let found = controlled_interval(&values, &control);
        // The line leads to 3 at 0, below the lowest value seen (5): the plain mean stands.
        assert_eq!(found.estimate, 14.0);
        let control: Vec<f64> = control.iter().map(|x| x - 3.0).collect();
        let found = controlled_interval(&values, &control);
        assert!((found.estimate - 9.0).abs() < 1e-12 && found.half_width() < 1e-12);
    }

    #[test]
    fn the_interval_by_hand() {
        // x = −4.5, −3.5, … 4.5 has mean 0 and squares 82.5, so that every weight is 1/10.
        let control: Vec<f64> = (0..10).map(|i| f64::from(i) - 4.5).collect();
        let mut values = vec![0.0; 10];
        (values[4], values[5]) = (1.0, 1.0); // no slope, mean 0.2
        let found = controlled_interval(&values, &control);
        let squares: f64 = control
            .iter()
            .zip(&values)
            .map(|(x, y)| {
                let free = 0.9 - x * x / 82.5;
                let part = (y - 0.2) / 10.0 / free;
                part * part
            })
            .sum();
        assert!((found.estimate - 0.2).abs() < 1e-12);
        assert!((found.half_width() - 2.306_004_135 * squares.sqrt()).abs() < 1e-8);
    }

    #[test]
    fn nothing_to_go_by_is_the_plain_mean() {
        let values: Vec<f64> = (0..12).map(|i| f64::from(i * i % 7)).collect();
        let plain = mean_interval(&Moments::of(&values));
        let alone: Vec<f64> = (0..12).map(|i| f64::from(u8::from(i == 3))).collect();
        for control in [&[][..], &[2.0; 12], &alone] {
            assert_eq!(controlled_interval(&values, control), plain);
            assert_eq!(controlled(&values, control), values);
        }
        let few = &values[..9];
        assert_eq!(
            controlled_interval(few, &alone[..9]),
            mean_interval(&Moments::of(few))
        );
        let missing: Vec<f64> = values
            .iter()
            .map(|v| if *v > 3.0 { f64::NAN } else { *v })
            .collect();
        assert!(controlled_interval(&missing, &values).estimate.is_nan());
    }

    #[test]
    fn values_that_do_not_vary_have_their_exact_mean() {
        let control = normals(5, 40);
        let found = controlled_interval(&[0.0; 40], &control);
        assert_eq!((found.estimate, found.half_width()), (0.0, 0.0));
    }

    /// Values that go with a long-tailed control: the interval covers the truth as often as it says, and is far
    /// narrower than the plain one.
    #[test]
    fn a_long_tailed_control_keeps_its_word() {
        let (mut covered, mut plainly, mut narrower) = (0, 0, 0.0);
        let studies = 2_000;
        for study in 0..studies {
            let (z, noise) = (normals(2 * study, 60), normals(2 * study + 1, 60));
            // e^z − e^½ has mean 0 and skewness 6; the truth is 10.
            let control: Vec<f64> = z.iter().map(|z| libm::exp(*z) - libm::exp(0.5)).collect();
            let pairs = control.iter().zip(&noise);
            let values: Vec<f64> = pairs.map(|(c, e)| 10.0 + 3.0 * c + e).collect();
            let (sharp, plain) = (
                controlled_interval(&values, &control),
                mean_interval(&Moments::of(&values)),
            );
            let freed = Moments::of(&controlled(&values, &control)).mean();
            assert!((freed - sharp.estimate).abs() < 1e-9);
            covered += u32::from((sharp.low..=sharp.high).contains(&10.0));
            plainly += u32::from((plain.low..=plain.high).contains(&10.0));
            narrower += plain.half_width() / sharp.half_width() / studies as f64;
        }
        let share = f64::from(covered) / studies as f64;
        assert!((0.93..0.98).contains(&share), "{share}");
        assert!(f64::from(plainly) / (studies as f64) < 0.93, "{plainly}");
        assert!(narrower > 4.0, "{narrower}");
    }
}
