//! `backtest` from the command line: a small era from end to end, counts of one's own, and what is refused.

use std::path::Path;
use std::process::{Command, Output};

fn garita(place: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(place)
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).expect("a table");
    reader.records().map(|row| row.expect("a row")).collect()
}

const SMALL: [&str; 11] = [
    "backtest",
    "cbp-one",
    "--members",
    "20",
    "--rounds",
    "1",
    "-n",
    "16",
    "--no-other",
    "--seed",
    "3",
];

#[test]
fn an_era_from_end_to_end_and_again_from_its_fits() {
    let place = tempfile::tempdir().unwrap();
    let first = garita(place.path(), &[&SMALL[..], &["--out", "one"]].concat());
    assert!(first.status.success(), "{}", text(&first.stderr));
    let (said, noted) = (text(&first.stdout), text(&first.stderr));
    assert!(
        noted.contains("fitting cbp-one-2023-09: 20 members, 1 rounds"),
        "{noted}"
    );
    assert!(
        said.contains("In the fit window, not in the headline"),
        "{said}"
    );
    let table = rows(&place.path().join("one/backtest.csv"));
    for row in &table {
        let (origin, from, to, standing) = (&row[2], &row[7], &row[8], &row[4]);
        match standing {
            "fitted" => assert!(to <= origin, "{row:?}"),
            _ => assert!(from > origin, "{row:?}"),
        }
        let published_from = "2023-07-01";
        assert!(from >= published_from && to <= "2024-02-29", "{row:?}");
        if &row[5] == "appointments-used" && &row[6] == "all" && from > origin {
            assert_eq!(standing, "policy set");
        }
    }
    let ahead =
        |row: &&csv::StringRecord| &row[4] == "held back" && &row[5] == "encounters-between-ports";
    assert_eq!(
        table
            .iter()
            .filter(ahead)
            .filter(|row| &row[6] == "venezuela")
            .count(),
        5 + 4 + 2,
        "months after September, October and December 2023"
    );
    assert!(
        place
            .path()
            .join("one/charts/cbp-one-encounters-between-ports-all.png")
            .exists()
    );
    assert!(rows(&place.path().join("one/scores.csv")).len() > 40);

    let eras = std::fs::read_to_string(place.path().join("one/eras.csv")).unwrap();
    let (head, table) = eras.split_once('\n').unwrap();
    assert!(
        head.starts_with("# Made by `garita backtest cbp-one --members 20 "),
        "{head}"
    );
    let scores = garita::report::backtest::read_eras(table, "eras.csv").unwrap();
    let headline: Vec<_> = scores.iter().filter(|score| score.is_headline()).collect();
    assert_eq!(headline.len(), 1);
    let score = headline[0];
    assert_eq!(
        (score.era.as_str(), score.replicates, score.members),
        ("cbp-one", 16, 20)
    );
    assert_eq!(score.origins, "2023-09-30; 2023-10-31; 2023-12-31");
    assert_eq!(score.longest_lead, 5);
    let counts = rows(&place.path().join("one/backtest.csv"));
    let held_back = counts.iter().filter(|row| &row[4] == "held back").count();
    assert_eq!(score.counts, held_back);

    let again = [&SMALL[..], &["--out", "two", "--no-charts", "--quiet"]].concat();
    let second = garita(place.path(), &again);
    assert_eq!(text(&second.stderr), "", "nothing is fitted again");
    assert_eq!(text(&second.stdout).trim(), "two");
    let bytes = |run: &str| std::fs::read(place.path().join(run).join("backtest.csv")).unwrap();
    assert!(bytes("one") == bytes("two"));
}

const HEAD: &str = "series,place,origin,period_start,period_end,value,unit,quality,source,note\n";

#[test]
fn counts_of_ones_own_are_scored_with_a_forward_scenario() {
    let place = tempfile::tempdir().unwrap();
    let counts = format!(
        "{HEAD}us.encounters.between-ports,all,all,2024-03-01,2024-03-31,140000,encounters,official,invented,\n\
         us.encounters.between-ports,all,all,2024-04-01,2024-04-30,130000,encounters,official,invented,\n\
         us.encounters.between-ports,all,all,2024-05-01,2024-05-31,120000,encounters,official,invented,\n\
         weather.rain,all,all,2024-03-01,2024-03-31,3,mm,official,invented,\n"
    );
    std::fs::write(place.path().join("counts.csv"), counts).unwrap();
    let arguments = [
        "backtest",
        "status-quo",
        "--observations",
        "counts.csv",
        "--until",
        "2024-04-30",
        "-n",
        "8",
        "--no-charts",
    ];
    let run = garita(place.path(), &arguments);
    assert!(run.status.success(), "{}", text(&run.stderr));
    assert!(
        text(&run.stderr).contains("skipped: weather.rain (1)"),
        "{}",
        text(&run.stderr)
    );
    let table = rows(&place.path().join("output/backtest-status-quo/backtest.csv"));
    assert_eq!(table.len(), 2, "May is after --until");
    assert_eq!((&table[1][3], &table[1][4]), ("2", "held back"));
    assert_eq!(
        &table[0][19], "138236",
        "the last value known is February 2024"
    );
}

#[test]
fn bad_input_is_refused_and_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    let bad =
        format!("{HEAD}us.encounters.between-ports,all,all,2024-03-01,soon,1,e,official,x,\n");
    let old = format!(
        "{HEAD}us.encounters.between-ports,all,all,2019-03-01,2019-03-31,1,e,official,x,\n"
    );
    let strange = format!("{HEAD}weather.rain,all,all,2024-03-01,2024-03-31,1,mm,official,x,\n");
    for (name, contents) in [
        ("bad.csv", &bad),
        ("old.csv", &old),
        ("strange.csv", &strange),
    ] {
        std::fs::write(place.path().join(name), contents).unwrap();
    }
    let refused: [(&[&str], &str); 6] = [
        (&["titel-42"], "did you mean `title-42`?"),
        (
            &["cbp-one", "--observations", "none.csv"],
            "cannot read none.csv",
        ),
        (
            &["status-quo", "--observations", "bad.csv"],
            "bad.csv, line 2: `soon` in column `period_end` is no date",
        ),
        (
            &["status-quo", "--observations", "strange.csv"],
            "holds no count that the model",
        ),
        (
            &["status-quo", "--observations", "old.csv"],
            "no published count lies within 2024-03-01",
        ),
        (&["cbp-one", "--policy", "no-such-policy"], "no-such-policy"),
    ];
    for (arguments, expected) in refused {
        let run = garita(
            place.path(),
            &[&["backtest", "-n", "2"], arguments].concat(),
        );
        let noted = text(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {noted}");
        assert!(noted.contains(expected), "{arguments:?}: {noted}");
        assert_eq!(text(&run.stdout), "");
    }
    assert!(!place.path().join("output/backtest-cbp-one").exists());
    assert!(!place.path().join("output/backtest-status-quo").exists());
}

#[test]
fn observations_are_listed() {
    let place = tempfile::tempdir().unwrap();
    let list = garita(place.path(), &["list", "observations", "--format", "csv"]);
    let table = text(&list.stdout);
    assert!(table.starts_with("metric,origin,from,to,rows,unit,definition,series,source,caveats"));
    assert!(
        table.contains(
            "encounters-between-ports,cuba-haiti-nicaragua+other,2020-04-01,2024-02-29,47"
        )
    );
    let shown = garita(place.path(), &["list", "observations"]);
    assert!(
        text(&shown.stdout).contains("Arrests") || text(&shown.stdout).contains("arrests at large")
    );
}
