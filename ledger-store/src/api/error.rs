//! What can go wrong, one error per thing one does; each is a sentence for people.

use std::error::Error;
use std::path::PathBuf;

use ledger_core::Position;

use crate::internal_error::{InternalError, explain};

type Source = Box<dyn Error + Send + Sync>;

/// A ledger could not be opened. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error("the ledger {} cannot be opened: {problem}", path.display())]
#[non_exhaustive]
pub struct OpenError {
    /// Which file.
    pub path: PathBuf,
    /// What is wrong, and what to do.
    pub problem: String,
    /// Where in the journal, if it is there.
    pub position: Option<Position>,
    #[source]
    source: Option<Source>,
}

/// A command has no answer.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
    /// More is waiting than the queue holds.
    #[error(
        "{waiting} requests are waiting already and no more fit; nothing was done, try again in a moment"
    )]
    QueueFull {
        /// How many.
        waiting: usize,
    },
    /// It was not applied: the file could not be written.
    #[error("nothing was stored: {why}; try again with the same key")]
    NotApplied {
        /// What the file system or SQLite said.
        why: String,
    },
    /// Whether it was applied cannot be said: the commit or its flush failed.
    #[error("whether it was stored is not known: {why}; ask again with the same key to find out")]
    Unknown {
        /// What the file system or SQLite said.
        why: String,
    },
    /// The ledger takes no commands any more.
    #[error("the ledger has stopped: {why}")]
    Stopped {
        /// Why.
        why: String,
    },
}

/// A read from the file failed. It is never answered with a zero or an empty list instead.
#[derive(Debug, thiserror::Error)]
#[error("the ledger cannot be read: {problem}")]
#[non_exhaustive]
pub struct ReadError {
    /// What is wrong.
    pub problem: String,
    /// Where in the journal, if it is there.
    pub position: Option<Position>,
    #[source]
    source: Option<Source>,
}

/// A ledger did not verify, or could not be looked at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// It is not what was written.
    #[error("{problem}")]
    Broken {
        /// Where, if it is at one place of the journal.
        position: Option<Position>,
        /// What is wrong.
        problem: String,
    },
    /// It cannot be looked at.
    #[error("the ledger {} cannot be read: {problem}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        problem: String,
    },
}

/// Where the cause of a failure lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// In what was asked or handed in: asking differently helps.
    Asked,
    /// In a file or the machine.
    Store,
}

/// A backup or a restore failed; what was there before is untouched.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
#[non_exhaustive]
pub struct BackupError {
    /// What is wrong, and what to do.
    pub problem: String,
    /// Where the cause lies.
    pub cause: Cause,
    #[source]
    source: Option<Source>,
}

/// An export or a load failed.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
#[non_exhaustive]
pub struct TransferError {
    /// What is wrong, and what to do.
    pub problem: String,
    /// Where the cause lies.
    pub cause: Cause,
    #[source]
    source: Option<Source>,
}

impl VerifyError {
    /// Where it broke, if that is one place of the journal.
    pub fn position(&self) -> Option<Position> {
        match self {
            VerifyError::Broken { position, .. } => *position,
            VerifyError::Unreadable { .. } => None,
        }
    }

    pub(crate) fn broken(position: impl Into<Option<Position>>, problem: impl Into<String>) -> VerifyError {
        VerifyError::Broken { position: position.into(), problem: problem.into() }
    }
}

impl OpenError {
    pub(crate) fn new(path: PathBuf, error: InternalError) -> OpenError {
        OpenError {
            path,
            problem: explain(&error),
            position: error.position(),
            source: Some(Box::new(error)),
        }
    }
}

impl From<InternalError> for ReadError {
    fn from(error: InternalError) -> ReadError {
        ReadError { problem: explain(&error), position: error.position(), source: Some(Box::new(error)) }
    }
}

impl From<InternalError> for VerifyError {
    fn from(error: InternalError) -> VerifyError {
        VerifyError::Broken { position: error.position(), problem: explain(&error) }
    }
}

macro_rules! sentence_errors {
    ($($name:ident),*) => {$(
        impl $name {
            pub(crate) fn new(problem: impl Into<String>) -> $name {
                $name { problem: problem.into(), cause: Cause::Store, source: None }
            }

            /// What was asked cannot be done, or what was handed in cannot be used.
            pub(crate) fn asked(problem: impl Into<String>) -> $name {
                $name { cause: Cause::Asked, ..$name::new(problem) }
            }
        }

        impl From<InternalError> for $name {
            fn from(error: InternalError) -> $name {
                $name { problem: explain(&error), cause: Cause::Store, source: Some(Box::new(error)) }
            }
        }
    )*};
}

sentence_errors!(BackupError, TransferError);
