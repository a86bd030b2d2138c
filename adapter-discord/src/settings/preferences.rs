//! Members' preferences: whether they want direct messages about changes; and whether Discord last refused to deliver
//! one.

use ledger_core::{BookId, MemberId, Timestamp};
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, Pending, ReadError};

/// Set when a member wants no direct messages.
const NO_MESSAGES: AdapterKey = AdapterKey::new("discord.no_messages");

/// The time in microseconds at which Discord refused a direct message to a member.
const FOUND_CLOSED: AdapterKey = AdapterKey::new("discord.messages_closed");

/// After a refusal, no direct message is tried for a week.
const CLOSED_FOR: i64 = 7 * 86_400;

/// Whether Discord delivers direct messages to a member, as far as is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DirectMessageAccess {
    /// It does, or it is time to try again.
    Open,
    /// It refused recently.
    Closed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DirectMessagePreference {
    /// The default.
    Wanted,
    Unwanted,
}

/// The preference of a member.
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

/// Whether Discord delivers direct messages to a member, as far as is known.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn direct_message_access(
    ledger: &Ledger,
    book: BookId,
    member: MemberId,
) -> Result<DirectMessageAccess, ReadError> {
    let now = ledger.now();
    // A clock that ran ahead may have stored a later time.
    let is_closed =
        closed_at(ledger, book, member)?.is_some_and(|at| at <= now && now < at.plus_seconds(CLOSED_FOR));
    Ok(if is_closed { DirectMessageAccess::Closed } else { DirectMessageAccess::Open })
}

/// The time of the last refusal, if it is stored.
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

/// Records that Discord refused a direct message to a member.
pub(crate) fn record_closed(ledger: &Ledger, book: BookId, member: MemberId) -> Pending<()> {
    let now = ledger.now().micros().to_string();
    let kept = AdapterValue::new(Owner::Member(book, member), FOUND_CLOSED, &now);
    ledger.adapter_data().put([kept.expect("a number is not too long to be kept").if_member_has_account()])
}

/// Stores the preference of a member.
pub(crate) fn set_direct_messages(
    ledger: &Ledger,
    book: BookId,
    member: MemberId,
    direct_messages: DirectMessagePreference,
) -> Pending<()> {
    let owner = Owner::Member(book, member);
    match direct_messages {
        DirectMessagePreference::Wanted => {
            // A member who wants messages has probably allowed them now. Do not wait for this write: the refusal
            // expires anyway.
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
