//! Why something could not be done in Discord, and whether it is worth trying again. The sentences are for admins.

use ledger_store::{ReadError, SubmitError};
use poise::serenity_prelude as serenity;
use serenity::HttpError;

/// Discord's number for a channel that is not there.
const UNKNOWN_CHANNEL: isize = 10003;
/// Discord's number for a server that is not there, or that the bot is not in.
const UNKNOWN_SERVER: isize = 10004;
/// Discord's number for somebody who is not in the server.
const UNKNOWN_MEMBER: isize = 10007;
/// Discord's number for a role that is not there.
const UNKNOWN_ROLE: isize = 10011;
/// Discord's number for an account that is not there.
const UNKNOWN_USER: isize = 10013;
/// Discord's number for a channel or server that the bot does not see.
const NO_ACCESS: isize = 50001;
/// Discord's number for somebody who takes no direct messages.
const NO_MESSAGES: isize = 50007;
/// Discord's number for a permission that is missing, or a role that stands too high.
const NO_PERMISSION: isize = 50013;

/// Discord's numbers for what it does not take just now, though it says so as if it never would: too fast for the
/// channel or the server, direct messages opened too fast, switched off or overloaded for the moment.
const NOT_NOW: [isize; 8] = [20_016, 20_028, 20_029, 40_003, 40_004, 40_006, 40_062, 130_000];

/// It was not done.
#[derive(Debug)]
pub enum Undone {
    /// It may be possible later.
    Later {
        /// Why not now.
        why: String,
    },
    /// It will not be possible, however often it is tried.
    Never {
        /// What it is about.
        refusal: Refusal,
        /// Why not.
        why: String,
    },
}

/// What Discord will not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The channel, the server or the role is not there, or the bot does not see it.
    Gone,
    /// The bot is not allowed to.
    Permission,
    /// The member is not in the server.
    LeftTheServer,
    /// The member takes no direct messages.
    Closed,
    /// It is wrong in another way.
    Other,
}

impl Undone {
    /// It will not be possible.
    pub fn never(refusal: Refusal, why: &str) -> Undone {
        Undone::Never { refusal, why: why.to_owned() }
    }

    /// What Discord will not have, if it will never have it.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Undone::Later { .. } => None,
            Undone::Never { refusal, .. } => Some(*refusal),
        }
    }
}

impl From<serenity::Error> for Undone {
    fn from(error: serenity::Error) -> Undone {
        let response = match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => response,
            serenity::Error::Model(error) => {
                return Undone::never(Refusal::Other, &format!("it cannot be sent: {error}"));
            }
            other => return Undone::Later { why: format!("Discord could not be reached: {other}") },
        };
        let (status, code) = (response.status_code.as_u16(), response.error.code);
        // A token that is not accepted is for whoever runs the bot to mend, and they will.
        if response.status_code.is_server_error() || status == 429 || status == 401 || status == 408 {
            return Undone::Later { why: format!("Discord answered {status}") };
        }
        if NOT_NOW.contains(&code) {
            return Undone::Later { why: format!("Discord answered {status} (code {code})") };
        }
        let (refusal, why) = match code {
            UNKNOWN_CHANNEL => (Refusal::Gone, "the channel is not there any more"),
            UNKNOWN_SERVER => (Refusal::Gone, "the bot is not in the server any more"),
            UNKNOWN_ROLE => (Refusal::Gone, "the role is not there any more"),
            UNKNOWN_MEMBER | UNKNOWN_USER => {
                (Refusal::LeftTheServer, "the member is not in the server any more")
            }
            NO_ACCESS => (Refusal::Permission, "the bot does not see the channel"),
            NO_MESSAGES => (Refusal::Closed, "the member takes no direct messages"),
            NO_PERMISSION => (Refusal::Permission, "the bot lacks a permission, or its role stands too low"),
            _ => {
                let why = format!("Discord refuses it: {} ({status}, code {code})", response.error.message);
                return Undone::never(Refusal::Other, &why);
            }
        };
        Undone::never(refusal, why)
    }
}

impl From<ReadError> for Undone {
    fn from(error: ReadError) -> Undone {
        Undone::Later { why: format!("the ledger cannot be read: {error}") }
    }
}

impl From<SubmitError> for Undone {
    fn from(error: SubmitError) -> Undone {
        Undone::Later { why: format!("the ledger cannot be written: {error}") }
    }
}

impl From<tokio::task::JoinError> for Undone {
    fn from(error: tokio::task::JoinError) -> Undone {
        Undone::Later { why: format!("it broke off: {error}") }
    }
}
