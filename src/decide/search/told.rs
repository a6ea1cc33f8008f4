//! What a search found, in sentences and tables.

use std::io;

use super::{BASE, CONFIDENCE, GRAINS, Judged, Search, Trial, Trials, gained_little};
use crate::analysis::{Estimate, words};
use crate::decide::arms::title;
use crate::decide::axis::legible;
use crate::decide::explore::{Objective, wanted};
use crate::decide::{Axis, Found, signed_interval};
use crate::export::tables::field;
use crate::report::Table;
use crate::report::finding::{Finding, Part};
use crate::scenario::Scenario;

/// Rows of the front in the report.
const SHOWN: usize = 40;

impl Search {
    /// What was found, and the scenarios on the front, the scenario as it is first.
    ///
    /// # Errors
    /// Never in practice: the tables are written to memory.
    pub fn found(&self, trials: &Trials) -> io::Result<(Found, Vec<Scenario>)> {
        let judged = self.judge(trials);
        let others = judged.front.iter().filter(|at| **at != BASE);
        let scenarios = std::iter::once(&BASE).chain(others);
        let scenarios = scenarios.map(|&at| trials.all[at].scenario.clone());
        let found = Found {
            finding: self.finding(trials, &judged),
            drawings: self.drawings(trials, &judged),
            tables: vec![
                ("portfolios.csv", self.portfolios(trials, &judged)?),
                ("rounds.csv", rounds(trials, &judged)?),
            ],
        };
        Ok((found, scenarios.collect()))
    }

    fn finding(&self, trials: &Trials, judged: &Judged) -> Finding {
        let base = &self.base;
        let levers: Vec<&str> = self.axes.iter().map(|axis| axis.label.as_str()).collect();
        Finding {
            title: format!("{}: portfolios of {} that none beats", base.title, words::list(&levers)),
            lead: format!(
                "{} from {} to {}, policy as of {}. {} portfolios in {} rounds, each in the same {} simulated futures, beside {} as it is. {}",
                base.title,
                words::date(base.start),
                words::date(base.end),
                words::date(base.policy_date),
                trials.count(),
                trials.rounds(),
                trials.luck.len(),
                base.title,
                wanted(&self.objectives),
            ),
            answers: self.answers(trials, judged),
            parts: self.parts(trials, judged),
            limits: vec![
                "What counts as better is what was asked for: with other objectives, ranges or a larger budget the front is another. Which portfolio on it is best, the search does not say.".to_owned(),
                "A search tries some portfolios and not all: one that was not tried may be better. Portfolios were chosen and judged in the same futures, so that those on the front look a little better than they are; support says how often a portfolio stays there when futures are drawn again.".to_owned(),
            ],
        }
    }

    fn title(&self, trial: &Trial) -> String {
        if trial.values.is_empty() {
            format!("{} as it is", self.base.title)
        } else {
            title(&self.axes, &trial.values)
        }
    }

    fn answers(&self, trials: &Trials, judged: &Judged) -> Vec<String> {
        let mut answers = vec![format!(
            "{} of the {} portfolios that were run, {} as it is among them, are on the front: no other one is as good in every objective and better in one, differences of less than a {GRAINS:.0}th of what was seen aside.",
            judged.front.len(),
            trials.all.len(),
            self.base.title,
        )];
        answers.extend(self.bounds(judged));
        let best = self.objectives.iter().enumerate();
        answers.extend(best.filter_map(|(at, one)| self.best(trials, judged, (at, one))));
        if judged.tried[BASE].excess <= 0.0 {
            let (on, often) = (judged.front.contains(&BASE), judged.support[BASE]);
            answers.push(format!(
                "{}, as it is, {} the front (support {}).",
                self.base.title,
                if on { "is on" } else { "is not on" },
                words::share(often)
            ));
        }
        if trials.stopped {
            answers.push(format!(
                "Stopped by hand after round {0}: the same command with `--rounds {0}` gives this answer again.",
                trials.rounds()
            ));
        }
        answers.push(stopped(judged));
        answers
    }

    /// How many portfolios keep to budget and limits.
    fn bounds(&self, judged: &Judged) -> Option<String> {
        let kept = judged.tried.iter().filter(|one| one.excess <= 0.0).count();
        let share = words::share(CONFIDENCE);
        match kept {
            _ if !self.is_bound() => None,
            0 => Some(format!(
                "No portfolio that was run keeps to budget and limits in {share} of futures; shown is the one that comes nearest."
            )),
            _ => Some(format!(
                "{kept} of {} keep to budget and limits in {share} of futures; only these can be on the front.",
                judged.tried.len()
            )),
        }
    }

    /// The portfolio on the front that is best in an objective.
    fn best(
        &self,
        trials: &Trials,
        judged: &Judged,
        (objective, one): (usize, &Objective),
    ) -> Option<String> {
        let mean = |at: &usize| one.aim.less(judged.tried[*at].outcome[objective]);
        let known = judged.front.iter().filter(|at| mean(at).is_finite());
        let best = known.min_by(|a, b| mean(a).total_cmp(&mean(b)))?;
        let trial = &trials.all[*best];
        let level = Estimate::of(&trial.outcomes[objective], &trials.luck);
        let quantity = |value: f64| words::quantity(value, one.measure.metric);
        let gap = if *best == BASE {
            String::new()
        } else {
            let gap = trials.gap(*best, objective).difference.interval();
            let unsure = if gap.low < 0.0 && gap.high > 0.0 {
                ", so that the direction cannot be told"
            } else {
                ""
            };
            format!(
                ", that is {} against {} as it is{unsure}",
                signed_interval(&gap, one.measure.metric),
                self.base.title
            )
        };
        let word = match one.word() {
            "less" => "least",
            _ => "most",
        };
        Some(format!(
            "**{}**: {word} on the front with {}: {} on average ({} to {}, 95 % interval){gap}.",
            one.measure.label,
            self.title(trial),
            quantity(level.mean),
            quantity(level.low),
            quantity(level.high),
        ))
    }

    fn parts(&self, trials: &Trials, judged: &Judged) -> Vec<Part> {
        let mut head = vec!["Portfolio".to_owned()];
        head.extend(self.axes.iter().map(Axis::title));
        let objective = |one: &Objective| {
            format!(
                "{} (mean, 95 % interval; {} wanted)",
                one.measure.label,
                one.word()
            )
        };
        head.extend(self.objectives.iter().map(objective));
        head.push("Support".to_owned());
        let rows = judged.front.iter().take(SHOWN);
        let rows = rows.map(|&at| self.row(trials, judged, at));
        let text = if judged.front.len() > SHOWN {
            format!(
                "The first {SHOWN} of {} portfolios; all that were run are in portfolios.csv.",
                judged.front.len()
            )
        } else {
            "Everything that was run is in portfolios.csv.".to_owned()
        };
        let front = Part {
            heading: "The front".to_owned(),
            text: vec![format!(
                "{text} Support: the share of resamples of futures in which no other portfolio beats it on average, small differences counted."
            )],
            charts: vec![super::pictures::FRONT.to_owned()],
            table: Some(Table {
                head,
                rows: rows.collect(),
            }),
        };
        let head = ["Round", "Portfolios so far", "Volume, % of the last"];
        let row = |round: usize| {
            let volume = judged.volumes[round - 1];
            let volume = if volume.is_nan() {
                "none".to_owned()
            } else {
                words::number(100.0 * volume, 1)
            };
            vec![
                round.to_string(),
                (trials.until(round) - 1).to_string(),
                volume,
            ]
        };
        let course = Part {
            heading: "How the search went".to_owned(),
            text: vec!["Volume: how much of the space of outcomes, from the worst of the first round on, is beaten by the front. It says how far the search has come, not how good any portfolio is.".to_owned()],
            charts: vec![super::pictures::COURSE.to_owned()],
            table: Some(Table {
                head: head.map(str::to_owned).to_vec(),
                rows: (1..=trials.rounds()).map(row).collect(),
            }),
        };
        vec![front, course]
    }

    fn row(&self, trials: &Trials, judged: &Judged, at: usize) -> Vec<String> {
        let trial = &trials.all[at];
        let name = if at == BASE {
            self.title(trial)
        } else {
            number(at)
        };
        let mut row = vec![name];
        if trial.values.is_empty() {
            row.extend(self.axes.iter().map(|_| "as it is".to_owned()));
        }
        row.extend(trial.values.iter().map(|value| legible(*value)));
        let objectives = self.objectives.iter().zip(&trial.outcomes);
        row.extend(objectives.map(|(one, own)| {
            let Estimate { mean, low, high } = Estimate::of(own, &trials.luck);
            let [mean, low, high] =
                [mean, low, high].map(|value| words::quantity(value, one.measure.metric));
            format!("{mean} ({low} to {high})")
        }));
        row.push(words::share(judged.support[at]));
        row
    }

    /// Everything that was run.
    fn portfolios(&self, trials: &Trials, judged: &Judged) -> io::Result<Vec<u8>> {
        let mut table = csv::Writer::from_writer(Vec::new());
        let mut head = vec!["portfolio".to_owned(), "round".to_owned()];
        head.extend(self.axes.iter().map(|axis| axis.name.clone()));
        for one in &self.objectives {
            let name = &one.measure.name;
            head.extend([
                name.clone(),
                format!("{name} ci_low"),
                format!("{name} ci_high"),
            ]);
        }
        head.extend(["within_limits", "on_front", "front_support"].map(str::to_owned));
        table.write_record(head)?;
        for (at, trial) in trials.all.iter().enumerate() {
            let mut row = vec![trial.scenario.name.clone(), trial.round.to_string()];
            if trial.values.is_empty() {
                row.extend(self.axes.iter().map(|_| String::new()));
            }
            row.extend(trial.values.iter().map(f64::to_string));
            for own in &trial.outcomes {
                let Estimate { mean, low, high } = Estimate::of(own, &trials.luck);
                row.extend([mean, low, high].map(field));
            }
            row.push((judged.tried[at].excess <= 0.0).to_string());
            row.push(judged.front.contains(&at).to_string());
            row.push(field(judged.support[at]));
            table.write_record(row)?;
        }
        finished(table)
    }
}

/// What a portfolio is called in charts and tables.
pub(super) fn number(at: usize) -> String {
    format!("P{at}")
}

/// Whether more rounds would find more.
fn stopped(judged: &Judged) -> String {
    let volumes = &judged.volumes;
    let gain = match volumes.as_slice() {
        [.., before, _, last] => 100.0 * (last - before),
        _ => f64::NAN,
    };
    if gain.is_nan() {
        return "Too few rounds to say whether more would find more: give --rounds.".to_owned();
    }
    let gain = words::number(gain, 1);
    if gained_little(volumes) {
        format!(
            "The last two rounds added {gain} % to the front's volume: more of them would find little in these futures."
        )
    } else {
        format!(
            "Still gaining when it ended: the last two rounds added {gain} % to the front's volume. More --rounds may find more."
        )
    }
}

fn rounds(trials: &Trials, judged: &Judged) -> io::Result<Vec<u8>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["round", "portfolios", "volume_share"])?;
    for (round, volume) in (1..).zip(&judged.volumes) {
        let portfolios = trials.until(round) - 1;
        table.write_record([round.to_string(), portfolios.to_string(), field(*volume)])?;
    }
    finished(table)
}

fn finished(table: csv::Writer<Vec<u8>>) -> io::Result<Vec<u8>> {
    table
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}
