//! Memory does not grow with replicates, but for a few numbers each.
#![cfg(target_os = "linux")]

use std::fs;
use std::sync::atomic::AtomicBool;

use garita::analysis::Answers;
use garita::experiment::{Arm, Design, Replicate, Results, Simulator, Watch, pairs, run};
use garita::metric::{self, CellKey, Outcome, SeriesKey};

/// Headline values of a replicate: as many as a run of the whole border has.
const CELLS: usize = 800;

/// Drawn inputs of a replicate.
const INPUTS: usize = 20;

/// Values without a model: quick, and a pure function of the replicate.
struct Quick;

impl Simulator for Quick {
    fn cells(&self) -> Vec<CellKey> {
        let cell = |at: usize| CellKey {
            metric: at % metric::ALL.len(),
            statistic: "total",
            place: "all".to_owned(),
            group: "all".to_owned(),
            origin: "all".to_owned(),
            headline: at < 20,
        };
        (0..CELLS).map(cell).collect()
    }

    fn series(&self) -> Vec<SeriesKey> {
        vec![SeriesKey {
            metric: 0,
            place: "all".to_owned(),
            group: "all".to_owned(),
        }]
    }

    fn inputs(&self) -> Vec<String> {
        (0..INPUTS).map(|input| format!("input-{input}")).collect()
    }

    fn texts(&self) -> Vec<String> {
        vec!["a".to_owned(), "b".to_owned()]
    }

    fn replicate(&self, k: u64) -> Result<Replicate, String> {
        let outcome = |arm: u64| Outcome {
            cells: (0..CELLS).map(|at| value(k, at, arm)).collect(),
            series: vec![(0..30).map(|day| value(k, day, arm) as i64).collect()],
        };
        Ok(Replicate {
            outcomes: vec![outcome(0), outcome(1)],
            luck: value(k, 3, 9) - 105.0,
            state: (0..INPUTS).map(|at| value(k, at, 7)).collect(),
        })
    }
}

fn value(k: u64, at: usize, arm: u64) -> f64 {
    ((k * 31 + at as u64 * 17 + arm * 5) % 211) as f64
}

fn results(replicates: u64) -> Results {
    let arm = |name: &str| Arm {
        name: name.to_owned(),
        title: name.to_owned(),
        reference: false,
    };
    let arms = vec![arm("a"), arm("b")];
    let design = Design {
        seed: 1,
        replicates: (0..replicates).collect(),
        start: jiff::civil::date(2024, 3, 1),
        days: 30,
        pairs: pairs(&arms, 0),
        arms,
        watched: Vec::new(),
    };
    let watch = Watch {
        stop: &AtomicBool::new(false),
        finished: &|| (),
        keeper: None,
    };
    run(&Quick, design, &watch).expect("runs")
}

/// The most memory this process ever had, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    let kilobytes: u64 = kilobytes.and_then(|text| text.parse().ok()).expect("kB");
    kilobytes * 1024
}

#[test]
fn ten_times_the_replicates_take_a_few_numbers_each() {
    let few = results(2_000);
    let before = peak();
    let many = results(20_000);
    let answers = Answers::of(&many);
    let grown = peak() - before;
    // The values alone are 18,000 × 13 kB = 233 MB. What may stay is the number of each replicate in a few lists, some
    // columns for each thread that summarises, and values that wait before a file takes them.
    assert!(grown < 64 << 20, "{} MB more", grown >> 20);
    assert_eq!(answers.summaries[1].len(), CELLS);
    // And what is read back is what was simulated.
    for (arm, cell) in [(0, 0), (1, CELLS - 1)] {
        let simulated = |k| value(k, cell, arm as u64);
        let column: Vec<f64> = (0..20_000).map(simulated).collect();
        assert!(many.column(arm, cell) == column);
        assert!(few.column(arm, cell) == column[..2_000]);
    }
    assert_eq!(many.input(3)[19_999], value(19_999, 3, 7));
}
