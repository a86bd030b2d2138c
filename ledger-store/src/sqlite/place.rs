//! The place of a database: its path as a file name, and whether the files there are still those that are open.
//!
//! Where the system has inodes, a file that is open can be deleted, renamed or replaced, and writes to it go on without
//! an error. Elsewhere, as on Windows, the system refuses that for a file that SQLite has open.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::files::beside;
use crate::internal_error::{InternalError, Result};

/// What to do, in every error about a moved file.
const WHAT_TO_DO: &str = "nothing more is stored: end the program, put the right file back or restore a backup, and start it again";

/// A path as the name of a file. SQLite would take `file:…` for a URI, `:memory:` and an empty path for no file at all,
/// and would resolve a relative path anew for each connection, although the working folder may have changed.
pub(crate) fn file_name(path: &Path) -> Result<PathBuf> {
    let Some(last) = path.as_os_str().as_encoded_bytes().last() else {
        return Err(InternalError::damaged("its path is empty; give the path of a file"));
    };
    if std::path::is_separator(char::from(*last)) {
        return Err(InternalError::damaged(
            "its path ends in a slash and names a folder; give the path of a file",
        ));
    }
    Ok(std::path::absolute(path)?)
}

/// The files of a database when it was opened.
#[derive(Debug, Clone)]
pub(super) struct Place {
    path: PathBuf,
    database: Option<FileId>,
    /// SQLite keeps both beside the target of a link, from the first read until the last connection closes.
    log: Beside,
    index: Beside,
}

#[derive(Debug, Clone)]
struct Beside {
    path: PathBuf,
    id: Option<FileId>,
}

/// A file, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileId {
    device: u64,
    inode: u64,
}

impl Place {
    /// Notes the files of a database that is open. `before` is the file that was there before it was opened.
    pub(super) fn note(path: &Path, before: Option<FileId>) -> Result<Place> {
        let database = file_at(path)?;
        if before.is_some() && before != database {
            return Err(InternalError::damaged("it was replaced while it was being opened; open it again"));
        }
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let note = |ending: &str| -> Result<Beside> {
            let path = beside(&target, ending);
            Ok(Beside { id: file_at(&path)?, path })
        };
        Ok(Place { path: path.to_path_buf(), database, log: note("-wal")?, index: note("-shm")? })
    }

    /// Notes the files again after the database was opened again; it must be the same one.
    pub(super) fn note_again(&mut self) -> Result<()> {
        self.check_database()?;
        *self = Place::note(&self.path, self.database)?;
        Ok(())
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// An error if the path has come to name another database, or none.
    pub(super) fn check_database(&self) -> Result<()> {
        match file_at(&self.path)? {
            found if found == self.database => Ok(()),
            Some(_) => Err(moved("its path names another file: it was replaced while it was open")),
            None => Err(moved("its path names no file: it was deleted or renamed while it was open")),
        }
    }

    /// Checks the files that a commit is written to.
    pub(super) fn check(&self) -> Result<()> {
        self.check_database()?;
        self.log.check("write-ahead log")
    }

    /// Checks also the file through which processes find each other's commits.
    pub(super) fn check_all(&self) -> Result<()> {
        self.check()?;
        self.index.check("index of its write-ahead log")
    }
}

impl Beside {
    fn check(&self, what: &str) -> Result<()> {
        if self.id.is_none() || file_at(&self.path)? == self.id {
            return Ok(());
        }
        Err(moved(&format!("the {what} ({}) was deleted or replaced while it was open", self.path.display())))
    }
}

fn moved(what: &str) -> InternalError {
    InternalError::Moved(format!("{what}; {WHAT_TO_DO}"))
}

/// The file that a path names now; `None` if it names none.
pub(super) fn file_at(path: &Path) -> Result<Option<FileId>> {
    match fs::metadata(path) {
        Ok(found) => Ok(Some(FileId::of(&found))),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

impl FileId {
    #[cfg(unix)]
    fn of(found: &fs::Metadata) -> FileId {
        use std::os::unix::fs::MetadataExt;
        FileId { device: found.dev(), inode: found.ino() }
    }

    /// The system keeps an open file where it is.
    #[cfg(not(unix))]
    fn of(_: &fs::Metadata) -> FileId {
        FileId { device: 0, inode: 0 }
    }
}
