//! What a figure is drawn on: a list of marks in units, measured text included.
//!
//! Figures are laid out once onto a `Canvas`; the same list is then painted
//! through plotters onto a bitmap and onto an SVG, so the two cannot differ.

use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::IntoDrawingArea;
use plotters::style::{
    Color as _, FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle,
};

use super::backend::Backend;
use super::font::{self, CAPITAL, DESCENT, Weight};
use super::theme::Colour;

/// A point in units from the top left corner of the page.
pub type At = (f64, f64);

/// A colour with opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// The colour.
    pub colour: Colour,
    /// Opacity in `[0, 1]`.
    pub alpha: f64,
}

impl From<Colour> for Ink {
    fn from(colour: Colour) -> Self {
        Self { colour, alpha: 1.0 }
    }
}

impl Colour {
    /// This colour, partly transparent.
    #[must_use]
    pub fn alpha(self, alpha: f64) -> Ink {
        Ink {
            colour: self,
            alpha,
        }
    }
}

/// A stroke.
#[derive(Clone, Debug, PartialEq)]
pub struct Pen {
    /// Colour and opacity.
    pub ink: Ink,
    /// Width in units.
    pub width: f64,
    /// Lengths of strokes and gaps in turn, in units; empty for a solid line.
    pub dash: &'static [f64],
}

impl Pen {
    /// A solid pen.
    #[must_use]
    pub fn new(ink: impl Into<Ink>, width: f64) -> Self {
        Self {
            ink: ink.into(),
            width,
            dash: &[],
        }
    }

    /// This pen with a dash pattern.
    #[must_use]
    pub fn dashed(self, dash: &'static [f64]) -> Self {
        Self { dash, ..self }
    }
}

/// Size, weight and colour of a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Size in units.
    pub size: f64,
    /// Weight.
    pub weight: Weight,
    /// Colour.
    pub colour: Colour,
}

impl Type {
    /// A type of this size, weight and colour.
    #[must_use]
    pub fn new(size: f64, weight: Weight, colour: Colour) -> Self {
        Self {
            size,
            weight,
            colour,
        }
    }

    /// Width of `text` in this type, in units.
    #[must_use]
    pub fn width(&self, text: &str) -> f64 {
        font::width(text, self.size, self.weight)
    }

    /// Distance from the middle of a capital letter to the baseline.
    #[must_use]
    pub fn middle(&self) -> f64 {
        self.size * CAPITAL / 2.0
    }
}

/// Which end of a text stands at the given point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// The text starts there.
    Left,
    /// The text is centred there.
    Centre,
    /// The text ends there.
    Right,
}

/// Where a text went; tests use it to find collisions.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBox {
    /// The words.
    pub text: String,
    /// Left, top, right, bottom in units.
    pub bounds: [f64; 4],
}

/// One thing drawn.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Line {
        points: Vec<At>,
        ink: Ink,
        width: f64,
    },
    Area {
        points: Vec<At>,
        ink: Ink,
    },
    Box {
        corners: [At; 2],
        ink: Ink,
    },
    Dot {
        centre: At,
        radius: f64,
        ink: Ink,
    },
    Text {
        at: At,
        text: String,
        style: Type,
    },
}

/// A page being drawn.
#[derive(Debug, Default)]
pub struct Canvas {
    /// Width of the page in units.
    pub width: f64,
    /// Height of the page in units; set when the layout is done.
    pub height: f64,
    pub(super) marks: Vec<Mark>,
    texts: Vec<TextBox>,
}

impl Canvas {
    /// An empty page of the given width; the height grows with what is drawn.
    #[must_use]
    pub fn new(width: f64) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// A polyline with round joins.
    pub fn line(&mut self, points: &[At], pen: &Pen) {
        let points = thinned(points);
        let strokes = if pen.dash.is_empty() {
            vec![points]
        } else {
            dashes(&points, pen.dash)
        };
        for points in strokes.into_iter().filter(|stroke| stroke.len() > 1) {
            self.marks.push(Mark::Line {
                points,
                ink: pen.ink,
                width: pen.width,
            });
        }
    }

    /// A filled polygon.
    pub fn area(&mut self, points: &[At], ink: impl Into<Ink>) {
        let points = thinned(points);
        self.marks.push(Mark::Area {
            points,
            ink: ink.into(),
        });
    }

    /// A filled rectangle between two corners.
    pub fn rect(&mut self, from: At, to: At, ink: impl Into<Ink>) {
        let corners = [
            (from.0.min(to.0), from.1.min(to.1)),
            (from.0.max(to.0), from.1.max(to.1)),
        ];
        self.marks.push(Mark::Box {
            corners,
            ink: ink.into(),
        });
    }

    /// A filled circle.
    pub fn dot(&mut self, centre: At, radius: f64, ink: impl Into<Ink>) {
        self.marks.push(Mark::Dot {
            centre,
            radius,
            ink: ink.into(),
        });
    }

    /// One line of text on the baseline at `at`; answers the width of the text.
    pub fn text(&mut self, at: At, align: Align, text: &str, style: Type) -> f64 {
        let width = style.width(text);
        let left = match align {
            Align::Left => at.0,
            Align::Centre => at.0 - width / 2.0,
            Align::Right => at.0 - width,
        };
        if text.trim().is_empty() {
            return width;
        }
        let bounds = [
            left,
            at.1 - style.size * CAPITAL,
            left + width,
            at.1 + style.size * DESCENT,
        ];
        self.texts.push(TextBox {
            text: text.to_owned(),
            bounds,
        });
        self.marks.push(Mark::Text {
            at: (left, at.1),
            text: text.to_owned(),
            style,
        });
        width
    }

    /// Every text with its bounds.
    #[must_use]
    pub fn text_boxes(&self) -> &[TextBox] {
        &self.texts
    }

    /// Paints the page through plotters, `scale` backend pixels to a unit.
    pub(super) fn paint(
        &self,
        backend: Backend<'_>,
        scale: f64,
        paper: Colour,
    ) -> Result<(), String> {
        let area = backend.into_drawing_area();
        let wrong = |error: plotters::drawing::DrawingAreaErrorKind<_>| error.to_string();
        area.fill(&rgba(paper.into())).map_err(wrong)?;
        for mark in &self.marks {
            match mark {
                Mark::Line { points, ink, width } => {
                    let style = ShapeStyle {
                        color: rgba(*ink),
                        filled: false,
                        stroke_width: length(*width, scale),
                    };
                    area.draw(&PathElement::new(pixels(points, scale), style))
                }
                Mark::Area { points, ink } => {
                    area.draw(&Polygon::new(pixels(points, scale), rgba(*ink)))
                }
                Mark::Box { corners, ink } => {
                    let corners = corners.map(|corner| pixel(corner, scale));
                    area.draw(&Rectangle::new(
                        corners,
                        ShapeStyle::from(rgba(*ink)).filled(),
                    ))
                }
                Mark::Dot {
                    centre,
                    radius,
                    ink,
                } => {
                    let style = ShapeStyle::from(rgba(*ink)).filled();
                    area.draw(&Circle::new(
                        pixel(*centre, scale),
                        length(*radius, scale),
                        style,
                    ))
                }
                Mark::Text { at, text, style } => area.draw(&Text::new(
                    text.as_str(),
                    pixel(*at, scale),
                    text_style(*style, scale),
                )),
            }
            .map_err(wrong)?;
        }
        area.present().map_err(wrong)
    }
}

fn text_style(style: Type, scale: f64) -> TextStyle<'static> {
    let slant = match style.weight {
        Weight::Regular => FontStyle::Normal,
        Weight::SemiBold => FontStyle::Bold,
    };
    let font = FontDesc::new(FontFamily::Name("Inter"), style.size * scale, slant);
    TextStyle {
        color: rgba(style.colour.into()).to_backend_color(),
        ..TextStyle::from(font)
    }
}

fn rgba(ink: Ink) -> RGBAColor {
    RGBAColor(ink.colour.0, ink.colour.1, ink.colour.2, ink.alpha)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // clamped
fn length(units: f64, scale: f64) -> u32 {
    (units * scale).round().clamp(1.0, 1e9) as u32
}

#[allow(clippy::cast_possible_truncation)] // clamped
fn pixel(at: At, scale: f64) -> (i32, i32) {
    let whole = |value: f64| (value * scale).round().clamp(-1e9, 1e9) as i32;
    (whole(at.0), whole(at.1))
}

fn pixels(points: &[At], scale: f64) -> Vec<(i32, i32)> {
    points.iter().map(|&point| pixel(point, scale)).collect()
}

/// A polyline without the points that nobody would miss: those closer than
/// 0.08 units to the line between their kept neighbours (Douglas and
/// Peucker). Daily series over years carry several points to a pixel.
fn thinned(points: &[At]) -> Vec<At> {
    const TOLERANCE: f64 = 0.08;
    if points.len() < 3 {
        return points.to_vec();
    }
    let mut kept = vec![false; points.len()];
    let mut open = vec![(0, points.len() - 1)];
    (kept[0], kept[points.len() - 1]) = (true, true);
    while let Some((from, to)) = open.pop() {
        let offs = ((from + 1)..to)
            .map(|index| (distance(points[index], points[from], points[to]), index));
        let furthest = offs.max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, index)) = furthest.filter(|(off, _)| *off > TOLERANCE) {
            kept[index] = true;
            open.extend([(from, index), (index, to)]);
        }
    }
    let pairs = points.iter().zip(kept);
    pairs
        .filter_map(|(&point, keep)| keep.then_some(point))
        .collect()
}

/// Distance of a point from the segment between two others.
fn distance(point: At, from: At, to: At) -> f64 {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let length = x * x + y * y;
    let along = (point.0 - from.0) * x + (point.1 - from.1) * y;
    let share = if length > 0.0 {
        (along / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    libm::hypot(point.0 - from.0 - share * x, point.1 - from.1 - share * y)
}

/// Cuts a polyline into dashes.
fn dashes(points: &[At], pattern: &[f64]) -> Vec<Vec<At>> {
    let (mut strokes, mut index, mut rest) = (Vec::new(), 0, pattern[0]);
    let mut stroke: Vec<At> = points.first().copied().into_iter().collect();
    for pair in points.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        loop {
            let span = libm::hypot(to.0 - from.0, to.1 - from.1);
            if span <= rest || strokes.len() > 20_000 {
                rest -= span.min(rest);
                stroke.push(to);
                break;
            }
            let share = rest / span;
            from = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            stroke.push(from);
            if index % 2 == 0 {
                strokes.push(std::mem::take(&mut stroke));
            }
            stroke = vec![from];
            index += 1;
            rest = pattern[index % pattern.len()].max(0.1);
        }
    }
    if index % 2 == 0 {
        strokes.push(stroke);
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_drops_what_cannot_be_seen_and_nothing_else() {
        let smooth: Vec<At> = (0..1000)
            .map(|day| (f64::from(day) * 0.3, 50.0 + f64::from(day) * 0.01))
            .collect();
        assert_eq!(thinned(&smooth).len(), 2);
        let spike: Vec<At> = (0..100)
            .map(|day| (f64::from(day), if day == 40 { 5.0 } else { 0.0 }))
            .collect();
        assert_eq!(thinned(&spike).len(), 5);
        assert!(thinned(&spike).contains(&(40.0, 5.0)));
    }

    #[test]
    fn dashes_cover_their_share_of_the_line() {
        let strokes = dashes(&[(0.0, 0.0), (100.0, 0.0)], &[6.0, 4.0]);
        assert_eq!(strokes.len(), 10);
        assert_eq!(strokes[1], [(10.0, 0.0), (16.0, 0.0)]);
    }
}
