//! Which value of a lever meets a goal: where the curve of an answer over a lever crosses a target, and how sure that is.
//!
//! The curve is known at some values of the lever, at each from the same futures (common random numbers), so that the points of the curve
//! move together and the crossing is surer than any single point. Between points it is taken to be straight.
//! Where the answer goes one way only, what chance adds is smoothed out by isotonic regression.

mod isotonic;
mod next;
mod statistic;

pub use isotonic::isotonic;
pub use next::{Next, next};
pub use statistic::{Goal, Question, Statistic};

use crate::stats::{Bootstrap, Interval, middle, quantile};
use statistic::Column;

/// The answer of every future at one value of the lever.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// Value of the lever.
    pub at: f64,
    /// Answers by future, in the same order at all points.
    pub futures: Vec<f64>,
}

/// A value of the lever from which on a goal is met.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The value with its 95 % interval over futures. A bound of ±∞ lies beyond the values looked at.
    pub at: Interval,
    /// Whether larger values of the lever meet the goal.
    pub met_above: bool,
}

/// What can be said about a goal.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It is met on one side of a value.
    Crossing(Crossing),
    /// It is met in some stretches and not in others, for certain: all their ends, in rising order.
    Several(Vec<Crossing>),
    /// It is not met anywhere: the best point, with its statistic.
    OutOfReach {
        /// Value of the lever there.
        at: f64,
        /// The statistic there.
        best: Interval,
    },
    /// It is met everywhere: the point nearest to missing it, with its statistic.
    Everywhere {
        /// Value of the lever there.
        at: f64,
        /// The statistic there.
        worst: Interval,
    },
    /// Points that meet it and points that do not cannot be told from chance: the best point, with its statistic.
    Unclear {
        /// Value of the lever there.
        at: f64,
        /// The statistic there.
        best: Interval,
    },
}

/// A curve and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// The statistic at each point, in rising order of the lever, with 95 % intervals.
    pub curve: Vec<(f64, Interval)>,
    /// What it says about the goal.
    pub answer: Answer,
}

/// Answers a question from the points of a curve, in any order.
///
/// A point counts as meeting or missing the goal for certain if its interval does, and 99 % of resamples of the futures; where such points
/// alternate more than once, there are several crossings, each looked for between its two neighbours. Otherwise the curve is taken to
/// go one way, and its crossing is that of its isotonic regression.
///
/// Of a mean, the interval of the crossing holds the crossings of 95 % of resamples, the same futures at all points. Of a share or a
/// quantile it is where the target lies inside the point's interval (Wilson's; between order statistics), since resamples
/// know too little of ends that few futures reach.
#[must_use]
pub fn solve(points: &[Point], question: Question, bootstrap: Bootstrap) -> Solution {
    let mut points: Vec<&Point> = points.iter().collect();
    points.sort_by(|a, b| a.at.total_cmp(&b.at));
    let lever: Vec<f64> = points.iter().map(|point| point.at).collect();
    let futures = points.iter().map(|point| point.futures.len()).min();
    let futures = futures.unwrap_or(0);
    let columns = points
        .iter()
        .map(|point| Column::of(&point.futures[..futures]));
    let columns: Vec<Column> = columns.collect();
    let at_weights = |weights: &[u32]| -> Vec<f64> {
        let each = columns.iter();
        each.map(|column| column.statistic(question.statistic, weights))
            .collect()
    };
    let bounds = columns
        .iter()
        .map(|column| column.bounds(question.statistic));
    let curve = Curve {
        lever,
        bounds: bounds.collect(),
        own: at_weights(&vec![1; futures]),
        resampled: bootstrap
            .weights(futures)
            .map(|weights| at_weights(&weights))
            .collect(),
        goal: question.goal,
        futures,
    };
    Solution {
        answer: curve.answer(),
        curve: curve.points(),
    }
}

/// Statistics at all points, and the same of each resample.
struct Curve {
    lever: Vec<f64>,
    own: Vec<f64>,
    /// Intervals of shares and quantiles, nothing for means.
    bounds: Option<Vec<Interval>>,
    resampled: Vec<Vec<f64>>,
    goal: Goal,
    futures: usize,
}

impl Curve {
    fn points(&self) -> Vec<(f64, Interval)> {
        let each = self.lever.iter().enumerate();
        each.map(|(point, &at)| (at, self.interval(point)))
            .collect()
    }

    fn interval(&self, point: usize) -> Interval {
        if let Some(bounds) = &self.bounds {
            return bounds[point];
        }
        let values = self.resampled.iter().map(|values| values[point]);
        middle(self.own[point], values.collect(), self.futures)
    }

    fn answer(&self) -> Answer {
        let turns = self.turns();
        if turns.len() > 1 {
            let each = turns.iter();
            let crossings = each.map(|&(from, to)| self.crossing(from, to, self.is_met(to)));
            return Answer::Several(crossings.collect());
        }
        let met = (0..self.lever.len()).filter(|point| self.is_met(*point));
        let met = met.count();
        let (at, value) = self.extreme(met == self.lever.len());
        if met == 0 {
            let may_be_met = [value.low, value.high].map(|end| self.goal.gap(end) <= 0.0);
            return if may_be_met.contains(&true) {
                Answer::Unclear { at, best: value }
            } else {
                Answer::OutOfReach { at, best: value }
            };
        }
        if met == self.lever.len() {
            return Answer::Everywhere { at, worst: value };
        }
        let met_above = match turns.first() {
            Some(&(_, to)) => self.is_met(to),
            None => self.improves(),
        };
        let crossing = self.crossing(0, self.lever.len() - 1, met_above);
        if crossing.at.estimate.is_finite() {
            Answer::Crossing(crossing)
        } else {
            Answer::Unclear { at, best: value }
        }
    }

    fn is_met(&self, point: usize) -> bool {
        self.goal.gap(self.own[point]) <= 0.0
    }

    /// The point that meets the goal best, or worst.
    fn extreme(&self, worst: bool) -> (f64, Interval) {
        let gap = |point: &usize| self.goal.gap(self.own[*point]);
        let order = |a: &usize, b: &usize| gap(a).total_cmp(&gap(b));
        let points = 0..self.lever.len();
        let found = if worst {
            points.max_by(order)
        } else {
            points.min_by(order)
        };
        let unknown = Interval {
            estimate: f64::NAN,
            low: f64::NAN,
            high: f64::NAN,
        };
        found.map_or((f64::NAN, unknown), |point| {
            (self.lever[point], self.interval(point))
        })
    }

    /// Neighbours among the points that are certain, of which one meets the goal and the other does not.
    fn turns(&self) -> Vec<(usize, usize)> {
        let certain = (0..self.lever.len()).filter(|point| self.is_certain(*point));
        let certain: Vec<usize> = certain.collect();
        let pairs = certain.windows(2).map(|pair| (pair[0], pair[1]));
        pairs
            .filter(|&(from, to)| self.is_met(from) != self.is_met(to))
            .collect()
    }

    /// Whether a point is on its side of the target by its interval and in 99 % of resamples.
    fn is_certain(&self, point: usize) -> bool {
        let gaps = self.resampled.iter();
        let mut gaps: Vec<f64> = gaps.map(|values| self.goal.gap(values[point])).collect();
        gaps.sort_by(f64::total_cmp);
        let interval = self.interval(point);
        let ends = [interval.low, interval.high].map(|end| self.goal.gap(end));
        if self.is_met(point) {
            quantile(&gaps, 0.995) <= 0.0 && ends.iter().all(|gap| *gap <= 0.0)
        } else {
            quantile(&gaps, 0.005) > 0.0 && ends.iter().all(|gap| *gap > 0.0)
        }
    }

    /// Whether larger values of the lever come nearer to the goal, by the better isotonic fit.
    fn improves(&self) -> bool {
        let gaps = |sign: f64| -> Vec<f64> {
            let own = self.own.iter();
            own.map(|value| sign * self.goal.gap(*value)).collect()
        };
        let misfit = |sign: f64| -> f64 {
            let (raw, fit) = (gaps(sign), isotonic(&gaps(sign)));
            let squares = raw.iter().zip(&fit).map(|(a, b)| (a - b) * (a - b));
            squares.sum()
        };
        misfit(-1.0) <= misfit(1.0)
    }

    /// The crossing between two points, for the curve and for each resample.
    fn crossing(&self, from: usize, to: usize, met_above: bool) -> Crossing {
        let lever = &self.lever[from..=to];
        let cross = |values: &[f64]| {
            let gaps = values[from..=to].iter().map(|value| self.goal.gap(*value));
            cross(lever, &gaps.collect::<Vec<f64>>(), met_above)
        };
        let own = cross(&self.own);
        let at = match &self.bounds {
            None => {
                let resampled = self.resampled.iter().map(|values| cross(values));
                middle(own, resampled.collect(), self.futures)
            }
            Some(bounds) => {
                let end =
                    |of: fn(&Interval) -> f64| cross(&bounds.iter().map(of).collect::<Vec<f64>>());
                let ends = [end(|bound| bound.low), end(|bound| bound.high)];
                Interval {
                    estimate: own,
                    low: ends[0].min(ends[1]),
                    high: ends[0].max(ends[1]),
                }
            }
        };
        Crossing { at, met_above }
    }
}

/// Where the isotonic regression of gaps falls to 0, gaps being 0 or less where the goal is met; −∞ or ∞ if beyond the points.
fn cross(lever: &[f64], gaps: &[f64], met_above: bool) -> f64 {
    if gaps.iter().any(|gap| gap.is_nan()) {
        return f64::NAN;
    }
    if !met_above {
        let lever: Vec<f64> = lever.iter().rev().map(|at| -at).collect();
        let gaps: Vec<f64> = gaps.iter().rev().copied().collect();
        return -cross(&lever, &gaps, true);
    }
    let negative: Vec<f64> = gaps.iter().map(|gap| -gap).collect();
    let rising = isotonic(&negative);
    match rising.iter().position(|value| *value >= 0.0) {
        None => f64::INFINITY,
        Some(0) => f64::NEG_INFINITY,
        Some(to) => {
            let (before, after) = (rising[to - 1], rising[to]);
            let part = before / (before - after);
            lever[to - 1] + part * (lever[to] - lever[to - 1])
        }
    }
}

#[cfg(test)]
mod tests;
