//! Shares of more scenarios than a row can hold: a column for each.

use super::{
    Lower, LowerRow, bar, ends, leading, measure, name, name_lines, topic_line, topics_height,
};
use crate::chart::canvas::{Align, Pen, Type};
use crate::chart::chance::percent;
use crate::chart::figure::Figure;
use crate::chart::font;
use crate::chart::number::{self, to_f64};
use crate::chart::page::Page;
use crate::chart::plot::{self, Plot};
use crate::text::say;

/// Room for the names of metrics.
const NAMES: f64 = 270.0;
/// Up to this many scenarios stand below each other in a row.
const ROWS: usize = 2;
/// Least width of the scale of a column.
const LEAST: f64 = 44.0;
/// Free room between a column's numbers and the next column.
const GAP: f64 = 18.0;

/// The columns of the figure.
pub(super) struct Columns {
    /// Positions of the scenarios, from left to right.
    scenarios: Vec<usize>,
    /// Width of a column with its numbers and its gap.
    cell: f64,
    /// Width of a column's scale.
    track: f64,
}

impl Columns {
    /// None where rows can hold the scenarios, or columns would be too narrow.
    pub(super) fn fitting(page: &Page, scenarios: &[usize]) -> Option<Self> {
        if scenarios.len() <= ROWS {
            return None;
        }
        let cell = (page.right - page.left - NAMES) / to_f64(scenarios.len());
        let numbers = page.small_type().width(&number::range("91", "100"));
        let track = cell - numbers - 10.0 - GAP;
        (track >= LEAST).then(|| Self {
            scenarios: scenarios.to_vec(),
            cell,
            track,
        })
    }

    pub(super) fn draw(&self, page: &mut Page, figure: &Figure, body: &Lower) {
        let left = page.left + NAMES;
        measure(page, body, left);
        self.heads(page, figure);
        let heights = body.rows.iter().map(|row| height(page, row));
        let tall = heights.sum::<f64>() + topics_height(page, body);
        let plots = self.plots(page, tall);
        for plot in &plots {
            scale(page, plot);
        }
        let mut topic = "";
        for row in &body.rows {
            if row.topic != topic {
                topic = &row.topic;
                topic_line(page, topic);
            }
            self.draw_row(page, figure, row, &plots);
        }
        page.y += 8.0;
    }

    /// The names of the scenarios above their columns, all ending on one line.
    fn heads(&self, page: &mut Page, figure: &Figure) {
        let style = |page: &Page, scenario: usize| Type {
            size: page.theme.sizes.small,
            ..page.role_type(plot::role(&figure.scenarios, scenario))
        };
        let lines = |page: &Page, scenario: usize| {
            let label = plot::label(&figure.scenarios, scenario);
            let style = style(page, scenario);
            font::wrap(label, style.size, style.weight, self.cell - GAP)
        };
        let all: Vec<Vec<String>> = (self.scenarios.iter())
            .map(|&scenario| lines(page, scenario))
            .collect();
        let most = all.iter().map(Vec::len).max().unwrap_or(1);
        page.y += 6.0 + leading(page) * to_f64(most);
        for (column, (&scenario, lines)) in self.scenarios.iter().zip(&all).enumerate() {
            let left = page.left + NAMES + self.cell * to_f64(column);
            for (line, words) in lines.iter().rev().enumerate() {
                let at = (left, page.y - leading(page) * to_f64(line));
                let style = style(page, scenario);
                page.canvas.text(at, Align::Left, words, style);
            }
        }
        page.y += page.theme.sizes.tick + 14.0;
    }

    /// A scale from 0 to 1 for each column, from here down.
    fn plots(&self, page: &Page, tall: f64) -> Vec<Plot> {
        let columns = 0..self.scenarios.len();
        columns
            .map(|column| page.left + NAMES + self.cell * to_f64(column))
            .map(|left| [left, page.y, left + self.track, page.y + tall])
            .map(|bounds| Plot::new(bounds, (0.0, 1.0), (0.0, 1.0)))
            .collect()
    }

    fn draw_row(&self, page: &mut Page, figure: &Figure, row: &LowerRow, plots: &[Plot]) {
        let height = height(page, row);
        let centre = page.y + height / 2.0;
        name(page, row, NAMES, centre);
        for (&scenario, plot) in self.scenarios.iter().zip(plots) {
            let mut shares = row.shares.iter();
            let Some(share) = shares.find(|share| share.scenario == scenario) else {
                continue;
            };
            let (role, small) = (plot::role(&figure.scenarios, scenario), page.small_type());
            if share.lower.is_nan() {
                let words = say("not comparable");
                let words = font::shorten(words, small.size, small.weight, self.cell - 4.0);
                let paper = page.theme.paper;
                let (top, bottom) = (page.y, page.y + height);
                let (left, right) = (plot.bounds[0] - 1.0, plot.bounds[2] + 1.0);
                page.canvas.rect((left, top), (right, bottom), paper);
                let at = (plot.bounds[0], centre + small.middle());
                page.canvas.text(at, Align::Left, &words, small);
                continue;
            }
            bar(page, page.theme.colour(role), share, plot, centre);
            let bold = Type {
                size: small.size,
                ..page.role_type(role)
            };
            let left = plot.bounds[2] + 10.0;
            let above = (left, centre - 2.0);
            page.canvas
                .text(above, Align::Left, &percent(share.lower), bold);
            let below = (left, centre + small.size - 0.5);
            page.canvas.text(below, Align::Left, &ends(share), small);
        }
        page.y += height;
    }
}

/// Height of a row: two lines of words or of numbers.
fn height(page: &Page, row: &LowerRow) -> f64 {
    let lines = name_lines(page, row, NAMES).len().max(2);
    to_f64(lines) * leading(page) + 9.0
}

/// Lines at none, half and all of the futures, with their numbers above; the half, where futures are split evenly, is firmer.
fn scale(page: &mut Page, plot: &Plot) {
    let style = page.small_type();
    for (share, colour) in [
        (0.0, page.theme.grid),
        (0.5, page.theme.axis),
        (1.0, page.theme.grid),
    ] {
        let x = plot.x(share);
        let line = [(x, plot.bounds[1]), (x, plot.bounds[3])];
        page.canvas.line(&line, &Pen::new(colour, 1.1));
        let at = (x, plot.bounds[1] - 6.0);
        let label = if share < 1.0 {
            number::plain(100.0 * share, 0)
        } else {
            percent(share)
        };
        page.canvas.text(at, Align::Centre, &label, style);
    }
}
