//! Shelter strain: a heat map of place × month per scenario, one scale, a break at 1.

use jiff::civil::Date;

use super::calendar;
use super::canvas::{Align, At, Pen, Type};
use super::dress::SHARED;
use super::figure::{Figure, Strain, StrainBlock};
use super::font::Weight;
use super::number::{self, to_f64};
use super::page::{Key, Page};
use super::plot;
use super::theme::{self, Colour, Theme};
use crate::text::say;

/// Height of a row.
const ROW: f64 = 27.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, strain: &Strain) {
    let top = top_of_scale(strain);
    scale_bar(page, &strain.measure, top, page.left);
    if strain.blocks.len() > SHARED {
        strips(page, figure, strain, top);
        return;
    }
    for block in &strain.blocks {
        draw_block(page, figure, strain, block, top);
    }
}

fn draw_block(page: &mut Page, figure: &Figure, strain: &Strain, block: &StrainBlock, top: f64) {
    let style = Type {
        size: page.theme.sizes.heading,
        ..page.role_type(plot::role(&figure.scenarios, block.scenario))
    };
    page.y += 10.0;
    for line in super::font::wrap(
        plot::label(&figure.scenarios, block.scenario),
        style.size,
        style.weight,
        page.right - page.left,
    ) {
        page.y += style.size * 1.25;
        page.canvas
            .text((page.left, page.y), Align::Left, &line, style);
    }
    page.y += 10.0;
    let names = page.label_type();
    let gutter = strain
        .places
        .iter()
        .map(|place| names.width(place))
        .fold(40.0, f64::max)
        .min(220.0)
        + 14.0;
    let left = page.left + gutter;
    let cell = (page.right - left) / to_f64(strain.months.len().max(1));
    for (row, place) in strain.places.iter().enumerate() {
        let y = page.y + ROW * to_f64(row);
        let name = super::font::shorten(place, names.size, names.weight, gutter - 12.0);
        page.canvas.text(
            (left - 10.0, y + ROW / 2.0 + names.middle()),
            Align::Right,
            &name,
            names,
        );
        let values = block.values.get(row).map_or(&[][..], Vec::as_slice);
        for (column, _) in strain.months.iter().enumerate() {
            let value = values.get(column).copied().unwrap_or(f64::NAN);
            draw_cell(page, (left + cell * to_f64(column), y), cell, value, top);
        }
    }
    page.y += ROW * to_f64(strain.places.len());
    page.y += months(page, &strain.months, left, cell);
}

fn draw_cell(page: &mut Page, at: At, width: f64, value: f64, top: f64) {
    let colour = if value.is_finite() {
        shade(page.theme, value, top)
    } else {
        page.theme.paper
    };
    let gap = (width * 0.06).min(1.0);
    page.canvas.rect(
        (at.0 + gap, at.1 + 1.0),
        (at.0 + width - gap, at.1 + ROW - 1.0),
        colour,
    );
    let style = Type::new(
        page.theme.sizes.small,
        Weight::Regular,
        page.theme.on(colour),
    );
    let text = cell_number(value);
    if style.width(&text) + 5.0 <= width {
        let ink = if value.is_finite() {
            style
        } else {
            Type {
                colour: page.theme.soft,
                ..style
            }
        };
        page.canvas.text(
            (at.0 + width / 2.0, at.1 + ROW / 2.0 + style.middle()),
            Align::Centre,
            &text,
            ink,
        );
    }
}

/// "0.8", "1.4", "12": two digits everywhere; what is below 1 never rounds up to it, so that numbers and colours agree.
fn cell_number(value: f64) -> String {
    let shown = if (0.95..1.0).contains(&value) {
        0.9
    } else {
        value
    };
    number::short(shown, usize::from(value < 9.95))
}

/// Height of a strip.
const STRIP: f64 = 11.0;

/// City by city, a strip of months for each scenario: many scenarios in the space of one map.
fn strips(page: &mut Page, figure: &Figure, strain: &Strain, top: f64) {
    let keys: Vec<(Key, String)> = strain
        .blocks
        .iter()
        .map(|block| {
            let role = plot::role(&figure.scenarios, block.scenario);
            let name = plot::label(&figure.scenarios, block.scenario).to_owned();
            (Key::Square(page.theme.colour(role)), name)
        })
        .collect();
    page.legend(&keys);
    let names = page.label_type();
    let widest = strain.places.iter().map(|place| names.width(place));
    let gutter = widest.fold(40.0, f64::max).min(220.0) + 34.0;
    let (left, right) = (page.left + gutter, page.right - 40.0);
    let cell = (right - left) / to_f64(strain.months.len().max(1));
    for (row, place) in strain.places.iter().enumerate() {
        let height = STRIP * to_f64(strain.blocks.len());
        let label = super::font::shorten(place, names.size, names.weight, gutter - 30.0);
        let at = (left - 26.0, page.y + height / 2.0 + names.middle());
        page.canvas.text(at, Align::Right, &label, names);
        for block in &strain.blocks {
            let values = block.values.get(row).map_or(&[][..], Vec::as_slice);
            strip(page, figure, (block.scenario, values), (left, cell), top);
            page.y += STRIP;
        }
        page.y += 9.0;
    }
    page.y += months(page, &strain.months, left, cell);
}

/// One scenario's months in one city, between its colour and its last number.
fn strip(
    page: &mut Page,
    figure: &Figure,
    (scenario, values): (usize, &[f64]),
    (left, cell): (f64, f64),
    top: f64,
) {
    let (from, to) = (page.y + 0.7, page.y + STRIP - 0.7);
    let role = plot::role(&figure.scenarios, scenario);
    let colour = page.theme.colour(role);
    page.canvas
        .rect((left - 16.0, from), (left - 6.0, to), colour);
    for (month, &value) in values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_finite())
    {
        let x = left + cell * to_f64(month);
        let shade = shade(page.theme, value, top);
        page.canvas
            .rect((x + 0.4, from), (x + cell - 0.4, to), shade);
    }
    if let Some(&last) = values.last() {
        let style = Type {
            size: STRIP,
            ..page.role_type(role)
        };
        let x = left + cell * to_f64(values.len()) + 6.0;
        let y = f64::midpoint(from, to) + style.middle();
        page.canvas
            .text((x, y), Align::Left, &cell_number(last), style);
    }
}

/// Month and year words under the cells, as many as fit; answers the height used.
fn months(page: &mut Page, months: &[Date], left: f64, cell: f64) -> f64 {
    let style = page.tick_type();
    let every = [1, 3, 6, 12, 24, 60]
        .into_iter()
        .find(|&every| cell * to_f64(every) >= style.width(say("May")) + 8.0)
        .unwrap_or(120);
    let mut year = None;
    let y = page.y + style.size + 4.0;
    for (column, &month) in months.iter().enumerate() {
        let index = usize::from(month.month().unsigned_abs()).saturating_sub(1);
        let round = if every < 12 {
            index.is_multiple_of(every)
        } else {
            index == 0
        };
        let lone = months.len() < every;
        let shown = round || (lone && column == 0);
        if !shown {
            continue;
        }
        let x = left + cell * (to_f64(column) + 0.5);
        page.canvas
            .text((x, y), Align::Centre, calendar::month_name(month), style);
        if year != Some(month.year()) {
            page.canvas.text(
                (x, y + style.size * 1.25),
                Align::Centre,
                &month.year().to_string(),
                style,
            );
            year = Some(month.year());
        }
    }
    style.size * 2.25 + 12.0
}

/// The legend: a colour bar with the break at capacity marked.
pub(super) fn scale_bar(page: &mut Page, measure: &str, top: f64, left: f64) {
    let style = page.label_type();
    page.y += style.size * 1.4;
    page.canvas
        .text((left, page.y), Align::Left, measure, style);
    let end = tell!(
        "{top} or more",
        top = number::plain(top, usize::from(top.fract() > 0.0))
    );
    let ticks = page.tick_type();
    let room = page.right - left - ticks.width(&end) - 8.0;
    let (width, height) = (room.min(460.0), 14.0);
    let bar = page.y + 10.0;
    let steps = 120;
    for step in 0..steps {
        let share = |step: usize| to_f64(step) / to_f64(steps);
        let colour = shade(
            page.theme,
            value_at(share(step) + 0.5 / to_f64(steps), top),
            top,
        );
        page.canvas.rect(
            (left + width * share(step), bar),
            (left + width * share(step + 1) + 0.3, bar + height),
            colour,
        );
    }
    let mark = left + width * FREE;
    let firm = Pen::new(page.theme.ink, 1.6);
    let across = [(mark, bar - 3.0), (mark, bar + height + 5.0)];
    page.canvas.line(&across, &firm);
    let baseline = bar + height + 6.0 + ticks.size;
    page.canvas.text((left, baseline), Align::Left, "0", ticks);
    let at_capacity = say("1 = at capacity");
    let capacity = Type {
        weight: Weight::SemiBold,
        colour: page.theme.ink,
        ..ticks
    };
    page.canvas
        .text((mark, baseline), Align::Centre, at_capacity, capacity);
    page.canvas.text(
        (left + width + 8.0, bar + height / 2.0 + ticks.middle()),
        Align::Left,
        &end,
        ticks,
    );
    let mut free = mark + capacity.width(at_capacity) / 2.0 + 8.0;
    for value in [2.0, 5.0, 10.0, 20.0, 50.0, 100.0] {
        let x = left + width * share_of(value, top);
        let label = number::plain(value, 0);
        let half = ticks.width(&label) / 2.0;
        if value < top && x - half > free {
            let line = [(x, bar + height), (x, bar + height + 4.0)];
            page.canvas.line(&line, &Pen::new(page.theme.axis, 1.0));
            page.canvas
                .text((x, baseline), Align::Centre, &label, ticks);
            free = x + half + 8.0;
        }
    }
    page.y = baseline + 10.0;
}

/// Part of the scale that is below capacity.
const FREE: f64 = 0.3;

/// Where a strain stands on the scale: even steps up to capacity, even ratios above it.
fn share_of(value: f64, top: f64) -> f64 {
    if value < 1.0 {
        return FREE * value.max(0.0);
    }
    FREE + (1.0 - FREE) * (libm::log(value) / libm::log(top)).min(1.0)
}

/// The strain at a place on the scale.
fn value_at(share: f64, top: f64) -> f64 {
    if share < FREE {
        return share / FREE;
    }
    libm::exp((share - FREE) / (1.0 - FREE) * libm::log(top))
}

/// Where the scale ends: a round number at or above nearly all values.
fn top_of_scale(strain: &Strain) -> f64 {
    let all = strain.blocks.iter().flat_map(|block| &block.values);
    top_for(all.flatten().copied())
}

/// A round number at or above nearly all of these.
pub(super) fn top_for(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    let near_last = values.len().saturating_sub(1) * 99 / 100;
    let high = values.get(near_last).copied().unwrap_or(2.0);
    [2.0, 3.0, 5.0, 10.0, 20.0, 50.0]
        .into_iter()
        .find(|&top| high <= top)
        .unwrap_or(100.0)
}

/// The colour of a strain; `top` is the strain from which all are alike.
pub(super) fn shade(theme: &Theme, value: f64, top: f64) -> Colour {
    let theme::Strain { free, full } = theme.strain;
    if value < 1.0 {
        return free[0].mix(free[1], value.max(0.0));
    }
    let place = (share_of(value, top) - FREE) / (1.0 - FREE) * 3.0;
    match place {
        _ if place < 1.0 => full[0].mix(full[1], place),
        _ if place < 2.0 => full[1].mix(full[2], place - 1.0),
        _ => full[2].mix(full[3], place - 2.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn darker_always_means_more_strain_with_a_step_at_one() {
        let theme = Theme::default();
        let light: Vec<f64> = (0..60)
            .map(|step| shade(&theme, to_f64(step) * 0.05, 3.0).luminance())
            .collect();
        assert!(light.windows(2).all(|pair| pair[1] < pair[0]));
        let step = shade(&theme, 0.999, 3.0).luminance() - shade(&theme, 1.0, 3.0).luminance();
        let before = shade(&theme, 0.95, 3.0).luminance() - shade(&theme, 0.999, 3.0).luminance();
        assert!(step > 2.0 * before, "{step} {before}");
    }
}
