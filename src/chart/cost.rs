//! Outlay by payer: a bar per scenario with the spread of futures as a whisker.

use super::canvas::{Align, Pen};
use super::figure::{Cost, Figure, Interval, Payer};
use super::font::{self, Weight};
use super::number::{self, Ticks, to_f64};
use super::page::{Key, Page};
use super::plot::{self, Plot};

/// Height of one scenario's bar with its gap.
const LINE: f64 = 22.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, cost: &Cost) {
    let keys: Vec<(Key, String)> = figure
        .scenarios
        .iter()
        .map(|scenario| {
            (
                Key::Square(page.theme.colour(scenario.role)),
                scenario.label.clone(),
            )
        })
        .collect();
    page.legend(&keys);
    let unit = page.tick_type();
    page.paragraph(&cost.unit, unit, 1.2);
    let names = page.label_type();
    let gutter = cost
        .payers
        .iter()
        .map(|payer| names.width(&payer.label))
        .fold(60.0, f64::max)
        .min(240.0)
        + 18.0;
    let numbers = numbers_width(page, cost);
    let values = || {
        cost.payers
            .iter()
            .flat_map(|payer| payer.values.iter().map(|(_, value)| value))
    };
    let ends = || {
        values()
            .flat_map(|value| [value.p50, value.p05, value.p95])
            .filter(|value| value.is_finite())
    };
    let ticks = Ticks::covering(ends().fold(0.0, f64::min), ends().fold(0.0, f64::max), 5);
    let top = page.y + page.theme.sizes.tick + 14.0;
    let heights: Vec<f64> = cost
        .payers
        .iter()
        .map(|payer| payer_height(page, payer, gutter))
        .collect();
    let bottom = top + heights.iter().sum::<f64>();
    let plot = Plot::new(
        [page.left + gutter, top, page.right - numbers, bottom],
        ticks.span(),
        (0.0, 1.0),
    );
    axis(page, &plot, &ticks);
    page.y = top;
    for (payer, height) in cost.payers.iter().zip(heights) {
        draw_payer(page, figure, cost, payer, &plot, height);
        page.y += height;
    }
    let zero = plot.x(0.0);
    page.canvas.line(
        &[(zero, top), (zero, bottom)],
        &Pen::new(page.theme.axis, 1.3),
    );
    page.y = bottom + 6.0;
}

fn numbers_width(page: &Page, cost: &Cost) -> f64 {
    let style = page.role_type(super::theme::Role::Reference);
    let small = page.tick_type();
    let widths = cost
        .payers
        .iter()
        .flat_map(|payer| &payer.values)
        .map(|(_, value)| {
            style.width(&number::short(value.p50, cost.decimals))
                + 10.0
                + small.width(&range(value, cost.decimals))
        });
    widths.fold(60.0, f64::max) + 20.0
}

fn range(value: &Interval, decimals: usize) -> String {
    format!(
        "{} to {}",
        number::short(value.p05, decimals),
        number::short(value.p95, decimals)
    )
}

fn payer_height(page: &Page, payer: &Payer, gutter: f64) -> f64 {
    let names = page.label_type();
    let lines = font::wrap(&payer.label, names.size, names.weight, gutter - 18.0).len();
    let words = to_f64(lines) * names.size * 1.25;
    words.max(LINE * to_f64(payer.values.len())) + 16.0
}

fn axis(page: &mut Page, plot: &Plot, ticks: &Ticks) {
    let style = page.tick_type();
    for (&value, label) in ticks.at.iter().zip(&ticks.labels) {
        let x = plot.x(value);
        page.canvas.line(
            &[(x, plot.bounds[1]), (x, plot.bounds[3])],
            &Pen::new(page.theme.grid, 1.0),
        );
        page.canvas
            .text((x, plot.bounds[1] - 6.0), Align::Centre, label, style);
    }
}

fn draw_payer(
    page: &mut Page,
    figure: &Figure,
    cost: &Cost,
    payer: &Payer,
    plot: &Plot,
    height: f64,
) {
    let names = page.style(page.theme.sizes.label, Weight::Regular, page.theme.ink);
    let lines = font::wrap(
        &payer.label,
        names.size,
        names.weight,
        plot.bounds[0] - page.left - 18.0,
    );
    let centre = page.y + height / 2.0;
    let mut y = centre - to_f64(lines.len()) * names.size * 1.25 / 2.0 + names.size;
    for line in &lines {
        page.canvas
            .text((plot.bounds[0] - 12.0, y), Align::Right, line, names);
        y += names.size * 1.25;
    }
    let small = page.tick_type();
    let ranges = payer
        .values
        .iter()
        .map(|(_, value)| small.width(&range(value, cost.decimals)));
    debug_assert!(ranges.clone().all(f64::is_finite));
    let first = centre - LINE * to_f64(payer.values.len()) / 2.0;
    for (index, (scenario, value)) in payer.values.iter().enumerate() {
        let middle = first + LINE * (to_f64(index) + 0.5);
        let role = plot::role(&figure.scenarios, *scenario);
        bar(page, plot, value, middle, page.theme.colour(role));
        let bold = page.role_type(role);
        let baseline = middle + bold.middle();
        let end = page.right;
        let width = page.canvas.text(
            (end, baseline),
            Align::Right,
            &range(value, cost.decimals),
            small,
        );
        page.canvas.text(
            (end - width - 10.0, baseline),
            Align::Right,
            &number::short(value.p50, cost.decimals),
            bold,
        );
    }
}

fn bar(page: &mut Page, plot: &Plot, value: &Interval, middle: f64, colour: super::theme::Colour) {
    if value.p50.is_finite() {
        page.canvas.rect(
            (plot.x(0.0), middle - 7.5),
            (plot.x(value.p50), middle + 7.5),
            colour,
        );
    }
    if value.p05.is_finite() && value.p95.is_finite() {
        let (from, to) = (plot.x(value.p05), plot.x(value.p95));
        page.canvas.line(
            &[(from, middle), (to, middle)],
            &Pen::new(page.theme.paper, 3.8),
        );
        page.canvas.line(
            &[(from, middle), (to, middle)],
            &Pen::new(page.theme.ink, 1.6),
        );
        for x in [from, to] {
            page.canvas.line(
                &[(x, middle - 3.5), (x, middle + 3.5)],
                &Pen::new(page.theme.ink, 1.6),
            );
        }
    }
}
