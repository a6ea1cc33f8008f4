//! The chart of packages at growing size: each key figure against the outlay that it takes.

use super::answer::group_label;
use super::figures::{interval, maker_version, publishers};
use crate::analysis::dose::{Dose, Package, Response, response};
use crate::analysis::headline::cell_label;
use crate::analysis::words;
use crate::chart::{
    Body, Compared, Figure, Provenance, TradeOff, TradePanel, TradePath, TradePoint,
};
use crate::experiment::Results;
use crate::metric::{self, Metric};
use crate::parameter::Parameter;
use crate::scenario::Source;
use crate::text::say;

/// What the chart is made from.
pub struct Doses<'a> {
    /// Results of every package at every size.
    pub results: &'a Results,
    /// Position of the arm that differences are taken to.
    pub base: usize,
    /// The packages.
    pub packages: &'a [Package],
    /// Remarks on settings that could not grow with their package.
    pub remarks: &'a [String],
}

/// One panel per key figure; differences to the base in the same futures, both ways.
#[must_use]
pub fn figure(doses: &Doses) -> Figure {
    let (panels, left_out): (Vec<TradePanel>, Vec<TradePanel>) =
        panels(doses).into_iter().partition(|panel| {
            panel
                .paths
                .iter()
                .flat_map(|path| &path.points)
                .all(is_known)
        });
    let titles: Vec<&str> = doses.packages.iter().map(|one| say(&one.title)).collect();
    let design = &doses.results.design;
    let base = say(&design.arms[doses.base].title);
    let planned = |(index, package): (usize, &Package)| {
        let whole = package.doses.iter().find(|dose| is_whole(dose))?;
        Some((index, whole.planned * 1e-6))
    };
    let planned = doses.packages.iter().enumerate().filter_map(planned);
    Figure {
        title: say("Key figures against public outlay, as packages of levers grow").to_owned(),
        subtitle: tell!(
            "{packages}: differences to {base} in the same {futures} simulated futures, {from} to {to}",
            packages = words::list(&titles),
            base,
            futures = doses.results.replicates.len(),
            from = words::date(design.start),
            to = words::date(design.end())
        ),
        scenarios: Compared::list(&titles, None),
        body: Body::TradeOff(TradeOff {
            across: say("public outlay, million USD, difference").to_owned(),
            planned: planned.collect(),
            panels,
        }),
        notes: notes(doses, &left_out),
    }
}

fn is_known(point: &TradePoint) -> bool {
    point.across.p50.is_finite() && point.upward.p50.is_finite()
}

#[allow(clippy::float_cmp)] // the package itself, to the last bit
fn is_whole(dose: &Dose) -> bool {
    dose.size == 1.0
}

/// One panel for each key figure, with a path for each package.
fn panels(doses: &Doses) -> Vec<TradePanel> {
    let responses: Vec<Vec<(Dose, Response)>> = doses
        .packages
        .iter()
        .map(|package| {
            let of = |dose: &Dose| Some((*dose, response(doses.results, doses.base, *dose)?));
            package.doses.iter().filter_map(of).collect()
        })
        .collect();
    let figures = crate::analysis::dose::figures(doses.results).enumerate();
    figures
        .map(|(row, (figure, cell))| {
            let metric = &metric::ALL[doses.results.cells[cell].metric];
            let path = |(scenario, doses): (usize, &Vec<(Dose, Response)>)| TradePath {
                scenario,
                points: doses
                    .iter()
                    .map(|(dose, one)| point(*dose, one, row, metric))
                    .collect(),
            };
            let level = crate::analysis::Spread::of(&doses.results.column(doses.base, cell));
            TradePanel {
                title: cell_label(metric, figure.statistic, group_label(figure.group)),
                unit: format!(
                    "{}; {} {}",
                    unit(metric),
                    say(&doses.results.design.arms[doses.base].title),
                    words::quantity(level.p50, metric)
                ),
                paths: responses.iter().enumerate().map(path).collect(),
            }
        })
        .collect()
}

fn point(dose: Dose, response: &Response, row: usize, metric: &Metric) -> TradePoint {
    let (_, _, compared) = &response.figures[row];
    TradePoint {
        label: format!("{}\u{202f}%", words::number(dose.size * 100.0, 0)),
        across: interval(&response.outlay.spread, 1e-6),
        upward: interval(&compared.spread, factor(metric)),
    }
}

fn factor(metric: &Metric) -> f64 {
    match metric.unit {
        "USD" => 1e-6,
        unit if unit.starts_with("share") => 100.0,
        _ => 1.0,
    }
}

fn unit(metric: &Metric) -> String {
    match metric.unit {
        "USD" => say("million USD").to_owned(),
        unit if unit.starts_with("share") => say("percentage points").to_owned(),
        unit => say(unit).to_owned(),
    }
}

fn notes(doses: &Doses, left_out: &[TradePanel]) -> Vec<String> {
    let mut notes = vec![
        say("Dots: medians over futures of the difference, for each size of a package (100 % is the package itself); lines through dots: 90 % of futures. Outlay is what the simulation spends, all public payers; planned outlay is what the levers would cost if used as planned, at median unit costs of 2023.").to_owned(),
    ];
    notes.extend(doses.remarks.iter().cloned());
    if !left_out.is_empty() {
        let titles: Vec<String> = left_out
            .iter()
            .map(|panel| words::lower_first(&panel.title))
            .collect();
        notes.push(tell!(
            "Not drawn, because some futures never reach a value: {figures}.",
            figures = words::list(&titles)
        ));
    }
    notes
}

/// What made the chart.
#[must_use]
pub fn provenance(
    results: &Results,
    command: &[String],
    result_hash: &str,
    parameters: &[Parameter],
    sources: &[Source],
) -> Provenance {
    let design = &results.design;
    Provenance {
        version: maker_version(),
        command: crate::text::typed(command),
        scenarios: design.arms.iter().map(|arm| arm.name.clone()).collect(),
        replicates: results.replicates.len() as u64,
        seed: design.seed,
        policy: String::new(),
        sources: publishers(
            parameters,
            sources,
            say("the assumptions of either package"),
        ),
        edited: false,
        extra: vec![("result".to_owned(), format!("sha256:{result_hash}"))],
    }
    .spoken()
}
