//! Holding what is required against what was found.

use super::runs::{Runs, Samples, Wanted};
use super::{Check, Demand, Direction, Verdict};
use crate::analysis::compare::differences;
use crate::analysis::words::{gap, number, quantity, share};
use crate::analysis::{Estimate, Spread};
use crate::experiment::hindcast::Target;
use crate::metric::Metric;
use crate::scenario::words;
use crate::stats::proportion_interval;

/// What was found, and whether it is what was required.
type Found = (String, bool);

/// The verdict on a check.
pub fn judge(check: &Check, runs: &Runs, samples: &Samples) -> Verdict {
    let (found, passes) = match &check.demand {
        Demand::Range {
            metric,
            values,
            low,
            high,
            share,
            ..
        } => range(metric, values, [*low, *high], *share, samples),
        Demand::Conservation { run } => conservation(*run, runs, samples),
        Demand::Monotonicity {
            metric,
            values,
            direction,
            ..
        } => monotonicity(metric, values, *direction, samples),
        Demand::Agreement {
            run,
            points,
            within,
            covered,
        } => {
            let counts = points
                .iter()
                .map(|&at| (&runs.targets(*run)[at], samples.counts(*run, at)));
            agreement(counts, *within, *covered)
        }
    };
    Verdict {
        name: check.name.clone(),
        required: required(check, runs),
        found,
        passes,
    }
}

/// What a check requires, in words.
pub fn required(check: &Check, runs: &Runs) -> String {
    let demand = match &check.demand {
        Demand::Range {
            metric,
            subject,
            low,
            high,
            share,
            ..
        } => format!(
            "{subject} {} in {}",
            bounds(metric, *low, *high),
            futures(*share)
        ),
        Demand::Conservation { .. } => "nobody lost or counted twice on any day".to_owned(),
        Demand::Monotonicity {
            subject,
            what,
            steps,
            direction,
            ..
        } => format!("{subject} {}", course(what, steps, *direction)),
        Demand::Agreement {
            run,
            points,
            within,
            covered,
        } => {
            let targets = points.iter().map(|&at| &runs.targets(*run)[at]);
            near(targets, *within, *covered)
        }
    };
    format!("{demand} [{}]", check.scenario)
}

/// "falls as crossing.detection goes 0.5 → 0.7".
fn course(what: &str, steps: &[f64], direction: Direction) -> String {
    let steps: Vec<String> = steps.iter().map(|step| words::number(*step)).collect();
    let word = match direction {
        Direction::Fewer => "falls",
        Direction::More => "rises",
        Direction::Same => "stays the same",
    };
    format!("{word} as {what} goes {}", steps.join(" → "))
}

/// "encounters (1 count): median within 15 %".
fn near<'t>(
    targets: impl Iterator<Item = &'t Target>,
    within: Option<f64>,
    covered: Option<f64>,
) -> String {
    let metrics: Vec<&str> = targets.map(|target| target.metric.as_str()).collect();
    let one = metrics.windows(2).all(|pair| pair[0] == pair[1]);
    let further = if one { "" } else { " and others" };
    let within = within.map(|within| format!("median within {}", share_words(within)));
    let covered =
        covered.map(|covered| format!("{} inside the 90 % range of futures", share_words(covered)));
    let parts: Vec<String> = within.into_iter().chain(covered).collect();
    let counts = plural(metrics.len(), "count");
    let first = metrics.first().copied().unwrap_or_default();
    format!("{first}{further} ({counts}): {}", parts.join(", "))
}

fn plural(count: usize, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

fn share_words(share: f64) -> String {
    format!("{} %", words::number(100.0 * share))
}

fn futures(share: f64) -> String {
    if share >= 1.0 {
        "every future".to_owned()
    } else {
        format!("{} of futures", share_words(share))
    }
}

/// "from 1 to 2", "at least 1" or "at most 2", in the metric's unit.
pub fn bounds(metric: &Metric, low: f64, high: f64) -> String {
    let limit = |value: f64| match metric.unit {
        unit if unit.starts_with("share") => share_words(value),
        unit @ ("days" | "USD") => format!("{} {unit}", words::number(value)),
        _ => words::number(value),
    };
    match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("from {} to {}", limit(low), limit(high)),
        (true, false) => format!("at least {}", limit(low)),
        _ => format!("at most {}", limit(high)),
    }
}

/// Every value inside the bounds, in a share of futures.
fn range(
    metric: &Metric,
    values: &[Wanted],
    [low, high]: [f64; 2],
    required: f64,
    samples: &Samples,
) -> Found {
    let mut inside = vec![true; samples.len()];
    let (mut lowest, mut highest) = ((f64::INFINITY, ""), (f64::NEG_INFINITY, ""));
    let mut missing = false;
    for wanted in values {
        for (future, [min, max]) in samples.extremes(wanted).into_iter().enumerate() {
            inside[future] &= min >= low && max <= high;
            missing |= min.is_nan();
            if min < lowest.0 {
                lowest = (min, &wanted.label);
            }
            if max > highest.0 {
                highest = (max, &wanted.label);
            }
        }
    }
    let hits = inside.iter().filter(|inside| **inside).count();
    let interval = proportion_interval(hits as u64, inside.len() as u64);
    let extreme = |(value, label): (f64, &str)| {
        let value = if value.is_finite() { value } else { f64::NAN };
        let place = if label.is_empty() {
            String::new()
        } else {
            format!(" ({label})")
        };
        format!("{}{place}", quantity(value, metric))
    };
    let found = format!(
        "{} to {}{}; inside in {hits} of {} futures ({} to {})",
        extreme(lowest),
        extreme(highest),
        if missing { ", not reached in some" } else { "" },
        inside.len(),
        share(interval.low),
        share(interval.high),
    );
    (found, interval.estimate >= required - 1e-9)
}

fn conservation(run: usize, runs: &Runs, samples: &Samples) -> Found {
    let mut lost = samples.lost(run);
    let Some(first) = lost.next() else {
        let days = runs.scenario(run).days();
        return (
            format!("balanced on {days} days in {} futures", samples.len()),
            true,
        );
    };
    (
        format!(
            "{first} (in {} of {} futures)",
            lost.count() + 1,
            samples.len()
        ),
        false,
    )
}

/// Each step moves the mean one way: the 95 % interval of the paired difference leaves out zero.
fn monotonicity(
    metric: &Metric,
    values: &[Wanted],
    direction: Direction,
    samples: &Samples,
) -> Found {
    let column = |wanted: &Wanted| -> Vec<f64> {
        samples
            .extremes(wanted)
            .into_iter()
            .map(|[value, _]| value)
            .collect()
    };
    let steps = values
        .windows(2)
        .map(|pair| differences(&column(&pair[0]), &column(&pair[1])));
    let mut passes = true;
    let mut found = Vec::new();
    for step in steps {
        let Estimate { mean, low, high } = Estimate::of(&step, &[]);
        passes &= match direction {
            Direction::Fewer => high < 0.0,
            Direction::More => low > 0.0,
            // Missing in both is the same, too.
            Direction::Same => step.iter().all(|difference| *difference == 0.0),
        };
        found.push(format!(
            "{} ({} to {})",
            gap(mean, metric),
            gap(low, metric),
            gap(high, metric)
        ));
    }
    (found.join("; "), passes)
}

/// The median near every count, and a share of the counts inside the range of futures.
fn agreement<'t>(
    counts: impl Iterator<Item = (&'t Target, Vec<f64>)>,
    within: Option<f64>,
    covered: Option<f64>,
) -> Found {
    let (mut ratios, mut inside, mut ranges) = (Vec::new(), 0, Vec::new());
    for (target, values) in counts {
        let Spread { p05, p50, p95, .. } = Spread::of(&values);
        ratios.push(p50 / target.observed);
        inside += usize::from((p05..=p95).contains(&target.observed));
        ranges.push([p05 / target.observed, p95 / target.observed]);
    }
    let near = within.is_none_or(|within| ratios.iter().all(|ratio| (ratio - 1.0).abs() <= within));
    let enough =
        covered.is_none_or(|covered| inside as f64 >= covered * ratios.len() as f64 - 1e-9);
    let ratio = |value: f64| number(value, 2);
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ratios.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let found = match (&ratios[..], &ranges[..]) {
        ([only], [[low, high]]) => format!(
            "simulated ÷ published {} (90 % of futures {} to {})",
            ratio(*only),
            ratio(*low),
            ratio(*high)
        ),
        _ => format!(
            "simulated ÷ published from {} to {}",
            ratio(least),
            ratio(most)
        ),
    };
    let covered = format!("{inside} of {} inside the 90 % range", ratios.len());
    (format!("{found}; {covered}"), near && enough)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::runs::Sample;

    #[test]
    fn a_day_on_which_somebody_is_lost_fails() {
        let sample = |lost: Option<&str>| {
            let sample = Sample {
                lost: lost.map(str::to_owned),
                ..Sample::default()
            };
            vec![sample]
        };
        let samples = Samples {
            replicates: vec![sample(None), sample(Some("two are missing"))],
        };
        let (found, passes) = conservation(0, &Runs::default(), &samples);
        assert_eq!(found, "two are missing (in 1 of 2 futures)");
        assert!(!passes);
    }

    #[test]
    fn a_value_that_is_never_reached_is_outside() {
        let future = |value: f64| {
            vec![Sample {
                values: vec![[value; 2]],
                ..Sample::default()
            }]
        };
        let samples = Samples {
            replicates: vec![future(1.0), future(f64::NAN)],
        };
        let wanted = Wanted {
            run: 0,
            at: 0,
            label: String::new(),
        };
        let metric = &crate::metric::ALL[0];
        let judge = |share| {
            range(
                metric,
                std::slice::from_ref(&wanted),
                [0.0, 2.0],
                share,
                &samples,
            )
        };
        assert!(!judge(1.0).1);
        let (found, passes) = judge(0.5);
        assert!(
            passes && found.contains("not reached in some; inside in 1 of 2"),
            "{found}"
        );
    }

    /// Differences −2, −1, −3: mean −2, t for 2 degrees 4.3027, s = 1: the interval is −4.48 to 0.48.
    #[test]
    fn a_step_within_chance_fails() {
        let future = |before: f64, after: f64| {
            vec![Sample {
                values: vec![[before; 2], [after; 2]],
                ..Sample::default()
            }]
        };
        let wanted = [0, 1].map(|at| Wanted {
            run: 0,
            at,
            label: String::new(),
        });
        let metric = &crate::metric::ALL[0];
        let few = vec![future(9.0, 7.0), future(9.0, 8.0), future(9.0, 6.0)];
        let samples = |replicates| Samples { replicates };
        let judge =
            |direction, samples: &Samples| monotonicity(metric, &wanted, direction, samples).1;
        let few = samples(few);
        assert!(!judge(Direction::Fewer, &few) && !judge(Direction::More, &few));
        let sure = samples(vec![
            future(9.0, 7.0),
            future(9.0, 8.0),
            future(9.0, 7.0),
            future(9.0, 7.0),
        ]);
        assert!(judge(Direction::Fewer, &sure) && !judge(Direction::More, &sure));
        assert!(!judge(Direction::Same, &sure));
        let still = samples(vec![future(9.0, 9.0), future(4.0, 4.0)]);
        assert!(judge(Direction::Same, &still) && !judge(Direction::Fewer, &still));
    }
}
