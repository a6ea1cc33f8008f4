//! What the page asks, and how much may be asked.

use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use super::Offer;
use crate::scenario::{Diagnostics, Overrides, Problem};
use crate::study::{Cast, Study, StudyError, Wishes};
use crate::time::Date;

/// Most bytes of a question.
pub const MOST_BODY: usize = 16 * 1024;

/// Most changes in one question.
pub const MOST_CHANGES: usize = 64;

/// Most futures of one answer; the command line has no such limit.
pub const MOST_FUTURES: u64 = 1000;

/// Most years that the page simulates.
pub const MOST_YEARS: i32 = 6;

/// A scenario, and what to change in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Number that comes back with every line of the answer, so that the page can drop answers to older questions.
    pub generation: u64,
    /// One of the scenarios offered.
    pub scenario: String,
    /// What to change.
    pub changes: Vec<Change>,
    /// Futures of the whole answer.
    pub futures: u64,
    /// Last day; the scenario's own if none is given.
    #[serde(default)]
    pub until: Option<Date>,
    /// How wide charts are, in CSS pixels; as in the report if none is given.
    #[serde(default)]
    pub width: Option<f64>,
}

/// A setting at another value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// `lever.setting`.
    pub setting: String,
    /// Value in the unit of its record.
    pub value: f64,
    /// From which day; from the start if none is given.
    #[serde(default)]
    pub from: Option<Date>,
}

impl Change {
    /// As the option `--set` has it.
    fn words(&self) -> String {
        let Self { setting, value, .. } = self;
        match self.from {
            Some(from) => format!("{setting}={value}@{from}"),
            None => format!("{setting}={value}"),
        }
    }
}

/// Why a question is not answered.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Refusal {
    /// The message of the command line.
    pub message: String,
    /// What is wrong with which change.
    pub problems: Vec<Wrong>,
}

/// What is wrong with a change.
#[derive(Clone, Debug, Serialize)]
pub struct Wrong {
    /// The setting as it was asked for.
    setting: String,
    /// What was found, and what would be accepted.
    message: String,
}

impl Refusal {
    /// A refusal of the whole question.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            problems: Vec::new(),
        }
    }
}

impl Question {
    /// What is to be simulated, by this seed.
    pub fn study(&self, offer: &Offer, seed: u64) -> Result<Study, Refusal> {
        self.refuse_too_much()?;
        offer.refuse_unknown(&self.scenario)?;
        let wishes = Wishes {
            seed,
            replicates: (0..self.futures).collect(),
            ..Wishes::default()
        };
        let cast = Cast::of_change(&self.scenario, &self.overrides());
        let study = cast.and_then(|cast| {
            refuse_too_long(&cast)?;
            Study::new(cast, &wishes)
        });
        study.map_err(|error| self.refusal(&error))
    }

    /// The command line that answers the question in full.
    pub fn command(&self, seed: u64) -> Vec<String> {
        let mut words = vec!["garita", "compare", self.scenario.as_str()];
        let overrides = self.overrides().words();
        // "--set NAME=VALUE" is two words of a command line.
        words.extend(overrides.iter().flat_map(|option| option.splitn(2, ' ')));
        let (futures, seed) = (self.futures.to_string(), seed.to_string());
        words.extend(["--replicates", &futures, "--seed", &seed]);
        words.into_iter().map(str::to_owned).collect()
    }

    fn overrides(&self) -> Overrides {
        Overrides {
            set: self.changes.iter().map(Change::words).collect(),
            until: self.until,
            ..Overrides::default()
        }
    }

    fn refuse_too_much(&self) -> Result<(), Refusal> {
        let Self {
            futures, changes, ..
        } = self;
        if !(1..=MOST_FUTURES).contains(futures) {
            return Err(Refusal::new(format!(
                "{futures} futures are asked for\n  help: the page simulates 1 to {MOST_FUTURES}; `garita compare --replicates N` has no such limit"
            )));
        }
        if changes.len() > MOST_CHANGES {
            return Err(Refusal::new(format!(
                "{} changes are more than the {MOST_CHANGES} that the page takes\n  help: write them into a scenario file and compare it with `garita compare`",
                changes.len()
            )));
        }
        Ok(())
    }

    /// The message of the command line, with the changes that it is about.
    fn refusal(&self, error: &StudyError) -> Refusal {
        let StudyError::Problems(all) = error else {
            return Refusal::new(error.to_string());
        };
        let problems = all.iter().flat_map(|one: &Diagnostics| &one.problems);
        let about = |problem: &Problem| {
            let (text, _) = problem.place()?;
            let change = self.changes.iter().find(|one| one.words() == text.text())?;
            Some(Wrong {
                setting: change.setting.clone(),
                message: [problem.message(), problem.advice()]
                    .join("\n")
                    .trim_end()
                    .to_owned(),
            })
        };
        Refusal {
            message: error.to_string(),
            problems: problems.filter_map(about).collect(),
        }
    }
}

/// Refuses a horizon that would keep the page waiting.
fn refuse_too_long(cast: &Cast) -> Result<(), StudyError> {
    let Some(first) = cast.scenarios.first() else {
        return Ok(());
    };
    let last = first.start.saturating_add(MOST_YEARS.years());
    if first.end < last {
        return Ok(());
    }
    Err(StudyError::Asked(format!(
        "{} to {} is more than the {MOST_YEARS} years that the page simulates\n  help: choose a last day before {last}; `garita compare --until` has no such limit",
        first.start, first.end
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::typed;

    #[test]
    fn the_command_says_all_of_the_question() {
        let text = r#"{"generation": 3, "scenario": "my file.toml", "futures": 40, "until": "2025-06-30",
            "changes": [{"setting": "port-appointments.slots-per-day", "value": 3000, "from": "2025-01-01"},
                        {"setting": "us-detection.staff", "value": 1.5}]}"#;
        let question: Question = serde_json::from_str(text).unwrap();
        assert_eq!(
            typed(&question.command(7)),
            "garita compare 'my file.toml' --set port-appointments.slots-per-day=3000@2025-01-01 --set us-detection.staff=1.5 --until 2025-06-30 --replicates 40 --seed 7"
        );
    }
}
