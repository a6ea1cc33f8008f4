//! From published rows to counts that a run can be held against.

use std::collections::{BTreeMap, BTreeSet};

use super::mapping::is_between;
use super::{Kind, Origin, Published, Series};
use crate::experiment::hindcast::Target;
use crate::time::{Date, plus_days};

/// Counts in the terms of the model, with what could not be used.
#[derive(Clone, Debug, Default)]
pub struct Observations {
    /// Counts by metric, origin and period.
    pub targets: Vec<Target>,
    /// Series that no metric stands for, with their number of rows.
    pub unmapped: BTreeMap<String, usize>,
    /// Which arm of the mapping each target came from, in the order of targets.
    arms: Vec<usize>,
    /// The mapping.
    pub mapping: Vec<Series>,
}

impl Observations {
    /// Why a target's count was known to a scenario's policy, if it was.
    #[must_use]
    pub fn policy_set(&self, target: &Target, scenario: &str) -> Option<&str> {
        let mut series = self
            .mapping
            .iter()
            .filter(|series| is_metric_of(series, target));
        series.find_map(|series| series.policy_set(scenario, target))
    }

    /// Position in the mapping of what the target at a position counts.
    #[must_use]
    pub fn arm(&self, index: usize) -> usize {
        self.arms[index]
    }
}

fn is_metric_of(series: &Series, target: &Target) -> bool {
    let place = target.metric.strip_prefix(&series.metric);
    place.is_some_and(|place| place.is_empty() || place.starts_with('.'))
}

/// Rows by series, place and origin as published, and period: the best of each.
struct Best<'r>(BTreeMap<[&'r str; 3], Periods<'r>>);

/// Rows by first and last day.
type Periods<'r> = BTreeMap<(Date, Date), &'r Published>;

impl<'r> Best<'r> {
    fn of(rows: &'r [Published]) -> Self {
        let mut best: BTreeMap<_, Periods> = BTreeMap::new();
        for row in rows {
            let key = [row.series.as_str(), row.place.as_str(), row.origin.as_str()];
            let periods = best.entry(key).or_default();
            let own = periods.entry((row.start, row.end)).or_insert(row);
            if kept(row) >= kept(own) {
                *own = row;
            }
        }
        Best(best)
    }

    fn periods(&self, series: &str, place: &str, origin: &str) -> Vec<(Date, Date)> {
        let rows = self.0.get(&[series, place, origin]);
        rows.map_or_else(Vec::new, |rows| rows.keys().copied().collect())
    }

    fn value(&self, series: &str, place: &str, origin: &str, period: (Date, Date)) -> Option<f64> {
        let rows = self.0.get(&[series, place, origin])?;
        rows.get(&period).map(|row| row.value)
    }
}

/// What decides between rows of one period: quality, then date of the source, then line.
#[must_use]
pub fn kept(row: &Published) -> (u8, &str, u64) {
    let quality = match row.quality.split(',').next().unwrap_or_default().trim() {
        "official" => 3,
        "read" => 2,
        "derived" => 1,
        _ => 0,
    };
    (quality, dated(&row.source), row.line)
}

/// The date in the last brackets of a source that hold one: "EFE: Mexico (COMAR) (2024-07) https://…".
fn dated(source: &str) -> &str {
    let brackets = source.rsplit('(').filter_map(|part| part.split(')').next());
    let is_date = |text: &&str| {
        text.len() >= 4
            && text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || c == '-')
    };
    brackets.into_iter().find(is_date).unwrap_or_default()
}

/// Every count that the mapping can make of some rows.
#[must_use]
pub fn derive(rows: &[Published], mapping: &[Series]) -> Observations {
    let best = Best::of(rows);
    let mut found = Observations {
        unmapped: unmapped(rows, mapping),
        mapping: mapping.to_vec(),
        ..Observations::default()
    };
    for (arm, series) in mapping.iter().enumerate() {
        let everywhere = [("all", ""), ("national", "")];
        let places: Vec<(&str, &str)> = if series.places.is_empty() {
            everywhere.to_vec()
        } else {
            let named = series.places.iter();
            named
                .map(|(own, place)| (own.as_str(), place.as_str()))
                .collect()
        };
        for (published, place) in places {
            for origin in &series.origins {
                let mut targets = counts(&best, series, published, place, origin);
                if series.rest {
                    let rest = second_halves(&targets);
                    targets.extend(rest);
                }
                targets.retain(|target| Kind::of(target).is_some());
                found.arms.extend(targets.iter().map(|_| arm));
                found.targets.extend(targets);
            }
        }
    }
    found
}

fn unmapped(rows: &[Published], mapping: &[Series]) -> BTreeMap<String, usize> {
    let known: BTreeSet<&str> = mapping.iter().flat_map(Series::names).collect();
    let mut unmapped = BTreeMap::new();
    for row in rows
        .iter()
        .filter(|row| !known.contains(row.series.as_str()))
    {
        *unmapped.entry(row.series.clone()).or_insert(0) += 1;
    }
    unmapped
}

/// The counts of one metric, place and origin.
fn counts(
    best: &Best,
    series: &Series,
    published: &str,
    place: &str,
    origin: &Origin,
) -> Vec<Target> {
    let (Some(first), Some(own)) = (series.of.first(), origin.of.first()) else {
        return Vec::new();
    };
    let count = |period: (Date, Date)| {
        let observed = value(best, series, published, origin, period)?;
        let metric = if place.is_empty() {
            series.metric.clone()
        } else {
            format!("{}.{place}", series.metric)
        };
        let target = Target {
            id: format!("{metric}.{}.{}", origin.origin, name(period)),
            metric,
            origin: origin.origin.clone(),
            period_from: period.0,
            period_to: period.1,
            observed,
            unit: series.unit.clone(),
            tolerance: None,
            source: series.source.clone(),
            note: series.definition.clone(),
        };
        let used = is_between(&target, series.from, series.to)
            && is_between(&target, origin.from, origin.to);
        used.then_some(target)
    };
    let periods = best.periods(first, published, own);
    periods.into_iter().filter_map(count).collect()
}

/// A month as `2023-07`, anything else by its last day.
fn name((from, to): (Date, Date)) -> String {
    if from.day() == 1 && to == from.last_of_month() {
        format!("{:04}-{:02}", from.year(), from.month())
    } else {
        format!("{from}-to-{to}")
    }
}

fn value(
    best: &Best,
    series: &Series,
    place: &str,
    origin: &Origin,
    period: (Date, Date),
) -> Option<f64> {
    // The first series must be there for every origin; others count as 0 where absent.
    let sum = |names: &[String]| -> Option<f64> {
        let mut sum = 0.0;
        for (index, name) in names.iter().enumerate() {
            for own in &origin.of {
                match best.value(name, place, own, period) {
                    Some(value) => sum += value,
                    None if index == 0 => return None,
                    None => {}
                }
            }
        }
        Some(sum)
    };
    let mut value = sum(&series.of)?;
    if !series.share_of.is_empty() {
        let whole = sum(&series.share_of).filter(|whole| *whole > 0.0)?;
        value /= whole;
    }
    if let Some(less) = &series.less {
        let total = best.value(&series.of[0], place, "all", period);
        let off = best.value(less, place, "all", period);
        if let (Some(total), Some(off)) = (total, off) {
            value *= (total - off) / total;
        }
    }
    Some(value)
}

/// July to December as the year less January to June.
fn second_halves(targets: &[Target]) -> Vec<Target> {
    let years = targets
        .iter()
        .filter(|target| Kind::of(target) == Some(Kind::Year));
    let rest = |year: &Target| {
        let first = targets.iter().find(|half| {
            half.period_from == year.period_from && Kind::of(half) == Some(Kind::Half)
        })?;
        let from = plus_days(first.period_to, 1);
        let observed = year.observed - first.observed;
        let half = Target {
            id: format!(
                "{}.{}.{}",
                year.metric,
                year.origin,
                name((from, year.period_to))
            ),
            period_from: from,
            observed,
            note: format!("{}: the year less January to June", year.note),
            ..year.clone()
        };
        (observed > 0.0).then_some(half)
    };
    years.filter_map(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{bundled, mapping, read};
    use super::*;
    use crate::experiment::hindcast;

    /// The rows of the gates were worked out by hand from the same file.
    #[test]
    fn the_gates_are_found_again() {
        let derived = bundled().unwrap().targets;
        let mut compared = 0;
        let mut wrong = Vec::new();
        // Other derivations of the same count, for information.
        let others = ["mexican-detention.alternative", "mexican-detention.even"];
        let gates = hindcast::targets().unwrap().into_iter();
        for gate in gates.filter(|gate| !others.contains(&gate.id.as_str())) {
            let same = derived.iter().find(|own| {
                own.metric == gate.metric
                    && own.origin == gate.origin
                    && own.period_from == gate.period_from
                    && own.period_to == gate.period_to
            });
            let Some(own) = same else {
                continue;
            };
            compared += 1;
            let rounding = if gate.unit == "share" { 0.000_51 } else { 0.51 };
            if (own.observed - gate.observed).abs() > rounding {
                wrong.push(format!(
                    "{}: {} is {}",
                    gate.id, gate.observed, own.observed
                ));
            }
        }
        assert!(compared > 500, "{compared}");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_month_of_the_gates_is_there() {
        let derived = bundled().unwrap().targets;
        let missing: Vec<String> = hindcast::targets()
            .unwrap()
            .into_iter()
            .filter(|gate| Kind::of(gate) == Some(Kind::Month))
            .filter(|gate| {
                !derived.iter().any(|own| {
                    own.metric == gate.metric
                        && own.origin == gate.origin
                        && own.period_from == gate.period_from
                })
            })
            .map(|gate| gate.id)
            .collect();
        assert_eq!(missing, Vec::<String>::new());
    }

    #[test]
    fn the_best_row_of_a_period_is_kept() {
        let text = "series,place,origin,period_start,period_end,value,unit,quality,source,note\n\
            mx.protection.applications,all,all,2022-01-01,2022-12-31,118478,p,read,La Razon (2023-01) x,\n\
            mx.protection.applications,all,all,2022-01-01,2022-12-31,119083,p,read,EFE (COMAR) (2024-07) x,\n\
            mx.protection.applications,all,all,2022-01-01,2022-12-31,1,p,derived,EFE (2025) x,\n\
            mx.protection.applications,all,all,2022-01-01,2022-06-30,58283,p,read,El Tiempo (2023-07),\n\
            mx.protection.applications,all,all,2022-01-01,2022-05-31,48981,p,read,x,\n\
            no.such.series,all,all,2022-01-01,2022-05-31,48981,p,read,x,\n";
        let found = derive(&read(text, "f").unwrap(), &mapping().unwrap());
        let values: Vec<f64> = found.targets.iter().map(|t| t.observed).collect();
        assert_eq!(values, [58283.0, 119_083.0, 60800.0]);
        assert_eq!(found.unmapped.get("no.such.series"), Some(&1));
    }
}
