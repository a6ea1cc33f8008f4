//! From one scenario to another, lever by lever: bars of change, each from where the last ended. The axis is the
//! difference from where it starts, so zero is honest.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, Pen, Type};
use super::figure::{Figure, Interval};
use super::font::Weight;
use super::number::{self, Ticks, to_f64};
use super::page::{Key, Page, value_lines, whisker};
use super::panels;
use super::plot::{self, Plot};
use super::table::{Table, three};
use super::theme::{Colour, Role};
use crate::text::say;

/// A difference in its parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waterfall {
    /// What whiskers and ranges are: "whiskers: 90 % interval of the mean"; may be empty.
    pub key: String,
    /// One panel per metric.
    pub panels: Vec<WaterfallPanel>,
}

/// The parts of one metric's difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaterfallPanel {
    /// "People awaiting a U.S. appointment".
    pub title: String,
    /// "people on an average day".
    pub unit: String,
    /// Digits after the point.
    pub decimals: usize,
    /// Where it starts.
    pub from: WaterfallEnd,
    /// Where it ends.
    pub to: WaterfallEnd,
    /// The whole difference.
    pub difference: Interval,
    /// The parts; drawn by size, largest first.
    pub steps: Vec<WaterfallStep>,
}

/// A scenario at one end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaterfallEnd {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// Its level.
    pub level: Interval,
}

/// One part of the difference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WaterfallStep {
    /// "Port appointments".
    pub label: String,
    /// In small below it, such as the setting: "1,450 → 4,350 a day"; may be empty.
    pub detail: String,
    /// What it adds.
    pub change: Interval,
    /// Its share of the difference, 1 for all of it; none where a share means nothing.
    pub share: Option<Interval>,
}

/// Height of a row.
const ROW: f64 = 38.0;
/// Half the height of a bar.
const HALF: f64 = 9.0;
/// Widest room for names.
const NAMES: f64 = 330.0;
/// Between two columns of numbers.
const GAP: f64 = 12.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, body: &Waterfall) {
    let [below, above] = colours(page);
    page.legend(&[
        (Key::Square(below), say("lowers the figure").to_owned()),
        (Key::Square(above), say("raises it").to_owned()),
    ]);
    let style = page.tick_type();
    page.paragraph(&body.key, style, 1.2);
    page.y += 12.0;
    for panel in &body.panels {
        draw_panel(page, figure, panel);
    }
}

/// Bars that lower and that raise; apart in grey as well.
fn colours(page: &Page) -> [Colour; 2] {
    let [_, middle, _] = page.theme.cells.below;
    let [_, lighter, darker] = page.theme.cells.above;
    [middle, lighter.mix(darker, 0.6)]
}

/// Steps by size; those without a number last.
fn by_size(panel: &WaterfallPanel) -> Vec<&WaterfallStep> {
    let mut steps: Vec<&WaterfallStep> = panel.steps.iter().collect();
    let size = |step: &WaterfallStep| {
        let middle = step.change.p50;
        if middle.is_finite() {
            middle.abs()
        } else {
            -1.0
        }
    };
    steps.sort_by(|a, b| size(b).total_cmp(&size(a)));
    steps
}

/// A row between its words and its numbers.
struct Row {
    name: String,
    detail: String,
    /// The scenario at an end.
    role: Option<Role>,
    /// Where the bar starts.
    start: f64,
    change: Interval,
    share: Option<Interval>,
    colour: Option<Colour>,
}

fn rows_of(page: &Page, figure: &Figure, panel: &WaterfallPanel) -> Vec<Row> {
    let print = |value: f64| number::rounded(value, panel.decimals);
    let end = |end: &WaterfallEnd, change: Interval, colour: Option<Colour>| Row {
        name: plot::label(&figure.scenarios, end.scenario).to_owned(),
        detail: format!("{} {}", print(end.level.p50), bracketed(&end.level, print)),
        role: Some(plot::role(&figure.scenarios, end.scenario)),
        start: 0.0,
        change,
        share: None,
        colour,
    };
    let nothing = panels::exact(0.0);
    let mut rows = vec![end(&panel.from, nothing, None)];
    let mut start = 0.0;
    let [below, above] = colours(page);
    for step in by_size(panel) {
        let middle = step.change.p50;
        rows.push(Row {
            name: step.label.clone(),
            detail: step.detail.clone(),
            role: None,
            start,
            change: step.change,
            share: step.share,
            colour: Some(if middle < 0.0 { below } else { above }),
        });
        start += if middle.is_finite() { middle } else { 0.0 };
    }
    let role = plot::role(&figure.scenarios, panel.to.scenario);
    let whole = Some(page.theme.colour(role));
    rows.push(end(&panel.to, panel.difference, whole));
    rows
}

/// "(3 to 5)", or nothing without an interval.
fn bracketed(value: &Interval, print: impl Fn(f64) -> String) -> String {
    if value.p05 < value.p95 {
        format!("({})", number::range(&print(value.p05), &print(value.p95)))
    } else {
        String::new()
    }
}

/// Change, its range and its share in print.
fn words(panel: &WaterfallPanel, row: &Row) -> [String; 3] {
    if row.colour.is_none() {
        return [const { String::new() }; 3];
    }
    let print = |value: f64| number::signed_rounded(value, panel.decimals);
    let percent = |value: f64| number::plain(value * 100.0, 0);
    let known = row.share.filter(|share| share.p50.is_finite());
    let share = known.map_or_else(String::new, |share| {
        let range = bracketed(&share, percent);
        format!("{}\u{202f}% {range}", percent(share.p50))
    });
    let range = bracketed(&row.change, print);
    [print(row.change.p50), range, share.trim().to_owned()]
}

fn draw_panel(page: &mut Page, figure: &Figure, panel: &WaterfallPanel) {
    let width = page.right - page.left;
    page.y += page.heading(page.left, width, &panel.title, &panel.unit);
    let rows = rows_of(page, figure, panel);
    let names = rows.iter().map(|row| (&*row.name, &*row.detail));
    let gutter = panels::names_width(page, names, NAMES);
    let texts: Vec<[String; 3]> = rows.iter().map(|row| words(panel, row)).collect();
    let columns = columns(page, &texts);
    let ends = rows.iter().flat_map(|row| {
        let Interval { p05, p50, p95 } = row.change;
        [p05, p50, p95].map(|end| row.start + end)
    });
    let finite: Vec<f64> = ends.filter(|end| end.is_finite()).collect();
    let low = finite.iter().copied().fold(0.0, f64::min);
    let high = finite.iter().copied().fold(0.0, f64::max);
    let ticks = Ticks::covering(low, high, 4);
    let style = page.tick_type();
    let overhang = |label: Option<&String>| label.map_or(0.0, |one| style.width(one) / 2.0 + 5.0);
    let top = page.y + style.size + 10.0;
    let bounds = [
        page.left + gutter + overhang(ticks.labels.first()),
        top,
        columns[0].1 - 10.0 - overhang(ticks.labels.last()),
        top + ROW * to_f64(rows.len()),
    ];
    let plot = Plot::new(bounds, ticks.span(), (0.0, 1.0));
    value_lines(page, &plot, &ticks, true);
    let zero = plot.x(0.0);
    let line = [(zero, top), (zero, bounds[3])];
    page.canvas.line(&line, &Pen::new(page.theme.axis, 1.4));
    heads(page, &texts, columns, top - 6.0);
    for (index, row) in rows.iter().enumerate() {
        let middle = top + ROW * (to_f64(index) + 0.5);
        let style = row
            .role
            .map_or(page.label_type(), |role| page.role_type(role));
        panels::row_name(page, (&row.name, &row.detail), (style, gutter), middle);
        let next = rows.get(index + 1).map(|next| plot.x(next.start));
        draw_bar(page, &plot, row, middle, next);
        numbers(page, &texts[index], columns, middle);
    }
    page.y = bounds[3] + 18.0;
}

/// Right and left edge of the columns of numbers.
fn columns(page: &Page, texts: &[[String; 3]]) -> [(f64, f64); 3] {
    let bold = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
    let small = page.tick_type();
    let widest = |column: usize, style: Type| {
        let widths = texts.iter().map(|words| style.width(&words[column]));
        widths.fold(0.0, f64::max)
    };
    let share = (page.right, page.right - widest(2, bold));
    let gap = if share.0 > share.1 { GAP } else { 0.0 };
    let range = share.1 - gap;
    let range = (range, range - widest(1, small));
    let change = range.1 - 9.0;
    let change = (change, change - widest(0, bold).max(44.0));
    [change, range, share]
}

/// What the columns are.
fn heads(page: &mut Page, texts: &[[String; 3]], columns: [(f64, f64); 3], y: f64) {
    let style = page.small_type();
    let head = (columns[0].0, y);
    page.canvas.text(head, Align::Right, say("change"), style);
    if texts.iter().any(|words| !words[2].is_empty()) {
        let head = (columns[2].0, y);
        page.canvas.text(head, Align::Right, say("share"), style);
    }
}

fn numbers(page: &mut Page, words: &[String; 3], columns: [(f64, f64); 3], middle: f64) {
    let bold = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
    let small = page.tick_type();
    for (column, style) in [bold, small, bold].into_iter().enumerate() {
        let at = (columns[column].0, middle + bold.middle());
        page.canvas.text(at, Align::Right, &words[column], style);
    }
}

/// A bar of change with its whisker, and a thin line to where the next one starts.
fn draw_bar(page: &mut Page, plot: &Plot, row: &Row, middle: f64, next: Option<f64>) {
    if let Some(x) = next {
        let line = [(x, middle), (x, middle + ROW)];
        page.canvas.line(&line, &Pen::new(page.theme.axis, 1.0));
    }
    let Interval { p05, p50, p95 } = row.change;
    if let (Some(colour), true) = (row.colour, p50.is_finite()) {
        let (from, to) = (plot.x(row.start), plot.x(row.start + p50));
        let (left, right) = (from.min(to), from.max(to).max(from.min(to) + 1.0));
        let corners = ((left, middle - HALF), (right, middle + HALF));
        page.canvas.rect(corners.0, corners.1, colour);
        if p05.is_finite() && p95.is_finite() && p05 < p95 {
            let ends = (plot.x(row.start + p05), plot.x(row.start + p95));
            whisker(page, ends, middle);
        }
    }
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, body: &Waterfall) -> Table {
    let mut table =
        Table::with("panel,unit,kind,label,detail,p05,p50,p95,share_p05,share_p50,share_p95");
    for panel in &body.panels {
        let mut row = |kind: &str, label: &str, detail: &str, value: &Interval, share| {
            let mut row = [&panel.title, &panel.unit, kind, label, detail]
                .map(str::to_owned)
                .to_vec();
            row.extend(three(value));
            row.extend(three(&share));
            table.rows.push(row);
        };
        let none = panels::exact(f64::NAN);
        let name = |end: &WaterfallEnd| plot::label(&figure.scenarios, end.scenario);
        row("from", name(&panel.from), "", &panel.from.level, none);
        for step in by_size(panel) {
            let share = step.share.unwrap_or(none);
            row("step", &step.label, &step.detail, &step.change, share);
        }
        row("difference", "", "", &panel.difference, none);
        row("to", name(&panel.to), "", &panel.to.level, none);
    }
    table
}
