//! Portfolios of levers between two aims: those that no other one beats in both, joined, and the rest hollow.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, At, Pen, Type};
use super::figure::{Figure, Interval};
use super::font;
use super::number::Ticks;
use super::page::{Key, Page};
use super::panels::{self, span};
use super::plot::{self, Plot};
use super::table::{Table, three};
use super::tradeoff::{along, around, free_place, meet};

/// Portfolios between pairs of aims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Front {
    /// What dots, lines and the two ways to be better are; may be empty.
    pub key: String,
    /// One panel per pair of aims.
    pub panels: Vec<FrontPanel>,
}

/// One pair of aims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontPanel {
    /// The aim upward: "Unsheltered nights".
    pub title: String,
    /// "person-nights, lower is the aim".
    pub unit: String,
    /// The aim across with its unit.
    pub across: String,
    /// The portfolios.
    pub points: Vec<FrontPoint>,
}

/// One portfolio.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontPoint {
    /// "P7".
    pub label: String,
    /// Position in [`Figure::scenarios`], for its colour.
    pub scenario: usize,
    /// The aim across.
    pub across: Interval,
    /// The aim upward.
    pub upward: Interval,
    /// Whether no other portfolio is better in one aim and as good in the other.
    pub front: bool,
}

/// Height of a plot alone in its row.
const TALL: f64 = 400.0;
/// Height of a plot beside others.
const HEIGHT: f64 = 270.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, body: &Front) {
    let points = || body.panels.iter().flat_map(|panel| &panel.points);
    let keys = figure.scenarios.iter().enumerate();
    let keys: Vec<(Key, String)> = keys
        .filter(|(index, _)| points().any(|point| point.scenario == *index))
        .map(|(_, scenario)| (Key::Dot(scenario.role), scenario.label.clone()))
        .collect();
    page.legend(&keys);
    let style = page.tick_type();
    page.paragraph(&body.key, style, 1.2);
    page.y += 12.0;
    let columns = panels::columns(body.panels.len());
    panels::grid(
        page,
        &body.panels,
        columns,
        |panel| (&panel.title, &panel.unit),
        |page, panel, [left, top, right]| {
            let height = if columns == 1 { TALL } else { HEIGHT };
            draw_panel(page, figure, panel, [left, top, right, top + height])
        },
    );
}

fn draw_panel(page: &mut Page, figure: &Figure, panel: &FrontPanel, frame: [f64; 4]) -> f64 {
    let (least, most) = span(panel.points.iter().map(|point| point.across), 0.3);
    let (low, high) = span(panel.points.iter().map(|point| point.upward), 0.5);
    let upward = Ticks::covering(low, high, 4);
    let across = Ticks::covering(least, most, 4);
    let style = page.tick_type();
    let overhang = across.labels.last().map_or(0.0, |one| style.width(one));
    let bounds = [
        frame[0] + panels::numbers_room(page, &upward),
        frame[1],
        frame[2] - overhang / 2.0,
        frame[3],
    ];
    let plot = Plot::new(bounds, across.span(), upward.span());
    plot.value_axis(page, &upward);
    if across.span().0 < 0.0 && across.span().1 > 0.0 {
        let zero = plot.x(0.0);
        let line = [(zero, bounds[1]), (zero, bounds[3])];
        page.canvas.line(&line, &Pen::new(page.theme.axis, 1.0));
    }
    let below = plot.number_axis(page, &across, &panel.across);
    let known = |point: &&FrontPoint| point.across.p50.is_finite() && point.upward.p50.is_finite();
    let points: Vec<&FrontPoint> = panel.points.iter().filter(known).collect();
    for point in &points {
        let colour = colour(page, figure, point);
        for range in panels::ranges(&plot, point.across, point.upward) {
            page.canvas.line(&range, &Pen::new(colour.alpha(0.3), 2.2));
        }
    }
    page.canvas
        .line(&front(&plot, &points), &Pen::new(page.theme.soft, 1.6));
    for point in &points {
        let at = plot.at(point.across.p50, point.upward.p50);
        let colour = colour(page, figure, point);
        page.canvas.dot(at, 6.4, page.theme.paper);
        page.canvas.dot(at, 5.0, colour);
        if !point.front {
            page.canvas.dot(at, 3.2, page.theme.paper);
        }
    }
    labels(page, figure, &plot, &points);
    bounds[3] + below
}

fn colour(page: &Page, figure: &Figure, point: &FrontPoint) -> super::theme::Colour {
    page.theme
        .colour(plot::role(&figure.scenarios, point.scenario))
}

/// The points that no other one beats, from left to right.
fn front(plot: &Plot, points: &[&FrontPoint]) -> Vec<At> {
    let mut best: Vec<&&FrontPoint> = points.iter().filter(|point| point.front).collect();
    best.sort_by(|a, b| a.across.p50.total_cmp(&b.across.p50));
    best.iter()
        .map(|point| plot.at(point.across.p50, point.upward.p50))
        .collect()
}

/// Names beside the dots, those of the front first; the rest only where there is room.
fn labels(page: &mut Page, figure: &Figure, plot: &Plot, points: &[&FrontPoint]) {
    let dots: Vec<At> = points
        .iter()
        .map(|point| plot.at(point.across.p50, point.upward.p50))
        .collect();
    let mut taken: Vec<[f64; 4]> = dots.iter().map(|&at| around(at, 5.5)).collect();
    let joined = front(plot, points);
    let mut lines: Vec<[f64; 4]> = Vec::new();
    lines.extend(joined.windows(2).flat_map(|pair| along(pair[0], pair[1])));
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by_key(|&index| !points[index].front);
    for index in order {
        let point = points[index];
        let bold = Type {
            size: page.theme.sizes.small,
            ..page.role_type(plot::role(&figure.scenarios, point.scenario))
        };
        let style = if point.front { bold } else { page.small_type() };
        let limit = (plot.bounds[2] - plot.bounds[0]) * 0.4;
        let label = font::shorten(&point.label, style.size, style.weight, limit);
        let found = free_place(
            plot,
            (dots[index], style.width(&label)),
            style,
            &taken,
            &lines,
        );
        let open = |place: &[f64; 4]| point.front || !lines.iter().any(|line| meet(place, line));
        if let Some(place) = found.filter(open) {
            let paper = page.theme.paper.alpha(0.75);
            let (from, to) = ((place[0] - 1.5, place[1] + 1.0), (place[2] + 1.5, place[3]));
            page.canvas.rect(from, to, paper);
            let at = (place[0], place[3] - 2.0);
            page.canvas.text(at, Align::Left, &label, style);
            taken.push(place);
        }
    }
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, body: &Front) -> Table {
    let mut table = Table::with(
        "panel,unit,across,point,series,front,across_p05,across_p50,across_p95,p05,p50,p95",
    );
    for panel in &body.panels {
        for point in &panel.points {
            let series = plot::label(&figure.scenarios, point.scenario);
            let front = if point.front { "yes" } else { "no" };
            let words = [
                &*panel.title,
                &panel.unit,
                &panel.across,
                &point.label,
                series,
                front,
            ];
            let mut row = words.map(str::to_owned).to_vec();
            row.extend(three(&point.across));
            row.extend(three(&point.upward));
            table.rows.push(row);
        }
    }
    table
}
