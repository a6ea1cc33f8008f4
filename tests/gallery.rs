//! The pictures of the gallery: what each is drawn from is kept in `tests/data/gallery/`, so that a change of how charts
//! are laid out meets the figures that people see first.

#[path = "charts/faults.rs"]
mod faults;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use garita::chart::{self, Original, Role, Style};

/// What every picture is drawn from, by its name.
fn originals() -> Vec<(String, Original)> {
    let read = |path: PathBuf| {
        let mut text = String::new();
        let file = std::fs::File::open(&path).expect("it is there");
        GzDecoder::new(file)
            .read_to_string(&mut text)
            .expect("it is packed text");
        let name = path.file_name().expect("a name").to_string_lossy();
        let name = name.trim_end_matches(".json.gz").to_owned();
        (name, serde_json::from_str(&text).expect("it is a figure"))
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/gallery");
    let entries = std::fs::read_dir(folder).expect("it is there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it is read").path())
        .collect();
    paths.sort();
    paths.into_iter().map(read).collect()
}

#[test]
fn every_picture_on_the_page_is_kept_and_the_other_way_round() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/gallery.md")).expect("the page is there");
    let shown: Vec<&str> = page
        .split("](images/")
        .skip(1)
        .filter_map(|rest| rest.split_once(".png)"))
        .map(|(name, _)| name)
        .collect();
    assert!(shown.len() >= 10, "{shown:?}");
    let mut sorted = shown.clone();
    sorted.sort_unstable();
    let mut kept: Vec<String> = originals().into_iter().map(|(name, _)| name).collect();
    kept.sort_unstable();
    assert_eq!(sorted, kept);
    let sizes = shown.iter().map(|name| {
        let file = root.join(format!("docs/images/{name}.png"));
        std::fs::metadata(file).expect("the picture is there").len()
    });
    assert!(sizes.sum::<u64>() < 3_000_000);
}

#[test]
fn words_in_the_gallery_neither_collide_nor_leave_the_page_nor_are_struck() {
    let mut all = Vec::new();
    for (name, original) in originals() {
        for style in [Style::report(), Style::slide()] {
            let found = faults::faults(&original.figure, &original.provenance, &style);
            let canvas = chart::lay_out(&original.figure, &original.provenance, &style);
            let struck = canvas.struck_texts();
            let struck = struck.iter().map(|text| format!("`{text}` is struck"));
            let found = found.into_iter().chain(struck);
            all.extend(found.map(|fault| format!("{name}, {} wide: {fault}", style.width)));
        }
    }
    assert!(all.is_empty(), "{} faults\n{}", all.len(), all.join("\n"));
}

#[test]
fn every_scenario_leaves_a_mark_in_every_picture() {
    let style = Style::report();
    for (name, original) in originals() {
        let canvas = chart::lay_out(&original.figure, &original.provenance, &style);
        for scenario in &original.figure.scenarios {
            let named = canvas
                .text_boxes()
                .iter()
                .any(|text| text.text.contains(scenario.label.as_str()));
            let coloured = !canvas
                .marks_in(style.theme.colour(scenario.role))
                .is_empty();
            let grey = scenario.role == Role::Reference;
            assert!(named || coloured || grey, "{name}: {}", scenario.label);
        }
    }
}
