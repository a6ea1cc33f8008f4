//! Imports go down only: the layers of `src/lib.rs`, checked against every `crate::` path in the source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Modules by layer, lowest first.
const LAYERS: [&[&str]; 8] = [
    &["random", "sampler", "stats"],
    &["distribution", "parameter", "schedule", "setting", "time", "world"],
    &["lever", "metric", "model", "uncertainty"],
    &["scenario"],
    &["experiment"],
    &["analysis"],
    &["chart", "export", "report"],
    &["cli"],
];

/// Imports allowed within a layer: who, from whom.
const SIBLINGS: [(&str, &str); 8] = [
    ("stats", "sampler"),
    ("parameter", "distribution"),
    ("parameter", "world"),
    ("setting", "world"),
    ("schedule", "time"),
    ("metric", "model"),
    ("report", "chart"),
    ("report", "export"),
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// Every Rust file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

/// Names that follow `crate::` in the code of a file; comments do not count.
fn imports(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let after = code.flat_map(|line| line.split("crate::").skip(1));
    let name = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    after.map(name).filter(|name| layer(name).is_some()).collect()
}

#[test]
fn imports_go_down_only() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for path in files(&source) {
        let inside = path.strip_prefix(&source).expect("a file of the source");
        let first = inside.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
        let module = first.trim_end_matches(".rs");
        let Some(own) = layer(module) else {
            assert!(["lib", "main"].contains(&module), "{module} has no layer in this test");
            continue;
        };
        let text = fs::read_to_string(&path).expect("a text file");
        for import in imports(&text) {
            let other = layer(&import).unwrap_or(usize::MAX);
            let sibling = SIBLINGS.contains(&(module, import.as_str()));
            if import != module && (other > own || (other == own && !sibling)) {
                wrong.push(format!("{} imports {import}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that do not go down:\n{}", wrong.join("\n"));
}

#[test]
fn paths_are_found_in_code_and_not_in_comments() {
    let text = "use crate::stats::Counts;\n// crate::cli\nlet x = crate::world::World;\nuse crate::nothing;";
    assert_eq!(imports(text).into_iter().collect::<Vec<_>>(), ["stats", "world"]);
}
