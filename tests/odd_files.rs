//! Files that nobody meant to write: odd bytes, odd sizes, and good files damaged at random.
//! Whatever they hold, the answer is a message and exit code 2, or a scenario that is whole.

use garita::scenario::{Diagnostics, Overrides, bundled_names, load};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const BROKEN: &str = "tests/data/invalid";

fn folders() -> [&'static str; 4] {
    [BROKEN, "scenarios", "scenarios/verification", "policies"]
}

fn toml_files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .collect();
    files.sort();
    files
}

/// A folder with a copy of every broken file, each changed by `change`.
fn copies(change: impl Fn(Vec<u8>) -> Vec<u8>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("parts")).unwrap();
    for part in ["", "parts"] {
        for path in toml_files(&format!("{BROKEN}/{part}")) {
            let to = folder.path().join(part).join(path.file_name().unwrap());
            fs::write(to, change(fs::read(path).unwrap())).unwrap();
        }
    }
    folder
}

/// What loading a file says, with the folder's name taken out and lines not broken.
fn said(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    let rendered = match load(path.to_str().unwrap(), &Overrides::default()) {
        Ok(_) => "good".to_owned(),
        Err(problems) => problems.render(1_000, false),
    };
    rendered.replace(folder.to_str().unwrap(), "")
}

/// Files that are compared with a changed copy: texts whose lines end as everywhere.
fn plain_files() -> Vec<String> {
    let plain = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| !text.contains('\r'));
    let files = toml_files(BROKEN).into_iter().filter(plain);
    files
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect()
}

/// Columns and underlines are the same whichever way lines end.
#[test]
fn files_with_windows_line_ends_get_the_same_messages() {
    let unix = copies(|bytes| bytes);
    let windows = copies(|bytes| match String::from_utf8(bytes) {
        Ok(text) => text.replace('\n', "\r\n").into_bytes(),
        Err(other) => other.into_bytes(),
    });
    for name in plain_files() {
        assert_eq!(
            said(windows.path(), &name),
            said(unix.path(), &name),
            "{name}"
        );
    }
}

/// Editors on Windows begin a text with a byte-order mark; it is passed over and moves no column.
#[test]
fn a_byte_order_mark_changes_nothing() {
    let plain = copies(|bytes| bytes);
    let marked = copies(|bytes| [b"\xef\xbb\xbf".to_vec(), bytes].concat());
    for name in plain_files() {
        assert_eq!(
            said(marked.path(), &name),
            said(plain.path(), &name),
            "{name}"
        );
    }
    let good = plain.path().join("good.toml");
    fs::write(
        &good,
        b"\xef\xbb\xbfextends = \"status-quo\"\r\nend = 2025-12-31\r\n",
    )
    .unwrap();
    let scenario = load(good.to_str().unwrap(), &Overrides::default()).unwrap();
    assert_eq!(scenario.end.to_string(), "2025-12-31");
}

fn garita(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_garita"));
    command
        .current_dir(folder)
        .args(arguments)
        .env("NO_COLOR", "1");
    command.output().unwrap()
}

/// Exit code 2, a message of readable length, nothing on stdout, nothing written.
fn is_refused(file: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let output = garita(folder.path(), &["run", file, "--out", "results"]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{file}: {message:.2000}");
    assert!(
        !message.is_empty() && message.len() < 100_000,
        "{file}: {}",
        message.len()
    );
    assert!(output.stdout.is_empty(), "{file}");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        0,
        "{file} left something"
    );
    message
}

#[test]
fn every_broken_file_ends_the_program_with_code_2_and_nothing_written() {
    for path in toml_files(BROKEN) {
        let name = path.file_name().unwrap().to_str().unwrap();
        if !name.starts_with("remark-") {
            is_refused(fs::canonicalize(&path).unwrap().to_str().unwrap());
        }
    }
}

#[test]
fn very_large_files_get_a_short_message_soon() {
    let folder = tempfile::tempdir().unwrap();
    let head = "extends = \"status-quo\"\n";
    let keys: Vec<String> = (0..80_000).map(|n| format!("k{n} = 1")).collect();
    let names: Vec<String> = (0..80_000).map(|n| format!("\"p{n}\"")).collect();
    let cases = [
        (
            "one long line",
            format!("{head}titel = \"{}\"\n", "x".repeat(900_000)),
            "unknown key `titel`",
        ),
        (
            "many keys",
            head.to_owned() + &keys.join("\n"),
            "unknown key `k0`",
        ),
        (
            "many names",
            format!("{head}places = [{}]\n", names.join(", ")),
            "unknown place `p0`",
        ),
        (
            "one name often",
            format!("{head}places = [{}]\n", "\"tijuana\",".repeat(80_000)),
            "listed twice",
        ),
        (
            "many lines in one value",
            format!("{head}title = [\n{}]\n", "1,\n".repeat(200_000)),
            "must be a text in quotes",
        ),
        (
            "many syntax errors",
            head.to_owned() + &"[\n".repeat(300_000),
            "not valid TOML",
        ),
        (
            "brackets never closed",
            format!("{head}places = {}", "[".repeat(100_000)),
            "too deep",
        ),
        (
            "a key of many parts",
            format!("{head}{}a = 1\n", "a.".repeat(5_000)),
            "too deep",
        ),
        (
            "a table of many parts",
            format!("{head}[{}a]\n", "a.".repeat(5_000)),
            "too deep",
        ),
        (
            "20 MB",
            head.to_owned() + &"#".repeat(20_000_000),
            "it has 20.0 MB, and at most 1 MB are read",
        ),
    ];
    for (name, text, words) in cases {
        let path = folder.path().join("large.toml");
        fs::write(&path, text).unwrap();
        let begin = std::time::Instant::now();
        let message = is_refused(path.to_str().unwrap());
        assert!(message.contains(words), "{name}: {message:.2000}");
        assert!(
            begin.elapsed().as_secs() < 5,
            "{name} took {:?}",
            begin.elapsed()
        );
    }
}

#[test]
fn a_folder_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner.toml");
    fs::create_dir(&inner).unwrap();
    assert!(is_refused(inner.to_str().unwrap()).contains("it is a folder"));
    let child = folder.path().join("child.toml");
    fs::write(&child, "extends = \"inner.toml\"\n").unwrap();
    assert!(is_refused(child.to_str().unwrap()).contains("child.toml:1:11"));
}

/// Chance with a fixed seed (`SplitMix64`), so that a failure comes again.
struct Chance(u64);

impl Chance {
    /// A number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }
}

const VALUES: [&str; 14] = [
    "5",
    "-7",
    "0.5",
    "nan",
    "-inf",
    "1e400",
    "99999999999999999999",
    "true",
    "\"x\"",
    "[1, \"x\"]",
    "{ a = 1 }",
    "{ from = 2025-01-01, value = 3 }",
    "2025-02-28",
    "2025-02-28T10:00:00Z",
];

/// One piece of damage: a line lost, two swapped, a value of another kind, a cut, or a stray byte.
fn damage(bytes: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = bytes
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
    match chance.below(5) {
        0 => drop(lines.remove(one)),
        1 => lines.swap(one, other),
        2 => {
            let told: Vec<usize> = (0..lines.len())
                .filter(|&at| lines[at].contains(&b'='))
                .collect();
            if !told.is_empty() {
                let line = &mut lines[told[chance.below(told.len())]];
                let equals = line.iter().position(|&byte| byte == b'=').unwrap_or(0);
                line.truncate(equals + 1);
                line.extend_from_slice(VALUES[chance.below(VALUES.len())].as_bytes());
            }
        }
        3 => return bytes[..chance.below(bytes.len())].to_vec(),
        _ => {
            let mut changed = bytes.to_vec();
            changed.insert(chance.below(bytes.len()), chance.below(256) as u8);
            return changed;
        }
    }
    lines.join(&b'\n')
}

fn check_messages(problems: &Diagnostics, what: &str) {
    assert!(problems.has_errors(), "{what}: refused without an error");
    for problem in &problems.problems {
        assert!(!problem.message().is_empty(), "{what}");
        let Some((text, span)) = problem.place() else {
            continue;
        };
        let marked = text.text().get(span.clone());
        assert!(
            marked.is_some(),
            "{what}: {span:?} is no piece of the text: {problem}"
        );
        let rendered = problem.render(100, false);
        assert!(
            rendered.contains(&format!("[{}:", text.name)),
            "{what}: no place in\n{rendered}"
        );
    }
}

/// Shipped scenarios, layers and broken files, each damaged in several ways.
#[test]
fn damaged_files_are_refused_in_words_or_whole() {
    let folder = copies(|bytes| bytes);
    let path = folder.path().join("damaged.toml");
    let name = path.to_str().unwrap();
    let mut chance = Chance(20_261_121);
    let (mut refused, mut whole) = (0, 0);
    for source in folders().into_iter().flat_map(toml_files) {
        let bytes = fs::read(&source).unwrap();
        let layer = source.starts_with("policies");
        for _ in 0..if source.starts_with(BROKEN) { 2 } else { 5 } {
            let mut changed = damage(&bytes, &mut chance);
            if chance.below(4) == 0 {
                changed = damage(&changed, &mut chance);
            }
            fs::write(&path, &changed).unwrap();
            let overrides = Overrides {
                with: if layer {
                    vec![name.to_owned()]
                } else {
                    Vec::new()
                },
                ..Overrides::default()
            };
            match load(if layer { "status-quo" } else { name }, &overrides) {
                Ok(scenario) => {
                    assert!(scenario.start < scenario.end, "{}", source.display());
                    whole += 1;
                }
                Err(problems) => {
                    let text = String::from_utf8_lossy(&changed);
                    check_messages(&problems, &format!("{}:\n{text}", source.display()));
                    refused += 1;
                }
            }
        }
    }
    assert!(
        refused > 100 && whole > 20,
        "{refused} refused, {whole} whole"
    );
    assert!(bundled_names().len() > 10);
}
