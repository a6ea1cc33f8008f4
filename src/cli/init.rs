//! `init`: a first scenario file of one's own.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};

use clap::Args;
use clap_complete::ArgValueCompleter;

use super::complete;
use super::{Failure, terminal};
use crate::scenario::{self, Overrides};

/// Arguments of `init`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct InitArgs {
    /// Name of the scenario; NAME.toml is written to this folder
    pub name: String,
    /// Scenario to start from: a bundled name, or a file ending in .toml
    #[arg(long, value_name = "SCENARIO", default_value = "status-quo", add = ArgValueCompleter::new(complete::scenarios))]
    pub from: String,
}

const EXAMPLES: &str = "\
Examples:
  garita init my-policy
  garita init more-visas --from legal-pathways
  garita init two-steps --from my-policy.toml

An existing file is never overwritten.";

/// `garita init`: writes a starter beside the reader, and never over anything.
pub fn init(args: &InitArgs) -> Result<(), Failure> {
    let name = plain_name(&args.name)?;
    let broken = |found: scenario::Diagnostics| {
        Failure::Input(found.render(terminal::width(), terminal::colour()))
    };
    let catalogue = scenario::catalogue().map_err(broken)?;
    let parent = scenario::load(&args.from, &Overrides::default()).map_err(broken)?;
    let path = format!("{name}.toml");
    write_new(
        &path,
        &scenario::starter(name, &args.from, &parent, catalogue),
    )?;
    terminal::say(&path);
    terminal::note(&format!(
        "Next: open {path}, remove the `#` before a line, and\n  garita check {path}\n  garita compare {} {path}",
        args.from
    ));
    Ok(())
}

/// The name without `.toml`, if a file and a scenario can be called so.
fn plain_name(given: &str) -> Result<&str, Failure> {
    let name = given.strip_suffix(".toml").unwrap_or(given);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.starts_with('-') || !name.chars().all(plain) {
        return Err(Failure::Input(format!(
            "`{given}` cannot name a scenario\n  help: use letters, digits, `-` and `_`; the file is written to this folder"
        )));
    }
    if scenario::bundled_names()
        .iter()
        .any(|bundled| bundled == name)
    {
        return Err(Failure::Input(format!(
            "`{name}` is the name of a bundled scenario\n  help: choose another, such as `my-{name}`"
        )));
    }
    Ok(name)
}

/// Writes a file that must not exist yet.
fn write_new(path: &str, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Input(format!(
            "{path} exists already, and `init` never overwrites\n  help: choose another name"
        )),
        _ => Failure::Input(format!(
            "cannot write {path}: {error}\n  help: go to a folder you may write to"
        )),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| {
        let _ = std::fs::remove_file(path);
        Failure::Run(format!("cannot write {path}: {error}"))
    })
}
