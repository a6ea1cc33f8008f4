//! How much of an answer rests on judgement, and which directions were put in.

use super::Story;
use crate::analysis::words;
use crate::parameter::{Grade, Parameter};
use crate::text::say;

/// "Evidence behind the 217 uncertain inputs: 37 measured, 60 estimated and 120 judgement."
pub(super) fn evidence(story: &Story) -> String {
    let uncertain: Vec<&Parameter> = story
        .parameters
        .iter()
        .filter(|parameter| super::assumptions::is_uncertain(parameter))
        .collect();
    let of = |(name, grade): &(&str, Grade)| {
        let count = uncertain
            .iter()
            .filter(|parameter| parameter.grade == *grade)
            .count();
        tell!("{count} {grade}", count, grade = say(name))
    };
    let counts: Vec<String> = Grade::NAMES.iter().rev().map(of).collect();
    tell!(
        "Evidence behind the {n} uncertain inputs: {counts}.",
        n = uncertain.len(),
        counts = words::list(&counts)
    )
}

/// For each scenario that moves levers: which directions are put in, and which emerge.
pub(super) fn signs(story: &Story) -> Vec<String> {
    let portraits = story.portraits.iter();
    let with_moves =
        portraits.filter(|portrait| !(portrait.assumed.is_empty() && portrait.emerging.is_empty()));
    with_moves
        .map(|portrait| {
            tell!(
                "{scenario}: put in: {assumed}; emerges: {emerging}.",
                scenario = portrait.title,
                assumed = named(&portrait.assumed),
                emerging = named(&portrait.emerging)
            )
        })
        .collect()
}

fn named(levers: &[String]) -> String {
    if levers.is_empty() {
        say("none").to_owned()
    } else {
        levers.join(", ")
    }
}
