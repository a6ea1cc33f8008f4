//! Outlay by payer.

use super::{Drawing, figure, interval, period, titles, who};
use crate::analysis::words;
use crate::chart::{Body, Cost, Payer};
use crate::metric;
use crate::report::Story;
use crate::text::say;

/// Outlay by payer; payers who pay nothing are named below.
pub(super) fn cost(story: &Story) -> Drawing {
    let arms = 0..story.results.design.arms.len();
    let payer = |(cell, label): (usize, &str)| Payer {
        label: words::capital_first(metric::group_label(label)),
        values: arms
            .clone()
            .map(|arm| {
                let spread = &story.answers.summaries[arm][cell].spread;
                (arm, interval(spread, 1e-6))
            })
            .collect(),
    };
    let pays = |payer: &Payer| payer.values.iter().any(|(_, value)| value.p95 > 0.0);
    let payers = story.results.cells.iter().enumerate().filter(|(_, key)| {
        let is_outlay = ["outlay", "private-outlay"].contains(&metric::ALL[key.metric].name);
        is_outlay && key.group != "all" && !key.group.contains(": ")
    });
    let payers = payers.map(|(cell, key)| payer((cell, key.group.as_str())));
    let (payers, idle): (Vec<Payer>, Vec<Payer>) = payers.partition(pays);
    let body = Cost {
        unit: say("million U.S. dollars").to_owned(),
        decimals: 1,
        payers,
    };
    let subtitle = tell!(
        "Outlay by payer, total from {period}",
        period = period(story)
    );
    let (title, alt) = titles::or_plain(
        titles::public_outlay(story),
        say("Who pays how much"),
        tell!(
            "Bars of outlay by payer under {scenarios}.",
            scenarios = who(story)
        ),
    );
    let idle: Vec<&str> = idle.iter().map(|payer| payer.label.as_str()).collect();
    let nothing = tell!(
        "Pays nothing under any scenario: {payers}.",
        payers = words::list(&idle)
    );
    let mut notes = vec![say(
        "Bar: the middle simulated future, in the order of the names; whisker: 90 % of futures. Taxes, wages and remittances are not counted.",
    )];
    if !idle.is_empty() {
        notes.push(&nothing);
    }
    Drawing {
        stem: "cost",
        figure: figure(story, &title, subtitle, Body::Cost(body), &notes),
        alt,
    }
}
