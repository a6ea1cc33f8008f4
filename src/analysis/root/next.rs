//! Which value of the lever to run next.

use super::{Answer, Crossing, Solution};
use crate::stats::Interval;

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Next {
    /// Run this value of the lever.
    Run(f64),
    /// More values would not make the answer surer; more futures would.
    Enough,
}

/// Points that are looked at first, evenly over the range: enough to see a curve that turns.
const FIRST: usize = 5;

/// Gaps between points near a crossing should be at most this share of the width of its interval.
const FINE: f64 = 1.0;

/// The width of an interval is taken to be twice its shorter side, but at least this share of the whole.
const LOPSIDED: f64 = 0.05;

/// A crossing is looked for at least this share of a gap away from its ends, so that every step narrows the gap, however bent
/// the curve.
const INWARD: f64 = 0.25;

/// The value to run next, on multiples of `unit` above the lower end of `range` (whole beds, say); `solution` is that of the
/// points run so far, nothing before the first.
///
/// First come the two ends of the range and three values between them. Then gaps between points are split where the crossing is on the
/// straight line between them (regula falsi), or in the middle, until they are small beside what the choice of futures leaves
/// open, or no finer than a unit. Where nothing crosses, the gaps beside the best point are split twice.
#[must_use]
pub fn next(solution: Option<&Solution>, range: (f64, f64), unit: f64) -> Next {
    let known: Vec<f64> = solution.map_or(Vec::new(), |found| {
        found.curve.iter().map(|(at, _)| *at).collect()
    });
    let steps = Steps { range, unit };
    let first = (0..FIRST).map(|i| range.0 + (range.1 - range.0) * i as f64 / (FIRST - 1) as f64);
    let missing = first
        .map(|at| steps.snap(at))
        .find(|at| !known.contains(at));
    if let Some(at) = missing {
        return Next::Run(at);
    }
    let found = match solution.map(|found| &found.answer) {
        Some(Answer::Crossing(crossing)) => steps.around(crossing, &known),
        Some(Answer::Several(all)) => all
            .iter()
            .find_map(|crossing| steps.around(crossing, &known)),
        Some(Answer::OutOfReach { at, .. } | Answer::Unclear { at, .. }) => {
            steps.beside(*at, &known)
        }
        Some(Answer::Everywhere { .. }) | None => None,
    };
    found.map_or(Next::Enough, Next::Run)
}

/// The values a lever can take.
struct Steps {
    range: (f64, f64),
    unit: f64,
}

impl Steps {
    /// The nearest value within the range.
    fn snap(&self, at: f64) -> f64 {
        let whole = if self.unit > 0.0 {
            self.range.0 + libm::round((at - self.range.0) / self.unit) * self.unit
        } else {
            at
        };
        if whole > self.range.1 {
            whole - self.unit
        } else {
            whole
        }
    }

    /// A value inside a gap: `at` or the middle; nothing if the gap has none.
    fn inside(&self, gap: (f64, f64), at: f64) -> Option<f64> {
        let margin = INWARD * (gap.1 - gap.0);
        let kept = at.clamp(gap.0 + margin, gap.1 - margin);
        let candidates = [kept, f64::midpoint(gap.0, gap.1)];
        let mut snapped = candidates.into_iter().map(|at| self.snap(at));
        snapped.find(|at| gap.0 < *at && *at < gap.1)
    }

    /// A value that narrows the gap of a crossing, or one in which its interval ends.
    fn around(&self, crossing: &Crossing, known: &[f64]) -> Option<f64> {
        let Interval {
            estimate,
            low,
            high,
        } = crossing.at;
        let (low, high) = (low.max(self.range.0), high.min(self.range.1));
        let gaps = known.windows(2).map(|pair| (pair[0], pair[1]));
        let own = |gap: &(f64, f64)| gap.0 <= estimate && estimate <= gap.1;
        // An end beyond the range, or far off, does not excuse a coarse look at the other.
        let side = (estimate - low).min(high - estimate);
        let width = (2.0 * side).max(LOPSIDED * (high - low));
        let wide = |gap: &(f64, f64)| gap.1 - gap.0 > FINE * width;
        let has = |gap: &(f64, f64), end: f64| gap.0 < end && end < gap.1;
        let ends = |gap: &(f64, f64)| has(gap, low) || has(gap, high);
        let mut open: Vec<(f64, f64)> = gaps
            .filter(|gap| wide(gap) && (own(gap) || ends(gap)))
            .collect();
        open.sort_by(|a, b| {
            own(b)
                .cmp(&own(a))
                .then((b.1 - b.0).total_cmp(&(a.1 - a.0)))
        });
        open.into_iter().find_map(|gap| {
            let middle = f64::midpoint(gap.0, gap.1);
            let at = if own(&gap) { estimate } else { middle };
            self.inside(gap, at)
        })
    }

    /// The middle of a gap beside the best point, unless both are down to a quarter of the first ones.
    fn beside(&self, best: f64, known: &[f64]) -> Option<f64> {
        let small = (self.range.1 - self.range.0) / (FIRST - 1) as f64 / 4.0;
        let gaps = known.windows(2).map(|pair| (pair[0], pair[1]));
        let mut open =
            gaps.filter(|gap| (gap.0 == best || gap.1 == best) && gap.1 - gap.0 > small * 1.5);
        open.find_map(|gap| self.inside(gap, f64::midpoint(gap.0, gap.1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossing(curve: &[f64], at: (f64, f64, f64)) -> Solution {
        let point = Interval {
            estimate: 0.0,
            low: 0.0,
            high: 0.0,
        };
        Solution {
            curve: curve.iter().map(|&at| (at, point)).collect(),
            answer: Answer::Crossing(Crossing {
                at: Interval {
                    low: at.0,
                    estimate: at.1,
                    high: at.2,
                },
                met_above: true,
            }),
        }
    }

    #[test]
    fn the_range_is_looked_over_first() {
        assert_eq!(next(None, (0.0, 100.0), 1.0), Next::Run(0.0));
        let part = crossing(&[0.0, 25.0, 75.0, 100.0], (30.0, 40.0, 50.0));
        assert_eq!(next(Some(&part), (0.0, 100.0), 1.0), Next::Run(50.0));
        // A range of two whole values has no values between.
        let two = crossing(&[3.0, 4.0], (3.2, 3.4, 3.6));
        assert_eq!(next(Some(&two), (3.0, 4.0), 1.0), Next::Enough);
    }

    #[test]
    fn gaps_are_split_until_futures_matter_more() {
        let five = [0.0, 25.0, 50.0, 75.0, 100.0];
        let split = |curve: &[f64], at| next(Some(&crossing(curve, at)), (0.0, 100.0), 1.0);
        assert_eq!(split(&five, (36.0, 40.4, 42.0)), Next::Run(40.0));
        assert_eq!(split(&five, (25.5, 26.0, 26.5)), Next::Run(31.0));
        assert_eq!(split(&five, (10.0, 40.0, 90.0)), Next::Enough);
        // The lower end is beyond the range: the upper one says how closely to look.
        assert_eq!(split(&five, (-1e9, 40.0, 45.0)), Next::Run(40.0));
        let dense = [0.0, 25.0, 39.0, 40.0, 41.0, 50.0, 75.0, 100.0];
        assert_eq!(split(&dense, (39.2, 39.7, 40.9)), Next::Enough);
        assert_eq!(split(&dense, (39.2, 40.7, 42.9)), Next::Run(46.0));
        assert_eq!(split(&dense, (38.2, 40.7, 42.9)), Next::Run(32.0));
    }
}
