//! Waits: what became of people by days since they registered. Being served and
//! leaving compete; who is in neither is still waiting.

use super::canvas::{Align, At, Pen, Type};
use super::figure::{Figure, WaitCurve, WaitGroup, Waits};
use super::font::{self, Weight};
use super::labels;
use super::number::{self, Ticks, to_f64};
use super::page::{Key, Page, capital};
use super::plot::{self, Plot};
use super::theme::{Colour, Fate, Theme};

/// Room for the shares left of the first panel of a row.
const GUTTER: f64 = 54.0;
/// Room for the final shares right of a panel.
const VALUES: f64 = 60.0;
/// Height of a panel.
const HEIGHT: f64 = 190.0;

/// One area of a panel: between two lines of cumulated shares.
struct Layer<'a> {
    word: &'a str,
    colour: Colour,
    low: Vec<f64>,
    high: Vec<f64>,
}

pub(super) fn draw(page: &mut Page, figure: &Figure, waits: &Waits) {
    legend(page, waits);
    let columns = Columns::of(waits);
    for group in &waits.groups {
        page.y += 6.0;
        let unit = "share of all who registered, by days since they did";
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

/// Each exit once, in order of first appearance, after "served" and "still waiting".
fn legend(page: &mut Page, waits: &Waits) {
    let mut served: Vec<&str> = waits
        .groups
        .iter()
        .map(|group| group.served_label.as_str())
        .collect();
    served.dedup();
    let mut keys = vec![
        (
            Key::Square(served_colour(page.theme)),
            capital(&served.join(" / ")),
        ),
        (
            Key::Square(waiting_colour(page.theme)),
            "Still waiting".to_owned(),
        ),
    ];
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
        let head = top
            + head_words(
                page,
                figure,
                &group.served_label,
                curve,
                (left, top),
                cell - 14.0,
            );
        let plot = panel_plot(waits, [left, head, left + cell - VALUES, head + HEIGHT]);
        let layers = layers(page.theme, waits, group, curve);
        for layer in &layers {
            draw_layer(page, &plot, &waits.days, layer);
        }
        share_grid(page, &plot, index == 0);
        median_mark(page, &plot, curve);
        for layer in &layers {
            area_word(page, &plot, &waits.days, layer, curve.median);
        }
        final_shares(page, &plot, &layers);
        bottom = plot.bounds[3] + day_axis(page, &plot);
    }
    page.y = bottom + 16.0;
}

/// The scenario, then its median wait and the share served, by what service is (`word`); answers the height used.
fn head_words(
    page: &mut Page,
    figure: &Figure,
    word: &str,
    curve: &WaitCurve,
    at: At,
    width: f64,
) -> f64 {
    let style = page.role_type(plot::role(&figure.scenarios, curve.scenario));
    let name = font::shorten(
        plot::label(&figure.scenarios, curve.scenario),
        style.size,
        style.weight,
        width,
    );
    page.canvas
        .text((at.0, at.1 + style.size), Align::Left, &name, style);
    let bold = Type::new(page.theme.sizes.tick, Weight::SemiBold, page.theme.ink);
    let plain = page.tick_type();
    let baseline = at.1 + style.size * 2.4;
    let median = match curve.median.filter(|median| median.is_finite()) {
        Some(median) => format!("median: {} days", number::plain(median, 0)),
        None => "median: not reached".to_owned(),
    };
    let used = page
        .canvas
        .text((at.0, baseline), Align::Left, &median, bold)
        + 10.0;
    let served = curve.served.last().copied().unwrap_or(f64::NAN);
    let served = format!("{} {word}", percent(served));
    let served = font::shorten(&served, plain.size, plain.weight, width - used);
    page.canvas
        .text((at.0 + used, baseline), Align::Left, &served, plain);
    style.size * 2.4 + 13.0
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
    let served: Vec<f64> = (0..waits.days.len())
        .map(|day| share(&curve.served, day))
        .collect();
    let mut ceiling = vec![1.0; waits.days.len()];
    let mut exits = Vec::new();
    for exit in &curve.left {
        let low: Vec<f64> = ceiling
            .iter()
            .enumerate()
            .map(|(day, top)| top - share(&exit.share, day))
            .collect();
        let high = std::mem::replace(&mut ceiling, low.clone());
        exits.push(Layer {
            word: &exit.label,
            colour: theme.fate(exit.fate),
            low,
            high,
        });
    }
    let floor = vec![0.0; waits.days.len()];
    let waiting = Layer {
        word: "still waiting",
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

/// The name of an area inside it, at the roomiest place that the median line does
/// not cross; left out where it would touch a neighbour, since the legend has it too.
fn area_word(page: &mut Page, plot: &Plot, days: &[f64], layer: &Layer, median: Option<f64>) {
    let style = Type::new(
        page.theme.sizes.tick,
        Weight::SemiBold,
        page.theme.on(layer.colour),
    );
    let (width, height) = (style.width(layer.word), style.size * 1.1);
    let edge = |shares: &[f64]| {
        days.iter()
            .zip(shares)
            .map(|(&day, &share)| plot.at(day, share))
            .collect::<Vec<At>>()
    };
    let lines = [edge(&layer.high), edge(&layer.low)];
    let line = median.map(|median| plot.x(median));
    let mut best: Option<(f64, At)> = None;
    let steps = 40;
    for step in 0..=steps {
        let left = plot.bounds[0]
            + 8.0
            + (plot.bounds[2] - plot.bounds[0] - 16.0 - width) * to_f64(step) / to_f64(steps);
        let right = left + width;
        if left < plot.bounds[0] + 8.0 || line.is_some_and(|x| x > left - 8.0 && x < right + 8.0) {
            continue;
        }
        let (top, bottom) = room(&lines, left, right);
        let slack = bottom - top - height;
        if slack >= 3.0 && best.is_none_or(|(most, _)| slack > most) {
            best = Some((slack, (left, f64::midpoint(top, bottom) + style.middle())));
        }
    }
    if let Some((_, at)) = best {
        page.canvas.text(at, Align::Left, layer.word, style);
    }
}

/// Highest floor and lowest ceiling of an area between two page positions.
fn room([upper, lower]: &[Vec<At>; 2], left: f64, right: f64) -> (f64, f64) {
    let along = |line: &[At]| {
        let inner = line
            .iter()
            .filter(|at| (left..=right).contains(&at.0))
            .map(|at| at.1);
        let ends = [left, right].map(|x| height_at(line, x));
        inner.chain(ends).collect::<Vec<f64>>()
    };
    let top = along(upper).into_iter().fold(f64::NEG_INFINITY, f64::max);
    let bottom = along(lower).into_iter().fold(f64::INFINITY, f64::min);
    (top, bottom)
}

/// Page height of a line at a page position, straight between its points.
fn height_at(line: &[At], x: f64) -> f64 {
    let after = line.partition_point(|point| point.0 < x);
    match (line.get(after.wrapping_sub(1)), line.get(after)) {
        (Some(one), Some(other)) if other.0 > one.0 => {
            one.1 + (other.1 - one.1) * (x - one.0) / (other.0 - one.0)
        }
        (Some(only), _) | (None, Some(only)) => only.1,
        (None, None) => 0.0,
    }
}

/// Shares at the last day right of the panel, in the colours of the areas.
fn final_shares(page: &mut Page, plot: &Plot, layers: &[Layer]) {
    let ends: Vec<(f64, f64, Colour)> = layers
        .iter()
        .filter_map(|layer| Some((*layer.low.last()?, *layer.high.last()?, layer.colour)))
        .filter(|(low, high, _)| high - low >= 0.0005)
        .collect();
    let size = page.theme.sizes.tick;
    let wanted: Vec<f64> = ends
        .iter()
        .map(|(low, high, _)| plot.y(f64::midpoint(*low, *high)))
        .collect();
    let heights = vec![size * 1.05; ends.len()];
    let placed = labels::spread(
        &wanted,
        &heights,
        1.5,
        plot.bounds[1] - 6.0,
        plot.bounds[3] + 4.0,
    );
    for ((low, high, colour), middle) in ends.iter().zip(placed) {
        let style = Type::new(size, Weight::SemiBold, page.theme.readable(*colour));
        let at = (plot.bounds[2] + 7.0, middle + style.middle());
        page.canvas
            .text(at, Align::Left, &percent(high - low), style);
    }
}

/// A dot where half of all who registered have been served.
fn median_mark(page: &mut Page, plot: &Plot, curve: &WaitCurve) {
    if let Some(median) = curve
        .median
        .filter(|median| median.is_finite() && *median <= plot.across.1)
    {
        let at = plot.at(median, 0.5);
        let pen = Pen::new(page.theme.paper, 1.6).dashed(&[3.0, 2.5]);
        page.canvas.line(&[at, (at.0, plot.bounds[3])], &pen);
        page.canvas.dot(at, 6.0, page.theme.paper);
        page.canvas.dot(at, 4.2, page.theme.ink);
    }
}

fn day_axis(page: &mut Page, plot: &Plot) -> f64 {
    let style = page.tick_type();
    let ticks = day_ticks(plot.across.1);
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
