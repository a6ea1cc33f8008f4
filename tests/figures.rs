//! Figures of a real, small result: what each says in plain, kept word for word, and whether its words find room, also in the
//! shortest run. `INSTA_UPDATE=always cargo test --test figures` renews what is kept, after a change that means it.

#[path = "charts/faults.rs"]
mod faults;

use faults::faults;
use garita::analysis::Answers;
use garita::chart::{Original, Style};
use garita::experiment::Ensemble;
use garita::scenario::Overrides;
use garita::study::{Cast, Progress, Study, Wishes, Writer};
use serde_json::Value;

/// A scenario that differs within days.
const EARLY: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/data/figures/early-appointments.toml"
);

/// Every chart of a comparison.
const CHARTS: [&str; 22] = [
    "queues",
    "difference-us",
    "difference-protection",
    "difference-return",
    "difference-unsheltered",
    "map",
    "shelter-strain",
    "shelter-beds-border",
    "shelter-beds-inland",
    "places-border",
    "places-inland",
    "waits",
    "flows",
    "of-every-1000",
    "key-figures",
    "key-figures-movement",
    "lower",
    "cost",
    "cost-per-night",
    "drivers",
    "variance",
    "map-strip",
];

/// What the charts of a comparison to a last day are drawn from.
fn originals(scenarios: &[&str], until: &str, futures: u64) -> Vec<(&'static str, Original)> {
    let overrides = Overrides {
        until: Some(until.parse().expect("a date")),
        ..Overrides::default()
    };
    let names: Vec<String> = scenarios.iter().map(|&name| name.to_owned()).collect();
    let cast = Cast::of_comparison(&names, None, &overrides).expect("they are shipped");
    let wishes = Wishes {
        replicates: (0..futures).collect(),
        ..Wishes::default()
    };
    let study = Study::new(cast, &wishes).expect("they fit together");
    let (plan, progress) = (study.plan(), Progress::silent());
    let ensemble = Ensemble::new(&plan, &study.design);
    let replicates = &study.design.replicates;
    ensemble
        .simulate(replicates, &progress.watch())
        .expect("people are conserved");
    let results = ensemble.finish(replicates.clone()).expect("all are there");
    let answers = Answers::of(&results);
    let writer = Writer {
        study: &study,
        results: &results,
        answers: &answers,
        precision: None,
        command: &[],
        started: jiff::Timestamp::now(),
        charts: true,
        parquet: false,
    };
    let drawn = |name| Some((name, writer.original(name, &["garita".to_owned()], "0123")?));
    CHARTS.into_iter().filter_map(drawn).collect()
}

/// Three digits of every number, and of long lists the ends and the middle.
fn shorten(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let short = number.as_f64().map(|exact| format!("{exact:.2e}"));
            *value = short.map_or(Value::Null, Value::String);
        }
        Value::Array(values) => {
            values.iter_mut().for_each(shorten);
            let count = values.len();
            if count > 12 {
                let kept = [0, count / 2, count - 1].map(|at| values[at].clone());
                *values = kept.to_vec();
                values.push(Value::String(format!("{count} in all")));
            }
        }
        Value::Object(values) => values.values_mut().for_each(shorten),
        _ => {}
    }
}

#[test]
fn what_each_figure_says_is_kept() {
    let all = originals(&["status-quo", EARLY], "2024-03-20", 40);
    assert!(all.len() >= 18, "{}", all.len());
    for (name, original) in all {
        let mut plain = serde_json::to_value(&original.figure).expect("figures are data");
        shorten(&mut plain);
        let text = serde_json::to_string_pretty(&plain).expect("it is text");
        insta::assert_snapshot!(name, text);
    }
}

/// The shortest run there is.
#[test]
fn two_days_and_four_scenarios_find_room() {
    let scenarios = ["status-quo", EARLY, "enforcement-only", "ports-closed"];
    let mut found = Vec::new();
    for (name, original) in originals(&scenarios, "2024-03-02", 3) {
        for style in [Style::report(), Style::slide()] {
            let faults = faults(&original.figure, &original.provenance, &style);
            found.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
