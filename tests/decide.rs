//! The analyses that help to decide, end to end: what is known about their answers must come out.

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

/// Runs a command that must work; returns the result folder's table.
fn table(words: &[&str], file: &str) -> Vec<Vec<String>> {
    tables(words, [file]).into_iter().next().unwrap()
}

/// Runs a command that must work; returns tables of the result folder.
fn tables<const N: usize>(words: &[&str], files: [&str; N]) -> [Vec<Vec<String>>; N] {
    let folder = tempfile::tempdir().unwrap();
    let words: Vec<&str> = words
        .iter()
        .copied()
        .chain(["--quiet", "--out", "result"])
        .collect();
    let output = garita(folder.path(), &words);
    assert!(
        output.status.success(),
        "{words:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    for file in ["manifest.json", "report.md", "report.html"] {
        assert!(folder.path().join("result").join(file).exists(), "{file}");
    }
    files.map(|file| read(&folder.path().join("result").join(file)))
}

fn read(table: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(table)
        .unwrap();
    reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn column(table: &[Vec<String>], name: &str) -> Vec<String> {
    let at = table[0]
        .iter()
        .position(|head| head == name)
        .unwrap_or_else(|| panic!("{name} in {:?}", table[0]));
    table[1..].iter().map(|row| row[at].clone()).collect()
}

fn numbers(table: &[Vec<String>], name: &str) -> Vec<f64> {
    column(table, name)
        .iter()
        .map(|text| text.parse().unwrap_or(f64::NAN))
        .collect()
}

#[test]
fn a_point_that_changes_nothing_differs_by_nothing() {
    let found = table(
        &[
            "sweep",
            "status-quo",
            "--until",
            "2024-03-20",
            "-n",
            "3",
            "--vary",
            "port-appointments.slots-per-day=1450,3000",
            "--metric",
            "appointments-used",
        ],
        "points.csv",
    );
    let rows: Vec<(String, f64)> = column(&found, "port-appointments.slots-per-day")
        .into_iter()
        .zip(numbers(&found, "difference"))
        .collect();
    assert!(
        rows.iter()
            .filter(|(slots, _)| slots == "1450")
            .all(|(_, difference)| difference.is_nan() || *difference == 0.0)
    );
    let more: Vec<f64> = rows
        .iter()
        .filter(|(slots, _)| slots == "3000")
        .map(|(_, difference)| *difference)
        .collect();
    assert!(
        more.iter().any(|difference| *difference > 1_000.0),
        "{more:?}"
    );
}

#[test]
fn a_grid_has_every_combination() {
    let found = table(
        &[
            "sweep",
            QUICK,
            "--until",
            "2024-01-20",
            "-n",
            "2",
            "--metric",
            "nights-over-capacity",
            "--vary",
            "shelter-beds.built.city-0=0,10,20",
            "--vary",
            "port-appointments.oldest-first-share=0..1/2",
        ],
        "points.csv",
    );
    let mut points: Vec<(String, String)> = column(&found, "shelter-beds.built.city-0")
        .into_iter()
        .zip(column(&found, "port-appointments.oldest-first-share"))
        .collect();
    points.dedup();
    let expected = ["0", "10", "20"]
        .iter()
        .flat_map(|beds| ["0", "1"].map(|share| ((*beds).to_owned(), share.to_owned())));
    assert_eq!(points, expected.collect::<Vec<_>>());
}

/// Slots move how many appointments are used, and how refugees settle years later does not; every value is tried once.
#[test]
fn scattered_points_tell_which_input_moves_an_outcome() {
    const SLOTS: &str = "port-appointments.slots-per-day";
    const SETTLING: &str = "settled.integration-effect";
    let sweep = |design: &str| {
        let slots = format!("{SLOTS}=500..3000@2024-03-03");
        let settling = format!("{SETTLING}=0..0.5");
        tables(
            &[
                "sweep",
                "status-quo",
                "--until",
                "2024-03-10",
                "-n",
                "4",
                "--design",
                design,
                "--points",
                "16",
                "--metric",
                "appointments-used",
                "--vary",
                &slots,
                "--vary",
                &settling,
            ],
            ["effects.csv", "points.csv"],
        )
    };
    for design in ["lhs", "sobol"] {
        let [effects, points] = sweep(design);
        let inputs = column(&effects, "input");
        let of = |name: &str| inputs.iter().position(|input| input == name).unwrap();
        let (own, other) = (of(SLOTS), of(SETTLING));
        let (low, high) = (numbers(&effects, "ci_low"), numbers(&effects, "ci_high"));
        assert!(low[own] > 0.0, "{design}: {effects:?}");
        assert!(
            low[other] <= 0.0 && high[other] >= 0.0 && high[other] < low[own],
            "{design}: {effects:?}"
        );
        let slice = |slots: &f64| ((slots - 500.0) / 2_500.0 * 16.0) as usize;
        let mut slices: Vec<usize> = numbers(&points, SLOTS).iter().map(slice).collect();
        slices.sort_unstable();
        slices.dedup();
        assert_eq!(slices, (0..16).collect::<Vec<_>>(), "{design}");
    }
}

#[test]
fn parts_of_levers_add_up_to_the_difference() {
    let found = table(
        &[
            "compare",
            "status-quo",
            "status-quo+port-appointments-3000+shelter-2000",
            "--attribute",
            "--until",
            "2025-02-28",
            "-n",
            "3",
            "--metric",
            "unsheltered-nights",
            "--metric",
            "people-waiting:mean@us",
        ],
        "attribution.csv",
    );
    let metrics = column(&found, "metric");
    let (amounts, differences, by) = (
        numbers(&found, "amount"),
        numbers(&found, "difference"),
        column(&found, "by"),
    );
    for metric in ["unsheltered-nights:total", "people-waiting:mean@us"] {
        for kind in ["lever", "family"] {
            let rows: Vec<usize> = (0..metrics.len())
                .filter(|&at| metrics[at] == metric && by[at] == kind)
                .collect();
            assert!(rows.len() >= 2, "{metric} {kind}");
            let sum: f64 = rows.iter().map(|&at| amounts[at]).sum();
            let whole = differences[rows[0]];
            assert!(
                (sum - whole).abs() <= 1e-5 * whole.abs(),
                "{metric} {kind}: {sum} and {whole}"
            );
        }
    }
}

/// Beds that make a city's shelters suffice on a share of nights, found by the search and by trying its neighbours.
#[test]
fn the_beds_that_are_found_are_the_fewest_that_do() {
    let arguments = |range: &str| {
        vec![
            "goal".to_owned(),
            QUICK.to_owned(),
            "--until".to_owned(),
            "2025-06-30".to_owned(),
            "-n".to_owned(),
            "20".to_owned(),
            "--vary".to_owned(),
            format!("shelter-beds.built.city-0={range}"),
            "--metric".to_owned(),
            "nights-over-capacity@city-0".to_owned(),
            "--at-most".to_owned(),
            "20%".to_owned(),
        ]
    };
    let typed = arguments("0..10000");
    let found = table(
        &typed.iter().map(String::as_str).collect::<Vec<_>>(),
        "curve.csv",
    );
    let rows: Vec<(f64, bool)> = numbers(&found, "value")
        .into_iter()
        .zip(column(&found, "met"))
        .map(|(value, met)| (value, met == "true"))
        .collect();
    assert!(rows.len() >= 6, "{rows:?}");
    let first_met = rows
        .iter()
        .position(|(_, met)| *met)
        .expect("some number of beds suffices");
    assert!(
        first_met > 0 && rows[first_met..].iter().all(|(_, met)| *met),
        "{rows:?}"
    );
    assert!(
        rows[first_met].0 - rows[first_met - 1].0 < 500.0,
        "{rows:?}"
    );
    let out_of_reach = arguments("0..5");
    let folder = tempfile::tempdir().unwrap();
    let output = garita(
        folder.path(),
        &out_of_reach.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && said.contains("cannot be reached"),
        "{said}"
    );
}

#[test]
fn an_input_that_does_nothing_is_told_from_one_that_does() {
    let found = table(
        &[
            "sensitivity",
            "status-quo",
            "--until",
            "2024-03-15",
            "--trajectories",
            "4",
            "--chances",
            "2",
            "--inputs",
            "crossing.detection,settled.integration-effect",
            "--metric",
            "encounters-between-ports",
        ],
        "screening.csv",
    );
    let sizes: Vec<(String, f64)> = column(&found, "input")
        .into_iter()
        .zip(numbers(&found, "size"))
        .collect();
    let of = |name: &str| sizes.iter().find(|(input, _)| input == name).unwrap().1;
    assert!(
        of("crossing.detection") > 100.0 * of("settled.integration-effect").abs(),
        "{sizes:?}"
    );
}

#[test]
fn the_first_night_over_capacity_is_that_of_the_daily_series() {
    let [passages, chances] = tables(
        &[
            "warn",
            QUICK,
            "--until",
            "2025-01-31",
            "-n",
            "12",
            "--places",
            "city-0",
            "--days",
            "1",
        ],
        ["passages.csv", "chances.csv"],
    );
    let dates = column(&passages, "date");
    assert_eq!(dates.len(), 12);
    // The workload fills its shelters within the first year.
    assert!(
        dates
            .iter()
            .all(|date| date.as_str() > "2024-03-01" && date.as_str() < "2025-01-31"),
        "{dates:?}"
    );
    let chance = numbers(&chances, "chance");
    assert!(chance.windows(2).all(|pair| pair[0] <= pair[1]));
    let first = dates.iter().min().unwrap();
    let at = column(&chances, "date")
        .iter()
        .position(|date| date == first)
        .unwrap();
    let hits = dates.iter().filter(|date| *date == first).count();
    assert!((chance[at] - hits as f64 / 12.0).abs() < 1e-6);
}

#[test]
fn what_is_best_in_every_world_has_no_regret() {
    let found = table(
        &[
            "explore",
            "status-quo",
            "status-quo+shelter-2000",
            "--until",
            "2025-06-30",
            "-n",
            "6",
            "--less",
            "unsheltered-nights",
        ],
        "portfolios.csv",
    );
    let regrets = numbers(&found, "regret_most");
    assert!(regrets[1] == 0.0 && regrets[0] > 0.0, "{regrets:?}");
    assert_eq!(column(&found, "on_front"), ["false", "true"]);
    assert_eq!(numbers(&found, "robust"), [1.0, 1.0]);
}

/// Beds that nobody needs cost money and help nobody: no portfolio with them may be on the front. More slots are used more: the most are
/// best, where nothing else is asked for.
#[test]
fn a_lever_that_only_costs_is_never_on_the_front() {
    let levers = [
        "search",
        "status-quo",
        "--until",
        "2024-03-08",
        "--rounds",
        "2",
        "--portfolios",
        "4",
        "-n",
        "2",
        "--vary",
        "port-appointments.slots-per-day=500..3000/6@2024-03-03",
    ];
    let [used, rounds] = tables(
        &[&levers[..], &["--more", "appointments-used"]].concat(),
        ["portfolios.csv", "rounds.csv"],
    );
    assert_eq!(column(&rounds, "round"), ["1", "2"]);
    let slots = numbers(&used, "port-appointments.slots-per-day");
    let on = column(&used, "on_front");
    let most = slots.iter().copied().fold(0.0, f64::max);
    assert!(most > 1_450.0, "{slots:?}");
    for (slots, on) in slots.iter().zip(&on) {
        // The scenario as it is has no value, and fewer slots.
        assert_eq!(on == "true", *slots >= most, "{used:?}");
    }
    let costs = [
        "--vary",
        "shelter-beds.built.nogales=0..4000/5@2024-03-03",
        "--more",
        "appointments-used",
        "--less",
        "outlay",
    ];
    let both = table(&[&levers[..], &costs].concat(), "portfolios.csv");
    let (slots, beds) = (
        numbers(&both, "port-appointments.slots-per-day"),
        numbers(&both, "shelter-beds.built.nogales"),
    );
    let on: Vec<usize> = (0..beds.len())
        .filter(|&at| column(&both, "on_front")[at] == "true")
        .collect();
    assert!(!on.is_empty());
    for at in on {
        // Of portfolios with the same slots, only the one with the fewest beds.
        let same = (0..beds.len()).filter(|&other| slots[other] == slots[at]);
        let fewest = same.map(|other| beds[other]).fold(f64::INFINITY, f64::min);
        assert!(beds[at].is_nan() || beds[at] <= fewest, "{both:?}");
    }
}

#[test]
#[allow(clippy::too_many_lines)] // a table
fn mistakes_are_refused_before_anything_is_run() {
    let folder = tempfile::tempdir().unwrap();
    for (words, part) in [
        (
            vec![
                "sweep",
                "status-quo",
                "--vary",
                "port-appointments.slots-per-dya=1..2",
            ],
            "port-appointments.slots-per-day",
        ),
        (
            vec![
                "sweep",
                "status-quo",
                "--vary",
                "port-appointments.slots-per-day=1..90000",
            ],
            "20000",
        ),
        (
            vec![
                "sweep",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
                "--metric",
                "nothing",
            ],
            "no metric `nothing`",
        ),
        (
            vec![
                "goal",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
                "--metric",
                "deaths",
            ],
            "--at-most",
        ),
        (
            vec![
                "goal",
                "status-quo",
                "--vary",
                "crossing.detection=0.5,0.5",
                "--metric",
                "deaths",
                "--at-most",
                "3",
            ],
            "LOW..HIGH",
        ),
        (
            vec![
                "goal",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
                "--metric",
                "deaths",
                "--at-most",
                "3%",
            ],
            "is no number",
        ),
        (
            vec!["sensitivity", "status-quo", "--method", "variance"],
            "--inputs",
        ),
        (
            vec![
                "sensitivity",
                "status-quo",
                "--inputs",
                "crossing.detektion",
            ],
            "crossing.detection",
        ),
        (
            vec!["sensitivity", "status-quo", "--precision", "5%"],
            "--precision does not go with sensitivity",
        ),
        (
            vec!["sensitivity", "status-quo", "--replicates", "9"],
            "--replicates does not go with sensitivity",
        ),
        (
            vec![
                "sweep",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
                "--points",
                "9",
            ],
            "--design lhs",
        ),
        (
            vec![
                "sweep",
                "status-quo",
                "--design",
                "sobol",
                "--vary",
                "crossing.detection=0.5..0.9/5",
            ],
            "only a grid has",
        ),
        (
            vec![
                "search",
                "status-quo",
                "--vary",
                "crossing.detection=0.5..0.9",
            ],
            "is no lever",
        ),
        (
            vec![
                "search",
                "status-quo",
                "--vary",
                "port-appointments.slots-per-day=500..3000",
                "--shard",
                "1/2",
            ],
            "--shard cannot be used with search",
        ),
        (vec!["explore", "status-quo"], "one portfolio"),
        (
            vec![
                "explore",
                "status-quo",
                "legal-pathways",
                "--less",
                "deaths=many",
            ],
            "not a number",
        ),
        (vec!["warn", "status-quo", "--when", "deaths"], "no >"),
        (
            vec!["warn", "status-quo", "--places", "tihuana"],
            "did you mean `tijuana`?",
        ),
        (
            vec![
                "compare",
                "status-quo",
                "legal-pathways",
                "enforcement-only",
                "--attribute",
            ],
            "one difference",
        ),
    ] {
        let output = garita(folder.path(), &words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(part), "{words:?}: {said}");
        assert_eq!(
            std::fs::read_dir(folder.path()).unwrap().count(),
            0,
            "{words:?} wrote something"
        );
    }
}

/// Commands of the tutorial, with few futures, days and inputs, so that all of them take seconds.
fn shortened(command: &str) -> Vec<String> {
    let mut words: Vec<String> = command
        .split_whitespace()
        .map(|word| word.trim_matches('\'').to_owned())
        .collect();
    // Packages part on 1 January 2025; whatever else has a date may have an earlier one.
    let is_package = words
        .iter()
        .any(|word| word.starts_with("legal") || word.starts_with("enforcement"));
    let (date, until) = if is_package {
        ("@2025-01-01", "2025-01-10")
    } else {
        ("@2024-03-05", "2024-03-12")
    };
    for word in &mut words {
        *word = word.replace("@2025-01-01", date);
    }
    let mut set = |option: &str, value: &str| {
        if let Some(at) = words.iter().position(|word| word == option) {
            value.clone_into(&mut words[at + 1]);
        }
    };
    set("-n", "2");
    set("--trajectories", "2");
    set("--rows", "8");
    set("--portfolios", "3");
    set("--points", "6");
    set("--until", until);
    if !words
        .iter()
        .any(|word| word == "--until" || word == "--from")
    {
        words.extend(["--until".to_owned(), until.to_owned()]);
    }
    if words[1] == "search" {
        words.extend(["--rounds", "2"].map(str::to_owned));
    }
    if words[1] == "sensitivity" && !words.iter().any(|word| word == "--inputs") {
        words.extend(["--inputs", "crossing.detection,departure.base"].map(str::to_owned));
    }
    words
}

#[test]
fn the_commands_of_the_tutorial_work() {
    let page = std::fs::read_to_string("docs/tutorials/deciding.md").unwrap();
    let commands: Vec<&str> = page
        .lines()
        .filter(|line| line.starts_with("garita "))
        .collect();
    assert!(commands.len() >= 10, "{commands:?}");
    // One folder for all, as for a reader: no command may stand in the way of another.
    let folder = tempfile::tempdir().unwrap();
    for command in commands {
        let words = shortened(command);
        let output = garita(
            folder.path(),
            &words[1..].iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{command}: {said}");
        let answer = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            answer.starts_with("- ") && answer.contains("report.html"),
            "{command}: {answer}"
        );
    }
}

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
