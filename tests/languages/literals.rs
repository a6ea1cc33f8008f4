//! Texts that the code says, read from its sources.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What takes a text of the catalogue as its first argument.
const SAYERS: [&str; 4] = ["say(", "key(", "fill(", "tell!("];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|end| end == "rs" || end == "j2")
        {
            found.push(path);
        }
    }
}

/// The sources without their unit tests; the module that says has none of its own texts.
fn sources() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    let own = root.join("text.rs");
    let read = |path: PathBuf| {
        let text = fs::read_to_string(path).expect("a readable file");
        let code = text.split("#[cfg(test)]\nmod tests {").next();
        code.unwrap_or_default().to_owned()
    };
    found
        .into_iter()
        .filter(|path| *path != own)
        .map(read)
        .collect()
}

/// Every literal given to a function that says it.
pub fn of_the_code() -> BTreeSet<String> {
    let sources = sources();
    let mut texts = BTreeSet::new();
    for source in &sources {
        for sayer in SAYERS {
            for (at, _) in source.match_indices(sayer) {
                // `terminal::say` speaks to the terminal, in English.
                let before = source[..at].chars().next_back();
                let is_other = before.is_some_and(|c| c.is_alphanumeric() || "_.:".contains(c));
                if !is_other {
                    texts.extend(literal(&source[at + sayer.len()..]));
                }
            }
        }
    }
    texts
}

/// The string that opens an argument list, if one does.
fn literal(arguments: &str) -> Option<String> {
    let mut letters = arguments.trim_start().strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => match letters.next()? {
                'n' => text.push('\n'),
                'u' => {
                    let code: String = letters.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    let code = u32::from_str_radix(&code, 16).ok()?;
                    text.push(char::from_u32(code)?);
                }
                other => text.push(other),
            },
            letter => text.push(letter),
        }
    }
}

/// Columns of the tables behind charts, and words in them, which the page shows in its language.
pub fn columns() -> BTreeSet<String> {
    let chart = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chart");
    let mut found = Vec::new();
    files(&chart, &mut found);
    let mut columns = BTreeSet::new();
    for path in found {
        let text = fs::read_to_string(path).expect("a readable file");
        for (at, opening) in text.match_indices("Table::with(") {
            let head = literal(&text[at + opening.len()..]).unwrap_or_default();
            columns.extend(head.split(',').map(str::to_owned));
        }
        // Values of a table stand in it as they are: `"median wait".to_owned()`.
        columns.extend(
            text.split('"')
                .map(str::to_owned)
                .filter(|word| word.len() < 40),
        );
    }
    columns
}

/// The parts of a text around its values, without marks at their ends.
pub fn pieces(template: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    for part in template.split('{') {
        let outside = part.split_once('}').map_or(part, |(_, rest)| rest);
        let trimmed = outside.trim_matches(|c: char| !c.is_alphanumeric());
        pieces.push(trimmed.to_owned());
    }
    pieces
}
