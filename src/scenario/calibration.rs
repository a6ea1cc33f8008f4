//! Finding the set of fits that a scenario names.

use super::chain::read_text_up_to;
use super::diagnostic::{Located, Problem, nearest};
use super::resolve::{Own, Resolver};
use crate::uncertainty::{Calibration, is_file, moved_by};
use include_dir::{Dir, include_dir};
use std::path::Path;
use std::sync::Arc;

static BUNDLED: Dir = include_dir!("$CARGO_MANIFEST_DIR/calibrations");

/// The largest table of fits that is read, in bytes: 2,000 fits of 1,000 inputs take 14 MB.
const LARGEST_FILE: u64 = 20_000_000;

/// The word that drops an inherited calibration.
pub const NONE: &str = "none";

/// Most inputs that a warning names.
const MOST_NAMED: usize = 4;

impl Resolver<'_> {
    /// The set of fits that a scenario names, for its own parameters.
    pub(super) fn calibration(
        &mut self,
        name: &Located<String>,
        folder: Option<&Path>,
        own: &Own,
    ) -> Option<Arc<Calibration>> {
        if name.value == NONE {
            return None;
        }
        let fits = match find(&name.value, folder) {
            Ok(fits) => fits,
            Err(problem) => {
                self.problems.push(problem.located(name));
                return None;
            }
        };
        let (fits, changed) = fits.for_parameters(own.parameters, own.world);
        self.problems.extend(no_longer_fitted(name, &changed, own));
        Some(Arc::new(fits))
    }
}

/// A warning that names the inputs which follow the scenario instead of the fits; those of other worlds are no loss.
fn no_longer_fitted(
    calibration: &Located<String>,
    changed: &[String],
    own: &Own,
) -> Option<Problem> {
    let here = |input: &&String| moved_by(input, own.parameters, own.world).is_some();
    let inputs: Vec<&String> = changed.iter().filter(here).collect();
    let mut named: Vec<String> = inputs
        .iter()
        .take(MOST_NAMED)
        .map(|input| format!("`{input}`"))
        .collect();
    let more = inputs.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    let first = inputs.first()?.split('/').next()?;
    let shapes = own.line.iter().rev().flat_map(|link| &link.file.parameters);
    let place = shapes
        .map(|shape| &shape.name)
        .find(|name| name.value == first);
    let (what, whose) = if inputs.len() == 1 {
        ("this input no longer follows", "its range")
    } else {
        ("these inputs no longer follow", "their range")
    };
    Some(
        Problem::new(format!(
            "{what} the fits of `{}`, since the scenario sets {whose}: {}",
            calibration.value,
            named.join(", ")
        ))
        .located(place.unwrap_or(calibration))
        .label("this range was not the one that was fitted")
        .help("nothing is wrong with that: what a scenario says beats what was fitted; for all other inputs the fits stand")
        .warning(),
    )
}

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
    let text = if is_file(name) {
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
