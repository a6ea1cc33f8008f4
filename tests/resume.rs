//! Runs that are stopped, killed or told to go on until they are precise end in the same bytes as plain ones.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const TABLES: [&str; 4] = ["compare.csv", "daily.csv", "replicates.csv", "summary.csv"];

fn command(folder: &Path, arguments: &str, out: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_garita"));
    command
        .current_dir(folder)
        .args(arguments.split(' '))
        .args(["--no-charts", "-q", "-o", out])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn garita(folder: &Path, arguments: &str, out: &str) -> Output {
    command(folder, arguments, out)
        .output()
        .expect("the program starts")
}

fn code(output: &Output) -> Option<i32> {
    output.status.code()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn done(output: &Output) {
    assert_eq!(code(output), Some(0), "{}", stderr(output));
}

fn assert_same_tables(folder: &Path, one: &str, other: &str) {
    for table in TABLES {
        let read = |out: &str| fs::read(folder.join(out).join(table)).unwrap();
        assert!(read(one) == read(other), "{table} of {one} and {other}");
    }
}

fn signal(name: &str, child: &Child) {
    let id = child.id().to_string();
    let status = Command::new("kill").args([name, &id]).status();
    assert!(status.expect("kill exists").success());
}

/// Starts a run and ends it by a signal once the replicates finished so far are kept, or after a while.
fn cut_short(folder: &Path, arguments: &str, out: &str, name: &str, wait_for_part: bool) -> Output {
    let child = command(folder, arguments, out).spawn().unwrap();
    let part = folder.join(format!(".{out}.unfinished/finished.part"));
    let began = Instant::now();
    let enough = |elapsed: Duration| {
        if wait_for_part {
            part.exists()
        } else {
            elapsed > Duration::from_secs(2)
        }
    };
    while !enough(began.elapsed()) {
        assert!(began.elapsed() < Duration::from_mins(1), "nothing is kept");
        std::thread::sleep(Duration::from_millis(20));
    }
    signal(name, &child);
    child.wait_with_output().unwrap()
}

#[test]
fn a_run_stopped_or_killed_goes_on_to_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let run = "run status-quo -n 24 --threads 1";
    let killed = cut_short(folder, run, "killed", "-KILL", true);
    assert_eq!(code(&killed), None);
    let stopped = cut_short(folder, run, "stopped", "-INT", false);
    assert_eq!(code(&stopped), Some(1), "{}", stderr(&stopped));
    assert!(!folder.join("killed").exists() && !folder.join("stopped").exists());

    let other = garita(
        folder,
        "run status-quo -n 24 --threads 1 --resume --seed 2",
        "stopped",
    );
    assert_eq!(code(&other), Some(2));
    assert!(
        stderr(&other).contains("seed: 1 there, 2 here"),
        "{}",
        stderr(&other)
    );
    let changed =
        "run status-quo -n 24 --threads 1 --resume --set port-appointments.slots-per-day=9";
    let changed = garita(folder, changed, "stopped");
    assert_eq!(code(&changed), Some(2));
    assert!(
        stderr(&changed).contains("`status-quo` says something else"),
        "{}",
        stderr(&changed)
    );

    // A row that was being written when the power went: the record does not speak of it.
    let rows = folder.join(".killed.unfinished/finished.rows");
    let mut rows = fs::OpenOptions::new().append(true).open(rows).unwrap();
    std::io::Write::write_all(&mut rows, b"half a row").unwrap();

    for out in ["killed", "stopped"] {
        let resumed = garita(folder, "run status-quo -n 24 --threads 1 --resume", out);
        done(&resumed);
        assert!(stderr(&resumed).contains("going on after"));
        assert!(!folder.join(format!(".{out}.unfinished")).exists());
    }
    done(&garita(folder, run, "whole"));
    assert_same_tables(folder, "whole", "killed");
    assert_same_tables(folder, "whole", "stopped");
}

#[test]
fn damaged_work_is_given_up_and_force_starts_over() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let run = "run status-quo -n 3";
    done(&garita(folder, run, "whole"));
    for (name, more) in [("damaged", "--resume"), ("forced", "--force")] {
        let hidden = folder.join(format!(".{name}.unfinished"));
        fs::create_dir(&hidden).unwrap();
        fs::write(
            hidden.join("finished.part"),
            "garita part 1\nand then nothing",
        )
        .unwrap();
        assert_eq!(code(&garita(folder, run, name)), Some(2));
        let output = garita(folder, &format!("{run} {more}"), name);
        done(&output);
        assert_eq!(stderr(&output).contains("damaged"), name == "damaged");
        assert!(!hidden.exists());
        assert_same_tables(folder, "whole", name);
    }
    done(&garita(
        folder,
        "run status-quo -n 3 --resume",
        "nothing-to-take-up",
    ));
}

#[test]
fn a_precise_run_equals_a_run_of_that_many_replicates() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let manifest = |out: &str| -> serde_json::Value {
        let text = fs::read_to_string(folder.join(out).join("manifest.json")).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    // Nothing changes, so every difference is known exactly after any number of futures.
    let same = "title = \"Same\"\nsummary = \"Nothing changes.\"\nextends = \"status-quo\"\n";
    fs::write(folder.join("same.toml"), same).unwrap();
    let compared = "compare status-quo same.toml";
    let easy = format!("{compared} --precision 1% --max-replicates 4 --threads 1");
    let easy = garita(folder, &easy, "easy");
    done(&easy);
    assert!(stderr(&easy).contains("4 futures pin every key figure"));
    assert_eq!(manifest("easy")["precision"]["reached"], true);
    assert_eq!(manifest("easy")["replicates"]["planned"], 4);
    done(&garita(folder, &format!("{compared} -n 4"), "same-four"));
    assert_same_tables(folder, "easy", "same-four");

    let hard = "run status-quo --precision 0.1% --max-replicates 4";
    let hard = garita(folder, hard, "hard");
    done(&hard);
    let said = stderr(&hard);
    assert!(said.contains("4 futures were not enough") && said.contains("--max-replicates"));
    assert!(said.contains("Deaths"), "{said}");
    assert_eq!(manifest("hard")["precision"]["reached"], false);
    done(&garita(folder, "run status-quo -n 4", "four"));
    assert_same_tables(folder, "hard", "four");

    for wrong in [
        "--precision 2",
        "--precision 0%",
        "--precision 2% -n 9",
        "--max-replicates 9",
    ] {
        let refused = garita(folder, &format!("run status-quo {wrong}"), "refused");
        assert_eq!(code(&refused), Some(2), "{wrong}");
    }
}
