//! What members wish for themselves: so far, whether they are told of changes by direct message; and whether their
//! door was found closed.

use ledger_core::{BookId, MemberId, Timestamp};
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, Pending, ReadError};

/// Under this name it is kept that somebody wants no direct messages.
const NO_MESSAGES: AdapterKey = AdapterKey::new("discord.no_messages");

/// Under this name it is kept when it was found that somebody takes no direct messages, in microseconds.
const FOUND_CLOSED: AdapterKey = AdapterKey::new("discord.messages_closed");

/// For how long nobody knocks at a closed door: a week, in seconds.
const CLOSED_FOR: i64 = 7 * 86_400;

/// Whether a member takes direct messages, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DirectMessageAccess {
    /// Yes, or it is time to try again.
    Open,
    /// No.
    Closed,
}

/// Whether a member wants to be told of changes by direct message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DirectMessagePreference {
    /// Yes, as long as they do not say otherwise.
    Wanted,
    /// No.
    Unwanted,
}

/// What a member wishes.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn direct_messages(
    ledger: &Ledger,
    book: BookId,
    member: MemberId,
) -> Result<DirectMessagePreference, ReadError> {
    let kept = ledger.adapter_data().get(Owner::Member(book, member), NO_MESSAGES)?;
    Ok(if kept.is_some() { DirectMessagePreference::Unwanted } else { DirectMessagePreference::Wanted })
}

/// Whether a member takes direct messages, as far as is known.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn direct_message_access(
    ledger: &Ledger,
    book: BookId,
    member: MemberId,
) -> Result<DirectMessageAccess, ReadError> {
    let is_closed =
        closed_at(ledger, book, member)?.is_some_and(|at| ledger.now() < at.plus_seconds(CLOSED_FOR));
    Ok(if is_closed { DirectMessageAccess::Closed } else { DirectMessageAccess::Open })
}

/// When it was found that a member takes no direct messages, if that is kept.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn closed_at(
    ledger: &Ledger,
    book: BookId,
    member: MemberId,
) -> Result<Option<Timestamp>, ReadError> {
    let kept = ledger.adapter_data().get(Owner::Member(book, member), FOUND_CLOSED)?;
    Ok(kept.and_then(|at| at.parse().ok()).map(Timestamp::from_micros))
}

/// Keeps that a member was found to take no direct messages.
pub(crate) fn record_closed(ledger: &Ledger, book: BookId, member: MemberId) -> Pending<()> {
    let now = ledger.now().micros().to_string();
    let kept = AdapterValue::new(Owner::Member(book, member), FOUND_CLOSED, &now);
    ledger.adapter_data().put([kept.expect("a number is not too long to be kept").if_member_has_account()])
}

/// Keeps what a member wishes; whoever needs to know that it is kept waits for it.
pub(crate) fn set_direct_messages(
    ledger: &Ledger,
    book: BookId,
    member: MemberId,
    direct_messages: DirectMessagePreference,
) -> Pending<()> {
    let owner = Owner::Member(book, member);
    match direct_messages {
        DirectMessagePreference::Wanted => {
            // Whoever wants messages has opened the door. Nobody waits for this one: it closes by itself otherwise.
            drop(ledger.adapter_data().delete(owner, FOUND_CLOSED));
            ledger.adapter_data().delete(owner, NO_MESSAGES)
        }
        DirectMessagePreference::Unwanted => {
            ledger.adapter_data().put([
                AdapterValue::new(owner, NO_MESSAGES, "yes").expect("a word is not too long to be kept")
            ])
        }
    }
}
