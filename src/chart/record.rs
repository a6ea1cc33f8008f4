//! Forecasts beside the record: fans with the published counts drawn on them, a panel for each day from which
//! something was forecast.

use super::calendar::day_number;
use super::canvas::{Align, Pen, Type};
use super::dress::Dress;
use super::fan::{bare_axis, tick_room};
use super::figure::{Figure, Record, RecordPanel, Scale};
use super::font::Weight;
use super::number::Ticks;
use super::page::Page;
use super::plot::{self, Plot};
use crate::text::say;

/// Room for numbers left of a plot.
const GUTTER: f64 = 78.0;
/// Height of a panel.
const PANEL: f64 = 200.0;
/// Radius of a published count.
const DOT: f64 = 4.2;

pub(super) fn draw(page: &mut Page, figure: &Figure, record: &Record) {
    let dresses = dresses(figure, record);
    let worn = figure.scenarios.iter().zip(dresses.iter().copied());
    page.fan_legend(&worn.collect::<Vec<_>>(), None);
    let most = record.panels.iter().map(highest).fold(0.0, f64::max);
    for (index, panel) in record.panels.iter().enumerate() {
        let own = matches!(record.scale, Scale::Own);
        let ticks = Ticks::covering(0.0, if own { highest(panel) } else { most }, 4);
        let plot = one(page, figure, (record, panel), &ticks, &dresses);
        page.y += if index + 1 == record.panels.len() {
            plot.time_axis(page, record.time) + 10.0
        } else {
            bare_axis(page, &plot, record.time)
        };
    }
}

/// Fans that follow each other, as fitted and forecast do, are all drawn full; scenarios over each other are not.
fn dresses(figure: &Figure, record: &Record) -> Vec<Dress> {
    if record.panels.iter().any(|panel| panel.origin.is_some()) {
        return vec![Dress::Full; figure.scenarios.len()];
    }
    Dress::of(&figure.scenarios)
}

/// Largest number of a panel.
fn highest(panel: &RecordPanel) -> f64 {
    let published = panel.points.iter().map(|point| point.value);
    published.fold(plot::highest(&panel.panel), f64::max)
}

fn one(
    page: &mut Page,
    figure: &Figure,
    (record, panel): (&Record, &RecordPanel),
    ticks: &Ticks,
    dresses: &[Dress],
) -> Plot {
    let (fans, width) = (&panel.panel, page.right - page.left);
    page.y += page.heading(page.left, width, &fans.title, &fans.unit);
    let left = page.left + GUTTER.max(tick_room(page, ticks) + 8.0);
    let top = page.y + 6.0;
    let bounds = [left, top, page.right - 24.0, top + PANEL];
    let plot = Plot::new(bounds, plot::day_range(record.time), ticks.span());
    plot.value_axis(page, ticks);
    for series in &fans.series {
        let role = plot::role(&figure.scenarios, series.scenario);
        let dress = dresses.get(series.scenario).copied();
        plot::spread(page, &plot, series, role, dress.unwrap_or(Dress::Full));
        plot::median(page, &plot, series, role);
    }
    naive(page, &plot, record, panel);
    origin(page, &plot, record, panel);
    points(page, &plot, record, panel);
    page.y = bounds[3];
    plot
}

/// The naive forecast, from the day on which it was made.
fn naive(page: &mut Page, plot: &Plot, record: &Record, panel: &RecordPanel) {
    let start = record.time.start;
    let line: Vec<_> = panel
        .naive
        .iter()
        .map(|point| plot.at(day_number(start, point.date), point.value))
        .collect();
    if line.len() > 1 {
        let pen = Pen::new(page.theme.soft, 1.3);
        page.canvas.line(&line, &pen);
    }
}

/// A line at the last day known.
fn origin(page: &mut Page, plot: &Plot, record: &Record, panel: &RecordPanel) {
    let Some(origin) = panel.origin else {
        return;
    };
    let x = plot.x(day_number(record.time.start, origin));
    let pen = Pen::new(page.theme.axis, 1.3).dashed(&[5.0, 4.0]);
    page.canvas
        .line(&[(x, plot.bounds[1]), (x, plot.bounds[3])], &pen);
    let style = Type::new(page.theme.sizes.small, Weight::Regular, page.theme.soft);
    let words = say("known up to here");
    let fits_left = x - style.width(words) - 6.0 > plot.bounds[0];
    let (at, align) = if fits_left {
        (x - 6.0, Align::Right)
    } else {
        (x + 6.0, Align::Left)
    };
    page.canvas
        .text((at, plot.bounds[1] + style.size), align, words, style);
}

/// Published counts: filled where they were held back, hollow where they were fitted.
fn points(page: &mut Page, plot: &Plot, record: &Record, panel: &RecordPanel) {
    let ink = page.label_type().colour;
    for point in &panel.points {
        let at = plot.at(day_number(record.time.start, point.date), point.value);
        page.canvas.dot(at, DOT, page.theme.paper);
        page.canvas.dot(at, DOT - 0.7, ink);
        if !point.held_back {
            page.canvas.dot(at, DOT - 2.0, page.theme.paper);
        }
    }
}
