//! Quantiles and rank correlation.

/// The quantile at `q` in [0, 1] of numbers in rising order: linear between neighbours (type 7 of Hyndman and Fan,
/// the default of R and `NumPy`). NaN if there are none.
#[must_use]
pub fn quantile(sorted: &[f64], q: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let rank = q.clamp(0.0, 1.0) * last as f64;
    let below = libm::floor(rank);
    let at = (below as usize).min(last);
    let (low, high) = (sorted[at], sorted[(at + 1).min(last)]);
    let part = rank - below;
    if part == 0.0 || low.is_infinite() {
        low
    } else {
        low + part * (high - low)
    }
}

/// Spearman's rank correlation of paired numbers, equal numbers sharing the mean of their ranks.
///
/// NaN if there are fewer than two pairs, if one side never varies, or if a number is NaN.
#[must_use]
pub fn spearman(x: &[f64], y: &[f64]) -> f64 {
    let pairs = x.len().min(y.len());
    let (x, y) = (&x[..pairs], &y[..pairs]);
    if pairs < 2 || x.iter().chain(y).any(|value| value.is_nan()) {
        return f64::NAN;
    }
    let (x, y) = (ranks(x), ranks(y));
    let middle = (pairs + 1) as f64 / 2.0;
    let product = |a: &[f64], b: &[f64]| {
        a.iter()
            .zip(b)
            .map(|(a, b)| (a - middle) * (b - middle))
            .sum::<f64>()
    };
    let spread = product(&x, &x) * product(&y, &y);
    if spread > 0.0 {
        (product(&x, &y) / libm::sqrt(spread)).clamp(-1.0, 1.0)
    } else {
        f64::NAN
    }
}

/// The ranks from 1, equal numbers sharing the mean of their ranks.
#[must_use]
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut passed = 0;
    for equal in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let shared = passed as f64 + (equal.len() + 1) as f64 / 2.0;
        for &at in equal {
            ranks[at] = shared;
        }
        passed += equal.len();
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_known_set() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        for (q, value) in [(0.0, 1.0), (0.5, 3.0), (0.25, 1.75), (0.9, 6.8), (1.0, 8.0)] {
            assert!((quantile(&sorted, q) - value).abs() < 1e-14, "{q}");
        }
        assert!(quantile(&[], 0.5).is_nan());
        assert_eq!(quantile(&[3.0], 0.7), 3.0);
        assert_eq!(quantile(&[1.0, f64::INFINITY], 0.0), 1.0);
        assert_eq!(quantile(&[f64::INFINITY; 2], 0.3), f64::INFINITY);
        assert_eq!(quantile(&[f64::NEG_INFINITY, 1.0], 0.3), f64::NEG_INFINITY);
    }

    /// The worked example of Spearman's coefficient with IQ and hours of television: ρ = −29/165.
    #[test]
    fn a_known_rank_correlation() {
        let iq = [
            106.0, 86.0, 100.0, 101.0, 99.0, 103.0, 97.0, 113.0, 112.0, 110.0,
        ];
        let hours = [7.0, 0.0, 27.0, 50.0, 28.0, 29.0, 20.0, 12.0, 6.0, 17.0];
        assert!((spearman(&iq, &hours) + 29.0 / 165.0).abs() < 1e-14);
    }

    #[test]
    fn rank_correlation_of_ties_and_edges() {
        assert_eq!(ranks(&[5.0, 1.0, 5.0, 7.0]), [2.5, 1.0, 2.5, 4.0]);
        assert!((spearman(&[1.0, 2.0, 3.0], &[10.0, 20.0, 70.0]) - 1.0).abs() < 1e-15);
        assert!((spearman(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]) + 1.0).abs() < 1e-15);
        assert!(spearman(&[1.0, 1.0], &[1.0, 2.0]).is_nan());
        assert!(spearman(&[1.0], &[1.0]).is_nan());
    }
}
