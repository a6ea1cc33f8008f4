//! Finding the set of fits that a scenario names.

use super::chain::read_text;
use super::diagnostic::{Problem, nearest};
use crate::uncertainty::Calibration;
use include_dir::{Dir, include_dir};
use std::path::Path;

static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/calibrations");

/// The word that drops an inherited calibration.
pub const NONE: &str = "none";

/// Names of the calibrations inside the program, in alphabetic order.
#[must_use]
pub fn bundled_calibrations() -> Vec<String> {
    let names = BUNDLED.files().filter_map(|file| {
        let name = file.path().to_str()?.strip_suffix(".csv")?;
        Some(name.to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// A calibration inside the program, or of a file whose name ends in `.csv`.
pub fn find(name: &str, folder: Option<&Path>) -> Result<Calibration, Problem> {
    let is_file = Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "csv");
    let text = if is_file {
        let path = folder.unwrap_or(Path::new("")).join(name);
        read_text(
            &path,
            "a calibration is a table written by `garita calibrate`",
        )?
        .text()
        .to_owned()
    } else {
        let file = BUNDLED.get_file(format!("{name}.csv"));
        file.and_then(|file| file.contents_utf8())
            .ok_or_else(|| unknown(name))?
            .to_owned()
    };
    Calibration::parse(name, &text)
        .map_err(|error| Problem::new(format!("`{name}` is no calibration: {error}")))
}

fn unknown(name: &str) -> Problem {
    let names = bundled_calibrations();
    let shown: String = name.chars().take(80).collect();
    let help = match nearest(name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "known: {}; a file ending in .csv written by `garita calibrate`; or \"none\"",
            names.join(", ")
        ),
    };
    Problem::new(format!("there is no calibration `{shown}`")).help(help)
}
