//! `completions` and `man`: what shells and manuals know about the program, made from its own definition.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Command, CommandFactory, ValueEnum};
use clap_complete::env::{CompleteEnv, Shells};
use clap_mangen::Man;

use super::command::Cli;
use super::{Failure, terminal};

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Shells that can ask the program what may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash.
    Bash,
    /// Z shell.
    Zsh,
    /// Fish.
    Fish,
    /// `PowerShell`.
    Powershell,
    /// Elvish.
    Elvish,
}

impl Shell {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Shell::Bash => "bash",
            Shell::Zsh => "zsh",
            Shell::Fish => "fish",
            Shell::Powershell => "powershell",
            Shell::Elvish => "elvish",
        }
    }
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  garita completions bash >> ~/.bashrc
  garita completions zsh >> ~/.zshrc
  garita completions fish > ~/.config/fish/completions/garita.fish
  garita completions powershell >> $PROFILE

Takes effect in the next shell; `garita` has to be on the path.";

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = MAN_EXAMPLES)]
pub struct ManArgs {
    /// Page of one command [default: the page of the program]
    pub command: Option<String>,
    /// Write every page to this folder
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "command")]
    pub out: Option<PathBuf>,
    /// Replace pages that are there
    #[arg(long, requires = "out")]
    pub force: bool,
}

const MAN_EXAMPLES: &str = "\
Examples:
  garita man | man -l -
  garita man compare | man -l -
  garita man --out ~/.local/share/man/man1";

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
