//! What adapters keep that is no event: display names, wishes such as "no direct messages", a hash of what was
//! registered. Plain values that are written over and deleted; no seal covers them and no fold knows them.
//! `verify` does not look at them, an export leaves them out, a backup has them, and forgetting a member deletes theirs
//! in the same commit.

use ledger_core::{BookId, MemberId};

use crate::api::error::{ReadError, SubmitError};
use crate::api::pending::{self, Pending};
use crate::engine::adapter_value::{AdapterKey, AdapterValue, Owner};
use crate::ledger::Ledger;
use crate::writer::catch_up::PURGE_PATIENCE;
use crate::writer::write_behind::Change;

/// The adapter data of a ledger.
#[derive(Debug, Clone, Copy)]
pub struct AdapterData<'l> {
    ledger: &'l Ledger,
}

impl Ledger {
    /// What adapters keep beside the journal.
    pub fn adapter_data(&self) -> AdapterData<'_> {
        AdapterData { ledger: self }
    }
}

impl AdapterData<'_> {
    /// Writes values, each in the place of what stood under its key before. A value that stands there already costs a
    /// look and no write, so an adapter may hand over whatever it sees; what many hand over at the same time is written
    /// together. The answer comes after the flush; a caller who does not need it may drop it.
    pub fn put(&self, values: impl IntoIterator<Item = AdapterValue>) -> Pending<()> {
        let mut changes: Vec<Change> = values.into_iter().map(Change::Put).collect();
        if self.ledger.has_written_values() {
            // Where the look fails, or would have to wait, writing it again does no harm.
            changes.retain(|change| !matches!(self.stands_there(change), Ok(true)));
        }
        self.change(changes)
    }

    /// Deletes a value. Its bytes leave the files with the next forgetting or the close, not at once.
    pub fn delete(&self, owner: Owner, key: AdapterKey) -> Pending<()> {
        self.change(vec![Change::Delete(owner, key)])
    }

    /// Deletes every value of a member, also of one without an account, and erases the bytes as forgetting does (see
    /// [`Ledger::erasure_pending`]). [`ForgetMember`](ledger_core::Command::ForgetMember) does this by itself.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn delete_member(&self, book: BookId, member: MemberId) -> Result<(), SubmitError> {
        self.ledger.run(move |writer| {
            writer.side_transaction(|engine| engine.delete_values_of(book, member))?;
            writer.committed.set_erasure_pending(true);
            writer.purge(PURGE_PATIENCE);
            Ok(())
        })?
    }

    /// One value. A look into the file by its key: microseconds.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn get(&self, owner: Owner, key: AdapterKey) -> Result<Option<String>, ReadError> {
        Ok(self.ledger.engine()?.value(owner, key)?)
    }

    /// The value of each of these members, in their order: the names on a page of a leaderboard.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of_members(
        &self,
        book: BookId,
        members: &[MemberId],
        key: AdapterKey,
    ) -> Result<Vec<Option<String>>, ReadError> {
        Ok(self.ledger.engine()?.values(book, members, key)?)
    }

    /// The value of every member of a book who has one, sorted by member. Looks at all adapter data of the book.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of_all_members(
        &self,
        book: BookId,
        key: AdapterKey,
    ) -> Result<Vec<(MemberId, String)>, ReadError> {
        Ok(self.ledger.engine()?.all_values(book, key)?)
    }

    fn stands_there(&self, change: &Change) -> Result<bool, ReadError> {
        match change {
            Change::Put(new) => {
                let stored = self.ledger.engine()?.value_at_once(new.owner(), new.key())?;
                Ok(stored.flatten().as_deref() == Some(new.value()))
            }
            Change::Delete(..) => Ok(false),
        }
    }

    fn change(&self, changes: Vec<Change>) -> Pending<()> {
        if !changes.is_empty() {
            return self.ledger.write_values(changes);
        }
        let (answer, pending) = pending::pair();
        answer.give(Ok(()));
        pending
    }
}
