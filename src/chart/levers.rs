//! The strip under a time axis: one thin bar for every lever setting that changes.

use super::calendar;
use super::canvas::{Align, At, Pen, Type};
use super::figure::{Days, Figure, LeverBar};
use super::font::{self, Weight};
use super::page::Page;
use super::plot::{self, Plot};

/// Height of a bar.
const BAR: f64 = 17.0;
/// Distance from one bar to the next.
const ROW: f64 = 23.0;

/// Bars grouped by scenario, aligned with a plot from `span.0` to `span.1`; `dated`
/// gives the strip a time axis of its own.
pub(super) fn strip(
    page: &mut Page,
    figure: &Figure,
    levers: &[LeverBar],
    time: Days,
    span: (f64, f64),
    dated: bool,
) {
    let (first, last) = plot::day_range(time);
    let shown: Vec<&LeverBar> = levers
        .iter()
        .filter(|lever| visible(lever, time, first, last))
        .collect();
    if shown.is_empty() {
        return;
    }
    let heading = Type {
        size: page.theme.sizes.label,
        ..page.heading_type()
    };
    page.y += heading.size + 6.0;
    let title = "What changes, and when";
    page.canvas
        .text((page.left, page.y), Align::Left, title, heading);
    page.y += 4.0;
    let top = page.y;
    let mut plot = Plot::new([span.0, top, span.1, top], (first, last), (0.0, 1.0));
    plot.bounds[3] = top + height(figure, &shown);
    date_lines(page, &plot, time);
    for (index, scenario) in figure.scenarios.iter().enumerate() {
        let own: Vec<&LeverBar> = shown
            .iter()
            .copied()
            .filter(|lever| lever.scenario == index)
            .collect();
        if own.is_empty() {
            continue;
        }
        page.y += 21.0;
        let style = Type {
            size: page.theme.sizes.tick,
            ..page.role_type(scenario.role)
        };
        let name = font::shorten(&scenario.label, style.size, style.weight, span.1 - span.0);
        page.canvas
            .text((span.0, page.y), Align::Left, &name, style);
        page.y += 7.0;
        for lever in own {
            bar(page, figure, lever, time, &plot);
        }
    }
    page.y = plot.bounds[3]
        + if dated {
            plot.time_axis(page, time)
        } else {
            6.0
        };
}

fn visible(lever: &LeverBar, time: Days, first: f64, last: f64) -> bool {
    let from = calendar::day_number(time.start, lever.from);
    let until = lever
        .until
        .map_or(last, |date| calendar::day_number(time.start, date));
    from <= last && until >= first && until >= from
}

/// Height of all bars with the names of their scenarios.
fn height(figure: &Figure, shown: &[&LeverBar]) -> f64 {
    let groups = (0..figure.scenarios.len())
        .filter(|index| shown.iter().any(|lever| lever.scenario == *index));
    let known = shown
        .iter()
        .filter(|lever| lever.scenario < figure.scenarios.len());
    super::number::to_f64(groups.count()) * 28.0 + super::number::to_f64(known.count()) * ROW + 4.0
}

/// Faint lines that carry the dates of the axis through the strip.
fn date_lines(page: &mut Page, plot: &Plot, time: Days) {
    let pen = Pen::new(page.theme.grid, 1.0);
    for tick in plot.date_ticks(page, time) {
        let x = plot.x(tick.day);
        page.canvas
            .line(&[(x, plot.bounds[1] + 6.0), (x, plot.bounds[3])], &pen);
    }
}

fn bar(page: &mut Page, figure: &Figure, lever: &LeverBar, time: Days, plot: &Plot) {
    let from = calendar::day_number(time.start, lever.from);
    let until = lever.until.map_or(plot.across.1, |date| {
        calendar::day_number(time.start, date) + 1.0
    });
    let full = (from + f64::from(lever.ramp_days)).min(until);
    let (top, bottom) = (page.y, page.y + BAR);
    // A ramp cut by the edge of the plot keeps its slope.
    let rise = |day: f64| {
        let share = if full > from {
            ((day - from) / (full - from)).clamp(0.0, 1.0)
        } else {
            1.0
        };
        bottom - (bottom - top) * share
    };
    let start = from.clamp(plot.across.0, plot.across.1);
    let end = until.clamp(start, plot.across.1);
    let bend = full.clamp(start, end);
    let crest = [start, bend, end].map(|day| (plot.x(day), rise(day)));
    let colour = page
        .theme
        .colour(plot::role(&figure.scenarios, lever.scenario));
    let mut outline = vec![(plot.x(start), bottom)];
    outline.extend(crest);
    outline.push((plot.x(end), bottom));
    page.canvas.area(&outline, page.theme.paper);
    page.canvas.area(&outline, colour.alpha(0.20));
    page.canvas.line(&crest, &Pen::new(colour, 2.0));
    let (left, foot) = (plot.x(start), bottom);
    page.canvas.line(
        &[(left, foot), (left, rise(start) - 1.0)],
        &Pen::new(colour, 2.0),
    );
    words(page, lever, [left, plot.x(bend), plot.x(end)], foot, plot);
    page.y += ROW;
}

/// The label where it fits without crossing a line: inside the bar behind the ramp,
/// else in front of the bar, else behind it. Dates are dropped before words are.
fn words(page: &mut Page, lever: &LeverBar, edges: [f64; 3], bottom: f64, plot: &Plot) {
    let [start, bend, end] = edges;
    let style = Type::new(page.theme.sizes.small, Weight::Regular, page.theme.ink);
    let y = bottom - BAR / 2.0 + style.middle();
    let places: [(At, Align, f64); 3] = [
        ((bend + 7.0, y), Align::Left, end - bend - 10.0),
        ((start - 7.0, y), Align::Right, start - 7.0 - page.left),
        ((end + 7.0, y), Align::Left, plot.bounds[2] - end - 7.0),
    ];
    let mut choices = vec![dated(lever), lever.label.clone()];
    let widest = places.iter().map(|place| place.2).fold(0.0, f64::max);
    choices.push(font::shorten(
        &lever.label,
        style.size,
        style.weight,
        widest,
    ));
    for text in choices {
        let width = style.width(&text);
        let fitting = places
            .into_iter()
            .enumerate()
            .find(|(_, (_, _, room))| width <= *room);
        if let Some((place, (at, align, _))) = fitting {
            if place > 0 {
                let left = if align == Align::Right {
                    at.0 - width
                } else {
                    at.0
                };
                let paper = page.theme.paper.alpha(0.85);
                page.canvas.rect(
                    (left - 2.0, bottom - BAR),
                    (left + width + 2.0, bottom),
                    paper,
                );
            }
            page.canvas.text(at, align, &text, style);
            return;
        }
    }
}

fn dated(lever: &LeverBar) -> String {
    let from = calendar::day_name(lever.from);
    match lever.until {
        None => format!("{}, from {from}", lever.label),
        Some(until) => format!("{}, {from} to {}", lever.label, calendar::day_name(until)),
    }
}
