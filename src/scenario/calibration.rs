//! Finding the set of fits that a scenario names.

use super::chain::read_text_up_to;
use super::diagnostic::{Problem, nearest};
use crate::uncertainty::Calibration;
use include_dir::{Dir, include_dir};
use std::path::Path;

static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/calibrations");

/// The largest table of fits that is read, in bytes: 2,000 fits of 1,000 inputs take 14 MB.
const LARGEST_FILE: u64 = 20_000_000;

/// The word that drops an inherited calibration.
pub const NONE: &str = "none";

/// Names of the calibrations inside the program, in alphabetic order.
#[must_use]
pub fn bundled_calibrations() -> Vec<String> {
    names(".csv")
}

/// Names of the settings of calibrations inside the program, in alphabetic order.
#[must_use]
pub fn bundled_settings() -> Vec<String> {
    names(".toml")
}

fn names(ending: &str) -> Vec<String> {
    let names = BUNDLED.files().filter_map(|file| {
        let name = file.path().to_str()?.strip_suffix(ending)?;
        Some(name.to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The settings inside the program of this name.
#[must_use]
pub fn settings_text(name: &str) -> Option<&'static str> {
    BUNDLED.get_file(format!("{name}.toml"))?.contents_utf8()
}

/// The calibration inside the program of this name.
#[must_use]
pub fn bundled_calibration(name: &str) -> Option<Calibration> {
    let text = BUNDLED.get_file(format!("{name}.csv"))?.contents_utf8()?;
    Calibration::parse(name, text).ok()
}

/// A calibration inside the program, or of a file whose name ends in `.csv`.
pub fn find(name: &str, folder: Option<&Path>) -> Result<Calibration, Problem> {
    let is_file = Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "csv");
    let text = if is_file {
        let path = folder.unwrap_or(Path::new("")).join(name);
        read_text_up_to(
            LARGEST_FILE,
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
