//! Changes from the command line: `--set`, `--assume`, `--response`, `--until`.

use super::catalogue::Catalogue;
use super::diagnostic::{Located, Problem};
use super::file::File;
use super::number::{Meaning, out_of_range};
use super::shape::{Change, LeverShape, ParameterShape, SettingShape, StepShape, meaning};
use super::source::Text;
use crate::distribution::Quantity;
use crate::lever::record;
use crate::setting::Setting;
use crate::time::Date;
use std::ops::Range;

/// Options that change a scenario after it is read; they act as one more file at the end of its line.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Policy layers: bundled names or files; they lie over the scenario, below the other options.
    pub with: Vec<String>,
    /// `lever.setting=value`, `lever.setting=value@date`, `lever.setting.cell=value@date`.
    pub set: Vec<String>,
    /// `parameter=value`, `parameter.cell=value`.
    pub assume: Vec<String>,
    /// Whether departures respond to policy.
    pub response: Option<bool>,
    /// Last day of the run.
    pub until: Option<Date>,
}

impl Overrides {
    /// The options as they were typed; layers are part of the scenario's name.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let set = self.set.iter().map(|text| format!("--set {text}"));
        let assume = self.assume.iter().map(|text| format!("--assume {text}"));
        let response = self
            .response
            .map(|on| format!("--response {}", if on { "on" } else { "off" }));
        let until = self.until.map(|end| format!("--until {end}"));
        set.chain(assume).chain(response).chain(until).collect()
    }

    /// Whether nothing is overridden.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words().is_empty()
    }

    /// The options as files, in the order typed.
    pub(super) fn files(&self, catalogue: &Catalogue, problems: &mut Vec<Problem>) -> Vec<File> {
        let mut files = Vec::new();
        for text in &self.set {
            let option = Typed::new("--set", text);
            files.push(option.file(option.set(catalogue), problems));
        }
        for text in &self.assume {
            let option = Typed::new("--assume", text);
            files.push(option.file(option.assume(catalogue), problems));
        }
        if self.response.is_some() {
            let mut file = File::empty(&Text::new("--response", ""));
            file.switches.response = self.response;
            files.push(file);
        }
        if let Some(end) = self.until {
            let text = Text::new("--until", &end.to_string());
            let mut file = File::empty(&text);
            file.end = Some(Located {
                value: end,
                span: 0..text.text().len(),
                text,
            });
            files.push(file);
        }
        files
    }
}

/// What an option changes.
enum Changed {
    Lever(LeverShape),
    Parameter(ParameterShape),
}

/// One option with its text, so that problems can point into it.
struct Typed {
    text: Text,
    name: Range<usize>,
    value: Range<usize>,
    date: Option<Range<usize>>,
}

impl Typed {
    fn new(option: &str, words: &str) -> Self {
        let text = Text::new(option, words);
        let equals = words.find('=').unwrap_or(words.len());
        let after = (equals + 1).min(words.len());
        let at = words[after..].find('@').map(|at| after + at);
        let value = after..at.unwrap_or(words.len());
        let date = at.map(|at| (at + 1).min(words.len())..words.len());
        Typed {
            text,
            name: 0..equals,
            value,
            date,
        }
    }

    fn part(&self, range: &Range<usize>) -> &str {
        self.text
            .text()
            .get(range.clone())
            .unwrap_or_default()
            .trim()
    }

    fn located<T>(&self, range: &Range<usize>, value: T) -> Located<T> {
        Located {
            value,
            span: range.clone(),
            text: self.text.clone(),
        }
    }

    fn file(&self, changed: Result<Changed, Problem>, problems: &mut Vec<Problem>) -> File {
        let mut file = File::empty(&self.text);
        match changed {
            Ok(Changed::Lever(lever)) => file.levers.push(lever),
            Ok(Changed::Parameter(parameter)) => file.parameters.push(parameter),
            Err(problem) => problems.push(problem),
        }
        file
    }

    fn number(&self, meaning: Meaning, example: &str) -> Result<f64, Problem> {
        let words = self.part(&self.value);
        let percent = words.strip_suffix('%').filter(|_| meaning.unit == "share");
        let number = match percent {
            Some(percent) => percent
                .trim()
                .parse::<f64>()
                .ok()
                .map(|value| value / 100.0),
            None => words.replace(',', "").parse::<f64>().ok(),
        };
        let Some(value) = number.filter(|value| value.is_finite()) else {
            return Err(Problem::new(format!("`{words}` is not a number"))
                .at(&self.text, self.value.clone())
                .help(format!("write {example}, a number in {}", meaning.unit)));
        };
        match out_of_range(meaning, value) {
            None => Ok(value),
            Some(problem) => Err(problem.at(&self.text, self.value.clone())),
        }
    }

    /// `name` split into a known name and perhaps a cell.
    fn known<'n>(
        &self,
        sort: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> Result<(&'n str, Option<String>), Problem> {
        let words = self.part(&self.name);
        let names: Vec<&str> = names.collect();
        // The longest name that fits: one name may be the beginning of another.
        let rest = |name: &str| {
            let rest = words.strip_prefix(name)?;
            (rest.is_empty() || rest.starts_with('.')).then_some(rest)
        };
        let fitting = names.iter().filter_map(|name| Some((*name, rest(name)?)));
        if let Some((name, rest)) = fitting.max_by_key(|(name, _)| name.len()) {
            return Ok((name, rest.strip_prefix('.').map(str::to_owned)));
        }
        let problem = super::cells::unknown(words, sort, &names);
        let problem = problem.unwrap_or_else(|| Problem::new(format!("unknown {sort}")));
        Err(problem.at(&self.text, self.name.clone()))
    }

    fn date(&self) -> Result<Option<Date>, Problem> {
        let Some(range) = &self.date else {
            return Ok(None);
        };
        let date = self.part(range).parse::<Date>();
        date.map(Some).map_err(|_| {
            Problem::new(format!("`{}` is not a date", self.part(range)))
                .at(&self.text, range.clone())
                .help("write year-month-day after @, for example @2025-01-31")
        })
    }

    fn set(&self, catalogue: &Catalogue) -> Result<Changed, Problem> {
        let example = "port-appointments.slots-per-day=3000@2025-01-01";
        let (name, cell) =
            self.known("setting", Setting::ALL.iter().map(|setting| setting.name()))?;
        let setting = Setting::ALL
            .iter()
            .copied()
            .find(|setting| setting.name() == name);
        let record = setting.and_then(|setting| record(&catalogue.levers, setting));
        let Some(record) = record else {
            return Err(Problem::new(format!("no record of `{name}`")));
        };
        let value = self.number(meaning(record), example)?;
        let step = StepShape {
            from: self.date()?,
            change: Change::Set(value),
            ramp_days: 0,
            until: None,
        };
        let cell = cell.map(|cell| self.located(&self.name, cell));
        let shape = SettingShape {
            setting: self.located(&self.name, record.setting),
            cells: vec![(cell, vec![self.located(&self.value, step)])],
            source: None,
            note: None,
        };
        Ok(Changed::Lever(LeverShape {
            name: self.located(
                &self.name,
                name.split('.').next().unwrap_or_default().to_owned(),
            ),
            source: Some(self.located(&self.name, "assumption".to_owned())),
            note: Some(format!("set on the command line: {}", self.text.text())),
            settings: vec![shape],
        }))
    }

    fn assume(&self, catalogue: &Catalogue) -> Result<Changed, Problem> {
        let names = catalogue
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str());
        let (name, cell) = self.known("parameter", names)?;
        let Some(record) = catalogue.parameter(name) else {
            return Err(Problem::new(format!("no record of `{name}`")));
        };
        if let Some(date) = &self.date {
            let problem = Problem::new("a parameter has no date").at(&self.text, date.clone());
            return Err(problem.help("leave out the part from @ on; only levers change on dates"));
        }
        let meaning = Meaning {
            name,
            unit: &record.unit,
            range: record.bounds,
        };
        let value = Quantity::Fixed(self.number(meaning, "crossing.detection=0.7")?);
        let by = cell.map(|cell| (self.located(&self.name, cell), value));
        Ok(Changed::Parameter(ParameterShape {
            name: self.located(&self.name, name.to_owned()),
            value: by.is_none().then_some(value),
            by: by.into_iter().collect(),
            independent: None,
            grade: None,
            source: Some(self.located(&self.name, "assumption".to_owned())),
            note: Some(format!("fixed on the command line: {}", self.text.text())),
        }))
    }
}
