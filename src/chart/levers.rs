//! The strip under a time axis: one thin bar for every lever setting that changes.

use super::calendar;
use super::canvas::{Align, Pen, Type};
use super::figure::{Days, Figure, LeverBar};
use super::font::{self, Weight};
use super::page::Page;
use super::plot::{self, Plot};

/// Height of a bar with its words.
const ROW: f64 = 21.0;

/// Bars grouped by scenario, aligned with a plot from `span.0` to `span.1`.
pub(super) fn strip(
    page: &mut Page,
    figure: &Figure,
    levers: &[LeverBar],
    time: Days,
    span: (f64, f64),
) {
    let (first, last) = plot::day_range(time);
    let shown: Vec<&LeverBar> = levers
        .iter()
        .filter(|lever| visible(lever, time, first, last))
        .collect();
    if shown.is_empty() {
        return;
    }
    page.y += 4.0;
    let heading = Type {
        size: page.theme.sizes.label,
        ..page.heading_type()
    };
    page.y += heading.size;
    page.canvas.text(
        (page.left, page.y),
        Align::Left,
        "What changes, and when",
        heading,
    );
    page.y += 6.0;
    for (index, scenario) in figure.scenarios.iter().enumerate() {
        let own: Vec<&&LeverBar> = shown
            .iter()
            .filter(|lever| lever.scenario == index)
            .collect();
        if own.is_empty() {
            continue;
        }
        page.y += 20.0;
        let style = Type {
            size: page.theme.sizes.tick,
            ..page.role_type(scenario.role)
        };
        let name = font::shorten(&scenario.label, style.size, style.weight, span.1 - span.0);
        page.canvas
            .text((span.0, page.y), Align::Left, &name, style);
        page.y += 6.0;
        for lever in own {
            bar(page, figure, lever, time, span);
        }
    }
    page.y += 8.0;
}

fn visible(lever: &LeverBar, time: Days, first: f64, last: f64) -> bool {
    let from = calendar::day_number(time.start, lever.from);
    let until = lever
        .until
        .map_or(last, |date| calendar::day_number(time.start, date));
    from <= last && until >= first
}

fn bar(page: &mut Page, figure: &Figure, lever: &LeverBar, time: Days, span: (f64, f64)) {
    let plot = Plot::new(
        [span.0, 0.0, span.1, 1.0],
        plot::day_range(time),
        (0.0, 1.0),
    );
    let from = calendar::day_number(time.start, lever.from);
    let until = lever.until.map_or(plot.across.1, |date| {
        calendar::day_number(time.start, date) + 1.0
    });
    let full = (from + f64::from(lever.ramp_days)).min(until);
    let (top, bottom) = (page.y, page.y + ROW - 4.0);
    // A ramp cut by the edge of the plot keeps its slope.
    let rise = |day: f64| {
        let share = if full > from {
            ((day - from) / (full - from)).clamp(0.0, 1.0)
        } else {
            1.0
        };
        bottom - (bottom - top) * share
    };
    let (start, end) = (from.max(plot.across.0), until.min(plot.across.1));
    let bend = full.clamp(start, end);
    let crest = [
        (plot.x(start), rise(start)),
        (plot.x(bend), rise(bend)),
        (plot.x(end), rise(end)),
    ];
    let colour = page
        .theme
        .colour(plot::role(&figure.scenarios, lever.scenario));
    let mut outline = vec![(plot.x(start), bottom)];
    outline.extend(crest);
    outline.push((plot.x(end), bottom));
    page.canvas.area(outline, colour.alpha(0.20));
    page.canvas.line(&crest, &Pen::new(colour, 1.8));
    page.canvas.line(
        &[(plot.x(start), bottom), (plot.x(start), rise(start) - 0.9)],
        &Pen::new(colour, 1.8),
    );
    words(page, lever, (plot.x(start), plot.x(end)), bottom, span);
    page.y += ROW;
}

/// The label inside the bar if it fits, else beside it where there is room.
fn words(
    page: &mut Page,
    lever: &LeverBar,
    (start, end): (f64, f64),
    bottom: f64,
    span: (f64, f64),
) {
    let style = page.style(page.theme.sizes.small, Weight::Regular, page.theme.ink);
    let mut text = format!("{}, from {}", lever.label, calendar::day_name(lever.from));
    if let Some(until) = lever.until {
        text = format!("{text} to {}", calendar::day_name(until));
    }
    let text = font::shorten(&text, style.size, style.weight, span.1 - page.left - 12.0);
    let width = style.width(&text);
    let baseline = bottom - (ROW - 4.0) / 2.0 + style.middle();
    let (at, align) = if start + 7.0 + width <= span.1 {
        ((start + 7.0, baseline), Align::Left)
    } else if start - 7.0 - width >= page.left {
        ((start - 7.0, baseline), Align::Right)
    } else {
        ((end.min(span.1) - 6.0, baseline), Align::Right)
    };
    page.canvas.text(at, align, &text, style);
}
