//! The charts of a calibration.

use super::{Calibrated, metric_label, most_informed, range, stem};
use crate::analysis::words::{self, capital_first};
use crate::calibrate::Fitted;
use crate::calibrate::findings::{CountRow, InputRow, Three, family};
use crate::chart::{
    Body, Compared, Count, Counted, CountedPanel, Figure, Interval, Pairs, Provenance, RangeRow,
    Ranges, Role,
};
use crate::export::manifest::{COMMIT, VERSION};
use crate::scenario::Source;
use crate::world::World;

/// Inputs in the chart of pairs.
const PAIRED: usize = 6;
/// Inputs drawn at most in the chart of ranges.
const DRAWN: usize = 25;
/// The charts with their file names.
#[must_use]
pub fn figures(calibrated: &Calibrated) -> Vec<(String, Figure)> {
    let mut figures = vec![
        ("inputs".to_owned(), inputs_figure(calibrated)),
        ("pairs".to_owned(), pairs_figure(calibrated)),
    ];
    figures.extend(
        calibrated
            .findings
            .metrics()
            .into_iter()
            .map(|metric| (stem(metric), counts_figure(calibrated, metric))),
    );
    figures
}

fn figure(calibrated: &Calibrated, title: &str, subtitle: &str, body: Body) -> Figure {
    let series = |label: &str, role| Compared {
        label: label.to_owned(),
        role,
    };
    let settings = calibrated.settings;
    Figure {
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        scenarios: vec![
            series("before the counts are seen", Role::Reference),
            series("after", Role::Scenario(0)),
        ],
        body,
        notes: vec![format!(
            "Calibration {}: fitted to published counts, {} to {}.",
            calibrated.name,
            words::date(settings.from),
            words::date(settings.to)
        )],
    }
}

fn inputs_figure(calibrated: &Calibrated) -> Figure {
    let most = most_informed(calibrated.findings);
    let detail = |row: &InputRow| {
        let facts = format!("{}; before: {}", row.unit, range(&row.before));
        if row.cell.is_empty() {
            facts
        } else {
            format!("{}; {facts}", row.cell)
        }
    };
    let row = |row: &&InputRow| RangeRow {
        label: row.name.clone(),
        detail: detail(row),
        words: range(&row.after),
        before: interval_of(&row.scores_before),
        after: interval_of(&row.scores_after),
    };
    let parameters = most.iter().filter(|row| !row.is_step());
    let rows: Vec<RangeRow> = parameters.take(DRAWN).map(row).collect();
    let subtitle = format!(
        "The {} inputs that the counts narrow most: 90\u{202f}% of their range before, 90\u{202f}% of the fits after, and the middle of the fits",
        rows.len()
    );
    let body = Ranges {
        unit: "Position in the range: 0 is its middle, one step a standard deviation".to_owned(),
        rows,
    };
    figure(
        calibrated,
        "What published counts say of uncertain inputs",
        &subtitle,
        Body::Ranges(body),
    )
}

fn pairs_figure(calibrated: &Calibrated) -> Figure {
    let mut rows = most_informed(calibrated.findings);
    rows.retain(|row| !row.is_step());
    rows.truncate(PAIRED);
    let Fitted {
        prior, calibration, ..
    } = calibrated.fitted;
    let position = |row: &&InputRow| prior.inputs().position(|input| *input == row.input);
    let places: Vec<usize> = rows.iter().filter_map(position).collect();
    let body = Pairs {
        inputs: rows.iter().map(|row| row.label()).collect(),
        before: places.iter().map(|&index| prior.scores(index)).collect(),
        after: places
            .iter()
            .map(|&index| calibration.scores(index))
            .collect(),
    };
    let subtitle = "The inputs that the counts narrow most, in standard deviations of their range: one point a member below the diagonal, rank correlation of the fits above it";
    figure(
        calibrated,
        "How fitted inputs hang together",
        subtitle,
        Body::Pairs(body),
    )
}

fn counts_figure(calibrated: &Calibrated, metric: &str) -> Figure {
    let world = &calibrated.settings.scenario.world;
    let mut panels: Vec<CountedPanel> = Vec::new();
    let mut unit = String::new();
    for row in calibrated.findings.of_metric(metric) {
        let title = panel_title(row, world);
        unit.clone_from(&row.target.unit);
        let count = count(row);
        match panels.iter_mut().find(|panel| panel.title == title) {
            Some(panel) => panel.counts.push(count),
            None => panels.push(CountedPanel {
                title,
                counts: vec![count],
            }),
        }
    }
    let subtitle = "Published counts on the range of what was simulated of them: 90\u{202f}% of members and their median; what lies above a scale is cut off";
    let body = Counted {
        unit: capital_first(&unit),
        panels,
    };
    figure(
        calibrated,
        &metric_label(metric),
        subtitle,
        Body::Counted(body),
    )
}

fn count(row: &CountRow) -> Count {
    Count {
        from: row.target.period_from,
        to: row.target.period_to,
        published: row.target.observed,
        error: row.published_range(),
        before: interval_of(&row.before),
        after: interval_of(&row.after),
    }
}

/// "Venezuela", "released", "Tijuana": what tells a count from others of its metric.
fn panel_title(row: &CountRow, world: &World) -> String {
    let origin = |name: &str| {
        world.origin(name).map_or_else(
            || name.to_owned(),
            |index| world.origins[index].label.clone(),
        )
    };
    let origins: Vec<String> = row.target.origin.split('+').map(origin).collect();
    let whose = if row.target.origin == "all" {
        "all origins".to_owned()
    } else {
        origins.join(" and ")
    };
    let part = row.target.metric.strip_prefix(family(&row.target.metric));
    let part = part
        .unwrap_or_default()
        .trim_start_matches('.')
        .replace('-', " ");
    let part = match part.as_str() {
        "border" => "all border cities".to_owned(),
        "all" => "everywhere".to_owned(),
        _ => part,
    };
    let part = world
        .place(&part.replace(' ', "-"))
        .map_or(part, |index| world.places[index].label.clone());
    match (part.as_str(), row.target.origin.as_str()) {
        ("", _) => capital_first(&whose),
        (_, "all") => capital_first(&part),
        _ => format!("{}, {whose}", capital_first(&part)),
    }
}

fn interval_of(values: &Three) -> Interval {
    Interval::new(values[0], values[1], values[2])
}

/// Where the charts come from.
#[must_use]
pub fn provenance(
    calibrated: &Calibrated,
    command: &[String],
    hash: &str,
    sources: &[Source],
) -> Provenance {
    let settings = calibrated.settings;
    let mut publishers: Vec<String> = Vec::new();
    for target in &calibrated.fitted.targets {
        let source = sources.iter().find(|source| source.key == target.source);
        let publisher = source.map_or(&target.source, |source| &source.publisher);
        if !publishers.contains(publisher) {
            publishers.push(publisher.clone());
        }
    }
    Provenance {
        version: COMMIT.map_or_else(
            || VERSION.to_owned(),
            |commit| format!("{VERSION} ({commit})"),
        ),
        command: crate::text::typed(command),
        scenarios: vec![settings.scenario.name.clone()],
        replicates: settings.members,
        seed: settings.seed,
        policy: String::new(),
        sources: publishers,
        edited: false,
        extra: vec![("result".to_owned(), format!("sha256:{hash}"))],
    }
}
