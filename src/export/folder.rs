//! The result folder, which appears whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::manifest;

/// Why a result folder cannot be made; each message says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something is there already and may be replaced with `--force`.
    #[error("{} exists already\n  help: choose another folder with --out, or replace these results with --force", .0.display())]
    Exists(PathBuf),
    /// Something is there that this program did not make.
    #[error("{} was not made by garita (it holds no manifest.json of ours), so --force does not replace it\n  help: choose another folder with --out", .0.display())]
    NotOurs(PathBuf),
    /// The path has no last part to name a folder with.
    #[error("{} does not name a folder\n  help: write a path such as output/my-run", .0.display())]
    Nameless(PathBuf),
    /// The place cannot be written to.
    #[error("cannot write to {}: {reason}\n  help: choose a folder you may write to with --out", .folder.display())]
    Unwritable {
        /// The folder that cannot be written to.
        folder: PathBuf,
        /// What the operating system says.
        reason: io::Error,
    },
}

/// A result folder under construction.
///
/// Files go to a hidden sibling of the target, which [`RunFolder::finish`] renames: whoever looks, at any
/// moment and after any accident, sees the old results, the new results or none, never half of them.
/// Dropped before that, it removes what it wrote.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    work: PathBuf,
    finished: bool,
}

impl RunFolder {
    /// Starts a folder that will appear at `target`. An existing one is replaced, at the end, only with
    /// `force` and only if it holds results of this program.
    ///
    /// # Errors
    /// If the target may not be replaced or the place cannot be written to.
    pub fn create(target: &Path, force: bool) -> Result<Self, FolderError> {
        refuse_strangers(target, force)?;
        let name = target
            .file_name()
            .ok_or_else(|| FolderError::Nameless(target.to_owned()))?;
        let parent = target.parent().unwrap_or(Path::new(""));
        let unwritable = |folder: &Path, reason| FolderError::Unwritable {
            folder: folder.to_owned(),
            reason,
        };
        if !parent.as_os_str().is_empty() {
            fs::create_dir_all(parent).map_err(|reason| unwritable(parent, reason))?;
        }
        let hidden = format!(
            ".{}.unfinished-{}",
            name.to_string_lossy(),
            std::process::id()
        );
        let work = target.with_file_name(hidden);
        fs::create_dir(&work).map_err(|reason| unwritable(target, reason))?;
        Ok(Self {
            target: target.to_owned(),
            work,
            finished: false,
        })
    }

    /// Where the folder will appear.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Path of a file or folder inside, while under construction.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// Writes one file, making the folders on its way.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, name: &str, contents: &[u8]) -> io::Result<()> {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, contents)
    }

    /// Shows the folder at its target, taking the place of earlier results, and returns the target.
    ///
    /// # Errors
    /// If it cannot be renamed; earlier results then stay as they were.
    pub fn finish(mut self) -> io::Result<PathBuf> {
        let old = self.work.with_extension("replaced");
        let replacing = self.target.exists();
        if replacing {
            fs::rename(&self.target, &old)?;
        }
        if let Err(error) = fs::rename(&self.work, &self.target) {
            if replacing {
                fs::rename(&old, &self.target)?;
            }
            return Err(error);
        }
        self.finished = true;
        if replacing {
            fs::remove_dir_all(&old)?;
        }
        Ok(self.target.clone())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if !self.finished {
            // Nothing can be done about a failure here; the hidden name keeps the rest out of sight.
            let _ = fs::remove_dir_all(&self.work);
        }
    }
}

/// Refuses a target that exists, unless it may be replaced.
fn refuse_strangers(target: &Path, force: bool) -> Result<(), FolderError> {
    // A dangling symbolic link does not "exist", but renaming onto it would surprise its owner.
    match fs::symlink_metadata(target) {
        Err(_) => Ok(()),
        Ok(_) if !force => Err(FolderError::Exists(target.to_owned())),
        Ok(found) if found.is_dir() && manifest::is_ours(&target.join(manifest::NAME)) => Ok(()),
        Ok(_) => Err(FolderError::NotOurs(target.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A finished folder with a manifest and one file.
    fn results_at(target: &Path, force: bool, text: &str) -> Result<(), FolderError> {
        let folder = RunFolder::create(target, force)?;
        folder.write("charts/a.txt", text.as_bytes()).unwrap();
        folder
            .write(manifest::NAME, br#"{ "program": "garita" }"#)
            .unwrap();
        folder.finish().unwrap();
        Ok(())
    }

    fn entries(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        entries
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn nothing_is_seen_before_the_end() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("deep/er/run");
        let folder = RunFolder::create(&target, false).unwrap();
        folder.write("a.csv", b"1").unwrap();
        assert!(!target.exists());
        assert_eq!(folder.finish().unwrap(), target);
        assert_eq!(entries(target.parent().unwrap()), ["run"]);
        assert_eq!(fs::read(target.join("a.csv")).unwrap(), b"1");
    }

    #[test]
    fn an_abandoned_run_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folder = RunFolder::create(&place.path().join("run"), false).unwrap();
        folder.write("a.csv", b"1").unwrap();
        drop(folder);
        assert!(entries(place.path()).is_empty());
    }

    #[test]
    fn existing_results_are_replaced_only_with_force() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        results_at(&target, false, "old").unwrap();
        assert!(matches!(
            results_at(&target, false, "new"),
            Err(FolderError::Exists(_))
        ));
        assert_eq!(fs::read(target.join("charts/a.txt")).unwrap(), b"old");
        results_at(&target, true, "new").unwrap();
        assert_eq!(fs::read(target.join("charts/a.txt")).unwrap(), b"new");
        assert_eq!(entries(place.path()), ["run"]);
    }

    #[test]
    fn force_never_replaces_what_is_not_ours() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("thesis");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("chapter.txt"), "years of work").unwrap();
        fs::write(target.join(manifest::NAME), r#"{ "program": "another" }"#).unwrap();
        assert!(matches!(
            RunFolder::create(&target, true),
            Err(FolderError::NotOurs(_))
        ));
        let file = target.join("chapter.txt");
        assert!(matches!(
            RunFolder::create(&file, true),
            Err(FolderError::NotOurs(_))
        ));
        assert_eq!(entries(place.path()), ["thesis"]);
    }

    #[test]
    fn a_place_that_cannot_be_written_to_is_named() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::write(&file, "").unwrap();
        // A file in the way fails for every user, also for root, whom permissions do not stop.
        let error = RunFolder::create(&file.join("run"), false).unwrap_err();
        assert!(matches!(error, FolderError::Unwritable { .. }), "{error}");
        assert!(
            error
                .to_string()
                .contains("choose a folder you may write to")
        );
        assert!(matches!(
            RunFolder::create(Path::new(".."), false),
            Err(FolderError::Exists(_) | FolderError::Nameless(_))
        ));
    }
}
