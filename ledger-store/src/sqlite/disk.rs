//! Why the file system refused something. SQLite says no more than "disk I/O error" or "unable to open database file",
//! so this asks the file system itself: is it full, is it read-only, are too many files open?

use std::path::Path;

use crate::internal_error::{EngineError, EngineErrorKind, InternalError};

/// With less free, a disk counts as full: SQLite asks for at most this much at once when it extends the files beside
/// the database, and then reports an I/O error.
#[cfg(unix)]
const NEXT_TO_NOTHING: u64 = 256 * 1024;

/// Adds the cause to an error of the file system. `path` is the file that was read or written.
pub(crate) fn located(path: &Path, error: InternalError) -> InternalError {
    let full = match &error {
        InternalError::Engine(EngineError { kind: EngineErrorKind::Full, .. }) => true,
        InternalError::Engine(EngineError { kind: EngineErrorKind::Files, .. }) => false,
        _ => return error,
    };
    match (error, cause(path, full)) {
        (InternalError::Engine(error), Some(cause)) => {
            InternalError::Engine(EngineError { explained: Some(cause), ..error })
        }
        (error, _) => error,
    }
}

#[cfg(not(unix))]
fn cause(_: &Path, _: bool) -> Option<String> {
    None
}

#[cfg(unix)]
fn cause(path: &Path, full: bool) -> Option<String> {
    use rustix::fs::{StatVfsMountFlags, statvfs};
    use rustix::io::Errno;

    // SQLite keeps its files beside the target of a link.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let said = std::fs::File::open(folder).err().and_then(|error| error.raw_os_error());
    if said.is_some_and(|said| [Errno::MFILE, Errno::NFILE].map(Errno::raw_os_error).contains(&said)) {
        return Some("too many files are open; raise the limit of this process (`ulimit -n`)".to_owned());
    }
    let system = statvfs(folder).ok()?;
    let (free, folder) = (system.f_bavail.saturating_mul(system.f_frsize), folder.display());
    if system.f_files > 0 && system.f_favail == 0 {
        return Some(format!("no more files fit into the file system of {folder}; delete some"));
    }
    if full || free < NEXT_TO_NOTHING {
        let reason = if free < NEXT_TO_NOTHING { "" } else { ", or a quota is used up" };
        return Some(format!(
            "the disk is full{reason}: {free} bytes are free in {folder}, where {} and its log lie; make room",
            path.display()
        ));
    }
    let read_only = system.f_flag.contains(StatVfsMountFlags::RDONLY);
    read_only.then(|| format!("the file system of {folder} is mounted read-only"))
}

#[cfg(test)]
mod tests {
    use rusqlite::{Error, ffi};

    use super::*;
    use crate::internal_error::explain;

    #[track_caller]
    fn said(code: i32, path: &Path) -> String {
        let error = Error::SqliteFailure(ffi::Error::new(code), None);
        explain(&located(path, error.into()))
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_is_named_with_its_path_and_what_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("points.db");
        let said = said(ffi::SQLITE_FULL, &path);
        assert!(said.starts_with("the disk is full") && said.ends_with("make room"), "{said}");
        assert!(said.contains(path.to_str().unwrap()) && said.contains(" bytes are free in "), "{said}");
    }

    #[test]
    fn an_error_with_no_such_cause_keeps_its_own_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("points.db");
        for code in [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_SHMSIZE] {
            let said = said(code, &path);
            assert!(said.starts_with("the file system failed to read or write it ("), "{said}");
        }
        let said = said(ffi::SQLITE_CANTOPEN, &path);
        assert!(said.starts_with("it cannot be opened; is the path right"), "{said}");
    }
}
