//! An earlier result can be run again from what it saved; whatever was changed since is noticed and named.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn garita(folder: &Path, arguments: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_garita"))
        .current_dir(folder)
        .args(arguments.split(' '))
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn done(output: &Output) {
    let (code, _, problems) = said(output);
    assert_eq!(code, Some(0), "{problems}");
}

/// A run of two replicates of one layered, changed scenario over a few weeks.
fn small_run(folder: &Path) {
    let run = "run status-quo --with shelter-2000 --set port-appointments.slots-per-day=900@2024-03-10 \
               --assume crossing.detection=0.7 --until 2024-04-05 -n 2 --seed 5 --no-charts -q -o run";
    done(&garita(folder, run));
}

#[track_caller]
fn assert_identical(folder: &Path, result: &str) {
    let (code, out, problems) = said(&garita(folder, &format!("reproduce {result}")));
    assert_eq!(code, Some(0), "{problems}");
    assert!(
        out.starts_with("identical: ") && out.lines().count() == 1,
        "{out}"
    );
}

/// Reproduces the run and expects this exit code and these words on stderr.
#[track_caller]
fn assert_refused(folder: &Path, options: &str, expected: i32, words: &[&str]) {
    let (code, out, problems) = said(&garita(folder, &format!("reproduce run{options}")));
    assert_eq!(code, Some(expected), "{out}{problems}");
    for word in words {
        assert!(problems.contains(word), "`{word}` in:\n{problems}");
    }
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} holds {from}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn a_changed_run_comes_out_the_same_and_is_written_only_when_asked() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    small_run(folder);
    assert_identical(folder, "run");
    assert_identical(folder, "run/manifest.json");
    assert_eq!(
        fs::read_dir(folder).unwrap().count(),
        1,
        "nothing is written"
    );
    assert_identical(folder, "run --quiet --threads 1 --out again");
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    assert_eq!(read("run/daily.csv"), read("again/daily.csv"));
    assert_identical(folder, "again");
    let (code, _, problems) = said(&garita(folder, "reproduce run --out again"));
    assert_eq!(code, Some(2), "an existing folder stays: {problems}");
}

#[test]
fn comparisons_chosen_replicates_and_charts_lead_back() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let compare = "compare enforcement-only legal-pathways --base legal-pathways --until 2024-03-20 -n 2 -q -o compare";
    done(&garita(folder, compare));
    let (code, out, problems) = said(&garita(folder, "reproduce compare/charts/key-figures.png"));
    assert_eq!(code, Some(0), "{problems}");
    assert!(
        out.lines().count() == 2
            && out.contains("key-figures.png is the chart `key-figures` of this run"),
        "{out}"
    );
    let alone = "run status-quo --only-replicate 7 --until 2024-03-20 -q -o run";
    done(&garita(folder, alone));
    assert_identical(folder, "run");
    fs::copy(
        folder.join("compare/charts/cost.png"),
        folder.join("run/charts/cost.png"),
    )
    .unwrap();
    let (code, _, problems) = said(&garita(folder, "reproduce run/charts/cost.png"));
    assert_eq!(code, Some(2));
    assert!(problems.contains("drawn by another run"), "{problems}");
}

/// Draws `queues` again as `compare/charts/NAME.png`.
fn redraw(folder: &Path, name: &str, options: &str) {
    let out = format!("chart compare queues {options} --out compare/charts/{name}.png");
    done(&garita(folder, &out));
}

#[test]
fn a_picture_is_the_same_to_the_dot_or_what_differs_is_said() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let compare = "compare status-quo legal-pathways --until 2024-03-20 -n 2 -q -o compare";
    done(&garita(folder, compare));
    redraw(
        folder,
        "mine",
        "--title Mine --from 2024-03-05 --to 2024-03-12 --style slide --size 700 --dpi 150",
    );
    let judged = |name: &str| {
        let judged = garita(folder, &format!("reproduce compare/charts/{name}.png"));
        let (code, out, problems) = said(&judged);
        (code, out + &problems)
    };
    let (code, out) = judged("mine");
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("mine.png is the chart `queues`"), "{out}");

    // Another picture under the facts of this one.
    let charts = folder.join("compare/charts");
    let facts = garita::chart::texts(&fs::read(charts.join("mine.png")).unwrap()).unwrap();
    let other = fs::read(charts.join("cost.png")).unwrap();
    fs::write(charts.join("forged.png"), with_facts(&other, &facts)).unwrap();
    let (code, out) = judged("forged");
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("forged.png: it has 2200 ×"), "{out}");

    // One dot of another colour.
    let mut own = fs::read(charts.join("queues.png")).unwrap();
    let facts = garita::chart::texts(&own).unwrap();
    own = with_one_dot_changed(&own, &facts);
    fs::write(charts.join("dot.png"), own).unwrap();
    let (code, out) = judged("dot");
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("1 of its") && out.contains("at 5, 3"), "{out}");
}

fn with_facts(png: &[u8], facts: &[(String, String)]) -> Vec<u8> {
    let (width, height, dots) = garita::chart::pixels(png).unwrap();
    encoded(width, height, &dots, facts)
}

fn with_one_dot_changed(png: &[u8], facts: &[(String, String)]) -> Vec<u8> {
    let (width, height, mut dots) = garita::chart::pixels(png).unwrap();
    dots[(3 * width as usize + 5) * 4] ^= 0x80;
    encoded(width, height, &dots, facts)
}

fn encoded(width: u32, height: u32, dots: &[u8], facts: &[(String, String)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    for (keyword, text) in facts {
        encoder
            .add_itxt_chunk(keyword.clone(), text.clone())
            .unwrap();
    }
    let opaque: Vec<u8> = dots
        .chunks_exact(4)
        .flat_map(|dot| &dot[..3])
        .copied()
        .collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&opaque).unwrap();
    writer.finish().unwrap();
    bytes
}

#[test]
fn charts_are_drawn_again_only_as_they_can_be() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    done(&garita(
        folder,
        "run status-quo --until 2024-03-10 -n 2 -q -o run",
    ));
    let (code, out, _) = said(&garita(folder, "chart run"));
    assert_eq!(code, Some(0));
    assert!(
        out.contains("queues") && out.contains("How many people wait"),
        "{out}"
    );
    fs::write(folder.join("theme.toml"), "refrence = \"#000000\"").unwrap();
    done(&garita(folder, "chart run queues"));
    for (options, word) in [
        ("run nothing", "there are cost, "),
        ("run queues", "queues.png exists already"),
        ("run queues --out queues.pdf", "does not end in .png"),
        (
            "run cost --from 2024-03-02 --out a.png",
            "it has no time axis",
        ),
        (
            "run queues --from 2025-01-01 --out a.png",
            "has no day from 2025-01-01",
        ),
        (
            "run places-border --places tijuano --out a.png",
            "it shows Tijuana, ",
        ),
        (
            "run queues --theme theme.toml --out a.png",
            "unknown field `refrence`",
        ),
        ("run/charts/queues.png cost", "`cost` another"),
        ("nowhere", "there is no nowhere"),
    ] {
        let (code, out, problems) = said(&garita(folder, &format!("chart {options}")));
        assert_eq!(code, Some(2), "{options}: {out}");
        assert!(problems.contains(word), "{options}: {problems}");
    }
    assert!(!folder.join("a.png").exists());
    let json = folder.join("run/charts/queues.json");
    fs::write(&json, "{}").unwrap();
    let (code, _, problems) = said(&garita(folder, "chart run queues --out a.png"));
    assert_eq!(code, Some(2));
    assert!(
        problems.contains("queues.json cannot be used"),
        "{problems}"
    );
}

#[test]
fn a_tampered_table_is_named_with_line_and_column() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    small_run(folder);
    let table = folder.join("run/replicates.csv");
    let text = fs::read_to_string(&table).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut cells: Vec<&str> = lines[2].split(',').collect();
    let column = lines[0].split(',').nth(3).unwrap().to_owned();
    cells[3] = "123456789";
    lines[2] = cells.join(",");
    fs::write(&table, lines.join("\n") + "\n").unwrap();
    let words = [
        "tables were changed after it",
        "replicates.csv differs first in line 3",
        &format!("{column} is 123456789 there"),
    ];
    assert_refused(folder, "", 1, &words);
    fs::remove_file(&table).unwrap();
    assert_refused(folder, "", 1, &["replicates.csv cannot be read"]);
}

#[test]
fn tables_beside_the_report_are_compared_too() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let scenario = "title = \"More\"\nsummary = \"More slots.\"\nextends = \"status-quo\"\n\
        [levers.port-appointments]\nslots-per-day = [ { from = 2024-03-05, value = 1850 } ]\n\
        source = \"assumption\"\nnote = \"A test.\"\n";
    fs::write(folder.join("more.toml"), scenario).unwrap();
    let run = "compare status-quo more.toml --until 2024-03-20 -n 2 --no-charts -q -o run";
    done(&garita(folder, run));
    assert_identical(folder, "run");
    for (table, from, to) in [
        ("plan.csv", "more,", "less,"),
        ("assumptions.csv", ",estimated,", ",measured,"),
    ] {
        let file = folder.join("run").join(table);
        let text = fs::read_to_string(&file).unwrap();
        edit(&file, from, to);
        let words = [
            "tables were changed after it",
            &format!("{table} differs first in line"),
        ];
        assert_refused(folder, "", 1, &words);
        fs::remove_file(&file).unwrap();
        assert_refused(folder, "", 1, &[&format!("{table} cannot be read")]);
        fs::write(&file, text).unwrap();
    }
    assert_identical(folder, "run");
}

#[test]
fn another_seed_gives_another_result_and_every_table_is_told() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    small_run(folder);
    let manifest = folder.join("run/manifest.json");
    edit(&manifest, "\"seed\": 5", "\"seed\": 6");
    let words = [
        "another result than the recorded one",
        "summary.csv differs",
        "daily.csv differs",
        "replicates.csv differs",
    ];
    assert_refused(folder, "", 1, &words);
    edit(&manifest, "\"seed\": 6", "\"seed\": 5");
    edit(&manifest, "\"result_hash\": \"", "\"result_hash\": \"0");
    assert_refused(
        folder,
        "",
        1,
        &["the tables are the same, but `result_hash`"],
    );
}

#[test]
fn what_is_needed_and_missing_or_edited_is_named_by_file_and_field() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    small_run(folder);
    let file = "run/scenarios/status-quo+shelter-2000.toml";
    let scenario = folder.join(file);
    let original = fs::read_to_string(&scenario).unwrap();
    edit(&scenario, "end = 2024-04-05", "end = 2024-04-04");
    let words = [file, "was changed after the run", "`scenarios[0].sha256`"];
    assert_refused(folder, "", 2, &words);
    assert_refused(folder, " --force", 2, &words);
    fs::remove_file(&scenario).unwrap();
    assert_refused(
        folder,
        "",
        2,
        &[file, "cannot be read", "`scenarios[0].file`"],
    );
    fs::write(&scenario, original).unwrap();

    let manifest = folder.join("run/manifest.json");
    let version = concat!("\"version\": \"", env!("CARGO_PKG_VERSION"), "\"");
    edit(&manifest, version, "\"version\": \"0.0.9\"");
    assert_refused(folder, "", 2, &["made by garita 0.0.9", "--force"]);
    assert_identical(folder, "run --force");
    edit(&manifest, "\"seed\": 5,", "");
    assert_refused(
        folder,
        "",
        2,
        &["manifest.json cannot be used", "missing field `seed`"],
    );
    fs::remove_file(&manifest).unwrap();
    assert_refused(folder, "", 2, &["run holds no result", "manifest.json"]);
    assert_refused(folder, "/nowhere.png", 2, &["there is no run/nowhere.png"]);
}

/// The first fit of a bundled calibration with every score halved: a user's own file.
fn own_fits(folder: &Path) {
    let bundled = concat!(env!("CARGO_MANIFEST_DIR"), "/calibrations/cbp-one-2023.csv");
    let mut rows = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_path(bundled)
        .unwrap();
    fs::create_dir(folder.join("fits")).unwrap();
    let mut own = csv::Writer::from_path(folder.join("fits/mine.csv")).unwrap();
    own.write_record(["input", "prior", "1"]).unwrap();
    for row in rows.records() {
        let row = row.unwrap();
        let half = row[2].parse::<f64>().unwrap() / 2.0 + 0.000_01;
        own.write_record([&row[0], &row[1], &half.to_string()])
            .unwrap();
    }
    own.flush().unwrap();
}

#[test]
fn fits_of_ones_own_are_saved_beside_the_scenario() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    own_fits(folder);
    fs::write(
        folder.join("mine.toml"),
        "title = \"Mine\"\nsummary = \"Own fits.\"\nextends = \"status-quo\"\ncalibration = \"fits/mine.csv\"\n",
    )
    .unwrap();
    let run = "run mine.toml status-quo --until 2024-03-20 -n 2 --no-charts -q -o made";
    done(&garita(folder, run));
    // Another folder on another machine, long after.
    fs::remove_dir_all(folder.join("fits")).unwrap();
    fs::remove_file(folder.join("mine.toml")).unwrap();
    fs::create_dir(folder.join("elsewhere")).unwrap();
    fs::rename(folder.join("made"), folder.join("elsewhere/run")).unwrap();
    assert_identical(folder, "elsewhere/run");
    assert_identical(&folder.join("elsewhere"), "run --out ../run");
    assert_identical(folder, "run");

    done(&garita(folder, "check run/scenarios/mine.toml"));
    let fits = folder.join("run/scenarios/mine.csv");
    let text = fs::read_to_string(&fits).unwrap();
    let (head, rest) = text.split_once(",0.").unwrap();
    fs::write(&fits, format!("{head},1.{rest}")).unwrap();
    assert_refused(folder, "", 2, &["scenarios[0].fits.sha256"]);
    fs::remove_file(&fits).unwrap();
    assert_refused(folder, "", 2, &["mine.csv cannot be read"]);
}
