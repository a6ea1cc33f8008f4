//! What each unsheltered night avoided costs the public, comparison by comparison.

use super::rows::Table;
use super::{Story, words_of_pair};
use crate::analysis::compare::differences;
use crate::analysis::ratio::Ratio;
use crate::analysis::words;
use crate::stats::{Moments, controlled};
use crate::text::say;

/// Outlay and nights of one comparison in the same futures.
pub(super) struct PerNight {
    /// Position of the pair in the design.
    pub pair: usize,
    /// Difference in unsheltered nights, future by future.
    pub nights: Vec<f64>,
    /// Difference in public outlay, U.S. dollars, future by future.
    pub outlay: Vec<f64>,
    /// Their means, without the luck of demand.
    pub means: [f64; 2],
    /// Outlay for each night avoided.
    pub ratio: Ratio,
}

/// Every comparison asked for; none where the results lack outlay or nights.
pub(super) fn found(story: &Story) -> Vec<PerNight> {
    let results = story.results;
    let nights = results.find_cell("unsheltered-nights", "total", "all", "all");
    let outlay = results.find_cell("outlay", "total", "all", "all");
    let (Some(nights), Some(outlay)) = (nights, outlay) else {
        return Vec::new();
    };
    let luck = results.luck();
    let one = |pair: usize| {
        let arms = results.design.pairs[pair];
        let of = |cell: usize| {
            let column = |arm| results.column(arm, cell);
            differences(&column(arms.base), &column(arms.scenario))
        };
        let (nights, outlay) = (of(nights), of(outlay));
        let mean = |values: &[f64]| Moments::of(&controlled(values, &luck)).mean();
        PerNight {
            pair,
            means: [mean(&nights), mean(&outlay)],
            ratio: Ratio::of(&outlay, &nights, &luck),
            nights,
            outlay,
        }
    };
    results.design.main_pairs().map(one).collect()
}

/// What the answer says of it: a sentence for each comparison in which nights fall for sure.
pub(super) fn sentences(story: &Story) -> Vec<String> {
    let known = found(story).into_iter();
    known.filter_map(|one| one.sentence(story)).collect()
}

impl PerNight {
    fn sentence(&self, story: &Story) -> Option<String> {
        let Ratio::Known(found) = &self.ratio else {
            return None;
        };
        let pair = story.results.design.pairs[self.pair];
        let [base, scenario] = [pair.base, pair.scenario].map(|arm| story.title(arm));
        Some(if found.high < 0.0 {
            tell!(
                "On average over futures, both unsheltered nights and public outlay are lower under {scenario} than {base}: {money} less outlay for each night avoided (95 % interval of the ratio of means: {low} to {high} less).",
                scenario,
                base,
                money = money(-found.estimate),
                low = money(-found.high),
                high = money(-found.low)
            )
        } else if found.low > 0.0 {
            tell!(
                "On average over futures, public outlay is {money} more under {scenario} than {base} for each unsheltered night avoided (95 % interval of the ratio of means: {low} to {high} more).",
                scenario,
                base,
                money = money(found.estimate),
                low = money(found.low),
                high = money(found.high)
            )
        } else {
            tell!(
                "On average over futures, unsheltered nights are lower under {scenario} than {base}; whether public outlay is higher or lower for each night avoided cannot be told (95 % interval of the ratio of means: {low} to {high}).",
                scenario,
                base,
                low = money(found.low),
                high = money(found.high)
            )
        })
    }

    /// "$37 for each unsheltered night avoided (95 % interval: $20 to $90)."
    pub fn words(&self) -> String {
        match &self.ratio {
            Ratio::Unknown => say("Not known: some future has no value.").to_owned(),
            Ratio::NothingAvoided => {
                say("Not defined: unsheltered nights do not fall in the mean of futures.").to_owned()
            }
            Ratio::Open(_) => say("Not known: nights fall in the mean of futures, but at this number of futures that cannot be told from chance.").to_owned(),
            Ratio::Known(found) if found.high < 0.0 => tell!(
                "Both fall: {money} less outlay for each unsheltered night avoided (95 % interval: {low} to {high} less).",
                money = money(-found.estimate),
                low = money(-found.high),
                high = money(-found.low)
            ),
            Ratio::Known(found) => tell!(
                "{money} for each unsheltered night avoided (95 % interval: {low} to {high}).",
                money = money(found.estimate),
                low = money(found.low),
                high = money(found.high)
            ),
        }
    }
}

/// Dollars with cents where they are few.
fn money(value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "" };
    let n = match value.abs() {
        size if size >= 1_000.0 => return format!("{sign}{}", words::dollars(size)),
        size if size >= 10.0 => words::number(size, 0),
        size => words::number(size, 2),
    };
    tell!("{sign}${n}", sign, n)
}

/// A row for each comparison.
pub(super) fn table(story: &Story) -> Table {
    let columns = [
        say("Comparison"),
        say("Mean difference in unsheltered nights"),
        say("Mean difference in public outlay"),
        say("Public outlay for each unsheltered night avoided"),
    ];
    let mut table = Table::new(&columns, []);
    for one in found(story) {
        let [nights, outlay] = one.means;
        let signed = |value: f64, text: String| match value {
            value if value > 0.0 => format!("+{text}"),
            value if value < 0.0 => format!("−{text}"),
            _ => text,
        };
        table.rows.push(vec![
            words_of_pair(story, one.pair),
            signed(nights, words::rounded(nights.abs(), 0)),
            signed(outlay, words::dollars(outlay.abs())),
            one.words(),
        ]);
    }
    table
}
