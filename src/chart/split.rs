//! Shares of a whole: one stacked bar per row, such as the sources of variance.

use serde::{Deserialize, Serialize};

use super::canvas::{Align, Type};
use super::font::{self, Weight};
use super::gap::many;
use super::number;
use super::page::{Key, Page, capital};
use super::table::{self, Table};
use super::theme::Colour;

/// Height of a row with its gap: a line of words over a bar.
const ROW: f64 = 58.0;

/// Shares of a whole, one bar per row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// Names of the parts in drawing order, up to six.
    pub parts: Vec<String>,
    /// The rows.
    pub rows: Vec<SplitRow>,
}

/// One whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SplitRow {
    /// "Unsheltered nights".
    pub label: String,
    /// Small print behind the label, such as how sure the shares are; may be empty.
    #[serde(default)]
    pub detail: String,
    /// Share of each part in `[0, 1]`.
    #[serde(with = "many")]
    pub shares: Vec<f64>,
}

pub(super) fn draw(page: &mut Page, split: &Split) {
    let part = |index: usize| colour(page, split, index);
    let keys: Vec<(Key, String)> = split
        .parts
        .iter()
        .enumerate()
        .map(|(index, label)| (Key::Square(part(index)), capital(label)))
        .collect();
    page.legend(&keys);
    for row in &split.rows {
        draw_row(page, split, row);
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

fn draw_row(page: &mut Page, split: &Split, row: &SplitRow) {
    let left = page.left;
    row_words(page, row);
    let middle = page.y + 36.0;
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
}

/// What is cut, and how sure the cuts are.
fn row_words(page: &mut Page, row: &SplitRow) {
    let (style, small) = (page.label_type(), page.small_type());
    let room = page.right - page.left;
    let label = font::shorten(&row.label, style.size, style.weight, room);
    let end = style.width(&label) + 12.0;
    let detail = font::shorten(&row.detail, small.size, small.weight, (room - end).max(1.0));
    let baseline = page.y + style.size;
    page.canvas
        .text((page.left, baseline), Align::Left, &label, style);
    page.canvas
        .text((page.left + end, baseline), Align::Left, &detail, small);
}

pub(super) fn rows(split: &Split) -> Table {
    let mut table = Table::with("whole,part,share,detail");
    for row in &split.rows {
        for (part, &share) in split.parts.iter().zip(&row.shares) {
            let words = [&row.label, part].map(Clone::clone);
            let rest = [table::number(share), row.detail.clone()];
            table.rows.push(words.into_iter().chain(rest).collect());
        }
    }
    table
}
