//! A result written out: with a template of one's own, and when a run is as short as can be.

use std::path::Path;
use std::process::{Command, Output};

/// A world that is fast to simulate.
const QUICK: &str = "verification/border-queue-1";

fn garita(folder: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(folder)
        .args(words)
        .output()
        .unwrap()
}

#[test]
fn a_report_is_written_again_with_a_template_of_ones_own() {
    let folder = tempfile::tempdir().unwrap();
    let run = |words: &[&str]| garita(folder.path(), words);
    let done = run(&[
        "run",
        QUICK,
        "--until",
        "2024-01-10",
        "-n",
        "2",
        "--no-charts",
        "--quiet",
        "--out",
        "result",
    ]);
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let first = std::fs::read_to_string(folder.path().join("result/report.md")).unwrap();
    assert_eq!(
        run(&["report", "result"]).status.code(),
        Some(2),
        "an earlier report stays"
    );
    assert!(
        run(&["report", "result", "--out", "again"])
            .status
            .success()
    );
    assert_eq!(
        std::fs::read_to_string(folder.path().join("again.md")).unwrap(),
        first
    );
    let page = std::fs::read_to_string(folder.path().join("result/report.html")).unwrap();
    assert_eq!(
        std::fs::read_to_string(folder.path().join("again.html")).unwrap(),
        page
    );
    std::fs::write(
        folder.path().join("mine.j2"),
        "# {{ title }}, {{ replicates }} futures\n",
    )
    .unwrap();
    assert!(
        run(&[
            "report",
            "result",
            "--template",
            "mine.j2",
            "--out",
            "brief"
        ])
        .status
        .success()
    );
    let brief = std::fs::read_to_string(folder.path().join("brief.md")).unwrap();
    assert!(
        brief.starts_with("# Border queue 1 (verification), 2 futures"),
        "{brief}"
    );
    std::fs::write(folder.path().join("wrong.j2"), "{{ titel }}").unwrap();
    let wrong = run(&[
        "report",
        "result",
        "--template",
        "wrong.j2",
        "--out",
        "never",
    ]);
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        said.contains("wrong.j2") && !folder.path().join("never.md").exists(),
        "{said}"
    );
    let template = run(&["report", "--print-template"]);
    assert!(String::from_utf8_lossy(&template.stdout).contains("{{ title }}"));
}

#[test]
fn a_run_of_one_day_is_drawn_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let output = garita(
        folder.path(),
        &[
            "compare",
            "status-quo",
            "status-quo+port-appointments-3000",
            "--until",
            "2024-03-01",
            "-n",
            "3",
            "--quiet",
            "--out",
            "day",
        ],
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report = std::fs::read_to_string(folder.path().join("day/report.md")).unwrap();
    assert!(report.contains("from 1 March 2024 to 1 March 2024"));
    assert!(folder.path().join("day/charts/queues.png").exists());
}
