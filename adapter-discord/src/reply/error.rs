//! Why a command ended without an answer. `InvocationState::finish` turns it into the sentence that the member reads.

use ledger_core::{Invalid, NumberError, Refusal};
use ledger_store::{ReadError, SubmitError};
use poise::serenity_prelude as serenity;

use super::discord_errors;
use crate::render::texts::Value;

/// Why a command ended without the answer it was asked for.
/// Its `Display` is for the log.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// Something that the member can mend: a line of the texts says what.
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
    Argument(ArgumentError),
    /// Another process answers, or the interaction is over.
    #[error("{0}")]
    Over(&'static str),
    /// The ledger did not do it.
    #[error(transparent)]
    Submit(SubmitError),
    /// Something is broken. The log gets it, the member a reference.
    #[error(transparent)]
    Fault(Box<dyn std::error::Error + Send + Sync>),
}

/// Why an argument cannot be used. The sentence for people is made from it where it is answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArgumentError {
    /// It names no person.
    #[error("{0:?} names no person")]
    Person(String),
    /// Bots have no points.
    #[error("a bot was named")]
    Bot,
    /// It is no number of points, or several.
    #[error("{value:?} {why}")]
    Number { value: String, why: NumberError },
    /// A number with a space in it, or a number and a text that begins with another.
    #[error("{first:?} {next:?} can be one number or two things")]
    SplitNumber { first: String, next: String },
    /// It is no whole number.
    #[error("{0:?} is no whole number from 0")]
    Whole(String),
    /// It is no role.
    #[error("{0:?} is no role")]
    Role(String),
    /// It is none of the words that can stand there.
    #[error("{0:?} is none of the words that can stand there")]
    Word(String),
}

impl CommandError {
    /// Something that the member can mend.
    pub(crate) fn say(line: &'static str) -> CommandError {
        CommandError::Say { line, values: Vec::new() }
    }

    /// The same, with something filled in.
    pub(crate) fn say_with<const N: usize>(
        line: &'static str,
        values: [(&'static str, Value<'static>); N],
    ) -> CommandError {
        CommandError::Say { line, values: values.into() }
    }

    /// A fault that has no type of its own.
    pub(crate) fn fault(what: impl Into<String>) -> CommandError {
        CommandError::Fault(what.into().into())
    }
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> CommandError {
        CommandError::Refused(refusal)
    }
}

impl From<Invalid> for CommandError {
    fn from(invalid: Invalid) -> CommandError {
        CommandError::Invalid(invalid)
    }
}

impl From<ArgumentError> for CommandError {
    fn from(wrong: ArgumentError) -> CommandError {
        CommandError::Argument(wrong)
    }
}

impl From<SubmitError> for CommandError {
    fn from(error: SubmitError) -> CommandError {
        CommandError::Submit(error)
    }
}

impl From<ReadError> for CommandError {
    fn from(error: ReadError) -> CommandError {
        CommandError::Fault(Box::new(error))
    }
}

impl From<serenity::Error> for CommandError {
    fn from(error: serenity::Error) -> CommandError {
        // Not the error itself: it may carry an address with a token in it.
        CommandError::Fault(format!("Discord did not take it: {}", discord_errors::shown(&error)).into())
    }
}

/// What it means for an answer that Discord did not take it.
pub(crate) fn over_or_fault(error: serenity::Error) -> CommandError {
    match discord_errors::lost_interaction(&error) {
        Some(why) => CommandError::Over(why),
        None => error.into(),
    }
}
