//! What the model costs: one day, one replicate, one ensemble. `cargo bench --bench kernel`.

use std::sync::atomic::AtomicBool;

use divan::Bencher;
use garita::experiment::{self, Arm, Design, Plan, Simulator, Watch};
use garita::model::inputs::{Keys, Today};
use garita::model::{day, state::State};
use garita::random::Draws;
use garita::scenario::{self, Overrides, Scenario};

fn main() {
    divan::main();
}

fn load(name: &str) -> Scenario {
    scenario::load(name, &Overrides::default()).expect("a shipped scenario loads")
}

fn plan(names: &[&str]) -> Plan {
    let scenarios: Vec<Scenario> = names.iter().map(|name| load(name)).collect();
    Plan::new(
        &scenarios,
        scenario::catalogue().expect("records load"),
        1,
        false,
    )
}

/// One day of the kernel in February 2024: 6 origins × 11 places, all processes.
#[divan::bench]
fn one_day(bencher: Bencher) {
    let plan = plan(&["cbp-one-2023-2024"]);
    let inputs = plan.central_inputs(0);
    let luck = Draws::new(1, 0);
    let start = State::start(&inputs);
    let (_, state) = day::run(&inputs, &luck, start, false).expect("people are conserved");
    let keys = Keys::new(&luck, &inputs.shape);
    let today = Today::new(&inputs, &keys, inputs.days.len() - 1);
    bencher
        .with_inputs(|| state.clone())
        .bench_refs(|state| day::day(&today, state));
}

/// One replicate of the status quo with its past: 243 + 1,036 days, record and metrics.
#[divan::bench(sample_count = 10)]
fn one_replicate(bencher: Bencher) {
    let plan = plan(&["status-quo"]);
    bencher.bench_local(|| plan.replicate(0));
}

/// The reference workload: 8 cities, 730 days.
#[divan::bench(sample_count = 10)]
fn border_queue_1(bencher: Bencher) {
    let plan = plan(&["verification/border-queue-1"]);
    bencher.bench_local(|| plan.replicate(0));
}

/// An ensemble of 8 paired replicates of two scenarios, on all threads, summaries included.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn one_ensemble(bencher: Bencher) {
    let plan = plan(&["enforcement-only", "legal-pathways"]);
    let base = load("enforcement-only");
    let arm = |name: &str| Arm {
        name: name.to_owned(),
        title: name.to_owned(),
        reference: false,
    };
    let arms = vec![arm("enforcement-only"), arm("legal-pathways")];
    let pairs = experiment::pairs(&arms, 0);
    let days = base.days();
    bencher.bench_local(|| {
        let design = Design {
            seed: 1,
            replicates: (0..8).collect(),
            start: base.start,
            days,
            arms: arms.clone(),
            watched: Vec::new(),
            pairs: pairs.clone(),
        };
        let watch = Watch {
            stop: &AtomicBool::new(false),
            finished: &|| {},
            keeper: None,
        };
        experiment::run(&plan, design, &watch).expect("runs")
    });
}
