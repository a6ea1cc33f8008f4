//! A panel per scenario on one scale, with the reference behind it: for more scenarios than can share a panel.

use super::canvas::{Align, Pen, Type};
use super::dress::Dress;
use super::fan;
use super::figure::{Compared, Days, Panel, Spread};
use super::font::{self, Weight};
use super::number::{self, Ticks, to_f64};
use super::page::Page;
use super::plot::{self, Plot};
use super::theme::Role;

/// Height of a plot.
const HEIGHT: f64 = 132.0;
/// Free room right of a plot.
const GAP: f64 = 40.0;

/// Whether numbers are levels or differences.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Level,
    Difference,
}

/// The panels of one measure, row by row, under their heading.
pub(super) fn draw(page: &mut Page, scenarios: &[Compared], panel: &Panel, time: Days, kind: Kind) {
    page.y += page.heading(page.left, page.right - page.left, &panel.title, &panel.unit);
    let ticks = match kind {
        Kind::Level => Ticks::covering(0.0, plot::highest(panel), 3),
        Kind::Difference => fan::plus(Ticks::covering(
            plot::lowest(panel),
            plot::highest(panel),
            3,
        )),
    };
    let columns = columns(panel.series.len());
    let gutter = fan::tick_room(page, &ticks);
    let cell = (page.right - page.left - gutter) / to_f64(columns);
    let behind = behind(scenarios, panel, kind);
    for row in panel.series.chunks(columns) {
        let top = page.y + page.theme.sizes.label * 2.7 + 10.0;
        for (index, series) in row.iter().enumerate() {
            let left = page.left + gutter + cell * to_f64(index);
            let right = left + cell - GAP;
            name(page, scenarios, series, (left, right), kind);
            let plot = Plot::new(
                [left, top, right, top + HEIGHT],
                plot::day_range(time),
                ticks.span(),
            );
            if index == 0 {
                plot.value_axis(page, &ticks);
            } else {
                plot.grid(page, &ticks);
            }
            one(page, &plot, scenarios, series, behind);
            plot.time_axis(page, time);
        }
        page.y = top + HEIGHT + page.theme.sizes.tick * 2.6 + 20.0;
    }
}

/// Panels in a row: as even as can be, four at most.
fn columns(count: usize) -> usize {
    match count {
        0 | 1 => 1,
        2 | 3 | 5 | 6 | 9 => count.min(3),
        _ => 4,
    }
}

/// What stands behind every panel of levels: the reference, else the first scenario.
fn behind<'a>(scenarios: &[Compared], panel: &'a Panel, kind: Kind) -> Option<&'a Spread> {
    let is_reference = |series: &&Spread| plot::role(scenarios, series.scenario) == Role::Reference;
    let found = panel.series.iter().find(is_reference);
    found
        .or(panel.series.first())
        .filter(|_| kind == Kind::Level)
}

/// The scenario, and its last day below.
fn name(
    page: &mut Page,
    scenarios: &[Compared],
    series: &Spread,
    (left, right): (f64, f64),
    kind: Kind,
) {
    let style = page.role_type(plot::role(scenarios, series.scenario));
    let label = plot::label(scenarios, series.scenario);
    let label = font::shorten(label, style.size, style.weight, right - left + GAP - 10.0);
    let y = page.y + style.size * 1.2;
    page.canvas.text((left, y), Align::Left, &label, style);
    let small = page.tick_type();
    let bold = Type::new(small.size, Weight::SemiBold, page.theme.ink);
    let Some(last) = plot::last_day(series) else {
        return;
    };
    let print = |value: f64| fan::end_number(value, kind == Kind::Difference);
    let y = y + small.size * 1.45;
    let width = page
        .canvas
        .text((left, y), Align::Left, &print(last.p50), bold);
    let range = number::range(&print(last.p05), &print(last.p95));
    let range = format!("({range})");
    if width + 6.0 + small.width(&range) < right - left + GAP - 10.0 {
        page.canvas
            .text((left + width + 6.0, y), Align::Left, &range, small);
    }
}

/// One scenario with its bands, before the median of what stands behind.
fn one(
    page: &mut Page,
    plot: &Plot,
    scenarios: &[Compared],
    series: &Spread,
    behind: Option<&Spread>,
) {
    let role = plot::role(scenarios, series.scenario);
    plot::spread(page, plot, series, role, Dress::Full);
    if let Some(other) = behind.filter(|other| other.scenario != series.scenario) {
        plot::spread(page, plot, other, Role::Reference, Dress::Outline);
        plot::median(page, plot, other, Role::Reference);
    }
    plot::median(page, plot, series, role);
    if plot.upward.0 < 0.0 {
        let zero = plot.y(0.0);
        let line = [(plot.bounds[0], zero), (plot.bounds[2], zero)];
        page.canvas.line(&line, &Pen::new(page.theme.ink, 1.3));
    }
}

/// Words under the legend: what stands behind, and what the numbers are.
pub(super) fn explain(page: &mut Page, scenarios: &[Compared]) {
    let reference = scenarios
        .iter()
        .find(|scenario| scenario.role == Role::Reference)
        .or(scenarios.first());
    let Some(reference) = reference else { return };
    let words = tell!(
        "A panel for each scenario, with {reference} behind it in grey (dashed median, 90\u{202f}% of futures outlined). Numbers: last day, median and 90\u{202f}% of futures.",
        reference = reference.label
    );
    let style = page.tick_type();
    page.paragraph(&words, style, 1.4);
    page.y += 10.0;
}
