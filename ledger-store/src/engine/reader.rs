//! The shared, reading side of an engine, and the reads that a proof needs.

use ledger_core::{BookId, EventKind, MemberId, Position, Recorded, Timestamp};

use super::adapter_value::{AdapterKey, Owner};
use super::chain::Chain;
use super::outbox_rows::{
    ClosedTarget, DeliveryKey, DeliveryRow, GivenUp, HeldLanes, Lane, Lease, OutboxStatus,
};
use super::{Columns, Ends, Next, Span, StoredCheckpoint};
use crate::committed::digest::Books;
use crate::encoding::decode::decode;
use crate::encoding::row::EventRow;
use crate::encoding::seal::{self, Seal};
use crate::internal_error::{InternalError, Result};

/// Called with each row.
pub(crate) type Look<'a, T> = &'a mut dyn FnMut(&EventRow<'_>) -> Result<T>;

/// Reads the journal. Each call sees the committed state.
pub(crate) trait JournalReader {
    /// The ledger id, from which the seal chain starts.
    fn ledger_id(&self) -> Result<Vec<u8>>;

    /// Reads one row; `false` if the position has none.
    fn row(&self, at: Position, look: Look<'_, ()>) -> Result<bool>;

    /// Walks a chain back from a position on it (included), to its beginning or until `look` stops. A missing row is an
    /// error.
    fn walk(&self, chain: Chain, from: Position, look: Look<'_, Next>) -> Result<()>;

    /// Reads the existing rows of a span in order, until `look` stops.
    fn rows(&self, span: Span, look: Look<'_, Next>) -> Result<()>;

    /// The last position up to `head` that was recorded at or before a time. Events that were recorded ahead of the clock
    /// count from the correction of the clock on.
    fn last_recorded_by(&self, time: Timestamp, head: Position) -> Result<Position>;

    /// The last seal stored at or before a position; the seal of the empty journal if there is none.
    fn last_seal(&self, until: Position) -> Result<Seal>;

    /// The last position in a span whose event has one of these kinds.
    fn last_of_kinds(&self, kinds: &[EventKind], span: Span) -> Result<Option<Position>>;

    /// The last event; [`Position::START`] in an empty journal.
    fn head(&self) -> Result<Position>;

    /// The end of the journal, as far as opening checks it.
    fn ends(&self) -> Result<Ends>;
}

/// The shared side of an engine: the journal and the values beside it.
pub(crate) trait EngineReader: JournalReader + Send + Sync {
    /// A snapshot of the journal with an [event reader](EngineReader::event_reader) for each of `threads` threads.
    fn moment(&self, threads: usize) -> Result<Box<dyn Moment>>;

    /// A reader for one thread that reads millions of rows.
    fn event_reader(&self, columns: Columns) -> Result<Box<dyn EventReader + '_>>;

    /// The header of the stored checkpoint.
    fn checkpoint(&self) -> Result<Option<StoredCheckpoint>>;

    /// The books of the stored checkpoint, read on `threads` threads; [`InternalError::Damaged`] if its rows are not
    /// consistent.
    fn checkpoint_books(&self, threads: usize) -> Result<Books>;

    /// A value beside the journal.
    fn value(&self, owner: Owner, key: AdapterKey) -> Result<Option<String>>;

    /// A value if it can be read without waiting; `None` otherwise.
    fn value_at_once(&self, owner: Owner, key: AdapterKey) -> Result<Option<Option<String>>>;

    /// The value of each of these members of a book, in their order.
    fn values(&self, book: BookId, members: &[MemberId], key: AdapterKey) -> Result<Vec<Option<String>>>;

    /// The values of all members of a book that have one, sorted by member.
    fn all_values(&self, book: BookId, key: AdapterKey) -> Result<Vec<(MemberId, String)>>;

    /// Whether an outbox has ever run.
    fn knows_outbox(&self, name: &str) -> Result<bool>;

    /// The process that holds an outbox, and the end of its lease.
    fn outbox_lease(&self, name: &str) -> Result<Lease>;

    /// The open deliveries of an outbox that are not held, in their order.
    fn outbox_waiting(&self, name: &str) -> Result<Vec<(DeliveryKey, DeliveryRow)>>;

    /// What an outbox holds for targets that it cannot reach.
    fn outbox_held_lanes(&self, name: &str) -> Result<HeldLanes>;

    /// The first held deliveries of a lane, in their order.
    fn outbox_held(&self, name: &str, lane: Lane, limit: usize) -> Result<Vec<(DeliveryKey, DeliveryRow)>>;

    /// The closed targets of an outbox that are due for a try.
    fn outbox_due_lanes(&self, name: &str, now: Timestamp) -> Result<Vec<Lane>>;

    /// The closed targets of all outboxes, of one book or of all.
    fn closed_targets(&self, book: Option<BookId>) -> Result<Vec<ClosedTarget>>;

    /// The progress of each outbox, sorted by name.
    fn outbox_statuses(&self, now: Timestamp) -> Result<Vec<OutboxStatus>>;

    /// The deliveries that an outbox gave up, newest first.
    fn outbox_given_up(&self, name: &str) -> Result<Vec<GivenUp>>;
}

/// A snapshot of a journal for a proof: later commits are not part of it.
pub(crate) trait Moment: EngineReader {
    /// The most [event readers](EngineReader::event_reader) at the same time.
    fn threads(&self) -> usize;

    /// The lowest position in the file; in a forged file it may be below 1.
    fn first(&self) -> Result<Option<i64>>;

    /// Calls `look` with the book, key and position of each entry of the request key index. `false` if the index is out
    /// of order, or an entry is not a key.
    fn indexed_keys(&self, look: &mut dyn FnMut(u64, &[u8], u64)) -> Result<bool>;

    /// A table with rows of a checkpoint although there is no checkpoint; for a message.
    fn stray_checkpoint(&self) -> Result<Option<&'static str>>;

    /// Checks the engine's own constraints: events cannot be edited, and keys are unique.
    fn check_rules(&self) -> Result<()>;
}

/// Reads spans of the journal one after another, on one thread.
pub(crate) trait EventReader {
    /// Passes the existing rows of a span on in order. An engine that has to read the span again calls
    /// [`restart`](Rows::restart) first.
    fn read(&mut self, span: Span, rows: &mut dyn Rows) -> Result<()>;

    /// The seals in a span, in order.
    fn seals(&mut self, span: Span) -> Result<Vec<Seal>>;
}

/// Receives the rows of a span.
pub(crate) trait Rows {
    /// Drops the rows received so far.
    fn restart(&mut self);

    /// Receives the next row.
    fn take(&mut self, row: &EventRow<'_>) -> Result<()>;
}

/// Maps each row of a span; a missing position is an error.
pub(crate) fn collect<T>(
    reader: &mut dyn EventReader,
    span: Span,
    make: impl FnMut(&EventRow<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let (after, until) = span;
    let made = Vec::with_capacity(until.events_since(after));
    let mut collected = Collected { after, made, make };
    reader.read(span, &mut collected)?;
    if collected.next() <= until.0 { Err(missing(collected.next())) } else { Ok(collected.made) }
}

struct Collected<T, F> {
    after: Position,
    made: Vec<T>,
    make: F,
}

impl<T, F> Collected<T, F> {
    fn next(&self) -> u64 {
        self.after.plus(self.made.len()).next().0
    }
}

impl<T, F: FnMut(&EventRow<'_>) -> Result<T>> Rows for Collected<T, F> {
    fn restart(&mut self) {
        self.made.clear();
    }

    fn take(&mut self, row: &EventRow<'_>) -> Result<()> {
        if row.position != self.next() {
            return Err(missing(self.next()));
        }
        self.made.push((self.make)(row)?);
        Ok(())
    }
}

/// The seal of any position, also inside a commit; past the end, the seal at the end.
pub(crate) fn seal_of(engine: &(impl JournalReader + ?Sized), position: Position) -> Result<Seal> {
    let mut seal = engine.last_seal(position)?;
    let mut scratch = Vec::new();
    engine.rows((seal.position, position), &mut |row| {
        seal = seal.next(&seal::leaf(row, &mut scratch));
        Ok(Next::Go)
    })?;
    Ok(seal)
}

/// The error for a position without an event.
pub(crate) fn missing(position: u64) -> InternalError {
    InternalError::unreadable(position, "it is missing from the journal")
}

impl dyn EngineReader + '_ {
    /// The event at a position.
    pub(crate) fn event(&self, at: Position) -> Result<Option<Recorded>> {
        let mut found = None;
        self.row(at, &mut |row| {
            found = Some(decode(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The events after a position, at most `limit` and none after the head.
    pub(crate) fn events(&self, after: Position, head: Position, limit: usize) -> Result<Vec<Recorded>> {
        let until = after.plus(limit).min(head);
        let mut events = Vec::new();
        let next = |events: &Vec<Recorded>| after.plus(events.len()).next().0;
        self.rows((after, until), &mut |row| {
            if row.position != next(&events) {
                return Ok(Next::Stop);
            }
            events.push(decode(row)?);
            Ok(Next::Go)
        })?;
        if next(&events) <= until.0 { Err(missing(next(&events))) } else { Ok(events) }
    }
}
