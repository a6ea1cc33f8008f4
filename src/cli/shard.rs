//! `--shard`: some of the replicates of a run or of an analysis, left as one file for `merge`.

use std::path::{Path, PathBuf};

use super::args::EnsembleArgs;
use super::gather::gather;
use super::simulate::command_line;
use super::{Failure, terminal};
use crate::experiment::Plan;
use crate::export::{Permission, RunFolder};
use crate::study::{Shard, Study};

/// Where a part goes.
pub struct Place<'a> {
    /// The file asked for.
    pub out: Option<&'a Path>,
    /// Replace an earlier part.
    pub force: bool,
    /// Say only where it is.
    pub quiet: bool,
}

/// Simulates a shard and leaves its part.
pub fn simulate(
    study: &Study,
    plan: &Plan,
    shard: Shard,
    ensemble: &EnsembleArgs,
    place: &Place,
) -> Result<(), Failure> {
    let usual = || folder(study).join(shard.file_name());
    let target = place.out.map_or_else(usual, Path::to_owned);
    let permission = Permission {
        force: place.force,
        resume: ensemble.resume,
    };
    let file = RunFolder::create_file(&target, permission)?;
    let wanted = shard.replicates(&study.design.replicates);
    let gathered = gather(plan, &study.design, &wanted, ensemble, &file, place.quiet)?;
    let command = whole_run(command_line());
    file.write_with(RunFolder::FILE, |out| {
        study.write_part(&gathered.ensemble, shard, &command, out)
    })
    .map_err(|error| Failure::from(error).kept(&file))?;
    let path = file.finish_file()?;
    if !place.quiet {
        let all = study.design.replicates.len();
        terminal::say(&format!(
            "Part {shard}: {} of {all} futures. When all parts are there: garita merge {}\n",
            wanted.len(),
            path.parent().unwrap_or(Path::new("")).display()
        ));
    }
    terminal::say(&path.display().to_string());
    Ok(())
}

/// Refuses to look for a precision in a shard.
pub fn refuse_precision(ensemble: &EnsembleArgs) -> Result<(), Failure> {
    if ensemble.precision.is_none() {
        return Ok(());
    }
    Err(Failure::Input(
        "--precision cannot be used with --shard: how many futures it takes shows only when all of them are looked at together\n  help: say how many with --replicates; a run with --precision in one process tells how many a precision takes".to_owned(),
    ))
}

/// The folder of the parts of a run, unless told otherwise.
fn folder(study: &Study) -> PathBuf {
    PathBuf::from("output").join(format!("{}.parts", study.cast.folder))
}

/// Options that say how this process works, not what comes out; with a value, or without.
const OF_THE_PROCESS: [(&[&str], bool); 5] = [
    (&["--shard"], true),
    (&["--out", "-o"], true),
    (&["--threads"], true),
    (&["--resume", "--force"], false),
    (&["--quiet", "-q"], false),
];

/// The command line that makes the same results in one process.
pub fn whole_run(command: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = command.into_iter();
    while let Some(word) = words.next() {
        let named = |(names, value): &&(&[&str], bool)| {
            let joined = |name: &&str| *value && word.starts_with(&format!("{name}="));
            names.contains(&word.as_str()) || names.iter().any(joined)
        };
        match OF_THE_PROCESS.iter().find(named) {
            None => kept.push(word),
            Some((_, true)) if !word.contains('=') => {
                words.next();
            }
            Some(_) => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_this_process_needs_is_no_part_of_the_command() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let shard = "garita run status-quo --shard 1/3 -n 5 -o a/b.part --quiet --resume --out=c --threads=2 --force --no-charts";
        assert_eq!(
            whole_run(words(shard)),
            words("garita run status-quo -n 5 --no-charts")
        );
    }
}
