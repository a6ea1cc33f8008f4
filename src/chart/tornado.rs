//! How far each uncertain input moves a result: a bar from the result at the low end
//! of the input to the result at the high end, furthest first.

use super::canvas::{Align, Pen};
use super::figure::{Tornado, TornadoRow};
use super::font;
use super::number::{self, Ticks, to_f64};
use super::page::{Key, Page, value_lines};
use super::plot::Plot;
use crate::text::say;

/// Height of a row.
const ROW: f64 = 40.0;

pub(super) fn draw(page: &mut Page, tornado: &Tornado) {
    let [low, high] = page.theme.inputs;
    page.legend(&[
        (
            Key::Square(low),
            say("input at the low end of its range (5\u{202f}%)").to_owned(),
        ),
        (
            Key::Square(high),
            say("input at the high end (95\u{202f}%)").to_owned(),
        ),
    ]);
    let style = page.tick_type();
    page.paragraph(&tornado.unit, style, 1.2);
    let gutter = names_width(page, tornado);
    let room = numbers_width(page, tornado);
    let ends = tornado
        .rows
        .iter()
        .flat_map(|row| [row.low, row.high])
        .chain([tornado.centre]);
    let finite: Vec<f64> = ends.filter(|end| end.is_finite()).collect();
    let least = finite.iter().copied().fold(f64::INFINITY, f64::min);
    let most = finite.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let ticks = Ticks::covering(least, most, 5);
    let top = page.y + style.size + 16.0;
    let bottom = top + ROW * to_f64(tornado.rows.len());
    let bounds = [page.left + gutter + room, top, page.right - room, bottom];
    let plot = Plot::new(bounds, ticks.span(), (0.0, 1.0));
    value_lines(page, &plot, &ticks, false);
    for (index, row) in tornado.rows.iter().enumerate() {
        draw_row(
            page,
            tornado,
            row,
            &plot,
            (gutter, top + ROW * (to_f64(index) + 0.5)),
        );
    }
    let centre = plot.x(tornado.centre);
    page.canvas.line(
        &[(centre, top - 2.0), (centre, bottom)],
        &Pen::new(page.theme.ink, 1.4),
    );
    let small = page.small_type();
    let words = tell!(
        "all inputs at their median: {result}",
        result = number::rounded(tornado.centre, tornado.decimals)
    );
    let half = small.width(&words) / 2.0;
    let x = centre.clamp(page.left + half, page.right - half);
    page.canvas
        .text((x, bottom + small.size + 6.0), Align::Centre, &words, small);
    page.y = bottom + small.size + 12.0;
}

fn names_width(page: &Page, tornado: &Tornado) -> f64 {
    let (style, small) = (page.label_type(), page.small_type());
    let widths = tornado
        .rows
        .iter()
        .map(|row| style.width(&row.label).max(small.width(&row.detail)));
    widths.fold(80.0, f64::max).min(390.0) + 16.0
}

/// Room beside the plot for the widest number, or pair of numbers on one side.
fn numbers_width(page: &Page, tornado: &Tornado) -> f64 {
    let style = page.tick_type();
    let widths = tornado.rows.iter().flat_map(|row| {
        let print = |end: f64| number::rounded(end, tornado.decimals);
        let one_side = (row.low < tornado.centre) == (row.high < tornado.centre);
        let pair = number::range(&print(row.low), &print(row.high));
        let pair = if one_side { style.width(&pair) } else { 0.0 };
        [
            style.width(&print(row.low)),
            style.width(&print(row.high)),
            pair,
        ]
    });
    widths.fold(30.0, f64::max) + 10.0
}

fn draw_row(
    page: &mut Page,
    tornado: &Tornado,
    row: &TornadoRow,
    plot: &Plot,
    (gutter, middle): (f64, f64),
) {
    let (style, small) = (page.label_type(), page.small_type());
    let label = font::shorten(&row.label, style.size, style.weight, gutter - 16.0);
    let detail = font::shorten(&row.detail, small.size, small.weight, gutter - 16.0);
    page.canvas
        .text((page.left, middle - 1.0), Align::Left, &label, style);
    page.canvas.text(
        (page.left, middle + small.size + 2.0),
        Align::Left,
        &detail,
        small,
    );
    let centre = plot.x(tornado.centre);
    // The wider half first, so that both show when they lie on the same side.
    let mut halves = [
        (row.low, page.theme.inputs[0]),
        (row.high, page.theme.inputs[1]),
    ];
    halves.sort_by(|a, b| {
        (b.0 - tornado.centre)
            .abs()
            .total_cmp(&(a.0 - tornado.centre).abs())
    });
    for (end, colour) in halves.into_iter().filter(|(end, _)| end.is_finite()) {
        page.canvas.rect(
            (centre, middle - 10.0),
            (plot.x(end), middle + 10.0),
            colour,
        );
    }
    end_numbers(page, tornado, row, plot, middle);
}

/// The two results in print beyond the ends of the bar; together, outward of it,
/// when both lie on one side of the centre.
fn end_numbers(page: &mut Page, tornado: &Tornado, row: &TornadoRow, plot: &Plot, middle: f64) {
    let style = page.tick_type();
    let (left, right) = (row.low.min(row.high), row.low.max(row.high));
    if !row.low.is_finite() || !row.high.is_finite() {
        return;
    }
    let print = |value| number::rounded(value, tornado.decimals);
    let both = number::range(&print(left), &print(right));
    let words = [
        (
            plot.x(left) - 6.0,
            Align::Right,
            if right < tornado.centre {
                both.clone()
            } else {
                print(left)
            },
        ),
        (
            plot.x(right) + 6.0,
            Align::Left,
            if left > tornado.centre {
                both
            } else {
                print(right)
            },
        ),
    ];
    let [before, after] = words;
    let paper = page.theme.paper;
    for (x, align, text) in [
        (left <= tornado.centre, before),
        (right >= tornado.centre, after),
    ]
    .into_iter()
    .filter_map(|(shown, words)| shown.then_some(words))
    {
        let width = style.width(&text) + 3.0;
        let end = if align == Align::Right {
            x - width
        } else {
            x + width
        };
        page.canvas
            .rect((x, middle - 9.0), (end, middle + 9.0), paper.alpha(0.85));
        page.canvas
            .text((x, middle + style.middle()), align, &text, style);
    }
}
