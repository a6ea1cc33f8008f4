//! What a page shows, for tests: marks by colour, and words that lines run through.

use super::canvas::{At, Canvas, Ink, Mark};
use super::font::CAPITAL;
use super::theme::Colour;

impl Canvas {
    /// Bounds of every line, area, box and dot in a colour, however transparent: left, top, right, bottom.
    #[must_use]
    pub fn marks_in(&self, colour: Colour) -> Vec<[f64; 4]> {
        let wears = |ink: &Ink| ink.colour == colour;
        let bounds = |mark: &Mark| match mark {
            Mark::Line { points, ink, .. } | Mark::Area { points, ink } => {
                wears(ink).then(|| around(points))
            }
            Mark::Box { corners, ink } => wears(ink).then(|| around(corners)),
            Mark::Dot {
                centre,
                radius,
                ink,
            } => {
                let (x, y) = *centre;
                wears(ink).then_some([x - radius, y - radius, x + radius, y + radius])
            }
            Mark::Text { .. } => None,
        };
        self.marks.iter().filter_map(bounds).collect()
    }

    /// Opaque strokes drawn before a text that run through its letters, without paper laid between: the texts struck.
    #[must_use]
    pub fn struck_texts(&self) -> Vec<&str> {
        let mut struck = Vec::new();
        for (index, mark) in self.marks.iter().enumerate() {
            let Mark::Text { at, text, style } = mark else {
                continue;
            };
            let (left, right) = (at.0 + 1.0, at.0 + style.width(text) - 1.0);
            let (top, bottom) = (at.1 - style.size * CAPITAL * 0.8, at.1 - style.size * 0.12);
            let letters = [left, top, right, bottom];
            let hits = |mark: &Mark| match mark {
                Mark::Line { points, ink, width } => {
                    *width >= 1.2
                        && ink.alpha > 0.7
                        && points.windows(2).any(|ends| crosses(ends, letters))
                }
                _ => false,
            };
            let covers = |mark: &Mark| match mark {
                Mark::Box { corners, ink } => {
                    ink.alpha > 0.7 && {
                        let bounds = around(corners);
                        bounds[0] <= left
                            && bounds[2] >= right
                            && bounds[1] <= top
                            && bounds[3] >= bottom
                    }
                }
                _ => false,
            };
            let covered = self.marks[..index]
                .iter()
                .rposition(covers)
                .map_or(0, |at| at + 1);
            let after = self.marks[index + 1..].iter().any(hits);
            if after || self.marks[covered..index].iter().any(hits) {
                struck.push(text.as_str());
            }
        }
        struck
    }
}

/// Left, top, right and bottom of points.
fn around(points: &[At]) -> [f64; 4] {
    let start = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    points
        .iter()
        .fold(start, |[left, top, right, bottom], &(x, y)| {
            [left.min(x), top.min(y), right.max(x), bottom.max(y)]
        })
}

/// Whether a stroke passes through a box, looked at in small steps.
fn crosses(ends: &[At], [left, top, right, bottom]: [f64; 4]) -> bool {
    let (from, to) = (ends[0], ends[1]);
    let bounds = around(ends);
    if bounds[0] > right || bounds[2] < left || bounds[1] > bottom || bounds[3] < top {
        return false;
    }
    (0..=40).any(|step| {
        let share = f64::from(step) / 40.0;
        let (x, y) = (
            from.0 + (to.0 - from.0) * share,
            from.1 + (to.1 - from.1) * share,
        );
        (left..=right).contains(&x) && (top..=bottom).contains(&y)
    })
}

#[cfg(test)]
mod tests {
    use super::super::canvas::{Align, Pen, Type};
    use super::super::font::Weight;
    use super::*;

    #[test]
    fn a_firm_line_strikes_words_unless_paper_lies_between() {
        let (ink, paper) = (Colour(0, 0, 0), Colour(255, 255, 255));
        let style = Type::new(14.0, Weight::Regular, ink);
        let draw = |covered: bool| {
            let mut canvas = Canvas::new(300.0);
            canvas.line(&[(0.0, 95.0), (200.0, 95.0)], &Pen::new(ink, 1.5));
            if covered {
                canvas.rect((10.0, 80.0), (150.0, 110.0), paper);
            }
            canvas.text((20.0, 100.0), Align::Left, "struck", style);
            canvas
        };
        assert_eq!(draw(false).struck_texts(), ["struck"]);
        assert!(draw(true).struck_texts().is_empty());
        assert_eq!(draw(true).marks_in(paper), [[10.0, 80.0, 150.0, 110.0]]);
    }
}
