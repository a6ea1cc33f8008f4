//! The command line as people meet it: exit codes, messages, files.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Runs `garita` in a folder of its own.
fn garita(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .output()
        .expect("the program starts")
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_garita"));
    command
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command
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

fn place() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Names in a folder, sorted, hidden ones included.
fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A refusal: exit code 2, these words on stderr, nothing on stdout, nothing written.
fn refuses(arguments: &[&str], words: &[&str]) {
    let place = place();
    let output = garita(place.path(), arguments);
    assert_eq!(code(&output), 2, "{arguments:?}\n{}", stderr(&output));
    for word in words {
        assert!(
            stderr(&output).contains(word),
            "{arguments:?}: no {word:?} in\n{}",
            stderr(&output)
        );
    }
    assert!(output.stdout.is_empty(), "{arguments:?}");
    assert!(
        entries(place.path()).is_empty(),
        "{arguments:?} wrote {:?}",
        entries(place.path())
    );
}

#[test]
fn help_and_version_are_good_news() {
    let place = place();
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["compare", "--help"],
        &["help", "run"],
    ] {
        let output = garita(place.path(), arguments);
        assert_eq!(code(&output), 0, "{arguments:?}");
        assert!(stdout(&output).contains("garita"), "{arguments:?}");
    }
    for name in ["run", "compare", "list", "describe", "check"] {
        assert!(
            stdout(&garita(place.path(), &[name, "--help"])).contains("Examples:"),
            "{name}"
        );
    }
}

#[test]
fn bad_input_is_refused_with_advice() {
    refuses(&[], &["Usage"]);
    refuses(&["rum"], &["rum", "run"]);
    refuses(&["run"], &["SCENARIO"]);
    refuses(
        &["compare", "legal-pathways"],
        &["nothing to be compared with", "name another scenario"],
    );
    refuses(&["run", "status-qou"], &["status-qou", "status-quo"]);
    refuses(&["run", "missing.toml"], &["missing.toml"]);
    refuses(&["run", "status-quo", "--replicates", "0"], &["replicates"]);
    refuses(
        &["run", "status-quo", "--set", "port-appointments.slots=1"],
        &["port-appointments.slots"],
    );
    refuses(
        &[
            "run",
            "status-quo",
            "--set",
            "port-appointments.slots-per-day=many",
        ],
        &["many", "number"],
    );
    refuses(
        &["run", "status-quo", "--assume", "crossing.detection=7"],
        &["crossing.detection"],
    );
    refuses(
        &["run", "status-quo", "--places", "tijuna"],
        &["tijuna", "tijuana"],
    );
    refuses(&["run", "status-quo", "status-quo"], &["twice"]);
    refuses(&["list", "lever"], &["levers"]);
    refuses(&["describe", "legal"], &["legal"]);
    refuses(&["check", "absent.toml"], &["absent.toml"]);
}

#[test]
fn lists_and_descriptions_go_to_stdout() {
    let place = place();
    let rows = [
        ("scenarios", "legal-pathways"),
        ("levers", "port-appointments.slots-per-day"),
        ("parameters", "crossing.detection"),
        ("metrics", "unsheltered-nights"),
        ("places", "tijuana"),
        ("transitions", "home country"),
    ];
    for (what, word) in rows {
        let output = garita(place.path(), &["list", what]);
        assert_eq!(code(&output), 0, "{what}");
        assert!(
            stdout(&output).contains(word),
            "{what}:\n{}",
            stdout(&output)
        );
        assert!(
            !stdout(&output).contains('\x1b'),
            "{what}: no colours in a pipe"
        );
    }
    let output = garita(place.path(), &["describe", "legal-pathways"]);
    assert!(stdout(&output).contains("Legal pathways"));
    assert!(entries(place.path()).is_empty());
}

#[test]
fn check_reads_every_file_whatever_is_wrong_with_the_others() {
    let place = place();
    fs::write(
        place.path().join("good.toml"),
        "title = \"Good\"\nsummary = \"As before.\"\nextends = \"status-quo\"\n",
    )
    .unwrap();
    fs::write(
        place.path().join("bad.toml"),
        "title = \"Bad\"\nextendz = \"status-quo\"\n",
    )
    .unwrap();
    let output = garita(place.path(), &["check", "bad.toml", "good.toml"]);
    assert_eq!(code(&output), 2);
    assert!(stdout(&output).contains("good.toml: good (Good)"));
    assert!(stderr(&output).contains("extends"), "{}", stderr(&output));
    assert_eq!(code(&garita(place.path(), &["check", "good.toml"])), 0);
}

#[test]
fn the_local_page_takes_a_build_that_can() {
    if !cfg!(feature = "serve") {
        refuses(&["serve"], &["built without", "--features serve"]);
    }
}

/// One scenario is compared with itself: settings change the second of the two only, as a policy layer would.
#[test]
fn one_scenario_is_compared_with_itself_as_changed() {
    let place = place();
    let layer = "title = \"More\"\nsummary = \"More.\"\n[levers.port-appointments]\nslots-per-day = [{ from = 2024-03-05, value = 3000 }]\nsource = \"assumption\"\nnote = \"A test.\"\n";
    fs::write(place.path().join("more.toml"), layer).expect("written");
    let common = "--until 2024-03-20 -n 2 --no-charts -q --assume crossing.detection=0.7";
    let set = format!(
        "compare status-quo --set port-appointments.slots-per-day=3000@2024-03-05 --out set {common}"
    );
    let laid = format!("compare status-quo status-quo+more.toml --out laid {common}");
    for line in [set, laid] {
        let words: Vec<&str> = line.split(' ').collect();
        let output = garita(place.path(), &words);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    }
    let table = |folder: &str| {
        let path = place.path().join(folder).join("compare.csv");
        fs::read_to_string(path).expect("a table")
    };
    let by_setting = table("set");
    assert!(by_setting.contains("status-quo,status-quo+changes,"));
    assert_eq!(by_setting.replace("+changes", "+more"), table("laid"));
    refuses(
        &[
            "compare",
            "status-quo",
            "--assume",
            "crossing.detection=0.7",
        ],
        &["nothing to be compared with", "--set or --with"],
    );
}

#[test]
fn tables_as_parquet_take_a_build_that_can() {
    let place = place();
    let run = "run status-quo --until 2024-03-03 -n 1 --no-charts -q -o out --format parquet";
    let output = garita(place.path(), &run.split(' ').collect::<Vec<_>>());
    if cfg!(feature = "parquet") {
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert!(place.path().join("out/replicates.parquet").exists());
    } else {
        assert_eq!(code(&output), 2);
        assert!(
            stderr(&output).contains("--features parquet"),
            "{}",
            stderr(&output)
        );
        assert!(!place.path().join("out").exists());
    }
}

/// Everything a result folder holds apart from charts, and its four tables.
const FILES: [&str; 10] = [
    "assumptions.csv",
    "compare.csv",
    "daily.csv",
    "manifest.json",
    "replicates.csv",
    "report.html",
    "report.json",
    "report.md",
    "scenarios",
    "summary.csv",
];
const TABLES: [&str; 4] = ["compare.csv", "daily.csv", "replicates.csv", "summary.csv"];

#[test]
fn the_tables_are_the_same_bytes_on_any_number_of_threads() {
    let place = place();
    for threads in ["1", "2", "7"] {
        let out = format!("threads-{threads}");
        let arguments = [
            "run",
            "status-quo",
            "-n",
            "3",
            "--threads",
            threads,
            "--no-charts",
            "-q",
            "-o",
            &out,
        ];
        let output = garita(place.path(), &arguments);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        assert_eq!(stdout(&output).trim(), out);
        assert_eq!(entries(&place.path().join(&out)), FILES);
    }
    for table in TABLES {
        let read = |threads: &str| {
            fs::read(place.path().join(format!("threads-{threads}")).join(table)).unwrap()
        };
        assert!(read("1") == read("2") && read("1") == read("7"), "{table}");
    }
}

#[test]
fn a_replicate_run_alone_equals_its_row() {
    let place = place();
    let common = ["--no-charts", "-q"];
    let run = |more: &[&str]| {
        garita(
            place.path(),
            &[&["run", "status-quo"][..], more, &common].concat(),
        )
    };
    assert_eq!(code(&run(&["-n", "3", "-o", "all"])), 0);
    assert_eq!(code(&run(&["--only-replicate", "2", "-o", "alone"])), 0);
    let row = |folder: &str| {
        let table = fs::read_to_string(place.path().join(folder).join("replicates.csv")).unwrap();
        table
            .lines()
            .find(|line| line.starts_with("status-quo,2,"))
            .unwrap()
            .to_owned()
    };
    assert_eq!(row("all"), row("alone"));
}

#[test]
fn a_scenario_that_changes_nothing_differs_by_exactly_zero() {
    let place = place();
    fs::write(
        place.path().join("same.toml"),
        "title = \"Same\"\nsummary = \"Nothing changes.\"\nextends = \"status-quo\"\n",
    )
    .unwrap();
    let output = garita(
        place.path(),
        &[
            "compare",
            "status-quo",
            "same.toml",
            "-n",
            "2",
            "--no-charts",
            "-o",
            "out",
        ],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let mut table = csv::Reader::from_path(place.path().join("out/compare.csv")).unwrap();
    for row in table.records() {
        let row = row.unwrap();
        assert!(
            ["0", ""].contains(&&row[12]) && ["1", ""].contains(&&row[20]),
            "{row:?}"
        );
    }
    let said = stdout(&output)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(said.contains("the same under Same and Status quo in every simulated future"));
}

#[test]
fn a_comparison_has_charts_and_a_report_that_shows_them() {
    let place = place();
    let output = garita(
        place.path(),
        &["compare", "enforcement-only", "legal-pathways", "-n", "2"],
    );
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let folder = place
        .path()
        .join("output/enforcement-only-vs-legal-pathways");
    assert!(
        stdout(&output)
            .trim_end()
            .ends_with("output/enforcement-only-vs-legal-pathways")
    );
    let report = fs::read_to_string(folder.join("report.md")).unwrap();
    for chart in [
        "queues",
        "difference-us",
        "shelter-strain",
        "of-every-1000",
        "key-figures",
        "cost",
    ] {
        assert!(report.contains(&format!("(charts/{chart}.png)")), "{chart}");
        let png = fs::metadata(folder.join(format!("charts/{chart}.png"))).unwrap();
        // A blank page of this size compresses to under 20 kB.
        assert!(png.len() > 40_000, "{chart}: {} bytes", png.len());
    }
    assert_eq!(
        entries(&folder.join("scenarios")),
        [
            "enforcement-only.toml",
            "legal-pathways.toml",
            "status-quo.toml"
        ]
    );
}

#[test]
fn results_are_replaced_only_with_force_and_only_if_they_are_ours() {
    let place = place();
    let run = |more: &[&str]| {
        garita(
            place.path(),
            &[
                &[
                    "run",
                    "status-quo",
                    "-n",
                    "1",
                    "--no-charts",
                    "-q",
                    "-o",
                    "out",
                ][..],
                more,
            ]
            .concat(),
        )
    };
    assert_eq!(code(&run(&[])), 0);
    let refused = run(&[]);
    assert_eq!(code(&refused), 2);
    assert!(stderr(&refused).contains("--force"), "{}", stderr(&refused));
    assert_eq!(code(&run(&["--force", "--seed", "2"])), 0);
    assert!(
        fs::read_to_string(place.path().join("out/manifest.json"))
            .unwrap()
            .contains("\"seed\": 2")
    );
    fs::write(place.path().join("out/manifest.json"), "{}").unwrap();
    let refused = run(&["--force"]);
    assert_eq!(code(&refused), 2);
    assert!(
        stderr(&refused).contains("not made by garita"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(entries(place.path()), ["out"]);
}

#[test]
fn an_unwritable_place_is_refused_before_anything_runs() {
    let place = place();
    fs::write(place.path().join("file"), "").unwrap();
    let output = garita(
        place.path(),
        &["run", "status-quo", "-n", "1000000", "-o", "file/out"],
    );
    assert_eq!(code(&output), 2);
    assert!(
        stderr(&output).contains("cannot write to file"),
        "{}",
        stderr(&output)
    );
    assert_eq!(entries(place.path()), ["file"]);
}

/// Sends a signal to a running program.
#[cfg(unix)]
fn signal(name: &str, id: u32) {
    let status = Command::new("kill")
        .args([name, &id.to_string()])
        .status()
        .expect("kill exists");
    assert!(status.success());
}

#[cfg(unix)]
#[test]
fn control_c_keeps_what_is_finished() {
    let place = place();
    let mut long = command(
        place.path(),
        &["run", "status-quo", "-n", "100000", "-o", "out"],
    );
    let child = long
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // However busy the machine, some futures are finished before it is asked to stop.
    let kept = place.path().join(".out.unfinished/finished.part");
    let begun = Instant::now();
    while !kept.exists() && begun.elapsed() < Duration::from_mins(2) {
        std::thread::sleep(Duration::from_millis(50));
    }
    signal("-INT", child.id());
    let asked = Instant::now();
    let output = child.wait_with_output().unwrap();
    // The product promises a second; a busy machine is given more before the test calls it a failure.
    assert!(
        asked.elapsed() < Duration::from_secs(5),
        "{:?}",
        asked.elapsed()
    );
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    let said = stderr(&output);
    assert!(
        said.contains("of 100000 replicates are finished and kept") && said.contains("--resume"),
        "{said}"
    );
    assert_eq!(entries(place.path()), [".out.unfinished"]);
    let again = garita(place.path(), &["run", "status-quo", "-o", "out"]);
    assert_eq!(code(&again), 2);
    assert!(stderr(&again).contains("--resume") && stderr(&again).contains("--force"));
}

#[cfg(unix)]
#[test]
fn a_killed_run_shows_no_result() {
    let place = place();
    let mut long = command(
        place.path(),
        &["run", "status-quo", "-n", "100000", "-q", "-o", "out"],
    );
    let mut child = long.spawn().unwrap();
    std::thread::sleep(Duration::from_millis(500));
    signal("-KILL", child.id());
    child.wait().unwrap();
    assert!(!place.path().join("out").exists());
}

#[test]
fn a_scenario_that_ends_sooner_runs_on_beside_a_longer_one() {
    let place = place();
    let longer = "title = \"Longer\"\nsummary = \"One more month.\"\nextends = \"verification/border-queue-1\"\nend = 2027-01-31\n";
    fs::write(place.path().join("longer.toml"), longer).unwrap();
    let run = |arguments: &[&str]| {
        let output = garita(place.path(), arguments);
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stderr(&output)
    };
    let both = ["verification/border-queue-1", "longer.toml"];
    let said = run(&[
        &["run"],
        &both[..],
        &["-n", "2", "--no-charts", "-o", "both"],
    ]
    .concat());
    assert!(
        said.contains("`border-queue-1` runs on to 2027-01-31"),
        "{said}"
    );
    run(&[
        "run",
        both[0],
        "--until",
        "2027-01-31",
        "-n",
        "2",
        "--no-charts",
        "-o",
        "alone",
    ]);
    let text =
        |folder: &str| fs::read_to_string(place.path().join(folder).join("summary.csv")).unwrap();
    // Nothing changes in the month that is added, so all three are the same in every value.
    let (both, alone) = (text("both"), text("alone"));
    let rows = |table: &str, name: &str| -> Vec<String> {
        let rows = table.lines().filter(|line| line.starts_with(name));
        rows.map(|line| line[name.len()..].to_owned()).collect()
    };
    assert!(!rows(&alone, "border-queue-1,").is_empty());
    assert_eq!(
        rows(&both, "border-queue-1,"),
        rows(&alone, "border-queue-1,")
    );
    assert_eq!(rows(&both, "border-queue-1,"), rows(&both, "longer,"));
}
