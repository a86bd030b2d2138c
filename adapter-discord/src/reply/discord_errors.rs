//! What Discord's errors mean for an answer.

use poise::serenity_prelude as serenity;
use serenity::HttpError;

/// Another process has answered this interaction.
const ALREADY_ACKNOWLEDGED: isize = 40_060;

/// The interaction has expired, or never existed.
const UNKNOWN_INTERACTION: isize = 10_062;

/// Unknown member, unknown user.
const NOT_HERE: [isize; 2] = [10_007, 10_013];

/// The token of the interaction has expired.
const TOKEN_OVER: [isize; 2] = [10_015, 50_027];

/// Whether the same call may succeed later.
pub(crate) fn passes(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            response.status_code.is_server_error() || response.status_code.as_u16() == 429
        }
        serenity::Error::Http(HttpError::Request(error)) => !error.is_builder(),
        _ => false,
    }
}

/// Whether Discord says that there is no such thing.
pub(crate) fn is_not_found(error: &serenity::Error) -> bool {
    matches!(error, serenity::Error::Http(error) if error.status_code().is_some_and(|status| status.as_u16() == 404))
}

/// Whether Discord says that a user is not in the server.
pub(crate) fn is_not_here(error: &serenity::Error) -> bool {
    code(error).is_some_and(|code| NOT_HERE.contains(&code))
}

/// Whether Discord says that the bot lacks the permission.
pub(crate) fn is_forbidden(error: &serenity::Error) -> bool {
    matches!(error, serenity::Error::Http(error) if error.status_code().is_some_and(|status| status.as_u16() == 403))
}

/// Whether an interaction has its first response already.
pub(super) fn is_acknowledged_already(error: &serenity::Error) -> bool {
    code(error) == Some(ALREADY_ACKNOWLEDGED)
}

fn code(error: &serenity::Error) -> Option<isize> {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => Some(response.error.code),
        _ => None,
    }
}

/// The error without the address it was sent to, which has the token in it.
pub(crate) fn shown(error: &serenity::Error) -> String {
    match error {
        serenity::Error::Http(HttpError::Request(error)) => {
            if error.is_timeout() {
                "no answer in time".to_owned()
            } else if error.is_connect() {
                "no connection".to_owned()
            } else {
                "the connection broke off".to_owned()
            }
        }
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            format!("{} ({}, code {})", response.error.message, response.status_code, response.error.code)
        }
        other => other.to_string(),
    }
}

/// Why an interaction cannot be answered any more, if that is what Discord says.
pub(super) fn lost_interaction(error: &serenity::Error) -> Option<&'static str> {
    match code(error)? {
        ALREADY_ACKNOWLEDGED => Some("another process has answered it"),
        UNKNOWN_INTERACTION => Some("it has expired"),
        code if TOKEN_OVER.contains(&code) => Some("its token has expired"),
        _ => None,
    }
}
