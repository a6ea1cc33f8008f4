//! Writing for people at a terminal: width, colour, wrapping; and for pipes, which get neither.

use crate::analysis::words;
use std::io::{self, IsTerminal, Write};

use comfy_table::{ContentArrangement, LineStyle, Table, presets};

/// Widest text, however wide the window: longer lines are hard to read.
const WIDEST: usize = 110;

/// Columns off a terminal.
const PAGE: u16 = 100;

/// Prints a result on stdout. A reader that has gone away (`| head`) is no mistake; a full disk (`> list.csv`)
/// ends the program, lest half a list passes for a whole one.
pub fn say(text: &str) {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            note(&format!("cannot print: {error}"));
            std::process::exit(1);
        }
        _ => {}
    }
}

/// Prints a note, a warning or an error on stderr.
pub fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Columns of the terminal for running text.
pub fn width() -> usize {
    let columns = Table::new().width().unwrap_or_else(page);
    usize::from(columns).clamp(40, WIDEST)
}

/// Columns off a terminal: what the reader says in `COLUMNS`, or a page.
fn page() -> u16 {
    let wanted = std::env::var("COLUMNS").ok();
    wanted.and_then(|text| text.parse().ok()).unwrap_or(PAGE)
}

/// Whether stderr may be coloured: a terminal, and the reader has not asked for plain text.
pub fn colour() -> bool {
    io::stderr().is_terminal() && colour_wanted()
}

/// Whether the reader has not asked for plain text.
fn colour_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Text in bold on a terminal that may be coloured.
pub fn bold(text: &str) -> String {
    styled(text, "1")
}

/// Text in green on a terminal that may be coloured.
pub fn green(text: &str) -> String {
    styled(text, "32")
}

/// Text in bold red on a terminal that may be coloured.
pub fn red(text: &str) -> String {
    styled(text, "1;31")
}

fn styled(text: &str, code: &str) -> String {
    if io::stdout().is_terminal() && colour_wanted() {
        format!("\x1b[{code}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// A length of time in words: "40 seconds", "12 minutes", "3.5 hours".
pub fn duration(seconds: f64) -> String {
    let (number, decimals, unit) = match seconds {
        ..90.0 => (seconds.max(2.0), 0, "seconds"),
        ..5_400.0 => (seconds / 60.0, 0, "minutes"),
        ..172_800.0 => (seconds / 3_600.0, 1, "hours"),
        _ => (seconds / 86_400.0, 1, "days"),
    };
    format!("{} {unit}", words::number(number, decimals))
}

/// A table that fits the terminal; off a terminal, one that fits a page.
pub fn table(head: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')))
        .set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none() {
        table.set_width(page().max(40));
    }
    table.set_header(head.to_vec());
    table.add_rows(rows);
    table.to_string()
}

/// The rows with an empty one between any two: their cells fill several lines.
pub fn apart(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let spaced = rows.into_iter().flat_map(|row| {
        let empty = vec![String::new(); row.len()];
        [row, empty]
    });
    let mut spaced: Vec<Vec<String>> = spaced.collect();
    spaced.pop();
    spaced
}

/// Text broken into lines of at most `width` columns, the first after `first`, the rest after blanks.
pub fn wrap(text: &str, first: &str, width: usize) -> String {
    broken(text, first, &" ".repeat(first.chars().count()), width)
}

/// A text of paragraphs and bullets in lines of at most `width` columns: neighbouring lines without blanks before
/// them are one paragraph, and a line with blanks before it stands for itself.
pub fn flowed(text: &str, width: usize) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let free = !line.is_empty() && !line.starts_with(' ');
        match parts.last_mut().filter(|_| open && free) {
            Some(paragraph) => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            None => parts.push(line.to_owned()),
        }
        open = free;
    }
    let broken = parts.iter().map(|part| match part.strip_prefix(BULLET) {
        Some(words) => wrap(words, BULLET, width),
        None => wrap(part, "", width),
    });
    broken.collect::<Vec<_>>().join("\n")
}

/// What a line of a list begins with.
pub const BULLET: &str = "  • ";

/// Text broken into lines of at most `width` columns, every line but the first after `blanks`; its own blanks stay
/// as they are on the first line.
pub fn wrap_below(text: &str, blanks: &str, width: usize) -> String {
    let first: String = text.chars().take(blanks.len()).collect();
    let rest: String = text.chars().skip(blanks.len()).collect();
    broken(&rest, &first, blanks, width)
}

fn broken(text: &str, first: &str, blanks: &str, width: usize) -> String {
    let mut lines = vec![first.to_owned()];
    let mut used = blanks.len();
    for word in text.split(' ') {
        let more = word.chars().count();
        if used > blanks.len() && used + 1 + more > width {
            lines.push(blanks.to_owned());
            used = blanks.len();
        }
        if let Some(line) = lines.last_mut() {
            if used > blanks.len() {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += more;
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_wraps_with_a_hanging_indent() {
        assert_eq!(
            wrap("one two three four", "- ", 10),
            "- one two\n  three\n  four"
        );
        assert_eq!(wrap("unbreakable", "- ", 5), "- unbreakable");
    }

    #[test]
    fn paragraphs_flow_and_bullets_stand_for_themselves() {
        assert_eq!(
            flowed("one\ntwo three\n\nfour:\n  • five six\n  • seven", 9),
            "one two\nthree\n\nfour:\n  • five\n    six\n  • seven"
        );
    }
}
