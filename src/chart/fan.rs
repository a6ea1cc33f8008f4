//! Fan charts: median, 50 % and 90 % of futures over time, labelled at the right end.

use super::canvas::{Align, Pen, Type};
use super::dress::{Dress, SHARED};
use super::figure::{Arrangement, Compared, Days, Fan, Figure, Panel};
use super::font::{self, Weight};
use super::grid;
use super::labels;
use super::levers;
use super::number::{self, Ticks};
use super::page::Page;
use super::plot::{self, Plot};
use super::theme::Role;

/// Room for numbers left of a plot.
const GUTTER: f64 = 78.0;
/// Height of a stacked panel.
const PANEL: f64 = 230.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, fan: &Fan) {
    if is_crowded(&figure.scenarios) && fan.arrangement == Arrangement::Stacked {
        return apart(page, figure, fan);
    }
    page.fan_legend(&dressed(&figure.scenarios), None);
    match fan.arrangement {
        Arrangement::Stacked => stacked(page, figure, fan),
        Arrangement::SideBySide => side_by_side(page, figure, fan),
    }
}

/// Whether there are more scenarios than can share a panel with their bands.
pub(super) fn is_crowded(scenarios: &[Compared]) -> bool {
    scenarios.len() > SHARED
}

/// Every scenario with what is drawn of it.
pub(super) fn dressed(scenarios: &[Compared]) -> Vec<(&Compared, Dress)> {
    scenarios.iter().zip(Dress::of(scenarios)).collect()
}

/// A panel for each scenario and measure.
fn apart(page: &mut Page, figure: &Figure, fan: &Fan) {
    grid::explain(page, &figure.scenarios);
    for panel in &fan.panels {
        grid::draw(page, &figure.scenarios, panel, fan.time, grid::Kind::Level);
    }
    let edges = (page.left + GUTTER, page.right - GUTTER);
    levers::strip(page, figure, &fan.levers, fan.time, edges, true);
}

/// Ticks with a plus before what is above zero.
pub(super) fn plus(mut ticks: Ticks) -> Ticks {
    for (label, value) in ticks.labels.iter_mut().zip(&ticks.at) {
        if *value > 0.0 {
            label.insert(0, '+');
        }
    }
    ticks
}

fn stacked(page: &mut Page, figure: &Figure, fan: &Fan) {
    let panels: Vec<&Panel> = fan.panels.iter().collect();
    let edges = edges(page, &figure.scenarios, &panels);
    for (index, panel) in fan.panels.iter().enumerate() {
        let plot = level_panel(page, &figure.scenarios, panel, fan.time, edges);
        page.y += if index + 1 == fan.panels.len() {
            plot.time_axis(page, fan.time) + 10.0
        } else {
            bare_axis(page, &plot, fan.time)
        };
    }
    levers::strip(page, figure, &fan.levers, fan.time, edges, false);
}

/// Left and right edge of stacked plots: room for numbers and for end labels, the
/// same for all so that their dates line up.
pub(super) fn edges(page: &Page, scenarios: &[Compared], panels: &[&Panel]) -> (f64, f64) {
    let numbers = panels.iter().map(|panel| {
        let (low, high) = (plot::lowest(panel), plot::highest(panel));
        tick_room(page, &Ticks::covering(low.min(0.0), high, 4)) + 8.0
    });
    let gutter = numbers.fold(GUTTER, f64::max);
    let style = page.role_type(Role::Reference);
    let names = panels
        .iter()
        .flat_map(|panel| &panel.series)
        .flat_map(|series| end_lines(page, plot::label(scenarios, series.scenario)));
    let values = panels.iter().map(|panel| values_width(page, panel) + 10.0);
    let room = names
        .map(|line| style.width(&line))
        .chain(values)
        .fold(60.0, f64::max);
    (page.left + gutter, page.right - room - 22.0)
}

/// One panel from zero with grid, fans, limits and end labels. The cursor ends at
/// its lower edge.
pub(super) fn level_panel(
    page: &mut Page,
    scenarios: &[Compared],
    panel: &Panel,
    time: Days,
    edges: (f64, f64),
) -> Plot {
    page.y += page.heading(page.left, page.right - page.left, &panel.title, &panel.unit);
    let ticks = Ticks::covering(0.0, plot::highest(panel), 4);
    let height = PANEL.max(labels_height(page, scenarios, panel));
    let top = page.y + 6.0;
    let bounds = [edges.0, top, edges.1, top + height];
    let plot = Plot::new(bounds, plot::day_range(time), ticks.span());
    plot.value_axis(page, &ticks);
    plot::fans(page, &plot, panel, scenarios);
    plot::limits(page, &plot, panel, scenarios, true);
    end_labels(page, &plot, scenarios, panel, false);
    page.y = bounds[3];
    plot
}

/// Ticks without words, for a panel that shares the axis of the one below.
pub(super) fn bare_axis(page: &mut Page, plot: &Plot, time: Days) -> f64 {
    let y = plot.bounds[3];
    let pen = Pen::new(page.theme.axis, 1.0);
    for tick in plot.date_ticks(page, time) {
        let x = plot.x(tick.day);
        page.canvas.line(&[(x, y), (x, y + 4.0)], &pen);
    }
    24.0
}

/// The name in an end label, at most two lines of it.
fn end_lines(page: &Page, name: &str) -> Vec<String> {
    const WIDEST: f64 = 150.0;
    let size = page.theme.sizes.label;
    let mut lines = font::wrap_evenly(name, size, Weight::SemiBold, WIDEST);
    if lines.len() > 2 {
        let rest = lines.split_off(1).join(" ");
        lines.push(font::shorten(&rest, size, Weight::SemiBold, WIDEST));
    }
    lines
}

/// The last median in print.
pub(super) fn end_number(value: f64, signed: bool) -> String {
    let decimals = number::decimals_for(value).min(2);
    if signed {
        number::signed_rounded(value, decimals)
    } else {
        number::rounded(value, decimals)
    }
}

fn labels_height(page: &Page, scenarios: &[Compared], panel: &Panel) -> f64 {
    let lines = |index| end_lines(page, plot::label(scenarios, index)).len() + 1;
    let count: usize = panel
        .series
        .iter()
        .map(|series| lines(series.scenario))
        .sum();
    number::to_f64(count) * page.theme.sizes.label * 1.2 + number::to_f64(panel.series.len()) * 6.0
}

/// Names and last medians right of the plot.
pub(super) fn end_labels(
    page: &mut Page,
    plot: &Plot,
    scenarios: &[Compared],
    panel: &Panel,
    signed: bool,
) {
    let ends = panel.series.iter().filter_map(|series| {
        let value = plot::end_value(series)?;
        Some((series.scenario, value, end_number(value, signed)))
    });
    names_at(page, plot, scenarios, &ends.collect::<Vec<_>>());
}

/// Names of scenarios right of the plot at a height of its axis, with a number in print below (it may be empty), pushed
/// apart, with a leader where moved.
pub(super) fn names_at(
    page: &mut Page,
    plot: &Plot,
    scenarios: &[Compared],
    ends: &[(usize, f64, String)],
) {
    let leading = page.theme.sizes.label * 1.2;
    let names: Vec<Vec<String>> = ends
        .iter()
        .map(|(index, ..)| end_lines(page, plot::label(scenarios, *index)))
        .collect();
    let wanted: Vec<f64> = ends.iter().map(|(_, value, _)| plot.y(*value)).collect();
    let lines = |(name, end): (&Vec<String>, &(usize, f64, String))| {
        number::to_f64(name.len() + usize::from(!end.2.is_empty()))
    };
    let heights: Vec<f64> = names
        .iter()
        .zip(ends)
        .map(|pair| lines(pair) * leading)
        .collect();
    let (top, bottom) = (plot.bounds[1] - 8.0, plot.bounds[3] + 4.0);
    let placed = labels::spread(&wanted, &heights, 5.0, top, bottom);
    for (index, (scenario, _, number)) in ends.iter().enumerate() {
        let style = page.role_type(plot::role(scenarios, *scenario));
        let (x, middle) = (plot.bounds[2], placed[index]);
        let leader = Pen::new(style.colour.alpha(0.55), 1.0);
        let bend = [
            (x + 2.0, wanted[index]),
            (x + 10.0, middle),
            (x + 14.0, middle),
        ];
        page.canvas.line(&bend, &leader);
        let mut y = middle - heights[index] / 2.0 + leading * 0.5 + style.middle();
        let plain = Type {
            weight: Weight::Regular,
            ..style
        };
        let name = names[index].iter().map(|line| (line, style));
        for (line, style) in name.chain([(number, plain)]) {
            page.canvas.text((x + 18.0, y), Align::Left, line, style);
            y += leading;
        }
    }
}

/// Room right of a plot for names of scenarios.
pub(super) fn names_room(page: &Page, scenarios: &[Compared]) -> f64 {
    let style = page.role_type(Role::Reference);
    let names = scenarios.iter().flat_map(|one| end_lines(page, &one.label));
    names.map(|line| style.width(&line)).fold(40.0, f64::max) + 22.0
}

/// Panels in a row, as wide as their numbers leave room for; the strip below spans
/// them all and so has a time axis of its own.
fn side_by_side(page: &mut Page, figure: &Figure, fan: &Fan) {
    const HEIGHT: f64 = 260.0;
    let cell = (page.right - page.left) / number::to_f64(fan.panels.len().max(1));
    let heads = fan
        .panels
        .iter()
        .map(|panel| panel_head(page, panel, cell))
        .fold(0.0, f64::max);
    let start = page.y;
    let top = start + heads + 8.0;
    let (mut edges, mut bottom) = (Vec::new(), top);
    for (index, panel) in fan.panels.iter().enumerate() {
        let left = page.left + cell * number::to_f64(index);
        page.y = start;
        page.heading(left, cell - 20.0, &panel.title, &panel.unit);
        let ticks = Ticks::covering(0.0, plot::highest(panel), 4);
        let right = left + cell - end_room(page, &figure.scenarios, panel) - 16.0;
        let bounds = [left + tick_room(page, &ticks), top, right, top + HEIGHT];
        let plot = Plot::new(bounds, plot::day_range(fan.time), ticks.span());
        plot.value_axis(page, &ticks);
        plot::fans(page, &plot, panel, &figure.scenarios);
        plot::limits(page, &plot, panel, &figure.scenarios, true);
        ends(page, &plot, &figure.scenarios, panel);
        bottom = bounds[3] + plot.time_axis(page, fan.time) + 10.0;
        edges.push((bounds[0], bounds[2]));
    }
    page.y = bottom;
    if let (Some(first), Some(last)) = (edges.first(), edges.last()) {
        levers::strip(page, figure, &fan.levers, fan.time, (first.0, last.1), true);
    }
}

/// Height a heading will need, without drawing it.
fn panel_head(page: &Page, panel: &Panel, cell: f64) -> f64 {
    let mut trial = Page::new(page.theme, page.canvas.width);
    trial.heading(0.0, cell - 20.0, &panel.title, &panel.unit)
}

/// Room for the numbers of an axis.
pub(super) fn tick_room(page: &Page, ticks: &Ticks) -> f64 {
    let style = page.tick_type();
    ticks
        .labels
        .iter()
        .map(|label| style.width(label))
        .fold(20.0, f64::max)
        + 10.0
}

/// Width of the widest end value of a panel.
pub(super) fn values_width(page: &Page, panel: &Panel) -> f64 {
    let size = page.theme.sizes.tick;
    let widths = panel
        .series
        .iter()
        .filter_map(plot::end_value)
        .map(|value| font::width(&end_number(value, false), size, Weight::SemiBold));
    widths.fold(30.0, f64::max)
}

/// Room right of a narrow plot for what its last day shows.
pub(super) fn end_room(page: &Page, scenarios: &[Compared], panel: &Panel) -> f64 {
    if is_crowded(scenarios) {
        plot::END_BAR * number::to_f64(panel.series.len()) + 8.0
    } else {
        values_width(page, panel) + 7.0
    }
}

/// The last day right of a narrow plot: numbers, or bars where numbers would lose their lines.
pub(super) fn ends(page: &mut Page, plot: &Plot, scenarios: &[Compared], panel: &Panel) {
    if is_crowded(scenarios) {
        plot::end_bars(page, plot, panel, scenarios);
    } else {
        end_values(page, plot, scenarios, panel);
    }
}

/// Last medians right of a narrow plot, pushed apart.
fn end_values(page: &mut Page, plot: &Plot, scenarios: &[Compared], panel: &Panel) {
    let ends = panel.series.iter().filter_map(|series| {
        let value = plot::end_value(series)?;
        Some((series.scenario, value, end_number(value, false)))
    });
    values_at(page, plot, scenarios, &ends.collect::<Vec<_>>());
}

/// Numbers right of a narrow plot at a height of its axis, in the colours of their scenarios, pushed apart.
pub(super) fn values_at(
    page: &mut Page,
    plot: &Plot,
    scenarios: &[Compared],
    ends: &[(usize, f64, String)],
) {
    let size = page.theme.sizes.tick;
    let wanted: Vec<f64> = ends.iter().map(|(_, value, _)| plot.y(*value)).collect();
    let heights = vec![size * 1.1; ends.len()];
    let (top, bottom) = (plot.bounds[1] - 8.0, plot.bounds[3] + 4.0);
    let placed = labels::spread(&wanted, &heights, 1.5, top, bottom);
    for ((index, _, words), middle) in ends.iter().zip(placed) {
        let style = Type {
            size,
            ..page.role_type(plot::role(scenarios, *index))
        };
        let at = (plot.bounds[2] + 7.0, middle + style.middle());
        page.canvas.text(at, Align::Left, words, style);
    }
}
