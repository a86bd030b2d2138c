//! Why a command ended without the answer it was asked for. What the person is told is made of it in one place,
//! [`crate::on_error`].

use ledger_core::{Invalid, Position, Refusal};
use ledger_store::{ReadError, SubmitError};
use poise::serenity_prelude as serenity;

use crate::arguments::Wrong;
use crate::texts::Value;

/// Why a command ended without the answer it was asked for.
/// Its own words are for the log.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// Something that the person can mend: a line of the texts says what.
    #[error("{line}")]
    Say {
        /// The line.
        line: &'static str,
        /// What it is filled with.
        values: Vec<(&'static str, Value<'static>)>,
    },
    /// The rules say no.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Something was typed that cannot be read.
    #[error(transparent)]
    Invalid(Invalid),
    /// An argument cannot be used.
    #[error(transparent)]
    Wrong(Wrong),
    /// It is not ours to answer any more; nothing was done, and the log has a line.
    #[error("{0}")]
    Over(&'static str),
    /// It was done, and only telling it went wrong. The log has why; whoever asked must not ask again.
    #[error("done as entry #{entry}, but that could not be told: {why}")]
    Untold {
        /// What was done, in the journal.
        entry: Position,
        /// What went wrong afterwards.
        why: Box<Trouble>,
    },
    /// The ledger did not do it.
    #[error(transparent)]
    Submit(SubmitError),
    /// Something is broken. The log has it, the person gets a reference.
    #[error(transparent)]
    Fault(Box<dyn std::error::Error + Send + Sync>),
}

impl Trouble {
    /// Something that the person can mend.
    pub fn say(line: &'static str) -> Trouble {
        Trouble::Say { line, values: Vec::new() }
    }

    /// The same, with something filled in.
    pub fn say_with<const N: usize>(
        line: &'static str,
        values: [(&'static str, Value<'static>); N],
    ) -> Trouble {
        Trouble::Say { line, values: values.into() }
    }

    /// Something is broken that has no type of its own.
    pub fn fault(what: impl Into<String>) -> Trouble {
        Trouble::Fault(what.into().into())
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Trouble {
        Trouble::Refused(refusal)
    }
}

impl From<Invalid> for Trouble {
    fn from(invalid: Invalid) -> Trouble {
        Trouble::Invalid(invalid)
    }
}

impl From<Wrong> for Trouble {
    fn from(wrong: Wrong) -> Trouble {
        Trouble::Wrong(wrong)
    }
}

impl From<SubmitError> for Trouble {
    fn from(error: SubmitError) -> Trouble {
        Trouble::Submit(error)
    }
}

impl From<ReadError> for Trouble {
    fn from(error: ReadError) -> Trouble {
        Trouble::Fault(Box::new(error))
    }
}

impl From<serenity::Error> for Trouble {
    fn from(error: serenity::Error) -> Trouble {
        // Not the error itself: it may carry an address with a token in it.
        Trouble::Fault(format!("Discord did not take it: {}", crate::way::shown(&error)).into())
    }
}

/// A button, menu or form of another version, or not ours.
impl From<crate::custom_id::Unreadable> for Trouble {
    fn from(_: crate::custom_id::Unreadable) -> Trouble {
        Trouble::say("answer-unknown-button")
    }
}
