//! The SVG surface: paths with whole-number coordinates, 20 to a unit. Text is set
//! as outlines, each glyph defined once, so a viewer without Inter shows the same.

use std::collections::{BTreeMap, btree_map::Entry};
use std::fmt::Write as _;

use plotters_backend::BackendColor;
use tiny_skia::{Path, PathSegment};

use super::backend::{Backend, Surface};
use super::canvas::Canvas;
use super::font::{self, Weight};
use super::theme::Colour;

/// Coordinates to a unit.
const FINE: f64 = 20.0;
/// Coordinates to an em inside a glyph definition.
const EM: f32 = 1000.0;

#[derive(Default)]
struct Svg {
    glyphs: BTreeMap<(Weight, u16), String>,
    body: String,
}

impl Surface for Svg {
    fn fill(&mut self, path: &Path, colour: BackendColor) {
        let (shade, alpha) = paint(colour, "fill");
        let _ = writeln!(
            self.body,
            "<path fill=\"{shade}\"{alpha} d=\"{}\"/>",
            data(path, 1.0)
        );
    }

    fn stroke(&mut self, path: &Path, colour: BackendColor, width: f32) {
        let (shade, alpha) = paint(colour, "stroke");
        let _ = writeln!(
            self.body,
            "<path fill=\"none\" stroke=\"{shade}\"{alpha} stroke-width=\"{width}\" d=\"{}\"/>",
            data(path, 1.0)
        );
    }

    fn text(
        &mut self,
        text: &str,
        at: (f32, f32),
        size: f32,
        weight: Weight,
        colour: BackendColor,
    ) {
        let (shade, alpha) = paint(colour, "fill");
        let scale = size / EM;
        let _ = write!(
            self.body,
            "<g fill=\"{shade}\"{alpha} aria-label=\"{}\" transform=\"translate({} {}) scale({scale})\">",
            escape(text),
            at.0,
            at.1
        );
        for (glyph, left) in font::line(text, weight).0 {
            let key = (weight, glyph.0);
            if let Entry::Vacant(vacant) = self.glyphs.entry(key) {
                let Some(path) = font::outline(glyph, weight) else {
                    continue;
                };
                vacant.insert(data(&path, EM));
            }
            let _ = write!(
                self.body,
                "<use href=\"#{}\" x=\"{:.0}\"/>",
                glyph_name(key),
                left * f64::from(EM)
            );
        }
        self.body.push_str("</g>\n");
    }
}

/// Definitions are equal in every chart, so many charts can share one HTML page.
fn glyph_name((weight, glyph): (Weight, u16)) -> String {
    let letter = if weight == Weight::Regular { 'r' } else { 's' };
    format!("inter-{letter}{glyph}")
}

/// The page as an SVG file; `facts` go into its metadata.
pub(super) fn svg(
    canvas: &Canvas,
    paper: Colour,
    title: &str,
    facts: &[(String, String)],
) -> Result<String, String> {
    let mut surface = Svg::default();
    let size = (fine(canvas.width), fine(canvas.height));
    canvas.paint(
        Backend {
            surface: &mut surface,
            size,
        },
        FINE,
        paper,
    )?;
    let mut file = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{:.0}\" height=\"{:.0}\" viewBox=\"0 0 {} {}\" stroke-linejoin=\"round\">\n<title>{}</title>\n<desc>",
        canvas.width,
        canvas.height,
        size.0,
        size.1,
        escape(title)
    );
    for (keyword, text) in facts {
        let _ = writeln!(file, "{}: {}", escape(keyword), escape(text));
    }
    file.push_str("</desc>\n<defs>\n");
    for (key, path) in &surface.glyphs {
        let _ = writeln!(file, "<path id=\"{}\" d=\"{path}\"/>", glyph_name(*key));
    }
    file.push_str("</defs>\n");
    file.push_str(&surface.body);
    file.push_str("</svg>\n");
    Ok(file)
}

fn paint(colour: BackendColor, verb: &str) -> (String, String) {
    let (red, green, blue) = colour.rgb;
    let alpha = if colour.alpha < 1.0 {
        format!(" {verb}-opacity=\"{:.3}\"", colour.alpha)
    } else {
        String::new()
    };
    (Colour(red, green, blue).hex(), alpha)
}

/// Path data in whole numbers, lines relative to the point before.
fn data(path: &Path, scale: f32) -> String {
    let mut text = String::new();
    let mut at = (0, 0);
    let grid = |point: tiny_skia::Point| (whole(point.x * scale), whole(point.y * scale));
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                at = grid(to);
                let _ = write!(text, "M{} {}", at.0, at.1);
            }
            PathSegment::LineTo(to) => {
                let to = grid(to);
                let _ = write!(text, "l{} {}", to.0 - at.0, to.1 - at.1);
                at = to;
            }
            PathSegment::QuadTo(control, to) => {
                let (control, to) = (grid(control), grid(to));
                let _ = write!(text, "Q{} {} {} {}", control.0, control.1, to.0, to.1);
                at = to;
            }
            PathSegment::CubicTo(first, second, to) => {
                let (first, second, to) = (grid(first), grid(second), grid(to));
                let _ = write!(
                    text,
                    "C{} {} {} {} {} {}",
                    first.0, first.1, second.0, second.1, to.0, to.1
                );
                at = to;
            }
            PathSegment::Close => text.push('Z'),
        }
    }
    text
}

/// `text` safe inside XML: markup escaped, control characters gone.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            _ if letter.is_control() => safe.push(' '),
            _ => safe.push(letter),
        }
    }
    safe
}

#[allow(clippy::cast_possible_truncation)]
fn whole(value: f32) -> i32 {
    value.round() as i32
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn fine(units: f64) -> u32 {
    (units * FINE).ceil().clamp(1.0, 1e9) as u32
}
