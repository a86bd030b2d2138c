//! How a run ends: with an answer or with a failure, and the exit status of each.
//! A refusal by the rules is an answer. How either is shown lives in `out` and `render`.

use std::io;
use std::process::ExitCode;

use adapter_orders::Unreadable;
use ledger_core::Invalid;
use ledger_store::{BackupError, Cause, OpenError, ReadError, SubmitError, TransferError};

/// What a command comes to.
pub type Answer = Result<Verdict, Failure>;

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// What was asked for is done, or was done before.
    Done,
    /// The rules said no, at least to a part.
    Refused,
    /// What was handed in cannot be used, and the answer says where.
    Unusable,
    /// The ledger does not verify.
    Broken,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// What was asked cannot be understood: an option, a setting, a file.
    #[error("{0:#}")]
    Input(anyhow::Error),
    /// The store could not do it. Its sentences say what lies beneath, so the causes are not repeated.
    #[error("{0}")]
    Store(anyhow::Error),
    /// The bot could not do it, or the Discord that it talks to.
    #[error("{0}")]
    Bot(anyhow::Error),
    /// The answer could not be written down.
    #[error("the answer could not be written: {0}")]
    Output(#[from] io::Error),
}

impl Failure {
    /// A sentence about what was handed in.
    pub fn input(sentence: impl Into<String>) -> Failure {
        Failure::Input(anyhow::Error::msg(sentence.into()))
    }

    /// Whether whoever read the answer has stopped reading, as `head` does: no failure at all.
    pub fn is_a_closed_pipe(&self) -> bool {
        match self {
            Failure::Input(_) | Failure::Bot(_) => false,
            Failure::Store(error) => error.chain().filter_map(|cause| cause.downcast_ref()).any(is_closed),
            Failure::Output(error) => is_closed(error),
        }
    }

    /// The exit status that goes with it.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            _ if self.is_a_closed_pipe() => Verdict::Done.exit_code(),
            Failure::Input(_) => Verdict::Unusable.exit_code(),
            Failure::Store(_) | Failure::Bot(_) | Failure::Output(_) => Verdict::Broken.exit_code(),
        }
    }
}

impl Verdict {
    /// 0 done, 1 refused, 2 wrong usage or input, 3 the store or the bot failed, or the ledger does not verify.
    pub fn exit_code(self) -> ExitCode {
        ExitCode::from(match self {
            Verdict::Done => 0,
            Verdict::Refused => 1,
            Verdict::Unusable => 2,
            Verdict::Broken => 3,
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
    Unreadable => Input,
    OpenError => Store,
    SubmitError => Store,
    ReadError => Store,
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
