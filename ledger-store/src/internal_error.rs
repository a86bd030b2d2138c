//! Errors inside the store, before they become a public error with a sentence for people.

use ledger_core::Position;

pub(crate) type Result<T, E = InternalError> = std::result::Result<T, E>;

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
    /// The path of the ledger has come to name other files than those that are open.
    #[error("{0}")]
    Moved(String),
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

/// An error of an engine.
#[derive(Debug, thiserror::Error)]
#[error("{said}")]
pub(crate) struct EngineError {
    pub kind: EngineErrorKind,
    /// The engine's own message, for the log.
    pub said: String,
    /// A clearer message for people, if there is one.
    pub explained: Option<String>,
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// The kinds that callers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EngineErrorKind {
    /// Another process holds a lock.
    InUse,
    /// A value has another type than was written.
    OddValue,
    /// The disk is full.
    Full,
    /// The file system refused to open, read or write a file.
    Files,
    Other,
}

impl InternalError {
    pub(crate) fn is_of_kind(&self, kind: EngineErrorKind) -> bool {
        matches!(self, InternalError::Engine(error) if error.kind == kind)
    }
}

/// The message for people.
pub(crate) fn explain(error: &InternalError) -> String {
    match error {
        InternalError::Engine(EngineError { explained: Some(explained), .. }) => explained.clone(),
        other => other.to_string(),
    }
}
