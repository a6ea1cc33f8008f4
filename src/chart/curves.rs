//! Results along a number that is chosen, such as beds built: a line on its band, a target, and the number that meets it.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, At, Pen, Type};
use super::dress::SHARED;
use super::fan;
use super::figure::{Figure, Interval};
use super::font::{self, Weight};
use super::gap::one;
use super::number::{Ticks, to_f64};
use super::page::{Key, Page, RANGE, limit_pen, median_pen};
use super::panels::{self, exact, span};
use super::plot::{self, Plot};
use super::table::{Table, number, three};
use super::tradeoff::{along, around, meet};

/// Results along a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curves {
    /// Words under the horizontal axes, with the unit: "beds built in Tijuana".
    pub across: String,
    /// What line, band and dots mean: "median and 90 % of futures; dots: simulated"; may be empty.
    pub key: String,
    /// One panel per metric.
    pub panels: Vec<CurvePanel>,
}

/// One metric along the number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePanel {
    /// "Nights over capacity".
    pub title: String,
    /// "% of nights".
    pub unit: String,
    /// One per scenario shown.
    pub curves: Vec<Curve>,
    /// A level held against the curves.
    pub target: Option<CurveTarget>,
    /// Numbers at which the target is met; may be empty.
    pub answers: Vec<CurveAnswer>,
}

/// One scenario along the number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Position in [`Figure::scenarios`].
    pub scenario: usize,
    /// The points in ascending order of the number.
    pub points: Vec<CurvePoint>,
}

/// A curve at one number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The number chosen.
    pub across: f64,
    /// The metric: low end, middle and high end of its band.
    pub upward: Interval,
    /// Whether this point was simulated, and is shown as a dot; else it only guides the line.
    pub simulated: bool,
}

/// A level to be met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurveTarget {
    /// "target: 5 % of nights".
    pub label: String,
    /// The level.
    #[serde(with = "one")]
    pub value: f64,
}

/// Where a target is met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurveAnswer {
    /// Position in [`Figure::scenarios`]; none if it belongs to no single one, such as a break-even.
    pub scenario: Option<usize>,
    /// "1,240 beds (980 to 1,560)".
    pub label: String,
    /// The number with its interval; an end that is NaN lies beyond the axis.
    pub value: Interval,
}

/// Height of a plot alone in its row.
const TALL: f64 = 320.0;
/// Height of a plot beside others.
const HEIGHT: f64 = 240.0;
/// Distance between whiskers at one number.
const STEP: f64 = 4.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, body: &Curves) {
    legend(page, figure, body);
    let columns = panels::columns(body.panels.len());
    for row in body.panels.chunks(columns) {
        draw_row(page, figure, body, row, columns);
    }
}

/// Panels beside each other, with the same room above them for the words of answers.
fn draw_row(page: &mut Page, figure: &Figure, body: &Curves, row: &[CurvePanel], columns: usize) {
    let most = row.iter().map(|panel| panel.answers.len()).max();
    let answers = to_f64(most.unwrap_or(0)) * answer_leading(page) + 4.0;
    panels::grid(
        page,
        row,
        columns,
        |panel| (&panel.title, &panel.unit),
        |page, panel, [left, top, right]| {
            let height = if columns == 1 { TALL } else { HEIGHT };
            let names = if columns == 1 && panel.curves.len() > 1 {
                fan::names_room(page, &figure.scenarios)
            } else {
                0.0
            };
            let top = top + answers;
            let frame = [left, top, right - names, top + height];
            draw_panel(page, figure, body, panel, frame)
        },
    );
}

/// Distance between the words of two answers.
fn answer_leading(page: &Page) -> f64 {
    page.theme.sizes.label * 1.45
}

fn legend(page: &mut Page, figure: &Figure, body: &Curves) {
    let curves = || body.panels.iter().flat_map(|panel| &panel.curves);
    let filled = body.panels.iter().all(is_filled);
    let key = |role| {
        if filled {
            Key::Range(role)
        } else {
            Key::Whisker(role)
        }
    };
    let mut keys = Vec::new();
    for (index, scenario) in figure.scenarios.iter().enumerate() {
        if curves().any(|curve| curve.scenario == index) {
            keys.push((key(Some(scenario.role)), scenario.label.clone()));
        }
    }
    if !body.key.is_empty() {
        keys.push((key(None), body.key.clone()));
    }
    page.legend(&keys);
}

/// Whether bands are filled: more lines than can share a panel have whiskers at their dots.
fn is_filled(panel: &CurvePanel) -> bool {
    panel.curves.len() <= SHARED
}

/// Draws a panel with the outer edges of its axis and plot given; answers the lower edge of its words.
fn draw_panel(
    page: &mut Page,
    figure: &Figure,
    body: &Curves,
    panel: &CurvePanel,
    frame: [f64; 4],
) -> f64 {
    let upward = upward(panel);
    let across = numbers_across(body);
    let inside = Ticks::covering(across.0, across.1, 5).within(across);
    let across = if is_filled(panel) {
        across
    } else {
        let room = (across.1 - across.0) * 0.02;
        (across.0 - room, across.1 + room)
    };
    let style = page.tick_type();
    let overhang = inside.labels.last().map_or(0.0, |end| style.width(end));
    let bounds = [
        frame[0] + panels::numbers_room(page, &upward),
        frame[1],
        frame[2] - overhang / 2.0,
        frame[3],
    ];
    let plot = Plot::new(bounds, across, upward.span());
    for answer in &panel.answers {
        ground(page, figure, &plot, answer);
    }
    plot.value_axis(page, &upward);
    let below = plot.number_axis(page, &inside, &body.across);
    if let Some(target) = finite_target(panel) {
        let level = plot.y(target.value);
        let line = [(bounds[0], level), (bounds[2], level)];
        page.canvas.line(&line, &limit_pen(page.theme, None));
    }
    let middle = (to_f64(panel.curves.len()) - 1.0) / 2.0;
    for (index, curve) in panel.curves.iter().enumerate() {
        let aside = (!is_filled(panel)).then_some((to_f64(index) - middle) * STEP);
        band(page, figure, &plot, curve, aside);
    }
    for curve in &panel.curves {
        line(page, figure, &plot, curve);
    }
    answers(
        page,
        figure,
        &plot,
        panel,
        (frame[0], page.right.min(frame[2])),
    );
    if let Some(target) = finite_target(panel) {
        target_label(page, &plot, panel, target);
    }
    if frame[2] < page.right && panel.curves.len() > 1 && body.panels.len() == 1 {
        let ends = panel.curves.iter().filter_map(|curve| {
            let known = |point: &&CurvePoint| point.upward.p50.is_finite();
            let last = curve.points.iter().rev().find(known)?;
            Some((curve.scenario, last.upward.p50, String::new()))
        });
        fan::names_at(page, &plot, &figure.scenarios, &ends.collect::<Vec<_>>());
    }
    bounds[3] + below
}

fn finite_target(panel: &CurvePanel) -> Option<&CurveTarget> {
    panel.target.as_ref().filter(|one| one.value.is_finite())
}

fn upward(panel: &CurvePanel) -> Ticks {
    let points = panel.curves.iter().flat_map(|curve| &curve.points);
    let target = finite_target(panel).map(|target| exact(target.value));
    let (low, high) = span(points.map(|point| point.upward).chain(target), 0.7);
    Ticks::covering(low, high, 4)
}

/// The same for all panels: from the least to the most number drawn; a single one is given a width.
fn numbers_across(body: &Curves) -> (f64, f64) {
    let curves = body.panels.iter().flat_map(|panel| &panel.curves);
    let points = curves.flat_map(|curve| &curve.points);
    let answers = body.panels.iter().flat_map(|panel| &panel.answers);
    let numbers = points
        .map(|point| point.across)
        .chain(answers.map(|answer| answer.value.p50));
    plot::ends(numbers)
}

/// The interval of an answer as a pale ground over the height of the plot.
fn ground(page: &mut Page, figure: &Figure, plot: &Plot, answer: &CurveAnswer) {
    let Interval { p05, p50, p95 } = answer.value;
    if !p50.is_finite() && !p05.is_finite() && !p95.is_finite() {
        return;
    }
    let edge = |end: f64, beyond: f64| if end.is_finite() { end } else { beyond };
    let (from, to) = (edge(p05, plot.across.0), edge(p95, plot.across.1));
    let ink = colour(page, figure, answer).alpha(0.11);
    let corners = ((plot.x(from), plot.bounds[1]), (plot.x(to), plot.bounds[3]));
    page.canvas.rect(corners.0, corners.1, ink);
}

fn colour(page: &Page, figure: &Figure, answer: &CurveAnswer) -> super::theme::Colour {
    let role = |index| plot::role(&figure.scenarios, index);
    answer
        .scenario
        .map_or(page.theme.ink, |index| page.theme.text_colour(role(index)))
}

/// Stretches of points whose numbers are known.
fn runs(curve: &Curve, known: impl Fn(&CurvePoint) -> bool) -> Vec<Vec<CurvePoint>> {
    let parts = curve.points.split(|point| !known(point));
    parts
        .filter(|run| !run.is_empty())
        .map(<[CurvePoint]>::to_vec)
        .collect()
}

/// The band of a curve; or, so far aside of its dots, whiskers, where many bands would lie over each other.
fn band(page: &mut Page, figure: &Figure, plot: &Plot, curve: &Curve, aside: Option<f64>) {
    let colour = page
        .theme
        .colour(plot::role(&figure.scenarios, curve.scenario));
    let known = |point: &CurvePoint| {
        let ends = [point.across, point.upward.p05, point.upward.p95];
        ends.iter().all(|end| end.is_finite())
    };
    for run in runs(curve, known) {
        if aside.is_none() && run.len() > 1 {
            let high = run
                .iter()
                .map(|point| plot.at(point.across, point.upward.p95));
            let low = run
                .iter()
                .map(|point| plot.at(point.across, point.upward.p05));
            let outline: Vec<At> = high.chain(low.rev()).collect();
            page.canvas.area(&outline, colour.alpha(RANGE));
            continue;
        }
        for point in run.iter().filter(|point| point.simulated || run.len() == 1) {
            let ends = [point.upward.p05, point.upward.p95];
            let x = plot.x(point.across) + aside.unwrap_or(0.0);
            let ends = ends.map(|end| (x, plot.y(end)));
            page.canvas.line(&ends, &Pen::new(colour.alpha(0.4), 2.5));
        }
    }
}

/// The middle of a curve on a pale casing, with dots where it was simulated.
fn line(page: &mut Page, figure: &Figure, plot: &Plot, curve: &Curve) {
    let pen = median_pen(page.theme, plot::role(&figure.scenarios, curve.scenario));
    let casing = Pen::new(page.theme.paper.alpha(0.55), pen.width + 1.6);
    let at = |point: &CurvePoint| plot.at(point.across, point.upward.p50);
    let known = |point: &CurvePoint| point.across.is_finite() && point.upward.p50.is_finite();
    for run in runs(curve, known) {
        let points: Vec<At> = run.iter().map(at).collect();
        page.canvas.line(&points, &casing);
        page.canvas.line(&points, &pen);
        for point in run.iter().filter(|point| point.simulated) {
            page.canvas.dot(at(point), 4.6, page.theme.paper);
            page.canvas.dot(at(point), 3.6, pen.ink);
        }
    }
}

/// Upright lines at the answers; their words stand above the plot right of their lines, the leftmost at the top, so that
/// no line runs through words.
fn answers(page: &mut Page, figure: &Figure, plot: &Plot, panel: &CurvePanel, edges: (f64, f64)) {
    let known = |answer: &&CurveAnswer| answer.value.p50.is_finite();
    let mut shown: Vec<&CurveAnswer> = panel.answers.iter().filter(known).collect();
    shown.sort_by(|a, b| a.value.p50.total_cmp(&b.value.p50));
    let leading = answer_leading(page);
    for (index, answer) in shown.iter().enumerate() {
        let ink = colour(page, figure, answer);
        let style = Type::new(page.theme.sizes.label, Weight::SemiBold, ink);
        let x = plot.x(answer.value.p50);
        let baseline = plot.bounds[1] - 13.0 - leading * to_f64(shown.len() - 1 - index);
        let foot = (x, plot.bounds[3]);
        let head = (x, baseline - style.size * 0.75);
        page.canvas.line(&[head, foot], &Pen::new(ink, 1.6));
        if let Some(target) = finite_target(panel) {
            let centre = (x, plot.y(target.value));
            page.canvas.dot(centre, 6.0, page.theme.paper);
            page.canvas.dot(centre, 4.8, ink);
        }
        let label = font::shorten(&answer.label, style.size, style.weight, edges.1 - edges.0);
        let left = (x + 6.0).min(edges.1 - style.width(&label)).max(edges.0);
        let paper = page.theme.paper.alpha(0.9);
        let (top, bottom) = (baseline - style.size * 1.05, baseline + style.size * 0.4);
        let right = left + style.width(&label);
        page.canvas
            .rect((left - 1.0, top), (right + 1.0, bottom), paper);
        page.canvas
            .text((left, baseline), Align::Left, &label, style);
    }
}

/// The words of a target, at the end and on the side of its line where they hide the least.
fn target_label(page: &mut Page, plot: &Plot, panel: &CurvePanel, target: &CurveTarget) {
    let style = Type::new(
        page.theme.sizes.small,
        Weight::SemiBold,
        limit_pen(page.theme, None).ink.colour,
    );
    let [left, top, right, bottom] = plot.bounds;
    let label = font::shorten(&target.label, style.size, style.weight, right - left - 12.0);
    let (width, level) = (style.width(&label), plot.y(target.value));
    let place = |x: f64, base: f64| [x, base - style.size, x + width, base + 3.0];
    let (above, below) = (level - 6.0, level + style.size + 4.0);
    let near = [left + 6.0, right - 6.0 - width];
    let open = [above, below]
        .into_iter()
        .flat_map(|base| near.map(|x| place(x, base)))
        .filter(|place| place[1] >= top - 4.0 && place[3] <= bottom);
    let marks = marks(plot, panel);
    let hidden = |place: &[f64; 4]| marks.iter().filter(|mark| meet(place, mark)).count();
    let best = open.min_by_key(hidden).unwrap_or(place(near[0], above));
    let paper = page.theme.paper.alpha(0.8);
    let (from, to) = ((best[0] - 2.0, best[1]), (best[2] + 2.0, best[3]));
    page.canvas.rect(from, to, paper);
    page.canvas
        .text((best[0], best[3] - 3.0), Align::Left, &label, style);
}

/// Small boxes along curves and answers, which words had better not hide.
fn marks(plot: &Plot, panel: &CurvePanel) -> Vec<[f64; 4]> {
    let mut marks = Vec::new();
    for curve in &panel.curves {
        let known = |point: &&CurvePoint| point.upward.p50.is_finite();
        let points: Vec<At> = curve
            .points
            .iter()
            .filter(known)
            .map(|point| plot.at(point.across, point.upward.p50))
            .collect();
        marks.extend(points.iter().map(|&at| around(at, 5.0)));
        marks.extend(points.windows(2).flat_map(|pair| along(pair[0], pair[1])));
    }
    for answer in panel.answers.iter().filter(|one| one.value.p50.is_finite()) {
        let x = plot.x(answer.value.p50);
        marks.extend(along((x, plot.bounds[1]), (x, plot.bounds[3])));
    }
    marks
}

/// The numbers of the figure.
pub(super) fn rows(figure: &Figure, body: &Curves) -> Table {
    let mut table =
        Table::with("kind,panel,unit,series,across_p05,across,across_p95,p05,p50,p95,simulated");
    let name = |index| plot::label(&figure.scenarios, index).to_owned();
    let empty = || [(); 3].map(|()| String::new());
    for panel in &body.panels {
        let mut row = |kind: &str, series: String, across: [String; 3], upward, simulated: &str| {
            let mut row = vec![
                kind.to_owned(),
                panel.title.clone(),
                panel.unit.clone(),
                series,
            ];
            row.extend(across);
            row.extend::<[String; 3]>(upward);
            row.push(simulated.to_owned());
            table.rows.push(row);
        };
        for curve in &panel.curves {
            for point in &curve.points {
                let across = [String::new(), number(point.across), String::new()];
                let simulated = if point.simulated { "yes" } else { "no" };
                row(
                    "curve",
                    name(curve.scenario),
                    across,
                    three(&point.upward),
                    simulated,
                );
            }
        }
        if let Some(target) = &panel.target {
            let level = [String::new(), number(target.value), String::new()];
            row("target", target.label.clone(), empty(), level, "");
        }
        for answer in &panel.answers {
            let series = answer.scenario.map_or_else(|| answer.label.clone(), name);
            row("answer", series, three(&answer.value), empty(), "");
        }
    }
    table
}
