//! Delivery errors, and whether a retry can help. Their sentences are for admins.

use ledger_store::{ReadError, SubmitError};
use poise::serenity_prelude as serenity;
use serenity::HttpError;

const UNKNOWN_CHANNEL: isize = 10003;
/// Also sent when the bot is not in the server.
const UNKNOWN_SERVER: isize = 10004;
const UNKNOWN_MEMBER: isize = 10007;
const UNKNOWN_ROLE: isize = 10011;
const UNKNOWN_USER: isize = 10013;
const NO_ACCESS: isize = 50001;
/// The member accepts no direct messages.
const NO_MESSAGES: isize = 50007;
/// A permission is missing, or a role stands too high.
const NO_PERMISSION: isize = 50013;

/// The thread was archived, or locked.
const LOCKED: [isize; 2] = [50_083, 160_005];

/// No messages can be sent in a channel of this kind.
const KIND: [isize; 2] = [50_008, 50_024];

/// Error codes with which Discord rejects the content of one message: explicit, harmful, or blocked by moderation.
const CONTENT: [isize; 4] = [20_009, 200_000, 200_001, 240_000];

/// Discord sends these with status 403 or 400, but they are temporary: rate limits of a channel or server, direct
/// messages opened too fast, features switched off or overloaded for the moment.
const NOT_NOW: [isize; 8] = [20_016, 20_028, 20_029, 40_003, 40_004, 40_006, 40_062, 130_000];

#[derive(Debug)]
pub(crate) enum DeliveryError {
    /// A retry may succeed.
    Later {
        /// The reason.
        why: String,
    },
    /// The channel cannot be reached until something changes in Discord. The delivery is held.
    Closed {
        /// The reason.
        why: String,
    },
    /// No retry can succeed.
    Never {
        /// The kind of refusal.
        refusal: DiscordRefusal,
        /// The reason.
        why: String,
    },
}

/// The kinds of refusals by Discord.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DiscordRefusal {
    /// The channel, server or role does not exist.
    Gone,
    /// The bot cannot see the channel.
    Hidden,
    /// The channel is a thread that was archived or locked.
    Locked,
    /// The channel takes no messages.
    Kind,
    /// Forbidden or not found, for a reason that this version does not know.
    Forbidden,
    /// The bot lacks a permission.
    Permission,
    /// The member is not in the server.
    LeftTheServer,
    /// The member accepts no direct messages.
    Closed,
    /// Any other refusal.
    Other,
}

impl DeliveryError {
    pub(super) fn never(refusal: DiscordRefusal, why: &str) -> DeliveryError {
        DeliveryError::Never { refusal, why: why.to_owned() }
    }

    /// The kind of refusal, if no retry can succeed.
    pub(super) fn refusal(&self) -> Option<DiscordRefusal> {
        match self {
            DeliveryError::Later { .. } | DeliveryError::Closed { .. } => None,
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
        // A rejected token is an admin's to replace; deliveries wait for that.
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
            NO_ACCESS => (DiscordRefusal::Hidden, "the bot does not see the channel"),
            code if LOCKED.contains(&code) => (DiscordRefusal::Locked, "the thread is archived or locked"),
            code if KIND.contains(&code) => (DiscordRefusal::Kind, "the channel takes no messages"),
            NO_MESSAGES => (DiscordRefusal::Closed, "the member takes no direct messages"),
            NO_PERMISSION => {
                (DiscordRefusal::Permission, "the bot lacks a permission, or its role stands too low")
            }
            _ => {
                let why = format!("Discord refuses it: {} ({status}, code {code})", response.error.message);
                let about_content = CONTENT.contains(&code);
                let refusal = match status {
                    403 | 404 if !about_content => DiscordRefusal::Forbidden,
                    _ => DiscordRefusal::Other,
                };
                return DeliveryError::never(refusal, &why);
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
        DeliveryError::Later { why: format!("the task failed: {error}") }
    }
}
