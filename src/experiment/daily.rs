//! One daily series, summarised over replicates while they finish.

use super::codec::{Reader, Writer};
use crate::stats::Counts;

/// Mean of every day and quantiles of some days of one series, over the replicates added so far.
///
/// Memory does not grow with the number of replicates. Everything inside is a whole number, so adding
/// replicates in any order, or merging parts in any order, gives the same bytes. Quantiles are kept
/// every `rhythm` days and on the last day, since they take most of the memory; [`Daily::MEANS`] keeps
/// them on the first and the last day only.
#[derive(Clone, Debug, PartialEq)]
pub struct Daily {
    rhythm: usize,
    replicates: u64,
    totals: Vec<i64>,
    spread: Vec<Counts>,
}

impl Daily {
    /// The rhythm of a series of which means are enough.
    pub const MEANS: usize = usize::MAX;

    /// An empty summary of a series of `days` days with quantiles every `rhythm` days.
    #[must_use]
    pub fn new(days: usize, rhythm: usize) -> Self {
        let rhythm = rhythm.max(1);
        let kept = days.saturating_sub(1).div_ceil(rhythm) + usize::from(days > 0);
        Self {
            rhythm,
            replicates: 0,
            totals: vec![0; days],
            spread: vec![Counts::default(); kept],
        }
    }

    /// Adds one replicate's series.
    pub fn add(&mut self, series: &[i64]) {
        self.add_values(|day| series.get(day).copied().unwrap_or(0));
    }

    /// Adds one replicate's paired difference, `scenario − base`, day by day.
    pub fn add_difference(&mut self, base: &[i64], scenario: &[i64]) {
        let value = |series: &[i64], day: usize| series.get(day).copied().unwrap_or(0);
        self.add_values(|day| value(scenario, day) - value(base, day));
    }

    fn add_values(&mut self, value: impl Fn(usize) -> i64) {
        self.replicates += 1;
        for (day, total) in self.totals.iter_mut().enumerate() {
            *total += value(day);
        }
        let last = self.totals.len().saturating_sub(1);
        for (index, counts) in self.spread.iter_mut().enumerate() {
            counts.add(value((index * self.rhythm).min(last)));
        }
    }

    /// Adds everything another summary of the same series has seen.
    ///
    /// # Panics
    /// If the two differ in days or rhythm, which only a programming error can bring about.
    pub fn merge(&mut self, other: &Self) {
        assert_eq!(
            (self.rhythm, self.totals.len()),
            (other.rhythm, other.totals.len()),
            "summaries of different series"
        );
        self.replicates += other.replicates;
        for (total, more) in self.totals.iter_mut().zip(&other.totals) {
            *total += more;
        }
        for (counts, more) in self.spread.iter_mut().zip(&other.spread) {
            counts.merge(more);
        }
    }

    /// Writes the summary; neighbouring days differ little, so differences are what is written.
    pub(super) fn write(&self, out: &mut Writer) {
        out.unsigned(u128::from(self.replicates));
        let mut before = 0;
        for &total in &self.totals {
            out.signed(i128::from(total) - i128::from(before));
            before = total;
        }
        for counts in &self.spread {
            out.signed(counts.sum());
            out.unsigned(counts.squares());
            out.length(counts.bins().len());
            let mut before = 0;
            for &(bin, held) in counts.bins() {
                out.signed(i128::from(bin) - i128::from(before));
                out.unsigned(u128::from(held));
                before = bin;
            }
        }
    }

    /// Reads what [`Daily::write`] wrote of a summary of the same shape.
    pub(super) fn read(&self, reader: &mut Reader) -> Option<Self> {
        let replicates = reader.fit()?;
        let mut total: i128 = 0;
        let mut next_total = || {
            total += reader.signed()?;
            i64::try_from(total).ok()
        };
        let totals: Option<Vec<i64>> = self.totals.iter().map(|_| next_total()).collect();
        let totals = totals?;
        let spread: Option<Vec<Counts>> = self.spread.iter().map(|_| counts(reader)).collect();
        Some(Self {
            rhythm: self.rhythm,
            replicates,
            totals,
            spread: spread?,
        })
    }

    /// Days of the series.
    #[must_use]
    pub fn days(&self) -> usize {
        self.totals.len()
    }

    /// Replicates added.
    #[must_use]
    pub fn replicates(&self) -> u64 {
        self.replicates
    }

    /// Mean over replicates on a day; NaN before the first replicate.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "sums of people and days stay far below 2^53"
    )]
    pub fn mean(&self, day: usize) -> f64 {
        self.totals[day] as f64 / self.replicates as f64
    }

    /// Days on which quantiles are kept, ascending.
    pub fn quantile_days(&self) -> impl Iterator<Item = usize> + use<> {
        let last = self.totals.len().saturating_sub(1);
        let rhythm = self.rhythm;
        (0..self.spread.len()).map(move |index| (index * rhythm).min(last))
    }

    /// Quantile `q` over replicates on a day, where quantiles are kept.
    #[must_use]
    pub fn quantile(&self, day: usize, q: f64) -> Option<f64> {
        let last = self.totals.len().saturating_sub(1);
        let kept = day.is_multiple_of(self.rhythm) || day == last;
        let index = day.div_ceil(self.rhythm);
        kept.then(|| self.spread.get(index).map(|counts| counts.quantile(q)))
            .flatten()
    }
}

fn counts(reader: &mut Reader) -> Option<Counts> {
    let (sum, squares) = (reader.signed()?, reader.unsigned()?);
    let length: usize = reader.fit()?;
    let mut bin: i128 = 0;
    let mut bins = Vec::new();
    for _ in 0..length {
        bin += reader.signed()?;
        bins.push((i16::try_from(bin).ok()?, reader.fit()?));
    }
    Counts::from_parts(sum, squares, bins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekly_quantiles_include_first_and_last_day() {
        for (days, expected) in [
            (1, vec![0]),
            (7, vec![0, 6]),
            (8, vec![0, 7]),
            (16, vec![0, 7, 14, 15]),
        ] {
            assert_eq!(
                Daily::new(days, 7).quantile_days().collect::<Vec<_>>(),
                expected
            );
        }
    }

    #[test]
    fn means_and_quantiles_of_known_values() {
        let mut daily = Daily::new(9, 7);
        for replicate in 0..5 {
            daily.add(&(0..9).map(|day| 10 * day + replicate).collect::<Vec<_>>());
        }
        assert_eq!(daily.mean(3), 32.0);
        assert_eq!(daily.quantile(8, 0.5), Some(82.0));
        assert_eq!(daily.quantile(3, 0.5), None);
    }

    #[test]
    fn merging_in_any_order_equals_adding() {
        let series = |k: i64| {
            (0..10)
                .map(|day| (day * 37 + k * 101) % 50 - 10)
                .collect::<Vec<_>>()
        };
        let mut whole = Daily::new(10, 1);
        (0..6).for_each(|k| whole.add(&series(k)));
        let part = |range: std::ops::Range<i64>| {
            let mut part = Daily::new(10, 1);
            range.for_each(|k| part.add(&series(k)));
            part
        };
        let mut backwards = part(4..6);
        backwards.merge(&part(0..4));
        assert_eq!(whole, backwards);
    }
}
