//! Titles that say what a chart shows: computed, hedged by the range of futures, and only where futures agree on the
//! direction; the same words whichever scenario it is.

use crate::analysis::words;
use crate::report::Story;
use crate::text::say;

/// Futures below which a range of 90 % of them leaves out less than one at either end: too few for a title.
const FEWEST: usize = 20;

/// The computed title with the description behind it, or the plain title with the description alone.
pub(super) fn or_plain(computed: Option<String>, plain: &str, alt: String) -> (String, String) {
    match computed {
        Some(title) => {
            let alt = format!("{title}. {alt}");
            (title, alt)
        }
        None => (plain.to_owned(), alt),
    }
}

/// "Under B 150,000 fewer people are awaiting … on 31 December 2026 than under A (90 % of futures: 20,000 to 350,000
/// fewer)", or for one scenario how many there are.
pub(super) fn people_on_last_day(
    story: &Story,
    (metric, group): (&str, &str),
    people: &str,
) -> Option<String> {
    let cell = story.results.find_cell(metric, "end", "all", group)?;
    let day = words::date(story.results.design.end());
    let print = |people: f64| words::rounded(people, 0);
    let change = change(story, cell, print, [say("fewer"), say("more")])?;
    let Change {
        base,
        scenario,
        middle,
        range,
    } = change;
    Some(tell!(
        "Under {scenario} {middle} people are {group} on {day} than under {base} (90 % of futures: {range})",
        scenario,
        middle,
        group = people,
        day,
        base,
        range
    ))
}

/// "Public bodies pay $1.2 billion less under B than under A (90 % of futures: …)".
pub(super) fn public_outlay(story: &Story) -> Option<String> {
    let cell = story.results.find_cell("outlay", "total", "all", "all")?;
    let Change {
        base,
        scenario,
        middle,
        range,
    } = change(story, cell, words::dollars, [say("less"), say("more")])?;
    Some(tell!(
        "Under {scenario} public bodies pay {middle} than under {base} (90 % of futures: {range})",
        scenario,
        middle,
        base,
        range
    ))
}

/// What a scenario changes against another, in words.
struct Change {
    base: String,
    scenario: String,
    /// "150,000 fewer".
    middle: String,
    /// "20,000 to 350,000 fewer".
    range: String,
}

/// The change of the one pair compared; none for several pairs, few futures, or where futures disagree.
fn change(
    story: &Story,
    cell: usize,
    print: impl Fn(f64) -> String,
    [down, up]: [&str; 2],
) -> Option<Change> {
    let design = &story.results.design;
    let pairs: Vec<usize> = design.main_pairs().collect();
    let &[pair] = pairs.as_slice() else {
        return None;
    };
    let comparison = &story.answers.comparisons[pair][cell];
    let spread = &comparison.spread;
    if story.results.replicates.len() < FEWEST || !comparison.direction_is_clear() {
        return None;
    }
    let title = |arm: usize| story.title(arm).to_owned();
    Some(Change {
        base: title(design.pairs[pair].base),
        scenario: title(design.pairs[pair].scenario),
        middle: with_word(spread.p50, &print, [down, up]),
        range: between([spread.p05, spread.p95], &print, [down, up]),
    })
}

fn with_word(value: f64, print: &impl Fn(f64) -> String, [down, up]: [&str; 2]) -> String {
    let word = if value < 0.0 { down } else { up };
    format!("{} {word}", print(value.abs()))
}

/// "20,000 to 350,000 fewer", smaller change first, or "350,000 fewer to 1,000 more".
fn between(ends: [f64; 2], print: &impl Fn(f64) -> String, words: [&str; 2]) -> String {
    let [low, high] = ends;
    if low < 0.0 && high > 0.0 {
        let [low, high] = ends.map(|end| with_word(end, print, words));
        return tell!("{low} to {high}", low, high);
    }
    let (near, far) = if high <= 0.0 {
        (high, low)
    } else {
        (low, high)
    };
    let word = if high <= 0.0 { words[0] } else { words[1] };
    tell!(
        "{low} to {high} {more}",
        low = print(near.abs()),
        high = print(far.abs()),
        more = word
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_read_from_the_smaller_change_to_the_larger() {
        let print = |value: f64| words::rounded(value, 0);
        let between = |low, high| between([low, high], &print, ["fewer", "more"]);
        assert_eq!(between(-350_000.0, -20_000.0), "20,000 to 350,000 fewer");
        assert_eq!(between(20.0, 350.0), "20 to 350 more");
        assert_eq!(between(-350.0, 20.0), "350 fewer to 20 more");
        assert_eq!(between(-350.0, 0.0), "0 to 350 fewer");
    }

    #[test]
    fn the_description_says_what_a_computed_title_says() {
        let alt = || "Lines".to_owned();
        assert_eq!(
            or_plain(None, "Plain", alt()),
            ("Plain".into(), "Lines".into())
        );
        let (title, alt) = or_plain(Some("Fewer people".into()), "Plain", alt());
        assert_eq!(
            (title.as_str(), alt.as_str()),
            ("Fewer people", "Fewer people. Lines")
        );
    }
}
