//! Results at points scattered over several numbers, one number after another: a dot for each point, and the mean of the
//! dots slice by slice.

use serde::{Deserialize, Serialize};

use super::canvas::{At, Pen};
use super::figure::{Figure, Interval};
use super::number::Ticks;
use super::page::{Key, Page, RANGE};
use super::panels::{self, span};
use super::plot::{self, Plot};
use super::table::{Table, number, three};
use super::theme::Role;

/// Results at scattered points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scatter {
    /// What dots and their lines are: "one point: the middle future, 90 % of futures"; may be empty.
    pub dots: String,
    /// What steps and their ground are; may be empty.
    pub steps: String,
    /// One panel per number that varies.
    pub panels: Vec<ScatterPanel>,
}

/// Results along one of the numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScatterPanel {
    /// "Shelter beds added (Tijuana)".
    pub title: String,
    /// What is upward: "person-nights, total".
    pub unit: String,
    /// Unit of the number across; may be empty.
    pub across: String,
    /// The points.
    pub points: Vec<ScatterPoint>,
    /// Means of the points, slice by slice, from left to right; may be empty.
    pub slices: Vec<ScatterSlice>,
}

/// One point.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScatterPoint {
    /// The number that varies.
    pub across: f64,
    /// The result: low end, middle and high end of its range.
    pub upward: Interval,
}

/// Points that lie between two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScatterSlice {
    /// Lower end.
    pub from: f64,
    /// Upper end.
    pub to: f64,
    /// Mean of its points with its interval; ends are NaN if it has too few points for one.
    pub mean: Interval,
}

/// Height of a plot alone in its row.
const TALL: f64 = 340.0;
/// Height of a plot beside others.
const HEIGHT: f64 = 230.0;

/// The colour of all dots: there is one scenario.
const ROLE: Role = Role::Scenario(0);

pub(super) fn draw(page: &mut Page, body: &Scatter) {
    let mut keys = Vec::new();
    if !body.dots.is_empty() {
        keys.push((Key::Dot(ROLE), body.dots.clone()));
    }
    if !body.steps.is_empty() {
        keys.push((Key::Range(None), body.steps.clone()));
    }
    page.legend(&keys);
    page.y += 6.0;
    let columns = panels::columns(body.panels.len());
    panels::grid(
        page,
        &body.panels,
        columns,
        |panel| (&panel.title, &panel.unit),
        |page, panel, [left, top, right]| {
            let height = if columns == 1 { TALL } else { HEIGHT };
            draw_panel(page, panel, [left, top, right, top + height])
        },
    );
}

fn draw_panel(page: &mut Page, panel: &ScatterPanel, frame: [f64; 4]) -> f64 {
    let means = panel.slices.iter().map(|slice| slice.mean);
    let ranges = panel.points.iter().map(|point| point.upward).chain(means);
    let (low, high) = span(ranges, 0.5);
    let upward = Ticks::covering(low, high, 4);
    let (least, most) = ends(panel);
    let across = Ticks::covering(least, most, 4).within((least, most));
    let style = page.tick_type();
    let overhang = across.labels.last().map_or(0.0, |one| style.width(one));
    let bounds = [
        frame[0] + panels::numbers_room(page, &upward),
        frame[1],
        frame[2] - overhang / 2.0,
        frame[3],
    ];
    let room = (most - least) * 0.02;
    let plot = Plot::new(bounds, (least - room, most + room), upward.span());
    plot.value_axis(page, &upward);
    let below = plot.number_axis(page, &across, &panel.across);
    dots(page, &plot, panel);
    slices(page, &plot, panel);
    bounds[3] + below
}

/// From the least to the most number drawn; a single one is given a width.
fn ends(panel: &ScatterPanel) -> (f64, f64) {
    let slices = panel.slices.iter().flat_map(|slice| [slice.from, slice.to]);
    let points = panel.points.iter().map(|point| point.across);
    plot::ends(points.chain(slices))
}

/// Ranges first, so that no range lies over a dot; smaller and paler the more there are.
fn dots(page: &mut Page, plot: &Plot, panel: &ScatterPanel) {
    let colour = page.theme.colour(ROLE);
    let many = panel.points.len() > 80;
    let (radius, strength) = if many { (2.6, 0.14) } else { (3.8, 0.25) };
    for point in &panel.points {
        let Interval { p05, p95, .. } = point.upward;
        if p05.is_finite() && p95.is_finite() {
            let line = [p05, p95].map(|end| plot.at(point.across, end));
            page.canvas
                .line(&line, &Pen::new(colour.alpha(strength), 2.0));
        }
    }
    let known = |point: &&ScatterPoint| point.upward.p50.is_finite() && point.across.is_finite();
    for point in panel.points.iter().filter(known) {
        let at = plot.at(point.across, point.upward.p50);
        page.canvas.dot(at, radius + 1.0, page.theme.paper);
        page.canvas.dot(at, radius, colour);
    }
}

/// The mean of each slice as a level, on the ground of its interval.
fn slices(page: &mut Page, plot: &Plot, panel: &ScatterPanel) {
    let ink = page.theme.ink;
    for slice in panel
        .slices
        .iter()
        .filter(|slice| slice.mean.p50.is_finite())
    {
        let Interval { p05, p50, p95 } = slice.mean;
        if p05.is_finite() && p95.is_finite() {
            let (from, to) = (plot.at(slice.from, p95), plot.at(slice.to, p05));
            page.canvas.rect(from, to, ink.alpha(RANGE * 0.75));
        }
        let level: [At; 2] = [slice.from, slice.to].map(|end| plot.at(end, p50));
        page.canvas
            .line(&level, &Pen::new(page.theme.paper.alpha(0.6), 4.0));
        page.canvas.line(&level, &Pen::new(ink, 2.2));
    }
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, body: &Scatter) -> Table {
    let mut table = Table::with("panel,unit,across,series,what,from,to,p05,p50,p95");
    let series = figure
        .scenarios
        .first()
        .map_or("", |one| one.label.as_str());
    for panel in &body.panels {
        let mut add = |what: &str, [from, to]: [f64; 2], upward: &Interval| {
            let words = [&*panel.title, &panel.unit, &panel.across, series, what];
            let mut row = words.map(str::to_owned).to_vec();
            row.extend([number(from), number(to)]);
            row.extend(three(upward));
            table.rows.push(row);
        };
        for point in &panel.points {
            add("point", [point.across; 2], &point.upward);
        }
        for slice in &panel.slices {
            add("slice", [slice.from, slice.to], &slice.mean);
        }
    }
    table
}
