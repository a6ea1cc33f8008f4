//! The shape of the code: imports go down, and results do not depend on the platform's mathematics.

use std::fs;
use std::path::{Path, PathBuf};

/// Layers from the bottom up. A module may import from its own group and from groups of lower rank;
/// within a layer only as the order of groups says. (`tell` is the macro of `text`.)
const GROUPS: [(u32, &[&str]); 17] = [
    (0, &["random", "sampler", "stats", "tell", "text", "time"]),
    (10, &["schedule", "distribution", "world"]),
    (11, &["parameter", "setting"]),
    (20, &["lever", "uncertainty"]),
    (21, &["model"]),
    (22, &["metric"]),
    (30, &["scenario"]),
    (40, &["experiment"]),
    (41, &["calibrate", "observation"]),
    (50, &["analysis"]),
    (51, &["checks"]),
    (52, &["backtest"]),
    (60, &["chart", "export"]),
    (61, &["report"]),
    (62, &["study"]),
    (63, &["decide"]),
    (64, &["serve"]),
];

/// The command line stands above all.
const TOP: u32 = 70;

fn rank(module: &str) -> u32 {
    if module == "cli" || module == "main" || module == "lib" {
        return TOP;
    }
    let group = GROUPS.iter().find(|(_, modules)| modules.contains(&module));
    group
        .unwrap_or_else(|| {
            panic!("module `{module}` has no layer: add it to tests/architecture.rs")
        })
        .0
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file of the crate with the module that it belongs to.
fn files() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    collect(&source(), &mut found);
    assert!(found.len() > 100, "the sources are there");
    found.sort();
    let name = |path: &Path| {
        let inside = path.strip_prefix(source()).expect("a file of the sources");
        let first = inside
            .components()
            .next()
            .expect("a name")
            .as_os_str()
            .to_string_lossy();
        first.trim_end_matches(".rs").to_owned()
    };
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a readable file");
        (name(&path), path, text)
    };
    found.into_iter().map(read).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The code of a file: no comments, no unit tests.
fn code(text: &str) -> String {
    let before_tests = text
        .split("#[cfg(test)]\nmod tests")
        .next()
        .unwrap_or_default();
    let lines = before_tests
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Modules of the crate that a text names as `crate::module` or within `crate::{…}`.
fn imports(code: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let list = rest.strip_prefix('{').map(top_level);
        let names = list.unwrap_or_else(|| vec![rest.to_owned()]);
        for name in names {
            let end = name
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                .unwrap_or(name.len());
            modules.push(name[..end].to_owned());
        }
    }
    modules
}

/// The items of a use list up to its closing brace, without what is inside inner braces.
fn top_level(list: &str) -> Vec<String> {
    let (mut depth, mut items, mut item) = (0, Vec::new(), String::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(std::mem::take(&mut item).trim().to_owned()),
            _ if depth == 0 => item.push(c),
            _ => {}
        }
    }
    items.push(item.trim().to_owned());
    items.retain(|item| !item.is_empty());
    items
}

#[test]
fn imports_go_down() {
    let mut wrong = Vec::new();
    for (module, path, text) in files() {
        if module == "main" || module == "lib" {
            continue;
        }
        for import in imports(&code(&text)) {
            let up = rank(&import) > rank(&module)
                || (rank(&import) == rank(&module) && !together(&module, &import));
            if up {
                wrong.push(format!(
                    "{} imports `{import}`",
                    path.strip_prefix(source()).expect("inside").display()
                ));
            }
        }
    }
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "imports that do not go down:\n{}",
        wrong.join("\n")
    );
}

/// Modules of one rank may use each other where the page on architecture says so.
fn together(module: &str, import: &str) -> bool {
    module == import
        || rank(module) == 0
        || (module, import) == ("schedule", "time")
        || rank(module) == 10
        || rank(module) == 11
}

/// The model knows nothing of files, scenarios, results or charts.
#[test]
fn the_model_is_plain() {
    for (module, path, text) in files().into_iter().filter(|(module, ..)| module == "model") {
        for word in [
            "std::fs",
            "std::env",
            "std::time",
            "println!",
            "toml::",
            "serde",
            "rayon",
            "thread",
        ] {
            assert!(
                !code(&text).contains(word),
                "{module}: {} uses {word}",
                path.display()
            );
        }
    }
}

/// Results are the same bytes on every machine: the layers that make them call `libm`, not the
/// platform's mathematics. `clippy.toml` bans the same names with their types.
#[test]
fn engine_layers_use_portable_mathematics() {
    const FUNCTIONS: [&str; 26] = [
        "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "cbrt",
        "hypot", "sin", "cos", "sin_cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh",
        "tanh", "asinh", "acosh", "atanh",
    ];
    let engine = |module: &str| rank(module) <= rank("experiment");
    let mut wrong = Vec::new();
    for (_, path, text) in files().into_iter().filter(|(module, ..)| engine(module)) {
        let code = code(&text);
        for function in FUNCTIONS {
            for call in [
                format!(".{function}("),
                format!("f64::{function}"),
                format!("f32::{function}"),
            ] {
                let named = |at: usize| {
                    let next = code[at + call.len()..].chars().next().unwrap_or(' ');
                    call.ends_with('(') || !(next.is_ascii_alphanumeric() || next == '_')
                };
                if code.match_indices(&call).any(|(at, _)| named(at)) {
                    wrong.push(format!(
                        "{}: {call}",
                        path.strip_prefix(source()).expect("inside").display()
                    ));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "calls of the platform's mathematics:\n{}",
        wrong.join("\n")
    );
    let lints = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("clippy.toml"))
        .expect("clippy.toml");
    for function in FUNCTIONS {
        assert!(
            lints.contains(&format!("\"f64::{function}\"")),
            "clippy.toml bans {function}"
        );
    }
}

/// Nothing in the crate iterates over a map of random order.
#[test]
fn no_map_of_random_order() {
    for (_, path, text) in files() {
        for word in ["HashMap", "HashSet", "RandomState"] {
            assert!(
                !code(&text).contains(word),
                "{} uses {word}",
                path.display()
            );
        }
    }
}

/// The reader of imports sees what it should.
#[test]
fn the_reader_of_imports_reads() {
    let text = "use crate::{a::{b, c}, d};\nlet x = crate::e::f();\n// crate::g\n#[cfg(test)]\nmod tests { use crate::h; }";
    assert_eq!(imports(&code(text)), ["a", "d", "e"]);
}
