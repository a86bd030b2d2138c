//! What members wish for themselves: so far, whether they are told of changes by direct message.

use ledger_core::{BookId, MemberId};
use ledger_store::{Kept, KeptName, Ledger, Owner, Pending, ReadError};

/// Under this name it is kept that somebody wants no direct messages.
const NO_MESSAGES: KeptName = KeptName::new("discord.no_messages");

/// Whether a member wants to be told of changes by direct message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Messages {
    /// Yes, as long as they do not say otherwise.
    Wanted,
    /// No.
    Unwanted,
}

/// What a member wishes.
///
/// # Errors
/// When it cannot be read.
pub fn messages(ledger: &Ledger, book: BookId, member: MemberId) -> Result<Messages, ReadError> {
    let kept = ledger.kept(Owner::Member(book, member), NO_MESSAGES)?;
    Ok(if kept.is_some() { Messages::Unwanted } else { Messages::Wanted })
}

/// Keeps what a member wishes; whoever needs to know that it is kept waits for it.
pub fn wish(ledger: &Ledger, book: BookId, member: MemberId, messages: Messages) -> Pending<()> {
    let owner = Owner::Member(book, member);
    match messages {
        Messages::Wanted => ledger.unkeep(owner, NO_MESSAGES),
        Messages::Unwanted => {
            ledger.keep([Kept::new(owner, NO_MESSAGES, "yes").expect("a word is not too long to be kept")])
        }
    }
}
