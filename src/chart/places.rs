//! Small multiples: a fan per place, all on one scale.

use super::canvas::Align;
use super::fan;
use super::figure::{Figure, Panel, Places};
use super::font;
use super::number::{Ticks, to_f64};
use super::page::Page;
use super::plot::{self, Plot};

const HEIGHT: f64 = 118.0;
const GAP: f64 = 18.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, places: &Places) {
    let limit = places
        .panels
        .iter()
        .flat_map(|panel| &panel.limits)
        .find(|limit| limit.scenario.is_none());
    page.fan_legend(
        &figure.scenarios.iter().collect::<Vec<_>>(),
        limit.map(|limit| limit.label.as_str()),
    );
    if let Some(panel) = places.panels.first() {
        let style = page.style(
            page.theme.sizes.tick,
            font::Weight::Regular,
            page.theme.soft,
        );
        page.paragraph(&panel.unit, style, 1.2);
        page.y += 10.0;
    }
    let highest = places.panels.iter().map(plot::highest).fold(0.0, f64::max);
    let ticks = Ticks::covering(0.0, highest, 3);
    let columns = places
        .columns
        .unwrap_or_else(|| columns_for(places.panels.len()))
        .clamp(1, 6);
    for row in places.panels.chunks(columns) {
        draw_row(page, figure, places, row, columns, &ticks);
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

fn draw_row(
    page: &mut Page,
    figure: &Figure,
    places: &Places,
    row: &[Panel],
    columns: usize,
    ticks: &Ticks,
) {
    let tick = page.tick_type();
    let gutter = ticks
        .labels
        .iter()
        .map(|label| tick.width(label))
        .fold(20.0, f64::max)
        + 10.0;
    let cell = (page.right - page.left - GAP * to_f64(columns - 1)) / to_f64(columns);
    let values = 52.0_f64.min(cell * 0.25);
    let heading = page.style(
        page.theme.sizes.label,
        font::Weight::SemiBold,
        page.theme.ink,
    );
    let top = page.y + heading.size + 12.0;
    let mut bottom = top;
    for (index, panel) in row.iter().enumerate() {
        let left = page.left + (cell + GAP) * to_f64(index);
        let title = font::shorten(&panel.title, heading.size, heading.weight, cell - gutter);
        page.canvas.text(
            (left + gutter, page.y + heading.size),
            Align::Left,
            &title,
            heading,
        );
        let bounds = [left + gutter, top, left + cell - values, top + HEIGHT];
        let plot = Plot::new(bounds, plot::day_range(places.time), ticks.span());
        plot.value_axis(page, ticks);
        plot::fans(page, &plot, panel, &figure.scenarios);
        plot::limits(page, &plot, panel, &figure.scenarios, false);
        fan::end_values(page, &plot, &figure.scenarios, panel);
        bottom = bounds[3] + plot.time_axis(page, places.time);
    }
    page.y = bottom + 18.0;
}
