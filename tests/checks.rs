//! Checks that users write: known truths pass and their negations fail, broken files are refused in
//! the expected words, and the page's example runs.
//!
//! `tests/data/invalid-checks/NAME.toml` pairs with `NAME.stderr`. After a change of wording, run
//! `GARITA_UPDATE=1 cargo test --release --test checks` and read the difference.

use garita::checks::{Suite, Verdict, is_checks};
use garita::experiment::Watch;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::AtomicBool;

/// A scenario that runs in no time: nobody anywhere, two months, two cities.
const TINY: &str = r#"
title = "Tiny"
summary = "Two months from empty."
extends = "status-quo"
start-state = "empty"
end = 2024-04-30
"#;

const HEAD: &str = "title = \"Known truths\"\nscenario = \"tiny.toml\"\nreplicates = 4\n";

/// A folder with the tiny scenario and a file of checks.
fn folder(checks: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("tiny.toml"), TINY).expect("a scenario");
    fs::write(folder.path().join("checks.toml"), format!("{HEAD}{checks}")).expect("checks");
    folder
}

fn verdicts(checks: &str) -> Vec<Verdict> {
    let folder = folder(checks);
    let suite = Suite::load(&folder.path().join("checks.toml"));
    let suite = suite.unwrap_or_else(|found| panic!("{}", found.render(100, false)));
    let watch = Watch {
        stop: &AtomicBool::new(false),
        finished: &|| (),
        keeper: None,
    };
    suite.judge(&suite.simulate(&watch).expect("nobody stops it"))
}

/// The first of the two checks passes and the second, its negation, fails.
fn truth_and_negation(checks: &str) {
    let verdicts = verdicts(checks);
    let passes: Vec<bool> = verdicts.iter().map(|verdict| verdict.passes).collect();
    assert_eq!(passes, [true, false], "{verdicts:#?}");
}

#[test]
fn a_range_holds_and_its_negation_does_not() {
    truth_and_negation(
        r#"
        [[range]]
        name = "No place shelters more people than it has beds"
        metric = "shelter-occupancy"
        place = "each"
        at-most = 1
        [[range]]
        name = "Every place shelters more people than it has beds"
        metric = "shelter-occupancy"
        place = "each"
        at-least = 1.0001
        "#,
    );
}

#[test]
fn every_day_is_looked_at() {
    // From empty, nobody waits on the first day; later more than one person does.
    truth_and_negation(
        r#"
        [[range]]
        name = "Never below nobody"
        metric = "people-waiting"
        group = "appointment"
        statistic = "daily"
        at-least = 0
        [[range]]
        name = "Somebody on every day"
        metric = "people-waiting"
        group = "hearing"
        statistic = "daily"
        at-least = 1
        "#,
    );
}

#[test]
fn a_range_may_hold_in_a_share_of_futures() {
    let checks = |share: &str| {
        format!(
            r#"
            [[range]]
            name = "Impossible"
            metric = "deaths"
            at-most = -1
            share = {share}
            "#
        )
    };
    assert!(verdicts(&checks("0"))[0].passes);
    assert!(!verdicts(&checks("\"1 %\""))[0].passes);
}

#[test]
fn people_are_conserved() {
    let verdicts = verdicts("[[conservation]]\nname = \"Nobody is lost\"");
    assert!(verdicts[0].passes);
    assert_eq!(verdicts[0].found, "balanced on 61 days in 4 futures");
}

#[test]
fn a_setting_moves_one_way_and_not_the_other() {
    let check = |name: &str, direction: &str| {
        format!(
            r#"
            [[monotonicity]]
            name = "{name}"
            setting = "port-appointments.slots-per-day"
            from = 2024-03-10
            values = [0, 200, 400]
            metric = "appointments-used"
            direction = "{direction}"
            "#
        )
    };
    truth_and_negation(&(check("More slots, more used", "more") + &check("Fewer", "fewer")));
}

#[test]
fn a_parameter_moves_one_way_and_what_it_cannot_reach_not_at_all() {
    truth_and_negation(
        r#"
        [[monotonicity]]
        name = "More detection, fewer undetected"
        parameter = "crossing.detection"
        values = [0.2, 0.9]
        metric = "undetected-entries"
        direction = "fewer"
        [[monotonicity]]
        name = "As if detection did nothing"
        parameter = "crossing.detection"
        values = [0.2, 0.9]
        metric = "undetected-entries"
        direction = "same"
        "#,
    );
    let verdicts = verdicts(
        r#"
        [[monotonicity]]
        name = "No work visas, whatever the detection"
        parameter = "crossing.detection"
        values = [0.2, 0.9]
        metric = "jobs-filled"
        direction = "same"
        "#,
    );
    assert!(verdicts[0].passes, "{verdicts:?}");
}

#[test]
fn a_series_agrees_with_what_was_simulated_and_not_with_its_double() {
    // With 100 slots on every day from the start, exactly 100 are used once the list has filled.
    let check = |name: &str, value: u32| {
        format!(
            r#"
            [[agreement]]
            name = "{name}"
            scenario = "slots.toml"
            metric = "appointments-used"
            points = [ {{ from = 2024-04-01, to = 2024-04-10, value = {value} }} ]
            within = "1 %"
            "#
        )
    };
    let folder = folder(&(check("As simulated", 1000) + &check("Twice as many", 2000)));
    let slots = "title = \"Slots\"\nsummary = \"A hundred a day.\"\nextends = \"tiny.toml\"\n\
        [levers.port-appointments]\nslots-per-day = 100\nsource = \"assumption\"\nnote = \"A round number.\"";
    fs::write(folder.path().join("slots.toml"), slots).expect("a scenario");
    let output = garita(folder.path(), &["check", "--run", "checks.toml"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{text}{}", stderr(&output));
    assert!(text.contains("1 of 2 checks pass"), "{text}");
    assert!(stderr(&output).contains("fails: Twice as many"));
}

/// Runs `garita` in a folder.
fn garita(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn exit_codes_tell_green_red_and_bad_input() {
    let code = |checks: &str, arguments: &[&str]| {
        let folder = folder(checks);
        let output = garita(folder.path(), &[arguments, &["checks.toml"]].concat());
        output.status.code().expect("the program was not killed")
    };
    let check = |limit: &str| {
        format!("[[range]]\nname = \"Deaths\"\nmetric = \"deaths\"\nat-least = {limit}")
    };
    let run = ["check", "--run", "-n", "2"];
    assert_eq!(code(&check("0"), &run), 0);
    assert_eq!(code(&check("1e9"), &run), 1);
    assert_eq!(code(&check("\"many\""), &run), 2);
    assert_eq!(code(&check("1e9"), &["check"]), 0, "only read");
    assert_eq!(code(&check("\"many\""), &["check"]), 2);
    assert_eq!(
        code(&check("0"), &["check", "-n", "2"]),
        2,
        "-n without --run"
    );
}

#[test]
fn verdicts_come_as_csv_and_json_too() {
    let folder = folder("[[conservation]]\nname = \"Nobody is lost, \\\"ever\\\"\"");
    let print = |format: &str| {
        let output = garita(
            folder.path(),
            &[
                "check",
                "--run",
                "-n",
                "2",
                "--format",
                format,
                "checks.toml",
            ],
        );
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let csv = print("csv");
    assert!(
        csv.starts_with("verdict,check,required,found\npasses,\"Nobody is lost, \"\"ever\"\"\","),
        "{csv}"
    );
    let json: serde_json::Value = serde_json::from_str(&print("json")).expect("JSON");
    assert_eq!(json[0]["verdict"], "passes");
}

#[test]
fn a_variant_is_simulated_once_for_all_checks() {
    let range =
        |name: &str| format!("[[range]]\nname = \"{name}\"\nmetric = \"deaths\"\nat-least = 0\n");
    let steps = |name: &str| {
        format!(
            "[[monotonicity]]\nname = \"{name}\"\nsetting = \"shelter-beds.built\"\nvalues = [0, 9]\nmetric = \"deaths\"\ndirection = \"same\"\n"
        )
    };
    let folder = folder(&[range("a"), range("b"), steps("c"), steps("d")].concat());
    let suite = Suite::load(&folder.path().join("checks.toml")).expect("good checks");
    assert_eq!((suite.demands().count(), suite.runs()), (4, 3));
}

#[test]
fn the_checks_of_the_program_are_well_formed() {
    let suite = Suite::load(Path::new("model"));
    let suite = suite.unwrap_or_else(|found| panic!("{}", found.render(100, false)));
    assert!(suite.demands().count() >= 15);
    assert!(is_checks(Path::new("model")) && !is_checks(Path::new("scenarios/status-quo.toml")));
}

#[test]
fn broken_checks_are_refused_in_the_expected_words() {
    let update = std::env::var_os("GARITA_UPDATE").is_some();
    let mut files: Vec<PathBuf> = fs::read_dir("tests/data/invalid-checks")
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    assert!(files.len() >= 12);
    let mut wrong = Vec::new();
    for path in files {
        let found = match Suite::load(&path) {
            Ok(_) => panic!("{} is accepted", path.display()),
            Err(problems) => problems.render(100, false),
        };
        let expected = path.with_extension("stderr");
        if update {
            fs::write(&expected, &found).expect("a writable folder");
        } else if fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "messages differ; GARITA_UPDATE=1 rewrites them\n\n{}",
        wrong.join("\n\n")
    );
}

/// The fenced blocks of a language on the page, in order.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let opening = format!("```{language}\n");
    let after = page.split(opening.as_str()).skip(1);
    after.filter_map(|text| text.split("```").next()).collect()
}

#[test]
fn the_example_of_the_page_runs_and_passes() {
    let page = fs::read_to_string("docs/model-checks.md").expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, language) in [("my-checks.toml", "toml"), ("my-counts.csv", "csv")] {
        let found = blocks(&page, language);
        assert_eq!(found.len(), 1, "one block of {language}");
        fs::write(folder.path().join(name), found[0]).expect("a file");
    }
    let output = garita(
        folder.path(),
        &["check", "--run", "my-checks.toml", "-n", "6"],
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", stderr(&output));
    assert!(
        text.contains("6 of 6 checks pass (6 futures, seed 1)"),
        "{text}"
    );
}
