//! The answer in sentences, in the same neutral words whichever policy comes out ahead.

use super::compare::Comparison;
use super::estimate::Estimate;
use super::influence::Influence;
use super::summary::Summary;
use super::words::{
    Change, capital_first, change, date, gap, list, lower_first, quantity, share, verb,
};
use crate::metric::{Metric, group_label};
use crate::text::{key, say};
use crate::time::Date;

/// What is said of a difference that is nothing.
const NO_DIFFERENT: &str = key("no different");

/// What a headline speaks about.
#[derive(Copy, Clone, Debug)]
pub struct Subject<'a> {
    /// First and last day compared, where the text around does not name them already.
    pub period: Option<(Date, Date)>,
    /// Title of the base, A in the sentence.
    pub base: &'a str,
    /// Title of the scenario, B in the sentence.
    pub scenario: &'a str,
    /// The metric, for unit, decimals and direction.
    pub metric: &'a Metric,
    /// What is counted, in words: the metric's label with group and statistic.
    pub label: &'a str,
}

/// A paired comparison in words, with its spread and agreement, its mean and precision, and the level on
/// both sides. The first number is the middle of the differences; the simulation error belongs to the mean.
///
/// `levels` are the middle futures of base and scenario; `influences` are the inputs tied to the
/// difference, strongest first, under the names people read.
#[must_use]
pub fn headline(
    subject: &Subject,
    comparison: &Comparison,
    levels: [f64; 2],
    influences: &[Influence],
) -> String {
    let opening = opening(subject);
    let Subject {
        base,
        scenario,
        label,
        ..
    } = subject;
    let verb = verb(label);
    if comparison.spread.p50.is_nan() {
        return if subject.metric.unit == "days" {
            tell!(
                "{label} cannot be compared: not all simulated futures under {base} or {scenario} reach it.",
                label = opening,
                base,
                scenario
            )
        } else {
            tell!(
                "{label} cannot be compared: not all simulated futures under {base} or {scenario} have somebody to follow that long.",
                label = opening,
                base,
                scenario
            )
        };
    }
    let same = share_of_ties(comparison);
    if comparison.share_tied >= 1.0 {
        return tell!(
            "{label} {is} the same under {scenario} and {base} in every simulated future.",
            label = opening,
            is = verb,
            scenario,
            base
        );
    }
    let body = if comparison.direction_is_clear() {
        clear(subject, comparison, &same)
    } else {
        open(subject, comparison, &same, influences)
    };
    let [base, scenario] = levels.map(|level| quantity(level, subject.metric));
    tell!(
        "{label} {is} {difference} Mean over futures: {mean}, {error} of simulation error. Level: {base} → {scenario}.",
        label = opening,
        is = verb,
        difference = body,
        mean = mean(subject, comparison.difference.mean),
        error = error(comparison.difference, subject.metric),
        base,
        scenario
    )
}

/// A paired comparison as the first page has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Brief {
    /// Enough futures agree: "Unsheltered nights are 12,300 lower (90 % of futures: 9,000 to 14,000 lower)."
    Clear(String),
    /// They do not: "deaths while crossing (lower in 48 % of futures, higher in 52 %)".
    Open(String),
    /// No future differs.
    Same,
    /// Some future has no value.
    Blank,
}

/// A paired comparison in few words, the base and the scenario being named already.
#[must_use]
pub fn brief(subject: &Subject, comparison: &Comparison) -> Brief {
    if comparison.spread.p50.is_nan() {
        return Brief::Blank;
    }
    if comparison.share_tied >= 1.0 {
        return Brief::Same;
    }
    let words = change(subject.metric, subject.label);
    if comparison.direction_is_clear() {
        return Brief::Clear(tell!(
            "{label} {is} {amount} (90 % of futures: {range}).",
            label = opening(subject),
            is = verb(subject.label),
            amount = amount(subject.metric, words, comparison.spread.p50),
            range = range(subject.metric, words, comparison),
        ));
    }
    Brief::Open(tell!(
        "{label} ({down} in {lower} of futures, {up} in {higher}{same})",
        label = lower_first(subject.label),
        down = words.down,
        lower = share(comparison.share_lower),
        up = words.up,
        higher = share(comparison.share_higher()),
        same = share_of_ties(comparison),
    ))
}

/// The level of one scenario in few words, the scenario being named already.
#[must_use]
pub fn brief_level(subject: &Subject, summary: &Summary) -> String {
    let (opening, verb) = (opening(subject), verb(subject.label));
    if summary.spread.p50.is_nan() {
        return tell!(
            "{label} {is} not reached in the middle future.",
            label = opening,
            is = verb
        );
    }
    let at = |value: f64| quantity(value, subject.metric);
    tell!(
        "{label} {is} {level} (90 % of futures: {low} to {high}).",
        label = opening,
        is = verb,
        level = at(summary.spread.p50),
        low = bare(&at(summary.spread.p05)),
        high = at(summary.spread.p95),
    )
}

/// "12,300 lower", or "no different" where the mean rounds to nothing.
fn mean(subject: &Subject, difference: f64) -> String {
    let is_zero = |text: &str| !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if is_zero(&gap(difference, subject.metric)) {
        return say(NO_DIFFERENT).to_owned();
    }
    let words = change(subject.metric, subject.label);
    amount(subject.metric, words, difference)
}

/// The level of the one scenario that has a value, where the other has nobody to count.
#[must_use]
pub fn one_sided(subject: &Subject, summary: &Summary, empty: &str) -> String {
    tell!(
        "{level} Under {empty} nobody is in this queue.",
        level = level(subject, summary),
        empty
    )
}

/// One sentence on the level of one scenario, for runs that compare nothing.
#[must_use]
pub fn level(subject: &Subject, summary: &Summary) -> String {
    let Subject {
        scenario,
        label,
        metric,
        ..
    } = subject;
    let opening = opening(subject);
    let verb = verb(label);
    if summary.spread.p50.is_nan() {
        return tell!(
            "{label} {is} not reached under {scenario} in the middle simulated future.",
            label = opening,
            is = verb,
            scenario
        );
    }
    let at = |value: f64| quantity(value, metric);
    tell!(
        "{label} {is} {level} under {scenario} (90 % of simulated futures: {low} to {high}). Mean over futures: {mean}, {error} of simulation error.",
        label = opening,
        is = verb,
        level = at(summary.spread.p50),
        scenario,
        low = bare(&at(summary.spread.p05)),
        high = at(summary.spread.p95),
        mean = at(summary.mean.mean),
        error = error(summary.mean, metric),
    )
}

/// "From 1 March 2024 to 31 December 2026, unsheltered nights", or "Unsheltered nights".
fn opening(subject: &Subject) -> String {
    subject.period.map_or_else(
        || capital_first(subject.label),
        |(from, to)| {
            let label = lower_first(subject.label);
            tell!(
                "From {from} to {to}, {label}",
                from = date(from),
                to = date(to),
                label
            )
        },
    )
}

/// "± 277", or that one replicate cannot tell.
fn error(estimate: Estimate, metric: &Metric) -> String {
    let margin = estimate.margin();
    if margin.is_nan() {
        say("with an unknown amount").to_owned()
    } else {
        format!("± {}", gap(margin, metric))
    }
}

/// "12,300 lower under B than A (90 % of simulated futures: 9,000 to 14,000 lower; lower in 97 %)."
fn clear(subject: &Subject, comparison: &Comparison, same: &str) -> String {
    let words = change(subject.metric, subject.label);
    let sign = if comparison.share_lower >= comparison.share_higher() {
        -1.0
    } else {
        1.0
    };
    let agreement = if sign < 0.0 {
        comparison.share_lower
    } else {
        comparison.share_higher()
    };
    tell!(
        "{amount} under {scenario} than {base} (90 % of simulated futures: {range}; {more} in {share}{same}).",
        amount = amount(subject.metric, words, comparison.spread.p50),
        scenario = subject.scenario,
        base = subject.base,
        range = range(subject.metric, words, comparison),
        more = words.of(sign),
        share = share(agreement),
        same
    )
}

/// "lower under B than A in 63 % of simulated futures and higher in 37 %: the direction depends on assumptions …"
fn open(
    subject: &Subject,
    comparison: &Comparison,
    same: &str,
    influences: &[Influence],
) -> String {
    let words = change(subject.metric, subject.label);
    tell!(
        "{down} under {scenario} than {base} in {lower} of simulated futures and {up} in {higher}{same}: the direction depends on assumptions{most} (middle future: {amount}; 90 % of them: {range}).",
        down = words.down,
        scenario = subject.scenario,
        base = subject.base,
        lower = share(comparison.share_lower),
        up = words.up,
        higher = share(comparison.share_higher()),
        same,
        most = matters(influences),
        amount = amount(subject.metric, words, comparison.spread.p50),
        range = range(subject.metric, words, comparison),
    )
}

/// The two inputs that matter most, if they can be told from chance.
fn matters(influences: &[Influence]) -> String {
    let names: Vec<String> = influences
        .iter()
        .filter(|input| input.resolved())
        .take(2)
        .map(|input| lower_first(&input.name))
        .collect();
    match names.len() {
        0 => say(", of which no single one stands out from chance at this number of replicates")
            .to_owned(),
        _ => tell!(", most on {inputs}", inputs = list(&names)),
    }
}

fn share_of_ties(comparison: &Comparison) -> String {
    if comparison.share_tied > 0.0 {
        tell!(", equal in {share}", share = share(comparison.share_tied))
    } else {
        String::new()
    }
}

/// "12,300 lower", or "no different".
fn amount(metric: &Metric, words: Change, difference: f64) -> String {
    if difference == 0.0 {
        return say(NO_DIFFERENT).to_owned();
    }
    format!("{} {}", gap(difference.abs(), metric), words.of(difference))
}

/// "9,000 to 14,000 lower", or "1,200 lower to 300 higher" where the range spans zero.
fn range(metric: &Metric, words: Change, comparison: &Comparison) -> String {
    let (low, high) = (comparison.spread.p05, comparison.spread.p95);
    if low * high > 0.0 {
        let (near, far) = if low < 0.0 {
            (-high, -low)
        } else {
            (low, high)
        };
        let (near, far) = (gap(near, metric), gap(far, metric));
        return tell!(
            "{low} to {high} {more}",
            low = bare(&near),
            high = far,
            more = words.of(low)
        );
    }
    tell!(
        "{low} to {high}",
        low = amount(metric, words, low),
        high = amount(metric, words, high)
    )
}

/// A quantity without its unit, where the unit follows later in the sentence.
fn bare(quantity: &str) -> &str {
    let units = [
        tell!("{n} days", n = ""),
        tell!("{n} percentage points", n = ""),
        " %".to_owned(),
    ];
    units
        .iter()
        .find_map(|unit| quantity.strip_suffix(unit.as_str()))
        .unwrap_or(quantity)
}

/// What a cell counts, in words: "Unsheltered nights", "People awaiting return by Mexico on an average day",
/// "Share served within 180 days (awaiting return by Mexico)".
#[must_use]
pub fn cell_label(metric: &Metric, statistic: &str, group: Option<&str>) -> String {
    let is_people = metric.label == "People waiting";
    let label = match group {
        Some(group) if is_people && group == group_label("all") => {
            say("People waiting in all groups").to_owned()
        }
        Some(group) if is_people => tell!("People {group}", group),
        _ => say(metric.label).to_owned(),
    };
    let label = [label, statistic_words(metric, statistic)].join(" ");
    let group = group
        .filter(|group| !is_people && !say(metric.label).ends_with(group))
        .map_or_else(String::new, |group| format!(" ({group})"));
    format!("{}{group}", label.trim_end())
}

/// Words for a statistic behind a label; none where the label says it all.
fn statistic_words(metric: &Metric, statistic: &str) -> String {
    if statistic == "p50" && metric.label.starts_with("Median") {
        return String::new();
    }
    match (statistic, metric.unit) {
        ("mean", "people") => say("on an average day").to_owned(),
        ("end", _) => say("on the last day").to_owned(),
        ("peak", _) => say("on the highest day").to_owned(),
        ("total" | "mean", _) => String::new(),
        _ => match (statistic.strip_prefix("day-"), statistic.strip_prefix('p')) {
            (Some(days), _) => tell!("within {days} days", days),
            (_, Some(percentile)) => tell!("({percentile}th percentile)", percentile),
            _ => statistic.to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Spread;
    use crate::metric::Direction;

    const NIGHTS: Metric = Metric {
        name: "unsheltered-nights",
        label: "Unsheltered nights",
        unit: "person-nights",
        direction: Direction::Lower,
        reading: "",
        decimals: 0,
    };
    const WAIT: Metric = Metric {
        name: "wait",
        label: "Wait for an appointment",
        unit: "days",
        direction: Direction::Neutral,
        reading: "",
        decimals: 1,
    };

    fn sentence(
        metric: &Metric,
        base: &[f64],
        scenario: &[f64],
        influences: &[Influence],
    ) -> String {
        let subject = Subject {
            period: Some((
                jiff::civil::date(2024, 3, 1),
                jiff::civil::date(2026, 12, 31),
            )),
            base: "Enforcement only",
            scenario: "Legal pathways",
            metric,
            label: metric.label,
        };
        let middle = |values: &[f64]| Spread::of(values).p50;
        let levels = [middle(base), middle(scenario)];
        headline(
            &subject,
            &Comparison::of(base, scenario, &[]),
            levels,
            influences,
        )
    }

    fn tied_to(name: &str, correlation: f64) -> Influence {
        Influence {
            name: name.to_owned(),
            correlation,
            low: correlation - 0.1,
            high: correlation + 0.1,
        }
    }

    #[test]
    fn in_few_words() {
        let subject = Subject {
            period: None,
            base: "A",
            scenario: "B",
            metric: &NIGHTS,
            label: NIGHTS.label,
        };
        let brief =
            |base: &[f64], scenario: &[f64]| brief(&subject, &Comparison::of(base, scenario, &[]));
        let Brief::Clear(text) = brief(&[100.0, 200.0, 300.0], &[90.0, 180.0, 270.0]) else {
            panic!("all agree");
        };
        insta::assert_snapshot!(text, @"Unsheltered nights are 20 lower (90 % of futures: 11 to 29 lower).");
        let Brief::Open(text) = brief(&[100.0, 200.0, 300.0], &[90.0, 210.0, 300.0]) else {
            panic!("they do not agree");
        };
        insta::assert_snapshot!(text, @"unsheltered nights (lower in 33 % of futures, higher in 33 %, equal in 33 %)");
        assert_eq!(brief(&[1.0, 2.0], &[1.0, 2.0]), Brief::Same);
        assert_eq!(brief(&[1.0, 2.0], &[1.0, f64::NAN]), Brief::Blank);
        insta::assert_snapshot!(brief_level(&subject, &Summary::of(&[10.0, 12.0, 14.0], &[])), @"Unsheltered nights are 12 (90 % of futures: 10 to 14).");
    }

    #[test]
    fn a_clear_direction() {
        let base: Vec<f64> = (0..20).map(|k| 90_000.0 + 1000.0 * f64::from(k)).collect();
        let scenario: Vec<f64> = (0..20).map(|k| 80_000.0 + 900.0 * f64::from(k)).collect();
        insta::assert_snapshot!(sentence(&NIGHTS, &base, &scenario, &[]), @"From 1 March 2024 to 31 December 2026, unsheltered nights are 11,000 lower under Legal pathways than Enforcement only (90 % of simulated futures: 10,100 to 11,800 lower; lower in 100 %). Mean over futures: 11,000 lower, ± 277 of simulation error. Level: 99,500 → 88,600.");
    }

    #[test]
    fn a_direction_that_depends_on_assumptions() {
        let base = [0.0; 10];
        let scenario: Vec<f64> = (0..10).map(|k| f64::from(k) - 3.5).collect();
        let inputs = [
            tied_to("Cooperation", 0.7),
            tied_to("Detection of evaders", -0.5),
            tied_to("Noise", 0.05),
        ];
        insta::assert_snapshot!(sentence(&NIGHTS, &base, &scenario, &inputs), @"From 1 March 2024 to 31 December 2026, unsheltered nights are lower under Legal pathways than Enforcement only in 40 % of simulated futures and higher in 60 %: the direction depends on assumptions, most on cooperation and detection of evaders (middle future: 1 higher; 90 % of them: 3 lower to 5 higher). Mean over futures: 1 higher, ± 2 of simulation error. Level: 0 → 1.");
        insta::assert_snapshot!(sentence(&NIGHTS, &base, &scenario, &inputs[2..]), @"From 1 March 2024 to 31 December 2026, unsheltered nights are lower under Legal pathways than Enforcement only in 40 % of simulated futures and higher in 60 %: the direction depends on assumptions, of which no single one stands out from chance at this number of replicates (middle future: 1 higher; 90 % of them: 3 lower to 5 higher). Mean over futures: 1 higher, ± 2 of simulation error. Level: 0 → 1.");
    }

    #[test]
    fn neutral_metrics_get_neutral_words() {
        insta::assert_snapshot!(sentence(&WAIT, &[30.0, 40.0, 50.0], &[42.5, 52.0, 63.0], &[]), @"From 1 March 2024 to 31 December 2026, wait for an appointment is 12.5 days longer under Legal pathways than Enforcement only (90 % of simulated futures: 12.1 to 12.9 days longer; longer in 100 %). Mean over futures: 12.5 days longer, ± 1.2 days of simulation error. Level: 40.0 days → 52.0 days.");
        let outlay = Metric {
            name: "outlay",
            label: "Public outlay",
            unit: "USD",
            ..WAIT
        };
        insta::assert_snapshot!(sentence(&outlay, &[1e9, 2e9], &[1.2e9, 2.3e9], &[]), @"From 1 March 2024 to 31 December 2026, public outlay is $250 million more under Legal pathways than Enforcement only (90 % of simulated futures: $205 million to $295 million more; more in 100 %). Mean over futures: $250 million more, ± $635 million of simulation error. Level: $1.50 billion → $1.75 billion.");
        let encounters = Metric {
            name: "encounters",
            label: "Encounters",
            unit: "events",
            decimals: 0,
            ..WAIT
        };
        insta::assert_snapshot!(sentence(&encounters, &[5000.0, 6000.0], &[4000.0, 5500.0], &[]), @"From 1 March 2024 to 31 December 2026, encounters are 750 fewer under Legal pathways than Enforcement only (90 % of simulated futures: 525 to 975 fewer; fewer in 100 %). Mean over futures: 750 fewer, ± 3,180 of simulation error. Level: 5,500 → 4,750.");
    }

    #[test]
    fn nothing_changed_and_nothing_reached() {
        insta::assert_snapshot!(sentence(&NIGHTS, &[5.0, 6.0], &[5.0, 6.0], &[]), @"From 1 March 2024 to 31 December 2026, unsheltered nights are the same under Legal pathways and Enforcement only in every simulated future.");
        insta::assert_snapshot!(sentence(&WAIT, &[5.0, 6.0], &[5.0, f64::NAN], &[]), @"From 1 March 2024 to 31 December 2026, wait for an appointment cannot be compared: not all simulated futures under Enforcement only or Legal pathways reach it.");
        insta::assert_snapshot!(sentence(&NIGHTS, &[5.0], &[3.0], &[]), @"From 1 March 2024 to 31 December 2026, unsheltered nights are 2 lower under Legal pathways than Enforcement only (90 % of simulated futures: 2 to 2 lower; lower in 100 %). Mean over futures: 2 lower, with an unknown amount of simulation error. Level: 5 → 3.");
    }

    #[test]
    fn a_single_scenario_has_a_level() {
        let subject = Subject {
            period: Some((
                jiff::civil::date(2024, 3, 1),
                jiff::civil::date(2026, 12, 31),
            )),
            base: "",
            scenario: "Status quo",
            metric: &WAIT,
            label: WAIT.label,
        };
        insta::assert_snapshot!(level(&subject, &Summary::of(&[10.0, 12.0, 14.0], &[])), @"From 1 March 2024 to 31 December 2026, wait for an appointment is 12.0 days under Status quo (90 % of simulated futures: 10.2 to 13.8 days). Mean over futures: 12.0 days, ± 5.0 days of simulation error.");
        insta::assert_snapshot!(level(&subject, &Summary::of(&[10.0, f64::NAN, f64::NAN], &[])), @"From 1 March 2024 to 31 December 2026, wait for an appointment is not reached under Status quo in the middle simulated future.");
    }

    #[test]
    fn labels_of_cells() {
        let people = Metric {
            label: "People waiting",
            unit: "people",
            ..NIGHTS
        };
        let share = Metric {
            label: "Share served",
            unit: "share of registered",
            ..WAIT
        };
        assert_eq!(cell_label(&NIGHTS, "total", None), "Unsheltered nights");
        assert_eq!(
            cell_label(&people, "mean", Some("awaiting return")),
            "People awaiting return on an average day"
        );
        assert_eq!(
            cell_label(&share, "day-180", Some("awaiting return")),
            "Share served within 180 days (awaiting return)"
        );
        assert_eq!(
            cell_label(&WAIT, "p90", None),
            "Wait for an appointment (90th percentile)"
        );
    }
}
