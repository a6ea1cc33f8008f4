//! Inputs before and after a calibration: a grey bar for the range, a coloured one for the fits.

use super::canvas::{Align, Pen, Type};
use super::figure::{Figure, Interval};
use super::fitted::{RangeRow, Ranges};
use super::font::{self, Weight};
use super::number::{Ticks, to_f64};
use super::page::{Key, Page, value_lines};
use super::panels;
use super::plot::{self, Plot};
use super::theme::Role;

/// Height of a row.
const ROW: f64 = 38.0;
/// Opacity of the bar before.
const GREY: f64 = 0.28;
/// Widest label.
const WIDEST: f64 = 400.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, ranges: &Ranges) {
    let keys = figure
        .scenarios
        .iter()
        .map(|one| (key(page, one.role), one.label.clone()));
    page.legend(&keys.collect::<Vec<_>>());
    let unit = page.tick_type();
    page.paragraph(&ranges.unit, unit, 1.2);
    let style = page.tick_type();
    let names = ranges.rows.iter().map(|row| (&*row.label, &*row.detail));
    let gutter = panels::names_width(page, names, WIDEST);
    let words = ranges
        .rows
        .iter()
        .map(|row| style.width(&row.words))
        .fold(40.0, f64::max);
    let ends = ranges
        .rows
        .iter()
        .flat_map(|row| [&row.before, &row.after])
        .flat_map(|range| [range.p05, range.p95])
        .filter(|end| end.is_finite());
    let most = ends.map(f64::abs).fold(2.0, f64::max);
    let ticks = Ticks::covering(-most, most, 6);
    let top = page.y + style.size + 16.0;
    let bounds = [
        page.left + gutter,
        top,
        page.right - words.min(240.0) - 18.0,
        top + ROW * to_f64(ranges.rows.len()),
    ];
    let plot = Plot::new(bounds, ticks.span(), (0.0, 1.0));
    value_lines(page, &plot, &ticks, true);
    let centre = plot.x(0.0);
    page.canvas.line(
        &[(centre, bounds[1]), (centre, bounds[3])],
        &Pen::new(page.theme.axis, 1.3),
    );
    for (index, row) in ranges.rows.iter().enumerate() {
        let middle = top + ROW * (to_f64(index) + 0.5);
        draw_row(page, figure, row, &plot, gutter, middle);
    }
    page.y = bounds[3] + 8.0;
}

/// Grey is a bar, colour a bar with a dot.
fn key(page: &Page, role: Role) -> Key {
    match role {
        Role::Reference => Key::Square(page.theme.paper.mix(page.theme.colour(role), GREY)),
        Role::Scenario(_) => Key::Dot(role),
    }
}

fn draw_row(
    page: &mut Page,
    figure: &Figure,
    row: &RangeRow,
    plot: &Plot,
    gutter: f64,
    middle: f64,
) {
    let names = (&*row.label, &*row.detail);
    panels::row_name(page, names, (page.label_type(), gutter), middle);
    let [before, after] = [0, 1].map(|series| plot::role(&figure.scenarios, series));
    bar(page, plot, &row.before, before, (middle, 5.0));
    bar(page, plot, &row.after, after, (middle, 4.0));
    let words = Type {
        weight: Weight::Regular,
        colour: page.theme.ink,
        ..page.tick_type()
    };
    let room = page.right - plot.bounds[2] - 14.0;
    let text = font::shorten(&row.words, words.size, words.weight, room);
    let at = (page.right, middle + words.middle());
    page.canvas.text(at, Align::Right, &text, words);
}

/// A bar from the 5 % to the 95 % quantile; the fits get a dot at their median.
fn bar(page: &mut Page, plot: &Plot, range: &Interval, role: Role, (middle, half): (f64, f64)) {
    if !(range.p05.is_finite() && range.p95.is_finite()) {
        return;
    }
    let colour = page.theme.colour(role);
    let grey = role == Role::Reference;
    let (left, right) = (
        plot.x(range.p05),
        plot.x(range.p95).max(plot.x(range.p05) + 1.0),
    );
    let ink = colour.alpha(if grey { GREY } else { 0.6 });
    page.canvas
        .rect((left, middle - half), (right, middle + half), ink);
    if !grey && range.p50.is_finite() {
        let x = plot.x(range.p50);
        page.canvas.dot((x, middle), 6.6, page.theme.paper);
        page.canvas.dot((x, middle), 5.0, colour);
    }
}
