//! Everything the template prints, as plain words and tables.

use serde::Serialize;

use super::answer::{Paragraph, paragraphs, period};
use super::assumptions::{Assumption, Driver, assumptions, drivers};
use super::glance::{self, Glance};
use super::glossary::{self, Entry};
use super::rows::{self, Table};
use super::series::place_label;
use super::validation::{self, Section};
use super::{Picture, Story, cities, failures, goals, limits, per_night, planned};
use crate::analysis::headline::cell_label;
use crate::analysis::words;
use crate::export::manifest::{COMMIT, VERSION};
use crate::metric::{self, CellKey};
use crate::text::{key, lang, say, say_wrapped};

/// Assumptions printed in the report, if no more of them move an answer; the rest is in the table beside it.
const SHOWN: usize = 15;

/// Data of the template `report.md.j2`.
#[derive(Serialize)]
pub struct Context {
    lang: &'static str,
    title: String,
    policy_date: String,
    from: String,
    to: String,
    replicates: usize,
    planned: usize,
    interrupted: bool,
    seed: u64,
    period: String,
    glances: Vec<Glance>,
    caution: Option<String>,
    paragraphs: Vec<Paragraph>,
    against_status_quo: Table,
    worse: Vec<Worse>,
    scenarios: Vec<Scenario>,
    base: Option<String>,
    key_levels: Table,
    comparisons: Vec<Compared>,
    pictures: Vec<Shown>,
    groups: Table,
    beds: Table,
    places: Vec<Titled>,
    waits: Table,
    costs: Table,
    cost_lines: Table,
    per_night: Table,
    planned_outlay: Table,
    beyond: String,
    goals: Option<Titled>,
    assumptions: Vec<Assumption>,
    more_assumptions: usize,
    words: Vec<Entry>,
    validation: Section,
    evidence: String,
    signs: Vec<String>,
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
    undriven: String,
}

/// Where a scenario does worse than another.
#[derive(Serialize)]
struct Worse {
    title: String,
    lines: Vec<String>,
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
        let (assumptions, more_assumptions) = shown_assumptions(story);
        Self {
            lang: lang().code(),
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
            period: period(story),
            glances: glance::glances(story),
            caution: glance::caution(story),
            paragraphs: paragraphs(story),
            against_status_quo: rows::against_status_quo(story),
            worse: worse(story),
            scenarios: scenarios(story),
            base: main
                .first()
                .map(|&pair| story.title(design.pairs[pair].base).to_owned()),
            key_levels: rows::key_levels(story),
            comparisons: main.iter().map(|&pair| compared(story, pair)).collect(),
            pictures: story.pictures.iter().map(shown).collect(),
            groups: groups(story),
            beds: cities::last_day(story),
            places: places(story),
            waits: rows::waits(story),
            costs: costs(story, false),
            cost_lines: costs(story, true),
            per_night: per_night::table(story),
            planned_outlay: planned::table(story),
            beyond: beyond(story),
            goals: story.goals.map(|goals| Titled {
                title: goals.title.clone(),
                table: goals::table(goals, story.results),
            }),
            more_assumptions,
            assumptions,
            words: glossary::entries(story),
            validation: validation::section(story),
            evidence: limits::evidence(story),
            signs: limits::signs(story),
            command: crate::text::typed(story.command),
            version: VERSION,
            commit: COMMIT,
            result_hash: story.result_hash.to_owned(),
        }
    }
}

/// Every assumption that moves an answer and the weakest others, in their order; how many are left out.
fn shown_assumptions(story: &Story) -> (Vec<Assumption>, usize) {
    let all = assumptions(story);
    let count = all.len();
    let moving = all
        .iter()
        .filter(|assumption| assumption.stands_out())
        .count();
    let mut room = SHOWN.saturating_sub(moving);
    let fits = |assumption: &Assumption| {
        let fits = assumption.stands_out() || room > 0;
        room -= usize::from(fits && !assumption.stands_out());
        fits
    };
    let shown: Vec<Assumption> = all.into_iter().filter(fits).collect();
    let more = count - shown.len();
    (shown, more)
}

/// "A and B" without the reference.
fn title(story: &Story) -> String {
    let arms = story.results.design.arms.iter().zip(story.titles());
    let titles: Vec<&str> = arms
        .filter(|(arm, _)| !arm.reference)
        .map(|(_, title)| title)
        .collect();
    words::list(&titles)
}

fn scenarios(story: &Story) -> Vec<Scenario> {
    let arms = story.results.design.arms.iter().zip(story.portraits);
    arms.map(|(arm, portrait)| Scenario {
        name: arm.name.clone(),
        title: portrait.title.clone(),
        summary: summary(portrait.summary.trim()),
        reference: arm.reference,
        differences: portrait.differences.clone(),
    })
    .collect()
}

/// The summary of a scenario, and those of the policies laid over it.
fn summary(text: &str) -> String {
    let mut parts = text.split("\nWith `");
    let own = say_wrapped(parts.next().unwrap_or_default()).into_owned();
    parts.fold(own, |text, part| {
        let (layer, summary) = part.split_once("`: ").unwrap_or((part, ""));
        let with = tell!(
            "With `{layer}`: {summary}",
            layer,
            summary = say_wrapped(summary)
        );
        format!("{text}\n{with}")
    })
}

/// "Legal pathways compared with Enforcement only".
fn title_of_pair(story: &Story, pair: usize) -> String {
    let pair = story.results.design.pairs[pair];
    let [base, scenario] = [pair.base, pair.scenario].map(|arm| story.title(arm));
    tell!("{scenario} compared with {base}", scenario, base)
}

/// Comparisons asked for, then those with the reference: so every policy is held against something that it did not choose.
fn worse(story: &Story) -> Vec<Worse> {
    let design = &story.results.design;
    let asked: Vec<usize> = design.main_pairs().collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let others = (0..design.pairs.len()).filter(|pair| !asked.contains(pair));
    let others = others.filter(|&pair| design.arms[design.pairs[pair].base].reference);
    let one = |pair: usize| Worse {
        title: title_of_pair(story, pair),
        lines: failures::conditions(story, pair),
    };
    asked.iter().copied().chain(others).map(one).collect()
}

fn compared(story: &Story, pair: usize) -> Compared {
    let (driven, others): (Vec<Driver>, Vec<Driver>) = drivers(story, pair)
        .into_iter()
        .partition(|driver| !driver.inputs.is_empty());
    let undriven: Vec<String> = others
        .iter()
        .map(|driver| words::lower_first(&driver.figure))
        .collect();
    Compared {
        title: title_of_pair(story, pair),
        differences: rows::key_differences(story, pair),
        pairing: rows::pairing(story, pair),
        drivers: driven,
        undriven: undriven.join("; "),
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
    rows::cells(story, say("Group"), wanted, |key| {
        cell_label(
            &metric::ALL[key.metric],
            key.statistic,
            Some(metric::group_label(&key.group)),
        )
    })
}

/// What is tabulated city by city over the whole period, with its title; strain is a chart.
const CITY_MEASURES: [(&str, &str); 3] = [
    ("people-waiting", key("People waiting on an average day")),
    (
        "unsheltered-nights",
        key("Unsheltered nights, whole period"),
    ),
    (
        "nights-over-capacity",
        key("Nights over capacity, whole period"),
    ),
];

/// Shelter and queue figures by city, for the cities wanted.
fn places(story: &Story) -> Vec<Titled> {
    let table = |(measure, title): (&str, &str)| {
        let wanted = |key: &CellKey| {
            is_named(key, &[measure]) && key.group == "all" && story.places.contains(&key.place)
        };
        let table = rows::cells(story, say("City"), wanted, |key| {
            place_label(story, &key.place)
        });
        Titled {
            title: say(title).to_owned(),
            table,
        }
    };
    CITY_MEASURES
        .into_iter()
        .map(table)
        .filter(|titled| !titled.table.rows.is_empty())
        .collect()
}

/// Title of the scenario beyond which outlay is planned.
fn beyond(story: &Story) -> String {
    let plan = story.portraits.iter().find_map(|one| one.planned.as_ref());
    let arms = &story.results.design.arms;
    let arm = plan.and_then(|plan| arms.iter().position(|arm| arm.name == plan.beyond));
    arm.map_or_else(String::new, |arm| story.title(arm).to_owned())
}

/// Outlay by payer with its differences, or by line (`payer: line`) without lines that are zero everywhere.
fn costs(story: &Story, lines: bool) -> Table {
    let wanted = |key: &CellKey| {
        is_named(key, &["outlay", "private-outlay"])
            && key.group != "all"
            && key.group.contains(": ") == lines
    };
    let name = |key: &CellKey| words::capital_first(&rows::payer(&key.group));
    if !lines {
        return rows::cells_compared(story, say("Payer"), wanted, name);
    }
    let mut table = rows::cells(story, say("Line"), wanted, name);
    let zero = words::three_digits(0.0, 1);
    table
        .rows
        .retain(|row| row[2..].iter().any(|value| *value != zero));
    table
}
