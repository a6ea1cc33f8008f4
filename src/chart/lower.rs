//! In how many futures each metric is lower than under the base: bars from 0 to 100 %, with the precision of the share.

mod columns;

use serde::{Deserialize, Serialize};

use super::canvas::{Align, Pen, Type};
use super::chance::percent;
use super::figure::Figure;
use super::font::{self, Weight};
use super::gap::one;
use super::number::{self, to_f64};
use super::page::{Key, Page};
use super::plot::{self, Plot};
use super::table::{Table, number as cell};
use super::theme::Colour;
use crate::text::say;

/// Shares of futures in which metrics are lower than under the base.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lower {
    /// "lower than under Enforcement only".
    pub measure: String,
    /// One per metric.
    pub rows: Vec<LowerRow>,
}

/// One metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LowerRow {
    /// Heading above the first row of its kind: "Shelter"; may be empty.
    pub topic: String,
    /// "Unsheltered nights".
    pub label: String,
    /// One per scenario compared with the base.
    pub shares: Vec<LowerShare>,
}

/// One scenario's share of futures in `[0, 1]`; NaN where some futures have no number to compare.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LowerShare {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// Share of futures in which the metric is lower.
    #[serde(with = "one")]
    pub lower: f64,
    /// Share of futures in which it is the same.
    #[serde(with = "one")]
    pub same: f64,
    /// Low end of the 95 % interval of `lower`.
    #[serde(with = "one")]
    pub from: f64,
    /// High end of it.
    #[serde(with = "one")]
    pub to: f64,
}

/// Height of one scenario's line.
const LINE: f64 = 17.0;
/// Room for the names of metrics.
const NAMES: f64 = 330.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, body: &Lower) {
    let compared = compared(figure, body);
    if let Some(columns) = columns::Columns::fitting(page, &compared) {
        legend(page, figure, body, &[]);
        columns.draw(page, figure, body);
        return;
    }
    legend(page, figure, body, &compared);
    let left = page.left + NAMES;
    measure(page, body, left);
    page.y += 26.0;
    let top = page.y;
    let mut plot = Plot::new(
        [left, top, page.right - 150.0, top + height(page, body)],
        (0.0, 1.0),
        (0.0, 1.0),
    );
    share_lines(page, &plot);
    let mut topic = "";
    for row in &body.rows {
        if row.topic != topic {
            topic = &row.topic;
            topic_line(page, topic);
        }
        draw_row(page, figure, row, &mut plot);
    }
    page.y += 8.0;
}

/// Positions of the scenarios that are compared with the base.
fn compared(figure: &Figure, body: &Lower) -> Vec<usize> {
    let shares = || body.rows.iter().flat_map(|row| &row.shares);
    (0..figure.scenarios.len())
        .filter(|&index| shares().any(|share| share.scenario == index))
        .collect()
}

/// Scenarios that are compared, and what pale bars are.
fn legend(page: &mut Page, figure: &Figure, body: &Lower, compared: &[usize]) {
    let key = |&index: &usize| {
        let scenario = &figure.scenarios[index];
        let square = Key::Square(page.theme.colour(scenario.role));
        (square, scenario.label.clone())
    };
    let mut keys: Vec<(Key, String)> = compared.iter().map(key).collect();
    let mut shares = body.rows.iter().flat_map(|row| &row.shares);
    if shares.any(|share| share.same > 0.0) {
        keys.push((Key::Square(page.theme.grid), say("the same").to_owned()));
    }
    page.legend(&keys);
}

/// What the shares are of, above them.
fn measure(page: &mut Page, body: &Lower, left: f64) {
    let bold = Type::new(page.theme.sizes.small, Weight::SemiBold, page.theme.soft);
    page.y += bold.size * 1.3;
    let head = tell!(
        "Share of futures in which the figure is {measure}",
        measure = body.measure
    );
    let head = font::shorten(&head, bold.size, bold.weight, page.right - left);
    page.canvas.text((left, page.y), Align::Left, &head, bold);
}

fn height(page: &Page, body: &Lower) -> f64 {
    let rows: f64 = body.rows.iter().map(|row| row_height(page, row)).sum();
    rows + topics_height(page, body)
}

/// Height of all headings together.
fn topics_height(page: &Page, body: &Lower) -> f64 {
    let mut topics: Vec<&str> = body.rows.iter().map(|row| row.topic.as_str()).collect();
    topics.dedup();
    let topics = topics.iter().filter(|topic| !topic.is_empty()).count();
    to_f64(topics) * topic_height(page)
}

fn topic_height(page: &Page) -> f64 {
    page.theme.sizes.label * 2.0
}

fn row_height(page: &Page, row: &LowerRow) -> f64 {
    let words = to_f64(name_lines(page, row, NAMES).len()) * leading(page);
    words.max(LINE * to_f64(shown(row).len())) + 8.0
}

/// The lines of a metric: one for each scenario, or a single one where none can be compared.
fn shown(row: &LowerRow) -> &[LowerShare] {
    if row.shares.iter().all(|share| share.lower.is_nan()) {
        &row.shares[..row.shares.len().min(1)]
    } else {
        &row.shares
    }
}

fn leading(page: &Page) -> f64 {
    page.theme.sizes.small * 1.25
}

fn name_lines(page: &Page, row: &LowerRow, room: f64) -> Vec<String> {
    let size = page.theme.sizes.small;
    font::wrap(&row.label, size, Weight::Regular, room - 24.0)
}

fn topic_line(page: &mut Page, topic: &str) {
    if topic.is_empty() {
        return;
    }
    let style = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
    let y = page.y + topic_height(page) - style.size * 0.5;
    let name = font::shorten(topic, style.size, style.weight, NAMES - 24.0);
    page.canvas.text((page.left, y), Align::Left, &name, style);
    page.y += topic_height(page);
}

/// Quarter lines with their percentages above; the half, where futures are split evenly, is firmer.
fn share_lines(page: &mut Page, plot: &Plot) {
    let style = page.tick_type();
    for quarter in 0..=4 {
        let share = f64::from(quarter) / 4.0;
        let x = plot.x(share);
        let pen = if quarter == 2 {
            Pen::new(page.theme.axis, 1.3)
        } else {
            Pen::new(page.theme.grid, 1.0)
        };
        page.canvas
            .line(&[(x, plot.bounds[1]), (x, plot.bounds[3])], &pen);
        let at = (x, plot.bounds[1] - 6.0);
        page.canvas.text(at, Align::Centre, &percent(share), style);
    }
}

fn draw_row(page: &mut Page, figure: &Figure, row: &LowerRow, plot: &mut Plot) {
    let height = row_height(page, row);
    let centre = page.y + height / 2.0;
    name(page, row, NAMES, centre);
    let first = centre - LINE * to_f64(shown(row).len()) / 2.0;
    for (index, share) in shown(row).iter().enumerate() {
        let middle = first + LINE * (to_f64(index) + 0.5);
        line(page, figure, share, plot, middle);
    }
    page.y += height;
}

/// The name of a metric, its lines around `centre`.
fn name(page: &mut Page, row: &LowerRow, room: f64, centre: f64) {
    let style = Type::new(page.theme.sizes.small, Weight::Regular, page.theme.ink);
    let (lines, leading) = (name_lines(page, row, room), leading(page));
    let mut y = centre - leading * (to_f64(lines.len()) - 1.0) / 2.0 + style.middle();
    for line in &lines {
        page.canvas.text((page.left, y), Align::Left, line, style);
        y += leading;
    }
}

/// The share as a bar with the number and its interval beside it.
fn line(page: &mut Page, figure: &Figure, share: &LowerShare, plot: &Plot, middle: f64) {
    let role = plot::role(&figure.scenarios, share.scenario);
    let bold = Type {
        size: page.theme.sizes.small,
        ..page.role_type(role)
    };
    let at = (plot.bounds[2] + 16.0, middle + bold.middle());
    if !share.lower.is_finite() {
        let soft = page.small_type();
        page.canvas
            .text(at, Align::Left, say("not comparable"), soft);
        return;
    }
    bar(page, page.theme.colour(role), share, plot, middle);
    let width = page
        .canvas
        .text(at, Align::Left, &percent(share.lower), bold);
    let small = page.small_type();
    page.canvas
        .text((at.0 + width + 8.0, at.1), Align::Left, &ends(share), small);
}

/// The share as a bar, futures without a difference pale behind it, the interval as a whisker.
fn bar(page: &mut Page, colour: Colour, share: &LowerShare, plot: &Plot, middle: f64) {
    let (top, bottom) = (middle - 5.5, middle + 5.5);
    let (zero, end) = (plot.x(0.0), plot.x(share.lower));
    let same = plot.x(share.lower + share.same.max(0.0));
    page.canvas
        .rect((end, top), (same, bottom), page.theme.grid);
    page.canvas.rect((zero, top), (end, bottom), colour);
    super::page::whisker(page, (plot.x(share.from), plot.x(share.to)), middle);
}

/// "87 to 100", per cent.
fn ends(share: &LowerShare) -> String {
    let ends = [share.from, share.to].map(|end| number::plain(end * 100.0, 0));
    number::range(&ends[0], &ends[1])
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, body: &Lower) -> Table {
    let mut table = Table::with("metric,scenario,measure,share_lower,ci_low,ci_high,share_same");
    for row in &body.rows {
        for share in &row.shares {
            let mut line = vec![
                row.label.clone(),
                plot::label(&figure.scenarios, share.scenario).to_owned(),
                body.measure.clone(),
            ];
            line.extend([share.lower, share.from, share.to, share.same].map(cell));
            table.rows.push(line);
        }
    }
    table
}
