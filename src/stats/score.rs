//! Scores of a forecast that is a set of equally likely values, against the value that came.

use super::quantile;

/// The continuous ranked probability score of an ensemble, in the unit of the values: 0 is perfect,
/// and for a single value it is the distance to what came.
///
/// It is exact for the step-wise law of the ensemble,
///
/// ```text
/// CRPS = 1/n Σ |xᵢ − y| − 1/(2n²) Σ Σ |xᵢ − xⱼ|,   Σ Σ |xᵢ − xⱼ| = 2 Σ (2i − n − 1) x₍ᵢ₎
/// ```
///
/// with x₍ᵢ₎ the i-th smallest value. `sorted` must ascend and hold a value.
#[must_use]
pub fn crps(sorted: &[f64], observed: f64) -> f64 {
    let n = sorted.len() as f64;
    distance(sorted, observed) - pairs(sorted) / (n * n)
}

/// As [`crps`], with the second sum over pairs of different members, 1/(2n(n−1)): its mean does not depend on
/// how many members the ensemble has (the fair score; Ferro 2014, doi:10.1002/qj.2270).
#[must_use]
pub fn fair_crps(sorted: &[f64], observed: f64) -> f64 {
    let n = sorted.len() as f64;
    if sorted.len() < 2 {
        return distance(sorted, observed);
    }
    distance(sorted, observed) - pairs(sorted) / (n * (n - 1.0))
}

/// Mean distance of the members to what came.
fn distance(members: &[f64], observed: f64) -> f64 {
    let sum: f64 = members.iter().map(|value| (value - observed).abs()).sum();
    sum / members.len() as f64
}

/// Half the sum of distances of all pairs of members.
fn pairs(sorted: &[f64]) -> f64 {
    let n = sorted.len() as f64;
    let ranked = sorted.iter().enumerate();
    ranked
        .map(|(below, value)| (2.0 * below as f64 + 1.0 - n) * value)
        .sum()
}

/// Whether what came is inside the central interval that holds `share` of an ascending ensemble.
#[must_use]
pub fn is_covered(sorted: &[f64], observed: f64, share: f64) -> bool {
    let (low, high) = ((1.0 - share) / 2.0, f64::midpoint(1.0, share));
    (quantile(sorted, low)..=quantile(sorted, high)).contains(&observed)
}

/// Where in an ensemble what came lies, from 0 (below all) to 1 (above all); members equal to it count half.
/// Over many forecasts that are right, these are spread evenly.
#[must_use]
pub fn rank_share(members: &[f64], observed: f64) -> f64 {
    let weight = |value: &f64| {
        if *value < observed {
            1.0
        } else {
            f64::from(u8::from(*value <= observed)) / 2.0
        }
    };
    members.iter().map(weight).sum::<f64>() / members.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Normal, Uniform};

    /// Midpoints of `n` equal parts of a law.
    fn spread(law: &impl ContinuousCDF<f64, f64>, n: usize) -> Vec<f64> {
        (0..n)
            .map(|i| law.inverse_cdf((i as f64 + 0.5) / n as f64))
            .collect()
    }

    /// Gneiting and Raftery 2007, equation 21: for a normal law with ω = (y − μ)/σ,
    /// σ (ω (2Φ(ω) − 1) + 2φ(ω) − 1/√π).
    #[test]
    fn a_normal_law_has_its_closed_form() {
        let standard = Normal::standard();
        for (mean, deviation, observed) in [(0.0, 1.0, 0.3), (5.0, 2.0, 9.0), (-1.0, 0.5, -1.0)] {
            let law = Normal::new(mean, deviation).unwrap();
            let away: f64 = (observed - mean) / deviation;
            let density = libm::exp(-away * away / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
            let exact = deviation
                * (away * (2.0 * standard.cdf(away) - 1.0) + 2.0 * density
                    - 1.0 / std::f64::consts::PI.sqrt());
            let sample = spread(&law, 4000);
            let found = crps(&sample, observed);
            assert!((found - exact).abs() < 1e-3 * deviation, "{found} {exact}");
        }
    }

    /// For a uniform law on 0 to 1 and y inside, CRPS = 1/3 − y (1 − y).
    #[test]
    fn a_uniform_law_has_its_closed_form() {
        let sample = spread(&Uniform::new(0.0, 1.0).unwrap(), 2000);
        for observed in [0.0, 0.25, 0.5, 1.0] {
            let exact = 1.0 / 3.0 - observed * (1.0 - observed);
            assert!((crps(&sample, observed) - exact).abs() < 1e-6);
        }
    }

    #[test]
    fn sums_over_pairs_agree_with_the_definition() {
        let sample = [1.0, 2.0, 2.0, 5.0, 9.5];
        let n = sample.len() as f64;
        let mut both = 0.0;
        for one in sample {
            for other in sample {
                both += f64::abs(one - other);
            }
        }
        let first = sample.iter().map(|x| f64::abs(x - 4.0)).sum::<f64>() / n;
        assert!((crps(&sample, 4.0) - (first - both / (2.0 * n * n))).abs() < 1e-12);
        let fair = first - both / (2.0 * n * (n - 1.0));
        assert!((fair_crps(&sample, 4.0) - fair).abs() < 1e-12);
    }

    #[test]
    fn one_value_is_scored_by_its_distance() {
        assert!((crps(&[7.0], 4.0) - 3.0).abs() < 1e-15);
        assert!((fair_crps(&[7.0], 4.0) - 3.0).abs() < 1e-15);
    }

    #[test]
    fn intervals_and_ranks() {
        let sample: Vec<f64> = (0..=100).map(f64::from).collect();
        assert!(is_covered(&sample, 25.0, 0.5) && !is_covered(&sample, 24.0, 0.5));
        assert!(is_covered(&sample, 95.0, 0.9) && !is_covered(&sample, 96.0, 0.9));
        assert!((rank_share(&sample, -1.0)).abs() < 1e-15);
        assert!((rank_share(&sample, 50.0) - 0.5).abs() < 1e-15);
        assert!((rank_share(&sample, 1000.0) - 1.0).abs() < 1e-15);
    }
}
