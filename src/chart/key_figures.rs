//! Key figures: a line for every scenario with its name, a dot and its 90 % interval on the metric's own scale from
//! zero, the numbers, and the paired difference in the same way around a zero line.

use super::canvas::{Align, At, Pen, Type};
use super::figure::{Figure, Interval, KeyFigures, KeyRow, KeyValue};
use super::font::{self, Weight};
use super::number::{self, to_f64};
use super::page::Page;
use super::plot::{self, Plot};
use super::theme::{Colour, Role};
use crate::text::{key, say};

/// Height of one scenario's line.
const LINE: f64 = 16.5;
/// Room above and below the lines of a metric.
const GAP: f64 = 5.0;
/// Widest name of a metric and of a scenario.
const NAMES: (f64, f64) = (190.0, 128.0);

/// Where the columns stand: dots between two edges, names by their left edge, numbers by their right edge.
struct Columns {
    scenario: f64,
    dots: (f64, f64),
    value: f64,
    range: f64,
    gain_dots: (f64, f64),
    gain: f64,
    gain_range: f64,
    /// Whether anything is compared.
    compared: bool,
}

pub(super) fn draw(page: &mut Page, figure: &Figure, table: &KeyFigures) {
    let columns = columns(page, figure, table);
    head(page, table, &columns);
    let mut topic = "";
    for row in &table.rows {
        if row.topic != topic {
            topic = &row.topic;
            topic_line(page, topic);
        }
        draw_row(page, figure, row, &columns);
    }
    rule(page);
}

/// Columns of words and numbers as wide as their widest entry; dots share what is left.
fn columns(page: &Page, figure: &Figure, table: &KeyFigures) -> Columns {
    let (bold, small) = (value_type(page, Role::Reference), page.small_type());
    let widest = |style: Type, texts: &mut dyn Iterator<Item = String>| {
        texts.map(|text| style.width(&text)).fold(20.0, f64::max)
    };
    let cells = || {
        let rows = table.rows.iter();
        rows.flat_map(|row| row.values.iter().map(move |cell| (row, cell)))
    };
    let gains = || cells().filter_map(|(row, cell)| Some((row, cell.difference?)));
    let value = widest(
        bold,
        &mut cells().map(|(row, cell)| middle(&cell.value, row)),
    );
    let range = widest(
        small,
        &mut cells().map(|(row, cell)| ends(&cell.value, row)),
    );
    let gain = widest(
        bold,
        &mut gains().map(|(row, gain)| signed_middle(&gain, row)),
    );
    let gain_range = widest(
        small,
        &mut gains().map(|(row, gain)| signed_ends(&gain, row)),
    );
    let names = figure.scenarios.iter().map(|one| bold.width(&one.label));
    let names = names.fold(40.0, f64::max).min(NAMES.1);
    let compared = gains().next().is_some();
    let scenario = page.left + NAMES.0;
    let start = scenario + names + 10.0;
    let fixed = value
        + range
        + 26.0
        + if compared {
            gain + gain_range + 50.0
        } else {
            0.0
        };
    let free = (page.right - start - fixed).max(120.0);
    let dots = (start, start + if compared { free * 0.5 } else { free });
    let value_edge = dots.1 + 12.0 + value;
    let range_edge = value_edge + 8.0 + range;
    let gain_dots = (range_edge + 24.0, range_edge + 24.0 + free * 0.5 - 4.0);
    let gain_range_edge = if compared { page.right } else { range_edge };
    Columns {
        scenario,
        dots,
        value: value_edge,
        range: range_edge,
        gain_dots,
        gain: gain_range_edge - gain_range - 8.0,
        gain_range: gain_range_edge,
        compared,
    }
}

/// Medians in the colour of their scenario.
fn value_type(page: &Page, role: Role) -> Type {
    Type {
        size: page.theme.sizes.small,
        ..page.role_type(role)
    }
}

fn head(page: &mut Page, table: &KeyFigures, columns: &Columns) {
    let style = Type::new(page.theme.sizes.small, Weight::SemiBold, page.theme.soft);
    let split = |text: &str, (left, right): (f64, f64)| {
        font::wrap(text, style.size, style.weight, right - left)
    };
    let level = (columns.dots.0, columns.range);
    let gain = (columns.gain_dots.0, columns.gain_range);
    let mut heads = vec![(
        level.0,
        split(
            say("Median and 90\u{202f}% of futures; each row on its own scale, from zero"),
            level,
        ),
    )];
    if columns.compared {
        heads.push((gain.0, split(&table.difference_title, gain)));
    }
    let most = heads.iter().map(|(_, lines)| lines.len()).max();
    let leading = style.size * 1.3;
    for (x, lines) in heads {
        for (index, line) in lines.iter().enumerate() {
            let y = page.y + leading * to_f64(index + 1);
            page.canvas.text((x, y), Align::Left, line, style);
        }
    }
    page.y += leading * to_f64(most.unwrap_or(1)) + 8.0;
}

/// The heading of a group of rows.
fn topic_line(page: &mut Page, topic: &str) {
    rule(page);
    let style = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
    page.y += style.size * 1.5;
    page.canvas
        .text((page.left, page.y), Align::Left, topic, style);
    page.y += 6.0;
}

fn rule(page: &mut Page) {
    let line = [(page.left, page.y), (page.right, page.y)];
    page.canvas.line(&line, &Pen::new(page.theme.grid, 1.0));
}

fn draw_row(page: &mut Page, figure: &Figure, row: &KeyRow, columns: &Columns) {
    rule(page);
    let top = page.y + GAP;
    let words = name(page, row, top, NAMES.0 - 16.0);
    let lines = LINE * to_f64(row.values.len());
    let first = top + ((words - lines) / 2.0).max(0.0);
    let band = (first, first + lines);
    let values = row.values.iter();
    let level = scale(values.clone().map(|cell| cell.value), columns.dots, band);
    let gain = scale(
        values.filter_map(|cell| cell.difference),
        columns.gain_dots,
        band,
    );
    zero_line(page, &level);
    if columns.compared {
        zero_line(page, &gain);
    }
    for (index, cell) in row.values.iter().enumerate() {
        let y = first + LINE * (to_f64(index) + 0.5);
        let role = plot::role(&figure.scenarios, cell.scenario);
        let colour = page.theme.colour(role);
        dot(page, &level, &cell.value, colour, y);
        if let Some(difference) = &cell.difference {
            dot(page, &gain, difference, colour, y);
        }
        line(page, figure, row, cell, columns, y);
    }
    page.y = top + words.max(lines) + GAP;
}

/// Label and unit at the left; answers their height.
fn name(page: &mut Page, row: &KeyRow, top: f64, width: f64) -> f64 {
    let style = Type::new(page.theme.sizes.small, Weight::SemiBold, page.theme.ink);
    let small = page.small_type();
    let mut y = top;
    let words = font::wrap(&row.label, style.size, style.weight, width);
    let unit = font::wrap(&row.unit, small.size, small.weight, width);
    for (line, style) in words
        .iter()
        .map(|line| (line, style))
        .chain(unit.iter().map(|line| (line, small)))
    {
        y += style.size * 1.22;
        page.canvas.text((page.left, y), Align::Left, line, style);
    }
    y - top + 4.0
}

/// A row's own scale, which always holds zero; an interval with an open end leaves room for its arrow.
fn scale(
    values: impl Iterator<Item = Interval>,
    dots: (f64, f64),
    (top, bottom): (f64, f64),
) -> Plot {
    let (mut low, mut high, mut open) = (0.0_f64, 0.0_f64, false);
    for value in values {
        open |= is_open(&value);
        for end in [value.p05, value.p50, value.p95] {
            if end.is_finite() {
                (low, high) = (low.min(end), high.max(end));
            }
        }
    }
    let span = if high > low { high - low } else { 1.0 };
    let ends = (low, low + span * if open { 1.2 } else { 1.0 });
    Plot::new([dots.0, top, dots.1, bottom], ends, (0.0, 1.0))
}

/// Whether an interval has a low end but no high one: some futures never get there.
fn is_open(value: &Interval) -> bool {
    value.p05.is_finite() && !value.p95.is_finite()
}

fn zero_line(page: &mut Page, plot: &Plot) {
    let x = plot.x(0.0);
    let line = [(x, plot.bounds[1]), (x, plot.bounds[3])];
    page.canvas.line(&line, &Pen::new(page.theme.axis, 1.2));
}

/// The interval, with an arrow where it has no upper end, and the median on it.
fn dot(page: &mut Page, plot: &Plot, value: &Interval, colour: Colour, y: f64) {
    if value.p05.is_finite() {
        let open = is_open(value);
        let from = plot.x(value.p05);
        let end = if open {
            plot.bounds[2] - 6.0
        } else {
            plot.x(value.p95)
        };
        let to = end.max(from + 1.0);
        let bar: [At; 2] = [(from, y), (to, y)];
        page.canvas.line(&bar, &Pen::new(colour.alpha(0.42), 4.6));
        if open {
            let head = [(to, y - 5.5), (to + 7.0, y), (to, y + 5.5)];
            page.canvas.area(&head, colour.alpha(0.42));
        }
    }
    if value.p50.is_finite() {
        let at = (plot.x(value.p50), y);
        page.canvas.dot(at, 5.4, page.theme.paper);
        page.canvas.dot(at, 4.3, colour);
    }
}

/// The scenario's name and numbers.
fn line(
    page: &mut Page,
    figure: &Figure,
    row: &KeyRow,
    cell: &KeyValue,
    columns: &Columns,
    middle_y: f64,
) {
    let bold = value_type(page, plot::role(&figure.scenarios, cell.scenario));
    let small = page.small_type();
    let y = middle_y + bold.middle();
    let room = columns.dots.0 - columns.scenario - 8.0;
    let label = plot::label(&figure.scenarios, cell.scenario);
    let label = font::shorten(label, bold.size, bold.weight, room);
    page.canvas
        .text((columns.scenario, y), Align::Left, &label, bold);
    let mut right = |x: f64, text: String, style: Type| {
        page.canvas.text((x, y), Align::Right, &text, style);
    };
    right(columns.value, middle(&cell.value, row), bold);
    right(columns.range, ends(&cell.value, row), small);
    if let Some(gain) = &cell.difference {
        right(columns.gain, signed_middle(gain, row), bold);
        right(columns.gain_range, signed_ends(gain, row), small);
    }
}

/// The middle; where there is none, a share had nobody to count and a wait was not over.
fn middle(value: &Interval, row: &KeyRow) -> String {
    match value.p50 {
        p50 if p50.is_finite() => number::rounded(p50, row.decimals),
        _ if row.unit.starts_with('%') || row.unit.starts_with("share") => say("nobody").to_owned(),
        _ => say(NOT_REACHED).to_owned(),
    }
}

const NOT_REACHED: &str = key("not reached");

fn signed_middle(value: &Interval, row: &KeyRow) -> String {
    number::signed_rounded(value.p50, row.decimals)
}

fn ends(value: &Interval, row: &KeyRow) -> String {
    between(value, |end| number::rounded(end, row.decimals))
}

fn signed_ends(value: &Interval, row: &KeyRow) -> String {
    between(value, |end| number::signed_rounded(end, row.decimals))
}

fn between(value: &Interval, print: impl Fn(f64) -> String) -> String {
    match (value.p05.is_finite(), value.p95.is_finite()) {
        (true, true) => number::range(&print(value.p05), &print(value.p95)),
        (true, false) => number::range(&print(value.p05), say(NOT_REACHED)),
        _ => String::new(),
    }
}
