//! One panel with axes: mapping numbers to the page, grid, time axis, fans.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use super::calendar::{self, DateTick};
use super::canvas::{Align, At, Pen, Type};
use super::dress::Dress;
use super::figure::{Compared, Days, Interval, Limit, Panel, Spread};
use super::font;
use super::number::{Ticks, to_f64};
use super::page::{Page, RANGE, limit_pen, median_pen, outline_pen};
use super::theme::Role;

/// plotters maps to whole numbers: this many to a unit.
const FINE: f64 = 256.0;

/// A rectangle on the page with a number range along each side.
pub(super) struct Plot {
    /// Left, top, right, bottom in units.
    pub bounds: [f64; 4],
    x: RangedCoordf64,
    y: RangedCoordf64,
    /// Lowest and highest number across.
    pub across: (f64, f64),
    /// Lowest and highest number upward.
    pub upward: (f64, f64),
    /// Whether equal steps upward are equal ratios.
    log: bool,
}

impl Plot {
    /// A plot in `bounds` = left, top, right, bottom.
    pub fn new(bounds: [f64; 4], across: (f64, f64), upward: (f64, f64)) -> Self {
        let range = |(low, high): (f64, f64)| RangedCoordf64::from(low..high);
        Self {
            bounds,
            x: range(across),
            y: range(upward),
            across,
            upward,
            log: false,
        }
    }

    /// A plot whose steps upward are ratios; `upward` must be above zero.
    pub fn log(bounds: [f64; 4], across: (f64, f64), upward: (f64, f64)) -> Self {
        let logs = (libm::log10(upward.0), libm::log10(upward.1));
        Self {
            upward,
            log: true,
            ..Self::new(bounds, across, logs)
        }
    }

    /// Page position of a number across, kept inside the plot.
    pub fn x(&self, value: f64) -> f64 {
        place(
            &self.x,
            value.clamp(self.across.0, self.across.1),
            self.bounds[0],
            self.bounds[2],
        )
    }

    /// Page position of a number upward, kept inside the plot.
    pub fn y(&self, value: f64) -> f64 {
        let value = value.clamp(self.upward.0, self.upward.1);
        let value = if self.log { libm::log10(value) } else { value };
        place(&self.y, value, self.bounds[3], self.bounds[1])
    }

    /// Page position of a point.
    pub fn at(&self, x: f64, y: f64) -> At {
        (self.x(x), self.y(y))
    }

    /// Horizontal grid lines, the one at zero firmer.
    pub fn grid(&self, page: &mut Page, ticks: &Ticks) {
        for &value in &ticks.at {
            let y = self.y(value);
            let pen = if value.abs() < f64::EPSILON {
                Pen::new(page.theme.axis, 1.3)
            } else {
                Pen::new(page.theme.grid, 1.0)
            };
            page.canvas
                .line(&[(self.bounds[0], y), (self.bounds[2], y)], &pen);
        }
    }

    /// Horizontal grid lines with numbers at the left.
    pub fn value_axis(&self, page: &mut Page, ticks: &Ticks) {
        self.grid(page, ticks);
        let style = page.tick_type();
        for (&value, label) in ticks.at.iter().zip(&ticks.labels) {
            let at = (self.bounds[0] - 8.0, self.y(value) + style.middle());
            page.canvas.text(at, Align::Right, label, style);
        }
    }

    /// Ticks, numbers and words under the plot, as many numbers as fit; answers the height used.
    pub fn number_axis(&self, page: &mut Page, ticks: &Ticks, words: &str) -> f64 {
        let style = page.tick_type();
        let [left, _, right, y] = self.bounds;
        let pen = Pen::new(page.theme.axis, 1.0);
        page.canvas.line(&[(left, y), (right, y)], &pen);
        let mut free = f64::NEG_INFINITY;
        for (&value, label) in ticks.at.iter().zip(&ticks.labels) {
            let (x, half) = (self.x(value), style.width(label) / 2.0);
            page.canvas.line(&[(x, y), (x, y + 5.0)], &pen);
            if x - half > free {
                let at = (x, y + 8.0 + style.size);
                page.canvas.text(at, Align::Centre, label, style);
                free = x + half + 8.0;
            }
        }
        let mut below = y + 8.0 + style.size;
        for line in font::wrap(words, style.size, style.weight, right - left) {
            below += style.size * 1.35;
            page.canvas.text((left, below), Align::Left, &line, style);
        }
        below - y + 8.0
    }

    /// The calendar ticks that fit under the plot.
    pub fn date_ticks(&self, page: &Page, time: Days) -> Vec<DateTick> {
        let style = page.tick_type();
        let width = self.bounds[2] - self.bounds[0];
        calendar::ticks(time.start, time.days, width, |text| style.width(text))
    }

    /// Ticks and dates under the plot; answers the height used.
    pub fn time_axis(&self, page: &mut Page, time: Days) -> f64 {
        let style = page.tick_type();
        let y = self.bounds[3];
        let ticks = self.date_ticks(page, time);
        let pen = Pen::new(page.theme.axis, 1.0);
        page.canvas
            .line(&[(self.bounds[0], y), (self.bounds[2], y)], &pen);
        let mut height = 9.0 + style.size;
        for tick in &ticks {
            let x = self.x(tick.day);
            page.canvas.line(&[(x, y), (x, y + 5.0)], &pen);
            let middle = clear_of_edges(page, x, style.width(&tick.label));
            page.canvas.text(
                (middle, y + 8.0 + style.size),
                Align::Centre,
                &tick.label,
                style,
            );
            if let Some(year) = &tick.year {
                let middle = clear_of_edges(page, x, style.width(year));
                page.canvas.text(
                    (middle, y + 8.0 + style.size * 2.25),
                    Align::Centre,
                    year,
                    style,
                );
                height = 9.0 + style.size * 2.25;
            }
        }
        height + style.size * 0.4
    }
}

/// A centre for text of this width that keeps it on the page.
fn clear_of_edges(page: &Page, x: f64, width: f64) -> f64 {
    x.clamp(
        page.left + width / 2.0 - 10.0,
        page.right - width / 2.0 + 10.0,
    )
}

#[allow(clippy::cast_possible_truncation)] // page positions are small
fn place(axis: &RangedCoordf64, value: f64, from: f64, to: f64) -> f64 {
    let span = ((to - from) * FINE).round() as i32;
    from + f64::from(axis.map(&value, (0, span))) / FINE
}

/// Numbers across for a daily series; a single day is given a width.
pub(super) fn day_range(time: Days) -> (f64, f64) {
    if time.days <= 1 {
        (-0.5, 0.5)
    } else {
        (0.0, to_f64(time.days - 1))
    }
}

/// Largest finite value drawn in a panel.
pub(super) fn highest(panel: &Panel) -> f64 {
    let bands = panel
        .series
        .iter()
        .flat_map(|series| series.p95.iter().chain(&series.p50));
    let limits = panel.limits.iter().flat_map(|limit| &limit.values);
    bands
        .chain(limits)
        .copied()
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max)
}

/// Largest finite value of a panel that shows medians and, on the last day, 90 % of futures.
pub(super) fn highest_bare(panel: &Panel) -> f64 {
    let last = |values: &[f64]| values.iter().rev().copied().find(|value| value.is_finite());
    let ends = panel.series.iter().filter_map(|series| last(&series.p95));
    let lines = panel.series.iter().flat_map(|series| &series.p50);
    let limits = panel.limits.iter().flat_map(|limit| &limit.values);
    lines
        .chain(limits)
        .copied()
        .chain(ends)
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max)
}

/// Smallest finite value drawn in a panel.
pub(super) fn lowest(panel: &Panel) -> f64 {
    let bands = panel
        .series
        .iter()
        .flat_map(|series| series.p05.iter().chain(&series.p50));
    bands
        .copied()
        .filter(|value| value.is_finite())
        .fold(0.0, f64::min)
}

/// Bands of all series as their scenarios are dressed, then medians of all, so no band hides a median.
pub(super) fn fans(page: &mut Page, plot: &Plot, panel: &Panel, scenarios: &[Compared]) {
    let dresses = Dress::of(scenarios);
    for series in &panel.series {
        let dress = dresses.get(series.scenario).copied();
        let role = role(scenarios, series.scenario);
        spread(page, plot, series, role, dress.unwrap_or(Dress::Bare));
    }
    for series in &panel.series {
        median(page, plot, series, role(scenarios, series.scenario));
    }
}

/// The bands of one series.
pub(super) fn spread(page: &mut Page, plot: &Plot, series: &Spread, role: Role, dress: Dress) {
    let [outer, inner] = page.theme.strokes.bands;
    let colour = page.theme.colour(role);
    let mut fill = |low: &[f64], high: &[f64], alpha: f64| {
        for band in bands(plot, low, high) {
            page.canvas.area(&band, colour.alpha(alpha));
        }
    };
    if dress == Dress::Full {
        fill(&series.p05, &series.p95, outer);
    }
    if matches!(dress, Dress::Full | Dress::Half) {
        fill(&series.p25, &series.p75, inner);
    }
    if matches!(dress, Dress::Half | Dress::Outline) {
        let pen = outline_pen(page.theme, role);
        for edge in [&series.p05, &series.p95] {
            for points in lines(plot, edge) {
                page.canvas.line(&points, &pen);
            }
        }
    }
}

/// The outer band of one series, where it is the only one.
pub(super) fn range(page: &mut Page, plot: &Plot, series: &Spread, role: Role) {
    let colour = page.theme.colour(role);
    for band in bands(plot, &series.p05, &series.p95) {
        page.canvas.area(&band, colour.alpha(RANGE));
    }
}

/// The median of one series, on a pale casing that keeps it apart from bands and other lines.
pub(super) fn median(page: &mut Page, plot: &Plot, series: &Spread, role: Role) {
    let pen = median_pen(page.theme, role);
    let casing = Pen::new(page.theme.paper.alpha(0.55), pen.width + 1.6);
    for points in lines(plot, &series.p50) {
        if pen.dash.is_empty() {
            page.canvas.line(&points, &casing);
        }
        page.canvas.line(&points, &pen);
    }
}

/// Unbroken stretches of a daily series on the page.
fn lines(plot: &Plot, values: &[f64]) -> Vec<Vec<At>> {
    let on_page = |run: &Vec<(f64, f64)>| -> Vec<At> {
        widened(run).iter().map(|&(x, y)| plot.at(x, y)).collect()
    };
    runs(values).iter().map(on_page).collect()
}

/// Last day of each series right of the plot: an upright bar over 90 % of futures with a dot at the median, one beside
/// the other.
pub(super) fn end_bars(page: &mut Page, plot: &Plot, panel: &Panel, scenarios: &[Compared]) {
    for (index, series) in panel.series.iter().enumerate() {
        let Some(last) = last_day(series) else {
            continue;
        };
        let x = plot.bounds[2] + END_BAR * (to_f64(index) + 0.8);
        let colour = page.theme.colour(role(scenarios, series.scenario));
        let foot = plot.y(last.p05);
        let ends = [(x, foot), (x, plot.y(last.p95).min(foot - 1.0))];
        page.canvas.line(&ends, &Pen::new(colour.alpha(0.5), 3.6));
        page.canvas
            .dot((x, plot.y(last.p50)), 3.9, page.theme.paper);
        page.canvas.dot((x, plot.y(last.p50)), 3.3, colour);
    }
}

/// Distance between two end bars.
pub(super) const END_BAR: f64 = 8.0;

/// Capacity lines, labelled just above their left end.
pub(super) fn limits(
    page: &mut Page,
    plot: &Plot,
    panel: &Panel,
    scenarios: &[Compared],
    labelled: bool,
) {
    for limit in &panel.limits {
        let values = limit_values(limit, plot);
        let pen = limit_pen(
            page.theme,
            limit.scenario.map(|index| role(scenarios, index)),
        );
        for points in lines(plot, &values) {
            page.canvas.line(&points, &pen);
        }
        if labelled && let Some(&first) = values.first() {
            let style = Type::new(
                page.theme.sizes.small,
                super::font::Weight::SemiBold,
                pen.ink.colour,
            );
            let at = (plot.bounds[0] + 6.0, plot.y(first) - 5.0);
            let width = style.width(&limit.label);
            let paper = page.theme.paper.alpha(0.75);
            page.canvas.rect(
                (at.0 - 2.0, at.1 - style.size),
                (at.0 + width + 2.0, at.1 + 3.0),
                paper,
            );
            page.canvas.text(at, Align::Left, &limit.label, style);
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a number of days
fn limit_values(limit: &Limit, plot: &Plot) -> Vec<f64> {
    match limit.values.as_slice() {
        [one] => vec![*one; (plot.across.1.max(0.0) as usize) + 1],
        many => many.to_vec(),
    }
}

/// Role of a scenario by position; grey if the position is wrong.
pub(super) fn role(scenarios: &[Compared], index: usize) -> Role {
    scenarios
        .get(index)
        .map_or(Role::Reference, |scenario| scenario.role)
}

/// Label of a scenario by position.
pub(super) fn label(scenarios: &[Compared], index: usize) -> &str {
    scenarios.get(index).map_or("", |scenario| &scenario.label)
}

/// Unbroken stretches of finite values with their day numbers.
fn runs(values: &[f64]) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (day, &value) in values.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if value.is_finite() => run.push((to_f64(day), value)),
            Some(run) if !run.is_empty() => runs.push(Vec::new()),
            _ => {}
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// A stretch of one day becomes as wide as a day, so that it can be seen.
fn widened(run: &[(f64, f64)]) -> Vec<(f64, f64)> {
    match run {
        [(x, y)] => vec![(x - 0.5, *y), (x + 0.5, *y)],
        _ => run.to_vec(),
    }
}

/// Polygons between two quantiles, one per unbroken stretch.
fn bands(plot: &Plot, low: &[f64], high: &[f64]) -> Vec<Vec<At>> {
    let both: Vec<f64> = low.iter().zip(high).map(|(low, high)| low + high).collect();
    let edge = |values: &[f64], run: &[(f64, f64)]| {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a position in the run
        let line: Vec<(f64, f64)> = run
            .iter()
            .map(|&(day, _)| (day, values[day as usize]))
            .collect();
        widened(&line)
            .into_iter()
            .map(|(x, y)| plot.at(x, y))
            .collect::<Vec<At>>()
    };
    runs(&both)
        .iter()
        .map(|run| {
            let mut outline = edge(high, run);
            outline.extend(edge(low, run).into_iter().rev());
            outline
        })
        .collect()
}

/// Median and 90 % of futures on the last day that has them.
pub(super) fn last_day(series: &Spread) -> Option<Interval> {
    let last = |values: &[f64]| values.iter().rev().copied().find(|value| value.is_finite());
    Some(Interval::new(
        last(&series.p05)?,
        last(&series.p50)?,
        last(&series.p95)?,
    ))
}

/// Last finite median of a series.
pub(super) fn end_value(series: &Spread) -> Option<f64> {
    series
        .p50
        .iter()
        .rev()
        .copied()
        .find(|value| value.is_finite())
}

/// The least and the largest of the finite numbers; around a single one, and 0 to 1 if there is none.
pub(super) fn ends(numbers: impl Iterator<Item = f64>) -> (f64, f64) {
    let numbers = numbers.filter(|number| number.is_finite());
    let (low, high) = numbers.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| {
        (low.min(number), high.max(number))
    });
    match (low, high) {
        _ if low < high => (low, high),
        _ if low.is_finite() => {
            let half = (low.abs() * 0.5).max(0.5);
            (low - half, low + half)
        }
        _ => (0.0, 1.0),
    }
}
