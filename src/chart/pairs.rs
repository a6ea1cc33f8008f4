//! Inputs of a calibration against each other: points below the diagonal, rank correlations above it.

use std::cmp::Ordering;

use super::canvas::{Align, At, Pen, Type};
use super::figure::Figure;
use super::fitted::Pairs;
use super::font::{self, Weight};
use super::number::{self, Ticks, to_f64};
use super::page::{Key, Page};
use super::plot::{self, Plot};
use super::theme::Colour;
use crate::stats::spearman;

/// Scores drawn: this far to both sides of the middle.
const REACH: f64 = 3.0;
/// Between cells.
const GAP: f64 = 8.0;
/// Below the matrix and left of it, for numbers.
const AXIS: f64 = 34.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, pairs: &Pairs) {
    let keys = figure.scenarios.iter().map(|one| {
        let colour = page.theme.colour(one.role);
        (Key::Square(colour), one.label.clone())
    });
    page.legend(&keys.collect::<Vec<_>>());
    let count = pairs.inputs.len().max(1);
    let left = page.left + AXIS;
    let cell = (page.right - left - GAP * to_f64(count - 1)) / to_f64(count);
    let height = cell * 0.8;
    let top = page.y;
    let corner = |row: usize, column: usize| -> At {
        (
            left + (cell + GAP) * to_f64(column),
            top + (height + GAP) * to_f64(row),
        )
    };
    for row in 0..pairs.inputs.len() {
        for column in 0..pairs.inputs.len() {
            let (x, y) = corner(row, column);
            let bounds = [x, y, x + cell, y + height];
            match row.cmp(&column) {
                Ordering::Equal => name(page, &pairs.inputs[row], bounds),
                Ordering::Greater => points(page, figure, pairs, (row, column), bounds),
                Ordering::Less => tie(page, pairs, (row, column), bounds),
            }
        }
    }
    page.y = top + (height + GAP) * to_f64(pairs.inputs.len()) + AXIS * 0.6;
}

/// The name of an input in its cell of the diagonal.
fn name(page: &mut Page, text: &str, bounds: [f64; 4]) {
    let style = Type::new(page.theme.sizes.tick, Weight::SemiBold, page.theme.ink);
    let width = bounds[2] - bounds[0] - 12.0;
    let mut lines = font::wrap_evenly(text, style.size, style.weight, width);
    let most = 6;
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(font::shorten(&rest, style.size, style.weight, width));
    }
    let leading = style.size * 1.22;
    let middle = f64::midpoint(bounds[1], bounds[3]);
    let mut y = middle - leading * (to_f64(lines.len()) - 1.0) / 2.0 + style.middle();
    for line in &lines {
        let line = font::shorten(line, style.size, style.weight, width);
        let x = f64::midpoint(bounds[0], bounds[2]);
        page.canvas.text((x, y), Align::Centre, &line, style);
        y += leading;
    }
}

/// Members as points: the column's input across, the row's upward.
fn points(
    page: &mut Page,
    figure: &Figure,
    pairs: &Pairs,
    (row, column): (usize, usize),
    bounds: [f64; 4],
) {
    let range = (-REACH, REACH);
    let plot = Plot::new(bounds, range, range);
    frame(page, &plot);
    axes(page, pairs, &plot, (row, column));
    for (series, scores, alpha, radius) in
        [(0, &pairs.before, 0.22, 1.6), (1, &pairs.after, 0.6, 2.2)]
    {
        let colour = page.theme.colour(plot::role(&figure.scenarios, series));
        let (Some(across), Some(upward)) = (scores.get(column), scores.get(row)) else {
            continue;
        };
        for (&x, &y) in across.iter().zip(upward) {
            if x.abs() <= REACH && y.abs() <= REACH {
                page.canvas.dot(plot.at(x, y), radius, colour.alpha(alpha));
            }
        }
    }
}

fn frame(page: &mut Page, plot: &Plot) {
    let pen = Pen::new(page.theme.grid, 1.0);
    let [left, top, right, bottom] = plot.bounds;
    let outline = [
        (left, top),
        (right, top),
        (right, bottom),
        (left, bottom),
        (left, top),
    ];
    page.canvas.line(&outline, &pen);
    page.canvas
        .line(&[(plot.x(0.0), top), (plot.x(0.0), bottom)], &pen);
    page.canvas
        .line(&[(left, plot.y(0.0)), (right, plot.y(0.0))], &pen);
}

/// Numbers at the left of the first column and below the last row.
fn axes(page: &mut Page, pairs: &Pairs, plot: &Plot, (row, column): (usize, usize)) {
    let style = page.small_type();
    let ticks = Ticks::covering(-2.0, 2.0, 2);
    for (&value, label) in ticks.at.iter().zip(&ticks.labels) {
        if column == 0 {
            let at = (plot.bounds[0] - 5.0, plot.y(value) + style.middle());
            page.canvas.text(at, Align::Right, label, style);
        }
        if row + 1 == pairs.inputs.len() {
            let at = (plot.x(value), plot.bounds[3] + style.size + 4.0);
            page.canvas.text(at, Align::Centre, label, style);
        }
    }
}

/// The rank correlation of the fits on a ground that is darker the stronger it is.
fn tie(page: &mut Page, pairs: &Pairs, (row, column): (usize, usize), bounds: [f64; 4]) {
    let (Some(one), Some(other)) = (pairs.after.get(row), pairs.after.get(column)) else {
        return;
    };
    let r = spearman(one, other);
    let [down, up] = page.theme.inputs;
    let strongest = if r < 0.0 { down } else { up };
    let share = if r.is_finite() { r.abs() } else { 0.0 };
    let ground: Colour = page.theme.paper.mix(strongest, share * 0.9);
    page.canvas
        .rect((bounds[0], bounds[1]), (bounds[2], bounds[3]), ground);
    let style = Type::new(
        page.theme.sizes.label,
        Weight::SemiBold,
        page.theme.on(ground),
    );
    let text = number::signed(r, 2);
    let at = (
        f64::midpoint(bounds[0], bounds[2]),
        f64::midpoint(bounds[1], bounds[3]) + style.middle(),
    );
    page.canvas.text(at, Align::Centre, &text, style);
}
