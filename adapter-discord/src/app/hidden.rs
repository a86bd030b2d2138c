//! The members who want to be on no leaderboard: their own choice, in memory for every board and stored in the ledger.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};

use ledger_core::{BookId, MemberId};
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, Pending, ReadError};

const HIDDEN: AdapterKey = AdapterKey::new("discord.hidden");

/// Whether a member is on the leaderboards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BoardPreference {
    /// The default.
    Shown,
    /// Neither shown nor counted.
    Hidden,
}

/// The members who are on no leaderboard.
pub(crate) struct HiddenMembers {
    ledger: Ledger,
    hidden: RwLock<HashMap<BookId, HashSet<MemberId>>>,
}

impl HiddenMembers {
    /// Reads from the file which members are hidden, so that no board waits for it later.
    ///
    /// # Errors
    /// When they cannot be read: a board without the choice would show who asked not to be shown.
    pub(crate) fn new(ledger: Ledger) -> Result<HiddenMembers, ReadError> {
        let mut hidden = HashMap::new();
        for book in ledger.books() {
            let kept = ledger.adapter_data().of_all_members(book, HIDDEN)?;
            hidden.insert(book, kept.into_iter().map(|(member, _)| member).collect());
        }
        Ok(HiddenMembers { ledger, hidden: RwLock::new(hidden) })
    }

    /// The hidden members of a server.
    pub(crate) fn of(&self, book: BookId) -> Vec<MemberId> {
        let hidden = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        hidden.get(&book).into_iter().flatten().copied().collect()
    }

    /// The choice of a member.
    pub(crate) fn preference(&self, book: BookId, member: MemberId) -> BoardPreference {
        let hidden = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        let is_hidden = hidden.get(&book).is_some_and(|hidden| hidden.contains(&member));
        if is_hidden { BoardPreference::Hidden } else { BoardPreference::Shown }
    }

    /// Stores the choice of a member. Boards follow it at once.
    pub(crate) fn choose(&self, book: BookId, member: MemberId, preference: BoardPreference) -> Pending<()> {
        let owner = Owner::Member(book, member);
        let mut books = self.hidden.write().unwrap_or_else(PoisonError::into_inner);
        let hidden = books.entry(book).or_default();
        match preference {
            BoardPreference::Shown => {
                hidden.remove(&member);
                self.ledger.adapter_data().delete(owner, HIDDEN)
            }
            BoardPreference::Hidden => {
                hidden.insert(member);
                let kept = AdapterValue::new(owner, HIDDEN, "yes");
                self.ledger.adapter_data().put([kept.expect("a word is not too long to be kept")])
            }
        }
    }

    /// Forgets a member in memory; what the ledger stores goes with the member.
    pub(crate) fn forget(&self, book: BookId, member: MemberId) {
        let mut books = self.hidden.write().unwrap_or_else(PoisonError::into_inner);
        books.entry(book).or_default().remove(&member);
    }
}

/// Whether the ledger says that a member is hidden.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn is_kept_as_hidden(ledger: &Ledger, book: BookId, member: MemberId) -> Result<bool, ReadError> {
    Ok(ledger.adapter_data().get(Owner::Member(book, member), HIDDEN)?.is_some())
}
