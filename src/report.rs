//! Layer 6: the report, one template whichever policy comes out ahead.
//!
//! [`Story`] holds everything the report may speak about; [`answer`] says it in sentences; the other parts
//! turn it into rows; the template `report.md.j2` puts them in order.

pub mod answer;
pub mod assumptions;
pub mod backtest;
pub mod calibration;
mod cities;
mod context;
pub mod doses;
pub mod failures;
pub mod figures;
pub mod finding;
pub mod glance;
mod glossary;
pub mod goals;
pub mod html;
pub mod levers;
mod limits;
mod outcomes;
pub mod pages;
mod per_night;
pub mod planned;
mod rows;
mod series;
mod shelter;
pub mod validation;

pub use rows::Table;

use std::fmt::Display;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{Environment, UndefinedBehavior};

use crate::analysis::{Answers, Inputs};
use crate::checks::Goals;
use crate::experiment::Results;
use crate::parameter::Parameter;
use crate::scenario::{Planned, Source};
use crate::text;
use crate::time::Date;
use crate::world::World;

/// What a scenario says about itself; in the order of the design's arms.
#[derive(Clone, Debug)]
pub struct Portrait {
    /// Its title in the language spoken.
    pub title: String,
    /// The scenario's own paragraph.
    pub summary: String,
    /// Date whose policy the scenario starts from.
    pub policy_date: Date,
    /// What differs from the scenario it extends, one plain sentence each.
    pub differences: Vec<String>,
    /// First day on which its levers or outside conditions differ from the base's.
    pub differs_from: Option<Date>,
    /// Levers it moves whose direction of effect is put in.
    pub assumed: Vec<String>,
    /// Levers it moves whose direction of effect follows from capacities and counted flows.
    pub emerging: Vec<String>,
    /// What its levers would cost beyond the status quo (or the base) if used as planned.
    pub planned: Option<Planned>,
    /// What its numbers stand on.
    pub footing: validation::Footing,
}

/// One chart of the result folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Path inside the result folder.
    pub file: String,
    /// Title of the chart.
    pub title: String,
    /// What the chart shows, for people who cannot see it.
    pub alt: String,
}

/// Everything the report may speak about.
pub struct Story<'a> {
    /// Results of the experiment.
    pub results: &'a Results,
    /// Their summaries and comparisons.
    pub answers: &'a Answers,
    /// Inputs that vary.
    pub inputs: &'a Inputs<'a>,
    /// What each scenario says about itself.
    pub portraits: &'a [Portrait],
    /// Origins and places.
    pub world: &'a World,
    /// Names of the places drawn and tabulated one by one.
    pub places: &'a [String],
    /// Uncertain inputs with their evidence.
    pub parameters: &'a [Parameter],
    /// Publications that the evidence cites.
    pub sources: &'a [Source],
    /// Charts in the folder, in the order of the report.
    pub pictures: &'a [Picture],
    /// The command line.
    pub command: &'a [String],
    /// Hash over the tables.
    pub result_hash: &'a str,
    /// Goals that the user set.
    pub goals: Option<&'a Goals>,
}

impl Story<'_> {
    /// Title of a scenario in the language spoken.
    #[must_use]
    pub fn title(&self, arm: usize) -> &str {
        &self.portraits[arm].title
    }

    /// Titles of all scenarios, in their order.
    #[must_use]
    pub fn titles(&self) -> Vec<&str> {
        let portraits = self.portraits.iter();
        portraits.map(|portrait| portrait.title.as_str()).collect()
    }

    /// Position of the scenario that the others are compared with, if any.
    #[must_use]
    pub fn base(&self) -> Option<usize> {
        self.results.design.pairs.first().map(|pair| pair.base)
    }
}

/// The template of the report, for those who want to change it.
pub const TEMPLATE: &str = include_str!("report/report.md.j2");

/// Name, in a result folder, of everything that the template prints.
pub const FACTS: &str = "report.json";

/// Everything that the template prints, as `report.json` keeps it.
///
/// # Errors
/// Never in practice: every fact is a plain word, number or table.
pub fn facts(story: &Story) -> Result<serde_json::Value, serde_json::Error> {
    serde_json::to_value(context::Context::of(story))
}

/// The report in Markdown, from its facts and the built-in template.
///
/// # Errors
/// If the template does not fit the facts: a mistake in the program.
pub fn markdown(facts: &serde_json::Value) -> Result<String, minijinja::Error> {
    render(facts, "report.md.j2", TEMPLATE)
}

/// A report in Markdown, from its facts and a template of the user's own, called `name` in messages.
///
/// # Errors
/// Where the template is wrong, with its line: what it says, or a fact that it asks for and that does not exist.
pub fn render(
    facts: &serde_json::Value,
    name: &str,
    template: &str,
) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.add_filter("cell", |text: String| {
        text.replace('|', "\\|").replace('\n', " ")
    });
    environment.add_function("say", said);
    environment.add_template(name, template)?;
    environment.get_template(name)?.render(Serde(facts))
}

/// A text of the template in the language spoken, with its named values.
#[expect(
    clippy::needless_pass_by_value,
    reason = "so calls the template its functions"
)]
fn said(english: &str, values: Kwargs) -> Result<String, minijinja::Error> {
    let values: Vec<(&str, Value)> = values
        .args()
        .map(|name| Ok((name, values.get(name)?)))
        .collect::<Result<_, minijinja::Error>>()?;
    let named: Vec<(&str, &dyn Display)> = values
        .iter()
        .map(|(name, value)| (*name, value as &dyn Display))
        .collect();
    Ok(text::fill(english, &named))
}

/// "Legal pathways minus Enforcement only".
fn words_of_pair(story: &Story, pair: usize) -> String {
    let design = &story.results.design;
    let pair = design.pairs[pair];
    let [base, scenario] = [pair.base, pair.scenario].map(|arm| story.title(arm));
    tell!("{scenario} minus {base}", scenario, base)
}

/// A parameter by the name of a drawn input, `parameter` or `parameter/cell`.
fn parameter_of<'a>(parameters: &'a [Parameter], input: &str) -> Option<&'a Parameter> {
    let name = input.split('/').next().unwrap_or(input);
    parameters.iter().find(|parameter| parameter.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::fake;

    #[test]
    fn the_template_fits_the_data() {
        let results = fake::results(0..20);
        let answers = Answers::of(&results);
        let inputs = Inputs::of(&results);
        let portrait = Portrait {
            title: String::new(),
            summary: "A scenario.".to_owned(),
            policy_date: jiff::civil::date(2024, 3, 1),
            differences: vec!["One lever | moves.".to_owned()],
            differs_from: Some(jiff::civil::date(2024, 3, 11)),
            assumed: vec!["First lever".to_owned()],
            emerging: vec!["Second lever".to_owned()],
            planned: None,
            footing: validation::Footing::default(),
        };
        let titled = |arm: &crate::experiment::Arm| Portrait {
            title: arm.title.clone(),
            ..portrait.clone()
        };
        let portraits: Vec<Portrait> = results.design.arms.iter().map(titled).collect();
        let picture = Picture {
            file: "charts/queues.png".into(),
            title: "Queues".into(),
            alt: "Lines rise.".into(),
        };
        let story = Story {
            results: &results,
            answers: &answers,
            inputs: &inputs,
            portraits: &portraits,
            world: &World::default(),
            places: &["tijuana".to_owned()],
            parameters: &[],
            sources: &[],
            pictures: &[picture],
            command: &[
                "garita".to_owned(),
                "compare".to_owned(),
                "first".to_owned(),
                "second".to_owned(),
            ],
            result_hash: "abc",
            goals: None,
        };
        let text = markdown(&facts(&story).unwrap()).unwrap();
        assert!(text.starts_with("# First and Second\n"), "{text}");
        for heading in [
            "## At a glance",
            "## Each key figure in a sentence",
            "## Words used here",
            "## Key figures",
            "## Charts",
            "## How it does against published counts",
            "## Limits",
            "## How to make this again",
        ] {
            assert!(text.contains(heading), "{heading}");
        }
        assert!(text.contains("![Lines rise.](charts/queues.png)"));
    }
}
