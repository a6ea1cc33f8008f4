//! What can follow on a command line: names that shells offer while people type.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;
use clap_complete::engine::{PathCompleter, ValueCompleter};

use crate::scenario;
use crate::setting::Setting;

/// Candidates that start with what is typed so far.
fn starting(current: &OsStr, names: impl Iterator<Item = String>) -> Vec<CompletionCandidate> {
    let typed = current.to_string_lossy();
    names
        .filter(|name| name.starts_with(&*typed))
        .map(CompletionCandidate::new)
        .collect()
}

/// Bundled scenarios, and files ending in `.toml`.
pub fn scenarios(current: &OsStr) -> Vec<CompletionCandidate> {
    with_files(current, scenario::bundled_names())
}

/// Bundled policies, and files ending in `.toml`.
pub fn policies(current: &OsStr) -> Vec<CompletionCandidate> {
    with_files(current, scenario::bundled_policies())
}

/// Bundled settings of calibrations, and files ending in `.toml`.
pub fn calibrations(current: &OsStr) -> Vec<CompletionCandidate> {
    with_files(current, scenario::bundled_settings())
}

fn with_files(current: &OsStr, names: Vec<String>) -> Vec<CompletionCandidate> {
    let files = PathCompleter::file().filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    let mut found = starting(current, names.into_iter());
    found.extend(files.complete(current));
    found
}

/// Settings of levers, ready for a value.
pub fn settings(current: &OsStr) -> Vec<CompletionCandidate> {
    starting(
        current,
        Setting::ALL
            .iter()
            .map(|setting| format!("{}=", setting.name())),
    )
}

/// Parameters, ready for a value.
pub fn parameters(current: &OsStr) -> Vec<CompletionCandidate> {
    let parameters = scenario::catalogue().map_or_else(|_| [].iter(), |all| all.parameters.iter());
    starting(
        current,
        parameters.map(|parameter| format!("{}=", parameter.name)),
    )
}

/// Places that come with the program.
pub fn places(current: &OsStr) -> Vec<CompletionCandidate> {
    let places = scenario::catalogue().map_or_else(|_| [].iter(), |all| all.world.places.iter());
    starting(current, places.map(|place| place.name.clone()))
}
