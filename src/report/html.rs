//! The report as one page of HTML that needs nothing else: charts as drawings, fonts inside, light and dark, for screen,
//! paper, keyboard and screen reader.
//!
//! The page says what `report.md` says: it is made from it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::iter::Peekable;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as STANDARD;
use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::chart::font::FILES;
use crate::text::{lang, say};

/// How the page looks.
pub const STYLE: &str = include_str!("report.css");

/// A chart inside the page.
pub struct Chart {
    /// Its drawing.
    pub svg: String,
    /// The numbers behind it, as CSV.
    pub csv: String,
}

/// The charts in a folder, by the file that a report beside the folder embeds; none if there is no such folder.
///
/// # Errors
/// If a chart cannot be read.
pub fn charts(folder: &Path) -> io::Result<BTreeMap<String, Chart>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut charts = BTreeMap::new();
    for entry in entries {
        let file = entry?.path();
        if file.extension().is_none_or(|ending| ending != "svg") {
            continue;
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let chart = Chart {
            svg: std::fs::read_to_string(&file)?,
            csv: std::fs::read_to_string(file.with_extension("csv"))?,
        };
        charts.insert(format!("charts/{stem}.png"), chart);
    }
    Ok(charts)
}

/// Rows of numbers behind a chart that are shown; of longer daily tables, the last day of each month.
const ROWS: usize = 400;

/// The page for a report in Markdown; `charts` by the file that the report embeds.
#[must_use]
pub fn page(markdown: &str, charts: &BTreeMap<String, Chart>) -> String {
    // A number and its unit stay on one line.
    let markdown = markdown.replace(" %", "\u{a0}%");
    let parser = Parser::new_ext(&markdown, Options::ENABLE_TABLES);
    let mut body = Body {
        charts,
        parts: Vec::new(),
        heads: Vec::new(),
        tables: 0,
        open: 0,
    };
    body.read(&mut parser.peekable());
    body.close(0);
    let mut main = String::new();
    html::push_html(&mut main, body.parts.into_iter());
    let title = body
        .heads
        .first()
        .map_or(say("Report"), |head| head.text.as_str());
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n",
        lang().code()
    );
    let _ = write!(
        page,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n<style>\n{}{STYLE}</style>\n</head>\n<body>\n{}",
        escape(title),
        fonts(),
        glyphs(charts),
    );
    let _ = writeln!(
        page,
        "<a class=\"skip\" href=\"#report\">{}</a>",
        say("Skip to the report")
    );
    page.push_str(&contents(&body.heads));
    let _ = write!(
        page,
        "<main id=\"report\" tabindex=\"-1\">\n{main}</main>\n</body>\n</html>\n"
    );
    page
}

/// A heading with the name that links use.
struct Head {
    level: HeadingLevel,
    text: String,
    anchor: String,
}

/// The report as it becomes HTML.
struct Body<'a> {
    charts: &'a BTreeMap<String, Chart>,
    parts: Vec<Event<'a>>,
    heads: Vec<Head>,
    /// Tables so far.
    tables: usize,
    /// Divisions that are open: none, a part, or a part and a piece of it.
    open: usize,
}

/// Divisions of the page by their depth, each begun by a heading: the parts, and their pieces.
const DIVISIONS: [(&str, HeadingLevel); 2] =
    [("part", HeadingLevel::H2), ("piece", HeadingLevel::H3)];

impl<'a> Body<'a> {
    fn read(&mut self, events: &mut Peekable<impl Iterator<Item = Event<'a>>>) {
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::Heading { level, .. }) => self.heading(level, events),
                Event::Start(Tag::Table(alignments)) => self.table(&alignments, events),
                // A rule ends a piece: what follows belongs to the whole part.
                Event::Rule => {
                    self.close(1);
                    self.add("<hr>\n".to_owned());
                }
                Event::Start(Tag::Paragraph) if is_image(events.peek()) => self.figure(events),
                other => self.parts.push(other),
            }
        }
    }

    fn add(&mut self, html: String) {
        self.parts.push(Event::Html(CowStr::from(html)));
    }

    /// Everything up to the end of something, as HTML and as plain text.
    fn inside(
        events: &mut impl Iterator<Item = Event<'a>>,
        end: impl Fn(&TagEnd) -> bool,
    ) -> (String, String) {
        let (mut held, mut text) = (Vec::new(), String::new());
        for event in events {
            match &event {
                Event::End(tag) if end(tag) => break,
                Event::Text(words) | Event::Code(words) => text.push_str(words),
                _ => {}
            }
            held.push(event);
        }
        let mut html = String::new();
        html::push_html(&mut html, held.into_iter());
        (html, text)
    }

    /// Opens the division that a heading begins.
    fn divide(&mut self, level: HeadingLevel) {
        let depth = DIVISIONS
            .iter()
            .position(|(_, begun_by)| *begun_by == level);
        if let Some(depth) = depth.filter(|depth| *depth <= self.open) {
            self.close(depth);
            self.add(format!("<div class=\"{}\">\n", DIVISIONS[depth].0));
            self.open += 1;
        }
    }

    /// Closes divisions that lie deeper.
    fn close(&mut self, depth: usize) {
        while self.open > depth {
            self.add("</div>\n".to_owned());
            self.open -= 1;
        }
    }

    fn heading(&mut self, level: HeadingLevel, events: &mut impl Iterator<Item = Event<'a>>) {
        let (html, text) = Self::inside(events, |tag| matches!(tag, TagEnd::Heading(_)));
        let taken = |anchor: &String| self.heads.iter().any(|head| head.anchor == *anchor);
        let plain = anchor(&text);
        let numbered = (1..).map(|number| format!("{plain}-{number}"));
        let anchor = std::iter::once(plain.clone())
            .chain(numbered)
            .find(|anchor| !taken(anchor))
            .unwrap_or(plain);
        self.divide(level);
        self.add(format!("<{level} id=\"{anchor}\">{html}</{level}>\n"));
        self.heads.push(Head {
            level,
            text,
            anchor,
        });
    }

    /// A table that can be scrolled where the page is narrow; the first column names the rows.
    fn table(&mut self, alignments: &[Alignment], events: &mut impl Iterator<Item = Event<'a>>) {
        let about = self.heads.last().map_or("", |head| head.text.as_str());
        self.tables += 1;
        let mut table = opened(&tell!("Table {n}: {title}", n = self.tables, title = about));
        let (mut column, mut in_head) = (0, false);
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::TableHead) => {
                    (column, in_head) = (0, true);
                    table.push_str("<thead><tr>");
                }
                Event::End(TagEnd::TableHead) => {
                    in_head = false;
                    table.push_str("</tr></thead>\n<tbody>\n");
                }
                Event::Start(Tag::TableRow) => {
                    column = 0;
                    table.push_str("<tr>");
                }
                Event::End(TagEnd::TableRow) => table.push_str("</tr>\n"),
                Event::Start(Tag::TableCell) => {
                    let (html, _) = Self::inside(events, |tag| *tag == TagEnd::TableCell);
                    let number = alignments.get(column) == Some(&Alignment::Right);
                    table.push_str(&cell(&html, in_head, column == 0, number));
                    column += 1;
                }
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        table.push_str(CLOSED);
        self.add(table);
    }

    /// A chart as a drawing with its numbers; a link to the picture where there is no drawing.
    fn figure(&mut self, events: &mut impl Iterator<Item = Event<'a>>) {
        let Some(Event::Start(Tag::Image { dest_url, .. })) = events.next() else {
            return;
        };
        let (_, alt) = Self::inside(events, |tag| *tag == TagEnd::Paragraph);
        let figure = match self.charts.get(dest_url.as_ref()) {
            Some(chart) => format!(
                "<figure>\n{}<figcaption>{}</figcaption>\n</figure>\n{}",
                drawing(&chart.svg, &alt),
                escape(&alt),
                numbers(
                    &chart.csv,
                    self.heads.last().map_or("", |head| head.text.as_str())
                )
            ),
            None => format!(
                "<figure><img src=\"{}\" alt=\"{}\"></figure>\n",
                escape(&dest_url),
                escape(&alt)
            ),
        };
        self.add(figure);
    }
}

fn is_image(event: Option<&Event>) -> bool {
    matches!(event, Some(Event::Start(Tag::Image { .. })))
}

fn cell(html: &str, in_head: bool, first: bool, number: bool) -> String {
    let class = if number { " class=\"number\"" } else { "" };
    match (in_head, first) {
        (true, _) => format!("<th scope=\"col\"{class}>{html}</th>"),
        (false, true) => format!("<th scope=\"row\">{html}</th>"),
        (false, false) => format!("<td{class}>{html}</td>"),
    }
}

/// The name that a heading has in links: small letters and digits, hyphens for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars()
        .filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'))
        .map(|letter| if letter == ' ' { '-' } else { letter })
        .collect()
}

/// The list of what the report holds.
fn contents(heads: &[Head]) -> String {
    let mut list = format!("<nav aria-label=\"{}\">\n<ol>\n", say("Contents"));
    for head in heads.iter().filter(|head| head.level == HeadingLevel::H2) {
        let _ = writeln!(
            list,
            "<li><a href=\"#{}\">{}</a></li>",
            head.anchor,
            escape(&head.text)
        );
    }
    list + "</ol>\n</nav>\n"
}

/// A chart without its own letters, which the page has once for all charts.
fn drawing(svg: &str, alt: &str) -> String {
    let (head, rest) = svg.split_once("<title>").unwrap_or(("", svg));
    let body = rest
        .split_once("</defs>\n")
        .map_or(rest, |(_, after)| after);
    let sized = head.split(" width=").next().unwrap_or(head);
    let view = head.split_once("viewBox=").map_or("", |(_, after)| after);
    let mut drawing = format!("{sized} aria-label=\"{}\" viewBox={view}", escape(alt));
    for line in body.lines() {
        drawing.push_str(&unlabelled(line));
        drawing.push('\n');
    }
    drawing
}

/// A group of letters without its words: the drawing as a whole says what it shows.
fn unlabelled(line: &str) -> Cow<'_, str> {
    let parts = line
        .split_once(" aria-label=\"")
        .filter(|_| line.starts_with("<g "));
    match parts.and_then(|(before, rest)| Some((before, rest.split_once('"')?.1))) {
        Some((before, after)) => Cow::Owned(format!("{before}{after}")),
        None => Cow::Borrowed(line),
    }
}

/// The beginning of a table that can be scrolled, with its name.
fn opened(name: &str) -> String {
    format!(
        "<section class=\"scroll\" tabindex=\"0\" aria-label=\"{}\">\n<table>\n",
        escape(name)
    )
}

const CLOSED: &str = "</tbody>\n</table>\n</section>\n";

/// The letters of all charts, once.
fn glyphs(charts: &BTreeMap<String, Chart>) -> String {
    let lines = charts.values().flat_map(|chart| chart.svg.lines());
    let letters = lines.filter(|line| line.starts_with("<path id=\"inter-"));
    let unique: BTreeSet<&str> = letters.collect();
    let mut drawing = String::from(
        "<svg class=\"letters\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>\n",
    );
    for letter in unique {
        drawing.push_str(letter);
        drawing.push('\n');
    }
    drawing + "</defs></svg>\n"
}

/// The numbers behind a chart, out of the way until somebody asks.
fn numbers(csv: &str, chart: &str) -> String {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let head = reader.headers().cloned().unwrap_or_default();
    let rows: Vec<csv::StringRecord> = reader.records().flatten().collect();
    let date = head.iter().position(|name| name == "date");
    let (shown, summary) = match date {
        Some(date) if rows.len() > ROWS => {
            let ends = |row: &&csv::StringRecord| is_month_end(&row[date]);
            (
                rows.iter().filter(ends).collect(),
                say("Numbers behind this chart: last day of each month"),
            )
        }
        _ => (
            rows.iter().collect::<Vec<_>>(),
            say("Numbers behind this chart"),
        ),
    };
    let mut table = format!(
        "<details>\n<summary>{summary}</summary>\n{}<thead><tr>",
        opened(&tell!("Numbers behind the chart: {chart}", chart))
    );
    for name in &head {
        let _ = write!(table, "<th scope=\"col\">{}</th>", escape(say(name)));
    }
    table.push_str("</tr></thead>\n<tbody>\n");
    for row in shown {
        table.push_str("<tr>");
        for value in row {
            let _ = write!(table, "<td>{}</td>", escape(say(&short(value))));
        }
        table.push_str("</tr>\n");
    }
    table + CLOSED + "</details>\n"
}

fn is_month_end(date: &str) -> bool {
    date.parse::<crate::time::Date>()
        .is_ok_and(|date| date == date.last_of_month())
}

/// A number with at most four digits behind the point.
fn short(value: &str) -> String {
    match value.parse::<f64>() {
        Ok(number) if value.contains('.') && number.is_finite() => {
            let fixed = format!("{number:.4}");
            fixed.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => value.to_owned(),
    }
}

/// The faces of the page, inside it.
fn fonts() -> String {
    let face = |(weight, bytes): (u16, &[u8])| {
        format!(
            "@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/ttf;base64,{}) format(\"truetype\")}}\n",
            STANDARD.encode(bytes)
        )
    };
    FILES.into_iter().map(face).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"11\" height=\"6\" viewBox=\"0 0 220 120\" stroke-linejoin=\"round\">\n\
        <title>T</title>\n<desc></desc>\n<defs>\n<path id=\"inter-r1\" d=\"M0 0Z\"/>\n</defs>\n<use href=\"#inter-r1\"/>\n</svg>\n";

    fn made(markdown: &str) -> String {
        let chart = || Chart {
            svg: SVG.to_owned(),
            csv: "panel,date,p50\na,2024-03-30,1.50000\na,2024-03-31,2\n".to_owned(),
        };
        let charts = ["charts/a.png", "charts/b.png"].map(|file| (file.to_owned(), chart()));
        page(markdown, &charts.into())
    }

    #[test]
    fn charts_are_drawings_that_share_their_letters() {
        let page = made("# Two\n\n![First & last.](charts/a.png)\n\n![Second.](charts/b.png)\n");
        assert_eq!(page.matches("id=\"inter-r1\"").count(), 1);
        assert_eq!(page.matches("href=\"#inter-r1\"").count(), 2);
        assert!(page.contains("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"First &amp; last.\" viewBox=\"0 0 220 120\""));
        assert!(page.contains("<td>2024-03-30</td><td>1.5</td>"));
        assert!(!page.contains("<p><figure"));
    }

    #[test]
    fn headings_have_names_and_tables_name_their_rows() {
        let page = made(
            "# All\n\n## What it is\n\nSee [it](#what-it-is).\n\n## What it is\n\n| a | b |\n| --- | ---: |\n| x & y | 2 |\n",
        );
        assert!(
            page.contains("<h2 id=\"what-it-is\">") && page.contains("<h2 id=\"what-it-is-1\">")
        );
        assert!(page.contains("<li><a href=\"#what-it-is\">What it is</a></li>"));
        assert!(
            page.contains("<tr><th scope=\"row\">x &amp; y</th><td class=\"number\">2</td></tr>")
        );
        assert!(page.contains("<title>All</title>"));
    }

    #[test]
    fn headings_begin_parts_and_pieces_that_are_closed() {
        let page = made("# All\n\n## A\n\n### a\n\nOne.\n\n### b\n\n---\n\nAll.\n\n## B\n\nTwo.\n");
        let main = page.split("<main").nth(1).unwrap();
        let kinds =
            ["part", "piece"].map(|kind| main.matches(&format!("<div class=\"{kind}\">")).count());
        assert_eq!(kinds, [2, 2]);
        assert_eq!(main.matches("</div>").count(), 4);
        assert!(main.contains("</div>\n<hr>\n<p>All.</p>\n</div>\n"));
        assert!(main.contains("<p>One.</p>\n</div>\n<div class=\"piece\">\n<h3 id=\"b\">"));
    }
}
