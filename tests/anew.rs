//! Earlier results are asked anew without simulating: the answers are those of the futures that were run.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A world that is fast to simulate.
const QUICK: &str = "verification/border-queue-1";

fn garita(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(folder)
        .args(words)
        .arg("--quiet")
        .output()
        .unwrap()
}

fn made(folder: &Path, words: &[&str]) {
    let output = garita(folder, words);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {errors}");
}

fn refused(folder: &Path, words: &[&str]) -> String {
    let output = garita(folder, words);
    assert_eq!(output.status.code(), Some(2), "{words:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap()
}

const OBJECTIVES: [&str; 4] = [
    "--less",
    "people-waiting:mean@us",
    "--less",
    "unsheltered-nights@city-1",
];

/// Four portfolios in eight futures, in the folder `run`.
fn explored(folder: &Path) {
    let vary = "port-appointments.slots-per-day=900..1400";
    let mut words = vec!["explore", QUICK, "--vary", vary, "--portfolios", "3"];
    words.extend(["-n", "8", "--until", "2024-03-01", "--out", "run"]);
    words.extend(OBJECTIVES);
    made(folder, &words);
}

/// A sweep over the beds of a city, and over more if there is more.
fn swept(folder: &Path, out: &str, vary: &[&str]) {
    let mut words = vec!["sweep", QUICK, "-n", "8", "--until", "2024-04-01"];
    words.extend(["--metric", "unsheltered-nights", "--out", out]);
    let beds = "shelter-beds.built.city-0=0,100,200,300";
    let every = [beds].into_iter().chain(vary.iter().copied());
    words.extend(every.flat_map(|vary| ["--vary", vary]));
    made(folder, &words);
}

/// A column of a table, in the rows that are kept.
fn column(table: &Path, name: &str, keep: impl Fn(&csv::StringRecord) -> bool) -> Vec<String> {
    let mut table = csv::Reader::from_path(table).unwrap();
    let names = table.headers().unwrap();
    let at = names.iter().position(|column| column == name).unwrap();
    let rows = table.records().map(Result::unwrap).filter(keep);
    rows.map(|row| row[at].to_owned()).collect()
}

#[test]
fn portfolios_are_judged_anew_with_the_values_that_were_run() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    explored(folder);
    let mut words = vec!["explore", "--from", "run", "--out", "again"];
    words.extend(OBJECTIVES);
    made(folder, &words);
    for table in ["portfolios.csv", "replicates.csv"] {
        let [run, again] = ["run", "again"].map(|name| read(folder, &format!("{name}/{table}")));
        assert_eq!(run, again, "{table}");
    }

    // What nobody asked for when it was run, with a limit of its own.
    let words = ["explore", "--from", "again", "--less", "outlay=1", "--out"];
    made(folder, &[&words[..], &["limits"]].concat());
    let robust = column(&folder.join("limits/portfolios.csv"), "robust", |_| true);
    assert_eq!(robust, ["0"; 4]);
}

#[test]
fn what_is_over_a_budget_beats_nobody() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    explored(folder);
    let judged = |budget: &str, out: &str| {
        let words = ["explore", "--from", "run", "--budget", budget, "--out", out];
        made(folder, &words);
        let table = folder.join(out).join("portfolios.csv");
        let of = |name: &str| column(&table, name, |_| true);
        (of("within_budget"), of("front_support"), of("on_front"))
    };
    let (within, support, on) = judged("1", "none");
    assert!(within.iter().all(|own| own == "false") && on.iter().all(|own| own == "false"));
    assert!(support.iter().all(String::is_empty), "{support:?}");
    let report = read(folder, "none/report.md");
    assert!(report.contains("Nearest to it: "), "{report}");
    assert!(!report.contains("better in one: ."), "{report}");
    let (within, support, _) = judged("$900bn", "all");
    assert!(within.iter().all(|own| own == "true"));
    assert!(support.iter().all(|own| !own.is_empty()));
    let unread = refused(folder, &["explore", "--from", "run", "--budget", "much"]);
    assert!(unread.contains("25bn"), "{unread}");
}

#[test]
fn what_an_earlier_result_does_not_hold_is_refused() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    explored(folder);
    let asked = |more: &[&str]| {
        let words = [&["explore", "--from", "run", "--out", "no"][..], more].concat();
        refused(folder, &words)
    };
    let unknown = asked(&["--less", "unsheltered-nights@city-2"]);
    assert!(
        unknown.contains("does not hold `unsheltered-nights:total@city-2`"),
        "{unknown}"
    );
    let daily = asked(&["--less", "people-waiting:change@us"]);
    assert!(daily.contains("read off daily values"), "{daily}");

    // A table that lost a line, or one that is another's, is not read.
    let table = read(folder, "run/replicates.csv");
    let damaged = |text: &str| {
        fs::write(folder.join("run/replicates.csv"), text).unwrap();
        asked(&[])
    };
    let (shorter, _) = table.trim_end().rsplit_once('\n').unwrap();
    let missing = damaged(shorter);
    assert!(missing.contains("in future 7 is missing"), "{missing}");
    let swapped = damaged(&table.replacen("border-queue-1,3,", "border-queue-1,5,", 1));
    assert!(
        swapped.contains("line 5 is not the one of `border-queue-1` in future 3"),
        "{swapped}"
    );
    let words = damaged(&table.replacen("people-waiting:mean@us", "people", 1));
    assert!(words.contains("there is no metric `people`"), "{words}");
    assert!(!folder.join("no").exists());
}

#[test]
fn a_goal_is_looked_for_among_the_points_of_a_sweep() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    swept(folder, "beds", &[]);
    let goal = ["goal", "--from", "beds", "--metric", "unsheltered-nights"];
    made(
        folder,
        &[&goal[..], &["--at-most", "1e12", "--out", "goal"]].concat(),
    );
    let report = read(folder, "goal/report.md");
    assert!(report.contains("met at every value"), "{report}");
    let [curve, points] = ["goal/curve.csv", "beds/points.csv"].map(|file| folder.join(file));
    let everywhere = |row: &csv::StringRecord| &row[2] == "unsheltered-nights" && &row[4] == "all";
    for (of_curve, of_points) in [("value", "shelter-beds.built.city-0"), ("p50", "p50")] {
        assert_eq!(
            column(&curve, of_curve, |_| true),
            column(&points, of_points, everywhere)
        );
    }
}

#[test]
fn a_goal_needs_a_sweep_over_one_lever() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    swept(folder, "two", &["port-appointments.slots-per-day=900,1200"]);
    explored(folder);
    for (words, why) in [
        (
            &["--from", "two"][..],
            "varies more than one lever or input",
        ),
        (&["--from", "run"], "is not the result of a sweep"),
        (&[QUICK, "--from", "two"], "cannot be used with"),
    ] {
        let asked = ["--metric", "outlay", "--at-most", "1"];
        let said = refused(folder, &[&["goal"], words, &asked].concat());
        assert!(said.contains(why), "{said}");
    }
}
