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
pub(super) enum DeliveryError {
    /// It may be possible later.
    Later {
        /// Why not now.
        why: String,
    },
    /// It will not be possible, however often it is tried.
    Never {
        /// What it is about.
        refusal: DiscordRefusal,
        /// Why not.
        why: String,
    },
}

/// What Discord will not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DiscordRefusal {
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

impl DeliveryError {
    /// It will not be possible.
    pub(super) fn never(refusal: DiscordRefusal, why: &str) -> DeliveryError {
        DeliveryError::Never { refusal, why: why.to_owned() }
    }

    /// What Discord will not have, if it will never have it.
    pub(super) fn refusal(&self) -> Option<DiscordRefusal> {
        match self {
            DeliveryError::Later { .. } => None,
            DeliveryError::Never { refusal, .. } => Some(*refusal),
        }
    }
}

impl From<serenity::Error> for DeliveryError {
    fn from(error: serenity::Error) -> DeliveryError {
        let response = match error {
            serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => response,
            serenity::Error::Model(error) => {
                return DeliveryError::never(DiscordRefusal::Other, &format!("it cannot be sent: {error}"));
            }
            other => return DeliveryError::Later { why: format!("Discord could not be reached: {other}") },
        };
        let (status, code) = (response.status_code.as_u16(), response.error.code);
        // A token that is not accepted is for whoever runs the bot to mend, and they will.
        if response.status_code.is_server_error() || status == 429 || status == 401 || status == 408 {
            return DeliveryError::Later { why: format!("Discord answered {status}") };
        }
        if NOT_NOW.contains(&code) {
            return DeliveryError::Later { why: format!("Discord answered {status} (code {code})") };
        }
        let (refusal, why) = match code {
            UNKNOWN_CHANNEL => (DiscordRefusal::Gone, "the channel is not there any more"),
            UNKNOWN_SERVER => (DiscordRefusal::Gone, "the bot is not in the server any more"),
            UNKNOWN_ROLE => (DiscordRefusal::Gone, "the role is not there any more"),
            UNKNOWN_MEMBER | UNKNOWN_USER => {
                (DiscordRefusal::LeftTheServer, "the member is not in the server any more")
            }
            NO_ACCESS => (DiscordRefusal::Permission, "the bot does not see the channel"),
            NO_MESSAGES => (DiscordRefusal::Closed, "the member takes no direct messages"),
            NO_PERMISSION => {
                (DiscordRefusal::Permission, "the bot lacks a permission, or its role stands too low")
            }
            _ => {
                let why = format!("Discord refuses it: {} ({status}, code {code})", response.error.message);
                return DeliveryError::never(DiscordRefusal::Other, &why);
            }
        };
        DeliveryError::never(refusal, why)
    }
}

impl From<ReadError> for DeliveryError {
    fn from(error: ReadError) -> DeliveryError {
        DeliveryError::Later { why: format!("the ledger cannot be read: {error}") }
    }
}

impl From<SubmitError> for DeliveryError {
    fn from(error: SubmitError) -> DeliveryError {
        DeliveryError::Later { why: format!("the ledger cannot be written: {error}") }
    }
}

impl From<tokio::task::JoinError> for DeliveryError {
    fn from(error: tokio::task::JoinError) -> DeliveryError {
        DeliveryError::Later { why: format!("it broke off: {error}") }
    }
}
