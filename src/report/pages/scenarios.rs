//! The page of scenarios: what each changes, which figures that moves and by how much, and which it cannot move.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::{head, table};
use crate::analysis::headline::cell_label;
use crate::analysis::key::{self, KeyFigure};
use crate::analysis::{Answers, Comparison, words};
use crate::experiment::Results;
use crate::lever::Policy;
use crate::metric::{self, Metric};
use crate::report::answer::group_label;

use crate::scenario::{Catalogue, Diagnostics, Overrides, Scenario, bundled_names, changes, load};
use crate::setting::Setting;

/// A change below this share of the base is named as staying about the same.
const SMALL: f64 = 0.01;

/// One key figure of a scenario against its base, as measured: a row of `docs/measured/scenario-effects.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the scenario it is compared with.
    pub base: String,
    /// Name of the metric.
    pub metric: String,
    /// Statistic over the period.
    pub statistic: String,
    /// Group, or `all`.
    pub group: String,
    /// Mean of the base over futures.
    pub base_mean: f64,
    /// Difference in the futures at the 5th, 50th and 95th percentile.
    pub p05: f64,
    /// The middle future.
    pub p50: f64,
    /// The 95th percentile.
    pub p95: f64,
    /// Bounds of the 95 % interval of the mean difference.
    pub ci_low: f64,
    /// The upper one.
    pub ci_high: f64,
    /// Share of futures in which the scenario is lower.
    pub share_lower: f64,
    /// Share of futures in which nothing differs.
    pub share_tied: f64,
    /// Futures.
    pub replicates: usize,
}

impl Effect {
    /// Every key figure of every pair of an experiment.
    #[must_use]
    pub fn of(results: &Results) -> Vec<Effect> {
        let answers = Answers::of(results);
        let name = |arm: usize| results.design.arms[arm].name.clone();
        let effect = |index: usize, (figure, cell): (KeyFigure, usize)| {
            let pair = results.design.pairs[index];
            let compared: &Comparison = &answers.comparisons[index][cell];
            Effect {
                scenario: name(pair.scenario),
                base: name(pair.base),
                metric: figure.metric.to_owned(),
                statistic: figure.statistic.to_owned(),
                group: figure.group.to_owned(),
                base_mean: compared.base_mean,
                p05: compared.spread.p05,
                p50: compared.spread.p50,
                p95: compared.spread.p95,
                ci_low: compared.difference.low,
                ci_high: compared.difference.high,
                share_lower: compared.share_lower,
                share_tied: compared.share_tied,
                replicates: results.replicates.len(),
            }
        };
        let pairs = 0..results.design.pairs.len();
        pairs
            .flat_map(|index| key::figures(results).map(move |figure| (index, figure)))
            .map(|(index, figure)| effect(index, figure))
            .collect()
    }

    /// What is counted, and the record of its metric.
    fn named(&self) -> Option<(String, &'static Metric)> {
        let metric = metric::ALL.iter().find(|one| one.name == self.metric)?;
        let label = cell_label(metric, &self.statistic, group_label(&self.group));
        Some((label, metric))
    }

    fn share_higher(&self) -> f64 {
        (1.0 - self.share_lower - self.share_tied).max(0.0)
    }

    /// Size of the middle difference against the base; infinite where the base has none.
    fn relative(&self) -> f64 {
        (self.p50 / self.base_mean).abs()
    }

    fn kind(&self) -> Kind {
        if self.p50.is_nan() {
            Kind::Unknown
        } else if self.share_tied >= 1.0 {
            Kind::Unmoved
        } else if self.share_lower.max(self.share_higher()) < 0.9 {
            Kind::Open
        } else if self.relative() < SMALL {
            Kind::Small
        } else {
            Kind::Moved
        }
    }
}

/// What a measured difference allows to say.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nine futures in ten agree on the direction, and the middle one moves by a hundredth or more.
    Moved,
    /// They agree, but on less than a hundredth.
    Small,
    /// The direction depends on assumptions.
    Open,
    /// Equal in every future.
    Unmoved,
    /// Not reached, or nobody to follow.
    Unknown,
}

/// The scenario that opens the page.
const FIRST: &str = "status-quo";

/// The scenarios of the page: the status quo, those that start from it, the record; without those that verify the program.
///
/// # Errors
///
/// Problems in the embedded files, which a released program does not have.
pub fn shipped() -> Result<Vec<Scenario>, Diagnostics> {
    let names = bundled_names();
    let own = names.iter().filter(|name| !name.contains('/'));
    let mut scenarios = own
        .map(|name| load(name, &Overrides::default()))
        .collect::<Result<Vec<Scenario>, _>>()?;
    scenarios.sort_by_key(|one| (one.base().is_none() && one.name != FIRST, one.name != FIRST));
    Ok(scenarios)
}

/// The page of all scenarios, in the order given, from the measured effects.
#[must_use]
pub fn page(scenarios: &[Scenario], effects: &[Effect], catalogue: &Catalogue) -> String {
    let futures = effects.first().map_or(0, |effect| effect.replicates);
    let mut page = head(
        "Scenarios",
        &format!(
            "Every scenario that comes with Garita: what it changes, which key figures that moves and by how much, and which it cannot move. \
             Differences are paired, to the scenario named, over the whole run, from {futures} simulated futures with seed 1; the first number is the middle \
             future, the range holds 90 % of futures, and the interval is the error of the mean. They hold under the model's assumptions. \
             Measured by `cargo run --release --example scenario_effects`; `garita compare BASE SCENARIO` gives the rest."
        ),
    );
    for scenario in scenarios {
        let own: Vec<&Effect> = effects
            .iter()
            .filter(|effect| effect.scenario == scenario.name)
            .collect();
        page += &section(scenario, &own, catalogue);
    }
    page
}

fn section(scenario: &Scenario, effects: &[&Effect], catalogue: &Catalogue) -> String {
    let mut text = format!(
        "## {}\n\n`{}` · {} to {}\n\n{}\n\n",
        scenario.title,
        scenario.name,
        words::date(scenario.start),
        words::date(scenario.end),
        scenario.summary.trim().replace('\n', " "),
    );
    if let Some(base) = scenario.origin() {
        let _ = writeln!(text, "Against `{}`:\n", base.name);
        for change in changes(scenario, base) {
            let _ = writeln!(text, "- {change}");
        }
        text.push('\n');
    }
    text += &cited(scenario, catalogue);
    text += &moved(effects);
    text
}

/// The publications on which the settings that the scenario moves rest.
fn cited(scenario: &Scenario, catalogue: &Catalogue) -> String {
    let nothing_done = Policy::reference(&catalogue.levers, &scenario.world);
    let theirs = scenario.origin().map_or(&nothing_done, |base| &base.policy);
    let mut keys: Vec<&str> = Vec::new();
    for &setting in Setting::ALL {
        let ours = scenario.policy.setting(setting);
        let is_moved = theirs.setting(setting).schedules != ours.schedules;
        if is_moved && ours.source != "assumption" && !keys.contains(&ours.source.as_str()) {
            keys.push(&ours.source);
        }
    }
    let sources = keys.iter().filter_map(|key| catalogue.source(key));
    let cited: Vec<String> = sources
        .map(|source| {
            let title = format!("{}, *{}*", source.publisher, source.title);
            if source.url.is_empty() {
                title
            } else {
                format!("[{title}]({})", source.url)
            }
        })
        .collect();
    if cited.is_empty() {
        return "Sources: none; every value is a design choice, explained in the file.\n\n"
            .to_owned();
    }
    format!(
        "Sources: {}. Other values are design choices, explained in the file.\n\n",
        cited.join("; ")
    )
}

/// Which figures move, which do not, and which may go either way.
fn moved(effects: &[&Effect]) -> String {
    if effects.is_empty() {
        return String::new();
    }
    let mut large = of_kind(effects, Kind::Moved);
    large.sort_by(|a, b| b.relative().total_cmp(&a.relative()));
    let mut text = String::new();
    if let Some((label, size)) = large.first().and_then(|effect| lead(effect)) {
        let _ = writeln!(
            text,
            "**It moves most**: {}, {size}.\n",
            words::lower_first(&label)
        );
    }
    text += &table(
        &[
            "Key figure",
            "Level",
            "Middle future",
            "90 % of futures",
            "95 % interval of the mean",
        ],
        large.iter().filter_map(|effect| row(effect)),
    );
    text.push('\n');
    for (kind, opening) in [
        (Kind::Small, "By less than 1 %"),
        (Kind::Open, "Direction depends on assumptions"),
        (Kind::Unmoved, "It cannot move"),
        (Kind::Unknown, "Not reached, or nobody to follow"),
    ] {
        let labels: Vec<String> = of_kind(effects, kind)
            .iter()
            .filter_map(|effect| effect.named())
            .map(|(label, _)| words::lower_first(&label))
            .collect();
        if !labels.is_empty() {
            let _ = writeln!(text, "{opening}: {}.\n", words::list(&labels));
        }
    }
    text
}

fn of_kind<'a>(effects: &[&'a Effect], kind: Kind) -> Vec<&'a Effect> {
    effects
        .iter()
        .copied()
        .filter(|effect| effect.kind() == kind)
        .collect()
}

fn lead(effect: &Effect) -> Option<(String, String)> {
    let (label, metric) = effect.named()?;
    let change = words::change(metric, &label).of(effect.p50);
    let amount = words::gap(effect.p50.abs(), metric);
    let percent = words::number(100.0 * effect.relative(), 0);
    let size = if effect.relative().is_finite() {
        format!("{amount} {change} in the middle future, {percent} % of the level")
    } else {
        format!("{amount} {change} in the middle future, from none")
    };
    Some((label, size))
}

fn row(effect: &Effect) -> Option<Vec<String>> {
    let (label, metric) = effect.named()?;
    let signed = |value: f64| {
        let text = words::gap(value, metric);
        if value > 0.0 {
            format!("+{text}")
        } else {
            text
        }
    };
    Some(vec![
        label,
        words::quantity(effect.base_mean, metric),
        signed(effect.p50),
        format!("{} to {}", signed(effect.p05), signed(effect.p95)),
        format!("{} to {}", signed(effect.ci_low), signed(effect.ci_high)),
    ])
}
