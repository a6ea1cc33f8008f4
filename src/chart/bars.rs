//! Ranked bars with intervals, such as how much of a result's variance each input explains, beside how well it is known.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, Pen, Type};
use super::figure::{Figure, Interval};
use super::font;
use super::number::{self, Ticks, to_f64};
use super::page::{Key, NumberColumns, Page, value_lines, whisker};
use super::panels;
use super::plot::{self, Plot};
use super::table::{Table, three};

/// Bars by row and series; [`Figure::scenarios`] names the series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bars {
    /// What whiskers and ranges are: "whiskers: 95 % interval"; may be empty.
    pub key: String,
    /// What the words at the right are: "evidence"; may be empty.
    pub marks: String,
    /// One panel per metric.
    pub panels: Vec<BarPanel>,
}

/// The rows of one metric, in the order they are drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BarPanel {
    /// "Unsheltered nights".
    pub title: String,
    /// "share of variance".
    pub unit: String,
    /// Digits after the point.
    pub decimals: usize,
    /// The rows.
    pub rows: Vec<BarRow>,
}

/// One input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BarRow {
    /// "Chance of detection between ports".
    pub label: String,
    /// In small below it: "0.55 to 0.85"; may be empty.
    pub detail: String,
    /// In a word at the right: "judgement"; may be empty.
    pub mark: String,
    /// Whether a line sets it apart from the rows above, such as chance from inputs.
    pub apart: bool,
    /// One per series shown: position in [`Figure::scenarios`] and value.
    pub values: Vec<(usize, Interval)>,
}

/// Height of one bar with its gap.
const LINE: f64 = 17.0;
/// Least height of a row.
const ROW: f64 = 38.0;
/// Room above a row that is set apart.
const APART: f64 = 12.0;
/// Widest room for names.
const NAMES: f64 = 340.0;
/// Widest room for marks.
const MARKS: f64 = 150.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, body: &Bars) {
    let rows = || body.panels.iter().flat_map(|panel| &panel.rows);
    let drawn = |index: usize| {
        let mut values = rows().flat_map(|row| &row.values);
        values.any(|(series, _)| *series == index)
    };
    let keys = figure.scenarios.iter().enumerate();
    let keys: Vec<(Key, String)> = keys
        .filter(|(index, _)| drawn(*index))
        .map(|(_, one)| (Key::Square(page.theme.colour(one.role)), one.label.clone()))
        .collect();
    if !keys.is_empty() {
        page.legend(&keys);
    }
    let style = page.tick_type();
    page.paragraph(&body.key, style, 1.2);
    page.y += 12.0;
    let names = rows().map(|row| (&*row.label, &*row.detail));
    let gutter = panels::names_width(page, names, NAMES);
    let small = page.small_type();
    let marks = rows().map(|row| &row.mark).chain([&body.marks]);
    let marks = marks.map(|mark| small.width(mark)).fold(0.0, f64::max);
    let marks = if marks > 0.0 {
        marks.min(MARKS) + 16.0
    } else {
        0.0
    };
    for panel in &body.panels {
        draw_panel(page, figure, body, panel, (gutter, marks));
    }
}

fn height(row: &BarRow) -> f64 {
    let apart = if row.apart { APART } else { 0.0 };
    (LINE * to_f64(row.values.len()) + 8.0).max(ROW) + apart
}

fn print(panel: &BarPanel, value: &Interval) -> (String, String) {
    let print = |end: f64| number::rounded(end, panel.decimals);
    let range = if value.p05 < value.p95 {
        number::range(&print(value.p05), &print(value.p95))
    } else {
        String::new()
    };
    (print(value.p50), range)
}

fn draw_panel(
    page: &mut Page,
    figure: &Figure,
    body: &Bars,
    panel: &BarPanel,
    (gutter, marks): (f64, f64),
) {
    let width = page.right - page.left;
    page.y += page.heading(page.left, width, &panel.title, &panel.unit);
    let values = || panel.rows.iter().flat_map(|row| &row.values);
    let texts: Vec<_> = values().map(|(_, value)| print(panel, value)).collect();
    let right = page.right;
    page.right -= marks;
    let columns = NumberColumns::fitting(page, &texts);
    page.right = right;
    let ends = values().flat_map(|(_, value)| [value.p05, value.p50, value.p95]);
    let finite: Vec<f64> = ends.filter(|end| end.is_finite()).collect();
    let low = finite.iter().copied().fold(0.0, f64::min);
    let high = finite.iter().copied().fold(0.0, f64::max);
    let ticks = Ticks::covering(low, high, 4);
    let style = page.tick_type();
    let top = page.y + style.size + 10.0;
    let overhang = |label: Option<&String>| label.map_or(0.0, |one| style.width(one) / 2.0 + 2.0);
    let bounds = [
        page.left + gutter + overhang(ticks.labels.first()),
        top,
        columns.left - 14.0 - overhang(ticks.labels.last()),
        top + panel.rows.iter().map(height).sum::<f64>(),
    ];
    let plot = Plot::new(bounds, ticks.span(), (0.0, 1.0));
    value_lines(page, &plot, &ticks, false);
    let small = page.small_type();
    let head = (page.right - marks + 16.0, top - 6.0);
    let words = font::shorten(&body.marks, small.size, small.weight, MARKS);
    page.canvas.text(head, Align::Left, &words, small);
    page.y = top;
    for row in &panel.rows {
        draw_row(page, figure, panel, row, (&plot, &columns, gutter, marks));
    }
    let zero = plot.x(0.0);
    let line = [(zero, top), (zero, bounds[3])];
    page.canvas.line(&line, &Pen::new(page.theme.axis, 1.3));
    page.y = bounds[3] + 18.0;
}

fn draw_row(
    page: &mut Page,
    figure: &Figure,
    panel: &BarPanel,
    row: &BarRow,
    (plot, columns, gutter, marks): (&Plot, &NumberColumns, f64, f64),
) {
    let whole = height(row);
    if row.apart {
        let y = page.y + APART / 2.0;
        let line = [(page.left, y), (page.right, y)];
        page.canvas.line(&line, &Pen::new(page.theme.axis, 1.0));
    }
    let bottom = page.y + whole;
    let apart = if row.apart { APART } else { 0.0 };
    let middle = bottom - (whole - apart) / 2.0;
    let style = page.label_type();
    let words = (&*row.label, &*row.detail);
    panels::row_name(page, words, (style, gutter), middle);
    let small = page.small_type();
    let mark = font::shorten(&row.mark, small.size, small.weight, MARKS);
    let at = (page.right - marks + 16.0, middle + small.middle());
    page.canvas.text(at, Align::Left, &mark, small);
    let first = middle - LINE * to_f64(row.values.len()) / 2.0;
    for (index, (series, value)) in row.values.iter().enumerate() {
        let middle = first + LINE * (to_f64(index) + 0.5);
        let role = plot::role(&figure.scenarios, *series);
        let bold = Type {
            size: page.theme.sizes.tick,
            ..page.role_type(role)
        };
        columns.print(page, &print(panel, value), middle, bold);
        bar(page, plot, value, page.theme.colour(role), middle);
    }
    page.y = bottom;
}

/// A bar from zero with its whisker.
fn bar(page: &mut Page, plot: &Plot, value: &Interval, colour: super::theme::Colour, middle: f64) {
    if !value.p50.is_finite() {
        return;
    }
    let (zero, end) = (plot.x(0.0), plot.x(value.p50));
    let (left, right) = (zero.min(end), zero.max(end).max(zero.min(end) + 1.0));
    let corners = ((left, middle - 5.5), (right, middle + 5.5));
    page.canvas.rect(corners.0, corners.1, colour);
    if value.p05.is_finite() && value.p95.is_finite() && value.p05 < value.p95 {
        whisker(page, (plot.x(value.p05), plot.x(value.p95)), middle);
    }
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, body: &Bars) -> Table {
    let mut table = Table::with("panel,unit,label,detail,mark,series,p05,p50,p95");
    for panel in &body.panels {
        for row in &panel.rows {
            for (series, value) in &row.values {
                let name = plot::label(&figure.scenarios, *series).to_owned();
                let words = [
                    &panel.title,
                    &panel.unit,
                    &row.label,
                    &row.detail,
                    &row.mark,
                ];
                let mut line = words.map(Clone::clone).to_vec();
                line.push(name);
                line.extend(three(value));
                table.rows.push(line);
            }
        }
    }
    table
}
