//! The analyses that help to decide, end to end: what is known about their answers must come out.

mod again;
mod known;
mod refused;
mod tutorial;

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
