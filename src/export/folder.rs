//! The result folder, which appears whole or not at all.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read as _, Write};
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
    /// Another process is writing results there.
    #[error("another garita is writing to {} just now\n  help: wait for it, or choose another folder with --out", .0.display())]
    Busy(PathBuf),
    /// A run that was stopped or killed left finished replicates.
    #[error("an unfinished run towards {} left finished work\n  help: go on with --resume, or start over with --force", .0.display())]
    Unfinished(PathBuf),
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

/// Record of the finished replicates of a run that has not ended, inside its hidden folder.
const KEPT: &str = "finished.part";

/// Values of the finished replicates, in the order in which they came.
const ROWS: &str = "finished.rows";

/// First line of the file that a shard leaves.
pub const PART_MARK: &[u8; 15] = b"garita shard 2\n";

/// Earlier results for the moment in which new ones take their place.
const REPLACED: &str = "replaced";

/// A result folder under construction.
///
/// Files go to a hidden sibling of the target, `.NAME.unfinished`, from where [`RunFolder::finish`] renames them:
/// whoever looks, at any moment and after any accident, sees the old results, the new results or none, never half
/// of them. The hidden folder also holds the replicates that are finished ([`RunFolder::keep`]), so that a run that
/// was stopped or killed can go on. It is locked while somebody works in it; the lock goes with the process,
/// however that ends. Dropped before the end, it removes what it wrote, apart from kept replicates.
#[derive(Debug)]
pub struct RunFolder {
    target: PathBuf,
    hidden: PathBuf,
    results: PathBuf,
    finished: bool,
    /// Held, not used: the lock ends with it.
    _lock: File,
}

/// What may happen to what is there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permission {
    /// Replace earlier results, and give up an unfinished run.
    pub force: bool,
    /// Go on with an unfinished run.
    pub resume: bool,
}

impl RunFolder {
    /// Name, while under construction, of the file that [`RunFolder::finish_file`] shows.
    pub const FILE: &str = "file";

    /// Starts a folder that will appear at `target`. An existing one is replaced, at the end, only with
    /// `force` and only if it holds results of this program. What an unfinished run kept is taken up with
    /// `resume`, and given up only with `force`.
    ///
    /// # Errors
    /// If the target may not be replaced, somebody else is writing there, an unfinished run is there, or the
    /// place cannot be written to.
    pub fn create(target: &Path, permission: Permission) -> Result<Self, FolderError> {
        Self::begin(target, permission, is_result)
    }

    /// As [`RunFolder::create`], but of the folder only the file [`RunFolder::FILE`] will appear at `target`.
    ///
    /// # Errors
    /// As [`RunFolder::create`]; an existing file may be replaced if it is the part of a run.
    pub fn create_file(target: &Path, permission: Permission) -> Result<Self, FolderError> {
        Self::begin(target, permission, is_part)
    }

    fn begin(
        target: &Path,
        permission: Permission,
        is_ours: fn(&Path) -> bool,
    ) -> Result<Self, FolderError> {
        refuse_strangers(target, permission.force, is_ours)?;
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
        let hidden = target.with_file_name(format!(".{}.unfinished", name.to_string_lossy()));
        fs::create_dir_all(&hidden).map_err(|reason| unwritable(target, reason))?;
        let lock =
            File::create(hidden.join("lock")).map_err(|reason| unwritable(target, reason))?;
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            return Err(FolderError::Busy(target.to_owned()));
        }
        if restored(target, &hidden.join(REPLACED)).map_err(|reason| unwritable(target, reason))? {
            refuse_strangers(target, permission.force, is_ours)?;
        }
        let kept = hidden.join(KEPT);
        if kept.exists() && !permission.resume {
            if !permission.force {
                return Err(FolderError::Unfinished(target.to_owned()));
            }
            fs::remove_file(&kept).map_err(|reason| unwritable(target, reason))?;
        }
        let rows = hidden.join(ROWS);
        if rows.exists() && !kept.exists() {
            fs::remove_file(&rows).map_err(|reason| unwritable(target, reason))?;
        }
        let results = hidden.join("results");
        if results.exists() {
            fs::remove_dir_all(&results).map_err(|reason| unwritable(target, reason))?;
        }
        fs::create_dir(&results).map_err(|reason| unwritable(target, reason))?;
        Ok(Self {
            target: target.to_owned(),
            hidden,
            results,
            finished: false,
            _lock: lock,
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
        self.results.join(name)
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

    /// Writes one file bit by bit.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_with(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut out = BufWriter::new(File::create(self.path(name))?);
        write(&mut out)?;
        out.flush()
    }

    /// The file for the values of finished replicates, with what an unfinished run left in it.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn rows(&self) -> io::Result<File> {
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        options.open(self.hidden.join(ROWS))
    }

    /// The folder out of sight, for temporary files.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        &self.hidden
    }

    /// Puts finished replicates in a safe place: their values ([`RunFolder::rows`]) are on the disk before the record
    /// of them takes the place of the one before, whole or not at all.
    ///
    /// # Errors
    /// If they cannot be written; those kept before then stay.
    pub fn keep(&self, record: &[u8]) -> io::Result<()> {
        let new = self.hidden.join("finished.part.new");
        let written = self.rows().and_then(|rows| {
            rows.sync_data()?;
            let mut file = File::create(&new)?;
            file.write_all(record)?;
            file.sync_all()
        });
        let kept = written.and_then(|()| fs::rename(&new, self.hidden.join(KEPT)));
        kept.inspect_err(|_| {
            let _ = fs::remove_file(&new);
        })
    }

    /// The record of finished replicates that an earlier run, or this one, kept.
    #[must_use]
    pub fn kept(&self) -> Option<Vec<u8>> {
        fs::read(self.hidden.join(KEPT)).ok()
    }

    /// Gives up what was kept.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn give_up(&self) -> io::Result<()> {
        fs::remove_file(self.hidden.join(KEPT))
    }

    /// Shows the folder at its target, taking the place of earlier results, and returns the target.
    ///
    /// # Errors
    /// If it cannot be renamed; earlier results then stay as they were.
    pub fn finish(self) -> io::Result<PathBuf> {
        let results = self.results.clone();
        self.put_in_place(&results)
    }

    /// Shows the file [`RunFolder::FILE`] at the target, taking the place of an earlier one, and returns the target.
    ///
    /// # Errors
    /// If it cannot be renamed; an earlier file then stays as it was.
    pub fn finish_file(self) -> io::Result<PathBuf> {
        let file = self.path(Self::FILE);
        File::options().write(true).open(&file)?.sync_all()?;
        self.put_in_place(&file)
    }

    fn put_in_place(mut self, new: &Path) -> io::Result<PathBuf> {
        let old = self.hidden.join(REPLACED);
        let replacing = self.target.exists();
        if replacing {
            fs::rename(&self.target, &old)?;
        }
        if let Err(error) = fs::rename(new, &self.target) {
            if replacing {
                fs::rename(&old, &self.target)?;
            }
            return Err(error);
        }
        self.finished = true;
        fs::remove_dir_all(&self.hidden)?;
        Ok(self.target.clone())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        if self.finished {
            return;
        }
        // Nothing can be done about a failure here; the hidden name keeps the rest out of sight.
        let _ = if self.hidden.join(KEPT).exists() {
            fs::remove_dir_all(&self.results)
        } else {
            fs::remove_dir_all(&self.hidden)
        };
    }
}

/// Ends what a run began that was killed in the moment of replacing earlier results: whether these are back.
fn restored(target: &Path, replaced: &Path) -> io::Result<bool> {
    if !replaced.exists() {
        return Ok(false);
    }
    if target.exists() {
        if replaced.is_dir() {
            fs::remove_dir_all(replaced)?;
        } else {
            fs::remove_file(replaced)?;
        }
        return Ok(false);
    }
    fs::rename(replaced, target)?;
    Ok(true)
}

/// Whether there is a folder with results of this program.
fn is_result(path: &Path) -> bool {
    path.is_dir() && manifest::is_ours(&path.join(manifest::NAME))
}

/// Whether there is a file that a shard left.
fn is_part(path: &Path) -> bool {
    let mut begin = [0; PART_MARK.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    read.is_ok() && begin == *PART_MARK
}

/// Refuses a target that exists, unless it may be replaced.
fn refuse_strangers(
    target: &Path,
    force: bool,
    is_ours: fn(&Path) -> bool,
) -> Result<(), FolderError> {
    // A dangling symbolic link does not "exist", but renaming onto it would surprise its owner.
    match fs::symlink_metadata(target) {
        Err(_) => Ok(()),
        Ok(_) if !force => Err(FolderError::Exists(target.to_owned())),
        Ok(found) if !found.is_symlink() && is_ours(target) => Ok(()),
        Ok(_) => Err(FolderError::NotOurs(target.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permission(force: bool, resume: bool) -> Permission {
        Permission { force, resume }
    }

    #[test]
    fn what_was_kept_survives_until_the_end_or_until_given_up() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        let folder = RunFolder::create(&target, Permission::default()).unwrap();
        folder.keep(b"first").unwrap();
        folder.keep(b"second").unwrap();
        assert!(matches!(
            RunFolder::create(&target, permission(true, true)),
            Err(FolderError::Busy(_))
        ));
        drop(folder);
        assert!(matches!(
            RunFolder::create(&target, Permission::default()),
            Err(FolderError::Unfinished(_))
        ));
        let resumed = RunFolder::create(&target, permission(false, true)).unwrap();
        assert_eq!(resumed.kept().as_deref(), Some(&b"second"[..]));
        drop(resumed);
        let forced = RunFolder::create(&target, permission(true, false)).unwrap();
        assert_eq!(forced.kept(), None);
        forced.keep(b"third").unwrap();
        forced.finish().unwrap();
        assert_eq!(entries(place.path()), ["run"]);
    }

    #[test]
    fn results_of_a_run_killed_while_replacing_them_come_back() {
        let place = tempfile::tempdir().unwrap();
        let target = place.path().join("run");
        results_at(&target, false, "old").unwrap();
        fs::create_dir(place.path().join(".run.unfinished")).unwrap();
        fs::rename(&target, place.path().join(".run.unfinished/replaced")).unwrap();
        assert!(results_at(&target, false, "new").is_err());
        assert_eq!(fs::read(target.join("charts/a.txt")).unwrap(), b"old");
    }

    /// A finished folder with a manifest and one file.
    fn results_at(target: &Path, force: bool, text: &str) -> Result<(), FolderError> {
        let folder = RunFolder::create(target, permission(force, false))?;
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
        let folder = RunFolder::create(&target, Permission::default()).unwrap();
        folder.write("a.csv", b"1").unwrap();
        assert!(!target.exists());
        assert_eq!(folder.finish().unwrap(), target);
        assert_eq!(entries(target.parent().unwrap()), ["run"]);
        assert_eq!(fs::read(target.join("a.csv")).unwrap(), b"1");
    }

    #[test]
    fn an_abandoned_run_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let folder = RunFolder::create(&place.path().join("run"), Permission::default()).unwrap();
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
            RunFolder::create(&target, permission(true, false)),
            Err(FolderError::NotOurs(_))
        ));
        let file = target.join("chapter.txt");
        assert!(matches!(
            RunFolder::create(&file, permission(true, false)),
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
        let error = RunFolder::create(&file.join("run"), Permission::default()).unwrap_err();
        assert!(matches!(error, FolderError::Unwritable { .. }), "{error}");
        assert!(
            error
                .to_string()
                .contains("choose a folder you may write to")
        );
        assert!(matches!(
            RunFolder::create(Path::new(".."), Permission::default()),
            Err(FolderError::Exists(_) | FolderError::Nameless(_))
        ));
    }
}
