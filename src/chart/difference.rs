//! Levels above, the paired difference to the base below, on one time axis.

use super::canvas::{Align, Pen, Type};
use super::fan;
use super::figure::{Difference, Figure};
use super::font::{self, Weight};
use super::levers;
use super::number::Ticks;
use super::page::Page;
use super::plot::{self, Plot};

const HEIGHT: f64 = 210.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, difference: &Difference) {
    page.fan_legend(&figure.scenarios.iter().collect::<Vec<_>>(), None);
    let panel = &difference.difference;
    let edges = fan::edges(page, &figure.scenarios, &[&difference.level, panel]);
    let above = fan::level_panel(
        page,
        &figure.scenarios,
        &difference.level,
        difference.time,
        edges,
    );
    page.y += fan::bare_axis(page, &above, difference.time) + 8.0;
    page.y += page.heading(page.left, page.right - page.left, &panel.title, &panel.unit);
    let ticks = Ticks::covering(plot::lowest(panel), plot::highest(panel), 5);
    let top = page.y + 6.0;
    let bounds = [edges.0, top, edges.1, top + HEIGHT];
    let plot = Plot::new(bounds, plot::day_range(difference.time), ticks.span());
    signed_grid(page, &plot, ticks);
    plot::fans(page, &plot, panel, &figure.scenarios);
    region_words(page, &plot, difference);
    fan::end_labels(page, &plot, &figure.scenarios, panel, true);
    page.y = bounds[3];
    page.y += plot.time_axis(page, difference.time) + 10.0;
    levers::strip(
        page,
        figure,
        &difference.levers,
        difference.time,
        edges,
        false,
    );
}

/// The grid with a plus before what is above zero and a firm zero line.
fn signed_grid(page: &mut Page, plot: &Plot, mut ticks: Ticks) {
    for (label, value) in ticks.labels.iter_mut().zip(&ticks.at) {
        if *value > 0.0 {
            label.insert(0, '+');
        }
    }
    plot.value_axis(page, &ticks);
    let zero = plot.y(0.0);
    page.canvas.line(
        &[(plot.bounds[0], zero), (plot.bounds[2], zero)],
        &Pen::new(page.theme.ink, 1.5),
    );
}

/// What above and below zero mean, at the left end where differences are still small.
fn region_words(page: &mut Page, plot: &Plot, difference: &Difference) {
    let style = Type::new(page.theme.sizes.small, Weight::Regular, page.theme.soft);
    let limit = (plot.bounds[2] - plot.bounds[0]) * 0.9;
    let [_, top, _, bottom] = plot.bounds;
    let zero = plot.y(0.0);
    let x = plot.bounds[0] + 6.0;
    for (words, arrow, room, y) in [
        (&difference.above, '↑', zero - top, top + style.size + 3.0),
        (&difference.below, '↓', bottom - zero, bottom - 7.0),
    ] {
        if room < style.size * 2.0 || words.is_empty() {
            continue;
        }
        let text = font::shorten(&format!("{arrow} {words}"), style.size, style.weight, limit);
        let paper = page.theme.paper.alpha(0.75);
        page.canvas.rect(
            (x - 2.0, y - style.size),
            (x + style.width(&text) + 3.0, y + 4.0),
            paper,
        );
        page.canvas.text((x, y), Align::Left, &text, style);
    }
}
