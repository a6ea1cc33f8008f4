//! Finding scenario files and following `extends` to the first ancestor.

use super::catalogue::Catalogue;
use super::diagnostic::{Located, Problem, nearest};
use super::file::File;
use super::layer::mistaken_for_scenario;
use super::source::Text;
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// The largest scenario file that is read.
const LARGEST_FILE: u64 = 1_000_000;
/// The longest line of ancestors that is followed.
const DEEPEST_LINE: usize = 32;

/// A scenario file that was found and read.
#[derive(Clone, Debug)]
pub struct Link {
    /// Name for people and tables.
    pub name: String,
    /// Bundled name or full path: the same file always has the same one.
    pub identity: String,
    /// Where relative paths in the file start; none for bundled ones.
    pub folder: Option<PathBuf>,
    /// What it says.
    pub file: File,
}

impl Link {
    /// The name that a frozen copy tells, else that of the file.
    pub fn told_name(&self) -> String {
        self.file.name.clone().unwrap_or_else(|| self.name.clone())
    }
}

/// Names of all scenarios inside the program, in alphabetic order, those in folders last.
#[must_use]
pub fn bundled_names() -> Vec<String> {
    let mut names = names_in(&BUNDLED);
    names.sort_by_key(|name| (name.contains('/'), name.clone()));
    names
}

/// Names of the texts in a folder inside the program.
pub fn names_in(dir: &Dir) -> Vec<String> {
    let mut names = Vec::new();
    collect_names(dir, &mut names);
    names
}

fn collect_names(dir: &Dir, names: &mut Vec<String>) {
    for file in dir.files() {
        if let Some(name) = file
            .path()
            .to_str()
            .and_then(|path| path.strip_suffix(".toml"))
        {
            names.push(name.to_owned());
        }
    }
    for dir in dir.dirs() {
        collect_names(dir, names);
    }
}

/// The text of a scenario inside the program.
pub fn bundled_text(name: &str) -> Option<&'static str> {
    BUNDLED.get_file(format!("{name}.toml"))?.contents_utf8()
}

/// The file of that name or path with all its ancestors, oldest first; `None` if a file is missing.
pub fn chain(
    name_or_path: &str,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Link>> {
    let first = find(name_or_path, None, catalogue, problems)
        .map_err(|problem| problems.push(problem))
        .ok()?;
    follow(first, catalogue, problems)
}

/// Like [`chain`], for a name mentioned in a file: problems point at the mention.
pub fn chain_from(
    mention: &Located<String>,
    folder: Option<&Path>,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Link>> {
    let first = find(&mention.value, folder, catalogue, problems)
        .map_err(|problem| problems.push(problem.located(mention)))
        .ok()?;
    follow(first, catalogue, problems)
}

/// Like [`chain`], for a text that is in no file; relative paths in it start in `folder`.
pub fn chain_of_text(
    name: &str,
    text: &str,
    folder: Option<&Path>,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) -> Option<Vec<Link>> {
    let file = File::read(
        &Text::new(&format!("{name}.toml"), text),
        catalogue,
        problems,
    );
    let link = Link {
        name: name.to_owned(),
        identity: String::new(),
        folder: folder.map(Path::to_path_buf),
        file,
    };
    follow(link, catalogue, problems)
}

fn follow(first: Link, catalogue: &Catalogue, problems: &mut Vec<Problem>) -> Option<Vec<Link>> {
    let mut line = vec![first];
    while let Some(extends) = line[line.len() - 1].file.extends.clone() {
        let folder = line[line.len() - 1].folder.clone();
        let problem = match find(&extends.value, folder.as_deref(), catalogue, problems) {
            Err(problem) => problem,
            Ok(parent) if line.iter().any(|link| link.identity == parent.identity) => {
                cycle(&line, &parent)
            }
            Ok(_) if line.len() >= DEEPEST_LINE => Problem::new(format!(
                "the line of `extends` is longer than {DEEPEST_LINE} files"
            )),
            Ok(parent) => {
                line.push(parent);
                continue;
            }
        };
        problems.push(problem.located(&extends));
        return None;
    }
    line.reverse();
    Some(line)
}

fn cycle(line: &[Link], parent: &Link) -> Problem {
    let from = line
        .iter()
        .position(|link| link.identity == parent.identity)
        .unwrap_or(0);
    let mut names: Vec<&str> = line[from..].iter().map(|link| link.name.as_str()).collect();
    names.push(&parent.name);
    Problem::new(format!("`extends` goes in a circle: {}", names.join(" → ")))
        .label("leads back to where it started")
        .help("a scenario may extend another only if that one does not extend it in turn")
}

fn find(
    name_or_path: &str,
    folder: Option<&Path>,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) -> Result<Link, Problem> {
    if is_path(name_or_path) {
        return read_file(
            &folder.unwrap_or(Path::new("")).join(name_or_path),
            catalogue,
            problems,
        );
    }
    let Some(text) = bundled_text(name_or_path) else {
        return Err(unknown_scenario(name_or_path));
    };
    Ok(bundled(
        "scenarios",
        name_or_path,
        text,
        catalogue,
        problems,
    ))
}

/// Whether a name on the command line or in a file means a file.
pub fn is_path(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "toml")
}

/// A text of a folder inside the program.
pub fn bundled(
    folder: &str,
    name: &str,
    text: &str,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) -> Link {
    let shown = Text::new(&format!("{folder}/{name}.toml"), text);
    Link {
        name: name.rsplit('/').next().unwrap_or(name).to_owned(),
        identity: name.to_owned(),
        folder: None,
        file: File::read(&shown, catalogue, problems),
    }
}

fn unknown_scenario(name: &str) -> Problem {
    if let Some(problem) = mistaken_for_scenario(name) {
        return problem;
    }
    let names = bundled_names();
    let shown: String = name.chars().take(80).collect();
    let help = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`? `garita list scenarios` shows all"),
        None => format!(
            "bundled scenarios: {}; a file of your own ends in .toml",
            names.join(", ")
        ),
    };
    Problem::new(format!("unknown scenario `{shown}`")).help(help)
}

/// The file at a path.
pub fn read_file(
    path: &Path,
    catalogue: &Catalogue,
    problems: &mut Vec<Problem>,
) -> Result<Link, Problem> {
    let text = read_text(path, "scenario files are short texts")?;
    let identity = path
        .canonicalize()
        .map_err(|error| cannot_read(path, reason(&error)))?
        .display()
        .to_string();
    let name = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let file = File::read(&text, catalogue, problems);
    let folder = Some(path.parent().unwrap_or(Path::new("")).to_path_buf());
    Ok(Link {
        name,
        identity,
        folder,
        file,
    })
}

/// The text of a file of reasonable size; `advice` for one that is not.
pub fn read_text(path: &Path, advice: &str) -> Result<Text, Problem> {
    read_text_up_to(LARGEST_FILE, path, advice)
}

/// The text of a file of at most so many bytes.
pub fn read_text_up_to(largest: u64, path: &Path, advice: &str) -> Result<Text, Problem> {
    let cannot = |error: std::io::Error| cannot_read(path, reason(&error));
    let metadata = std::fs::metadata(path).map_err(cannot)?;
    if metadata.is_dir() {
        return Err(cannot_read(path, "it is a folder").help("name a file in it"));
    }
    if !metadata.is_file() {
        return Err(cannot_read(path, "it is not a file").help(advice));
    }
    if metadata.len() > largest {
        return Err(cannot_read(path, size(metadata.len(), largest)).help(advice));
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => return Err(not_utf8(path, &bytes, error.valid_up_to())),
    };
    // Some editors begin every text with a byte-order mark, or end lines with two signs. Neither
    // says anything here, and without them places in messages are the same everywhere.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Text::new(
        &path.display().to_string(),
        &text.replace("\r\n", "\n"),
    ))
}

fn size(bytes: u64, largest: u64) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    format!(
        "it has {:.1} MB, and at most {:.0} MB are read",
        megabytes(bytes),
        megabytes(largest)
    )
}

/// A text in another encoding, with the first byte that shows it.
fn not_utf8(path: &Path, bytes: &[u8], at: usize) -> Problem {
    let before = String::from_utf8_lossy(&bytes[..at]);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |line| line.chars().count())
        + 1;
    let sixteen = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let guess = if sixteen {
        "; it looks like UTF-16"
    } else {
        ""
    };
    let found = format!(
        "it is not a text in UTF-8: byte {at} (line {line}, column {column}) is 0x{:02X}{guess}",
        bytes[at]
    );
    cannot_read(path, found)
        .help("save it again as UTF-8; editors offer this in their menu for encodings")
}

fn cannot_read(path: &Path, reason: impl std::fmt::Display) -> Problem {
    Problem::new(format!("cannot read {}: {reason}", path.display()))
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
