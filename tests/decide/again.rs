//! Analyses are made again from what they saved.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::{QUICK, garita};

#[test]
fn an_analysis_is_reproduced_from_what_it_saved() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let slots = "port-appointments.slots-per-day=900..1300/3";
    let warn = ["warn", QUICK, "--places", "city-1", "-n", "3"];
    let sweep = [
        "sweep",
        QUICK,
        "--vary",
        slots,
        "-n",
        "3",
        "--set",
        "port-appointments.oldest-first-share=0",
    ];
    let explore = ["explore", QUICK, "--vary", slots, "--portfolios=2", "-n3"];
    let inputs = "--inputs=harm.unsheltered-factor";
    let sensitivity = ["sensitivity", QUICK, inputs, "--trajectories", "2"];
    let analyses: [&[&str]; 4] = [&warn, &sweep, &explore, &sensitivity];
    for words in analyses {
        let common = [
            "--until",
            "2024-01-20",
            "--quiet",
            "--force",
            "--out",
            "made",
        ];
        let made = garita(folder, &[words, &common].concat());
        let errors = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{words:?}: {errors}");
        let again = garita(folder, &["reproduce", "made", "--quiet"]);
        let said = String::from_utf8_lossy(&again.stdout);
        assert!(
            again.status.success() && said.starts_with("identical: made"),
            "{words:?}: {said}{}",
            String::from_utf8_lossy(&again.stderr)
        );
    }

    // Of a chart, every dot; of a table that was changed, the place.
    let mut charts = std::fs::read_dir(folder.join("made/charts")).unwrap();
    let is_picture = |file: &std::path::PathBuf| file.extension().is_some_and(|end| end == "png");
    let picture = charts.find_map(|file| Some(file.unwrap().path()).filter(is_picture));
    let picture = picture.unwrap();
    let again = garita(folder, &["reproduce", picture.to_str().unwrap(), "--quiet"]);
    let said = String::from_utf8_lossy(&again.stdout);
    assert!(said.contains("is the chart"), "{said}");
    let table = folder.join("made/screening.csv");
    let text = std::fs::read_to_string(&table).unwrap();
    std::fs::write(&table, text.replacen("harm.", "Harm.", 1)).unwrap();
    let again = garita(folder, &["reproduce", "made", "--quiet"]);
    let said = String::from_utf8_lossy(&again.stderr);
    assert_eq!(again.status.code(), Some(1));
    assert!(said.contains("screening.csv differs first"), "{said}");
}

#[test]
fn a_search_is_made_again_by_its_command() {
    let temporary = tempfile::tempdir().unwrap();
    let folder = temporary.path();
    let words = [
        "goal",
        QUICK,
        "--vary=port-appointments.slots-per-day=900..1300",
        "--metric=unsheltered-nights",
        "--at-most=0",
        "-n2",
        "--until=2024-01-20",
        "--quiet",
        "--out=made",
    ];
    assert!(garita(folder, &words).status.success());
    let again = garita(folder, &["reproduce", "made"]);
    let said = String::from_utf8_lossy(&again.stderr);
    assert_eq!(again.status.code(), Some(2));
    assert!(
        said.contains("garita goal verification/border-queue-1") && said.contains("result_hash"),
        "{said}"
    );
}

/// Whoever stops a search gets what its finished rounds found, which is what the same search over so many rounds finds.
#[cfg(unix)]
#[test]
fn a_search_that_is_stopped_tells_what_it_found() {
    let temporary = tempfile::tempdir().unwrap();
    let words = [
        "search",
        QUICK,
        "--vary=port-appointments.slots-per-day=900..1300",
        "--vary=shelter-beds.built.city-0=0..4000",
        "--less=unsheltered-nights",
        "--less=people-waiting:mean@us",
        "--less=outlay",
        "-n40",
    ];
    let mut long = Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(temporary.path())
        .args(words)
        .args(["--rounds=200", "--out=stopped"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let said = BufReader::new(long.stderr.take().unwrap()).lines();
    let mut said = said.map(Result::unwrap);
    assert!(said.any(|line| line.starts_with("round 1:")));
    let pid = long.id().to_string();
    let asked = Command::new("kill").args(["-INT", &pid]).status();
    assert!(asked.unwrap().success());
    said.for_each(drop);
    assert!(long.wait().unwrap().success());
    let read = |file: &str| std::fs::read_to_string(temporary.path().join(file)).unwrap();
    let report = read("stopped/report.md");
    let (_, after) = report.split_once("Stopped by hand after round ").unwrap();
    let rounds = after.split(':').next().unwrap();
    let same = [&words[..], &["--rounds", rounds, "--quiet", "--out=same"]].concat();
    assert!(garita(temporary.path(), &same).status.success());
    assert_eq!(read("stopped/portfolios.csv"), read("same/portfolios.csv"));
    assert!(!read("same/report.md").contains("Stopped by hand"));
}
