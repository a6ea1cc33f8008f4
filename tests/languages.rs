//! The catalogue of Spanish against the code and the data, and a Spanish report without a word of English.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use garita::analysis::Answers;
use garita::experiment::Ensemble;
use garita::export::{Permission, RunFolder};
use garita::report::backtest::shipped_eras;
use garita::scenario::{Overrides, bundled_names, catalogue, list_policies, load};
use garita::study::{Cast, Progress, Study, Wishes, Writer};
use garita::text::{self, Lang};
use garita::world::World;
use garita::{backtest, metric, parameter};

#[path = "languages/literals.rs"]
mod literals;

/// English with its Spanish.
fn entries() -> BTreeMap<String, String> {
    let groups = text::spanish().expect("the catalogue can be read");
    let mut all = BTreeMap::new();
    for (english, spanish) in groups.into_values().flatten() {
        let twice = all.insert(english.clone(), spanish);
        assert!(twice.is_none(), "`{english}` stands in two groups");
    }
    all
}

/// Names in braces.
fn names(template: &str) -> BTreeSet<&str> {
    let parts = template.split('{').skip(1);
    parts.filter_map(|part| part.split('}').next()).collect()
}

#[test]
fn every_text_of_the_code_has_spanish() {
    let (entries, literals) = (entries(), literals::of_the_code());
    assert!(literals.len() > 400, "the code says something");
    let missing: Vec<&String> = literals
        .iter()
        .filter(|text| !entries.contains_key(*text))
        .collect();
    assert!(missing.is_empty(), "add to text/es.toml: {missing:#?}");
}

#[test]
fn every_label_of_the_data_has_spanish() {
    let entries = entries();
    let labels = labels();
    assert!(labels.len() > 500, "the data have labels");
    let missing: Vec<&String> = labels
        .iter()
        .filter(|text| !entries.contains_key(*text))
        .collect();
    assert!(missing.is_empty(), "add to text/es.toml: {missing:#?}");
}

#[test]
fn no_spanish_is_left_over() {
    let mut known = literals::of_the_code();
    known.extend(labels());
    known.extend(literals::columns());
    known.extend(metric::ALL.iter().map(|metric| metric.reading.to_owned()));
    let entries = entries();
    let unused: Vec<&String> = entries
        .keys()
        .filter(|text| !known.contains(*text))
        .collect();
    assert!(unused.is_empty(), "take out of text/es.toml: {unused:#?}");
}

#[test]
fn spanish_has_the_same_values_as_english() {
    // English verbs that agree with what is counted: Spanish says it without them.
    const VERBS: [&str; 2] = ["is", "go"];
    for (english, spanish) in entries() {
        let (mut wanted, has) = (names(&english), names(&spanish));
        wanted.retain(|name| has.contains(name) || !VERBS.contains(name));
        assert_eq!(wanted, has, "{english}");
    }
}

/// Every label that reaches charts or reports.
fn labels() -> BTreeSet<String> {
    let catalogue = catalogue().expect("the records load");
    let mut labels = BTreeSet::new();
    for parameter in &catalogue.parameters {
        labels.extend([&parameter.label, &parameter.unit].map(String::clone));
    }
    for lever in &catalogue.levers {
        labels.insert(lever.label.clone());
        for setting in &lever.settings {
            labels.extend([&setting.label, &setting.unit].map(String::clone));
            labels.extend(setting.unit.split_once('/').map(|(_, per)| per.to_owned()));
        }
    }
    for metric in metric::ALL {
        labels.extend([metric.label, metric.unit].map(str::to_owned));
        labels.extend(metric.unit.strip_prefix("share of ").map(str::to_owned));
    }
    // Kinds of reasoning, which are no publication.
    let kinds = catalogue.sources.iter().filter(|source| {
        source.url.is_empty()
            && catalogue
                .parameters
                .iter()
                .any(|one| one.source == source.key)
    });
    labels.extend(kinds.map(|source| source.key.clone()));
    labels.extend(parameter::Grade::NAMES.map(|(name, _)| name.to_owned()));
    labels.extend(places(&catalogue.world));
    labels.extend(groups(&catalogue.world));
    labels.extend(titles());
    labels.extend(scored());
    labels.retain(|label| label.chars().any(char::is_alphabetic));
    labels
}

fn places(world: &World) -> Vec<String> {
    let origins = world.origins.iter().map(|origin| origin.label.clone());
    let places = world.places.iter().map(|place| place.label.clone());
    origins.chain(places).collect()
}

/// Payers and what they pay for, and the words for groups of waiting people.
fn groups(world: &World) -> Vec<String> {
    let cells = metric::cells(world);
    let named = |wanted: &[&str]| {
        let cells = cells.iter();
        let cells = cells.filter(|cell| wanted.contains(&metric::ALL[cell.metric].name));
        cells.map(|cell| cell.group.clone()).collect::<Vec<_>>()
    };
    let paid = named(&["outlay", "private-outlay"]);
    let paid = paid.iter().flat_map(|group| group.split(": "));
    let paid: Vec<String> = paid.map(str::to_owned).collect();
    let waiting = named(&["people-waiting"]);
    let waiting = waiting.iter().map(|group| metric::group_label(group));
    waiting.map(str::to_owned).chain(paid).collect()
}

/// Titles and summaries of scenarios, policies and eras.
fn titles() -> Vec<String> {
    let mut titles = Vec::new();
    for name in bundled_names().iter().filter(|name| !name.contains('/')) {
        let scenario = load(name, &Overrides::default()).expect("a bundled scenario");
        let summary = scenario.summary.split_whitespace().collect::<Vec<_>>();
        titles.extend([scenario.title.clone(), summary.join(" ")]);
    }
    for row in list_policies().expect("the policies load").rows {
        titles.extend(row[1..].iter().cloned());
    }
    titles.extend(
        backtest::eras()
            .expect("the eras")
            .into_iter()
            .map(|era| era.title),
    );
    titles
}

/// Words of the table of scores: series with their side, and what was scored.
fn scored() -> Vec<String> {
    let scores = shipped_eras().expect("the scores");
    let mut words = Vec::new();
    for score in &scores {
        for miss in score.misses() {
            let (series, side) = miss.rsplit_once(" (").expect("a series and its side");
            let (count, origins) = series.split_once(", ").unwrap_or((series, ""));
            words.push(side.trim_end_matches(')').to_owned());
            words.extend(count.split(": ").map(str::to_owned));
            words.extend(origins.split(" with ").map(str::to_owned));
        }
        let metrics = score.metrics().into_iter();
        words.extend(metrics.map(garita::report::calibration::metric_label));
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A report of a small study, with or without charts: its folder lives as long as the first part.
fn written(cast: Cast, lang: Lang, charts: bool) -> (tempfile::TempDir, PathBuf) {
    let wishes = Wishes {
        replicates: (0..2).collect(),
        places: ["tijuana", "tapachula"].map(str::to_owned).to_vec(),
        lang,
        ..Wishes::default()
    };
    let study = Study::new(cast, &wishes).expect("a study");
    let (started, progress) = (jiff::Timestamp::now(), Progress::silent());
    let plan = study.plan();
    let ensemble = Ensemble::new(&plan, &study.design);
    let replicates = &study.design.replicates;
    ensemble
        .simulate(replicates, &progress.watch())
        .expect("simulated");
    let results = ensemble.finish(replicates.clone()).expect("results");
    let place = tempfile::tempdir().expect("a folder");
    let permission = Permission::default();
    let folder = RunFolder::create(&place.path().join("run"), permission).expect("a folder");
    let writer = Writer {
        study: &study,
        results: &results,
        answers: &Answers::of(&results),
        precision: None,
        command: &[],
        started,
        charts,
        parquet: false,
    };
    writer.write(&folder, &progress).expect("written");
    let folder = folder.finish().expect("whole");
    (place, folder)
}

fn small() -> Overrides {
    Overrides {
        until: Some(jiff::civil::date(2025, 2, 28)),
        ..Overrides::default()
    }
}

/// The report, and every text of its charts: in files of the charts, and as drawn.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let read = |path: &Path| fs::read_to_string(path).expect("a file of the report");
    let mut texts = vec![(
        "report.md".to_owned(),
        in_words(&read(&folder.join("report.md"))),
    )];
    for entry in fs::read_dir(folder.join("charts")).into_iter().flatten() {
        let path = entry.expect("a chart").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = match path.extension().and_then(|end| end.to_str()) {
            Some("json") => strings_of(&read(&path)),
            Some("svg") => drawn(&read(&path)),
            _ => continue,
        };
        texts.push((name, text));
    }
    texts
}

/// A report without code, names of files and addresses.
fn in_words(markdown: &str) -> String {
    let prose: String = markdown.split("```").step_by(2).collect();
    let prose: String = prose.split('`').step_by(2).collect();
    let mut parts = prose.split("](");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push(' ');
        text.push_str(part.split_once(')').map_or("", |(_, rest)| rest));
    }
    text
}

/// Titles, labels and notes in the file of a chart; not the words by which the program knows its kind and colours.
fn strings_of(json: &str) -> String {
    const OF_THE_PROGRAM: [&str; 3] = ["fate", "role", "scale"];
    fn collect(value: &serde_json::Value, into: &mut String) {
        match value {
            serde_json::Value::String(text) => {
                into.push_str(text);
                into.push('\n');
            }
            serde_json::Value::Array(items) => items.iter().for_each(|one| collect(one, into)),
            serde_json::Value::Object(fields) => {
                let shown = fields.iter();
                let shown = shown.filter(|(name, _)| !OF_THE_PROGRAM.contains(&name.as_str()));
                shown.for_each(|(_, one)| collect(one, into));
            }
            _ => {}
        }
    }
    let value: serde_json::Value = serde_json::from_str(json).expect("a chart's file");
    let mut text = String::new();
    collect(&value["figure"], &mut text);
    text
}

/// What stands on a drawing.
fn drawn(svg: &str) -> String {
    let labels = svg.split("aria-label=\"").skip(1);
    let labels = labels.filter_map(|rest| rest.split('"').next());
    labels.collect::<Vec<_>>().join("\n")
}

/// Whether `part` stands in `text` as whole words.
fn has_words(text: &str, part: &str) -> bool {
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    text.match_indices(part).any(|(at, _)| {
        !is_word(text[..at].chars().next_back()) && !is_word(text[at + part.len()..].chars().next())
    })
}

/// Pieces of English between the values of a text that could not stand in Spanish.
fn english_pieces() -> BTreeSet<String> {
    let entries = entries();
    let spanish = entries.values().map(String::as_str).collect::<Vec<_>>();
    let spanish = spanish.join("\n");
    let pieces = entries.iter().filter(|(english, own)| english != own);
    let pieces = pieces.flat_map(|(english, _)| literals::pieces(english));
    let is_english = |piece: &String| {
        piece
            .chars()
            .filter(|letter| letter.is_alphabetic())
            .count()
            > 3
            && !has_words(&spanish, piece)
    };
    pieces.filter(is_english).collect()
}

/// English words that Spanish does not have: what no catalogue knows would hold one of them.
const GIVEAWAYS: [&str; 22] = [
    "the", "of", "and", "under", "with", "which", "from", "than", "are", "is", "people", "futures",
    "who", "waiting", "for", "these", "after", "before", "beds", "share", "lower", "more",
];

fn english_in(texts: &[(String, String)]) -> Vec<String> {
    let catalogue = catalogue().expect("the records load");
    let pieces = english_pieces();
    assert!(pieces.len() > 500, "there is English to look for");
    let mut found = Vec::new();
    for (file, text) in texts {
        let mut text = text.clone();
        // Publications keep the title that they have.
        for source in &catalogue.sources {
            let title = source.title.replace(['[', ']', '|'], " ");
            text = text.replace(&title, "").replace(&source.publisher, "");
        }
        let named = pieces.iter().filter(|piece| has_words(&text, piece));
        found.extend(named.map(|piece| format!("{file}: {piece}")));
        for line in text.lines() {
            let words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
            let given = words.filter(|word| GIVEAWAYS.contains(word));
            found.extend(given.map(|word| format!("{file}: `{word}` in: {line}")));
        }
    }
    found
}

#[test]
fn a_spanish_comparison_has_no_english() {
    let names = ["enforcement-only", "legal-pathways"].map(str::to_owned);
    let cast = Cast::of_comparison(&names, None, &small()).expect("a comparison");
    let (_place, folder) = written(cast, Lang::Spanish, true);
    let texts = texts(&folder);
    assert!(texts.len() > 20, "charts are there");
    let found = english_in(&texts);
    assert!(found.is_empty(), "{found:#?}");
    let page = fs::read_to_string(folder.join("report.html")).expect("the page");
    assert!(page.contains("<html lang=\"es\">") && page.contains("<nav aria-label=\"Contenido\">"));
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("the record");
    assert!(manifest.contains("\"lang\": \"es\""), "{manifest}");
}

#[test]
fn a_spanish_run_has_no_english() {
    let names = ["status-quo+port-appointments-3000".to_owned()];
    let cast = Cast::of_run(&names, &small()).expect("a run");
    let (_place, folder) = written(cast, Lang::Spanish, false);
    let found = english_in(&texts(&folder));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn english_would_be_found() {
    let cast = Cast::of_run(&["status-quo".to_owned()], &small()).expect("a run");
    let (_place, folder) = written(cast, Lang::English, false);
    let found = english_in(&texts(&folder));
    assert!(found.len() > 200, "{}", found.len());
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("the record");
    assert!(!manifest.contains("lang"), "{manifest}");
}
