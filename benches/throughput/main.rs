//! What a core does in a second, and how that grows: `cargo bench --bench throughput`.
//!
//! Times are processor time of this process, the least of several rounds, one thread unless threads are counted. Every
//! scaling row is a ratio to the first of its table, taken in the same run. `-- --json` prints the two workloads for
//! `benches/peers/compare.py`.

mod workload;

use std::hint::black_box;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use cpu_time::ProcessTime;
use garita::experiment::{self, Arm, Design, Plan, Simulator, Watch};
use garita::metric;
use garita::scenario::{self, Overrides, Scenario};
use workload::Size;

/// Days in a year, for replicate-years.
const YEAR: f64 = 365.25;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let asks = |flag: &str| asked.iter().any(|arg| arg == flag);
    // `cargo bench -- --test` asks every benchmark to show that it runs, not how fast.
    let rounds = if asks("--test") { 1 } else { 7 };
    let workloads = [
        (
            "border-queue-1",
            load("verification/border-queue-1"),
            8 * rounds,
        ),
        ("status-quo", load("status-quo"), 2 * rounds),
    ];
    let measured: Vec<Measured> = workloads
        .iter()
        .map(|(name, scenario, replicates)| Measured::of(name, scenario, *replicates, rounds))
        .collect();
    if asks("--json") {
        measured.iter().for_each(Measured::print_json);
        return;
    }
    println!("One core, processor time, the least of {rounds} rounds.\n");
    Measured::print_head();
    measured.iter().for_each(Measured::print);
    if asks("--test") {
        return;
    }
    scaling(rounds);
    threads(&load("status-quo"));
}

fn load(name: &str) -> Scenario {
    scenario::load(name, &Overrides::default()).expect("a shipped scenario loads")
}

fn plan(scenario: &Scenario) -> Plan {
    let records = scenario::catalogue().expect("records load");
    Plan::new(std::slice::from_ref(scenario), records, 1, false)
}

/// What one replicate costs and holds.
struct Measured {
    name: String,
    /// Processor time of one replicate.
    seconds: f64,
    days: f64,
    cells: f64,
    person_days: f64,
}

impl Measured {
    fn of(name: &str, scenario: &Scenario, replicates: u64, rounds: u64) -> Self {
        let plan = plan(scenario);
        let days = scenario.days() as f64 + past_days(scenario);
        let world = &scenario.world;
        let waiting = waiting_people(&plan) * scenario.days() as f64;
        // The same futures in every round: some cost twice what others do.
        let best = (0..rounds)
            .map(|_| {
                let began = ProcessTime::now();
                for k in 0..replicates {
                    black_box(plan.replicate(k).expect("it runs"));
                }
                began.elapsed().as_secs_f64() / replicates as f64
            })
            .fold(f64::INFINITY, f64::min);
        Self {
            name: name.to_owned(),
            seconds: best,
            days,
            cells: (world.origins.len() * world.places.len()) as f64,
            person_days: waiting,
        }
    }

    /// Time of one place and origin on one day.
    fn cell_day(&self) -> f64 {
        self.seconds / (self.days * self.cells) * 1e9
    }

    fn print_head() {
        println!(
            "| workload | replicates/s | replicate-years/s | person-days waited/s | ns per place-origin-day |\n|---|---:|---:|---:|---:|"
        );
    }

    fn print(&self) {
        println!(
            "| {} | {:.2} | {:.1} | {:.2e} | {:.0} |",
            self.name,
            1.0 / self.seconds,
            self.days / YEAR / self.seconds,
            self.person_days / self.seconds,
            self.cell_day()
        );
    }

    fn print_json(&self) {
        println!(
            "{{\"name\": \"{}\", \"replicates_per_second\": {}, \"ns_per_place_origin_day\": {}}}",
            self.name,
            1.0 / self.seconds,
            self.cell_day()
        );
    }
}

/// Days of the runs that hand over to a scenario.
fn past_days(scenario: &Scenario) -> f64 {
    match &scenario.start_state {
        scenario::StartState::Handover(past) => past.days() as f64 + past_days(past),
        _ => 0.0,
    }
}

/// People who wait on an average day of the first replicate.
fn waiting_people(plan: &Plan) -> f64 {
    let cells = plan.cells();
    let is_total = |key: &metric::CellKey| {
        metric::ALL[key.metric].name == "people-waiting"
            && key.statistic == "mean"
            && [&key.place, &key.group, &key.origin]
                .iter()
                .all(|part| *part == "all")
    };
    let position = cells
        .iter()
        .position(is_total)
        .expect("people waiting are measured");
    plan.replicate(0).expect("it runs").outcomes[0].cells[position]
}

/// Time against one size at a time.
fn scaling(rounds: u64) {
    let whole = Size::SHIPPED;
    let tables: [(&str, Vec<(String, Size)>); 5] = [
        (
            "places",
            sizes(&[4, 8, 16, 32], |cities| Size {
                cities: cities as usize,
                ..whole
            }),
        ),
        (
            "origins",
            sizes(&[1, 2, 4, 8], |origins| Size {
                origins: origins as usize,
                ..whole
            }),
        ),
        (
            "days",
            sizes(&[365, 730, 1460, 2920], |days| Size { days, ..whole }),
        ),
        (
            // 100 times is as far as the ranges of the levers go.
            "people, as a multiple of 9 % of the workload's",
            sizes(&[1, 10, 100], |times| Size {
                people: 0.09 * f64::from(times),
                ..whole
            }),
        ),
        (
            "days of registration on the list (nobody is called)",
            sizes(&[182, 365, 730], |days| Size {
                days,
                called: false,
                ..whole
            }),
        ),
    ];
    for (what, sizes) in tables {
        println!(
            "\n| {what} | processor time of a replicate | time ÷ first | time a place-origin-day ÷ first |\n|---:|---:|---:|---:|"
        );
        let measured: Vec<Measured> = sizes
            .iter()
            .map(|(name, size)| Measured::of(name, &size.scenario(), 2, rounds))
            .collect();
        for row in &measured {
            println!(
                "| {} | {:.1} ms | {:.2} | {:.2} |",
                row.name,
                row.seconds * 1e3,
                row.seconds / measured[0].seconds,
                row.cell_day() / measured[0].cell_day()
            );
        }
    }
}

fn sizes(values: &[u32], size: impl Fn(u32) -> Size) -> Vec<(String, Size)> {
    let named = values.iter().map(|&value| (value.to_string(), size(value)));
    named.collect()
}

/// Wall time of an ensemble on one thread and on every core.
fn threads(scenario: &Scenario) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "\n| threads | wall time of 24 replicates of status-quo | speed ÷ one thread |\n|---:|---:|---:|"
    );
    let mut alone = None;
    for count in (0..)
        .map(|power| 1 << power)
        .take_while(|&count| count <= cores)
    {
        let seconds = ensemble(scenario, count, 24);
        let alone = *alone.get_or_insert(seconds);
        println!("| {count} | {seconds:.2} s | {:.2} |", alone / seconds);
    }
}

fn ensemble(scenario: &Scenario, threads: usize, replicates: u64) -> f64 {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .expect("threads start");
    let plan = plan(scenario);
    let design = Design {
        seed: 1,
        replicates: (0..replicates).collect(),
        start: scenario.start,
        days: scenario.days(),
        arms: vec![Arm {
            name: scenario.name.clone(),
            title: scenario.title.clone(),
            reference: false,
        }],
        watched: Vec::new(),
        pairs: Vec::new(),
    };
    let watch = Watch {
        stop: &AtomicBool::new(false),
        finished: &|| {},
        keeper: None,
    };
    let began = Instant::now();
    pool.install(|| black_box(experiment::run(&plan, design, &watch).expect("it runs")));
    began.elapsed().as_secs_f64()
}
