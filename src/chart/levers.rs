//! Which levers move when: a row for each lever, with a thin bar in the colour of every scenario that moves it.

use super::calendar;
use super::canvas::{Align, Pen, Type};
use super::figure::{Days, Figure, LeverBar, Levers};
use super::font::{self, Weight};
use super::number::to_f64;
use super::page::{Key, Page, capital};
use super::plot::{self, Plot};
use crate::text::say;

/// Height of a bar.
const BAR: f64 = 8.0;
/// Distance from one bar of a lever to the next.
const NEXT: f64 = 10.5;
/// Room below a lever's last bar.
const GAP: f64 = 8.0;

/// Rows that can stand under another chart; more are a chart of their own.
pub const MOST_ROWS: usize = 6;

/// How many levers move.
#[must_use]
pub fn rows(levers: &[LeverBar]) -> usize {
    by_lever(&levers.iter().collect::<Vec<_>>()).len()
}

/// The levers as a chart of their own.
pub(super) fn draw(page: &mut Page, figure: &Figure, levers: &Levers) {
    let square = |role| Key::Square(page.theme.colour(role));
    let moved = |scenario: usize| levers.bars.iter().any(|bar| bar.scenario == scenario);
    let keys: Vec<(Key, String)> = figure
        .scenarios
        .iter()
        .enumerate()
        .filter(|(index, _)| moved(*index))
        .map(|(_, scenario)| (square(scenario.role), scenario.label.clone()))
        .collect();
    page.legend(&keys);
    let span = (page.left + 14.0, page.right - 14.0);
    table(page, figure, &levers.bars, levers.time, span, true);
}

/// The levers under a chart from `span.0` to `span.1`; `dated` gives them a time axis of their own.
pub(super) fn strip(
    page: &mut Page,
    figure: &Figure,
    levers: &[LeverBar],
    time: Days,
    span: (f64, f64),
    dated: bool,
) {
    let (first, last) = plot::day_range(time);
    if !levers.iter().any(|lever| visible(lever, time, first, last)) {
        return;
    }
    let heading = Type {
        size: page.theme.sizes.label,
        ..page.heading_type()
    };
    page.y += heading.size + 6.0;
    let title = say("What changes, and when");
    page.canvas
        .text((page.left, page.y), Align::Left, title, heading);
    page.y += 4.0;
    table(page, figure, levers, time, span, dated);
}

fn table(
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
    let top = page.y;
    let mut plot = Plot::new([span.0, top, span.1, top], (first, last), (0.0, 1.0));
    let rows: Vec<Row> = by_lever(&shown)
        .into_iter()
        .map(|bars| Row::of(page, figure, &bars, time, &plot))
        .collect();
    plot.bounds[3] = top + rows.iter().map(Row::height).sum::<f64>() + 6.0;
    date_lines(page, &plot, time);
    for row in &rows {
        row.draw(page, figure, time, &plot);
    }
    page.y = plot.bounds[3]
        + if dated {
            plot.time_axis(page, time)
        } else {
            6.0
        };
}

/// Bars of one lever together, levers in the order in which they first appear.
fn by_lever<'a>(levers: &[&'a LeverBar]) -> Vec<Vec<&'a LeverBar>> {
    let mut rows: Vec<Vec<&LeverBar>> = Vec::new();
    for &lever in levers {
        let same = |row: &&mut Vec<&LeverBar>| name(row[0]) == name(lever);
        match rows.iter_mut().find(same) {
            Some(row) => row.push(lever),
            None => rows.push(vec![lever]),
        }
    }
    rows
}

/// "Port appointments".
fn name(lever: &LeverBar) -> &str {
    if lever.lever.is_empty() {
        &lever.label
    } else {
        &lever.lever
    }
}

/// What becomes of it, and when: "1,450 → 4,350 a day, from 1 Jan 2025".
fn change(lever: &LeverBar) -> String {
    let rest = lever.label.strip_prefix(name(lever)).unwrap_or_default();
    let rest = rest.trim_start_matches([',', ' ']);
    let from = calendar::day_name(lever.from);
    let dates = match lever.until {
        None => tell!("from {from}", from),
        Some(until) => tell!("{from} to {until}", from, until = calendar::day_name(until)),
    };
    if rest.is_empty() {
        dates
    } else {
        format!("{rest}, {dates}")
    }
}

fn visible(lever: &LeverBar, time: Days, first: f64, last: f64) -> bool {
    let from = calendar::day_number(time.start, lever.from);
    let until = lever
        .until
        .map_or(last, |date| calendar::day_number(time.start, date));
    from <= last && until >= first && until >= from
}

/// A lever's words, line by line, and its bars.
struct Row<'a> {
    /// Pieces of text with their left edge and type, by line.
    lines: Vec<Vec<(f64, String, Type)>>,
    bars: Vec<&'a LeverBar>,
    /// Whether the words end before the first bar starts, so that they stand beside it.
    beside: bool,
}

impl<'a> Row<'a> {
    /// The lever's name, then what each scenario makes of it, in its colour.
    fn of(page: &Page, figure: &Figure, bars: &[&'a LeverBar], time: Days, plot: &Plot) -> Self {
        let (left, right) = (plot.bounds[0], plot.bounds[2]);
        let size = page.theme.sizes.small;
        let bold = Type::new(size, Weight::SemiBold, page.theme.ink);
        let fitted = |text: &str, style: Type, width: f64| {
            font::shorten(text, style.size, style.weight, width)
        };
        let head = fitted(&capital(name(bars[0])), bold, right - left);
        let mut x = left + bold.width(&head) + 12.0;
        let mut lines = vec![vec![(left, head, bold)]];
        for bar in bars {
            let role = plot::role(&figure.scenarios, bar.scenario);
            let style = Type::new(size, Weight::Regular, page.theme.text_colour(role));
            let text = fitted(&change(bar), style, right - left);
            let width = style.width(&text);
            if x + width > right {
                lines.push(Vec::new());
                x = left;
            }
            if let Some(line) = lines.last_mut() {
                line.push((x, text, style));
            }
            x += width + 16.0;
        }
        let starts = bars.iter().map(|bar| edges(bar, time, plot)[0]);
        let beside = lines.len() == 1 && x < starts.fold(f64::INFINITY, f64::min);
        Self {
            lines,
            bars: bars.to_vec(),
            beside,
        }
    }

    fn height(&self) -> f64 {
        let bars = NEXT * to_f64(self.bars.len());
        GAP + if self.beside {
            self.words().max(bars + 5.0)
        } else {
            self.words() + bars
        }
    }

    fn words(&self) -> f64 {
        let size = self.lines[0].first().map_or(0.0, |piece| piece.2.size);
        to_f64(self.lines.len()) * size * 1.3 + 4.0
    }

    fn draw(&self, page: &mut Page, figure: &Figure, time: Days, plot: &Plot) {
        let top = page.y;
        let mut y = top;
        for line in &self.lines {
            y += line.first().map_or(0.0, |piece| piece.2.size) * 1.3;
            for (x, text, style) in line {
                let paper = page.theme.paper.alpha(0.9);
                let (from, to) = (y - style.size, y + 3.0);
                page.canvas
                    .rect((x - 2.0, from), (x + style.width(text) + 2.0, to), paper);
                page.canvas.text((*x, y), Align::Left, text, *style);
            }
        }
        y = top + if self.beside { 6.0 } else { self.words() };
        for lever in &self.bars {
            bar(page, figure, lever, time, plot, y);
            y += NEXT;
        }
        page.y = top + self.height();
    }
}

/// Faint lines that carry the dates of the axis through the rows.
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

/// A bar that rises while the lever is phased in; a ramp cut by the edge of the plot keeps its slope.
fn bar(page: &mut Page, figure: &Figure, lever: &LeverBar, time: Days, plot: &Plot, top: f64) {
    let edges = edges(lever, time, plot);
    let bottom = top + BAR;
    let (from, full, _) = span(lever, time, plot);
    let (zero, one) = (plot.across.0.max(from), plot.across.1.min(full));
    let share = |day: f64| {
        if full > from {
            ((day - from) / (full - from)).clamp(0.0, 1.0)
        } else {
            1.0
        }
    };
    let rise = |day: f64| bottom - BAR * share(day);
    let outline = [
        (edges[0], bottom),
        (edges[0], rise(zero)),
        (edges[1], rise(one)),
        (edges[2], rise(one)),
        (edges[2], bottom),
    ];
    let role = plot::role(&figure.scenarios, lever.scenario);
    let colour = page.theme.colour(role);
    page.canvas.area(&outline, page.theme.paper);
    page.canvas.area(&outline, colour.alpha(0.75));
}
