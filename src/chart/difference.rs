//! Levels above, the paired difference to the base below, on one time axis.

use super::canvas::{Align, Pen, Type};
use super::fan;
use super::figure::{Difference, Figure};
use super::font::{self, Weight};
use super::grid;
use super::levers;
use super::number::Ticks;
use super::page::Page;
use super::plot::{self, Plot};
use crate::text::say;

const HEIGHT: f64 = 210.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, difference: &Difference) {
    let time = difference.time;
    if fan::is_crowded(&figure.scenarios) {
        return apart(page, figure, difference);
    }
    page.fan_legend(&fan::dressed(&figure.scenarios), None);
    let panel = &difference.difference;
    let edges = fan::edges(page, &figure.scenarios, &[&difference.level, panel]);
    let above = fan::level_panel(page, &figure.scenarios, &difference.level, time, edges);
    page.y += fan::bare_axis(page, &above, time) + 8.0;
    page.y += page.heading(page.left, page.right - page.left, &panel.title, &panel.unit);
    let ticks = Ticks::covering(plot::lowest(panel), plot::highest(panel), 5);
    let top = page.y + 6.0;
    let bounds = [edges.0, top, edges.1, top + HEIGHT];
    let plot = Plot::new(bounds, plot::day_range(time), ticks.span());
    signed_grid(page, &plot, ticks);
    plot::fans(page, &plot, panel, &figure.scenarios);
    region_words(page, &plot, difference);
    fan::end_labels(page, &plot, &figure.scenarios, panel, true);
    page.y = bounds[3];
    page.y += plot.time_axis(page, time) + 10.0;
    levers::strip(page, figure, &difference.levers, time, edges, false);
}

/// Many scenarios: medians of all in one panel of levels, then a panel of differences for each.
fn apart(page: &mut Page, figure: &Figure, difference: &Difference) {
    let time = difference.time;
    page.fan_legend(&fan::dressed(&figure.scenarios), None);
    let (level, scenarios) = (&difference.level, &figure.scenarios);
    page.y += page.heading(page.left, page.right - page.left, &level.title, &level.unit);
    let ticks = Ticks::covering(0.0, plot::highest_bare(level), 4);
    let top = page.y + 6.0;
    let right = page.right - fan::end_room(page, scenarios, level) - 10.0;
    let left = page.left + fan::tick_room(page, &ticks).max(60.0);
    let bounds = [left, top, right, top + HEIGHT];
    let plot = Plot::new(bounds, plot::day_range(time), ticks.span());
    plot.value_axis(page, &ticks);
    plot::fans(page, &plot, level, scenarios);
    plot::end_bars(page, &plot, level, scenarios);
    page.y = bounds[3] + plot.time_axis(page, time) + 6.0;
    let words = say(
        "Lines: medians. Bars at the right: median and 90\u{202f}% of futures on the last day.",
    );
    let style = page.small_type();
    page.paragraph(words, style, 1.3);
    page.y += 14.0;
    grid::draw(
        page,
        scenarios,
        &difference.difference,
        time,
        grid::Kind::Difference,
    );
    levers::strip(page, figure, &difference.levers, time, (left, right), true);
}

/// The grid with a plus before what is above zero and a firm zero line.
fn signed_grid(page: &mut Page, plot: &Plot, ticks: Ticks) {
    plot.value_axis(page, &fan::plus(ticks));
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
