//! Small multiples: a fan per place.

use super::canvas::{Align, Type};
use super::fan;
use super::figure::{Figure, Panel, Places, Scale};
use super::font::{self, Weight};
use super::number::{Ticks, to_f64};
use super::page::Page;
use super::plot::{self, Plot};
use crate::text::say;

/// Height of a plot.
const HEIGHT: f64 = 150.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, places: &Places) {
    let all = || places.panels.iter().flat_map(|panel| &panel.limits);
    let limit = all()
        .find(|limit| limit.scenario.is_none())
        .or_else(|| all().next());
    page.fan_legend(
        &fan::dressed(&figure.scenarios),
        limit.map(|limit| limit.label.as_str()),
    );
    explain(page, figure, places);
    let common = match places.scale {
        Scale::Common => Some(scale(places, &places.panels, figure)),
        Scale::Ratio => Some(ratio_scale(&places.panels)),
        Scale::Own => None,
    };
    let columns = places
        .columns
        .unwrap_or_else(|| columns_for(places.panels.len()))
        .clamp(1, 6);
    for row in places.panels.chunks(columns) {
        draw_row(page, figure, places, row, columns, common.as_ref());
    }
}

/// The unit, how panels are scaled, and what the bars at the right are.
fn explain(page: &mut Page, figure: &Figure, places: &Places) {
    let Some(panel) = places.panels.first() else {
        return;
    };
    let scale = match places.scale {
        Scale::Common => "",
        Scale::Own => say("; each city on a scale of its own, from zero"),
        Scale::Ratio => say("; one scale for all, each line ten times the one below"),
    };
    let bars = if fan::is_crowded(&figure.scenarios) {
        say(
            "; lines: medians; bars at the right: median and 90\u{202f}% of futures on the last day",
        )
    } else {
        ""
    };
    let style = page.tick_type();
    page.paragraph(&format!("{}{scale}{bars}", panel.unit), style, 1.2);
    page.y += 16.0;
}

/// A scale from zero for these panels.
fn scale(places: &Places, panels: &[Panel], figure: &Figure) -> Ticks {
    let highest = if fan::is_crowded(&figure.scenarios) {
        plot::highest_bare
    } else {
        plot::highest
    };
    let steps = if places.scale == Scale::Own { 2 } else { 3 };
    Ticks::covering(0.0, panels.iter().map(highest).fold(0.0, f64::max), steps)
}

/// Powers of ten from below the least capacity or median to above the most.
fn ratio_scale(panels: &[Panel]) -> Ticks {
    let highest = panels.iter().map(plot::highest).fold(10.0, f64::max);
    let medians = panels
        .iter()
        .flat_map(|panel| &panel.series)
        .flat_map(|series| &series.p50);
    let limits = panels
        .iter()
        .flat_map(|panel| &panel.limits)
        .flat_map(|limit| &limit.values);
    let least = medians
        .chain(limits)
        .copied()
        .filter(|value| *value > 0.0)
        .fold(f64::INFINITY, f64::min);
    Ticks::powers(least.clamp(10.0, highest), highest)
}

/// Columns that leave no lonely last row where that can be helped.
fn columns_for(count: usize) -> usize {
    match count {
        0 | 1 => 1,
        2 | 4 => 2,
        3 | 5 | 6 | 9 => 3,
        _ => 4,
    }
}

/// Plots of equal width; on a common scale only the first carries its numbers.
fn draw_row(
    page: &mut Page,
    figure: &Figure,
    places: &Places,
    row: &[Panel],
    columns: usize,
    common: Option<&Ticks>,
) {
    let scenarios = &figure.scenarios;
    let all = || places.panels.iter();
    let gutter = match common {
        Some(ticks) => fan::tick_room(page, ticks),
        None => all()
            .map(|panel| fan::tick_room(page, &scale(places, std::slice::from_ref(panel), figure)))
            .fold(20.0, f64::max),
    };
    let ends = all()
        .map(|panel| fan::end_room(page, scenarios, panel))
        .fold(30.0, f64::max);
    let (shared, own) = match common {
        Some(_) => (gutter, 0.0),
        None => (0.0, gutter),
    };
    let cell = (page.right - page.left - shared) / to_f64(columns);
    let heading = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
    let top = page.y + heading.size + 14.0;
    let mut bottom = top;
    for (index, panel) in row.iter().enumerate() {
        let left = page.left + shared + own + cell * to_f64(index);
        let title = font::shorten(
            &panel.title,
            heading.size,
            heading.weight,
            cell - own - 12.0,
        );
        page.canvas
            .text((left, page.y + heading.size), Align::Left, &title, heading);
        let right = left + cell - own - ends - 14.0;
        let own_ticks = common
            .is_none()
            .then(|| scale(places, std::slice::from_ref(panel), figure));
        let Some(ticks) = common.or(own_ticks.as_ref()) else {
            continue;
        };
        let bounds = [left, top, right, top + HEIGHT];
        let plot = if places.scale == Scale::Ratio {
            Plot::log(bounds, plot::day_range(places.time), ticks.span())
        } else {
            Plot::new(bounds, plot::day_range(places.time), ticks.span())
        };
        if index == 0 || common.is_none() {
            plot.value_axis(page, ticks);
        } else {
            plot.grid(page, ticks);
        }
        plot::fans(page, &plot, panel, scenarios);
        plot::limits(page, &plot, panel, scenarios, false);
        fan::ends(page, &plot, scenarios, panel);
        bottom = bounds[3] + plot.time_axis(page, places.time);
    }
    page.y = bottom + 20.0;
}
