//! How a command can fail, and which exit code says so.

use std::fmt;
use std::process::ExitCode;

use crate::experiment::SimulationError;
use crate::export::{FolderError, RunFolder};
use crate::scenario::Diagnostics;
use crate::study::StudyError;

use super::terminal;

/// A failure with the message people read.
#[derive(Debug)]
pub enum Failure {
    /// What was asked for cannot be done: nothing was written. Exit code 2.
    Input(String),
    /// Something went wrong on the way. Exit code 1.
    Run(String),
}

impl Failure {
    /// Adds how to go on, where the finished replicates were kept although their results could not be written.
    #[must_use]
    pub fn kept(self, folder: &RunFolder) -> Self {
        match self {
            Self::Run(message) if folder.kept().is_some() => Self::Run(format!(
                "{message}\n  help: the finished replicates are kept; give the same command with --resume to go on"
            )),
            other => other,
        }
    }

    /// The exit code: 2 for bad input, 1 for a failure on the way.
    #[must_use]
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Input(_) => 2,
            Self::Run(_) => 1,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (Self::Input(message) | Self::Run(message)) = self;
        f.write_str(message)
    }
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<StudyError> for Failure {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Problems(problems) => {
                let rendered =
                    |one: &Diagnostics| one.render(terminal::width(), terminal::colour());
                let mut texts: Vec<String> = problems.iter().map(rendered).collect();
                texts.dedup();
                Self::Input(texts.join("\n"))
            }
            StudyError::Asked(message) => Self::Input(message),
            StudyError::Simulation(error) => error.into(),
            StudyError::Unwritten(error) => error.into(),
            StudyError::Failed(_) | StudyError::Stopped => Self::Run(error.to_string()),
        }
    }
}

impl From<SimulationError> for Failure {
    fn from(error: SimulationError) -> Self {
        let help = if error.disk {
            "make room on the disk, then give the same command with --resume".to_owned()
        } else {
            format!("run it alone with --only-replicate {}", error.replicate)
        };
        Self::Run(format!("{error}\n  help: {help}"))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Run(format!("cannot write the results: {error}"))
    }
}
