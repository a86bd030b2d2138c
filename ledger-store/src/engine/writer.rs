//! The writing side of an engine.

use std::time::Duration;

use ledger_core::{BookId, MemberId, Position, RequestKey, Timestamp};

use super::adapter_value::{AdapterKey, AdapterValue, Owner};
use super::outbox_rows::{DeliveryKey, Round, Settled, Written};
use super::reader::Look;
use super::{Appended, Extent, FoundKey, Prospect, Span, StoredCheckpoint, Whose};
use crate::committed::digest::View;
use crate::encoding::row::EventRow;
use crate::encoding::seal::{Digest, Seal};
use crate::internal_error::{InternalError, Result};

/// The writing side of an engine; each process has one.
///
/// A commit is [`begin`](EngineWriter::begin), then rows and the changes stored with them, then
/// [`commit`](EngineWriter::commit), [`commit_aside`](EngineWriter::commit_aside) or
/// [`roll_back`](EngineWriter::roll_back). After an error in between, the caller rolls back.
pub(crate) trait EngineWriter: Send {
    /// Begins a commit. An engine that can keep other processes from appending does so until the commit ends.
    fn begin(&mut self) -> Result<()>;

    /// The last event of the journal; [`Position::START`] in an empty one.
    fn head(&mut self) -> Result<Position>;

    /// Adds rows to the commit in the order of their positions; the first row of a commit follows the end of the
    /// journal.
    fn append(&mut self, rows: &mut dyn Iterator<Item = EventRow<'_>>) -> Result<Prospect>;

    /// Adds an erasure to the commit: the private texts and fingerprints of rows before each position, and the adapter
    /// data and open deliveries of these members.
    fn erase(&mut self, book: BookId, forgotten: &[(Whose, Position)]) -> Result<()>;

    /// Adds a checkpoint to the commit: these books, at a position in the journal or in the commit.
    fn put_checkpoint(
        &mut self,
        books: &View<'_>,
        position: Position,
        extent: Extent<'_>,
        now: Timestamp,
    ) -> Result<Digest>;

    /// Stores the rows of the commit with the seal of the last one, if the journal still ends at `after`. An error
    /// means that nothing was stored.
    fn commit(&mut self, after: Seal, until: Seal) -> Result<Appended>;

    /// Stores the changes made beside the journal since [`begin`](EngineWriter::begin). [`Moved`](crate::internal_error::InternalError::Moved) means
    /// that they may be stored where no other process finds them.
    fn commit_aside(&mut self) -> Result<()>;

    /// Drops the commit; does nothing if there is none.
    fn roll_back(&mut self);

    /// Adds to an error of this engine what the machine says about its cause, such as a full disk.
    fn located(&self, error: InternalError) -> InternalError;

    /// Makes the engine usable again after a failure, with the state that it has stored.
    fn recover(&mut self) -> Result<()>;

    /// [`Moved`](crate::internal_error::InternalError::Moved) if other processes find other files under the ledger's path than this one writes. A
    /// commit checks this by itself before it says that it is durable.
    fn check_place(&mut self) -> Result<()>;

    /// Whether another process may have committed since the last call.
    fn has_news(&mut self) -> Result<bool>;

    /// Reads the existing rows of a span in order.
    fn read(&mut self, span: Span, look: Look<'_, ()>) -> Result<()>;

    /// Reads the existing rows at these positions.
    fn read_at(&mut self, positions: &[Position], look: Look<'_, ()>) -> Result<()>;

    /// The seal that a commit stored at a position.
    fn seal_at(&mut self, position: Position) -> Result<Option<Seal>>;

    /// Looks request keys up; the results are in their order.
    fn find_keys(&mut self, keys: &[(BookId, &RequestKey)]) -> Result<Vec<Option<FoundKey>>>;

    /// The header of the stored checkpoint.
    fn checkpoint(&mut self) -> Result<Option<StoredCheckpoint>>;

    /// Removes erased bytes from every copy that the engine keeps; `false` if another process still reads such a copy
    /// after `patience`.
    fn purge(&mut self, patience: Duration) -> Result<bool>;

    /// Stores a value beside the journal, replacing the one under its key.
    fn put_value(&mut self, value: &AdapterValue) -> Result<()>;

    /// Deletes a value.
    fn delete_value(&mut self, owner: Owner, key: AdapterKey) -> Result<()>;

    /// Deletes every value of a member.
    fn delete_values_of(&mut self, book: BookId, member: MemberId) -> Result<()>;

    /// Stores the starting point of an outbox, unless it has one: after a position, or at the end of the journal.
    fn register_outbox(&mut self, name: &str, after: Option<Position>) -> Result<()>;

    /// Takes over an outbox that no process holds. Returns its position; `None` if another process was faster.
    fn take_over_outbox(
        &mut self,
        name: &str,
        holder: &[u8; 16],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Position>>;

    /// Writes a round of an outbox.
    fn write_outbox(&mut self, round: &Round) -> Result<Written>;

    /// Writes the results of deliveries and, if this process holds the outbox, releases it.
    fn release_outbox(
        &mut self,
        name: &str,
        holder: &[u8; 16],
        moved: Option<(Position, Position)>,
        settled: &[(DeliveryKey, Settled)],
    ) -> Result<()>;

    /// Writes which deliveries were made by a process that no longer holds the outbox.
    fn report_deliveries(&mut self, name: &str, settled: &[(DeliveryKey, Settled)]) -> Result<()>;

    /// Adds to the commit that no process holds an outbox beyond a time, and that no delivery waits beyond it: both were
    /// written by a clock that ran ahead. Running workers take their outboxes again.
    fn free_outboxes(&mut self, now: Timestamp) -> Result<()>;

    /// Makes deliveries that were given up due again, of one outbox or of all. Returns their number.
    fn retry_deliveries(&mut self, name: Option<&str>, now: Timestamp) -> Result<u64>;

    /// Makes closed targets due for a try, of one outbox or of all, and of one book or of all. Returns their number.
    fn retry_closed_targets(
        &mut self,
        name: Option<&str>,
        book: Option<BookId>,
        now: Timestamp,
    ) -> Result<u64>;
}
