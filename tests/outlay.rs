//! `garita outlay`: packages at growing size, in the same futures.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use garita::lever::Lever;
use garita::scenario::{self, Overrides, Scenario, dosed, planned};
use garita::setting::Setting;

const PACKAGE: &str = r#"
title = "Package"
summary = "More appointments and officers at once."
extends = "status-quo"
[levers.port-appointments]
slots-per-day = [ { from = 2024-03-11, value = 1850, ramp = "10 days" } ]
source = "assumption"
note = "A test."
[levers.integration]
coverage = [ { from = 2024-03-11, value = 0.8 } ]
source = "assumption"
note = "A test."
"#;

fn garita(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1")
        .output()
        .expect("the program starts")
}

fn levers() -> &'static [Lever] {
    &scenario::catalogue().expect("records load").levers
}

fn shipped(name: &str) -> Scenario {
    scenario::load(name, &Overrides::default()).expect("a shipped scenario loads")
}

fn rows(folder: &Path) -> Vec<Vec<String>> {
    let mut table = csv::Reader::from_path(folder.join("doses.csv")).expect("a table");
    let rows = table.records();
    rows.map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect()
}

/// The table of sizes belongs to what is run again and compared.
fn assert_reproduced(folder: &Path) {
    let again = |expected: i32| {
        let output = garita(folder, &["reproduce", "out"]);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(expected), "{errors}");
        errors
    };
    again(0);
    let table = folder.join("out/doses.csv");
    let text = fs::read_to_string(&table).expect("a table");
    fs::write(&table, text.replacen("package-at-50", "package-at-60", 1)).expect("a table");
    let errors = again(1);
    assert!(
        errors.contains("doses.csv differs first in line"),
        "{errors}"
    );
    fs::write(&table, text).expect("a table");
}

#[test]
fn a_folder_holds_every_size_of_every_package() {
    let place = tempfile::tempdir().expect("a folder");
    fs::write(place.path().join("package.toml"), PACKAGE).expect("a file");
    let short = ["--until", "2024-04-15", "-n", "2", "--doses", "50,150%"];
    let output = garita(
        place.path(),
        &[&["outlay", "package.toml", "--out", "out"], &short[..]].concat(),
    );
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(
        errors.contains("Package at 150 %") && errors.contains("held at the end"),
        "{errors}"
    );
    let out = place.path().join("out");
    for file in [
        "manifest.json",
        "charts/outlay.png",
        "charts/outlay.svg",
        "charts/outlay.csv",
        "summary.csv",
        "scenarios/package-at-150.toml",
    ] {
        assert!(out.join(file).exists(), "{file}");
    }
    let rows = rows(&out);
    let of = |dose: &str| rows.iter().filter(|row| row[1] == dose).collect::<Vec<_>>();
    assert_eq!(of("0").len(), of("50").len());
    assert_eq!(rows.len(), 3 * of("150").len());
    // At no size nothing differs; twice the size is planned to cost twice as much.
    assert!(
        of("0").iter().all(|row| row[3] == "0" && row[6] == "0"),
        "{:?}",
        of("0")[0]
    );
    assert_reproduced(place.path());
    let planned = |dose: &str| of(dose)[0][3].parse::<f64>().expect("a number");
    assert!(planned("50") > 1e6 && planned("150") > 2.5 * planned("50"));
}

#[test]
fn what_cannot_grow_is_refused() {
    let place = tempfile::tempdir().expect("a folder");
    let text = format!("{PACKAGE}[switches]\nresponse = false\n");
    fs::write(place.path().join("package.toml"), text).expect("a file");
    fs::write(place.path().join("later.toml"), PACKAGE).expect("a file");
    let same = "title = \"Same\"\nsummary = \"Nothing.\"\nextends = \"status-quo\"\n";
    fs::write(place.path().join("same.toml"), same).expect("a file");
    for (arguments, words) in [
        (
            vec!["outlay", "package.toml"],
            "in more than levers (switches)",
        ),
        (
            vec!["outlay", "legal-pathways", "--doses", "0"],
            "no size above 0 %",
        ),
        (
            vec!["outlay", "legal-pathways", "--doses", "half"],
            "a percentage from 0 to 1000",
        ),
        (vec!["outlay", "status-quo"], "named twice"),
        (
            vec!["outlay", "same.toml"],
            "`same` has the same levers as `status-quo`",
        ),
        (
            vec!["outlay", "later.toml", "--until", "2024-03-10"],
            "`later` begins on 2024-03-11, after the last day of the run, 2024-03-10",
        ),
        (
            vec!["outlay", "later.toml", "--until", "2024-03-10"],
            "with --until after 2024-03-11",
        ),
    ] {
        let output = garita(place.path(), &arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
        assert!(errors.contains(words), "{arguments:?}: {errors}");
    }
    assert!(!place.path().join("output").exists());
}

/// Planned outlay is linear in the schedules, so that half a package is planned at half the sum if
/// every schedule is scaled exactly on every day.
#[test]
fn half_a_package_is_planned_at_half_the_outlay() {
    let base = shipped("status-quo");
    for name in ["enforcement-only", "legal-pathways", "five-step-package"] {
        let package = shipped(name);
        let whole = planned(&package, &base, levers());
        let half = dosed(&package, &base, 0.5, levers());
        assert!(half.held.is_empty(), "{name}: {:?}", half.held);
        let half = planned(&half.scenario, &base, levers());
        for (whole, half) in whole.lines.iter().zip(&half.lines) {
            assert_eq!(whole.setting, half.setting);
            for (day, (whole, half)) in whole.units.iter().zip(&half.units).enumerate() {
                // Rounding of a few sums and products.
                let room = 1e-9 * whole.abs().max(1.0);
                assert!(
                    (half - whole / 2.0).abs() < room,
                    "{name} on day {day}: {half}, {whole}"
                );
            }
        }
    }
}

#[test]
fn a_whole_package_is_itself_and_none_of_it_the_base() {
    let base = shipped("status-quo");
    for name in [
        "enforcement-only-equal",
        "legal-pathways-equal",
        "ports-closed",
    ] {
        let package = shipped(name);
        let at = |size| dosed(&package, &base, size, levers()).scenario.policy;
        for &setting in Setting::ALL {
            let schedules =
                |policy: &garita::lever::Policy| policy.setting(setting).schedules.clone();
            assert_eq!(schedules(&at(1.0)), schedules(&package.policy), "{name}");
            let none = at(0.0);
            for (none, base) in schedules(&none).iter().zip(&schedules(&base.policy)) {
                let gap = none.first_difference(base, package.start, package.end);
                assert_eq!(gap, None, "{name}: {}", setting.name());
            }
        }
    }
}
