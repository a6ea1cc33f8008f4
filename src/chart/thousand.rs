//! "Of every 1,000 people who set out, at this date": one stacked bar per scenario,
//! and signed difference bars below.

use super::canvas::{Align, Pen, Type};
use super::figure::{Figure, Interval, Thousand, ThousandBar, ThousandDifference};
use super::font::{self, Weight};
use super::labels;
use super::number::{self, Ticks, to_f64};
use super::page::{Key, NumberColumns, Page, value_lines, whisker};
use super::plot::{self, Plot};
use super::theme::Colour;

const BAR: f64 = 46.0;

pub(super) fn draw(page: &mut Page, figure: &Figure, thousand: &Thousand) {
    let keys: Vec<(Key, String)> = thousand
        .fates
        .iter()
        .map(|fate| (Key::Square(page.theme.fate(fate.fate)), fate.label.clone()))
        .collect();
    page.legend(&keys);
    for bar in &thousand.bars {
        stacked_bar(page, figure, thousand, bar);
    }
    for difference in &thousand.differences {
        difference_bars(page, thousand, difference);
    }
}

fn stacked_bar(page: &mut Page, figure: &Figure, thousand: &Thousand, bar: &ThousandBar) {
    let mut style = page.role_type(plot::role(&figure.scenarios, bar.scenario));
    style.size = page.theme.sizes.heading;
    page.y += 8.0;
    for line in font::wrap(
        plot::label(&figure.scenarios, bar.scenario),
        style.size,
        style.weight,
        page.right - page.left,
    ) {
        page.y += style.size * 1.25;
        page.canvas
            .text((page.left, page.y), Align::Left, &line, style);
    }
    page.y += 9.0;
    let total: f64 = bar
        .values
        .iter()
        .filter(|value| value.is_finite())
        .map(|value| value.max(0.0))
        .sum();
    let unit = (page.right - page.left) / if total > 0.0 { total } else { 1000.0 };
    let mut x = page.left;
    let mut thin: Vec<(f64, String)> = Vec::new();
    for (fate, &value) in thousand.fates.iter().zip(&bar.values) {
        let width = if value.is_finite() {
            value.max(0.0) * unit
        } else {
            0.0
        };
        let colour = page.theme.fate(fate.fate);
        page.canvas
            .rect((x, page.y), (x + width, page.y + BAR), colour);
        if width > 2.5 {
            page.canvas.rect(
                (x + width - 0.6, page.y),
                (x + width + 0.6, page.y + BAR),
                page.theme.paper,
            );
        }
        let text = per_thousand(value);
        let inside = Type::new(
            page.theme.sizes.heading,
            Weight::SemiBold,
            page.theme.on(colour),
        );
        if inside.width(&text) + 8.0 <= width {
            let at = (x + width / 2.0, page.y + BAR / 2.0 + inside.middle());
            page.canvas.text(at, Align::Centre, &text, inside);
        } else if value > 0.0 {
            thin.push((x + width / 2.0, text));
        }
        x += width;
    }
    page.y += BAR;
    page.y += callouts(page, &thin);
}

/// Numbers of segments too thin to hold them, below the bar with a leader each.
fn callouts(page: &mut Page, thin: &[(f64, String)]) -> f64 {
    if thin.is_empty() {
        return 6.0;
    }
    let style = Type::new(page.theme.sizes.tick, Weight::Regular, page.theme.ink);
    let wanted: Vec<f64> = thin.iter().map(|(x, _)| *x).collect();
    let widths: Vec<f64> = thin.iter().map(|(_, text)| style.width(text)).collect();
    let placed = labels::spread(&wanted, &widths, 9.0, page.left, page.right);
    let y = page.y;
    let pen = Pen::new(page.theme.axis, 1.0);
    for ((x, text), middle) in thin.iter().zip(placed) {
        page.canvas
            .line(&[(*x, y + 1.0), (*x, y + 5.0), (middle, y + 11.0)], &pen);
        page.canvas.text(
            (middle, y + 14.0 + style.size * 0.8),
            Align::Centre,
            text,
            style,
        );
    }
    style.size + 16.0
}

/// People per 1,000; below one with a digit after the point.
fn per_thousand(value: f64) -> String {
    match value {
        _ if value > 0.0 && value < 0.05 => "<0.1".to_owned(),
        _ if value < 0.95 => number::plain(value, usize::from(value > 0.0)),
        _ => number::plain(value, 0),
    }
}

fn difference_bars(page: &mut Page, thousand: &Thousand, difference: &ThousandDifference) {
    const ROW: f64 = 25.0;
    page.y += 16.0;
    let unit = "people per 1,000; whisker: 90\u{202f}% of futures";
    page.y += page.heading(page.left, page.right - page.left, &difference.label, unit);
    let names = page.label_type();
    let widest = thousand
        .fates
        .iter()
        .map(|fate| names.width(&fate.label))
        .fold(60.0, f64::max);
    let gutter = widest.min(300.0) + 16.0;
    let texts: Vec<(String, String)> = difference.values.iter().map(difference_texts).collect();
    let columns = NumberColumns::fitting(page, &texts);
    let ticks = difference_ticks(&difference.values);
    let top = page.y + page.theme.sizes.tick + 6.0;
    let bottom = top + ROW * to_f64(thousand.fates.len());
    let bounds = [page.left + gutter, top, columns.left - 22.0, bottom];
    let plot = Plot::new(bounds, ticks.span(), (0.0, 1.0));
    value_lines(page, &plot, &ticks, true);
    let rows = thousand.fates.iter().zip(&difference.values).zip(&texts);
    for (index, ((fate, value), texts)) in rows.enumerate() {
        let middle = top + ROW * (to_f64(index) + 0.5);
        let label = font::shorten(&fate.label, names.size, names.weight, gutter - 14.0);
        let at = (bounds[0] - 12.0, middle + names.middle());
        page.canvas.text(at, Align::Right, &label, names);
        signed_bar(page, &plot, value, middle, page.theme.fate(fate.fate));
        let bold = Type::new(names.size, Weight::SemiBold, page.theme.ink);
        columns.print(page, texts, middle, bold);
    }
    let zero = plot.x(0.0);
    page.canvas.line(
        &[(zero, top), (zero, bottom)],
        &Pen::new(page.theme.ink, 1.4),
    );
    page.y = bottom + 6.0;
}

fn difference_texts(value: &Interval) -> (String, String) {
    let print = |number: f64| {
        let decimals = match number.abs() {
            size if !(0.005..0.95).contains(&size) => 0,
            size if size < 0.095 => 2,
            _ => 1,
        };
        number::signed(number, decimals)
    };
    (
        print(value.p50),
        number::range(&print(value.p05), &print(value.p95)),
    )
}

/// Ticks that cover every interval and zero.
fn difference_ticks(values: &[Interval]) -> Ticks {
    let ends = values
        .iter()
        .flat_map(|value| [value.p05, value.p50, value.p95]);
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for end in ends.filter(|end| end.is_finite()) {
        (low, high) = (low.min(end), high.max(end));
    }
    Ticks::covering(low, high, 6)
}

fn signed_bar(page: &mut Page, plot: &Plot, value: &Interval, middle: f64, colour: Colour) {
    if value.p50.is_finite() {
        let (zero, end) = (plot.x(0.0), plot.x(value.p50));
        page.canvas
            .rect((zero, middle - 8.0), (end, middle + 8.0), colour);
    }
    if value.p05.is_finite() && value.p95.is_finite() {
        whisker(page, (plot.x(value.p05), plot.x(value.p95)), middle);
    }
}
