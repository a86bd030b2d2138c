//! The files of a database: their names, removing them with the files that SQLite keeps beside them, and making a
//! rename durable. Their content is left to SQLite.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The endings of the files that SQLite keeps beside a database.
const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A path with an ending added to its name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Removes a database with the files beside it; a missing file is no error.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    remove_one(path)?;
    remove_logs(path)
}

pub(crate) fn remove_logs(path: &Path) -> io::Result<()> {
    LOGS.iter().try_for_each(|log| remove_one(&beside(path, log)))
}

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
