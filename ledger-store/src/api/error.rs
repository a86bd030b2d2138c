//! The errors of each public operation; their messages are sentences for people.

use std::error::Error;
use std::path::PathBuf;

use ledger_core::Position;

use crate::api::clock::ClockProblem;
use crate::internal_error::{InternalError, explain};

type Source = Box<dyn Error + Send + Sync>;

/// A ledger could not be opened. The file is unchanged.
#[derive(Debug, thiserror::Error)]
#[error("the ledger {} cannot be opened: {problem}", path.display())]
#[non_exhaustive]
pub struct OpenError {
    /// The file.
    pub path: PathBuf,
    /// The problem, and what to do about it.
    pub problem: String,
    /// The position in the journal, if the problem is at one event.
    pub position: Option<Position>,
    #[source]
    source: Option<Source>,
}

/// A request without an outcome.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
    /// The queue holds no more requests.
    #[error(
        "{waiting} requests are waiting already and no more fit; nothing was done, try again in a moment"
    )]
    QueueFull {
        /// The number of requests that wait.
        waiting: usize,
    },
    /// The request was not applied: the file could not be written.
    #[error("nothing was stored: {why}; try again with the same key")]
    NotApplied {
        /// The message of the file system or SQLite.
        why: String,
    },
    /// The commit or its flush failed, so the request may or may not be applied. Submit it again with the same key.
    #[error("whether it was stored is not known: {why}; ask again with the same key to find out")]
    Unknown {
        /// The message of the file system or SQLite.
        why: String,
    },
    /// The request was not applied now: the clock of the machine cannot be trusted. Reading still works.
    #[error("nothing was done: {0}")]
    Clock(ClockProblem),
    /// The ledger accepts no requests any more.
    #[error("the ledger has stopped: {why}")]
    Stopped {
        /// The reason.
        why: String,
    },
}

/// A read from the file failed. The store never answers with a zero or an empty list instead.
#[derive(Debug, thiserror::Error)]
#[error("the ledger cannot be read: {problem}")]
#[non_exhaustive]
pub struct ReadError {
    /// The problem.
    pub problem: String,
    /// The position in the journal, if the problem is at one event.
    pub position: Option<Position>,
    #[source]
    source: Option<Source>,
}

/// A ledger did not verify, or could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The file differs from what was written.
    #[error("{problem}")]
    Broken {
        /// The position in the journal, if the problem is at one event.
        position: Option<Position>,
        /// The problem.
        problem: String,
    },
    /// The file cannot be read.
    #[error("the ledger {} cannot be read: {problem}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        problem: String,
    },
}

/// Where the cause of an error lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// In the arguments or the input; different ones may succeed.
    Asked,
    /// In the file or the machine.
    Store,
}

/// A backup or a restore failed; existing files are unchanged.
#[derive(Debug, thiserror::Error)]
#[error("{problem}")]
#[non_exhaustive]
pub struct BackupError {
    /// The problem, and what to do about it.
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
    /// The problem, and what to do about it.
    pub problem: String,
    /// Where the cause lies.
    pub cause: Cause,
    #[source]
    source: Option<Source>,
}

impl VerifyError {
    /// The position in the journal, if the problem is at one event.
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

            /// An error in the arguments or the input.
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
