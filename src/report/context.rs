//! Everything the template prints, as plain words and tables.

use serde::Serialize;

use super::answer::{Paragraph, paragraphs};
use super::assumptions::{Assumption, Driver, assumptions, drivers};
use super::rows::{self, Table};
use super::series::place_label;
use super::{Picture, Story};
use crate::analysis::headline::cell_label;
use crate::analysis::words;
use crate::export::manifest::{COMMIT, VERSION};
use crate::metric::{self, CellKey};

/// Assumptions printed in the report; the rest is in the table beside it.
const SHOWN: usize = 40;

/// Data of the template `report.md.j2`.
#[derive(Serialize)]
pub struct Context {
    title: String,
    policy_date: String,
    from: String,
    to: String,
    replicates: usize,
    planned: usize,
    interrupted: bool,
    seed: u64,
    paragraphs: Vec<Paragraph>,
    scenarios: Vec<Scenario>,
    base: Option<String>,
    key_levels: Table,
    comparisons: Vec<Compared>,
    pictures: Vec<Shown>,
    groups: Table,
    places: Vec<Titled>,
    waits: Table,
    costs: Table,
    cost_lines: Table,
    assumptions: Vec<Assumption>,
    more_assumptions: usize,
    command: String,
    version: &'static str,
    commit: Option<&'static str>,
    result_hash: String,
}

#[derive(Serialize)]
struct Scenario {
    name: String,
    title: String,
    summary: String,
    reference: bool,
    differences: Vec<String>,
}

/// One comparison with its tables.
#[derive(Serialize)]
struct Compared {
    title: String,
    differences: Table,
    pairing: Table,
    drivers: Vec<Driver>,
}

/// A table under a title.
#[derive(Serialize)]
struct Titled {
    title: String,
    table: Table,
}

#[derive(Serialize)]
struct Shown {
    file: String,
    title: String,
    alt: String,
}

impl Context {
    pub fn of(story: &Story) -> Self {
        let design = &story.results.design;
        let main: Vec<usize> = design.main_pairs().collect();
        let all_assumptions = assumptions(story);
        Self {
            title: title(story),
            policy_date: story
                .portraits
                .first()
                .map_or_else(String::new, |first| words::date(first.policy_date)),
            from: words::date(design.start),
            to: words::date(design.end()),
            replicates: story.results.replicates.len(),
            planned: design.replicates.len(),
            interrupted: story.results.interrupted(),
            seed: design.seed,
            paragraphs: paragraphs(story),
            scenarios: scenarios(story),
            base: main
                .first()
                .map(|&pair| design.arms[design.pairs[pair].base].title.clone()),
            key_levels: rows::key_levels(story),
            comparisons: main.iter().map(|&pair| compared(story, pair)).collect(),
            pictures: story.pictures.iter().map(shown).collect(),
            groups: groups(story),
            places: places(story),
            waits: rows::waits(story),
            costs: costs(story, false),
            cost_lines: costs(story, true),
            more_assumptions: all_assumptions.len().saturating_sub(SHOWN),
            assumptions: all_assumptions.into_iter().take(SHOWN).collect(),
            command: story.command.join(" "),
            version: VERSION,
            commit: COMMIT,
            result_hash: story.result_hash.to_owned(),
        }
    }
}

/// "A and B" without the reference.
fn title(story: &Story) -> String {
    let arms = story
        .results
        .design
        .arms
        .iter()
        .filter(|arm| !arm.reference);
    let titles: Vec<&str> = arms.map(|arm| arm.title.as_str()).collect();
    words::list(&titles)
}

fn scenarios(story: &Story) -> Vec<Scenario> {
    let arms = story.results.design.arms.iter().zip(story.portraits);
    arms.map(|(arm, portrait)| Scenario {
        name: arm.name.clone(),
        title: arm.title.clone(),
        summary: portrait.summary.clone(),
        reference: arm.reference,
        differences: portrait.differences.clone(),
    })
    .collect()
}

fn compared(story: &Story, pair: usize) -> Compared {
    let design = &story.results.design;
    let arm = |arm: usize| design.arms[arm].title.as_str();
    Compared {
        title: format!(
            "{} compared with {}",
            arm(design.pairs[pair].scenario),
            arm(design.pairs[pair].base)
        ),
        differences: rows::key_differences(story, pair),
        pairing: rows::pairing(story, pair),
        drivers: drivers(story, pair),
    }
}

fn shown(picture: &Picture) -> Shown {
    Shown {
        file: picture.file.clone(),
        title: picture.title.clone(),
        alt: picture.alt.clone(),
    }
}

fn is_named(key: &CellKey, metrics: &[&str]) -> bool {
    metrics.contains(&metric::ALL[key.metric].name)
}

/// Queue lengths by group over the whole system.
fn groups(story: &Story) -> Table {
    let wanted = |key: &CellKey| {
        let whole = (key.place.as_str(), key.origin.as_str()) == ("all", "all");
        whole && key.statistic != "peak" && is_named(key, &["people-waiting"])
    };
    rows::cells(story, "Group", wanted, |key| {
        cell_label(
            &metric::ALL[key.metric],
            key.statistic,
            Some(metric::group_label(&key.group)),
        )
    })
}

/// What is tabulated city by city, with its title.
const CITY_MEASURES: [(&str, &str); 4] = [
    ("people-waiting", "People waiting on an average day"),
    ("unsheltered-nights", "Unsheltered nights"),
    ("nights-over-capacity", "Nights over capacity"),
    ("shelter-strain", "Shelter strain"),
];

/// Shelter and queue figures by city, for the cities wanted.
fn places(story: &Story) -> Vec<Titled> {
    let table = |(measure, title): (&str, &str)| {
        let wanted = |key: &CellKey| {
            is_named(key, &[measure]) && key.group == "all" && story.places.contains(&key.place)
        };
        let table = rows::cells(story, "City", wanted, |key| place_label(story, &key.place));
        Titled {
            title: title.to_owned(),
            table,
        }
    };
    CITY_MEASURES
        .into_iter()
        .map(table)
        .filter(|titled| !titled.table.rows.is_empty())
        .collect()
}

/// Outlay by payer, or by line (`payer: line`).
fn costs(story: &Story, lines: bool) -> Table {
    let wanted = |key: &CellKey| {
        is_named(key, &["outlay", "private-outlay"])
            && key.group != "all"
            && key.group.contains(": ") == lines
    };
    rows::cells(story, if lines { "Line" } else { "Payer" }, wanted, |key| {
        key.group.clone()
    })
}
