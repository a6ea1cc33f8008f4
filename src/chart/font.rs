//! The two faces of Inter inside the binary: widths, outlines and line breaking.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId, OutlineCurve};
use tiny_skia::{Path, PathBuilder};

/// Weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Body text.
    Regular,
    /// Titles and labels.
    SemiBold,
}

/// Height of capital letters, as a share of the text size.
pub const CAPITAL: f64 = 0.727;
/// Depth of letters such as "g" below the baseline, as a share of the text size.
pub const DESCENT: f64 = 0.21;

/// The font files, by their weight in CSS.
pub const FILES: [(u16, &[u8]); 2] = [
    (400, include_bytes!("../../assets/fonts/Inter-Regular.ttf")),
    (600, include_bytes!("../../assets/fonts/Inter-SemiBold.ttf")),
];

static REGULAR: LazyLock<FontRef<'static>> = LazyLock::new(|| face(FILES[0].1));
static SEMI_BOLD: LazyLock<FontRef<'static>> = LazyLock::new(|| face(FILES[1].1));

fn face(bytes: &'static [u8]) -> FontRef<'static> {
    FontRef::try_from_slice(bytes).expect("the bundled font is a valid TrueType file")
}

fn font(weight: Weight) -> &'static FontRef<'static> {
    match weight {
        Weight::Regular => &REGULAR,
        Weight::SemiBold => &SEMI_BOLD,
    }
}

fn units_per_em(weight: Weight) -> f32 {
    font(weight).units_per_em().unwrap_or(2048.0)
}

/// Glyphs of a line of text with their left edges, and the width of the line; all in ems.
pub(super) fn line(text: &str, weight: Weight) -> (Vec<(GlyphId, f64)>, f64) {
    let font = font(weight);
    let em = f64::from(units_per_em(weight));
    let (mut glyphs, mut pen, mut previous) = (Vec::new(), 0.0, None);
    for letter in text.chars() {
        let letter = if letter.is_control() { ' ' } else { letter };
        let glyph = font.glyph_id(letter);
        if let Some(before) = previous {
            pen += f64::from(font.kern_unscaled(before, glyph));
        }
        glyphs.push((glyph, pen / em));
        pen += f64::from(font.h_advance_unscaled(glyph));
        previous = Some(glyph);
    }
    (glyphs, pen / em)
}

/// Width of one line of text, in the unit of `size`.
#[must_use]
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    line(text, weight).1 * size
}

/// Outline of a glyph in ems, y downward from the baseline; none for a space.
pub(super) fn outline(glyph: GlyphId, weight: Weight) -> Option<Path> {
    let em = units_per_em(weight);
    let curves = font(weight).outline(glyph)?.curves;
    let mut path = PathBuilder::new();
    let mut end = None;
    for curve in &curves {
        let at = |point: ab_glyph::Point| (point.x / em, -point.y / em);
        let (start, finish) = match curve {
            OutlineCurve::Line(a, b)
            | OutlineCurve::Quad(a, _, b)
            | OutlineCurve::Cubic(a, _, _, b) => (at(*a), at(*b)),
        };
        if end != Some(start) {
            if end.is_some() {
                path.close();
            }
            path.move_to(start.0, start.1);
        }
        match curve {
            OutlineCurve::Line(..) => path.line_to(finish.0, finish.1),
            OutlineCurve::Quad(_, c, _) => path.quad_to(at(*c).0, at(*c).1, finish.0, finish.1),
            OutlineCurve::Cubic(_, c, d, _) => {
                path.cubic_to(at(*c).0, at(*c).1, at(*d).0, at(*d).1, finish.0, finish.1);
            }
        }
        end = Some(finish);
    }
    path.close();
    path.finish()
}

/// Breaks `text` at spaces so that no line is wider than `limit`; a single word
/// that is wider is broken anywhere.
#[must_use]
pub fn wrap(text: &str, size: f64, weight: Weight, limit: f64) -> Vec<String> {
    let fits = |candidate: &str| width(candidate, size, weight) <= limit;
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    for word in text
        .split([' ', '\n', '\t'])
        .filter(|word| !word.is_empty())
    {
        let longer = if current.is_empty() {
            word.to_owned()
        } else {
            format!("{current} {word}")
        };
        if fits(&longer) {
            current = longer;
            continue;
        }
        if !current.is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        for letter in word.chars() {
            let longer = format!("{current}{letter}");
            if !fits(&longer) && !current.is_empty() {
                lines.push(std::mem::take(&mut current));
            }
            current.push(letter);
        }
    }
    if !current.is_empty() {
        lines.push(current);
    }
    lines
}

/// As [`wrap`], with lines of similar length instead of one short last line.
#[must_use]
pub fn wrap_evenly(text: &str, size: f64, weight: Weight, limit: f64) -> Vec<String> {
    let rows = wrap(text, size, weight, limit).len();
    let mut narrow = limit;
    while rows > 1 && narrow > limit * 0.5 {
        let tighter = narrow - limit * 0.03;
        if wrap(text, size, weight, tighter).len() > rows {
            break;
        }
        narrow = tighter;
    }
    wrap(text, size, weight, narrow)
}

/// `text` shortened with an ellipsis so that it is no wider than `limit`.
#[must_use]
pub fn shorten(text: &str, size: f64, weight: Weight, limit: f64) -> String {
    if width(text, size, weight) <= limit {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.chars().collect();
    while letters.pop().is_some() {
        let shorter = format!("{}…", letters.iter().collect::<String>().trim_end());
        if width(&shorter, size, weight) <= limit {
            return shorter;
        }
    }
    String::new()
}
