//! Problems in input: where, what was found, what would be accepted, and what to write instead.

use super::source::Text;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity, SourceCode,
};
use std::fmt;
use std::ops::Range;
use textwrap::{WordSeparator, WordSplitter};

/// Most problems that are shown one by one; nobody reads more at once.
const MOST_SHOWN: usize = 50;

/// A value with the place in a text where it was written.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Bytes of the text that hold it.
    pub span: Range<usize>,
    /// The text.
    pub text: Text,
}

/// One problem in input.
#[derive(Clone, Debug)]
pub struct Problem(Box<Parts>);

#[derive(Clone, Debug, Default)]
struct Parts {
    message: String,
    warning: bool,
    label: String,
    help: String,
    place: Option<(Text, Range<usize>)>,
}

impl Problem {
    /// A problem without a place, for example a file that does not exist.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Problem(Box::new(Parts {
            message: printable(&message.into()),
            ..Parts::default()
        }))
    }

    /// The same problem, pointing at a place in a text.
    #[must_use]
    pub fn at(mut self, text: &Text, span: Range<usize>) -> Self {
        let end = text.text().len();
        let start = span.start.min(end);
        self.0.place = Some((text.clone(), start..span.end.clamp(start, end)));
        self
    }

    /// The same problem, pointing at where a value was written.
    #[must_use]
    pub fn located<T>(self, located: &Located<T>) -> Self {
        self.at(&located.text, located.span.clone())
    }

    /// The same problem with words under the underlined text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.0.label = printable(&label.into());
        self
    }

    /// The same problem with advice: what would be accepted, what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.0.help = printable(&help.into());
        self
    }

    /// The same problem as a warning, which does not stop a run.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.0.warning = true;
        self
    }

    /// Whether the problem does not stop a run.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        self.0.warning
    }

    /// What is wrong, in one sentence without place and advice.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The advice, empty if there is none.
    #[must_use]
    pub fn advice(&self) -> &str {
        &self.0.help
    }

    /// The text that it points into and the bytes meant; none for a problem without a place.
    #[must_use]
    pub fn place(&self) -> Option<(&Text, Range<usize>)> {
        let (text, span) = self.0.place.as_ref()?;
        Some((text, span.clone()))
    }

    /// Name of the text that it points into; empty for a problem without a place.
    #[must_use]
    pub fn text_name(&self) -> &str {
        self.position().0
    }

    /// Name of the text and first byte, for sorting.
    fn position(&self) -> (&str, usize) {
        self.0
            .place
            .as_ref()
            .map_or(("", 0), |(text, span)| (text.name.as_str(), span.start))
    }

    /// The problem as people see it: text underlined, advice below, at most `width` columns.
    #[must_use]
    pub fn render(&self, width: usize, colour: bool) -> String {
        let theme = if colour {
            GraphicalTheme::unicode()
        } else {
            GraphicalTheme::unicode_nocolor()
        };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            // A name with hyphens stays in one piece, to be copied.
            .with_word_separator(WordSeparator::AsciiSpace)
            .with_word_splitter(WordSplitter::NoHyphenation)
            .with_links(false);
        let mut rendered = String::new();
        match handler.render_report(&mut rendered, self) {
            Ok(()) => rendered,
            Err(_) => format!("{self}\n"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn severity(&self) -> Option<Severity> {
        Some(if self.0.warning {
            Severity::Warning
        } else {
            Severity::Error
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.0.help.is_empty()).then(|| Box::new(&self.0.help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0
            .place
            .as_ref()
            .map(|(text, _)| text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (text, span) = self.0.place.as_ref()?;
        let span = text.marked(span);
        let label = (!self.0.label.is_empty()).then(|| self.0.label.clone());
        Some(Box::new(std::iter::once(LabeledSpan::new(
            label,
            span.start,
            span.len(),
        ))))
    }
}

/// All problems found in one go, in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    /// The problems; warnings may be among them.
    pub problems: Vec<Problem>,
}

impl Diagnostics {
    /// Sorts by place, so that people read from top to bottom.
    #[must_use]
    pub fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by(|a, b| a.position().cmp(&b.position()));
        problems.dedup_by(|later, first| {
            later.message() == first.message() && later.position() == first.position()
        });
        Diagnostics { problems }
    }

    /// Whether a problem stops the run.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| !problem.is_warning())
    }

    /// Everything as people see it, one problem below the other; of very many, the first.
    #[must_use]
    pub fn render(&self, width: usize, colour: bool) -> String {
        let mut parts: Vec<String> = self
            .problems
            .iter()
            .take(MOST_SHOWN)
            .map(|problem| problem.render(width, colour))
            .collect();
        let more = self.problems.len().saturating_sub(MOST_SHOWN);
        if more > 0 {
            parts.push(format!("  … and at least {more} more\n"));
        }
        parts.join("\n")
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<&str> = self.problems.iter().map(Problem::message).collect();
        f.write_str(&lines.join("; "))
    }
}

impl std::error::Error for Diagnostics {}

impl From<Problem> for Diagnostics {
    fn from(problem: Problem) -> Self {
        Diagnostics {
            problems: vec![problem],
        }
    }
}

/// The words without signs that would command a terminal: names come from the file as they are.
fn printable(words: &str) -> String {
    let sign = |c: char| if c.is_control() && c != '\n' { '?' } else { c };
    words.chars().map(sign).collect()
}

/// The allowed name nearest to a misspelt one, if any is near enough.
///
/// Near is a Damerau–Levenshtein distance of at most 2 (with at least half of the letters right),
/// or a Jaro–Winkler likeness above 0.88; failing that, the only name of which it is a word (`juarez` of `ciudad-juarez`).
pub fn nearest<'a>(name: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let near = |candidate: &&str| {
        let distance = strsim::damerau_levenshtein(&name, candidate);
        (distance <= 2 && distance * 2 <= candidate.chars().count())
            || strsim::jaro_winkler(&name, candidate) > 0.88
    };
    let distance = |candidate: &&str| strsim::damerau_levenshtein(&name, candidate);
    // A misspelling is short; comparing a whole page letter by letter would take for ever.
    if name.len() > 200 {
        return None;
    }
    let allowed: Vec<&str> = allowed.into_iter().collect();
    let close = allowed.iter().copied().filter(near).min_by_key(distance);
    close.or_else(|| {
        let has_word = |candidate: &&&str| candidate.split('-').any(|word| word == name);
        let mut with_word = allowed.iter().filter(has_word);
        let first = with_word.next()?;
        with_word.next().is_none().then_some(*first)
    })
}

/// Advice after an unknown name: the nearest right one, then all if they are few.
pub fn suggestion<'a>(name: &str, allowed: impl IntoIterator<Item = &'a str>) -> String {
    let allowed: Vec<&str> = allowed.into_iter().collect();
    let near = nearest(name, allowed.iter().copied());
    let few = if near.is_some() { 8 } else { 60 };
    let list = if allowed.len() <= few {
        allowed.join(", ")
    } else {
        String::new()
    };
    match (near, list.is_empty()) {
        (Some(near), true) => format!("did you mean `{near}`?"),
        (Some(near), false) => format!("did you mean `{near}`? Known here: {list}"),
        (None, false) => format!("known here: {list}"),
        (None, true) if allowed.is_empty() => "there are none".to_owned(),
        (None, true) => format!(
            "there are {}, such as {}",
            allowed.len(),
            allowed[..3].join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        let allowed = ["tijuana", "mexicali", "tapachula", "end"];
        assert_eq!(nearest("tijunaa", allowed), Some("tijuana"));
        assert_eq!(nearest("Mexicalli", allowed), Some("mexicali"));
        assert_eq!(nearest("reynosa", allowed), None);
        let cities = ["ciudad-juarez", "piedras-negras"];
        assert_eq!(nearest("Juarez", cities), Some("ciudad-juarez"));
        let twice = ["ciudad-juarez", "puerto-juarez"];
        assert_eq!(nearest("juarez", twice), None, "two have the word");
        assert_eq!(
            nearest("xyz", allowed),
            None,
            "two letters of three is not near"
        );
    }

    #[test]
    fn a_place_beyond_the_text_is_held_within() {
        let text = Text::new("x.toml", "abc");
        let problem = Problem::new("broken").at(&text, 2..90);
        assert!(problem.render(80, false).contains("broken"));
    }

    #[test]
    fn problems_are_read_from_top_to_bottom() {
        let text = Text::new("x.toml", "abc\ndef");
        let problem = |message: &str, at| Problem::new(message).at(&text, at..at + 1);
        let all = Diagnostics::new(vec![problem("second", 5), problem("first", 1)]);
        assert_eq!(all.to_string(), "first; second");
        assert!(all.has_errors());
    }
}
