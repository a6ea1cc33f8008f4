//! Which published series stand for which metric: `data/observations.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::experiment::hindcast::Target;
use crate::time::Date;

/// One metric with the series that it is derived from; the file says what each field means.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Series {
    /// Metric, without place.
    pub metric: String,
    /// Series that are added up.
    pub of: Vec<String>,
    /// Series whose sum divides them.
    #[serde(default)]
    pub share_of: Vec<String>,
    /// Series taken off in proportion.
    pub less: Option<String>,
    /// Unit of the count.
    pub unit: String,
    /// Key of the source.
    pub source: String,
    /// What is counted.
    pub definition: String,
    /// What to keep in mind.
    pub caveats: String,
    /// Origins of the model and of the file.
    pub origins: Vec<Origin>,
    /// Published place to place of the model; empty for counts without place.
    #[serde(default)]
    pub places: BTreeMap<String, String>,
    /// Whether second halves are formed as the year less the first half.
    #[serde(default)]
    pub rest: bool,
    /// First period used.
    pub from: Option<Date>,
    /// Last period used.
    pub to: Option<Date>,
    /// Scenarios whose policy was set from these counts.
    #[serde(default)]
    pub policy_set: Vec<PolicySet>,
}

/// An origin of the model, or several pooled, and the file's origins that make it up.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Origin {
    /// The model's, several joined by `+`.
    pub origin: String,
    /// The file's.
    pub of: Vec<String>,
    /// First period used.
    pub from: Option<Date>,
    /// Last period used.
    pub to: Option<Date>,
}

/// A scenario whose dated policy was set from the counts that it would be scored against.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PolicySet {
    /// Name of the scenario.
    pub scenario: String,
    /// Origin; all if none.
    pub origin: Option<String>,
    /// First period concerned.
    pub from: Option<Date>,
    /// Last period concerned.
    pub to: Option<Date>,
    /// What was set, in words.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mapping {
    series: Vec<Series>,
}

const TEXT: &str = include_str!("../../data/observations.toml");

/// Every metric that has published series.
///
/// # Errors
/// If the embedded file cannot be read (a test makes sure that it can).
pub fn mapping() -> Result<Vec<Series>, String> {
    let mapping: Mapping =
        toml::from_str(TEXT).map_err(|error| format!("data/observations.toml: {error}"))?;
    Ok(mapping.series)
}

impl Series {
    /// Names of all series that are read.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let all = self.of.iter().chain(&self.share_of).chain(&self.less);
        all.map(String::as_str)
    }

    /// What a scenario's policy was set from, if a target of this metric is such a count.
    #[must_use]
    pub fn policy_set(&self, scenario: &str, target: &Target) -> Option<&str> {
        let concerned = |set: &&PolicySet| {
            set.scenario == scenario
                && set.origin.as_ref().is_none_or(|own| *own == target.origin)
                && is_between(target, set.from, set.to)
        };
        self.policy_set
            .iter()
            .find(concerned)
            .map(|set| set.why.as_str())
    }
}

/// Whether a target's period lies between two days, where they are given.
pub(super) fn is_between(target: &Target, from: Option<Date>, to: Option<Date>) -> bool {
    from.is_none_or(|from| target.period_from >= from) && to.is_none_or(|to| target.period_to <= to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::hindcast;
    use crate::scenario::{bundled_names, catalogue, load};

    /// Metrics, sources, origins, places and scenarios that are named exist.
    #[test]
    fn every_name_is_known() {
        let world = load("status-quo", &crate::scenario::Overrides::default())
            .unwrap()
            .world;
        let metrics = hindcast::metrics(&world);
        let sources = &catalogue().unwrap().sources;
        for series in mapping().unwrap() {
            let places: Vec<String> = if series.places.is_empty() {
                vec![series.metric.clone()]
            } else {
                let places = series.places.values();
                places
                    .map(|place| format!("{}.{place}", series.metric))
                    .collect()
            };
            for metric in places {
                assert!(metrics.contains(&metric), "{metric}");
            }
            assert!(
                sources.iter().any(|source| source.key == series.source),
                "{}",
                series.source
            );
            for origin in series.origins.iter().flat_map(|one| one.origin.split('+')) {
                assert!(
                    origin == "all" || world.origin(origin).is_some(),
                    "{origin}"
                );
            }
            for set in &series.policy_set {
                assert!(bundled_names().contains(&set.scenario), "{}", set.scenario);
            }
        }
    }
}
