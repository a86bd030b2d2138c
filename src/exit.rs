//! How a run ends, with the exit status of each end.
//! A refusal by the rules is a result and no failure. `out` and `render` print both.

use std::io;
use std::process::ExitCode;

use adapter_orders::FileError;
use ledger_core::Invalid;
use ledger_store::{BackupError, Cause, OpenError, OutboxError, ReadError, SubmitError, TransferError};

pub(crate) type CommandResult = Result<ExitStatus, Failure>;

/// How a command ended that gave an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// The command is done, or was done before.
    Done,
    /// The rules refused it, or a part of it.
    Refused,
    /// The input cannot be used; the answer says which part.
    Unusable,
    Broken,
}

/// Why a command gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// An option, a setting or a file cannot be used.
    #[error("{0:#}")]
    Input(anyhow::Error),
    /// The store failed. Its messages include their causes, so they are not printed again.
    #[error("{0}")]
    Store(anyhow::Error),
    #[error("{0}")]
    Bot(anyhow::Error),
    /// The answer could not be written to standard output.
    #[error("the answer could not be written: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// A failure of the input, with a sentence for people.
    pub(crate) fn input(sentence: impl Into<String>) -> Failure {
        Failure::Input(anyhow::Error::msg(sentence.into()))
    }

    /// Whether the reader of the output closed the pipe, as `head` does. That is no failure.
    pub(crate) fn is_a_closed_pipe(&self) -> bool {
        match self {
            Failure::Input(_) | Failure::Bot(_) => false,
            Failure::Store(error) => error.chain().filter_map(|cause| cause.downcast_ref()).any(is_closed),
            Failure::Output(error) => is_closed(error),
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            _ if self.is_a_closed_pipe() => ExitStatus::Done.exit_code(),
            Failure::Input(_) => ExitStatus::Unusable.exit_code(),
            Failure::Store(_) | Failure::Bot(_) | Failure::Output(_) => ExitStatus::Broken.exit_code(),
        }
    }
}

impl ExitStatus {
    /// 0 done, 1 refused, 2 wrong usage or input, 3 the store or the bot failed, the clock cannot be trusted, or the ledger
    /// does not verify.
    pub(crate) fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            ExitStatus::Done => 0,
            ExitStatus::Refused => 1,
            ExitStatus::Unusable => 2,
            ExitStatus::Broken => 3,
        })
    }
}

fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

macro_rules! failure_from {
    ($($error:ty => $kind:ident),* $(,)?) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Failure {
                Failure::$kind(anyhow::Error::new(error))
            }
        }
    )*};
}

failure_from!(
    Invalid => Input,
    FileError => Input,
    OpenError => Store,
    SubmitError => Store,
    ReadError => Store,
    OutboxError => Store,
);

macro_rules! failure_from_either {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Failure {
                match error.cause {
                    Cause::Asked => Failure::Input(anyhow::Error::new(error)),
                    Cause::Store => Failure::Store(anyhow::Error::new(error)),
                }
            }
        }
    )*};
}

failure_from_either!(BackupError, TransferError);
