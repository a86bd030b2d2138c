//! Errors of SQLite and of its connection pool, with clearer messages for people.

use rusqlite::{Error, ErrorCode, ffi};

use crate::internal_error::{EngineError, EngineErrorKind, InternalError};

/// `SQLITE_READONLY_ROLLBACK`: a crash left a rollback journal, which exists only while a file is being created.
const READONLY_ROLLBACK: i32 = 776;

impl From<Error> for InternalError {
    fn from(error: Error) -> InternalError {
        let kind = match error.sqlite_error_code() {
            None => EngineErrorKind::OddValue,
            Some(_) if is_in_use(&error) => EngineErrorKind::InUse,
            Some(ErrorCode::DiskFull) => EngineErrorKind::Full,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
                EngineErrorKind::Files
            }
            Some(_) => EngineErrorKind::Other,
        };
        InternalError::Engine(EngineError {
            kind,
            said: format!("SQLite reports: {error}"),
            explained: explained(&error),
            source: Box::new(error),
        })
    }
}

impl From<r2d2::Error> for InternalError {
    fn from(error: r2d2::Error) -> InternalError {
        InternalError::Engine(EngineError {
            // The pool waits for a connection, and opening one may have failed.
            kind: EngineErrorKind::Files,
            said: format!("no connection to the database was free: {error}"),
            explained: None,
            source: Box::new(error),
        })
    }
}

pub(super) fn is_in_use(error: &Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

pub(super) fn is_taken_position(error: &Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(code, Some(ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID))
}

fn explained(error: &Error) -> Option<String> {
    let text = match error.sqlite_error_code()? {
        ErrorCode::NotADatabase => {
            "it is not a database, or it is damaged from the first page on; restore a backup, or give another path"
        }
        ErrorCode::DatabaseCorrupt => {
            return Some(format!(
                "the database is damaged ({error}); restore a backup with `tallybook restore`"
            ));
        }
        ErrorCode::CannotOpen => {
            "it cannot be opened; is the path right, and may this user read and write the file and its folder?"
        }
        ErrorCode::ReadOnly
            if error.sqlite_error().is_some_and(|error| error.extended_code == READONLY_ROLLBACK) =>
        {
            "a write to it was broken off, and a look at it may not undo that; open it for writing once"
        }
        ErrorCode::ReadOnly => "it is read-only; give this user the right to write the file and its folder",
        ErrorCode::DiskFull => "the disk is full; make room",
        ErrorCode::SystemIoFailure => {
            return Some(format!(
                "the file system failed to read or write it ({error}); check the disk, its quota and the log of the \
                 system"
            ));
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            "another process is writing to it for too long; try again"
        }
        ErrorCode::PermissionDenied => "this user may not open it",
        _ => return None,
    };
    Some(text.to_owned())
}
