//! `warn`: how likely it is, by date, that shelters pass capacity or a list passes a length.

mod pictures;

use std::io;

use serde::{Deserialize, Serialize};

use super::{Analysis, Found, percent};
use crate::analysis::warning::{When, chance_by, chance_difference, when};
use crate::analysis::words;
use crate::experiment::{Results, Take, Watched};
use crate::export::tables::field;
use crate::metric::{self, SeriesKey};
use crate::report::Table;
use crate::report::finding::{Finding, Part};
use crate::scenario::{Scenario, suggestion};
use crate::study::{StudyError, known_places};
use crate::time::{Date, days_between, plus_days};
use crate::world::World;

/// Dates at which chances are told.
const DATES: i32 = 6;

/// Something to be warned of: a daily number above a level, for some days in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// In words: "shelters in Tijuana are over capacity".
    pub label: String,
    /// As typed: `unsheltered@tijuana>0`.
    pub name: String,
    watched: Watched,
}

impl Event {
    /// Reads `METRIC>LEVEL` or `METRIC@PLACE/GROUP>LEVEL`, over a run of so many days.
    ///
    /// # Errors
    /// What is wrong, with what would be accepted.
    pub fn read(text: &str, hold: usize, world: &World, days: usize) -> Result<Self, String> {
        let wrong = |what: &str| {
            format!(
                "`{text}`: {what}\n  help: for example unsheltered@tijuana>500 or people-waiting@appointment>200000"
            )
        };
        let (what, level) = text
            .split_once('>')
            .ok_or_else(|| wrong("there is no > before the level"))?;
        let level = level
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|level| level.abs() < 1e15);
        let level = level.ok_or_else(|| wrong("the level is not a number"))?;
        let series = series_named(what, world)?;
        Ok(Self {
            label: label(&metric::series(world)[series], level, world),
            name: text.to_owned(),
            watched: Watched {
                series,
                first: 0,
                last: days.saturating_sub(1),
                take: Take::Above {
                    limit: level as i64,
                    days: hold,
                },
            },
        })
    }

    /// Shelters of every place over capacity.
    ///
    /// # Errors
    /// Never in practice: places have shelters.
    pub fn of_places(
        places: &[String],
        hold: usize,
        world: &World,
        days: usize,
    ) -> Result<Vec<Self>, String> {
        let names = world.places.iter().map(|place| place.name.clone());
        let wanted = names.filter(|name| places.is_empty() || places.contains(name));
        wanted
            .map(|name| Self::read(&format!("unsheltered@{name}>0"), hold, world, days))
            .collect()
    }
}

/// The daily series called `METRIC` or `METRIC@PLACE/GROUP`.
fn series_named(what: &str, world: &World) -> Result<usize, String> {
    let (name, split) = what.split_once('@').unwrap_or((what, ""));
    let mut wanted: Vec<&str> = split.split('/').filter(|part| !part.is_empty()).collect();
    wanted.sort_unstable();
    let all = metric::series(world);
    let parts = |key: &SeriesKey| {
        let own = [key.place.clone(), key.group.clone()];
        let mut own: Vec<String> = own.into_iter().filter(|part| part != "all").collect();
        own.sort_unstable();
        own
    };
    let fits = |key: &SeriesKey| metric::ALL[key.metric].name == name && parts(key) == wanted;
    all.iter().position(fits).ok_or_else(|| {
        let name = |key: &SeriesKey| {
            let name = metric::ALL[key.metric].name;
            let split = parts(key).join("/");
            if split.is_empty() {
                name.to_owned()
            } else {
                format!("{name}@{split}")
            }
        };
        let names: Vec<String> = all.iter().map(name).collect();
        let near = suggestion(what, names.iter().map(String::as_str));
        format!("`{what}` has no daily values\n  help: {near}")
    })
}

/// What an event is, in words.
fn label(key: &SeriesKey, level: f64, world: &World) -> String {
    let metric = &metric::ALL[key.metric];
    let place = world.place(&key.place);
    let place = place.map(|place| format!(" in {}", world.places[place].label));
    if metric.name == "unsheltered" && level == 0.0 {
        let place = place.as_deref().unwrap_or(" anywhere");
        return format!("shelters{place} over capacity");
    }
    let group = if key.group == "all" {
        String::new()
    } else {
        format!(" {}", metric::group_label(&key.group))
    };
    let label = words::lower_first(metric.label);
    // "People waiting", of whom the group says what they await.
    let label = match label.strip_suffix(" waiting") {
        Some(people) if group.starts_with(" await") => people,
        _ => &label,
    };
    format!(
        "more than {} {label}{group}{}",
        words::number(level, 0),
        place.unwrap_or_default()
    )
}

/// What is asked of a warning, as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Events; without them, shelters over capacity.
    pub when: Vec<String>,
    /// Days in a row that make an event.
    pub hold: usize,
    /// Places whose shelters are looked at; all if none is named.
    pub places: Vec<String>,
}

/// Scenarios and events.
pub struct Warn {
    /// Scenarios; the others are held against the first.
    pub scenarios: Vec<Scenario>,
    /// What is to be warned of.
    pub events: Vec<Event>,
    /// Days in a row that make an event.
    pub hold: usize,
}

impl Analysis for Warn {
    fn watched(&self) -> Vec<Watched> {
        self.events.iter().map(|event| event.watched).collect()
    }

    fn found(&self, results: &Results) -> io::Result<Found> {
        let design = &results.design;
        let dates = self.dates();
        let (mut answers, mut parts) = (Vec::new(), Vec::new());
        for (at, event) in self.events.iter().enumerate() {
            for (arm, scenario) in self.scenarios.iter().enumerate() {
                answers.push(self.sentence(results, (arm, at), scenario, event));
            }
            parts.push(self.part(results, at, event, &dates));
        }
        parts.insert(
            0,
            Part {
                heading: "In pictures".to_owned(),
                charts: vec![pictures::STEM.to_owned()],
                ..Part::default()
            },
        );
        let hold = if self.hold > 1 {
            format!(", for {} days in a row", self.hold)
        } else {
            String::new()
        };
        Ok(Found {
            finding: Finding {
                title: "Early warning: what may be passed, and by when".to_owned(),
                lead: format!(
                    "{}, {} to {}, {} simulated futures. An event begins on the first day on which a number is above its level{hold}.",
                    words::list(
                        &self
                            .scenarios
                            .iter()
                            .map(|one| one.title.as_str())
                            .collect::<Vec<_>>()
                    ),
                    words::date(design.start),
                    words::date(design.end()),
                    results.replicates.len(),
                ),
                answers,
                parts,
                limits: vec![
                    "An event that has not begun by the last day of the run may begin later."
                        .to_owned(),
                ],
            },
            drawings: vec![self.drawing(results)],
            tables: vec![
                ("chances.csv", self.chances(results)?),
                ("passages.csv", self.table(results)?),
            ],
        })
    }
}

impl Warn {
    /// Scenarios of which the others are held against the first.
    ///
    /// # Errors
    /// If an event or a place does not exist.
    pub fn of(scenarios: Vec<Scenario>, question: &Question) -> Result<Self, StudyError> {
        let (world, days) = (&scenarios[0].world, scenarios[0].days());
        let Question { when, hold, places } = question;
        let names: Vec<&str> = world.places.iter().map(|one| one.name.as_str()).collect();
        let places = known_places(&names, places)?;
        let events = if when.is_empty() {
            Event::of_places(&places, *hold, world, days)
        } else {
            when.iter()
                .map(|text| Event::read(text, *hold, world, days))
                .collect()
        };
        Ok(Self {
            events: events.map_err(StudyError::Asked)?,
            hold: *hold,
            scenarios,
        })
    }

    /// First day of an event in every future of an arm, counted from the first of the run.
    fn passages(results: &Results, arm: usize, event: usize) -> Vec<Option<i32>> {
        let column = results.watched(arm, event);
        column
            .into_iter()
            .map(|day| (!day.is_nan()).then_some(day as i32))
            .collect()
    }

    /// Dates over the run, its first and last day among them.
    fn dates(&self) -> Vec<Date> {
        let (start, end) = (self.scenarios[0].start, self.scenarios[0].end);
        let days = days_between(start, end);
        (0..=DATES)
            .map(|step| plus_days(start, days * step / DATES))
            .collect()
    }

    fn day(&self, date: Date) -> i32 {
        days_between(self.scenarios[0].start, date)
    }

    fn date(&self, day: i32) -> String {
        words::date(plus_days(self.scenarios[0].start, day))
    }

    /// "12 March 2024 (1 March to 30 April 2024)".
    fn told(&self, when: &When) -> String {
        let or_later =
            |day: Option<i32>| day.map_or_else(|| "after the run".to_owned(), |day| self.date(day));
        match when.day {
            Some(day) => format!(
                "{} ({} to {})",
                self.date(day),
                or_later(when.low),
                or_later(when.high)
            ),
            None => format!("not within the run (not before {})", or_later(when.low)),
        }
    }

    fn sentence(
        &self,
        results: &Results,
        (arm, at): (usize, usize),
        scenario: &Scenario,
        event: &Event,
    ) -> String {
        let passages = Self::passages(results, arm, at);
        let last = self.day(scenario.end);
        let by_end = chance_by(&passages, last);
        let label = words::capital_first(&event.label);
        if by_end.estimate <= 0.0 {
            return format!(
                "**{label}**, {}: in no future ({} at most, 95 % interval).",
                scenario.title,
                share(by_end.high)
            );
        }
        let at_once = chance_by(&passages, 0);
        let share = |share: f64, what: &str| {
            let first = when(&passages, share, 0);
            // Whoever reads "by the first day" thinks of a date; it was so when the run began.
            (first.day != Some(0)).then(|| format!("in {what} by {}", self.told(&first)))
        };
        let began = (at_once.estimate > 0.0).then(|| {
            format!(
                "already on the first day in {} of futures",
                percent(&at_once)
            )
        });
        let by = [
            share(0.1, "one future in ten"),
            share(0.5, "half of futures"),
        ];
        let steps = began
            .into_iter()
            .chain(by.into_iter().flatten())
            .chain(std::iter::once(format!(
                "by the end of the run in {}{}",
                percent(&by_end),
                if at_once.estimate > 0.0 {
                    ""
                } else {
                    " of futures"
                }
            )));
        let steps: Vec<String> = steps.collect();
        let against = if arm == 0 {
            String::new()
        } else {
            let difference = chance_difference(&passages, &Self::passages(results, 0, at), last);
            let points = |value: f64| words::number(100.0 * value, 0);
            format!(
                " Against {}: {} percentage points ({} to {}) by the end.",
                self.scenarios[0].title,
                points(difference.estimate),
                points(difference.low),
                points(difference.high)
            )
        };
        format!(
            "**{label}**, {}: {}.{against}",
            scenario.title,
            steps.join("; "),
        )
    }

    fn part(&self, results: &Results, at: usize, event: &Event, dates: &[Date]) -> Part {
        let mut head = vec!["Chance by (95 % interval)".to_owned()];
        head.extend(self.scenarios.iter().map(|scenario| scenario.title.clone()));
        let passages: Vec<_> = (0..self.scenarios.len())
            .map(|arm| Self::passages(results, arm, at))
            .collect();
        let row = |date: &Date| {
            let chances = passages
                .iter()
                .map(|own| percent(&chance_by(own, self.day(*date))));
            std::iter::once(words::date(*date)).chain(chances).collect()
        };
        Part {
            heading: words::capital_first(&event.label),
            table: Some(Table {
                head,
                rows: dates.iter().map(row).collect(),
            }),
            ..Part::default()
        }
    }

    /// The chance of every event on every day on which it changes.
    fn chances(&self, results: &Results) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record([
            "scenario",
            "event",
            "label",
            "date",
            "chance",
            "ci_low",
            "ci_high",
            "replicates",
        ])?;
        for (arm, scenario) in self.scenarios.iter().enumerate() {
            for (at, event) in self.events.iter().enumerate() {
                let passages = Self::passages(results, arm, at);
                let mut days: Vec<i32> = passages.iter().flatten().copied().collect();
                days.extend([0, self.day(scenario.end)]);
                days.sort_unstable();
                days.dedup();
                for day in days {
                    let chance = chance_by(&passages, day);
                    let mut row = vec![
                        scenario.name.clone(),
                        event.name.clone(),
                        event.label.clone(),
                        plus_days(scenario.start, day).to_string(),
                    ];
                    row.extend([chance.estimate, chance.low, chance.high].map(field));
                    row.push(passages.len().to_string());
                    table.write_record(row)?;
                }
            }
        }
        table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }

    /// The first day of every event in every future.
    fn table(&self, results: &Results) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(["scenario", "event", "replicate", "date"])?;
        for (arm, scenario) in self.scenarios.iter().enumerate() {
            for (at, event) in self.events.iter().enumerate() {
                for (replicate, day) in results
                    .replicates
                    .iter()
                    .zip(Self::passages(results, arm, at))
                {
                    let date = day.map_or_else(String::new, |day| {
                        plus_days(scenario.start, day).to_string()
                    });
                    table.write_record([
                        scenario.name.clone(),
                        event.name.clone(),
                        replicate.to_string(),
                        date,
                    ])?;
                }
            }
        }
        table
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))
    }
}

fn share(value: f64) -> String {
    format!("{} %", words::number(100.0 * value, 0))
}
