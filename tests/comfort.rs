//! What makes the command line pleasant: starters, lists, completions, manual pages.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn garita(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn place() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the program was not killed")
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_starter_is_good_changes_nothing_and_is_never_overwritten() {
    let place = place();
    let made = garita(
        place.path(),
        &["init", "more-beds", "--from", "legal-pathways"],
    );
    assert_eq!(code(&made), 0, "{}", stderr(&made));
    assert_eq!(stdout(&made).trim(), "more-beds.toml");
    assert!(stderr(&made).contains("garita check more-beds.toml"));
    assert_eq!(code(&garita(place.path(), &["check", "more-beds.toml"])), 0);
    let said = stdout(&garita(place.path(), &["describe", "more-beds.toml"]));
    assert!(
        said.contains("Nothing differs from `legal-pathways`"),
        "{said}"
    );
    let child = garita(place.path(), &["init", "child", "--from", "more-beds.toml"]);
    assert_eq!(code(&child), 0, "{}", stderr(&child));
    assert_eq!(code(&garita(place.path(), &["check", "child.toml"])), 0);

    fs::write(place.path().join("more-beds.toml"), "mine").unwrap();
    for name in ["more-beds", "more-beds.toml", "status-quo", "a/b", "--", ""] {
        let refused = garita(place.path(), &["init", name]);
        assert_eq!(code(&refused), 2, "{name}");
    }
    assert_eq!(
        fs::read(place.path().join("more-beds.toml")).unwrap(),
        b"mine"
    );
    let unknown = garita(place.path(), &["init", "other", "--from", "status-qou"]);
    assert_eq!(code(&unknown), 2);
    assert!(!place.path().join("other.toml").exists());
}

#[test]
fn lists_fit_a_page_and_programs_get_every_column() {
    let place = place();
    for what in [
        "scenarios",
        "levers",
        "parameters",
        "metrics",
        "places",
        "transitions",
    ] {
        let text = stdout(&garita(place.path(), &["list", what]));
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(100), "{what}: {widest:?}");
        let csv = garita(place.path(), &["list", what, "--format", "csv"]);
        let mut reader = csv::Reader::from_reader(csv.stdout.as_slice());
        let columns = reader.headers().unwrap().len();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let json = garita(place.path(), &["list", what, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(json.as_array().unwrap().len(), rows.len(), "{what}");
        assert_eq!(json[0].as_object().unwrap().len(), columns, "{what}");
        assert!(text.contains(&rows[0][0]), "{what}");
    }
}

/// What the shell would offer behind these words.
fn offered(words: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(place().path())
        .env("GARITA_COMPLETE", "bash")
        .env("_CLAP_IFS", " ")
        .env("_CLAP_COMPLETE_INDEX", (words.len() - 1).to_string())
        .arg("--")
        .args(words)
        .output()
        .unwrap();
    stdout(&output)
}

#[test]
fn shells_complete_scenarios_levers_parameters_and_places() {
    let place = place();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(&garita(place.path(), &["completions", shell]));
        assert!(script.contains("GARITA_COMPLETE"), "{shell}: {script}");
        assert!(!script.contains(env!("CARGO_MANIFEST_DIR")), "{shell}");
    }
    assert!(offered(&["garita", "comp"]).contains("compare"));
    assert!(offered(&["garita", "run", "legal"]).starts_with("legal-pathways"));
    let lever = offered(&[
        "garita",
        "run",
        "status-quo",
        "--set",
        "port-appointments.sl",
    ]);
    assert_eq!(lever, "port-appointments.slots-per-day=");
    let parameter = offered(&["garita", "run", "--assume", "crossing.detec"]);
    assert!(parameter.contains("crossing.detection="), "{parameter}");
    assert_eq!(offered(&["garita", "run", "--places", "tij"]), "tijuana");
}

#[test]
fn manual_pages_tell_every_command() {
    let place = place();
    let page = stdout(&garita(place.path(), &["man", "compare"])).replace("\\-", "-");
    assert!(
        page.contains(".TH") && page.contains("garita compare legal-pathways"),
        "{page}"
    );
    let written = garita(place.path(), &["man", "--out", "pages"]);
    let pages: Vec<String> = stdout(&written).lines().map(str::to_owned).collect();
    assert!(
        pages.contains(&"pages/garita.1".to_owned()) && pages.len() > 8,
        "{pages:?}"
    );
    assert!(pages.iter().all(|page| place.path().join(page).is_file()));
    assert_eq!(code(&garita(place.path(), &["man", "--out", "pages"])), 2);
    assert_eq!(
        code(&garita(place.path(), &["man", "--out", "pages", "--force"])),
        0
    );
    assert_eq!(code(&garita(place.path(), &["man", "rum"])), 2);
}
