//! Public outlay against unsheltered nights, future by future.

use super::{Drawing, figure, period, who};
use crate::chart::{Body, Cloud, Plane};
use crate::report::{Story, per_night};
use crate::text::say;

/// Futures drawn as dots; more would be one blot.
const MOST_DOTS: usize = 400;

/// A dot for every future; none where nothing is compared.
pub(super) fn per_night(story: &Story) -> Option<Drawing> {
    let design = &story.results.design;
    let found = per_night::found(story);
    let base = design.pairs[found.first()?.pair].base;
    let base = story.title(base);
    let cloud = |one: &per_night::PerNight| Cloud {
        scenario: design.pairs[one.pair].scenario,
        words: one.words(),
        mean: vec![one.means[0], 1e-6 * one.means[1]],
        futures: one
            .nights
            .iter()
            .zip(&one.outlay)
            .take(MOST_DOTS)
            .map(|(nights, outlay)| vec![*nights, 1e-6 * outlay])
            .collect(),
    };
    let body = Plane {
        across: tell!("unsheltered nights, difference to {base}", base),
        upward: tell!("Public outlay, difference to {base}", base),
        unit: say("million U.S. dollars").to_owned(),
        corners: [
            say("more outlay, fewer nights without a bed"),
            say("more outlay, more nights without a bed"),
            say("less outlay, fewer nights without a bed"),
            say("less outlay, more nights without a bed"),
        ]
        .map(str::to_owned),
        clouds: found.iter().map(cloud).collect(),
    };
    let subtitle = tell!(
        "A dot for every simulated future; ringed: the mean, {period}",
        period = period(story)
    );
    let alt = tell!(
        "Dots of futures: difference in public outlay against difference in unsheltered nights, under {scenarios}.",
        scenarios = who(story)
    );
    let notes = [say(
        "For each night avoided: mean difference in outlay ÷ mean difference in nights, where nights fall; the interval is Fieller's. A policy does more than avoid nights, and no share of its outlay is set apart for that.",
    )];
    Some(Drawing {
        stem: "cost-per-night",
        figure: figure(
            story,
            say("Public outlay and unsheltered nights"),
            subtitle,
            Body::Plane(body),
            &notes,
        ),
        alt,
    })
}
