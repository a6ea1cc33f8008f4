//! Trade-off: a metric against outlay along packages of growing size, with the 90 %
//! range of futures both ways.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, At, Pen, Type};
use super::figure::{Figure, Interval};
use super::number::{Ticks, to_f64};
use super::page::{Key, Page, median_pen};
use super::panels::{self, exact, span};
use super::plot::{self, Plot};
use crate::text::say;

/// Results against outlay; every path starts from the same point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TradeOff {
    /// Words under the horizontal axes: "outlay, million U.S. dollars of 2024".
    pub across: String,
    /// Planned outlay of packages at full size: position in [`Figure::scenarios`], and the value on
    /// the scale of the horizontal axes.
    pub planned: Vec<(usize, f64)>,
    /// One panel per metric.
    pub panels: Vec<TradePanel>,
}

/// One metric against outlay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TradePanel {
    /// "Unsheltered nights".
    pub title: String,
    /// "person-nights, total".
    pub unit: String,
    /// One path per scenario.
    pub paths: Vec<TradePath>,
}

/// One package at growing size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TradePath {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// The points in order of size.
    pub points: Vec<TradePoint>,
}

/// A package at one size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TradePoint {
    /// "50 %".
    pub label: String,
    /// Outlay.
    pub across: Interval,
    /// The metric.
    pub upward: Interval,
}

/// Height of a plot.
const HEIGHT: f64 = 250.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, tradeoff: &TradeOff) {
    let paths = || tradeoff.panels.iter().flat_map(|panel| &panel.paths);
    let drawn = |index: usize| paths().any(|path| path.scenario == index);
    let shown = figure
        .scenarios
        .iter()
        .enumerate()
        .filter(|(index, _)| drawn(*index));
    let mut keys: Vec<(Key, String)> = shown
        .map(|(_, scenario)| (Key::Whisker(Some(scenario.role)), scenario.label.clone()))
        .collect();
    if !tradeoff.planned.is_empty() {
        keys.push((Key::Limit, say("planned outlay at 100\u{202f}%").to_owned()));
    }
    page.legend(&keys);
    panels::grid(
        page,
        &tradeoff.panels,
        panels::columns(tradeoff.panels.len()),
        |panel| (&panel.title, &panel.unit),
        |page, panel, cell| draw_panel(page, figure, tradeoff, panel, cell),
    );
}

/// Answers the lower edge of the panel with its axis.
fn draw_panel(
    page: &mut Page,
    figure: &Figure,
    tradeoff: &TradeOff,
    panel: &TradePanel,
    [left, top, right]: [f64; 3],
) -> f64 {
    let all = || panel.paths.iter().flat_map(|path| &path.points);
    let planned = tradeoff.planned.iter().map(|(_, value)| exact(*value));
    let (least, most) = span(all().map(|point| point.across).chain(planned), 0.3);
    let (low, high) = span(all().map(|point| point.upward), 0.7);
    let upward = Ticks::covering(low, high, 4);
    let across = Ticks::covering(least, most, 4);
    let style = page.tick_type();
    let overhang = across
        .labels
        .last()
        .map_or(0.0, |label| style.width(label) / 2.0);
    let numbers = panels::numbers_room(page, &upward);
    let bounds = [left + numbers, top, right - overhang, top + HEIGHT];
    let plot = Plot::new(bounds, across.span(), upward.span());
    plot.value_axis(page, &upward);
    let below = plot.number_axis(page, &across, &tradeoff.across);
    draw_planned(page, figure, tradeoff, &plot);
    for path in &panel.paths {
        draw_path(page, figure, &plot, path);
    }
    labels(page, figure, &plot, panel);
    bounds[3] + below
}

/// A dashed line at the planned outlay of each package; packages with the same plan share a neutral one.
fn draw_planned(page: &mut Page, figure: &Figure, tradeoff: &TradeOff, plot: &Plot) {
    let near = 3.0;
    let at: Vec<(usize, f64)> = tradeoff
        .planned
        .iter()
        .map(|(scenario, value)| (*scenario, plot.x(*value)))
        .collect();
    for (index, (scenario, x)) in at.iter().enumerate() {
        let close = |other: &&(usize, f64)| (other.1 - x).abs() < near;
        if at[..index].iter().any(|other| close(&other)) {
            continue;
        }
        let shared = at[index + 1..].iter().any(|other| close(&other));
        let colour = if shared {
            page.theme.soft
        } else {
            page.theme.colour(plot::role(&figure.scenarios, *scenario))
        };
        let pen = Pen::new(colour, 1.2).dashed(&[4.0, 4.0]);
        page.canvas
            .line(&[(*x, plot.bounds[1]), (*x, plot.bounds[3])], &pen);
    }
}

fn draw_path(page: &mut Page, figure: &Figure, plot: &Plot, path: &TradePath) {
    let role = plot::role(&figure.scenarios, path.scenario);
    let colour = page.theme.colour(role);
    let faint = Pen::new(colour.alpha(0.35), 2.5);
    let reach = |point: &TradePoint| panels::ranges(plot, point.across, point.upward);
    for range in path.points.iter().flat_map(reach) {
        page.canvas.line(&range, &faint);
    }
    let dots = centres(plot, path);
    page.canvas.line(&dots, &median_pen(page.theme, role));
    for &at in &dots {
        page.canvas.dot(at, 6.0, page.theme.paper);
        page.canvas.dot(at, 4.6, colour);
    }
}

fn centres(plot: &Plot, path: &TradePath) -> Vec<At> {
    let known = path
        .points
        .iter()
        .filter(|point| point.across.p50.is_finite() && point.upward.p50.is_finite());
    known
        .map(|point| plot.at(point.across.p50, point.upward.p50))
        .collect()
}

/// Size labels beside the dots: at the ends of every path, and between them where they are clear of its line.
fn labels(page: &mut Page, figure: &Figure, plot: &Plot, panel: &TradePanel) {
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let (mut paths, mut lines): (Vec<[f64; 4]>, Vec<[f64; 4]>) = (Vec::new(), Vec::new());
    for path in &panel.paths {
        let dots = centres(plot, path);
        taken.extend(dots.iter().map(|&at| around(at, 6.0)));
        paths.extend(dots.windows(2).flat_map(|pair| along(pair[0], pair[1])));
        let reach = |point: &TradePoint| panels::ranges(plot, point.across, point.upward);
        let bars = path.points.iter().flat_map(reach);
        lines.extend(bars.flat_map(|[from, to]| along(from, to)));
    }
    lines.extend(&paths);
    for size in sizes(plot, panel) {
        let style = Type {
            size: page.theme.sizes.small,
            ..page.role_type(plot::role(&figure.scenarios, size.scenario))
        };
        let width = style.width(size.label);
        let found = free_place(plot, (size.at, width), style, &taken, &lines);
        let open = |place: &[f64; 4]| size.end || !paths.iter().any(|path| meet(place, path));
        if let Some(place) = found.filter(open) {
            let paper = page.theme.paper.alpha(0.85);
            let (from, to) = ((place[0] - 1.5, place[1] + 1.0), (place[2] + 1.5, place[3]));
            page.canvas.rect(from, to, paper);
            page.canvas
                .text((place[0], place[3] - 2.0), Align::Left, size.label, style);
            taken.push(place);
        }
    }
}

/// The size of a package beside its dot.
struct Size<'a> {
    at: At,
    label: &'a str,
    scenario: usize,
    /// Whether its path ends there.
    end: bool,
}

/// The sizes of a panel, ends of paths first.
fn sizes<'a>(plot: &Plot, panel: &'a TradePanel) -> Vec<Size<'a>> {
    let mut sizes: Vec<Size> = Vec::new();
    for path in &panel.paths {
        let last = path.points.len().saturating_sub(1);
        for (index, (at, point)) in centres(plot, path)
            .into_iter()
            .zip(&path.points)
            .enumerate()
        {
            // Packages of size nothing all stand on one point: one label will do.
            let near = |size: &Size| meet(&around(size.at, 2.0), &around(at, 2.0));
            if !sizes.iter().any(near) {
                sizes.push(Size {
                    at,
                    label: &point.label,
                    scenario: path.scenario,
                    end: index == 0 || index == last,
                });
            }
        }
    }
    sizes.sort_by_key(|size| !size.end);
    sizes
}

/// A box for words of a width beside a dot, inside the plot, clear of what is taken and, where possible, of lines.
pub(super) fn free_place(
    plot: &Plot,
    (at, width): (At, f64),
    style: Type,
    taken: &[[f64; 4]],
    lines: &[[f64; 4]],
) -> Option<[f64; 4]> {
    let clear =
        |place: &[f64; 4], others: &[[f64; 4]]| !others.iter().any(|other| meet(place, other));
    let open: Vec<[f64; 4]> = places(at, width, style)
        .into_iter()
        .filter(|place| inside(place, plot) && clear(place, taken))
        .collect();
    let best = open.iter().find(|place| clear(place, lines));
    best.or(open.first()).copied()
}

pub(super) fn around((x, y): At, reach: f64) -> [f64; 4] {
    [x - reach, y - reach, x + reach, y + reach]
}

/// Small boxes along a line, for collision tests.
pub(super) fn along(from: At, to: At) -> Vec<[f64; 4]> {
    let steps = 24;
    let part = |step: usize| to_f64(step) / to_f64(steps);
    (0..=steps)
        .map(|step| {
            (
                from.0 + (to.0 - from.0) * part(step),
                from.1 + (to.1 - from.1) * part(step),
            )
        })
        .map(|at| around(at, 2.0))
        .collect()
}

fn inside(place: &[f64; 4], plot: &Plot) -> bool {
    let [left, top, right, bottom] = plot.bounds;
    place[0] >= left && place[1] >= top && place[2] <= right && place[3] <= bottom
}

/// Boxes for a label around a dot: above, below, right and left, then the corners.
pub(super) fn places((x, y): At, width: f64, style: Type) -> [[f64; 4]; 8] {
    let (half, tall) = (width / 2.0, style.size);
    let place = |left: f64, top: f64| [left, top, left + width, top + tall];
    let (above, below, level) = (y - 9.0 - tall, y + 9.0, y - tall / 2.0);
    [
        place(x + 8.0, above + 4.0),
        place(x + 8.0, below - 4.0),
        place(x - 8.0 - width, above + 4.0),
        place(x - 8.0 - width, below - 4.0),
        place(x - half, above),
        place(x - half, below),
        place(x + 10.0, level),
        place(x - 10.0 - width, level),
    ]
}

pub(super) fn meet(one: &[f64; 4], other: &[f64; 4]) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}
