//! Precision: a mean over replicates with its 95 % interval.

/// A mean and its 95 % confidence interval: how well the replicates pin the mean down.
///
/// `mean ± t · s / √n`, with the sample standard deviation `s` and Student's t for `n − 1` degrees of
/// freedom. With one replicate the interval is unknown (NaN).
#[derive(Copy, Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The mean; NaN when any value is missing, since leaving it out would bias the mean.
    pub mean: f64,
    /// Half the width of the interval; NaN with fewer than two values.
    pub margin: f64,
}

impl Estimate {
    /// The estimate from one value per replicate.
    ///
    /// ```
    /// # use garita::analysis::Estimate;
    /// let estimate = Estimate::of(&[1.0, 2.0, 3.0]);
    /// assert_eq!(estimate.mean, 2.0);
    /// assert!((estimate.margin - 2.484).abs() < 5e-4); // 4.303 · 1 / √3
    /// ```
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mean = mean(values);
        if values.len() < 2 {
            return Self {
                mean,
                margin: f64::NAN,
            };
        }
        let error = (variance(values) / size(values)).sqrt();
        Self {
            mean,
            margin: student_t(values.len() - 1) * error,
        }
    }

    /// Lower end of the interval.
    #[must_use]
    pub fn low(&self) -> f64 {
        self.mean - self.margin
    }

    /// Upper end of the interval.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.mean + self.margin
    }
}

/// Mean; NaN for no values.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / size(values)
}

/// Sample variance (divisor `n − 1`); NaN for fewer than two values.
#[must_use]
pub fn variance(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return f64::NAN;
    }
    let mean = mean(values);
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    squares / (size(values) - 1.0)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of replicates are far below 2^53"
)]
fn size(values: &[f64]) -> f64 {
    values.len() as f64
}

/// 97.5 % quantile of Student's t for 1 to 30 degrees of freedom.
const STUDENT_T: [f64; 30] = [
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, //
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, //
    2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];

/// 97.5 % quantile of Student's t: from the table, above it by the first terms of the expansion in
/// 1/freedom, right to four decimals there.
#[expect(
    clippy::cast_precision_loss,
    reason = "degrees of freedom are far below 2^53"
)]
fn student_t(freedom: usize) -> f64 {
    const Z: f64 = 1.959_964;
    if let Some(&t) = STUDENT_T.get(freedom.wrapping_sub(1)) {
        return t;
    }
    let n = freedom as f64;
    let z2 = Z * Z;
    let first = Z * (z2 + 1.0) / 4.0;
    let second = Z * (5.0 * z2 * z2 + 16.0 * z2 + 3.0) / 96.0;
    let third = Z * (3.0 * z2 * z2 * z2 + 19.0 * z2 * z2 + 17.0 * z2 - 15.0) / 384.0;
    Z + (first + (second + third / n) / n) / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, StudentsT};

    /// Tolerance: half a unit of the fourth decimal, the precision of the table.
    #[test]
    fn student_t_agrees_with_an_independent_library() {
        for freedom in [1, 2, 9, 30, 31, 50, 99, 999, 10_000] {
            let exact = StudentsT::new(0.0, 1.0, freedom as f64)
                .unwrap()
                .inverse_cdf(0.975);
            assert!(
                (student_t(freedom) - exact).abs() < 0.6e-4,
                "{freedom}: {} {exact}",
                student_t(freedom)
            );
        }
    }

    #[test]
    fn a_missing_value_is_not_left_out() {
        assert!(Estimate::of(&[1.0, f64::NAN, 2.0]).mean.is_nan());
    }

    #[test]
    fn one_replicate_has_no_interval() {
        let estimate = Estimate::of(&[4.0]);
        assert_eq!(estimate.mean, 4.0);
        assert!(estimate.low().is_nan() && estimate.high().is_nan());
    }
}
