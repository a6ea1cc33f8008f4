//! Broken files: each must be refused with exactly the expected text, and none may panic.
//!
//! `tests/data/invalid/NAME.toml` pairs with `NAME.stderr`. After a change of wording, run
//! `GARITA_UPDATE=1 cargo test --release --test errors` and read the difference.

use garita::scenario::{Overrides, load, load_text};
use proptest::prelude::*;
use std::path::PathBuf;

fn broken_files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir("tests/data/invalid")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

fn messages(path: &str, overrides: &Overrides) -> String {
    match load(path, overrides) {
        Ok(scenario) => {
            let warnings: Vec<String> = scenario
                .warnings
                .iter()
                .map(|problem| problem.render(100, false))
                .collect();
            format!("accepted, with remarks:\n{}", warnings.join("\n"))
        }
        Err(problems) => problems.render(100, false),
    }
}

#[test]
fn broken_files_are_refused_in_the_expected_words() {
    let update = std::env::var_os("GARITA_UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in broken_files() {
        let found = messages(path.to_str().unwrap(), &Overrides::default());
        let expected = path.with_extension("stderr");
        if update {
            std::fs::write(&expected, &found).unwrap();
        } else if std::fs::read_to_string(&expected).unwrap_or_default() != found {
            wrong.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "messages differ; GARITA_UPDATE=1 rewrites them\n\n{}",
        wrong.join("\n\n")
    );
}

#[test]
fn every_broken_file_is_really_refused() {
    let files = broken_files();
    assert!(files.len() >= 85);
    for path in files {
        // A file whose name starts with `remark-` is accepted with a warning.
        let refused = load(path.to_str().unwrap(), &Overrides::default()).is_err();
        let remark = path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("remark-");
        assert_eq!(refused, !remark, "{}", path.display());
    }
}

#[test]
fn names_that_do_not_exist_get_the_nearest_one() {
    let refused = |name: &str| load(name, &Overrides::default()).unwrap_err().problems[0].clone();
    let problem = refused("status-qou");
    assert_eq!(problem.message(), "unknown scenario `status-qou`");
    assert_eq!(
        problem.advice(),
        "did you mean `status-quo`? `garita list scenarios` shows all"
    );
    let problem = refused("xxxxxxxx");
    assert!(
        problem.advice().starts_with("bundled scenarios: ")
            && problem.advice().contains("status-quo")
    );
    assert_eq!(
        refused("no/such.toml").message(),
        "cannot read no/such.toml: there is no such file"
    );
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("folder.toml");
    std::fs::create_dir(&inner).unwrap();
    let message = refused(inner.to_str().unwrap()).message().to_owned();
    assert!(
        message.ends_with("folder.toml: it is a folder"),
        "{message}"
    );
}

#[test]
fn overrides_are_checked_like_files() {
    let set = |text: &str| Overrides {
        set: vec![text.into()],
        ..Overrides::default()
    };
    let assume = |text: &str| Overrides {
        assume: vec![text.into()],
        ..Overrides::default()
    };
    let cases = [
        (
            set("port-appointments.slots=1"),
            "unknown setting `port-appointments.slots`",
        ),
        (
            set("port-appointments.slots-per-day=many"),
            "`many` is not a number",
        ),
        (
            set("port-appointments.slots-per-day=-1"),
            "`port-appointments.slots-per-day` is -1, below the smallest value 0",
        ),
        (
            set("port-appointments.slots-per-day=1@2025-02-30"),
            "`2025-02-30` is not a date",
        ),
        (
            set("shelter-beds.built.tijunaa=5"),
            "unknown place `tijunaa`",
        ),
        (
            set("port-appointments.slots-per-day.tijuana=5"),
            "`port-appointments.slots-per-day` is one number for the whole country",
        ),
        (set(""), "unknown setting ``"),
        (
            assume("crossing.detecton=0.5"),
            "unknown parameter `crossing.detecton`",
        ),
        (
            assume("crossing.detection=60"),
            "`crossing.detection` is 60, above the largest value 1",
        ),
        (
            assume("crossing.detection=0.5@2025-01-01"),
            "a parameter has no date",
        ),
        (
            assume("crossing.detection.narnia=0.5"),
            "unknown origin `narnia`",
        ),
    ];
    for (overrides, expected) in cases {
        let problems = load("status-quo", &overrides).unwrap_err();
        assert_eq!(problems.to_string(), expected);
    }
}

/// A text that uses every part of the format, as a start for mutations.
const RICH: &str = r#"
title = "Rich"
extends = "status-quo"
start = 2024-03-01
end = "2026-12-31"
start-state = { handover = "cbp-one-2023-2024" }
origins = ["mexico", "venezuela", "other"]
[switches]
response = true
appointment-list = "by-port"
[calendar]
us-offices = "weekdays"
[place.agua-prieta]
border = true
longitude = -109.55
latitude = 31.33
like = "nogales"
[parameters]
crossing.detection = { low = 0.6, mode = 0.7, high = 0.8 }
[parameters.shelter.beds]
value = { median = 500, low = 300, high = 900 }
by = { tijuana = 100 }
source = "assumption"
note = "x"
[levers.port-appointments]
slots-per-day = [ { from = 2024-06-01, value = "1,450 appointments/day" }, { from = 2025-01-01, times = 3, ramp = "6 months", until = 2026-01-01 } ]
oldest-first-share = "60 %"
port-open = { all = true, tijuana = [ { from = 2025-01-01, value = 0 } ] }
source = "assumption"
note = "y"
[goals]
deaths = { at-most = 5 }
"#;

/// Fragments that sit badly almost everywhere.
const FRAGMENTS: [&str; 22] = [
    "=",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'''",
    "\n",
    ".",
    ",",
    "-1",
    "1e999",
    "nan",
    "inf",
    "9999-12-31",
    "0000-01-01",
    "true",
    "[levers]",
    "extends = \"status-quo\"\n",
    "\u{0}",
    "é",
    "99999999999999999999999999999999999999999",
];

fn mutated() -> impl Strategy<Value = String> {
    let edit = (0..RICH.len(), 0..40usize, 0..FRAGMENTS.len(), any::<bool>());
    proptest::collection::vec(edit, 1..6).prop_map(|edits| {
        let mut text = RICH.to_owned();
        for (at, length, fragment, insert) in edits {
            let floor = |mut at: usize| {
                at = at.min(text.len());
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (start, end) = (floor(at), floor(at + length));
            text.replace_range(start..end, if insert { FRAGMENTS[fragment] } else { "" });
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in mutated()) {
        // Either outcome is fine; a message must be printable.
        if let Err(problems) = load_text("mutated", &text, &Overrides::default()) {
            prop_assert!(!problems.render(100, false).is_empty());
        }
    }

    #[test]
    fn no_option_makes_the_reader_panic(text in "[a-z.=@0-9-]{0,40}|port-appointments.slots-per-day[=@0-9a-z.-]{0,20}") {
        let overrides = Overrides { set: vec![text.clone()], assume: vec![text], ..Overrides::default() };
        let _ = load("status-quo", &overrides);
    }
}

#[test]
fn the_text_for_mutations_is_valid() {
    if let Err(problems) = load_text("rich", RICH, &Overrides::default()) {
        panic!("{}", problems.render(100, false));
    }
}
