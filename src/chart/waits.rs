//! Waits: what became of people by days since they registered. Being served and
//! leaving compete; who is in neither is still waiting.

use super::canvas::{Align, At, Pen, Type};
use super::figure::{Figure, WaitCurve, WaitGroup, Waits};
use super::font::{self, Weight};
use super::number::{self, Ticks, to_f64};
use super::page::{Key, Page};
use super::plot::{self, Plot};
use super::theme::{Colour, Fate};

const GUTTER: f64 = 52.0;
const HEIGHT: f64 = 190.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, waits: &Waits) {
    legend(page, waits);
    for group in &waits.groups {
        page.y += 6.0;
        page.y += page.heading(
            page.left,
            page.right - page.left,
            &group.title,
            "share of all who registered",
        );
        let columns = group.curves.len().clamp(1, 3);
        for row in group.curves.chunks(columns) {
            draw_row(page, figure, waits, row, columns);
        }
    }
}

/// Each exit once, in order of first appearance, between "served" and "still waiting".
fn legend(page: &mut Page, waits: &Waits) {
    let mut keys = Vec::new();
    let mut served: Vec<&str> = waits
        .groups
        .iter()
        .map(|group: &WaitGroup| group.served_label.as_str())
        .collect();
    served.dedup();
    keys.push((
        Key::Square(served_colour(page)),
        capital(&served.join(" / ")),
    ));
    keys.push((
        Key::Square(waiting_colour(page)),
        "Still waiting".to_owned(),
    ));
    let mut seen: Vec<&str> = Vec::new();
    for exit in waits
        .groups
        .iter()
        .flat_map(|group| &group.curves)
        .flat_map(|curve| &curve.left)
    {
        if !seen.contains(&exit.label.as_str()) {
            seen.push(&exit.label);
            keys.push((
                Key::Square(page.theme.fate(exit.fate)),
                capital(&exit.label),
            ));
        }
    }
    page.legend(&keys);
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn served_colour(page: &Page) -> Colour {
    page.theme.fate(Fate::AdmittedAtPort)
}

fn waiting_colour(page: &Page) -> Colour {
    page.theme
        .fate(Fate::WaitingSheltered)
        .mix(page.theme.paper, 0.55)
}

fn draw_row(page: &mut Page, figure: &Figure, waits: &Waits, row: &[WaitCurve], columns: usize) {
    let gap = 30.0;
    let cell = (page.right - page.left - gap * to_f64(columns - 1)) / to_f64(columns);
    let top = page.y;
    let mut bottom = top;
    for (index, curve) in row.iter().enumerate() {
        let left = page.left + (cell + gap) * to_f64(index);
        let mut style = page.role_type(plot::role(&figure.scenarios, curve.scenario));
        style.size = page.theme.sizes.label;
        let name = font::shorten(
            plot::label(&figure.scenarios, curve.scenario),
            style.size,
            style.weight,
            cell - GUTTER,
        );
        page.canvas
            .text((left + GUTTER, top + style.size), Align::Left, &name, style);
        let words = median_words(curve);
        let plain = Type {
            weight: Weight::Regular,
            colour: page.theme.ink,
            ..style
        };
        page.canvas.text(
            (left + GUTTER, top + style.size * 2.4),
            Align::Left,
            &words,
            plain,
        );
        let head = top + style.size * 2.4 + 12.0;
        let bounds = [left + GUTTER, head, left + cell, head + HEIGHT];
        bottom = bounds[3] + panel(page, waits, curve, bounds);
    }
    page.y = bottom + 14.0;
}

fn median_words(curve: &WaitCurve) -> String {
    let served = curve.served.last().copied().unwrap_or(f64::NAN);
    let share = number::plain(served * 100.0, 0);
    match curve.median.filter(|median| median.is_finite()) {
        Some(median) => format!(
            "median: {} days; {share}\u{202f}% served",
            number::plain(median, 0)
        ),
        None => format!("median: not reached; {share}\u{202f}% served"),
    }
}

fn panel(page: &mut Page, waits: &Waits, curve: &WaitCurve, bounds: [f64; 4]) -> f64 {
    let first = waits
        .days
        .first()
        .copied()
        .filter(|day| day.is_finite())
        .unwrap_or(0.0)
        .min(0.0);
    let last = waits
        .days
        .last()
        .copied()
        .filter(|day| day.is_finite() && *day > first)
        .unwrap_or(first + 1.0);
    let plot = Plot::new(bounds, (first, last), (0.0, 1.0));
    page.canvas.rect(
        (bounds[0], bounds[1]),
        (bounds[2], bounds[3]),
        waiting_colour(page),
    );
    let floor = vec![0.0; waits.days.len()];
    layer(
        page,
        &plot,
        &waits.days,
        &floor,
        &curve.served,
        served_colour(page),
    );
    let mut ceiling = vec![1.0; waits.days.len()];
    for exit in &curve.left {
        let below: Vec<f64> = ceiling
            .iter()
            .zip(&exit.share)
            .map(|(top, share)| top - share)
            .collect();
        layer(
            page,
            &plot,
            &waits.days,
            &below,
            &ceiling,
            page.theme.fate(exit.fate),
        );
        ceiling = below;
    }
    share_grid(page, &plot);
    in_area_labels(page, &plot, waits, curve, &ceiling);
    median_mark(page, &plot, curve);
    day_axis(page, &plot)
}

/// A filled band with a paper edge, so neighbours stay apart in grey print.
fn layer(page: &mut Page, plot: &Plot, days: &[f64], low: &[f64], high: &[f64], colour: Colour) {
    let point = |(&day, &share): (&f64, &f64)| plot.at(day, finite(share));
    let upper: Vec<At> = days.iter().zip(high).map(point).collect();
    let lower: Vec<At> = days.iter().zip(low).map(point).collect();
    let mut outline = upper.clone();
    outline.extend(lower.iter().rev());
    page.canvas.area(outline, colour);
    let edge = if high.iter().all(|share| *share >= 1.0) {
        &lower
    } else {
        &upper
    };
    page.canvas.line(edge, &Pen::new(page.theme.paper, 1.4));
}

fn finite(share: f64) -> f64 {
    if share.is_finite() { share } else { 0.0 }
}

fn share_grid(page: &mut Page, plot: &Plot) {
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
            &Pen::new(page.theme.ink.alpha(0.13), 1.0),
        );
        page.canvas.text(
            (plot.bounds[0] - 7.0, y + style.middle()),
            Align::Right,
            label,
            style,
        );
    }
}

/// Numbers at the right end of each area thick enough to hold them.
fn in_area_labels(
    page: &mut Page,
    plot: &Plot,
    waits: &Waits,
    curve: &WaitCurve,
    waiting_top: &[f64],
) {
    let last = waits.days.len().saturating_sub(1);
    let at = |values: &[f64]| values.get(last).copied().map_or(0.0, finite);
    let served = at(&curve.served);
    let mut parts = vec![(0.0, served, served_colour(page), "served")];
    parts.push((
        served,
        at(waiting_top).max(served),
        waiting_colour(page),
        "waiting",
    ));
    let mut top = 1.0;
    for exit in &curve.left {
        let share = at(&exit.share);
        parts.push((
            top - share,
            top,
            page.theme.fate(exit.fate),
            exit.label.as_str(),
        ));
        top -= share;
    }
    for (low, high, colour, word) in parts {
        let height = plot.y(low) - plot.y(high);
        let style = page.style(
            page.theme.sizes.tick,
            Weight::SemiBold,
            page.theme.on(colour),
        );
        if height < style.size * 1.35 {
            continue;
        }
        let text = format!("{}\u{202f}% {word}", number::plain((high - low) * 100.0, 0));
        let text = font::shorten(
            &text,
            style.size,
            style.weight,
            (plot.bounds[2] - plot.bounds[0]) * 0.6,
        );
        let middle = f64::midpoint(plot.y(low), plot.y(high));
        page.canvas.text(
            (plot.bounds[2] - 8.0, middle + style.middle()),
            Align::Right,
            &text,
            style,
        );
    }
}

/// A dot where half of all who registered have been served.
fn median_mark(page: &mut Page, plot: &Plot, curve: &WaitCurve) {
    if let Some(median) = curve
        .median
        .filter(|median| median.is_finite() && *median <= plot.across.1)
    {
        let at = plot.at(median, 0.5);
        page.canvas.line(
            &[at, (at.0, plot.bounds[3])],
            &Pen::new(page.theme.paper, 1.6).dashed(&[3.0, 2.5]),
        );
        page.canvas.dot(at, 6.0, page.theme.paper);
        page.canvas.dot(at, 4.2, page.theme.ink);
    }
}

fn day_axis(page: &mut Page, plot: &Plot) -> f64 {
    let style = page.tick_type();
    let high = plot.across.1;
    let ticks = day_ticks(high);
    let y = plot.bounds[3];
    page.canvas.line(
        &[(plot.bounds[0], y), (plot.bounds[2], y)],
        &Pen::new(page.theme.axis, 1.0),
    );
    let last = ticks.len().saturating_sub(1);
    for (index, (value, label)) in ticks.iter().enumerate() {
        let x = plot.x(*value);
        page.canvas
            .line(&[(x, y), (x, y + 5.0)], &Pen::new(page.theme.axis, 1.0));
        let (text, align) = if index == 0 {
            (format!("{label} days"), Align::Left)
        } else {
            (label.clone(), Align::Centre)
        };
        let near_edge = index == last && x + style.width(&text) / 2.0 > plot.bounds[2];
        let (x, align) = if near_edge {
            (plot.bounds[2], Align::Right)
        } else {
            (x, align)
        };
        page.canvas
            .text((x, y + 8.0 + style.size), align, &text, style);
    }
    12.0 + style.size
}

/// 0, 90, 180, 270, 365 for a year; round numbers otherwise.
fn day_ticks(high: f64) -> Vec<(f64, String)> {
    let year = [0.0, 90.0, 180.0, 270.0, 365.0];
    let half = [0.0, 30.0, 60.0, 90.0, 120.0, 150.0, 180.0];
    let chosen: &[f64] = match high {
        _ if (300.0..=400.0).contains(&high) => &year,
        _ if (150.0..=200.0).contains(&high) => &half,
        _ => &[],
    };
    if !chosen.is_empty() {
        let inside = chosen.iter().filter(|&&day| day <= high);
        return inside.map(|&day| (day, number::plain(day, 0))).collect();
    }
    let ticks = Ticks::covering(0.0, high, 3);
    ticks
        .at
        .into_iter()
        .zip(ticks.labels)
        .filter(|(day, _)| *day <= high)
        .collect()
}
