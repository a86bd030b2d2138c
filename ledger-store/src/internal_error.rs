//! What goes wrong inside, before a public error makes a sentence of it for whoever asked.

use ledger_core::Position;

pub(crate) type Result<T, E = InternalError> = std::result::Result<T, E>;

/// SQLite, the file, or what is written in it did not do what it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InternalError {
    #[error("SQLite reports: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("no connection to the database was free: {0}")]
    Pool(#[from] r2d2::Error),
    #[error("the file system reports: {0}")]
    Io(#[from] std::io::Error),
    #[error("the event at position {position} cannot be read: {problem}")]
    Unreadable { position: Position, problem: String },
    #[error("{0}")]
    Damaged(String),
}

impl InternalError {
    pub(crate) fn unreadable(position: u64, problem: impl Into<String>) -> InternalError {
        InternalError::Unreadable { position: Position(position), problem: problem.into() }
    }

    pub(crate) fn damaged(problem: impl Into<String>) -> InternalError {
        InternalError::Damaged(problem.into())
    }

    pub(crate) fn position(&self) -> Option<Position> {
        match self {
            InternalError::Unreadable { position, .. } => Some(*position),
            _ => None,
        }
    }
}

impl From<ledger_core::Unfit> for InternalError {
    fn from(unfit: ledger_core::Unfit) -> InternalError {
        InternalError::Unreadable { position: unfit.position, problem: unfit.problem.to_owned() }
    }
}

/// `SQLITE_READONLY_ROLLBACK`: a crash left a rollback journal, as it does only while a file is being made.
const READONLY_ROLLBACK: i32 = 776;

/// What a person should read instead of SQLite's words, where something better is known.
pub(crate) fn explain(error: &InternalError) -> String {
    use rusqlite::ErrorCode;
    let InternalError::Sqlite(sqlite) = error else { return error.to_string() };
    match sqlite.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "it is not a database, or it is damaged from the first page on; \
             restore a backup, or give another path"
            .to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => {
            format!("the database is damaged ({sqlite}); restore a backup with `tallybook restore`")
        }
        Some(ErrorCode::CannotOpen) => {
            "it cannot be opened; is the path right, and may this user read and write \
             the file and its folder?"
                .to_owned()
        }
        Some(ErrorCode::ReadOnly)
            if sqlite.sqlite_error().is_some_and(|error| error.extended_code == READONLY_ROLLBACK) =>
        {
            "a write to it was broken off, and a look at it may not undo that; open it for writing once"
                .to_owned()
        }
        Some(ErrorCode::ReadOnly) => {
            "it is read-only; give this user the right to write the file and its folder".to_owned()
        }
        Some(ErrorCode::DiskFull) => "the disk is full; make room".to_owned(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another process is writing to it for too long; try again".to_owned()
        }
        Some(ErrorCode::PermissionDenied) => "this user may not open it".to_owned(),
        _ => error.to_string(),
    }
}
