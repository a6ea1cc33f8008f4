//! Published counts as dots on what was simulated of them, before a fit in grey and after in colour.

use super::calendar;
use super::canvas::{Align, Pen, Type};
use super::fan::tick_room;
use super::figure::{Days, Figure, Interval};
use super::fitted::{Count, Counted, CountedPanel};
use super::font::{self, Weight};
use super::number::{Ticks, to_f64};
use super::page::{Key, Page};
use super::plot::{self, Plot};
use super::theme::Role;
use crate::text::say;

/// Height of a plot.
const HEIGHT: f64 = 150.0;
/// Days that a count of a single day is drawn wide.
const NARROWEST: f64 = 8.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, counted: &Counted) {
    let mut keys: Vec<(Key, String)> = figure
        .scenarios
        .iter()
        .map(|one| {
            let ground = page.theme.paper;
            let colour = ground.mix(page.theme.colour(one.role), alpha(one.role));
            (Key::Square(colour), one.label.clone())
        })
        .collect();
    keys.push((
        Key::Published,
        say("published, with the error allowed for").to_owned(),
    ));
    page.legend(&keys);
    let style = page.tick_type();
    page.paragraph(&counted.unit, style, 1.2);
    page.y += 16.0;
    let Some(time) = span(counted) else {
        return;
    };
    let columns = match counted.panels.len() {
        0 | 1 => 1,
        2 | 4 => 2,
        _ => 3,
    };
    for row in counted.panels.chunks(columns) {
        draw_row(page, figure, row, columns, time);
    }
}

/// All days that are counted, and a few to the right of a count of one day.
fn span(counted: &Counted) -> Option<Days> {
    let all = || counted.panels.iter().flat_map(|panel| &panel.counts);
    let start = all().map(|count| count.from).min()?;
    let end = all().map(|count| count.to).max()?;
    let days = calendar::day_number(start, end) + 1.0;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a number of days
    let days = days.max(2.0) as usize;
    Some(Days { start, days })
}

fn draw_row(page: &mut Page, figure: &Figure, row: &[CountedPanel], columns: usize, time: Days) {
    let scales: Vec<Ticks> = row
        .iter()
        .map(|panel| Ticks::covering(0.0, highest(panel), 3))
        .collect();
    let cell = (page.right - page.left) / to_f64(columns);
    let heading = Type::new(page.theme.sizes.label, Weight::SemiBold, page.theme.ink);
    let top = page.y + heading.size + 14.0;
    let mut bottom = top;
    for (index, (panel, ticks)) in row.iter().zip(&scales).enumerate() {
        let left = page.left + cell * to_f64(index);
        let title = font::shorten(&panel.title, heading.size, heading.weight, cell - 24.0);
        let at = (left, page.y + heading.size);
        page.canvas.text(at, Align::Left, &title, heading);
        let bounds = [
            left + tick_room(page, ticks) + 4.0,
            top,
            left + cell - 24.0,
            top + HEIGHT,
        ];
        let plot = Plot::new(bounds, (0.0, to_f64(time.days)), ticks.span());
        plot.value_axis(page, ticks);
        for count in &panel.counts {
            ranges(page, figure, count, &plot, time);
        }
        for count in &panel.counts {
            published(page, count, &plot, time);
        }
        bottom = bounds[3] + plot.time_axis(page, time);
    }
    page.y = bottom + 18.0;
}

/// The top of a panel's scale: what was published and what the fits give; the range before is cut off there.
fn highest(panel: &CountedPanel) -> f64 {
    panel
        .counts
        .iter()
        .flat_map(|count| {
            [
                count.published,
                count.error.1,
                count.after.p95,
                count.before.p50,
            ]
        })
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max)
        * 1.02
}

/// Both ranges of a count over its days, with the medians as lines.
fn ranges(page: &mut Page, figure: &Figure, count: &Count, plot: &Plot, time: Days) {
    let (from, to) = across(count, plot, time);
    for (series, range) in [(0, &count.before), (1, &count.after)] {
        let role = plot::role(&figure.scenarios, series);
        band(page, plot, range, role, (from, to));
    }
}

/// Opacity of a range.
fn alpha(role: Role) -> f64 {
    if role == Role::Reference { 0.22 } else { 0.4 }
}

fn band(page: &mut Page, plot: &Plot, range: &Interval, role: Role, (from, to): (f64, f64)) {
    if !(range.p05.is_finite() && range.p95.is_finite()) {
        return;
    }
    let colour = page.theme.colour(role);
    let alpha = alpha(role);
    page.canvas.rect(
        (from, plot.y(range.p05)),
        (to, plot.y(range.p95)),
        colour.alpha(alpha),
    );
    // A median above the scale is not drawn: it would pass for one at its top.
    if range.p50 <= plot.upward.1 {
        let y = plot.y(range.p50);
        let pen = Pen::new(colour, page.theme.strokes.line);
        page.canvas.line(&[(from, y), (to, y)], &pen);
    }
}

fn published(page: &mut Page, count: &Count, plot: &Plot, time: Days) {
    let (from, to) = across(count, plot, time);
    let at = (f64::midpoint(from, to), plot.y(count.published));
    let (low, high) = count.error;
    let ends = [(at.0, plot.y(low)), (at.0, plot.y(high))];
    page.canvas.line(&ends, &Pen::new(page.theme.ink, 1.1));
    page.canvas.dot(at, 4.4, page.theme.paper);
    page.canvas.dot(at, 3.2, page.theme.ink);
}

/// Left and right end of a count on the page.
fn across(count: &Count, plot: &Plot, time: Days) -> (f64, f64) {
    let from = calendar::day_number(time.start, count.from);
    let to = calendar::day_number(time.start, count.to) + 1.0;
    let short = ((NARROWEST - (to - from)) / 2.0).max(0.0);
    (plot.x(from - short), plot.x(to + short))
}
