//! "Of every 1,000 people who set out, at this date": one stacked bar per scenario,
//! and signed difference bars below.

use super::canvas::{Align, Pen, Type};
use super::figure::{FateLabel, Figure, Interval, Thousand, ThousandBar, ThousandDifference};
use super::font::{self, Weight};
use super::labels;
use super::number::{self, Ticks, to_f64};
use super::page::{Key, Page, value_lines, whisker};
use super::plot::{self, Plot};
use super::theme::{Colour, Role};
use crate::text::say;

const BAR: f64 = 58.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, thousand: &Thousand) {
    let keys: Vec<(Key, String)> = thousand
        .fates
        .iter()
        .map(|fate| (Key::Square(page.theme.fate(fate.fate)), fate.label.clone()))
        .collect();
    page.legend(&keys);
    for bar in &thousand.bars {
        stacked_bar(page, figure, thousand, bar);
    }
    let pieces = Differences {
        title: say("Paired differences"),
        unit: say("people per 1,000; whisker: 90\u{202f}% of futures"),
        fates: &thousand.fates,
        all: &thousand.differences,
    };
    differences(page, figure, &pieces);
}

/// Paired differences by fate, for each pair.
pub(super) struct Differences<'a> {
    /// Heading.
    pub title: &'a str,
    /// Unit, and what whiskers are.
    pub unit: &'a str,
    /// The fates, top to bottom.
    pub fates: &'a [FateLabel],
    /// One a pair.
    pub all: &'a [ThousandDifference],
}

fn stacked_bar(page: &mut Page, figure: &Figure, thousand: &Thousand, bar: &ThousandBar) {
    let mut style = page.role_type(plot::role(&figure.scenarios, bar.scenario));
    style.size = page.theme.sizes.heading;
    page.y += 2.0;
    for line in font::wrap(
        plot::label(&figure.scenarios, bar.scenario),
        style.size,
        style.weight,
        page.right - page.left,
    ) {
        page.y += style.size * 1.25;
        page.canvas
            .text((page.left, page.y), Align::Left, &line, style);
    }
    page.y += 7.0;
    let total: f64 = bar
        .values
        .iter()
        .filter(|value| value.is_finite())
        .map(|value| value.max(0.0))
        .sum();
    let unit = (page.right - page.left) / if total > 0.0 { total } else { 1000.0 };
    let mut x = page.left;
    let mut thin: Vec<(f64, String)> = Vec::new();
    for (fate, &value) in thousand.fates.iter().zip(&bar.values) {
        let width = if value.is_finite() {
            value.max(0.0) * unit
        } else {
            0.0
        };
        let colour = page.theme.fate(fate.fate);
        page.canvas
            .rect((x, page.y), (x + width, page.y + BAR), colour);
        if width > 2.5 {
            page.canvas.rect(
                (x + width - 0.6, page.y),
                (x + width + 0.6, page.y + BAR),
                page.theme.paper,
            );
        }
        let text = per_thousand(value);
        if !segment_words(page, (x, width), &text, &fate.label, colour) && value > 0.0 {
            thin.push((x + width / 2.0, text));
        }
        x += width;
    }
    page.y += BAR;
    page.y += callouts(page, &thin);
}

/// The number of a segment and, where there is room, its name in it; answers whether at least the number fits.
fn segment_words(
    page: &mut Page,
    (x, width): (f64, f64),
    text: &str,
    name: &str,
    ground: Colour,
) -> bool {
    let colour = page.theme.on(ground);
    let bold = Type::new(page.theme.sizes.heading, Weight::SemiBold, colour);
    if bold.width(text) + 8.0 > width {
        return false;
    }
    let small = Type::new(page.theme.sizes.small, Weight::Regular, colour);
    let lines = font::wrap(name, small.size, small.weight, width - 8.0);
    let fits = lines.len() <= 2 && lines.iter().all(|line| small.width(line) <= width - 8.0);
    let lines = if fits { lines } else { Vec::new() };
    let leading = small.size * 1.15;
    let height = bold.size + leading * to_f64(lines.len());
    let middle = x + width / 2.0;
    let mut y = page.y + (BAR - height) / 2.0 + bold.size * 0.88;
    page.canvas.text((middle, y), Align::Centre, text, bold);
    for line in &lines {
        y += leading;
        page.canvas.text((middle, y), Align::Centre, line, small);
    }
    true
}

/// Numbers of segments too thin to hold them, below the bar with a leader each.
fn callouts(page: &mut Page, thin: &[(f64, String)]) -> f64 {
    if thin.is_empty() {
        return 6.0;
    }
    let style = Type::new(page.theme.sizes.tick, Weight::Regular, page.theme.ink);
    let wanted: Vec<f64> = thin.iter().map(|(x, _)| *x).collect();
    let widths: Vec<f64> = thin.iter().map(|(_, text)| style.width(text)).collect();
    let placed = labels::spread(&wanted, &widths, 9.0, page.left, page.right);
    let y = page.y;
    let pen = Pen::new(page.theme.axis, 1.0);
    for ((x, text), middle) in thin.iter().zip(placed) {
        page.canvas
            .line(&[(*x, y + 1.0), (*x, y + 5.0), (middle, y + 11.0)], &pen);
        page.canvas.text(
            (middle, y + 14.0 + style.size * 0.8),
            Align::Centre,
            text,
            style,
        );
    }
    style.size + 16.0
}

/// People per 1,000; below one with a digit after the point.
fn per_thousand(value: f64) -> String {
    match value {
        _ if value > 0.0 && value < 0.05 => "<0.1".to_owned(),
        _ if value < 0.95 => number::plain(value, usize::from(value > 0.0)),
        _ => number::plain(value, 0),
    }
}

/// Height of a fate's row among the differences.
const ROW: f64 = 21.0;

/// One table: a row for each fate, a column with a scale, a bar and numbers for each pair; all on one scale.
pub(super) fn differences(page: &mut Page, figure: &Figure, pieces: &Differences) {
    let all = pieces.all;
    if all.is_empty() {
        return;
    }
    page.y += 14.0;
    let width = page.right - page.left;
    page.y += page.heading(page.left, width, pieces.title, pieces.unit);
    let names = page.label_type();
    let widest = pieces.fates.iter().map(|fate| names.width(&fate.label));
    let gutter = widest.fold(60.0, f64::max).min(240.0) + 16.0;
    let values: Vec<Interval> = all.iter().flat_map(|one| one.values.clone()).collect();
    // Large numbers need room.
    let is_large = |value: &Interval| value.p50.abs() >= 1_000.0;
    let most = if values.iter().any(is_large) { 2 } else { 3 };
    let columns = all.len().clamp(1, most);
    for row in all.chunks(columns) {
        let cell = (width - gutter) / to_f64(columns.min(row.len().max(columns)));
        let start = page.y;
        let heads: Vec<Vec<String>> = row.iter().map(|one| head(page, one, cell - 20.0)).collect();
        let lines = heads.iter().map(Vec::len).max().unwrap_or(1);
        let top = start + names.size * 1.25 * to_f64(lines) + page.theme.sizes.tick + 14.0;
        fate_names(page, pieces, top, gutter);
        for (index, (one, head)) in row.iter().zip(&heads).enumerate() {
            let left = page.left + gutter + cell * to_f64(index);
            let role = page.role_type(plot::role(&figure.scenarios, one.scenario));
            for (line, words) in head.iter().enumerate() {
                let y = start + names.size * 1.25 * to_f64(line + 1);
                page.canvas.text((left, y), Align::Left, words, role);
            }
            let steps = [6, 4, 2][columns - 1];
            let ticks = difference_ticks(&values, steps);
            bars(page, pieces, one, (left, top, left + cell), &ticks);
        }
        page.y = top + ROW * to_f64(pieces.fates.len()) + 16.0;
    }
}

/// "Legal pathways minus Status quo" in lines.
fn head(page: &Page, difference: &ThousandDifference, width: f64) -> Vec<String> {
    let style = page.role_type(Role::Reference);
    font::wrap(&difference.label, style.size, style.weight, width)
}

fn fate_names(page: &mut Page, pieces: &Differences, top: f64, gutter: f64) {
    let names = page.label_type();
    for (index, fate) in pieces.fates.iter().enumerate() {
        let middle = top + ROW * (to_f64(index) + 0.5);
        let label = font::shorten(&fate.label, names.size, names.weight, gutter - 14.0);
        let at = (page.left, middle + names.middle());
        page.canvas.text(at, Align::Left, &label, names);
    }
}

/// The bars of one pair with their numbers.
fn bars(
    page: &mut Page,
    pieces: &Differences,
    difference: &ThousandDifference,
    (left, top, right): (f64, f64, f64),
    ticks: &Ticks,
) {
    let all = pieces.all.iter().flat_map(|one| &one.values);
    let all: Vec<(String, String)> = all.map(difference_texts).collect();
    let (bold, small) = (
        Type::new(page.theme.sizes.small, Weight::SemiBold, page.theme.ink),
        page.small_type(),
    );
    let width = |style: Type, texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|text| style.width(text)).fold(20.0, f64::max)
    };
    // Widths of all pairs, so that their scales are as long.
    let middles = width(bold, &mut all.iter().map(|text| &text.0));
    let ranges = width(small, &mut all.iter().map(|text| &text.1));
    let range_edge = right - 6.0;
    let middle_edge = range_edge - ranges - 8.0;
    let bottom = top + ROW * to_f64(pieces.fates.len());
    let overhang = ticks
        .labels
        .iter()
        .map(|label| small.width(label) / 2.0 + 4.0);
    let overhang = overhang.fold(12.0, f64::max);
    let edge = (middle_edge - middles - overhang).max(left + overhang + 30.0);
    let plot = Plot::new(
        [left + overhang, top, edge, bottom],
        ticks.span(),
        (0.0, 1.0),
    );
    value_lines(page, &plot, ticks, true);
    let rows = pieces.fates.iter().zip(&difference.values);
    for (index, (fate, value)) in rows.enumerate() {
        let text = difference_texts(value);
        let middle = top + ROW * (to_f64(index) + 0.5);
        signed_bar(page, &plot, value, middle, page.theme.fate(fate.fate));
        let y = middle + bold.middle();
        page.canvas
            .text((middle_edge, y), Align::Right, &text.0, bold);
        page.canvas
            .text((range_edge, y), Align::Right, &text.1, small);
    }
    let zero = plot.x(0.0);
    let line = [(zero, top), (zero, bottom)];
    page.canvas.line(&line, &Pen::new(page.theme.ink, 1.4));
}

fn difference_texts(value: &Interval) -> (String, String) {
    let print = |number: f64| {
        if number.abs() >= 1_000.0 {
            return number::signed_rounded(number, 0);
        }
        let decimals = match number.abs() {
            size if !(0.005..0.95).contains(&size) => 0,
            size if size < 0.095 => 2,
            _ => 1,
        };
        number::signed(number, decimals)
    };
    (
        print(value.p50),
        number::range(&print(value.p05), &print(value.p95)),
    )
}

/// Ticks that cover every interval and zero.
fn difference_ticks(values: &[Interval], steps: usize) -> Ticks {
    let ends = values
        .iter()
        .flat_map(|value| [value.p05, value.p50, value.p95]);
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for end in ends.filter(|end| end.is_finite()) {
        (low, high) = (low.min(end), high.max(end));
    }
    Ticks::covering(low, high, steps)
}

fn signed_bar(page: &mut Page, plot: &Plot, value: &Interval, middle: f64, colour: Colour) {
    if value.p50.is_finite() {
        let (zero, end) = (plot.x(0.0), plot.x(value.p50));
        page.canvas
            .rect((zero, middle - 6.5), (end, middle + 6.5), colour);
    }
    if value.p05.is_finite() && value.p95.is_finite() {
        whisker(page, (plot.x(value.p05), plot.x(value.p95)), middle);
    }
}
