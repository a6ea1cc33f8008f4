//! Isotonic regression.

/// The rising sequence nearest to a sequence in least squares, by pooling adjacent violators (Ayer and others 1955, Ann. Math. Stat. 26,
/// 641): neighbours that fall share their mean.
#[must_use]
pub fn isotonic(values: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for &value in values {
        let mut block = (value, 1);
        while let Some(&(sum, count)) = blocks.last() {
            let rises = sum / count as f64 <= block.0 / block.1 as f64;
            if rises {
                break;
            }
            blocks.pop();
            block = (sum + block.0, count + block.1);
        }
        blocks.push(block);
    }
    let each = blocks.into_iter();
    each.flat_map(|(sum, count)| std::iter::repeat_n(sum / count as f64, count))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violators_are_pooled() {
        assert_eq!(isotonic(&[1.0, 2.0, 4.0]), [1.0, 2.0, 4.0]);
        assert_eq!(isotonic(&[3.0, 2.0, 1.0]), [2.0, 2.0, 2.0]);
        assert_eq!(
            isotonic(&[1.0, 3.0, 2.0, 4.0, 3.5, 3.0, 9.0]),
            [1.0, 2.5, 2.5, 3.5, 3.5, 3.5, 9.0]
        );
        // A late low value pulls several blocks together.
        assert_eq!(isotonic(&[2.0, 4.0, 0.0]), [2.0, 2.0, 2.0]);
        assert!(isotonic(&[]).is_empty());
    }
}
