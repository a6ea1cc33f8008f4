//! Key figures: per metric a dot and its 90 % interval for every scenario on the
//! metric's own scale, with the numbers and the paired difference printed beside.

use super::canvas::{Align, Pen, Type};
use super::figure::{Figure, Interval, KeyFigures, KeyRow, KeyValue};
use super::font::{self, Weight};
use super::number::{self, Ticks, to_f64};
use super::page::{Key, Page};
use super::plot::{self, Plot};
use super::theme::Role;

/// Height of one scenario's line.
const LINE: f64 = 23.0;

/// Where the columns stand: the dots between two edges, texts by their right edge.
struct Columns {
    dots: (f64, f64),
    value: f64,
    range: f64,
    gain: f64,
    gain_range: f64,
}

pub(super) fn draw(page: &mut Page, figure: &Figure, table: &KeyFigures) {
    let keys: Vec<(Key, String)> = figure
        .scenarios
        .iter()
        .map(|scenario| (Key::Dot(scenario.role), scenario.label.clone()))
        .collect();
    page.legend(&keys);
    let columns = columns(page, table);
    head(page, table, &columns);
    for row in &table.rows {
        draw_row(page, figure, row, &columns);
    }
    rule(page);
}

/// Text columns as wide as their widest entry; the dots take what is left.
fn columns(page: &Page, table: &KeyFigures) -> Columns {
    let (bold, small, label) = (
        page.role_type(Role::Reference),
        page.tick_type(),
        page.label_type(),
    );
    let cells = || {
        table
            .rows
            .iter()
            .flat_map(|row| row.values.iter().map(move |cell| (row, cell)))
    };
    let widest = |style: Type, texts: Vec<String>| {
        texts
            .iter()
            .map(|text| style.width(text))
            .fold(30.0, f64::max)
    };
    let value = widest(
        bold,
        cells()
            .map(|(row, cell)| middle(&cell.value, &row.unit, row.decimals))
            .collect(),
    );
    let range = widest(
        small,
        cells()
            .map(|(row, cell)| ends(&cell.value, row.decimals))
            .collect(),
    );
    let paired =
        || cells().filter_map(|(row, cell)| cell.difference.map(|gain| (row.decimals, gain)));
    let gain = widest(
        bold,
        paired()
            .map(|(decimals, gain)| signed_middle(&gain, decimals))
            .collect(),
    );
    let gain_range = widest(
        small,
        paired()
            .map(|(decimals, gain)| signed_ends(&gain, decimals))
            .collect(),
    );
    let names = table
        .rows
        .iter()
        .map(|row| label.width(&row.label))
        .fold(80.0, f64::max)
        .min(230.0);
    let has_gain = cells().any(|(_, cell)| cell.difference.is_some());
    let gain_range_edge = page.right;
    let gain_edge = gain_range_edge - gain_range - 14.0;
    let range_edge = if has_gain {
        gain_edge - gain - 34.0
    } else {
        page.right
    };
    let value_edge = range_edge - range - 14.0;
    let dots = (page.left + names + 22.0, value_edge - value - 26.0);
    Columns {
        dots,
        value: value_edge,
        range: range_edge,
        gain: gain_edge,
        gain_range: gain_range_edge,
    }
}

fn head(page: &mut Page, table: &KeyFigures, columns: &Columns) {
    let style = Type::new(page.theme.sizes.tick, Weight::SemiBold, page.theme.soft);
    let wide = (columns.gain_range - columns.range - 30.0).max(120.0);
    let title = font::wrap(&table.difference_title, style.size, style.weight, wide);
    let has_gain = columns.range < page.right;
    let rows = if has_gain { title.len().max(1) } else { 1 };
    let base = page.y + style.size * 1.3 * to_f64(rows);
    page.canvas.text(
        (columns.dots.0, base),
        Align::Left,
        "each row on its own scale",
        page.tick_type(),
    );
    page.canvas.text(
        (columns.range, base),
        Align::Right,
        "Median, 90\u{202f}% of futures",
        style,
    );
    if has_gain {
        for (index, line) in title.iter().rev().enumerate() {
            let y = base - style.size * 1.3 * to_f64(index);
            page.canvas
                .text((columns.gain_range, y), Align::Right, line, style);
        }
    }
    page.y = base + 8.0;
}

fn rule(page: &mut Page) {
    let y = page.y;
    page.canvas.line(
        &[(page.left, y), (page.right, y)],
        &Pen::new(page.theme.grid, 1.0),
    );
}

fn draw_row(page: &mut Page, figure: &Figure, row: &KeyRow, columns: &Columns) {
    rule(page);
    let top = page.y + 9.0;
    let words = name(page, row, top, columns.dots.0 - page.left - 22.0);
    let lines = LINE * to_f64(row.values.len());
    let height = words.max(lines);
    let first = top + (height - lines) / 2.0;
    let plot = scale(row, columns.dots, (first, first + lines));
    if row.values.iter().any(|cell| cell.value.p50.is_finite()) {
        own_scale(page, &plot, (first, first + lines));
    }
    for (index, value) in row.values.iter().enumerate() {
        let middle = first + LINE * (to_f64(index) + 0.5);
        dot(page, figure, &plot, value, middle);
        numbers(page, figure, row, value, columns, middle);
    }
    page.y = top + height + 9.0 + page.theme.sizes.small + 2.0;
}

/// Label and unit at the left; answers their height.
fn name(page: &mut Page, row: &KeyRow, top: f64, width: f64) -> f64 {
    let style = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
    let small = page.small_type();
    let mut y = top;
    for line in font::wrap(&row.label, style.size, style.weight, width) {
        y += style.size * 1.2;
        page.canvas.text((page.left, y), Align::Left, &line, style);
    }
    for line in font::wrap(&row.unit, small.size, small.weight, width) {
        y += small.size * 1.3;
        page.canvas.text((page.left, y), Align::Left, &line, small);
    }
    y - top + 4.0
}

/// The row's own scale; from zero if zero is near, else cut to the data.
fn scale(row: &KeyRow, dots: (f64, f64), (top, bottom): (f64, f64)) -> Plot {
    let all = row
        .values
        .iter()
        .flat_map(|cell| [cell.value.p05, cell.value.p50, cell.value.p95]);
    let finite: Vec<f64> = all.filter(|value| value.is_finite()).collect();
    let low = finite.iter().copied().fold(f64::INFINITY, f64::min);
    let high = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let from_zero = low >= 0.0 && low < 0.6 * high;
    let low = if from_zero || !low.is_finite() {
        0.0
    } else {
        low
    };
    let ticks = Ticks::covering(low, if high.is_finite() { high } else { 1.0 }, 3);
    Plot::new([dots.0, top, dots.1, bottom], ticks.span(), (0.0, 1.0))
}

/// A pale track with the ends of the scale written below it.
fn own_scale(page: &mut Page, plot: &Plot, (top, bottom): (f64, f64)) {
    let (low, high) = plot.across;
    let ticks = Ticks::covering(low, high, 3);
    let style = Type {
        size: page.theme.sizes.small,
        ..page.tick_type()
    };
    let last = ticks.at.len().saturating_sub(1);
    for (index, (&value, label)) in ticks.at.iter().zip(&ticks.labels).enumerate() {
        let x = plot.x(value);
        page.canvas
            .line(&[(x, top), (x, bottom)], &Pen::new(page.theme.grid, 1.0));
        let align = match index {
            0 => Align::Left,
            _ if index == last => Align::Right,
            _ => continue,
        };
        page.canvas
            .text((x, bottom + style.size), align, label, style);
    }
}

fn dot(page: &mut Page, figure: &Figure, plot: &Plot, cell: &KeyValue, middle: f64) {
    let colour = page
        .theme
        .colour(plot::role(&figure.scenarios, cell.scenario));
    let Interval { p05, p50, p95 } = cell.value;
    if p05.is_finite() && p95.is_finite() {
        let bar = Pen::new(colour.alpha(0.38), 5.0);
        page.canvas.line(
            &[
                (plot.x(p05), middle),
                (plot.x(p95).max(plot.x(p05) + 1.0), middle),
            ],
            &bar,
        );
    }
    if p50.is_finite() {
        page.canvas
            .dot((plot.x(p50), middle), 6.6, page.theme.paper);
        page.canvas.dot((plot.x(p50), middle), 5.2, colour);
    }
}

fn numbers(
    page: &mut Page,
    figure: &Figure,
    row: &KeyRow,
    cell: &KeyValue,
    columns: &Columns,
    middle: f64,
) {
    let bold = page.role_type(plot::role(&figure.scenarios, cell.scenario));
    let small = page.tick_type();
    let y = middle + bold.middle();
    page.canvas.text(
        (columns.value, y),
        Align::Right,
        &self::middle(&cell.value, &row.unit, row.decimals),
        bold,
    );
    page.canvas.text(
        (columns.range, y),
        Align::Right,
        &ends(&cell.value, row.decimals),
        small,
    );
    if let Some(gain) = cell.difference {
        page.canvas.text(
            (columns.gain, y),
            Align::Right,
            &signed_middle(&gain, row.decimals),
            bold,
        );
        page.canvas.text(
            (columns.gain_range, y),
            Align::Right,
            &signed_ends(&gain, row.decimals),
            small,
        );
    }
}

/// The middle; where there is none, a share had nobody to count and a wait was not over.
fn middle(value: &Interval, unit: &str, decimals: usize) -> String {
    match value.p50 {
        p50 if p50.is_finite() => number::rounded(p50, decimals),
        _ if unit.starts_with("share") => "nobody".to_owned(),
        _ => "not reached".to_owned(),
    }
}

fn signed_middle(value: &Interval, decimals: usize) -> String {
    number::signed_rounded(value.p50, decimals)
}

fn ends(value: &Interval, decimals: usize) -> String {
    between(value, |end| number::rounded(end, decimals))
}

fn signed_ends(value: &Interval, decimals: usize) -> String {
    between(value, |end| number::signed_rounded(end, decimals))
}

fn between(value: &Interval, print: impl Fn(f64) -> String) -> String {
    if value.p05.is_finite() && value.p95.is_finite() {
        number::range(&print(value.p05), &print(value.p95))
    } else {
        String::new()
    }
}
