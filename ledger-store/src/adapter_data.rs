//! Values that adapters keep beside the journal: display names, preferences such as "no direct messages", a hash of the
//! registered commands. They are not events: they can be replaced and deleted, and no seal covers them. `verify` does
//! not read them and an export leaves them out; a backup includes them, and forgetting a member deletes the member's
//! values in the same commit.

use ledger_core::{BookId, MemberId};

use crate::api::error::{ReadError, SubmitError};
use crate::api::pending::{self, Pending};
use crate::engine::adapter_value::{AdapterKey, AdapterValue, Owner};
use crate::ledger::Ledger;
use crate::writer::catch_up::PURGE_PATIENCE;
use crate::writer::write_behind::Change;

/// The adapter data of a ledger; [`Ledger::adapter_data`] gives it.
#[derive(Debug, Clone, Copy)]
pub struct AdapterData<'l> {
    ledger: &'l Ledger,
}

impl Ledger {
    /// The values that adapters keep beside the journal.
    pub fn adapter_data(&self) -> AdapterData<'_> {
        AdapterData { ledger: self }
    }
}

impl AdapterData<'_> {
    /// Stores values, replacing those under the same keys. A value that is stored already costs one read and no write,
    /// so an adapter may pass every value it sees; values of several callers go into one transaction. The answer comes
    /// after the flush; dropping it does not cancel the write.
    pub fn put(&self, values: impl IntoIterator<Item = AdapterValue>) -> Pending<()> {
        let mut changes: Vec<Change> = values.into_iter().map(Change::Put).collect();
        if self.ledger.has_written_values() {
            // Keep the change when the read fails or would have to wait: writing the same value again does no harm.
            changes.retain(|change| !matches!(self.stands_there(change), Ok(true)));
        }
        self.change(changes)
    }

    /// Deletes a value. Its bytes stay in the files until the next forgetting or the close.
    pub fn delete(&self, owner: Owner, key: AdapterKey) -> Pending<()> {
        self.change(vec![Change::Delete(owner, key)])
    }

    /// Deletes every value of a member, with or without an account, and erases the bytes as forgetting does (see
    /// [`Ledger::erasure_pending`]). [`ForgetMember`](ledger_core::Command::ForgetMember) includes this.
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

    /// Reads one value from the file, in microseconds.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn get(&self, owner: Owner, key: AdapterKey) -> Result<Option<String>, ReadError> {
        Ok(self.ledger.engine()?.value(owner, key)?)
    }

    /// The value of each of these members, in their order; for example the names on a leaderboard page.
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

    /// The values of all members of a book that have one, sorted by member. Reads all adapter data of the book.
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
