//! Small multiples: a fan per place, all on one scale.

use super::canvas::{Align, Type};
use super::fan;
use super::figure::{Figure, Panel, Places};
use super::font::{self, Weight};
use super::number::{Ticks, to_f64};
use super::page::Page;
use super::plot::{self, Plot};

/// Height of a plot.
const HEIGHT: f64 = 150.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, places: &Places) {
    let all = || places.panels.iter().flat_map(|panel| &panel.limits);
    let limit = all()
        .find(|limit| limit.scenario.is_none())
        .or_else(|| all().next());
    let compared = figure.scenarios.iter().collect::<Vec<_>>();
    page.fan_legend(&compared, limit.map(|limit| limit.label.as_str()));
    if let Some(panel) = places.panels.first() {
        let style = page.tick_type();
        page.paragraph(&panel.unit, style, 1.2);
        page.y += 16.0;
    }
    let highest = places.panels.iter().map(plot::highest).fold(0.0, f64::max);
    let ticks = Ticks::covering(0.0, highest, 3);
    let columns = places
        .columns
        .unwrap_or_else(|| columns_for(places.panels.len()));
    for row in places.panels.chunks(columns.clamp(1, 6)) {
        draw_row(page, figure, places, row, columns.clamp(1, 6), &ticks);
    }
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

/// Plots of equal width; only the first carries the numbers of the common scale.
fn draw_row(
    page: &mut Page,
    figure: &Figure,
    places: &Places,
    row: &[Panel],
    columns: usize,
    ticks: &Ticks,
) {
    let gutter = fan::tick_room(page, ticks);
    let ends = places
        .panels
        .iter()
        .map(|panel| fan::values_width(page, panel));
    let values = ends.fold(30.0, f64::max) + 7.0 + 16.0;
    let cell = (page.right - page.left - gutter) / to_f64(columns);
    let heading = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
    let top = page.y + heading.size + 14.0;
    let mut bottom = top;
    for (index, panel) in row.iter().enumerate() {
        let left = page.left + gutter + cell * to_f64(index);
        let title = font::shorten(&panel.title, heading.size, heading.weight, cell - 12.0);
        page.canvas
            .text((left, page.y + heading.size), Align::Left, &title, heading);
        let bounds = [left, top, left + cell - values, top + HEIGHT];
        let plot = Plot::new(bounds, plot::day_range(places.time), ticks.span());
        if index == 0 {
            plot.value_axis(page, ticks);
        } else {
            plot.grid(page, ticks);
        }
        plot::fans(page, &plot, panel, &figure.scenarios);
        plot::limits(page, &plot, panel, &figure.scenarios, false);
        fan::end_values(page, &plot, &figure.scenarios, panel);
        bottom = bounds[3] + plot.time_axis(page, places.time);
    }
    page.y = bottom + 20.0;
}
