//! Outlay by payer: a bar per scenario with the spread of futures as a whisker.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, Pen};
use super::figure::{Figure, Interval};
use super::font;
use super::number::{self, Ticks, to_f64};
use super::page::{Key, NumberColumns, Page, value_lines, whisker};
use super::plot::{self, Plot};
use super::theme::Colour;
use crate::text::say;

/// Outlay by payer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// "million U.S. dollars of 2024".
    pub unit: String,
    /// Digits after the point.
    pub decimals: usize,
    /// Payers, top to bottom.
    pub payers: Vec<Payer>,
}

/// One payer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payer {
    /// "U.S. federal government".
    pub label: String,
    /// One per scenario shown.
    pub values: Vec<(usize, Interval)>,
}

/// Height of one scenario's bar with its gap.
const LINE: f64 = 22.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, cost: &Cost) {
    let square = |role| Key::Square(page.theme.colour(role));
    let keys: Vec<(Key, String)> = figure
        .scenarios
        .iter()
        .map(|scenario| (square(scenario.role), scenario.label.clone()))
        .collect();
    page.legend(&keys);
    let groups = by_size(&cost.payers);
    let titles = [
        say("Largest payers"),
        say("Smaller payers, on a larger scale"),
        say("Smallest payers, on a larger scale still"),
    ];
    for (index, payers) in groups.iter().enumerate() {
        let width = page.right - page.left;
        let title = if groups.len() > 1 {
            titles[index]
        } else {
            say("All payers")
        };
        page.y += page.heading(page.left, width, title, &cost.unit);
        panel(page, figure, cost, payers);
        page.y += 12.0;
    }
}

/// Payers in up to three groups, each on a scale of its own, so that the bars of small ones can be read.
fn by_size(payers: &[Payer]) -> Vec<Vec<&Payer>> {
    const SMALL: f64 = 0.12;
    let size = |payer: &&Payer| {
        let ends = payer
            .values
            .iter()
            .map(|(_, value)| value.p95.max(value.p50));
        ends.filter(|end| end.is_finite()).fold(0.0, f64::max)
    };
    let mut groups = Vec::new();
    let mut rest: Vec<&Payer> = payers.iter().collect();
    while !rest.is_empty() && groups.len() < 2 {
        let most = rest.iter().map(size).fold(0.0, f64::max);
        let (large, small) = rest
            .into_iter()
            .partition(|payer| size(payer) >= SMALL * most);
        groups.push(large);
        rest = small;
    }
    groups.extend((!rest.is_empty()).then_some(rest));
    groups
}

/// Payers on one scale.
fn panel(page: &mut Page, figure: &Figure, cost: &Cost, payers: &[&Payer]) {
    let names = page.label_type();
    let widest = cost.payers.iter().map(|payer| names.width(&payer.label));
    let gutter = widest.fold(60.0, f64::max).min(240.0) + 18.0;
    let all = cost.payers.iter().flat_map(|payer| &payer.values);
    let texts: Vec<(String, String)> = all.map(|(_, value)| texts(value, cost.decimals)).collect();
    let columns = NumberColumns::fitting(page, &texts);
    let values = payers.iter().flat_map(|payer| &payer.values);
    let ticks = ticks(values.map(|(_, value)| value));
    let top = page.y + page.theme.sizes.tick + 16.0;
    let heights: Vec<f64> = payers
        .iter()
        .map(|payer| payer_height(page, payer, gutter))
        .collect();
    let bottom = top + heights.iter().sum::<f64>();
    let bounds = [page.left + gutter, top, columns.left - 24.0, bottom];
    let plot = Plot::new(bounds, ticks.span(), (0.0, 1.0));
    value_lines(page, &plot, &ticks, false);
    page.y = top;
    for (payer, height) in payers.iter().zip(heights) {
        draw_payer(page, figure, cost, payer, &plot, &columns, height);
        page.y += height;
    }
    let zero = plot.x(0.0);
    let line = [(zero, top), (zero, bottom)];
    page.canvas.line(&line, &Pen::new(page.theme.axis, 1.3));
    page.y = bottom + 6.0;
}

/// Ticks from zero that cover every median and whisker.
fn ticks<'a>(values: impl Iterator<Item = &'a Interval>) -> Ticks {
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for end in values
        .flat_map(|value| [value.p05, value.p50, value.p95])
        .filter(|end| end.is_finite())
    {
        (low, high) = (low.min(end), high.max(end));
    }
    Ticks::covering(low, high, 5)
}

fn texts(value: &Interval, decimals: usize) -> (String, String) {
    let print = |value: f64| number::rounded(value, number::decimals_for(value).min(decimals));
    let (low, high) = (print(value.p05), print(value.p95));
    let range = if low == high {
        String::new()
    } else {
        number::range(&low, &high)
    };
    (print(value.p50), range)
}

fn payer_height(page: &Page, payer: &Payer, gutter: f64) -> f64 {
    let names = page.label_type();
    let lines = font::wrap(&payer.label, names.size, names.weight, gutter - 18.0).len();
    let words = to_f64(lines) * names.size * 1.25;
    words.max(LINE * to_f64(payer.values.len())) + 16.0
}

fn draw_payer(
    page: &mut Page,
    figure: &Figure,
    cost: &Cost,
    payer: &Payer,
    plot: &Plot,
    columns: &NumberColumns,
    height: f64,
) {
    let names = page.label_type();
    let lines = font::wrap(
        &payer.label,
        names.size,
        names.weight,
        plot.bounds[0] - page.left - 18.0,
    );
    let centre = page.y + height / 2.0;
    let leading = names.size * 1.25;
    let mut y = centre - to_f64(lines.len().saturating_sub(1)) * leading / 2.0 + names.middle();
    for line in &lines {
        page.canvas
            .text((plot.bounds[0] - 12.0, y), Align::Right, line, names);
        y += leading;
    }
    let first = centre - LINE * to_f64(payer.values.len()) / 2.0;
    for (index, (scenario, value)) in payer.values.iter().enumerate() {
        let middle = first + LINE * (to_f64(index) + 0.5);
        let role = plot::role(&figure.scenarios, *scenario);
        bar(page, plot, value, middle, page.theme.colour(role));
        columns.print(
            page,
            &texts(value, cost.decimals),
            middle,
            page.role_type(role),
        );
    }
}

fn bar(page: &mut Page, plot: &Plot, value: &Interval, middle: f64, colour: Colour) {
    if value.p50.is_finite() {
        let (zero, end) = (plot.x(0.0), plot.x(value.p50));
        page.canvas
            .rect((zero, middle - 7.5), (end, middle + 7.5), colour);
    }
    if value.p05.is_finite() && value.p95.is_finite() {
        whisker(page, (plot.x(value.p05), plot.x(value.p95)), middle);
    }
}
