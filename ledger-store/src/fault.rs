//! What goes wrong inside, before a public error makes a sentence of it for whoever asked.

use ledger_core::Position;

pub(crate) type Found<T> = Result<T, Fault>;

/// SQLite, the file, or what is written in it did not do what it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
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

impl Fault {
    pub fn unreadable(position: u64, problem: impl Into<String>) -> Fault {
        Fault::Unreadable { position: Position(position), problem: problem.into() }
    }

    pub fn damaged(problem: impl Into<String>) -> Fault {
        Fault::Damaged(problem.into())
    }

    pub fn position(&self) -> Option<Position> {
        match self {
            Fault::Unreadable { position, .. } => Some(*position),
            _ => None,
        }
    }
}

impl From<ledger_core::Unfit> for Fault {
    fn from(unfit: ledger_core::Unfit) -> Fault {
        Fault::Unreadable { position: unfit.position, problem: unfit.problem.to_owned() }
    }
}
