//! How forecasts of past months did against published counts, and what that says of this report.

use serde::Serialize;

use super::Story;
use super::answer::group_label;
use super::backtest::{COVERAGE, EraScore, aim, percent, shipped_eras};
use super::calibration::metric_label;
use super::rows::Table;
use crate::analysis::headline::cell_label;
use crate::analysis::key::{KeyFigure, figures};
use crate::analysis::words;
use crate::backtest::{Era, eras};
use crate::calibrate::settings;
use crate::metric;
use crate::scenario::{Scenario, bundled_calibration};
use crate::text::say;
use crate::time::{Date, month_number};
use crate::world::World;

/// What a scenario's numbers stand on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Footing {
    /// The fits that it starts from.
    pub fits: Option<Fits>,
    /// Its origins or places are not those of the program.
    pub own_world: bool,
}

/// A set of fits that a scenario names.
#[derive(Clone, Debug, PartialEq)]
pub struct Fits {
    /// Name, or the file it was read from.
    pub name: String,
    /// How many there are, all equally likely.
    pub count: usize,
    /// First and last day of the counts they were fitted to, if they come with the program.
    pub window: Option<(Date, Date)>,
    /// Fitted inputs that the scenario replaces by its own.
    pub replaced: usize,
}

impl Footing {
    /// What a scenario stands on, beside the origins and places of the program.
    #[must_use]
    pub fn of(scenario: &Scenario, world: &World) -> Footing {
        let fits = scenario.calibration.as_ref().map(|fits| {
            let settings = settings::bundled(&fits.name).and_then(Result::ok);
            let all = bundled_calibration(&fits.name).map_or(0, |all| all.inputs().count());
            Fits {
                name: fits.name.clone(),
                count: fits.len(),
                window: settings.map(|settings| (settings.from, settings.to)),
                replaced: all.saturating_sub(fits.inputs().count()),
            }
        });
        Footing {
            fits,
            own_world: scenario.world != *world,
        }
    }

    /// The fits, where forecasts from such fits say something about the scenario.
    fn scored(&self) -> Option<&Fits> {
        self.fits.as_ref().filter(|_| !self.own_world)
    }
}

/// The section of the report, in its order.
#[derive(Debug, Default, Serialize)]
pub(super) struct Section {
    /// What each scenario starts from.
    starts: Vec<String>,
    /// One row an era; no rows where no score applies.
    table: Option<Table>,
    /// What the columns and aims are.
    key: String,
    /// What is missed in the eras that the report starts from, by name of era.
    missed: Vec<Missed>,
    /// What follows for the reader.
    follows: Vec<String>,
}

/// What an era misses.
#[derive(Debug, Serialize)]
struct Missed {
    era: String,
    lines: Vec<String>,
}

/// What the section is made from.
struct Facts<'a> {
    scores: &'a [EraScore],
    eras: &'a [Era],
    arms: Vec<(&'a str, &'a Footing)>,
    figures: Vec<KeyFigure>,
    from: Date,
    to: Date,
}

/// The section on published counts.
pub(super) fn section(story: &Story) -> Section {
    // A test makes sure that both files can be read.
    let scores = shipped_eras().unwrap_or_default();
    let eras = eras().unwrap_or_default();
    let design = &story.results.design;
    let arms = design.arms.iter().zip(story.portraits);
    Facts {
        scores: &scores,
        eras: &eras,
        arms: arms
            .map(|(_, portrait)| (portrait.title.as_str(), &portrait.footing))
            .collect(),
        figures: figures(story.results).map(|(figure, _)| figure).collect(),
        from: design.start,
        to: design.end(),
    }
    .section()
}

impl Facts<'_> {
    fn section(&self) -> Section {
        let starts = self.starts();
        if self
            .arms
            .iter()
            .all(|(_, footing)| footing.scored().is_none())
        {
            return Section {
                starts,
                ..Section::default()
            };
        }
        Section {
            starts,
            table: Some(self.table()),
            key: self.key(),
            missed: self.own().map(|(era, score)| missed(era, score)).collect(),
            follows: self.follows(),
        }
    }

    /// What the scenarios start from, one sentence for all that start from the same.
    fn starts(&self) -> Vec<String> {
        let mut shared: Vec<(&Footing, Vec<&str>)> = Vec::new();
        for (title, footing) in &self.arms {
            match shared.iter_mut().find(|(known, _)| known == footing) {
                Some((_, titles)) => titles.push(title),
                None => shared.push((footing, vec![title])),
            }
        }
        let alone = shared.len() == 1;
        let said = shared.iter().map(|(footing, titles)| {
            if alone {
                return start(footing);
            }
            let start = words::lower_first(&start(footing));
            format!("{}: {start}", words::list(titles))
        });
        said.collect()
    }

    /// Scores of counts after the fit window with the title of their era, in the order of eras.
    fn headlines(&self) -> impl Iterator<Item = (&Era, &EraScore)> {
        self.eras.iter().filter_map(|era| {
            let mut scores = self.scores.iter();
            let score = scores.find(|score| score.era == era.name && score.is_headline())?;
            Some((era, score))
        })
    }

    /// The same of eras whose settings are those of the fits that a scenario starts from.
    fn own(&self) -> impl Iterator<Item = (&Era, &EraScore)> {
        let names = |era: &Era| {
            let mut fits = self.arms.iter().filter_map(|(_, footing)| footing.scored());
            fits.any(|fits| fits.name == era.calibration)
        };
        self.headlines().filter(move |(era, _)| names(era))
    }

    fn table(&self) -> Table {
        let head = [
            say("Era"),
            say("Aims"),
            say("Counts held back"),
            say("In 90 %"),
            say("In 50 %"),
            say("Off by"),
            say("Better than every simple forecast"),
        ];
        let mut table = Table::new(&head, []);
        table.rows = self
            .headlines()
            .map(|(era, score)| row(era, score))
            .collect();
        table
    }

    fn key(&self) -> String {
        let unscored = self
            .eras
            .iter()
            .filter(|era| !self.headlines().any(|(scored, _)| scored.name == era.name));
        let unscored: Vec<&str> = unscored.map(|era| say(&era.title)).collect();
        let mut key = tell!(
            "*In 90 %*, *in 50 %*: share of the counts held back that lie within those central ranges of futures. *Off by*: distance of the middle future from the published count, on average. *Simple forecasts*: the last value, the same month of the year before, and the mean of the last three months. The aims: {aim} of counts in the 90 % range; better than every simple forecast on more than half of the series; no series outside the range on the same side in more than half of its counts.",
            aim = aim()
        );
        if !unscored.is_empty() {
            key.push(' ');
            key += &tell!("Without a score: {eras}.", eras = unscored.join("; "));
        }
        key
    }

    /// What the scores say about this report, and what they do not.
    fn follows(&self) -> Vec<String> {
        let own: Vec<(&Era, &EraScore)> = self.own().collect();
        if own.is_empty() {
            return vec![
                say("No era was scored with the fits that this report starts from: the table shows how the model did from others.").to_owned(),
            ];
        }
        let mut said = self.what(&own);
        said.extend(self.reach(&own));
        said.push(say("All of these forecasts knew the policy of their months. How people respond to a policy that was not in force then could not be scored, so what scenarios change was held against no count.").to_owned());
        said
    }

    /// Which key figures are close to what was scored, and which have no published series.
    fn what(&self, own: &[(&Era, &EraScore)]) -> Vec<String> {
        let mut scored: Vec<&str> = own.iter().flat_map(|(_, score)| score.metrics()).collect();
        scored.sort_unstable();
        scored.dedup();
        let (near, far): (Vec<&KeyFigure>, Vec<&KeyFigure>) = self
            .figures
            .iter()
            .partition(|figure| is_near(figure, &scored));
        let series: Vec<String> = scored
            .iter()
            .map(|metric| words::lower_first(&metric_label(metric)))
            .collect();
        let mut said = vec![tell!("Scored were: {series}.", series = series.join("; "))];
        if !near.is_empty() {
            said.push(tell!(
                "Key figures close to these series: {figures}.",
                figures = labels(&near)
            ));
        }
        if !far.is_empty() {
            said.push(tell!(
                "Key figures that no series scored here counts: {figures}. How far they are from the truth is not known.",
                figures = labels(&far)
            ));
        }
        said
    }

    /// How far ahead was scored, beside how far this report looks.
    fn reach(&self, own: &[(&Era, &EraScore)]) -> Option<String> {
        let longest = own.iter().map(|(_, score)| score.longest_lead).max()?;
        let fits = self.arms.iter().filter_map(|(_, footing)| footing.scored());
        let known = fits
            .filter_map(|fits| fits.window)
            .map(|(_, to)| to)
            .max()?;
        if self.from <= known {
            return Some(tell!(
                "The run begins before {day}, the last day of the fitted counts: up to there it comes close because it was fitted, and the scores say nothing of it.",
                day = words::date(known)
            ));
        }
        let ahead = month_number(self.to) - month_number(known);
        (ahead > longest).then(|| {
            tell!("The forecasts scored look up to {longest} months ahead. This report looks {ahead} months beyond the last count it knows, so its later months go further than anything scored.", longest, ahead)
        })
    }
}

/// What a scenario starts from.
fn start(footing: &Footing) -> String {
    if footing.own_world {
        return say("Origins or places differ from those that were scored. Nothing of this world was held against published counts.").to_owned();
    }
    let Some(fits) = &footing.fits else {
        return say("No calibration is named, so uncertain inputs are drawn from their full ranges. No forecast made in this way was held against published counts.").to_owned();
    };
    let Some((from, to)) = fits.window else {
        return tell!(
            "The runs start from the {n} fits in `{name}`. No era was scored with them.",
            n = fits.count,
            name = fits.name
        );
    };
    let replaced = match fits.replaced {
        0 => String::new(),
        1 => format!(
            " {}",
            say("One fitted input is replaced by the scenario's own.")
        ),
        many => format!(
            " {}",
            tell!(
                "{many} fitted inputs are replaced by the scenario's own.",
                many
            )
        ),
    };
    let fitted = tell!(
        "The runs start from the fits `{name}`: {n} sets of inputs, fitted to the published counts of {from} to {to}.",
        name = fits.name,
        n = fits.count,
        from = words::date(from),
        to = words::date(to)
    );
    fitted + &replaced
}

fn row(era: &Era, score: &EraScore) -> Vec<String> {
    vec![
        say(&era.title).to_owned(),
        verdict(score),
        words::number(score.counts as f64, 0),
        percent(score.in_90),
        percent(score.in_50),
        percent(score.relative_difference),
        tell!(
            "{best} of {all} series",
            best = score.best,
            all = score.best_of
        ),
    ]
}

/// "met", or "**missed**: …".
fn verdict(score: &EraScore) -> String {
    let mut missed = Vec::new();
    if !score.covers() {
        missed.push(say("90 % range").to_owned());
    }
    if !score.beats() {
        missed.push(say("simple forecasts").to_owned());
    }
    match score.misses().len() {
        0 => {}
        1 => missed.push(say("1 series on one side").to_owned()),
        many => missed.push(tell!("{many} series on one side", many)),
    }
    if missed.is_empty() {
        return say("met").to_owned();
    }
    tell!("**missed**: {aims}", aims = missed.join(", "))
}

/// What an era misses, each in a line; one line if nothing.
fn missed(era: &Era, score: &EraScore) -> Missed {
    let mut lines = Vec::new();
    if !score.covers() {
        let width = if score.in_90 < *COVERAGE.start() {
            say("narrow, or in the wrong place")
        } else {
            say("wide")
        };
        lines.push(tell!(
            "{share} of counts are in the 90 % range, where {aim} was the aim ({below} lie below it, {above} above): its ranges were too {width}, and those of this report may be so too",
            share = percent(score.in_90),
            aim = aim(),
            below = score.below_90,
            above = score.above_90,
            width
        ));
    }
    if !score.beats() {
        lines.push(tell!(
            "better than every simple forecast on {best} of {all} series only",
            best = score.best,
            all = score.best_of
        ));
    }
    lines.extend(score.misses().into_iter().map(in_words));
    if lines.is_empty() {
        lines.push(say("none").to_owned());
    }
    Missed {
        era: say(&era.title).to_owned(),
        lines,
    }
}

/// A series with its side, as the table of scores has it ("encounters at ports, Mexico (forecast too high)"), in the
/// language spoken.
fn in_words(miss: &str) -> String {
    let (series, side) = miss.rsplit_once(" (").unwrap_or((miss, ""));
    let (count, origins) = series
        .split_once(", ")
        .map_or((series, None), |(count, origins)| (count, Some(origins)));
    let count: Vec<&str> = count.split(": ").map(say).collect();
    let mut text = count.join(": ");
    if let Some(origins) = origins {
        let origins: Vec<&str> = origins.split(" with ").map(say).collect();
        text += ", ";
        text += &origins.join(say(" with "));
    }
    match side.strip_suffix(')') {
        Some(side) => format!("{text} ({})", say(side)),
        None => text,
    }
}

/// Key figures that count what a published series counts, or nearly: metric of the series, metric and group of the figure.
const NEAR: [(&str, &str, &str); 4] = [
    ("people-waiting", "people-waiting", "us"),
    ("list-length", "people-waiting", "us"),
    ("hearing-pending", "people-waiting", "us"),
    (
        "encounters-between-ports",
        "encounters-between-ports",
        "all",
    ),
];

fn is_near(figure: &KeyFigure, scored: &[&str]) -> bool {
    let mut near = NEAR.iter().filter(|(series, ..)| scored.contains(series));
    near.any(|(_, metric, group)| (*metric, *group) == (figure.metric, figure.group))
}

/// What key figures count, each once: of people waiting with their group, of the others without statistic and group.
fn labels(figures: &[&KeyFigure]) -> String {
    let mut labels: Vec<String> = Vec::new();
    for figure in figures {
        let mut known = metric::ALL.iter();
        let Some(metric) = known.find(|metric| metric.name == figure.metric) else {
            continue;
        };
        let group = (metric.name == "people-waiting").then(|| group_label(figure.group));
        let label = words::lower_first(&cell_label(metric, "", group.flatten()));
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels.join("; ")
}

#[cfg(test)]
mod tests;
