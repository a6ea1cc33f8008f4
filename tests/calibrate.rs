//! Calibration: the command from settings to files, and recovery of what made the counts.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::AtomicBool;

use garita::calibrate::{Fitting, Settings};
use garita::distribution::Quantity;
use garita::experiment::hindcast::Target;
use garita::random::Draws;
use garita::sampler::normal;
use garita::scenario::{Scenario, catalogue};
use garita::stats::{self, Moments};
use garita::time::Date;
use garita::uncertainty::{Calibration, Input};
use support::Stage;

// ---- Recovery

/// Fitted numbers of the small world, with their ranges; the last one has nothing to do with any count.
const RANGES: [(&str, f64, f64); 7] = [
    ("departure.base", 150.0, 400.0),
    ("transit.interdiction", 0.1, 0.3),
    ("intention.cross", 0.3, 0.6),
    ("intention.protection", 0.1, 0.3),
    ("crossing.detection", 0.5, 0.8),
    ("crossing.children-share", 0.03, 0.1),
    ("crossing.detention-stay", 10.0, 60.0),
];
const UNINFORMED: &str = "crossing.detention-stay";
const ORIGINS: [&str; 2] = ["venezuela", "andean"];
/// Standard error of the log of a count.
const ERROR: f64 = 0.05;

/// Two origins, two cities, eight months; people set out, are met in Mexico, cross or ask for protection.
fn small_world() -> Scenario {
    let stage = Stage::new(&ORIGINS, &["tijuana", "ciudad-juarez"], 242)
        .assume("departure.shock-sd=0.2 departure.shock-common-share=0.5 departure.shock-days=365")
        .assume("transit.journey=5 transit.stages=1");
    let mut scenario = stage.scenario();
    for parameter in &mut scenario.parameters {
        if let Some((_, low, high)) = RANGES.iter().find(|(name, _, _)| *name == parameter.name) {
            let (low, high) = (*low, *high);
            parameter.value = Quantity::Uniform { low, high };
            parameter.by.clear();
        }
    }
    scenario
}

fn settings(members: u64, seed: u64) -> Settings {
    Settings {
        title: String::new(),
        summary: String::new(),
        scenario: small_world(),
        scenario_name: "stage".to_owned(),
        from: date(2, 1),
        to: date(8, 31),
        parameters: RANGES
            .iter()
            .map(|(name, _, _)| (*name).to_owned())
            .collect(),
        errors: BTreeMap::from([("default".to_owned(), ERROR)]),
        error_doubles_after: None,
        members,
        rounds: 4,
        seed,
    }
}

fn date(month: i8, day: i8) -> Date {
    jiff::civil::date(2023, month, day)
}

/// Monthly counts that a statistical office of the small world would publish.
fn published() -> Vec<Target> {
    let mut targets = Vec::new();
    for month in 2..=8 {
        let first = date(month, 1);
        let target = |metric: &str, origin: &str| Target {
            id: format!("{metric}.{origin}.{month}"),
            metric: metric.to_owned(),
            origin: origin.to_owned(),
            period_from: first,
            period_to: first.last_of_month(),
            observed: 1.0,
            unit: (if metric.contains("share") {
                "share"
            } else {
                "people"
            })
            .to_owned(),
            tolerance: None,
            source: "assumption".to_owned(),
            note: String::new(),
        };
        for origin in ORIGINS {
            targets.push(target("encounters-between-ports", origin));
            targets.push(target("protection-applications", origin));
        }
        targets.push(target("mexican-detention-events", "all"));
        targets.push(target("us-outcome-share.children", "all"));
    }
    targets
}

/// What a fit makes of one set of counts whose inputs are known.
struct Recovered {
    inputs: Vec<Input>,
    truth: Vec<f64>,
    fits: Calibration,
    prior: Calibration,
}

impl Recovered {
    /// What is left of the standard deviation of a score.
    fn left(&self, index: usize) -> f64 {
        let deviation = |set: &Calibration| Moments::of(&set.scores(index)).deviation();
        deviation(&self.fits) / deviation(&self.prior)
    }

    /// Whether the middle 90 % of fits hold the truth.
    fn holds(&self, index: usize) -> bool {
        let mut scores = self.fits.scores(index);
        scores.sort_by(f64::total_cmp);
        let truth = self.truth[index];
        stats::quantile(&scores, 0.05) <= truth && truth <= stats::quantile(&scores, 0.95)
    }

    fn of_kind(&self, kind: fn(&Input) -> bool) -> Vec<usize> {
        let all = self.inputs.iter().enumerate();
        all.filter(|(_, input)| kind(input))
            .map(|(index, _)| index)
            .collect()
    }
}

fn is_step(input: &Input) -> bool {
    matches!(input, Input::Step(..))
}

fn is_told_number(input: &Input) -> bool {
    !is_step(input) && input.name() != UNINFORMED
}

/// Draws inputs from their ranges, simulates counts with their error, and fits them, so many times.
fn recover(sets: u64, members: u64) -> Vec<Recovered> {
    let catalogue = catalogue().expect("the records are complete");
    let stop = AtomicBool::new(false);
    let truth = settings(sets, 4711);
    let nature = Fitting::new(&truth, catalogue, &published());
    let simulated = nature.simulate(&stop, &|| {}).unwrap().unwrap();
    let truths = nature.calibration("truth");
    let fit = |(set, counts): (usize, &Vec<f64>)| {
        let error = Draws::new(99, set as u64).key(1, 0, 0);
        let mut targets = published();
        for (index, (target, count)) in targets.iter_mut().zip(counts).enumerate() {
            let off = normal(error.uniform(0, index as u64));
            target.observed = count * libm::exp(ERROR * off);
        }
        let settings = settings(members, 1 + set as u64);
        let mut fitting = Fitting::new(&settings, catalogue, &targets);
        let prior = fitting.calibration("prior");
        for _ in 0..settings.rounds {
            let simulated = fitting.simulate(&stop, &|| {}).unwrap().unwrap();
            fitting.advance(&simulated).unwrap();
        }
        let fits = fitting.calibration("fits");
        Recovered {
            inputs: fits.inputs().cloned().collect(),
            truth: truths.members()[set].clone(),
            fits,
            prior,
        }
    };
    simulated.iter().enumerate().map(fit).collect()
}

/// Share of inputs of a kind whose interval holds the truth, set by set.
fn coverage(sets: &[Recovered], kind: fn(&Input) -> bool) -> Vec<f64> {
    let share = |set: &Recovered| {
        let inputs = set.of_kind(kind);
        let held = inputs.iter().filter(|index| set.holds(**index)).count();
        held as f64 / inputs.len() as f64
    };
    sets.iter().map(share).collect()
}

fn mean_left(sets: &[Recovered], kind: fn(&Input) -> bool) -> f64 {
    let left: Vec<f64> = sets
        .iter()
        .flat_map(|set| set.of_kind(kind).into_iter().map(|index| set.left(index)))
        .collect();
    Moments::of(&left).mean()
}

/// Fits hold the truth in nine of ten cases, and are narrower than what went in.
///
/// Rule: scores of one data set are correlated; in a study of 40 data sets the share of intervals that hold the
/// truth varied from set to set as if two inputs counted as one (design effect about 1.5). With N inputs in all
/// sets the share lies within 0.9 ± 3.1·√(0.9·0.1 ÷ (N/2)), but for 2 seeds in 1,000.
#[test]
fn fits_hold_the_truth_in_nine_of_ten_cases_and_are_narrower_than_the_ranges() {
    let sets = recover(8, 400);
    for (name, kind) in [
        ("steps", is_step as fn(&Input) -> bool),
        ("numbers", is_told_number),
    ] {
        let inputs = sets.len() * sets[0].of_kind(kind).len();
        let share = Moments::of(&coverage(&sets, kind)).mean();
        let slack = 3.1 * libm::sqrt(0.9 * 0.1 / (inputs as f64 / 2.0));
        println!("{name}: {share:.3} of {inputs}, within 0.9 ± {slack:.3}");
        assert!((share - 0.9).abs() < slack, "{name}: {share} ± {slack}");
    }
    let (numbers, steps) = (mean_left(&sets, is_told_number), mean_left(&sets, is_step));
    assert!(numbers < 0.7, "numbers keep {numbers} of their spread");
    assert!(steps < 0.95, "steps keep {steps} of their spread");
    let uninformed = mean_left(&sets, |input| input.name() == UNINFORMED);
    assert!(
        (0.95..1.05).contains(&uninformed),
        "what no count tells about keeps {uninformed} of its spread"
    );
}

/// The measurement behind docs/calibration.md: `cargo test --release --test calibrate -- --ignored --nocapture`.
#[test]
#[ignore = "takes minutes"]
fn study_of_recovery() {
    let members = std::env::var("MEMBERS").map_or(100, |text| text.parse().unwrap());
    let sets = recover(40, members);
    for (name, kind) in [
        ("steps", is_step as fn(&Input) -> bool),
        ("numbers", is_told_number),
        ("uninformed", |input| input.name() == UNINFORMED),
    ] {
        let shares = Moments::of(&coverage(&sets, kind));
        println!(
            "{name}: coverage {:.3} ± {:.3}, sd left {:.3}",
            shares.mean(),
            shares.standard_error(),
            mean_left(&sets, kind)
        );
    }
    for (index, input) in sets[0].inputs.iter().enumerate() {
        let held = sets.iter().filter(|set| set.holds(index)).count();
        let left: Vec<f64> = sets.iter().map(|set| set.left(index)).collect();
        println!(
            "{:45} {held:2} of 40, sd left {:.2}",
            input.name(),
            Moments::of(&left).mean()
        );
    }
}

// ---- The command

const PARAMETERS: &str =
    "[\"departure.base\", \"crossing.detection\", \"crossing.detention-stay\"]";

/// A folder with a short past and settings to fit it: three months, 20 members, two rounds.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let past = "title = \"Three months\"\nsummary = \"The summer of 2023.\"\nextends = \"cbp-one-2023-2024\"\nend = 2023-09-30\n";
    fs::write(place.path().join("past.toml"), past).unwrap();
    write_settings(place.path(), &format!("parameters = {PARAMETERS}"));
    place
}

fn write_settings(folder: &Path, parameters: &str) {
    let text = format!(
        "title = \"A short fit\"\nscenario = \"past.toml\"\nfrom = 2023-07-01\nto = 2023-09-30\n{parameters}\n\
         members = 20\nrounds = 2\nseed = 3\n[errors]\ndefault = 0.2\n"
    );
    fs::write(folder.join("short.toml"), text).unwrap();
}

fn command(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_garita"));
    command
        .current_dir(folder)
        .args(arguments.split(' '))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn garita(folder: &Path, arguments: &str) -> Output {
    command(folder, arguments)
        .output()
        .expect("the program starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[track_caller]
fn done(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
}

/// Tables of a result: they hold no clock and no command line.
fn tables(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let names = [
        "short.csv",
        "counts.csv",
        "inputs.csv",
        "rounds/1.csv",
        "rounds/2.csv",
        "settings.toml",
        "report.md",
    ];
    names
        .iter()
        .map(|name| ((*name).to_owned(), fs::read(folder.join(name)).expect(name)))
        .collect()
}

#[test]
fn a_fit_is_whole_can_be_resumed_and_serves_a_scenario() {
    let place = place();
    let folder = place.path();
    let said = garita(folder, "calibrate short.toml --out whole --threads 1");
    done(&said);
    let words = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(
        words.contains("Encounters between ports") && words.contains("whole/report.md"),
        "{words}"
    );
    assert!(words.contains("Not informed by the counts"), "{words}");
    let whole = folder.join("whole");
    for file in [
        "charts/inputs.png",
        "charts/pairs.png",
        "charts/counts-encounters-between-ports.png",
        "manifest.json",
    ] {
        assert!(whole.join(file).is_file(), "{file}");
    }
    let fits = fs::read_to_string(whole.join("short.csv")).unwrap();
    assert!(
        fits.starts_with("# short: fits made by `garita calibrate`"),
        "{fits:.80}"
    );
    assert_eq!(Calibration::parse("short", &fits).unwrap().len(), 20);

    // The settings that were saved make the same fits, on any number of threads.
    done(&garita(
        folder,
        "calibrate whole/settings.toml --out again -q --threads 2",
    ));
    let rounds = |out: &str| fs::read(folder.join(out).join("rounds/2.csv")).unwrap();
    assert!(rounds("whole") == rounds("again"));

    // Existing results are not replaced.
    let refused = garita(folder, "calibrate short.toml --out whole");
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("--force"));

    let scenario = "title = \"Fitted\"\nsummary = \"From the fits.\"\nextends = \"past.toml\"\ncalibration = \"whole/short.csv\"\n";
    fs::write(folder.join("fitted.toml"), scenario).unwrap();
    done(&garita(folder, "check fitted.toml"));
}

#[cfg(unix)]
#[test]
fn a_fit_that_is_stopped_goes_on_to_the_same_bytes() {
    let place = place();
    let folder = place.path();
    done(&garita(folder, "calibrate short.toml --out whole -q"));
    let child = command(folder, "calibrate short.toml --out parts -q")
        .spawn()
        .unwrap();
    let kept = folder.join(".parts.unfinished/finished.part");
    let began = std::time::Instant::now();
    while !kept.exists() && began.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    let stopped = child.wait_with_output().unwrap();
    assert_eq!(stopped.status.code(), Some(1), "{}", stderr(&stopped));
    assert!(
        stderr(&stopped).contains("--resume"),
        "{}",
        stderr(&stopped)
    );
    assert!(!folder.join("parts").exists());

    let other = garita(
        folder,
        "calibrate short.toml --out parts -q --resume --seed 4",
    );
    assert_eq!(other.status.code(), Some(2), "{}", stderr(&other));
    let resumed = garita(folder, "calibrate short.toml --out parts -q --resume");
    done(&resumed);
    assert!(
        stderr(&resumed).contains("going on after"),
        "{}",
        stderr(&resumed)
    );
    assert!(tables(&folder.join("whole")) == tables(&folder.join("parts")));
}

#[test]
fn what_cannot_be_fitted_is_told_and_nothing_is_written() {
    let place = place();
    let folder = place.path();
    let refused = |arguments: &str, words: &[&str]| {
        let output = garita(folder, &format!("calibrate {arguments} --out nothing"));
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments}: {told}");
        for word in words {
            assert!(told.contains(word), "{arguments}: {told}");
        }
        assert!(!folder.join("nothing").exists(), "{arguments}");
    };
    refused(
        "cbp-one-203",
        &["cbp-one-203", "did you mean `cbp-one-2023`?"],
    );
    refused("absent.toml", &["absent.toml", "no such file"]);
    refused(
        "short.toml --to 2024-02-29",
        &["is not within `past`", "2023-09-30"],
    );
    refused(
        "short.toml --from 2023-09-01 --to 2023-08-01",
        &["before it begins"],
    );
    refused(
        "short.toml --from 2023-07-03 --to 2023-07-04",
        &["no published count lies within"],
    );
    write_settings(folder, "parameters = [\"departure.bas\"]");
    refused(
        "short.toml",
        &[
            "short.toml:5",
            "departure.bas",
            "did you mean `departure.base`?",
        ],
    );
    write_settings(folder, "");
    refused("short.toml", &["`parameters` is missing"]);
    write_settings(folder, &format!("parameters = {PARAMETERS}"));
    let text = fs::read_to_string(folder.join("short.toml")).unwrap();
    fs::write(
        folder.join("short.toml"),
        text + "encounters-at-port = 0.2\n",
    )
    .unwrap();
    refused(
        "short.toml",
        &["encounters-at-port", "did you mean `encounters-at-ports`?"],
    );
}

#[test]
fn calibrations_are_listed() {
    let place = tempfile::tempdir().unwrap();
    let bare = garita(place.path(), "calibrate");
    done(&bare);
    let listed = garita(place.path(), "list calibrations --format csv");
    done(&listed);
    for output in [bare, listed] {
        let words = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            words.contains("cbp-one-2023") && words.contains("title-42-2020"),
            "{words}"
        );
    }
}
