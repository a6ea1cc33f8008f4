//! Waits: what became of people by days since they registered. Being served and
//! leaving compete; who is in neither is still waiting.

use super::canvas::{Align, At, Pen, Type};
use super::figure::{Figure, WaitCurve, WaitGroup, Waits};
use super::font::{self, Weight};
use super::labels;
use super::number::{self, Ticks, to_f64};
use super::page::Page;
use super::plot::{self, Plot};
use super::theme::{Colour, Fate, Theme};
use crate::text::say;

/// Room for the shares left of the first panel of a row.
const GUTTER: f64 = 54.0;
/// Room for shares and names right of a panel.
const VALUES: f64 = 132.0;
/// Height of a panel.
const HEIGHT: f64 = 160.0;

/// One area of a panel: between two lines of cumulated shares.
struct Layer<'a> {
    word: &'a str,
    colour: Colour,
    low: Vec<f64>,
    high: Vec<f64>,
}

pub(super) fn draw(page: &mut Page, figure: &Figure, waits: &Waits) {
    let columns = Columns::of(waits);
    for group in &waits.groups {
        page.y += 6.0;
        let unit = say("share of all who registered, by days since they did");
        page.y += page.heading(page.left, page.right - page.left, &group.title, unit);
        for row in columns.rows(group) {
            draw_row(page, figure, waits, group, &row, columns.count);
        }
    }
}

/// Which panel stands where: up to three scenarios keep a column each through all
/// groups; more are set in rows.
struct Columns {
    count: usize,
    fixed: Option<Vec<usize>>,
}

impl Columns {
    fn of(waits: &Waits) -> Self {
        let curves = waits.groups.iter().flat_map(|group| &group.curves);
        let mut scenarios: Vec<usize> = curves.map(|curve| curve.scenario).collect();
        scenarios.sort_unstable();
        scenarios.dedup();
        match scenarios.len() {
            count @ 0..=3 => Self {
                count: count.max(1),
                fixed: Some(scenarios),
            },
            4 => Self {
                count: 2,
                fixed: None,
            },
            _ => Self {
                count: 3,
                fixed: None,
            },
        }
    }

    /// The panels of a group, row by row, each with its column.
    fn rows<'a>(&self, group: &'a WaitGroup) -> Vec<Vec<(usize, &'a WaitCurve)>> {
        match &self.fixed {
            Some(scenarios) => {
                let column = |curve: &WaitCurve| {
                    scenarios
                        .iter()
                        .position(|scenario| *scenario == curve.scenario)
                };
                vec![
                    group
                        .curves
                        .iter()
                        .filter_map(|curve| Some((column(curve)?, curve)))
                        .collect(),
                ]
            }
            None => group
                .curves
                .chunks(self.count)
                .map(|row| row.iter().enumerate().collect())
                .collect(),
        }
    }
}

fn served_colour(theme: &Theme) -> Colour {
    theme.fate(Fate::AdmittedAtPort)
}

fn waiting_colour(theme: &Theme) -> Colour {
    theme.fate(Fate::WaitingSheltered).mix(theme.paper, 0.5)
}

fn draw_row(
    page: &mut Page,
    figure: &Figure,
    waits: &Waits,
    group: &WaitGroup,
    row: &[(usize, &WaitCurve)],
    columns: usize,
) {
    let cell = (page.right - page.left - GUTTER) / to_f64(columns);
    let top = page.y + 2.0;
    let mut bottom = top;
    for (index, &(column, curve)) in row.iter().enumerate() {
        let left = page.left + GUTTER + cell * to_f64(column);
        let head = top + head_words(page, figure, waits, curve, (left, top), cell - 14.0);
        let plot = panel_plot(waits, [left, head, left + cell - VALUES, head + HEIGHT]);
        let layers = layers(page.theme, waits, group, curve);
        let days = moments(&waits.days);
        for layer in &layers {
            draw_layer(page, &plot, &days, layer);
        }
        share_grid(page, &plot, index == 0);
        if let Some(half) = crossing(&waits.days, &curve.served, 0.5) {
            half_mark(page, &plot, half);
        }
        final_shares(page, &plot, &layers);
        bottom = plot.bounds[3] + day_axis(page, &plot);
    }
    page.y = bottom + 16.0;
}

/// The scenario, then by which day half and nine in ten were served; answers the height used.
fn head_words(
    page: &mut Page,
    figure: &Figure,
    waits: &Waits,
    curve: &WaitCurve,
    at: At,
    width: f64,
) -> f64 {
    let style = page.role_type(plot::role(&figure.scenarios, curve.scenario));
    let label = plot::label(&figure.scenarios, curve.scenario);
    let name = font::shorten(label, style.size, style.weight, width);
    page.canvas
        .text((at.0, at.1 + style.size), Align::Left, &name, style);
    let bold = Type::new(page.theme.sizes.tick, Weight::SemiBold, page.theme.ink);
    let by = |share: f64| crossing(&waits.days, &curve.served, share);
    let day = |day: f64| number::plain(day.round(), 0);
    let words = match (by(0.5), by(0.9)) {
        (Some(half), Some(most)) => tell!(
            "half by day {half}, nine in ten by day {most}",
            half = day(half),
            most = day(most)
        ),
        (Some(half), None) => tell!("half by day {half}", half = day(half)),
        _ => say("half: not reached").to_owned(),
    };
    let words = font::shorten(&words, bold.size, bold.weight, width);
    let baseline = at.1 + style.size * 2.4;
    page.canvas
        .text((at.0, baseline), Align::Left, &words, bold);
    style.size * 2.4 + 13.0
}

/// The day on which a rising line of shares crosses `share`, straight between its points.
fn crossing(days: &[f64], shares: &[f64], share: f64) -> Option<f64> {
    let points: Vec<(f64, f64)> = days.iter().copied().zip(shares.iter().copied()).collect();
    let pair = points
        .windows(2)
        .find(|pair| pair[0].1 < share && pair[1].1 >= share)?;
    let [(from, low), (to, high)] = [pair[0], pair[1]];
    Some(from + (to - from) * (share - low) / (high - low))
}

/// Days at which layers bend: whoever leaves on the day of registration leaves by its end, and at its start all wait.
fn moments(days: &[f64]) -> Vec<f64> {
    match days {
        [first, second, ..] if second - first > 1.0 => {
            let mut moments = vec![*first, first + 1.0];
            moments.extend(&days[1..]);
            moments
        }
        _ => days.to_vec(),
    }
}

/// "52 %", or "<1 %" for what is there but rounds to nothing.
fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 {
        return "<1\u{202f}%".to_owned();
    }
    format!("{}\u{202f}%", number::plain(share * 100.0, 0))
}

fn panel_plot(waits: &Waits, bounds: [f64; 4]) -> Plot {
    let finite = |day: Option<&f64>| day.copied().filter(|day| day.is_finite());
    let first = finite(waits.days.first()).unwrap_or(0.0).min(0.0);
    let last = finite(waits.days.last())
        .filter(|day| *day > first)
        .unwrap_or(first + 1.0);
    Plot::new(bounds, (first, last), (0.0, 1.0))
}

/// Served from below, exits from above in order, still waiting between them.
fn layers<'a>(
    theme: &Theme,
    waits: &Waits,
    group: &'a WaitGroup,
    curve: &'a WaitCurve,
) -> Vec<Layer<'a>> {
    let share = |values: &[f64], day: usize| {
        values
            .get(day)
            .copied()
            .filter(|share| share.is_finite())
            .unwrap_or(0.0)
    };
    // Where a moment is put in before the first known share, everybody still waits.
    let points = moments(&waits.days).len();
    let before = points - waits.days.len();
    let at = |values: &[f64], point: usize| match point.checked_sub(before) {
        Some(day) => share(values, day),
        None => 0.0,
    };
    let served: Vec<f64> = (0..points).map(|point| at(&curve.served, point)).collect();
    let mut ceiling = vec![1.0; points];
    let mut exits = Vec::new();
    for exit in &curve.left {
        let low: Vec<f64> = ceiling
            .iter()
            .enumerate()
            .map(|(point, top)| top - at(&exit.share, point))
            .collect();
        let high = std::mem::replace(&mut ceiling, low.clone());
        exits.push(Layer {
            word: &exit.label,
            colour: theme.fate(exit.fate),
            low,
            high,
        });
    }
    let floor = vec![0.0; points];
    let waiting = Layer {
        word: say("still waiting"),
        colour: waiting_colour(theme),
        low: served.clone(),
        high: ceiling,
    };
    let mut all = vec![
        waiting,
        Layer {
            word: &group.served_label,
            colour: served_colour(theme),
            low: floor,
            high: served,
        },
    ];
    all.append(&mut exits);
    all
}

/// A filled area; a paper-coloured edge keeps neighbours apart in grey print.
fn draw_layer(page: &mut Page, plot: &Plot, days: &[f64], layer: &Layer) {
    let line = |shares: &[f64]| {
        days.iter()
            .zip(shares)
            .map(|(&day, &share)| plot.at(day, share))
            .collect::<Vec<At>>()
    };
    let (upper, lower) = (line(&layer.high), line(&layer.low));
    let mut outline = upper.clone();
    outline.extend(lower.iter().rev());
    page.canvas.area(&outline, layer.colour);
    for edge in [upper, lower] {
        let inside: Vec<At> = edge
            .into_iter()
            .filter(|at| at.1 > plot.bounds[1] + 0.5 && at.1 < plot.bounds[3] - 0.5)
            .collect();
        page.canvas.line(&inside, &Pen::new(page.theme.paper, 1.2));
    }
}

fn share_grid(page: &mut Page, plot: &Plot, labelled: bool) {
    let style = page.tick_type();
    for (share, label) in [
        (0.0, "0"),
        (0.25, ""),
        (0.5, "50\u{202f}%"),
        (0.75, ""),
        (1.0, "100\u{202f}%"),
    ] {
        let y = plot.y(share);
        page.canvas.line(
            &[(plot.bounds[0], y), (plot.bounds[2], y)],
            &Pen::new(page.theme.ink.alpha(0.12), 1.0),
        );
        if labelled {
            page.canvas.text(
                (plot.bounds[0] - 8.0, y + style.middle()),
                Align::Right,
                label,
                style,
            );
        }
    }
}

/// Share and name of each area at the last day, right of the panel, with a leader where it had to move.
fn final_shares(page: &mut Page, plot: &Plot, layers: &[Layer]) {
    let size = page.theme.sizes.small;
    let ends: Vec<(f64, Colour, Vec<String>)> = layers
        .iter()
        .filter_map(|layer| Some((*layer.low.last()?, *layer.high.last()?, layer)))
        .filter(|(low, high, _)| high - low >= 0.0005)
        .map(|(low, high, layer)| {
            let words = format!("{} {}", percent(high - low), layer.word);
            let lines = font::wrap(&words, size, Weight::SemiBold, VALUES - 34.0);
            (plot.y(f64::midpoint(low, high)), layer.colour, lines)
        })
        .collect();
    let leading = size * 1.12;
    let wanted: Vec<f64> = ends.iter().map(|(y, ..)| *y).collect();
    let heights: Vec<f64> = ends
        .iter()
        .map(|(_, _, lines)| leading * to_f64(lines.len()))
        .collect();
    let (top, bottom) = (plot.bounds[1] - 6.0, plot.bounds[3] + 4.0);
    let placed = labels::spread(&wanted, &heights, 3.0, top, bottom);
    for (((y, colour, lines), height), middle) in ends.iter().zip(&heights).zip(placed) {
        let x = plot.bounds[2];
        let leader = [(x + 1.0, *y), (x + 8.0, middle), (x + 11.0, middle)];
        page.canvas.line(&leader, &Pen::new(page.theme.axis, 1.0));
        let style = Type::new(size, Weight::SemiBold, page.theme.readable(*colour));
        let mut baseline = middle - height / 2.0 + leading / 2.0 + style.middle();
        for line in lines {
            page.canvas
                .text((x + 14.0, baseline), Align::Left, line, style);
            baseline += leading;
        }
    }
}

/// A dot on the line of people served where it crosses half of all who registered.
fn half_mark(page: &mut Page, plot: &Plot, day: f64) {
    let at = plot.at(day, 0.5);
    let pen = Pen::new(page.theme.paper, 1.6).dashed(&[3.0, 2.5]);
    page.canvas.line(&[at, (at.0, plot.bounds[3])], &pen);
    page.canvas.dot(at, 6.0, page.theme.paper);
    page.canvas.dot(at, 4.2, page.theme.ink);
}

fn day_axis(page: &mut Page, plot: &Plot) -> f64 {
    let style = page.tick_type();
    let last = plot.across.1;
    let near = (last - plot.across.0) * (style.width(&number::plain(last, 0)) + 14.0)
        / (plot.bounds[2] - plot.bounds[0]);
    let mut ticks = day_ticks(last);
    ticks.retain(|(day, _)| last - day > near);
    ticks.push((last, number::plain(last, 0)));
    let y = plot.bounds[3];
    page.canvas.line(
        &[(plot.bounds[0], y), (plot.bounds[2], y)],
        &Pen::new(page.theme.axis, 1.0),
    );
    let mut free = f64::NEG_INFINITY;
    for (value, label) in &ticks {
        let x = plot.x(*value);
        page.canvas
            .line(&[(x, y), (x, y + 5.0)], &Pen::new(page.theme.axis, 1.0));
        let half = style.width(label) / 2.0;
        if x - half > free {
            let at = (x, y + 8.0 + style.size);
            page.canvas.text(at, Align::Centre, label, style);
            free = x + half + 8.0;
        }
    }
    12.0 + style.size
}

/// Quarters and years of days where they fit; round numbers otherwise.
fn day_ticks(high: f64) -> Vec<(f64, String)> {
    let chosen: &[f64] = match high {
        _ if (179.0..364.0).contains(&high) => &[0.0, 60.0, 120.0, 180.0, 240.0, 300.0],
        _ if (364.0..=400.0).contains(&high) => &[0.0, 90.0, 180.0, 270.0, 365.0],
        _ if (400.0..1_200.0).contains(&high) => &[0.0, 180.0, 365.0, 545.0, 730.0, 1_095.0],
        _ => &[],
    };
    if chosen.is_empty() {
        let ticks = Ticks::covering(0.0, high, 3);
        let all = ticks.at.into_iter().zip(ticks.labels);
        return all.filter(|(day, _)| *day <= high * 1.000_001).collect();
    }
    let inside = chosen.iter().filter(|&&day| day <= high);
    inside.map(|&day| (day, number::plain(day, 0))).collect()
}
