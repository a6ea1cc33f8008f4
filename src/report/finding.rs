//! The report of one analysis: the answer in sentences, then what it rests on.
//!
//! Unlike a comparison, which always tells the same things in the same order, each analysis has parts of its own; what all
//! have in common is written here: title, answer, parts with tables and charts, limits, how to make it again.

use std::fmt::Write as _;

use super::{Picture, Table};

/// What an analysis says.
#[derive(Debug, Default)]
pub struct Finding {
    /// What was asked, as a title.
    pub title: String,
    /// What was run: scenario, period, futures.
    pub lead: String,
    /// The answer; every sentence with its interval.
    pub answers: Vec<String>,
    /// What the answer rests on.
    pub parts: Vec<Part>,
    /// What the answer does not say.
    pub limits: Vec<String>,
}

/// One part of the report.
#[derive(Debug, Default)]
pub struct Part {
    /// Heading.
    pub heading: String,
    /// Paragraphs, or items of a list if they begin with a dash.
    pub text: Vec<String>,
    /// Names of the charts shown here, without ending.
    pub charts: Vec<String>,
    /// A table under it.
    pub table: Option<Table>,
}

/// What made an analysis, for its last part.
#[derive(Clone, Copy, Debug)]
pub struct Maker<'a> {
    /// The command line, first the program's name.
    pub command: &'a [String],
    /// Version and commit.
    pub version: &'a str,
    /// Seed of all chance.
    pub seed: u64,
    /// Futures of each scenario.
    pub futures: usize,
    /// Hash over the tables.
    pub result_hash: &'a str,
}

/// The report in Markdown; `pictures` are the charts in the folder.
#[must_use]
pub fn markdown(finding: &Finding, pictures: &[Picture], maker: &Maker) -> String {
    let mut text = format!(
        "# {}\n\n{}\n\n## The answer\n\n",
        finding.title, finding.lead
    );
    for sentence in &finding.answers {
        let _ = writeln!(text, "- {sentence}");
    }
    for part in &finding.parts {
        let _ = write!(text, "\n## {}\n\n", part.heading);
        paragraphs(&mut text, &part.text);
        for picture in pictures.iter().filter(|picture| shows(part, picture)) {
            let _ = write!(text, "![{}]({})\n\n", picture.alt, picture.file);
        }
        if let Some(table) = &part.table {
            rows(&mut text, table);
        }
    }
    text.push_str("\n## Limits\n\n");
    for limit in finding.limits.iter().map(String::as_str).chain(LIMITS) {
        let _ = writeln!(text, "- {limit}");
    }
    let _ = write!(
        text,
        "\n## How to make this again\n\n```sh\n{}\n```\n\nGarita {}, seed {}, {} futures of every scenario; SHA-256 over the tables: `{}`.\n",
        crate::text::typed(maker.command),
        maker.version,
        maker.seed,
        maker.futures,
        maker.result_hash,
    );
    text
}

/// What no analysis says.
const LIMITS: [&str; 2] = [
    "These are answers of a model under the assumptions of its scenario, not forecasts; `garita describe` tells the scenario, `garita list parameters` every assumption with source and evidence grade.",
    "Intervals say how well this many simulated futures pin an answer down; ranges of futures say how far futures differ. Neither holds what the model leaves out.",
];

fn shows(part: &Part, picture: &Picture) -> bool {
    let is_it = |stem: &String| picture.file == format!("charts/{stem}.png");
    part.charts.iter().any(is_it)
}

/// Paragraphs apart; items of a list together.
fn paragraphs(text: &mut String, lines: &[String]) {
    for (index, line) in lines.iter().enumerate() {
        text.push_str(line);
        let is_item = |line: &String| line.starts_with("- ");
        let together = is_item(line) && lines.get(index + 1).is_some_and(is_item);
        text.push_str(if together { "\n" } else { "\n\n" });
    }
}

fn rows(text: &mut String, table: &Table) {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    text.push_str(&line(&table.head));
    let rule = |(column, _): (usize, &String)| if column == 0 { "---" } else { "---:" }.to_owned();
    text.push_str(&line(
        &table.head.iter().enumerate().map(rule).collect::<Vec<_>>(),
    ));
    for row in &table.rows {
        text.push_str(&line(row));
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_shows_its_own_charts_and_table() {
        let finding = Finding {
            title: "How many beds".to_owned(),
            lead: "Asked.".to_owned(),
            answers: vec!["12 (10 to 14).".to_owned()],
            parts: vec![Part {
                heading: "The curve".to_owned(),
                text: vec!["- one".to_owned(), "- two".to_owned(), "After.".to_owned()],
                charts: vec!["curve".to_owned()],
                table: Some(Table {
                    head: vec!["a".to_owned(), "b".to_owned()],
                    rows: vec![vec!["x|y".to_owned(), "1".to_owned()]],
                }),
            }],
            limits: vec!["One limit.".to_owned()],
        };
        let picture = |stem: &str| Picture {
            file: format!("charts/{stem}.png"),
            title: stem.to_owned(),
            alt: format!("alt of {stem}"),
        };
        let maker = Maker {
            command: &["garita".to_owned(), "goal".to_owned()],
            version: "0",
            seed: 1,
            futures: 2,
            result_hash: "abc",
        };
        let text = markdown(&finding, &[picture("curve"), picture("other")], &maker);
        assert!(text.contains("- one\n- two\n\nAfter.\n\n![alt of curve](charts/curve.png)\n"));
        assert!(!text.contains("other.png"));
        assert!(text.contains("| x\\|y | 1 |"));
        assert!(text.contains("- One limit.\n") && text.contains("garita goal"));
    }
}
