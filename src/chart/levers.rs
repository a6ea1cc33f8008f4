//! The strip under a time axis: one thin bar for every lever setting that changes.

use super::calendar;
use super::canvas::{Align, Pen, Type};
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
    plot.bounds[3] = top + height(page, figure, &shown, time, &plot);
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
fn height(page: &Page, figure: &Figure, shown: &[&LeverBar], time: Days, plot: &Plot) -> f64 {
    let named = |index: &usize| shown.iter().any(|lever| lever.scenario == *index);
    let groups = (0..figure.scenarios.len()).filter(named).count();
    let known = shown
        .iter()
        .filter(|lever| lever.scenario < figure.scenarios.len());
    let rows: f64 = known
        .map(|lever| ROW + wording(page, lever, edges(lever, time, plot), plot).above())
        .sum();
    super::number::to_f64(groups) * 28.0 + rows + 4.0
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

/// Page positions where a bar starts, reaches its full height, and ends.
fn edges(lever: &LeverBar, time: Days, plot: &Plot) -> [f64; 3] {
    let (from, full, until) = span(lever, time, plot);
    let start = from.clamp(plot.across.0, plot.across.1);
    let end = until.clamp(start, plot.across.1);
    [start, full.clamp(start, end), end].map(|day| plot.x(day))
}

/// First day, day of full effect, and the day after the last, in days of the axis.
fn span(lever: &LeverBar, time: Days, plot: &Plot) -> (f64, f64, f64) {
    let from = calendar::day_number(time.start, lever.from);
    let until = lever.until.map_or(plot.across.1, |date| {
        calendar::day_number(time.start, date) + 1.0
    });
    (from, (from + f64::from(lever.ramp_days)).min(until), until)
}

fn bar(page: &mut Page, figure: &Figure, lever: &LeverBar, time: Days, plot: &Plot) {
    let edges = edges(lever, time, plot);
    let wording = wording(page, lever, edges, plot);
    page.y += wording.above();
    let (top, bottom) = (page.y, page.y + BAR);
    let (from, full, _) = span(lever, time, plot);
    // A ramp cut by the edge of the plot keeps its slope.
    let (zero, one) = (plot.across.0.max(from), plot.across.1.min(full));
    let share = |day: f64| {
        if full > from {
            ((day - from) / (full - from)).clamp(0.0, 1.0)
        } else {
            1.0
        }
    };
    let rise = |day: f64| bottom - (bottom - top) * share(day);
    let crest = [
        (edges[0], rise(zero)),
        (edges[1], rise(one)),
        (edges[2], rise(one)),
    ];
    let colour = page
        .theme
        .colour(plot::role(&figure.scenarios, lever.scenario));
    let mut outline = vec![(edges[0], bottom)];
    outline.extend(crest);
    outline.push((edges[2], bottom));
    page.canvas.area(&outline, page.theme.paper);
    page.canvas.area(&outline, colour.alpha(0.20));
    page.canvas.line(&crest, &Pen::new(colour, 2.0));
    let foot = [(edges[0], bottom), (edges[0], crest[0].1 - 1.0)];
    page.canvas.line(&foot, &Pen::new(colour, 2.0));
    wording.write(page, bottom);
    page.y += ROW;
}

/// The words of a bar and where they go.
struct Wording {
    text: String,
    x: f64,
    align: Align,
    place: Place,
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// On the tint of the bar.
    Inside,
    /// Beside the bar, on paper.
    Beside,
    /// On a line of their own.
    Above,
}

/// Words go where they cross no line: inside the bar behind the ramp, else in front
/// of the bar, else behind it, dates dropped before words; long ones stand above.
fn wording(page: &Page, lever: &LeverBar, [start, bend, end]: [f64; 3], plot: &Plot) -> Wording {
    let style = words_type(page);
    let places = [
        (bend + 7.0, Align::Left, Place::Inside, end - bend - 10.0),
        (
            start - 7.0,
            Align::Right,
            Place::Beside,
            start - 7.0 - page.left,
        ),
        (
            end + 7.0,
            Align::Left,
            Place::Beside,
            plot.bounds[2] - end - 7.0,
        ),
    ];
    for text in [dated(lever), super::page::capital(&lever.label)] {
        let width = style.width(&text);
        if let Some(&(x, align, place, _)) = places.iter().find(|place| width <= place.3) {
            return Wording {
                text,
                x,
                align,
                place,
            };
        }
    }
    let text = font::shorten(
        &dated(lever),
        style.size,
        style.weight,
        page.right - page.left,
    );
    let x = start.min(page.right - style.width(&text)).max(page.left);
    Wording {
        text,
        x,
        align: Align::Left,
        place: Place::Above,
    }
}

fn words_type(page: &Page) -> Type {
    Type::new(page.theme.sizes.small, Weight::Regular, page.theme.ink)
}

impl Wording {
    /// Height needed above the bar.
    fn above(&self) -> f64 {
        if self.place == Place::Above {
            18.0
        } else {
            0.0
        }
    }

    fn write(&self, page: &mut Page, bottom: f64) {
        let style = words_type(page);
        let y = match self.place {
            Place::Above => bottom - BAR - 6.0,
            _ => bottom - BAR / 2.0 + style.middle(),
        };
        if self.place != Place::Inside {
            let width = style.width(&self.text);
            let left = if self.align == Align::Right {
                self.x - width
            } else {
                self.x
            };
            let paper = page.theme.paper.alpha(0.85);
            page.canvas.rect(
                (left - 2.0, y - style.size),
                (left + width + 2.0, y + 3.0),
                paper,
            );
        }
        page.canvas.text((self.x, y), self.align, &self.text, style);
    }
}

fn dated(lever: &LeverBar) -> String {
    let label = super::page::capital(&lever.label);
    let from = calendar::day_name(lever.from);
    match lever.until {
        None => format!("{label}, from {from}"),
        Some(until) => format!("{label}, {from} to {}", calendar::day_name(until)),
    }
}
