//! The text of a file or an option as messages show it: a few lines around a place, never more.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;
use std::sync::Arc;

/// Bytes of a line that are shown at once; of a longer one, only the piece with the problem.
const LONGEST_LINE: usize = 300;
/// Bytes shown before the problem in a line that is longer than that.
const LEAD: usize = 60;
/// Lines that one mark may cover; of a longer piece only the first line is marked.
const MOST_LINES: usize = 12;

/// The text of a file or of a command-line option, with the name people know it by.
#[derive(Clone, Debug)]
pub struct Text {
    /// Path, bundled name with `.toml`, or the option.
    pub name: String,
    parts: Arc<Parts>,
}

#[derive(Debug)]
struct Parts {
    text: String,
    /// The same bytes without signs that would command a terminal.
    shown: String,
}

impl Text {
    /// A named text.
    #[must_use]
    pub fn new(name: &str, text: &str) -> Self {
        let parts = Parts {
            shown: harmless(text),
            text: text.to_owned(),
        };
        Text {
            name: name.to_owned(),
            parts: Arc::new(parts),
        }
    }

    /// The text itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.parts.text
    }

    /// The part of `span` that is worth a mark: all of it, unless it is long.
    pub(super) fn marked(&self, span: &Range<usize>) -> Range<usize> {
        let text = self.text();
        let end = line_end(text, span.start);
        if end - line_start(text, span.start) > LONGEST_LINE {
            return span.start
                ..span
                    .end
                    .min(floor(text, span.start + LONGEST_LINE / 2))
                    .min(end);
        }
        let covered = text.get(span.clone()).unwrap_or_default();
        let lines = covered.matches('\n').count();
        if lines >= MOST_LINES || (lines > 0 && covered.len() > LONGEST_LINE) {
            return span.start..end;
        }
        span.clone()
    }

    /// The lines around `span`, or the piece around it where its line is long.
    fn window(&self, span: &Range<usize>, before: usize, after: usize) -> Range<usize> {
        let text = self.text();
        let last = span.end.saturating_sub(1).max(span.start);
        let (mut start, mut end) = (line_start(text, span.start), line_end(text, last));
        if line_end(text, span.start) - start > LONGEST_LINE {
            let from = floor(text, span.start.saturating_sub(LEAD)).max(start);
            return from..floor(text, from + LONGEST_LINE).max(span.end).min(end);
        }
        if end - last > LONGEST_LINE {
            return start..floor(text, last + LONGEST_LINE);
        }
        for _ in 0..before {
            let earlier = line_start(text, start.saturating_sub(1));
            if start == 0 || start - earlier > LONGEST_LINE {
                break;
            }
            start = earlier;
        }
        for _ in 0..after {
            let later = line_end(text, (end + 1).min(text.len()));
            if end == text.len() || later - end > LONGEST_LINE {
                break;
            }
            end = later;
        }
        start..(end + 1).min(text.len())
    }
}

impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let place = span.offset()..span.offset() + span.len();
        // Without lines around it, only line and column of the place are asked for.
        let shown = if before == 0 && after == 0 {
            place
        } else {
            self.window(&place, before, after)
        };
        let text = &self.parts.shown;
        let (Some(piece), Some(earlier)) = (text.get(shown.clone()), text.get(..shown.start))
        else {
            return Err(MietteError::OutOfBounds);
        };
        let line = earlier.matches('\n').count();
        let column = earlier[line_start(text, shown.start)..].chars().count();
        let contents = MietteSpanContents::new_named(
            self.name.clone(),
            piece.as_bytes(),
            (shown.start, shown.len()).into(),
            line,
            column,
            line + 1,
        );
        Ok(Box::new(contents))
    }
}

/// The text with `?` for every sign that would command a terminal or break a line in the middle.
fn harmless(text: &str) -> String {
    let mut signs = text.chars().peekable();
    let mut shown = String::with_capacity(text.len());
    while let Some(sign) = signs.next() {
        let line_end = sign == '\n' || (sign == '\r' && signs.peek() == Some(&'\n'));
        let command = sign.is_ascii_control() && sign != '\t' && !line_end;
        shown.push(if command { '?' } else { sign });
    }
    shown
}

/// First byte of the line that holds the byte at `at`.
fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |newline| newline + 1)
}

/// The end of the line that holds the byte at `at`, before its newline.
fn line_end(text: &str, at: usize) -> usize {
    let after = text.as_bytes().get(at..).unwrap_or_default();
    after
        .iter()
        .position(|&byte| byte == b'\n')
        .map_or(text.len(), |newline| at + newline)
}

/// The last boundary between two signs up to `at`.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_shown_in_part() {
        let text = Text::new(
            "x.toml",
            &format!("a = 1\nb = \"{}é\"\nc = 2\n", "é".repeat(5_000)),
        );
        for start in [6, 10, 2_000, 10_010] {
            let start = floor(text.text(), start);
            let marked = text.marked(&(start..floor(text.text(), 10_012)));
            let window = text.window(&marked, 1, 1);
            assert!(window.len() <= LONGEST_LINE + 1, "{window:?}");
            assert!(window.start <= marked.start && marked.end <= window.end);
            assert!(text.text().get(window).is_some() && text.text().get(marked).is_some());
        }
    }

    #[test]
    fn a_piece_of_many_lines_is_marked_on_its_first() {
        let text = Text::new("x.toml", &format!("a = [\n{}]\n", "1,\n".repeat(1_000)));
        assert_eq!(text.marked(&(4..text.text().len() - 1)), 4..5);
    }

    #[test]
    fn signs_that_command_a_terminal_are_not_shown() {
        assert_eq!(harmless("a\u{1b}[1m\r\n\tb\rc\0"), "a?[1m\r\n\tb?c?");
    }
}
