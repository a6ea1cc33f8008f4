//! `completions` and `man`: what shells and manuals know about the program, made from its own definition.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::CompletionCandidate;
use clap_complete::engine::{PathCompleter, ValueCompleter};
use clap_complete::env::{CompleteEnv, Shells};
use clap_mangen::Man;

use super::args::{Cli, ManArgs, Shell};
use super::{Failure, terminal};
use crate::scenario;
use crate::setting::Setting;

/// Shells ask the program itself what can follow, with this variable set.
const VARIABLE: &str = "GARITA_COMPLETE";

/// Answers a shell that asks what can follow, and ends the program; does nothing otherwise.
pub fn answer_the_shell() {
    CompleteEnv::with_factory(Cli::command)
        .var(VARIABLE)
        .complete();
}

/// `garita completions`: the lines that a shell has to run once.
pub fn completions(shell: Shell) -> Result<(), Failure> {
    let shells = Shells::builtins();
    let Some(completer) = shells.completer(shell.name()) else {
        return Err(Failure::Run(format!("no completions for {}", shell.name())));
    };
    let mut script = Vec::new();
    completer.write_registration(VARIABLE, "garita", "garita", "garita", &mut script)?;
    terminal::say(String::from_utf8_lossy(&script).trim_end());
    Ok(())
}

/// `garita man`: one page on stdout, or all pages in a folder.
pub fn man(args: &ManArgs) -> Result<(), Failure> {
    let pages = pages();
    let wanted = match &args.command {
        Some(command) => format!("garita-{command}"),
        None => "garita".to_owned(),
    };
    if let Some(folder) = &args.out {
        return write_pages(&pages, folder, args.force);
    }
    let Some(page) = pages.iter().find(|page| page.get_name() == wanted) else {
        let names = pages
            .iter()
            .filter_map(|page| page.get_name().strip_prefix("garita-"));
        return Err(Failure::Input(format!(
            "there is no command `{}`\n  help: one of {}",
            wanted.trim_start_matches("garita-"),
            names.collect::<Vec<_>>().join(", ")
        )));
    };
    terminal::say(text(page)?.trim_end());
    Ok(())
}

/// The program and each of its commands, under the names of their pages.
fn pages() -> Vec<Command> {
    let mut whole = Cli::command();
    whole.build();
    let named = |command: &Command| {
        let name = format!("garita-{}", command.get_name());
        command
            .clone()
            .name(name)
            .version(env!("CARGO_PKG_VERSION"))
    };
    let commands = whole
        .get_subcommands()
        .filter(|command| command.get_name() != "help");
    let commands: Vec<Command> = commands.map(named).collect();
    std::iter::once(whole).chain(commands).collect()
}

fn text(page: &Command) -> io::Result<String> {
    let mut bytes = Vec::new();
    Man::new(page.clone()).render(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write_pages(pages: &[Command], folder: &Path, force: bool) -> Result<(), Failure> {
    let path = |page: &Command| folder.join(format!("{}.1", page.get_name()));
    if let Some(taken) = pages.iter().map(path).find(|path| path.exists() && !force) {
        return Err(Failure::Input(format!(
            "{} exists already\n  help: replace it with --force, or choose another folder",
            taken.display()
        )));
    }
    let unwritable =
        |error: io::Error| Failure::Input(format!("cannot write to {}: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(unwritable)?;
    for page in pages {
        let path = path(page);
        let text = text(page)?;
        let written = fs::File::create(&path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(unwritable)?;
        terminal::say(&path.display().to_string());
    }
    Ok(())
}

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
