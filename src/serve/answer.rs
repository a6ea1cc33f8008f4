//! The answer to a question, told while it grows: a line for every future, and the whole sheet at every look.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::analysis::Answers;
use crate::chart::Style;
use crate::experiment::{Design, Ensemble, Plan, Results, Watch};
use crate::study::{Sheet, Study, StudyError, Writer};

/// Futures after which the page is shown what there is; the last look has all.
const LOOKS: [u64; 2] = [8, 32];

/// Charts of the page, with the fewest units on which their words have room.
const CHARTS: [(&str, f64); 7] = [
    ("queues", 640.0),
    ("difference-us", 640.0),
    ("difference-protection", 640.0),
    ("difference-return", 640.0),
    ("difference-unsheltered", 640.0),
    ("key-figures", 1100.0),
    ("key-figures-movement", 1100.0),
];

/// Facts of the report that the page shows.
const FACTS: [&str; 9] = [
    "title",
    "policy_date",
    "period",
    "glances",
    "caution",
    "paragraphs",
    "scenarios",
    "comparisons",
    "signs",
];

/// A question under way.
pub struct Answer<'a> {
    /// What is simulated.
    pub study: &'a Study,
    /// The command line that gives the same in full.
    pub command: &'a [String],
    /// How wide charts are, if the page says so: a narrow chart has fewer units, and so larger words.
    pub width: Option<f64>,
    /// Set when the answer is no longer wanted.
    pub stop: &'a AtomicBool,
    /// Takes a line of the answer, from any thread.
    pub say: &'a (dyn Fn(Value) + Sync),
}

impl Answer<'_> {
    /// Simulates and tells, until all is told or nobody wants it any more.
    pub fn tell(&self) -> Result<(), StudyError> {
        let (plan, design) = (self.study.plan(), &self.study.design);
        let ensemble = Ensemble::new(&plan, design);
        let all = design.replicates.len() as u64;
        let said = || (self.say)(json!({ "done": ensemble.done().len(), "of": all }));
        let watch = Watch {
            stop: self.stop,
            finished: &said,
            keeper: None,
        };
        for futures in LOOKS.into_iter().filter(|look| *look < all).chain([all]) {
            let wanted: Vec<u64> = (0..futures).collect();
            ensemble.simulate(&wanted, &watch)?;
            if self.stop.load(Ordering::Relaxed) {
                break;
            }
            self.show(&so_far(&ensemble, &plan, design, wanted)?, all)?;
        }
        Ok(())
    }

    fn show(&self, results: &Results, all: u64) -> Result<(), StudyError> {
        let Sheet { mut facts, charts } = self.sheet(results)?;
        let facts: serde_json::Map<String, Value> = FACTS
            .iter()
            .map(|&fact| (fact.to_owned(), facts[fact].take()))
            .collect();
        (self.say)(json!({
            "futures": results.replicates.len(),
            "of": all,
            "facts": facts,
            "charts": charts,
            "command": crate::text::typed(self.command),
        }));
        Ok(())
    }

    fn sheet(&self, results: &Results) -> Result<Sheet, StudyError> {
        let writer = Writer {
            study: self.study,
            results,
            answers: &Answers::of(results),
            precision: None,
            command: self.command,
            started: jiff::Timestamp::now(),
            charts: true,
            parquet: false,
        };
        let style = |&(name, least): &(&'static str, f64)| {
            let report = Style::report();
            let width = self.width.unwrap_or(report.width);
            let width = width.clamp(least, report.width);
            (name, Style { width, ..report })
        };
        writer.sheet(&CHARTS.each_ref().map(style))
    }
}

/// The results of the futures that are finished; the ensemble goes on after them.
fn so_far(
    ensemble: &Ensemble<Plan>,
    plan: &Plan,
    design: &Design,
    wanted: Vec<u64>,
) -> io::Result<Results> {
    let copy = Ensemble::new(plan, design);
    let part = ensemble.part()?;
    copy.absorb(part.as_slice()).map_err(io::Error::other)?;
    copy.finish(wanted)
}
