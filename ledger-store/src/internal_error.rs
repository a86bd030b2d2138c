//! What goes wrong inside, before a public error makes a sentence of it for whoever asked.

use ledger_core::Position;

pub(crate) type Result<T, E = InternalError> = std::result::Result<T, E>;

/// The engine, the file, or what is written in it did not do what it should.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InternalError {
    #[error("{0}")]
    Engine(#[source] EngineError),
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

/// What an engine says went wrong.
#[derive(Debug, thiserror::Error)]
#[error("{said}")]
pub(crate) struct EngineError {
    pub kind: EngineErrorKind,
    /// In the words of the engine, for the log.
    pub said: String,
    /// What a person should read instead, where something better is known.
    pub explained: Option<String>,
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// What callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngineErrorKind {
    /// Another process holds what was asked for.
    InUse,
    /// A value is of another type than was written.
    OddValue,
    Other,
}

impl InternalError {
    pub fn is_of_kind(&self, kind: EngineErrorKind) -> bool {
        matches!(self, InternalError::Engine(error) if error.kind == kind)
    }
}

/// What a person should read.
pub(crate) fn explain(error: &InternalError) -> String {
    match error {
        InternalError::Engine(EngineError { explained: Some(explained), .. }) => explained.clone(),
        other => other.to_string(),
    }
}
