//! Panels of numbers against numbers: how they stand in rows, and what their axes span.

use super::canvas::{Align, At, Type};
use super::figure::Interval;
use super::font;
use super::number::{Ticks, to_f64};
use super::page::Page;
use super::plot::Plot;

/// Free room between two panels of a row.
const GAP: f64 = 28.0;

/// Panels in a row.
pub(super) fn columns(count: usize) -> usize {
    match count {
        0 | 1 => 1,
        2 | 4 => 2,
        _ => 3,
    }
}

/// Panels in rows of `columns` under their heads (title and unit). `draw` is given the left, top and right edge of a
/// panel and answers its lower edge.
pub(super) fn grid<P>(
    page: &mut Page,
    panels: &[P],
    columns: usize,
    head: impl Fn(&P) -> (&str, &str),
    mut draw: impl FnMut(&mut Page, &P, [f64; 3]) -> f64,
) {
    let cell = (page.right - page.left - GAP * to_f64(columns - 1)) / to_f64(columns);
    for row in panels.chunks(columns) {
        let start = page.y;
        let heads = row.iter().map(|panel| {
            let mut trial = Page::new(page.theme, page.canvas.width);
            let (title, unit) = head(panel);
            trial.heading(0.0, cell, title, unit)
        });
        let top = start + heads.fold(0.0, f64::max) + 10.0;
        let mut bottom = top;
        for (index, panel) in row.iter().enumerate() {
            let left = page.left + (cell + GAP) * to_f64(index);
            let (title, unit) = head(panel);
            page.y = start;
            page.heading(left, cell, title, unit);
            bottom = draw(page, panel, [left, top, left + cell]).max(bottom);
        }
        page.y = bottom + 18.0;
    }
}

/// Lowest and highest end of intervals: from zero if the lowest is below `near` of the highest, else around the data.
pub(super) fn span(values: impl Iterator<Item = Interval>, near: f64) -> (f64, f64) {
    let ends: Vec<f64> = values
        .flat_map(|value| [value.p05, value.p50, value.p95])
        .filter(|end| end.is_finite())
        .collect();
    let low = ends.iter().copied().fold(f64::INFINITY, f64::min);
    let high = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low >= 0.0 && low < near * high {
        (0.0, high)
    } else {
        (low, high)
    }
}

/// The 90 % ranges of a point across and upward, where they are known.
pub(super) fn ranges(plot: &Plot, across: Interval, upward: Interval) -> Vec<[At; 2]> {
    let level = [(across.p05, upward.p50), (across.p95, upward.p50)];
    let upright = [(across.p50, upward.p05), (across.p50, upward.p95)];
    [level, upright]
        .into_iter()
        .filter(|ends| ends.iter().all(|(x, y)| x.is_finite() && y.is_finite()))
        .map(|ends| ends.map(|(x, y)| plot.at(x, y)))
        .collect()
}

/// Room left of a plot for the numbers of its axis.
pub(super) fn numbers_room(page: &Page, ticks: &Ticks) -> f64 {
    let style = page.tick_type();
    let widths = ticks.labels.iter().map(|label| style.width(label));
    widths.fold(20.0, f64::max) + 10.0
}

/// A single number as an interval without width.
pub(super) fn exact(value: f64) -> Interval {
    Interval::new(value, value, value)
}

/// Room for names of rows, and for what stands in small below them.
pub(super) fn names_width<'a>(
    page: &Page,
    names: impl Iterator<Item = (&'a str, &'a str)>,
    widest: f64,
) -> f64 {
    let (style, small) = (page.label_type(), page.small_type());
    let widths = names.map(|(name, detail)| style.width(name).max(small.width(detail)));
    widths.fold(80.0, f64::max).min(widest) + 18.0
}

/// The name of a row at the left of the page, with what stands in small below it; a name without that has two lines.
pub(super) fn row_name(
    page: &mut Page,
    (name, detail): (&str, &str),
    (style, room): (Type, f64),
    middle: f64,
) {
    let (small, limit) = (page.small_type(), room - 16.0);
    let cut = |text: &str, style: Type| font::shorten(text, style.size, style.weight, limit);
    let mut lines = font::wrap(name, style.size, style.weight, limit);
    if !detail.is_empty() || lines.len() == 1 {
        let lift = if detail.is_empty() {
            style.middle()
        } else {
            -2.0
        };
        let above = (page.left, middle + lift);
        page.canvas
            .text(above, Align::Left, &cut(name, style), style);
        let below = (page.left, middle + small.size + 1.0);
        page.canvas
            .text(below, Align::Left, &cut(detail, small), small);
        return;
    }
    let rest = lines.split_off(1.min(lines.len())).join(" ");
    for (line, y) in lines.iter().chain([&rest]).zip([-2.5, style.size]) {
        let at = (page.left, middle + y);
        page.canvas.text(at, Align::Left, &cut(line, style), style);
    }
}
