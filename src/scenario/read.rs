//! Walking the spanned tree of a TOML text: every value is checked where it stands, and every
//! problem is collected, so that one reading tells all.

use super::diagnostic::{Located, Problem, nearest, suggestion};
use super::source::Text;
use crate::time::Date;
use jiff::ToSpan;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value of the tree with its place.
pub type Node<'t> = Spanned<DeValue<'t>>;

/// The keys and values of one table, in the order of the file.
pub struct Fields<'t> {
    /// Key, place of the key, value.
    pub entries: Vec<(&'t str, Range<usize>, &'t Node<'t>)>,
    /// Place of the whole table.
    pub span: Range<usize>,
}

impl<'t> Fields<'t> {
    fn new(table: &'t DeTable<'t>, span: Range<usize>) -> Self {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
            .collect();
        entries.sort_by_key(|(_, span, _)| span.start);
        Fields { entries, span }
    }

    /// The value of a key.
    pub fn get(&self, name: &str) -> Option<&'t Node<'t>> {
        self.entries
            .iter()
            .find(|(key, _, _)| *key == name)
            .map(|(_, _, value)| *value)
    }

    /// Whether the table has one of the keys.
    pub fn has_any(&self, names: &[&str]) -> bool {
        self.entries.iter().any(|(key, _, _)| names.contains(key))
    }
}

/// Most problems of one text that are looked into; nobody mends more at once.
const MOST_PROBLEMS: usize = 200;

/// Reads values of one text and collects what is wrong with them.
pub struct Reader {
    text: Text,
    problems: Vec<Problem>,
    /// Lines that are not valid TOML: what the parser made of them is not worth a second remark.
    broken: Vec<Range<usize>>,
}

impl Reader {
    /// A reader of `text` without problems so far.
    pub fn new(text: &Text) -> Self {
        Reader {
            text: text.clone(),
            problems: Vec::new(),
            broken: Vec::new(),
        }
    }

    /// All problems found.
    pub fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// Records a problem at a place of the text.
    pub fn report(&mut self, span: Range<usize>, problem: Problem) {
        if self.is_full() {
            return;
        }
        let made_up = !self.broken.is_empty() && span.is_empty();
        if made_up || self.broken.iter().any(|line| line.contains(&span.start)) {
            return;
        }
        self.problems.push(problem.at(&self.text, span));
    }

    /// Whether so many problems were found that no more are kept.
    fn is_full(&self) -> bool {
        self.problems.len() >= MOST_PROBLEMS
    }

    /// Whether the text is not valid TOML, so that keys may seem to be missing.
    pub fn is_broken(&self) -> bool {
        !self.broken.is_empty()
    }

    /// The whole lines that a span touches.
    fn lines(&self, span: &Range<usize>) -> Range<usize> {
        let text = self.text.text();
        let before = text.get(..span.start).unwrap_or_default();
        let after = text.get(span.end..).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        start
            ..after
                .find('\n')
                .map_or(text.len(), |newline| span.end + newline)
    }

    /// A value with the place of `node`.
    pub fn locate<T>(&self, span: Range<usize>, value: T) -> Located<T> {
        Located {
            value,
            span,
            text: self.text.clone(),
        }
    }

    /// Records the syntax errors of the parser in words.
    pub fn syntax(&mut self, errors: Vec<toml::de::Error>) {
        let mut broken = Vec::new();
        for error in errors.into_iter().take(MOST_PROBLEMS) {
            let span = error.span().unwrap_or(0..0);
            if error.message() != "duplicate key" {
                broken.push(self.lines(&span));
            }
            let problem = syntax_problem(error.message(), self.excerpt(&span));
            self.report(span, problem);
        }
        self.broken = broken;
    }

    fn excerpt(&self, span: &Range<usize>) -> &str {
        self.text.text().get(span.clone()).unwrap_or_default()
    }

    fn wrong_type(&mut self, node: &Node, what: &str, accepted: &str) {
        let found = kind(node.get_ref());
        self.report(
            node.span(),
            Problem::new(format!("{what} must be {accepted}, not {found}"))
                .label(format!("this is {found}")),
        );
    }

    /// The entries of a table.
    pub fn table<'t>(&mut self, node: &'t Node<'t>, what: &str) -> Option<Fields<'t>> {
        let DeValue::Table(table) = node.get_ref() else {
            self.wrong_type(node, what, "a table");
            return None;
        };
        Some(Fields::new(table, node.span()))
    }

    /// The entries of a table that may have only the `allowed` keys.
    pub fn fields<'t>(
        &mut self,
        node: &'t Node<'t>,
        what: &str,
        allowed: &[&str],
    ) -> Option<Fields<'t>> {
        let fields = self.table(node, what)?;
        self.refuse_others(&fields, what, allowed);
        Some(fields)
    }

    /// Whether a table has a key that is not among the `allowed` ones, which is reported elsewhere.
    pub fn has_others(fields: &Fields, allowed: &[&str]) -> bool {
        fields
            .entries
            .iter()
            .any(|(key, _, _)| !allowed.contains(key))
    }

    /// Reports every key that is not among the `allowed` ones.
    pub fn refuse_others(&mut self, fields: &Fields, what: &str, allowed: &[&str]) {
        for (key, span, _) in &fields.entries {
            if !allowed.contains(key) {
                self.unknown(
                    span.clone(),
                    "key",
                    key,
                    &format!(" in {what}"),
                    allowed.iter().copied(),
                );
            }
        }
    }

    /// Reports an unknown name, with the nearest right one.
    pub fn unknown<'a>(
        &mut self,
        span: Range<usize>,
        sort: &str,
        name: &str,
        place: &str,
        allowed: impl IntoIterator<Item = &'a str>,
    ) {
        if self.is_full() {
            return;
        }
        let allowed: Vec<&str> = allowed.into_iter().collect();
        let label = nearest(name, allowed.iter().copied())
            .map_or("unknown".to_owned(), |near| format!("write `{near}`"));
        let shown: String = name.chars().take(80).collect();
        let problem = Problem::new(format!("unknown {sort} `{shown}`{place}"));
        self.report(span, problem.label(label).help(suggestion(name, allowed)));
    }

    /// A text in quotes.
    pub fn string(&mut self, node: &Node, what: &str) -> Option<Located<String>> {
        let DeValue::String(text) = node.get_ref() else {
            self.wrong_type(node, what, "a text in quotes");
            return None;
        };
        Some(self.locate(node.span(), text.to_string()))
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, node: &Node, what: &str) -> Option<bool> {
        let DeValue::Boolean(value) = node.get_ref() else {
            self.wrong_type(node, what, "true or false");
            return None;
        };
        Some(*value)
    }

    /// A list.
    pub fn list<'t>(&mut self, node: &'t Node<'t>, what: &str) -> Option<Vec<&'t Node<'t>>> {
        let DeValue::Array(array) = node.get_ref() else {
            self.wrong_type(node, what, "a list in [ ]");
            return None;
        };
        Some(array.iter().collect())
    }

    /// A list of texts.
    pub fn strings(&mut self, node: &Node, what: &str) -> Option<Vec<Located<String>>> {
        let DeValue::Array(array) = node.get_ref() else {
            self.wrong_type(node, what, "a list of names in [ ]");
            return None;
        };
        Some(
            array
                .iter()
                .filter_map(|item| self.string(item, &format!("each entry of {what}")))
                .collect(),
        )
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, node: &Node, what: &str, names: &[(&str, T)]) -> Option<T> {
        let word = self.string(node, what)?;
        let found = names
            .iter()
            .find(|(name, _)| *name == word.value)
            .map(|(_, value)| *value);
        if found.is_none() {
            let sort = format!("value of {what}:");
            self.unknown(
                word.span,
                &sort,
                &word.value,
                "",
                names.iter().map(|(name, _)| *name),
            );
        }
        found
    }

    /// A calendar date, as `2025-01-31` with or without quotes.
    pub fn date(&mut self, node: &Node, what: &str) -> Option<Located<Date>> {
        let date = match node.get_ref() {
            DeValue::Datetime(datetime) => match (datetime.date, datetime.time) {
                (Some(date), None) => civil_date(date),
                (Some(date), Some(_)) => {
                    let problem = Problem::new(format!("{what} is a day, without time"))
                        .help(format!("write {date}"));
                    self.report(node.span(), problem);
                    return None;
                }
                _ => None,
            },
            DeValue::String(text) => text.trim().parse::<Date>().ok(),
            _ => {
                self.wrong_type(node, what, "a date like 2025-01-31");
                return None;
            }
        };
        if date.is_none() {
            let excerpt: String = self.excerpt(&node.span()).chars().take(80).collect();
            let problem = Problem::new(format!("{what} is not a date of the calendar: {excerpt}"))
                .label("not a date")
                .help("write year-month-day, for example 2025-01-31");
            self.report(node.span(), problem);
        }
        date.map(|date| self.locate(node.span(), date))
    }

    /// Days of a duration like `"180 days"`, `"26 weeks"`, `"6 months"` or `"2 years"` from `from` on.
    pub fn duration(&mut self, node: &Node, what: &str, from: Option<Date>) -> Option<u32> {
        let help = "write a number and a unit in quotes: \"180 days\", \"26 weeks\", \"6 months\" or \"2 years\"";
        let problem = match node.get_ref() {
            DeValue::String(text) => match parse_duration(text, from) {
                Some(days) => return Some(days),
                None => Problem::new(format!("{what} is not a duration: \"{text}\""))
                    .label("not understood")
                    .help(help),
            },
            DeValue::Integer(number) => Problem::new(format!("{what} needs a unit"))
                .label("days, weeks or months?")
                .help(
                    format!("write {what} = \"{number} days\" if days are meant").replace('`', ""),
                ),
            other => Problem::new(format!(
                "{what} must be a duration in quotes, not {}",
                kind(other)
            ))
            .help(help),
        };
        self.report(node.span(), problem);
        None
    }
}

/// A syntax error of the parser in words, about the `excerpt` of the text.
fn syntax_problem(message: &str, excerpt: &str) -> Problem {
    let shown: String = excerpt.chars().take(80).collect();
    if message == "duplicate key" {
        return Problem::new(format!("`{shown}` is given twice"))
            .label("the second time")
            .help("keep one of the two; several dated changes go into one list of steps");
    }
    if message.contains("recur") {
        return Problem::new("lists and tables stand in one another too deep to be read")
            .label(if excerpt.is_empty() {
                ""
            } else {
                "one level too many"
            })
            .help("a scenario file needs five levels; is a bracket too many?");
    }
    let Some(expected) = message.strip_prefix("invalid date, ") else {
        return Problem::new(format!("this is not valid TOML: {message}"));
    };
    let days = expected
        .replace("expected day", "days of this month:")
        .replace(" and ", " to ")
        .replace("between ", "");
    Problem::new(format!("{shown} is not a date of the calendar"))
        .label("no such day")
        .help(days)
}

/// What a value is, with its article.
pub fn kind(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

fn civil_date(date: toml::value::Date) -> Option<Date> {
    let year = i16::try_from(date.year).ok()?;
    Date::new(
        year,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()
}

/// The longest ramp that is believed: 100 years.
const LONGEST_DAYS: u32 = 36_525;

fn parse_duration(text: &str, from: Option<Date>) -> Option<u32> {
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let count: i32 = text[..split]
        .parse()
        .ok()
        .filter(|&count| count <= 40_000)?;
    let span = match text[split..].trim() {
        "day" | "days" => count.days(),
        "week" | "weeks" => count.weeks(),
        "month" | "months" => count.months(),
        "year" | "years" if count <= 100 => count.years(),
        _ => return None,
    };
    // Months have different lengths: count them on the calendar, from the day of the change.
    let from = from.unwrap_or(Date::constant(2024, 1, 1));
    let days = crate::time::days_between(from, from.checked_add(span).ok()?);
    u32::try_from(days)
        .ok()
        .filter(|&days| days <= LONGEST_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn durations_are_counted_on_the_calendar() {
        let from = Some(date(2025, 2, 1));
        assert_eq!(parse_duration("180 days", from), Some(180));
        assert_eq!(parse_duration("1 week", from), Some(7));
        assert_eq!(parse_duration("1 month", from), Some(28));
        assert_eq!(parse_duration("2 years", from), Some(730));
        assert_eq!(parse_duration("0 days", from), Some(0));
        for broken in [
            "",
            "days",
            "180",
            "180 fortnights",
            "-3 days",
            "1.5 years",
            "99999999999 days",
            "101 years",
        ] {
            assert_eq!(parse_duration(broken, from), None, "{broken}");
        }
    }

    #[test]
    fn dates_come_with_and_without_quotes() {
        let text = "a = 2025-01-31\nb = \"2025-01-31\"\nc = \"2025-02-30\"\nd = 2025-01-31T10:00:00\ne = 5";
        let (tree, errors) = DeTable::parse_recoverable(text);
        assert!(errors.is_empty());
        let mut reader = Reader::new(&Text::new("x.toml", text));
        let mut read = |key: &str| {
            reader
                .date(&tree.get_ref()[key], "`d`")
                .map(|date| date.value)
        };
        assert_eq!(read("a"), Some(date(2025, 1, 31)));
        assert_eq!(read("b"), Some(date(2025, 1, 31)));
        assert_eq!((read("c"), read("d"), read("e")), (None, None, None));
        let messages: Vec<String> = reader
            .into_problems()
            .iter()
            .map(|problem| problem.message().into())
            .collect();
        assert_eq!(
            messages,
            [
                "`d` is not a date of the calendar: \"2025-02-30\"",
                "`d` is a day, without time",
                "`d` must be a date like 2025-01-31, not a number",
            ]
        );
    }
}
