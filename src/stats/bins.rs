//! Fixed bins for whole numbers of any size.

/// Log-linear bins: whole numbers up to ±255 have a bin each; above, every doubling is cut into 128 equal bins.
///
/// A bin is at most 1/128 of its smallest number wide, so its middle is within 0.4 % of every number in it. The bins
/// never depend on the data, so histograms made apart can be added. Bin numbers run from −7,296 to 7,296 in the order
/// of the values, with bin 0 for 0 alone.
pub struct LogBins;

/// Bins per doubling, as a power of two.
const BITS: u32 = 7;

impl LogBins {
    /// The bin of a whole number.
    #[must_use]
    pub fn index(value: i64) -> i16 {
        let size = value.unsigned_abs();
        let shift = (63 - BITS).saturating_sub(size.leading_zeros());
        // The leading BITS + 1 bits of `size` (fewer below 128) count up through a doubling; `shift` counts doublings.
        let bin = (u64::from(shift) << BITS) + (size >> shift);
        let bin = i16::try_from(bin).unwrap_or(i16::MAX);
        if value < 0 { -bin } else { bin }
    }

    /// The middle of a bin.
    #[must_use]
    pub fn representative(index: i16) -> f64 {
        let bin = u64::from(index.unsigned_abs());
        let shift = (bin >> BITS).saturating_sub(1).min(u64::from(63 - BITS));
        let lowest = (bin - (shift << BITS)) as f64 * (1_u64 << shift) as f64;
        let size = lowest + ((1_u64 << shift) - 1) as f64 / 2.0;
        if index < 0 { -size } else { size }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_numbers_are_exact() {
        for value in -255..=255 {
            assert_eq!(LogBins::representative(LogBins::index(value)), value as f64);
        }
    }

    #[test]
    fn known_bins() {
        assert_eq!(LogBins::index(0), 0);
        assert_eq!(LogBins::index(255), 255);
        assert_eq!(LogBins::index(256), 256);
        assert_eq!(LogBins::index(257), 256);
        assert_eq!(LogBins::index(258), 257);
        assert_eq!(LogBins::index(i64::MAX), 7_295);
        assert_eq!(LogBins::index(i64::MIN), -7_296);
    }

    /// Numbers of every size, not only huge ones.
    fn any_size() -> impl Strategy<Value = i64> {
        (any::<i64>(), 0_u32..64).prop_map(|(value, shift)| value >> shift)
    }

    proptest! {
        #[test]
        fn the_middle_is_within_half_a_percent(value in any_size()) {
            let middle = LogBins::representative(LogBins::index(value));
            prop_assert!((middle - value as f64).abs() <= 0.004 * (value as f64).abs());
        }

        #[test]
        fn bins_keep_the_order(a in any_size(), b in any_size()) {
            prop_assert!((a <= b) <= (LogBins::index(a) <= LogBins::index(b)));
        }

        #[test]
        fn the_middle_lies_in_its_bin(index in -7_295_i16..=7_295) {
            let middle = LogBins::representative(index);
            prop_assert_eq!(LogBins::index(middle as i64), index);
        }
    }
}
