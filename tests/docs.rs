//! The documentation agrees with the program: the table of transitions is the program's own, every
//! name of a parameter or setting exists, and every file that a page points to is there.

use garita::model::params::Params;
use garita::model::transition::{Row, TABLE};
use garita::report::pages as reference;
use garita::report::pages::scenarios::Effect;
use garita::scenario;
use garita::setting::Setting;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const BEGIN: &str =
    "<!-- transitions: written by the test `docs`; set GARITA_UPDATE=1 to renew -->\n";
const END: &str = "<!-- end of transitions -->";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and every page under docs/.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("docs/ can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn line(row: &Row) -> String {
    let drivers: Vec<String> = row
        .drivers
        .iter()
        .map(|driver| format!("`{driver}`"))
        .collect();
    format!(
        "| {:?} | {} | {} | {} | {} | {} |\n",
        row.transition,
        row.from.label(),
        row.to.label(),
        row.process,
        row.law,
        if drivers.is_empty() {
            "–".to_owned()
        } else {
            drivers.join(", ")
        },
    )
}

fn table() -> String {
    let head = "| name | from | to | process | law | parameters and settings |\n|---|---|---|---|---|---|\n";
    let rows: String = TABLE.iter().map(line).collect();
    format!("{head}{rows}")
}

#[test]
fn the_table_of_transitions_is_the_programs_own() {
    let path = root().join("docs/model.md");
    let page = read(&path);
    let from = page
        .find(BEGIN)
        .expect("docs/model.md marks where the table begins")
        + BEGIN.len();
    let to = page
        .find(END)
        .expect("docs/model.md marks where the table ends");
    if std::env::var_os("GARITA_UPDATE").is_some() {
        let renewed = format!("{}{}{}", &page[..from], table(), &page[to..]);
        fs::write(&path, renewed).expect("docs/model.md can be written");
        return;
    }
    assert!(
        page[from..to] == table(),
        "docs/model.md is behind: run `GARITA_UPDATE=1 cargo test --release --test docs`"
    );
}

#[test]
fn every_driver_of_a_transition_exists() {
    let known = names();
    for row in TABLE {
        for driver in row.drivers {
            assert!(
                known.contains(driver),
                "{:?} names `{driver}`, which does not exist",
                row.transition
            );
        }
    }
}

fn names() -> BTreeSet<&'static str> {
    let parameters = Params::NAMES.iter().map(|(name, _)| *name);
    parameters
        .chain(Setting::ALL.iter().map(|setting| setting.name()))
        .collect()
}

/// Inline code of a page, fenced blocks left out: the pieces between single backticks.
fn inline_code(page: &str) -> Vec<&str> {
    let outside = page.split("```").step_by(2);
    outside
        .flat_map(|text| text.lines())
        .flat_map(|line| line.split('`').skip(1).step_by(2))
        .collect()
}

/// Whether a piece of code reads as `family.name`: two parts of small letters, digits and hyphens.
fn is_a_name(code: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_lowercase())
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let is_file = Path::new(code).extension().is_some_and(|extension| {
        [
            "csv", "json", "html", "md", "png", "py", "rs", "sh", "svg", "toml", "txt", "yaml",
        ]
        .iter()
        .any(|known| extension == *known)
    });
    match code.split_once('.') {
        Some((family, name)) => !is_file && part(family) && (name == "*" || part(name)),
        None => false,
    }
}

#[test]
fn every_parameter_and_setting_that_a_page_names_exists() {
    let known = names();
    let exists = |name: &str| match name.strip_suffix('*') {
        Some(family) => known.iter().any(|known| known.starts_with(family)),
        None => known.contains(name),
    };
    let mut missing = Vec::new();
    for path in pages() {
        let page = read(&path);
        for name in inline_code(&page)
            .into_iter()
            .filter(|code| is_a_name(code) && !exists(code))
        {
            missing.push(format!("{}: `{name}`", path.display()));
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// The text of every Rust file under some folders.
fn sources(folders: [&str; 2]) -> String {
    let mut text = String::new();
    let mut folders = folders.map(|folder| root().join(folder)).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the project") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text += &read(&path);
            }
        }
    }
    text
}

/// A claim is worth its test: whatever the page on verification names as a test is one.
#[test]
fn every_test_that_the_page_on_verification_names_exists() {
    let page = read(&root().join("docs/verification.md"));
    let code = sources(["src", "tests"]);
    let is_test = |code: &&str| {
        let plain = code
            .chars()
            .all(|c| c.is_ascii_lowercase() || "_0123456789".contains(c));
        plain && code.contains('_') && *code != "rand_distr"
    };
    let named: BTreeSet<&str> = inline_code(&page).into_iter().filter(is_test).collect();
    assert!(named.len() > 50, "{}", named.len());
    for test in named {
        assert!(
            code.contains(&format!("#[test]\nfn {test}("))
                || code.contains(&format!("    fn {test}(")),
            "{test}"
        );
    }
    let is_file = |code: &&str| {
        let extension = Path::new(code).extension();
        extension.is_some_and(|extension| extension == "rs")
    };
    for file in inline_code(&page).into_iter().filter(is_file) {
        let in_tests = [
            root().join(file),
            root().join("tests/processes").join(file),
            root().join("tests/support").join(file),
        ];
        assert!(in_tests.iter().any(|path| path.exists()), "{file}");
    }
}

/// Where the links of a page point, without anchors.
fn links(page: &str) -> Vec<&str> {
    let outside = page.split("```").step_by(2);
    let targets = outside
        .flat_map(|text| text.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or(target))
        .filter(|target| !target.is_empty())
        .collect()
}

#[test]
fn every_file_that_a_page_points_to_is_there() {
    let mut missing = Vec::new();
    for path in pages() {
        let page = read(&path);
        let folder = path.parent().expect("a page is in a folder");
        for target in links(&page)
            .into_iter()
            .filter(|target| !target.contains("://"))
        {
            if !folder.join(target).exists() {
                missing.push(format!("{}: {target}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn names_are_told_from_files_and_sentences() {
    for name in [
        "crossing.detection",
        "start.*",
        "leave-appointment.days-181-on",
    ] {
        assert!(is_a_name(name), "{name}");
    }
    for other in [
        "report.md",
        "garita",
        "crossing.detection=0.7",
        "a.b.c",
        "Some.thing",
        "list transitions",
    ] {
        assert!(!is_a_name(other), "{other}");
    }
}

/// What `examples/scenario_effects.rs` measured.
fn effects() -> Vec<Effect> {
    let path = root().join("docs/measured/scenario-effects.csv");
    let mut table = csv::Reader::from_path(path).expect("the measured effects");
    table
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("rows of effects")
}

#[test]
fn every_scenario_that_can_be_compared_is_measured() {
    let effects = effects();
    for scenario in reference::scenarios::shipped().expect("scenarios load") {
        let is_measured = effects
            .iter()
            .any(|effect| effect.scenario == scenario.name);
        let has_base = scenario.origin().is_some();
        assert_eq!(
            is_measured, has_base,
            "{}: cargo run --release --example scenario_effects",
            scenario.name
        );
    }
}

#[test]
fn the_reference_pages_are_what_the_records_make_of_them() {
    let catalogue = scenario::catalogue().expect("records load");
    let scenarios = reference::scenarios::shipped().expect("scenarios load");
    let made = [
        (
            "scenarios.md",
            reference::scenarios::page(&scenarios, &effects(), catalogue),
        ),
        ("parameters.md", reference::parameters(catalogue)),
        ("metrics.md", reference::metrics()),
    ];
    for (file, text) in made {
        let path = root().join("docs").join(file);
        if std::env::var_os("GARITA_UPDATE").is_some() {
            fs::write(&path, &text).expect("docs/ can be written to");
        }
        assert!(
            read(&path) == text,
            "docs/{file} is not what the records make of it; GARITA_UPDATE=1 renews it"
        );
    }
}

/// Names and one-line descriptions of the commands, as `garita --help` prints them.
#[test]
fn the_page_on_the_command_line_tells_every_command_and_option_it_names_exists() {
    use clap::CommandFactory;
    let page = read(&root().join("docs/command-line.md"));
    let program = garita::cli::command::Cli::command();
    let mut options = BTreeSet::from(["--help".to_owned()]);
    for command in program.get_subcommands() {
        let row = format!("| `{}` |", command.get_name());
        assert!(page.contains(&row), "docs/command-line.md has no row {row}");
        let long = command.get_arguments().filter_map(clap::Arg::get_long);
        options.extend(long.map(|name| format!("--{name}")));
    }
    for code in inline_code(&page) {
        for word in code.split(' ').filter(|word| word.starts_with("--")) {
            assert!(options.contains(word), "{word} is no option");
        }
    }
}
