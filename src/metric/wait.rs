//! Waits: cumulative incidence with leaving as a competing end, and the waits of those served.

use super::{Id, Sheet};
use crate::model::waits::{End, Queue, QueueWaits};

/// Days at which cumulative incidence is reported, with the names of the statistics.
pub const WAIT_GRID: &[(usize, &str)] = &[
    (0, "day-0"),
    (15, "day-15"),
    (30, "day-30"),
    (45, "day-45"),
    (60, "day-60"),
    (75, "day-75"),
    (90, "day-90"),
    (120, "day-120"),
    (150, "day-150"),
    (180, "day-180"),
    (210, "day-210"),
    (240, "day-240"),
    (270, "day-270"),
    (300, "day-300"),
    (330, "day-330"),
    (365, "day-365"),
    (425, "day-425"),
    (485, "day-485"),
    (545, "day-545"),
];

/// Cumulative incidence of each end of a wait, by whole days since registration.
///
/// The Aalen–Johansen estimate for people who registered in the run: at each wait w the hazard of
/// an end is its count over the people whose wait reached w while followed; people still waiting at
/// the end of the run are censored at the days they had waited, nobody is dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Incidence {
    /// By end (in the order of [`End::ALL`]), by days waited.
    pub by_end: [Vec<f64>; 4],
    /// Share still waiting, by days waited.
    pub waiting: Vec<f64>,
}

/// Computes the cumulative incidence of a queue's waits; empty if nobody registered.
#[must_use]
pub fn incidence(waits: &QueueWaits) -> Incidence {
    let length = waits
        .ended
        .iter()
        .map(Vec::len)
        .chain([waits.waiting.len()])
        .max()
        .unwrap_or(0);
    let at = |counts: &[u32], day: usize| f64::from(counts.get(day).copied().unwrap_or(0));
    let mut at_risk: f64 = (0..length)
        .map(|day| {
            waits.ended.iter().map(|ended| at(ended, day)).sum::<f64>() + at(&waits.waiting, day)
        })
        .sum();
    let mut result = Incidence {
        by_end: Default::default(),
        waiting: Vec::with_capacity(length),
    };
    let mut surviving = 1.0;
    let mut reached = [0.0; 4];
    for day in 0..length {
        if at_risk <= 0.0 {
            break;
        }
        let ends: [f64; 4] = std::array::from_fn(|end| at(&waits.ended[end], day));
        for (end, count) in ends.iter().enumerate() {
            reached[end] += surviving * count / at_risk;
            result.by_end[end].push(reached[end]);
        }
        let left: f64 = ends.iter().sum();
        surviving *= 1.0 - left / at_risk;
        result.waiting.push(surviving);
        at_risk -= left + at(&waits.waiting, day);
    }
    result
}

impl Incidence {
    /// Days by which half of the registered were served; NaN if not reached in the run.
    #[must_use]
    pub fn median(&self) -> f64 {
        let served = &self.by_end[End::Served as usize];
        served
            .iter()
            .position(|share| *share >= 0.5)
            .map_or(f64::NAN, |day| day as f64)
    }
}

/// Share still waiting below which the shares beyond the longest wait followed are taken as they
/// were there: they could change by no more than this.
const NEARLY_NOBODY: f64 = 0.005;

/// Value of a curve at a day. Beyond the longest wait followed it is known only if hardly anybody
/// was still waiting there.
fn value(shares: &Incidence, curve: &[f64], day: usize) -> f64 {
    let settled = shares
        .waiting
        .last()
        .is_some_and(|waiting| *waiting < NEARLY_NOBODY);
    match curve.get(day) {
        Some(share) => *share,
        None if settled => curve.last().copied().unwrap_or(f64::NAN),
        None => f64::NAN,
    }
}

pub(super) fn measure(sheet: &mut Sheet) {
    for queue in Queue::ALL {
        let waits = sheet.record.waits.of(queue);
        let group = queue.name();
        let key = ["all", group, "all"];
        let shares = incidence(waits);
        let headline = matches!(queue, Queue::Appointment | Queue::Protection);
        sheet.push(Id::WaitMedian, "p50", key, headline, shares.median());
        served(sheet, waits, group);
        for (day, statistic) in WAIT_GRID {
            let day_headline = queue == Queue::Appointment && *day == 180;
            sheet.push(
                Id::ShareServed,
                statistic,
                key,
                day_headline,
                value(&shares, &shares.by_end[End::Served as usize], *day),
            );
            sheet.push(
                Id::ShareWaiting,
                statistic,
                key,
                false,
                value(&shares, &shares.waiting, *day),
            );
            for (end, exit) in [
                (End::Crossed, "crossed"),
                (End::WentHome, "went-home"),
                (End::Switched, "switched"),
            ] {
                let name = format!("{group}:{exit}");
                let share = value(&shares, &shares.by_end[end as usize], *day);
                sheet.push(
                    Id::ShareLeft,
                    statistic,
                    ["all", &name, "all"],
                    false,
                    share,
                );
            }
        }
    }
}

fn served(sheet: &mut Sheet, waits: &QueueWaits, group: &str) {
    let people: f64 = waits.served.iter().map(|count| f64::from(*count)).sum();
    let days: f64 = (0..)
        .zip(&waits.served)
        .map(|(day, count)| f64::from(day) * f64::from(*count))
        .sum();
    let key = ["all", group, "all"];
    sheet.push(
        Id::WaitServed,
        "mean",
        key,
        false,
        super::ratio(days, people),
    );
    for (share, statistic) in [(0.5, "p50"), (0.9, "p90"), (0.95, "p95"), (0.99, "p99")] {
        sheet.push(
            Id::WaitServed,
            statistic,
            key,
            false,
            quantile(&waits.served, people * share),
        );
    }
}

/// Smallest wait at which the cumulative count reaches `target`; NaN if nobody was served.
fn quantile(counts: &[u32], target: f64) -> f64 {
    let mut below = 0.0;
    for (day, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        below += f64::from(*count);
        if below >= target {
            return day as f64;
        }
    }
    f64::NAN
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten people: 2 served on day 1, 1 home on day 1, 1 censored on day 1, 3 served on day 3,
    /// 3 censored on day 4. By hand: 0.2 after day 1 served; survival 0.7; at risk on day 3: 6;
    /// served 0.2 + 0.7 × 3/6 = 0.55.
    #[test]
    fn incidence_by_hand() {
        let waits = QueueWaits {
            registered: 10,
            served: vec![],
            ended: [vec![0, 2, 0, 3], vec![], vec![0, 1], vec![]],
            waiting: vec![0, 1, 0, 0, 3],
        };
        let shares = incidence(&waits);
        assert!((shares.by_end[0][1] - 0.2).abs() < 1e-12);
        assert!((shares.by_end[2][1] - 0.1).abs() < 1e-12);
        assert!((shares.by_end[0][3] - 0.55).abs() < 1e-12);
        assert!((shares.waiting[4] - 0.35).abs() < 1e-12);
        assert!((shares.median() - 3.0).abs() < 1e-12);
    }

    #[test]
    fn nobody_registered() {
        let shares = incidence(&QueueWaits::default());
        assert!(shares.median().is_nan());
        assert!(shares.waiting.is_empty());
    }
}
