//! A plotters backend that knows two verbs, fill and stroke a path, plus glyphs.
//!
//! plotters rounds every coordinate to a whole number, which makes staircases of
//! curves at screen resolution. This backend therefore reports a page many times
//! larger than the picture, and its surfaces scale back down.

use std::convert::Infallible;

use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};
use tiny_skia::{Path, PathBuilder};

use super::font::{self, CAPITAL, Weight};

/// Something that can be painted on, in the backend's coordinates.
pub(super) trait Surface {
    /// Fills a path, non-zero winding.
    fn fill(&mut self, path: &Path, colour: BackendColor);
    /// Strokes a path with round joins and butt ends.
    fn stroke(&mut self, path: &Path, colour: BackendColor, width: f32);
    /// Sets a line of text with its baseline starting at `at`.
    fn text(&mut self, text: &str, at: (f32, f32), size: f32, weight: Weight, colour: BackendColor);
}

/// plotters' view of a [`Surface`].
pub(super) struct Backend<'a> {
    /// Where the paint goes.
    pub surface: &'a mut dyn Surface,
    /// Width and height in backend pixels.
    pub size: (u32, u32),
}

type Done = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Backend<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Done {
        Ok(())
    }

    fn present(&mut self) -> Done {
        Ok(())
    }

    fn draw_pixel(&mut self, at: BackendCoord, colour: BackendColor) -> Done {
        let square = [at, (at.0 + 1, at.1), (at.0 + 1, at.1 + 1), (at.0, at.1 + 1)];
        self.fill(&square, colour);
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Done {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Done {
        let corners = [from, (to.0, from.1), to, (from.0, to.1)];
        if fill {
            self.fill(&corners, style.color());
        } else {
            self.stroke(&corners, true, style);
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Done {
        self.stroke(&path.into_iter().collect::<Vec<_>>(), false, style);
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        centre: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Done {
        let (x, y) = point(centre);
        if let Some(path) = PathBuilder::from_circle(x, y, pixels(radius)) {
            if fill {
                self.surface.fill(&path, style.color());
            } else {
                self.surface
                    .stroke(&path, style.color(), pixels(style.stroke_width()));
            }
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Done {
        self.fill(&corners.into_iter().collect::<Vec<_>>(), style.color());
        Ok(())
    }

    /// `at` is where the baseline begins for the default anchor; other anchors
    /// move the text as a box one capital letter high.
    #[allow(clippy::cast_possible_truncation)]
    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Done {
        let weight = weight(style);
        let (mut x, mut y) = (f64::from(at.0), f64::from(at.1));
        let width = font::width(text, style.size(), weight);
        x -= match style.anchor().h_pos {
            HPos::Left => 0.0,
            HPos::Center => width / 2.0,
            HPos::Right => width,
        };
        y += match style.anchor().v_pos {
            VPos::Top | VPos::Bottom => 0.0,
            VPos::Center => style.size() * CAPITAL / 2.0,
        };
        self.surface.text(
            text,
            (x as f32, y as f32),
            style.size() as f32,
            weight,
            style.color(),
        );
        Ok(())
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let width = font::width(text, style.size(), weight(style));
        Ok((width.ceil() as u32, (style.size() * CAPITAL).ceil() as u32))
    }
}

impl Backend<'_> {
    fn fill(&mut self, corners: &[BackendCoord], colour: BackendColor) {
        if let Some(path) = polyline(corners, true) {
            self.surface.fill(&path, colour);
        }
    }

    fn stroke<S: BackendStyle>(&mut self, points: &[BackendCoord], close: bool, style: &S) {
        if let Some(path) = polyline(points, close) {
            let width = pixels(style.stroke_width());
            self.surface.stroke(&path, style.color(), width);
        }
    }
}

fn weight<S: BackendTextStyle>(style: &S) -> Weight {
    match style.style() {
        FontStyle::Bold => Weight::SemiBold,
        _ => Weight::Regular,
    }
}

fn polyline(points: &[BackendCoord], close: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (first, rest) = points.split_first()?;
    path.move_to(point(*first).0, point(*first).1);
    for next in rest {
        path.line_to(point(*next).0, point(*next).1);
    }
    if close {
        path.close();
    }
    path.finish()
}

#[allow(clippy::cast_precision_loss)] // pages are far smaller than 2^24 pixels
fn point(at: BackendCoord) -> (f32, f32) {
    (at.0 as f32, at.1 as f32)
}

#[allow(clippy::cast_precision_loss)]
fn pixels(count: u32) -> f32 {
    count as f32
}
