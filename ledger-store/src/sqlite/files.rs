//! The files of a database as files: their names, taking one away with what SQLite keeps beside it, making a rename
//! last. What is in them is looked at elsewhere, and by SQLite only.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// What SQLite keeps beside a database.
const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A path with something at the end of its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a database with what SQLite keeps beside it; one that is not there is fine.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    remove_one(path)?;
    remove_logs(path)
}

/// Removes what SQLite keeps beside a database.
pub(crate) fn remove_logs(path: &Path) -> io::Result<()> {
    LOGS.iter().try_for_each(|log| remove_one(&beside(path, log)))
}

/// The log beside a path that has something in it.
pub(crate) fn log_with_bytes(path: &Path) -> Option<PathBuf> {
    let mut logs = ["-wal", "-journal"].into_iter().map(|log| beside(path, log));
    logs.find(|log| fs::metadata(log).is_ok_and(|found| found.len() > 0))
}

/// Flushes the folder of a file, so that its new name survives a power cut.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| *folder != OsStr::new(""));
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn remove_one(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
