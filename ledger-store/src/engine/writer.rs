//! The side of an engine that the writer of a process has to itself.

use std::time::Duration;

use ledger_core::{BookId, MemberId, Position, RequestKey, Timestamp};

use super::adapter_value::{AdapterKey, AdapterValue, Owner};
use super::outbox_rows::{DeliveryKey, Round, Settled, Written};
use super::reader::Look;
use super::{Appended, Extent, FoundKey, Prospect, Span, StoredCheckpoint, Whose};
use crate::committed::digest::View;
use crate::encoding::row::EventRow;
use crate::encoding::seal::{Digest, Seal};
use crate::internal_error::Result;

/// The side of an engine that the writer of this process has to itself.
///
/// A commit is [`begin`](EngineWriter::begin), then rows and what is stored with them, then
/// [`commit`](EngineWriter::commit), [`commit_aside`](EngineWriter::commit_aside) or
/// [`roll_back`](EngineWriter::roll_back). Whatever fails in between is rolled back by the caller.
pub(crate) trait EngineWriter: Send {
    /// Begins a commit. An engine that can keep other processes from appending does so until the commit ends.
    fn begin(&mut self) -> Result<()>;

    /// The last event of the journal; [`Position::START`] without any.
    fn head(&mut self) -> Result<Position>;

    /// Adds rows to the commit, in the order of their positions; the first row of a commit follows the end of the
    /// journal.
    fn append(&mut self, rows: &mut dyn Iterator<Item = EventRow<'_>>) -> Result<Prospect>;

    /// Adds an erasure to the commit: the private texts and fingerprints of rows before each position, and what is
    /// kept and still to be delivered for these members.
    fn erase(&mut self, book: BookId, forgotten: &[(Whose, Position)]) -> Result<()>;

    /// Adds a checkpoint to the commit: these books, at a position that is in the journal or in the commit.
    fn put_checkpoint(
        &mut self,
        books: &View<'_>,
        position: Position,
        extent: Extent<'_>,
        now: Timestamp,
    ) -> Result<Digest>;

    /// Stores the rows of the commit with the seal of the last of them, if the journal still ends at `after`. An error
    /// means that nothing was stored.
    fn commit(&mut self, after: Seal, until: Seal) -> Result<Appended>;

    /// Stores what was put beside the journal since [`begin`](EngineWriter::begin).
    fn commit_aside(&mut self) -> Result<()>;

    /// Forgets the commit; harmless where there is none.
    fn roll_back(&mut self);

    /// Makes the engine usable again after a failure, with whatever it has stored.
    fn recover(&mut self) -> Result<()>;

    /// Whether another process may have committed since this was asked last.
    fn has_news(&mut self) -> Result<bool>;

    /// Reads rows of a span in order, as many as there are.
    fn read(&mut self, span: Span, look: Look<'_, ()>) -> Result<()>;

    /// Reads the rows at these positions, as far as they are there.
    fn read_at(&mut self, positions: &[Position], look: Look<'_, ()>) -> Result<()>;

    /// The seal that a commit stored at a position.
    fn seal_at(&mut self, position: Position) -> Result<Option<Seal>>;

    /// Looks request keys up, in their order.
    fn find_keys(&mut self, keys: &[(BookId, &RequestKey)]) -> Result<Vec<Option<FoundKey>>>;

    /// The stored checkpoint.
    fn checkpoint(&mut self) -> Result<Option<StoredCheckpoint>>;

    /// Removes erased bytes from everywhere the engine keeps copies; `false` if another process still reads such a
    /// copy when `patience` is over.
    fn purge(&mut self, patience: Duration) -> Result<bool>;

    /// Puts a value beside the journal, in the place of the one under its name.
    fn put_value(&mut self, value: &AdapterValue) -> Result<()>;

    /// Deletes a value.
    fn delete_value(&mut self, owner: Owner, key: AdapterKey) -> Result<()>;

    /// Deletes every value of a member.
    fn delete_values_of(&mut self, book: BookId, member: MemberId) -> Result<()>;

    /// Notes where an outbox begins, unless it is known: after a position, or at the end of the journal.
    fn register_outbox(&mut self, name: &str, after: Option<Position>) -> Result<()>;

    /// Takes over an outbox that no process holds. Gives its position; `None` if another process was faster.
    fn take_over_outbox(
        &mut self,
        name: &str,
        holder: &[u8; 16],
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Position>>;

    /// Writes a round of an outbox.
    fn write_outbox(&mut self, round: &Round) -> Result<Written>;

    /// Writes what became of deliveries and, if this process holds the outbox, gives it up.
    fn release_outbox(
        &mut self,
        name: &str,
        holder: &[u8; 16],
        moved: Option<(Position, Position)>,
        settled: &[(DeliveryKey, Settled)],
    ) -> Result<()>;

    /// Writes which deliveries were made by a process that no longer holds the outbox.
    fn report_deliveries(&mut self, name: &str, settled: &[(DeliveryKey, Settled)]) -> Result<()>;

    /// Makes deliveries that were given up due again, of one outbox or of all. Gives their number.
    fn retry_deliveries(&mut self, name: Option<&str>, now: Timestamp) -> Result<u64>;
}
