//! Where each policy does worse: under which conditions its harms are higher than the base's.

use super::answer::{input_label, label};
use super::assumptions::legible;
use super::{Story, parameter_of};
use crate::analysis::compare::differences;
use crate::analysis::discovery::{Condition, MOST, discover};
use crate::analysis::key::figures;
use crate::analysis::prim::Limit;
use crate::analysis::{Comparison, Inputs, words};
use crate::experiment::Results;
use crate::metric::{self, Direction};
use crate::parameter::Parameter;
use crate::stats::Interval;
use crate::text::say;
use crate::world::World;

/// Name of the luck of demand among the inputs.
const LUCK: &str = "luck:demand";

/// One sentence for each harm of a comparison: in which share of futures it is higher under the scenario, and under
/// which conditions mostly.
pub(super) fn conditions(story: &Story, pair: usize) -> Vec<String> {
    let inputs = Varying::of(story.results, story.inputs, story.parameters, story.world);
    let harms = figures(story.results).filter(|(_, cell)| {
        metric::ALL[story.results.cells[*cell].metric].direction == Direction::Lower
    });
    harms
        .filter_map(|(figure, cell)| {
            let found = &story.answers.comparisons[pair][cell];
            let name = label(story, figure, cell);
            (!found.spread.p50.is_nan()).then(|| sentence(story, pair, cell, &name, found, &inputs))
        })
        .collect()
}

/// What varies between futures: names, and one value a future for each; and what the names mean.
pub struct Varying<'a> {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
    parameters: &'a [Parameter],
    world: &'a World,
}

impl<'a> Varying<'a> {
    /// The inputs that vary, and the luck of demand.
    #[must_use]
    pub fn of(
        results: &Results,
        inputs: &Inputs,
        parameters: &'a [Parameter],
        world: &'a World,
    ) -> Self {
        let luck = (LUCK.to_owned(), results.luck());
        let drawn = inputs.each().map(|(name, column)| (name.clone(), column));
        let short = |(name, mut column): (String, Vec<f64>)| {
            column.truncate(MOST);
            (name, column)
        };
        let (names, columns) = drawn.chain([luck]).map(short).unzip();
        Self {
            names,
            columns,
            parameters,
            world,
        }
    }

    /// Under which conditions cases gather, one for each future, in a sentence; none if no condition was found.
    #[must_use]
    pub fn condition(&self, is_case: &[bool]) -> Option<String> {
        let seen = &is_case[..is_case.len().min(MOST)];
        discover(&self.columns, seen).map(|condition| self.told(&condition))
    }
}

fn sentence(
    story: &Story,
    pair: usize,
    cell: usize,
    label: &str,
    found: &Comparison,
    inputs: &Varying,
) -> String {
    let higher = found.share_higher();
    let (label, verb) = (words::capital_first(label), words::verb(label));
    if higher <= 0.0 {
        return tell!("**{label}** {is} higher in no future.", label, is = verb);
    }
    let opening = tell!(
        "**{label}** {is} higher in {share} of futures.",
        label,
        is = verb,
        share = words::share(higher)
    );
    if found.share_lower + found.share_tied <= 0.0 {
        return opening;
    }
    let arms = story.results.design.pairs[pair];
    let column = |arm| story.results.column(arm, cell);
    let is_case: Vec<bool> = differences(&column(arms.base), &column(arms.scenario))
        .into_iter()
        .map(|difference| difference > 0.0)
        .collect();
    match inputs.condition(&is_case) {
        Some(condition) => format!("{opening} {condition}"),
        None => format!(
            "{opening} {}",
            say("No condition for it was found at this number of futures.")
        ),
    }
}

impl Varying<'_> {
    /// "They are mostly those in which … : 61 % of them (…), right in 82 % (…) against 52 % everywhere."
    fn told(&self, condition: &Condition) -> String {
        let limits: Vec<String> = condition
            .limits
            .iter()
            .map(|limit| self.limited(limit))
            .collect();
        tell!(
            "Condition: {limits}. It covers {coverage} of these futures and is right in {precision}, against {base} everywhere.",
            limits = words::list(&limits),
            coverage = percent(&condition.coverage),
            precision = percent(&condition.precision),
            base = words::share(condition.base)
        )
    }

    /// "rate of going home above 0.043 per month".
    fn limited(&self, limit: &Limit) -> String {
        let name = &self.names[limit.input];
        let (what, unit) = if name == LUCK {
            (
                say("people who set out by the luck of demand alone").to_owned(),
                say("a day").to_owned(),
            )
        } else {
            let unit = parameter_of(self.parameters, name).map_or("", |parameter| &parameter.unit);
            (
                words::lower_first(&input_label(self.parameters, self.world, name)),
                say(unit).to_owned(),
            )
        };
        let value = |number: f64| format!("{} {unit}", legible(number)).trim_end().to_owned();
        match (limit.low.is_finite(), limit.high.is_finite()) {
            (true, true) => tell!(
                "{input} between {low} and {high}",
                input = what,
                low = legible(limit.low),
                high = value(limit.high)
            ),
            (true, false) => tell!("{input} above {low}", input = what, low = value(limit.low)),
            _ => tell!(
                "{input} below {high}",
                input = what,
                high = value(limit.high)
            ),
        }
    }
}

/// "82 % (66 to 91 %)".
fn percent(interval: &Interval) -> String {
    let whole = |share: f64| words::number(100.0 * share, 0);
    tell!(
        "{share} ({low} to {high} %)",
        share = words::share(interval.estimate),
        low = whole(interval.low),
        high = whole(interval.high)
    )
}
