//! Shares of a whole: one stacked bar per row, such as the sources of variance.

use super::canvas::{Align, Type};
use super::figure::{Split, SplitRow};
use super::font::{self, Weight};
use super::number::{self, to_f64};
use super::page::{Key, Page, capital};
use super::theme::Colour;

/// Height of a row with its gap.
const ROW: f64 = 34.0;

pub(super) fn draw(page: &mut Page, split: &Split) {
    let part = |index: usize| colour(page, split, index);
    let keys: Vec<(Key, String)> = split
        .parts
        .iter()
        .enumerate()
        .map(|(index, label)| (Key::Square(part(index)), capital(label)))
        .collect();
    page.legend(&keys);
    let style = page.label_type();
    let widest = split
        .rows
        .iter()
        .map(|row| style.width(&row.label))
        .fold(60.0, f64::max);
    let gutter = widest.min(280.0) + 16.0;
    for row in &split.rows {
        draw_row(page, split, row, gutter);
        page.y += ROW;
    }
    page.y += 4.0;
}

/// The last of many parts wears the colour of "the rest".
fn colour(page: &Page, split: &Split, index: usize) -> Colour {
    let parts = page.theme.parts;
    let last = split.parts.len() > 1 && index + 1 == split.parts.len();
    if last {
        parts[parts.len() - 1]
    } else {
        parts[index % (parts.len() - 1)]
    }
}

fn draw_row(page: &mut Page, split: &Split, row: &SplitRow, gutter: f64) {
    let style = page.label_type();
    let middle = page.y + ROW / 2.0;
    let label = font::shorten(&row.label, style.size, style.weight, gutter - 16.0);
    let left = page.left + gutter;
    page.canvas.text(
        (left - 12.0, middle + style.middle()),
        Align::Right,
        &label,
        style,
    );
    let clean = |share: &f64| {
        if share.is_finite() {
            share.max(0.0)
        } else {
            0.0
        }
    };
    let total: f64 = row.shares.iter().map(clean).sum();
    let unit = (page.right - left) / if total > 0.0 { total } else { 1.0 };
    let mut x = left;
    for (index, share) in row.shares.iter().map(clean).enumerate() {
        let ground = colour(page, split, index);
        let width = share * unit;
        page.canvas
            .rect((x, middle - 12.0), (x + width, middle + 12.0), ground);
        if index > 0 && width > 2.0 {
            page.canvas.rect(
                (x - 0.6, middle - 12.0),
                (x + 0.6, middle + 12.0),
                page.theme.paper,
            );
        }
        let text = format!("{}\u{202f}%", number::plain(share * 100.0, 0));
        let inside = Type::new(
            page.theme.sizes.tick,
            Weight::SemiBold,
            page.theme.on(ground),
        );
        if inside.width(&text) + 8.0 <= width {
            page.canvas.text(
                (x + width / 2.0, middle + inside.middle()),
                Align::Centre,
                &text,
                inside,
            );
        }
        x += width;
    }
    debug_assert!(to_f64(split.parts.len()) >= 0.0);
}
