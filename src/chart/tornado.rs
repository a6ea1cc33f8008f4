//! What a result is at either end of an uncertain input: a bar from the result in all futures to the result at the low end,
//! one to the result at the high end, both with whiskers; furthest first.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, Pen, Type};
use super::figure::Interval;
use super::font;
use super::gap::one;
use super::number::{self, Ticks, to_f64};
use super::page::{Key, NumberColumns, Page, value_lines, whisker};
use super::plot::Plot;
use super::table::{self, Table};
use super::theme::Role;

/// Height of a row: a line of words over two bars.
const ROW: f64 = 58.0;
/// Height of the words above the bars.
const WORDS: f64 = 22.0;
/// Height of a bar.
const BAR: f64 = 13.0;

/// How far a result moves between the ends of uncertain inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tornado {
    /// What the two bars of an input stand for: "input in its lowest fifth".
    pub ends: [String; 2],
    /// What the middle is: "all futures".
    pub centre: String,
    /// One result each, on a scale of its own.
    pub panels: Vec<TornadoPanel>,
}

/// One result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TornadoPanel {
    /// "Unsheltered nights, Legal pathways minus Enforcement only".
    pub title: String,
    /// "person-nights".
    pub unit: String,
    /// Digits after the point.
    pub decimals: usize,
    /// The result in all futures.
    #[serde(with = "one")]
    pub centre: f64,
    /// The inputs, furthest first.
    pub rows: Vec<TornadoRow>,
    /// What is said where there is no input to show.
    pub empty: String,
}

/// One uncertain input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TornadoRow {
    /// "Chance of detection between ports".
    pub label: String,
    /// Evidence grade and ends: "judgement; below 0.55, above 0.85".
    pub detail: String,
    /// The result at the low end, with its interval.
    pub low: Interval,
    /// The result at the high end, with its interval.
    pub high: Interval,
}

impl TornadoRow {
    fn ends(&self) -> [&Interval; 2] {
        [&self.low, &self.high]
    }
}

pub(super) fn draw(page: &mut Page, tornado: &Tornado) {
    let colours = page.theme.inputs;
    let keys: Vec<(Key, String)> = colours
        .into_iter()
        .zip(&tornado.ends)
        .map(|(colour, words)| (Key::Square(colour), words.clone()))
        .collect();
    page.legend(&keys);
    let width = page.right - page.left;
    for panel in tornado.panels.iter().filter(|one| !one.rows.is_empty()) {
        page.y += page.heading(page.left, width, &panel.title, &panel.unit);
        draw_panel(page, tornado, panel);
        page.y += 16.0;
    }
    for (reason, titles) in tornado.empty() {
        page.y += page.heading(page.left, width, reason, "");
        page.y -= 8.0;
        let style = page.label_type();
        for title in titles {
            page.paragraph(title, style, 1.3);
        }
        page.y += 16.0;
    }
}

impl Tornado {
    /// Results without an input to show, together by the reason.
    fn empty(&self) -> Vec<(&str, Vec<&str>)> {
        let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
        for panel in self.panels.iter().filter(|panel| panel.rows.is_empty()) {
            match reasons
                .iter_mut()
                .find(|(reason, _)| *reason == panel.empty)
            {
                Some((_, titles)) => titles.push(&panel.title),
                None => reasons.push((&panel.empty, vec![&panel.title])),
            }
        }
        reasons
    }
}

fn draw_panel(page: &mut Page, tornado: &Tornado, panel: &TornadoPanel) {
    let cells: Vec<(String, String)> = panel
        .rows
        .iter()
        .flat_map(TornadoRow::ends)
        .map(|end| texts(end, panel.decimals))
        .collect();
    let columns = NumberColumns::fitting(page, &cells);
    let ticks = ticks(panel);
    let style = page.tick_type();
    let top = page.y + style.size + 4.0;
    let bottom = top + ROW * to_f64(panel.rows.len());
    let overhang = (ticks.labels.first()).map_or(0.0, |label| style.width(label) / 2.0);
    let bounds = [
        page.left + overhang,
        top,
        columns.left - 24.0 - overhang,
        bottom,
    ];
    let plot = Plot::new(bounds, ticks.span(), (0.0, 1.0));
    value_lines(page, &plot, &ticks, false);
    if ticks.at.first() < Some(&0.0) && ticks.at.last() > Some(&0.0) {
        let zero = plot.x(0.0);
        let pen = Pen::new(page.theme.axis, 1.3);
        page.canvas.line(&[(zero, top), (zero, bottom)], &pen);
    }
    let centre = plot.x(panel.centre);
    let pen = Pen::new(page.theme.ink, 1.4);
    page.canvas
        .line(&[(centre, top - 2.0), (centre, bottom)], &pen);
    for (index, row) in panel.rows.iter().enumerate() {
        let top = top + ROW * to_f64(index);
        row_words(page, row, top);
        draw_row(page, panel, row, &plot, &columns, top + WORDS);
    }
    let small = page.small_type();
    let value = number::rounded(panel.centre, panel.decimals);
    let words = format!("{}: {value}", tornado.centre);
    let half = small.width(&words) / 2.0;
    let x = centre.clamp(page.left + half, page.right - half);
    page.canvas
        .text((x, bottom + small.size + 6.0), Align::Centre, &words, small);
    page.y = bottom + small.size + 12.0;
}

/// Ticks over every end with its interval, and the middle.
fn ticks(panel: &TornadoPanel) -> Ticks {
    let ends = panel.rows.iter().flat_map(TornadoRow::ends);
    let numbers = ends.flat_map(|end| [end.p05, end.p50, end.p95]);
    let finite: Vec<f64> = numbers
        .chain([panel.centre])
        .filter(|value| value.is_finite())
        .collect();
    let least = finite.iter().copied().fold(f64::INFINITY, f64::min);
    let most = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Ticks::covering(least, most, 4)
}

fn texts(end: &Interval, decimals: usize) -> (String, String) {
    let print = |value: f64| {
        let is_large = value.abs() >= 100.0;
        number::rounded(value, if is_large { 0 } else { decimals })
    };
    let known = end.p05.is_finite() && end.p95.is_finite();
    let range = known.then(|| number::range(&print(end.p05), &print(end.p95)));
    let middle = if end.p50.is_finite() {
        print(end.p50)
    } else {
        "–".to_owned()
    };
    (middle, range.unwrap_or_default())
}

/// The input and, in grey, its evidence, on paper so that grid lines do not strike them.
fn row_words(page: &mut Page, row: &TornadoRow, top: f64) {
    let (style, small) = (page.label_type(), page.small_type());
    let room = page.right - page.left;
    let label = font::shorten(&row.label, style.size, style.weight, room);
    let end = style.width(&label) + 10.0;
    let detail = font::shorten(&row.detail, small.size, small.weight, (room - end).max(1.0));
    let baseline = top + style.size + 2.0;
    let right = page.left + end + small.width(&detail) + 4.0;
    page.canvas.rect(
        (page.left, top - 3.0),
        (right, baseline + 4.0),
        page.theme.paper,
    );
    page.canvas
        .text((page.left, baseline), Align::Left, &label, style);
    page.canvas
        .text((page.left + end, baseline), Align::Left, &detail, small);
}

/// The two bars of an input with their numbers.
fn draw_row(
    page: &mut Page,
    panel: &TornadoPanel,
    row: &TornadoRow,
    plot: &Plot,
    columns: &NumberColumns,
    top: f64,
) {
    let centre = plot.x(panel.centre);
    let bold = Type {
        colour: page.theme.ink,
        ..page.role_type(Role::Reference)
    };
    let middles = [top + BAR / 2.0, top + BAR * 1.5 + 3.0];
    let ends = row.ends().into_iter().zip(middles);
    for ((end, middle), colour) in ends.zip(page.theme.inputs) {
        if end.p50.is_finite() {
            let from = (centre, middle - BAR / 2.0);
            let to = (plot.x(end.p50), middle + BAR / 2.0);
            page.canvas.rect(from, to, colour);
        }
        if end.p05.is_finite() && end.p95.is_finite() {
            whisker(page, (plot.x(end.p05), plot.x(end.p95)), middle);
        }
        columns.print(page, &texts(end, panel.decimals), middle, bold);
    }
}

pub(super) fn rows(tornado: &Tornado) -> Table {
    let columns = "result,unit,input,detail,end,low,mean,high,mean_in_all";
    let mut table = Table::with(columns);
    for panel in &tornado.panels {
        for row in &panel.rows {
            for (end, value) in tornado.ends.iter().zip(row.ends()) {
                let words = [&panel.title, &panel.unit, &row.label, &row.detail, end];
                let numbers = table::three(value).into_iter();
                let numbers = numbers.chain([table::number(panel.centre)]);
                let words = words.into_iter().cloned();
                table.rows.push(words.chain(numbers).collect());
            }
        }
    }
    table
}
