//! Which inputs the answer rests on, and how much of its spread is chance that no better input would remove.
//!
//! The answer in a state of the world is the mean over chance; futures scatter around it. Both analyses take several futures per
//! point, each with its own luck, the same luck for points that are compared (common random numbers), and take out of
//! every square what chance has put in.

mod screening;
mod variance;

pub use screening::{Effects, Screened, screen};
pub use variance::{Indices, Row, Shares, variance_shares};

/// The unbiased estimate of the product of two means from pairs of values that share their luck: the mean of xⱼ·yₖ over all
/// j ≠ k, that is (Σx·Σy − Σxy) / (r(r − 1)).
///
/// With a single pair there is nothing to set luck apart by, and the product is taken as it is.
fn product_of_means(x: &[f64], y: &[f64]) -> f64 {
    let count = x.len() as f64;
    let (sum_x, sum_y) = (x.iter().sum::<f64>(), y.iter().sum::<f64>());
    if x.len() < 2 {
        return sum_x * sum_y;
    }
    let same: f64 = x.iter().zip(y).map(|(x, y)| x * y).sum();
    (sum_x * sum_y - same) / (count * (count - 1.0))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_leave_out_pairs_with_the_same_luck() {
        let by_hand = (1.0 * 5.0 + 1.0 * 7.0 + 2.0 * 3.0 + 2.0 * 7.0 + 4.0 * 3.0 + 4.0 * 5.0) / 6.0;
        let product = product_of_means(&[1.0, 2.0, 4.0], &[3.0, 5.0, 7.0]);
        assert!((product - by_hand).abs() < 1e-14);
        assert_eq!(product_of_means(&[3.0], &[5.0]), 15.0);
    }
}
