//! The side of an engine that readers share, and what a proof needs besides.

use ledger_core::{BookId, EventKind, MemberId, Position, Recorded, Timestamp};

use super::adapter_value::{AdapterKey, Owner};
use super::chain::Chain;
use super::outbox_rows::{DeliveryKey, DeliveryRow, GivenUp, Lease, OutboxStatus};
use super::{Columns, Ends, Next, Span, StoredCheckpoint};
use crate::committed::digest::Books;
use crate::encoding::decode::decode;
use crate::encoding::row::EventRow;
use crate::encoding::seal::Seal;
use crate::internal_error::{InternalError, Result};

/// Called with each row.
pub(crate) type Look<'a, T> = &'a mut dyn FnMut(&EventRow<'_>) -> Result<T>;

/// Reads the journal. Each call sees what is committed.
pub(crate) trait JournalReader {
    /// The id that begins the seal chain.
    fn ledger_id(&self) -> Result<Vec<u8>>;

    /// Looks at one row; `false` if there is none at the position.
    fn row(&self, at: Position, look: Look<'_, ()>) -> Result<bool>;

    /// Walks a chain back, from a position on it (included) to its beginning or until `look` stops. A row that is
    /// missing on the way is an error.
    fn walk(&self, chain: Chain, from: Position, look: Look<'_, Next>) -> Result<()>;

    /// Reads rows of a span in order, as many as there are, until `look` stops.
    fn rows(&self, span: Span, look: Look<'_, Next>) -> Result<()>;

    /// The last position up to `head` that was recorded at or before a time.
    fn last_recorded_by(&self, time: Timestamp, head: Position) -> Result<Position>;

    /// The last seal that was stored up to a position; that of a journal without events where there is none before.
    fn last_seal(&self, until: Position) -> Result<Seal>;

    /// The last position in a span whose event is of one of these kinds.
    fn last_of_kinds(&self, kinds: &[EventKind], span: Span) -> Result<Option<Position>>;

    /// The last event; [`Position::START`] without any.
    fn head(&self) -> Result<Position>;

    /// The end of the journal, with what opening checks of it.
    fn ends(&self) -> Result<Ends>;
}

/// The side of an engine that readers share: the journal, and what is stored beside it.
pub(crate) trait EngineReader: JournalReader + Send + Sync {
    /// One moment of the journal, with an [event reader](EngineReader::event_reader) for each of so many threads.
    fn moment(&self, threads: usize) -> Result<Box<dyn Moment>>;

    /// A reader for a thread that reads millions of rows.
    fn event_reader(&self, columns: Columns) -> Result<Box<dyn EventReader + '_>>;

    /// The stored checkpoint.
    fn checkpoint(&self) -> Result<Option<StoredCheckpoint>>;

    /// The books of the stored checkpoint, read on so many threads; [`InternalError::Damaged`] where the rows are not
    /// those of a checkpoint.
    fn checkpoint_books(&self, threads: usize) -> Result<Books>;

    /// A value beside the journal.
    fn value(&self, owner: Owner, key: AdapterKey) -> Result<Option<String>>;

    /// The same where it costs no waiting; `None` where it would.
    fn value_at_once(&self, owner: Owner, key: AdapterKey) -> Result<Option<Option<String>>>;

    /// A value of each of these members of a book, in their order.
    fn values(&self, book: BookId, members: &[MemberId], key: AdapterKey) -> Result<Vec<Option<String>>>;

    /// A value of every member of a book who has it, sorted by member.
    fn all_values(&self, book: BookId, key: AdapterKey) -> Result<Vec<(MemberId, String)>>;

    /// Whether an outbox has ever run.
    fn knows_outbox(&self, name: &str) -> Result<bool>;

    /// Who holds an outbox, and until when.
    fn outbox_lease(&self, name: &str) -> Result<Lease>;

    /// What an outbox still has to deliver, in its order.
    fn outbox_waiting(&self, name: &str) -> Result<Vec<(DeliveryKey, DeliveryRow)>>;

    /// How far each outbox is, sorted by name.
    fn outbox_statuses(&self, now: Timestamp) -> Result<Vec<OutboxStatus>>;

    /// What an outbox gave up, newest first.
    fn outbox_given_up(&self, name: &str) -> Result<Vec<GivenUp>>;
}

/// One moment of a journal, for a proof: what is appended meanwhile is not part of it.
pub(crate) trait Moment: EngineReader {
    /// How many [event readers](EngineReader::event_reader) there can be at the same time.
    fn threads(&self) -> usize;

    /// The position of the first event, which may be one that no ledger writes.
    fn first(&self) -> Result<Option<i64>>;

    /// Calls `look` with the book, the key and the position of each entry of the index that request keys are looked
    /// up in. `false` where that index is not in its order, or holds an entry that is no key.
    fn indexed_keys(&self, look: &mut dyn FnMut(u64, &[u8], u64)) -> Result<bool>;

    /// Where there is no checkpoint, a part of one that was left; for a message.
    fn stray_checkpoint(&self) -> Result<Option<&'static str>>;

    /// Checks the rules that the engine keeps by itself: that nothing is edited, that keys are unique.
    fn check_rules(&self) -> Result<()>;
}

/// Reads spans of the journal one after another, for one thread.
pub(crate) trait EventReader {
    /// Hands the rows of a span over in order, as many as there are. An engine that has to begin the span again calls
    /// [`restart`](Rows::restart) first.
    fn read(&mut self, span: Span, rows: &mut dyn Rows) -> Result<()>;

    /// The seals in a span, in order.
    fn seals(&mut self, span: Span) -> Result<Vec<Seal>>;
}

/// Takes the rows of a span.
pub(crate) trait Rows {
    /// Forgets the rows that came so far.
    fn restart(&mut self);

    /// Takes the next row.
    fn take(&mut self, row: &EventRow<'_>) -> Result<()>;
}

/// Makes something of each row of a span; a position that is missing is an error.
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

/// The rows of a span, each in its place.
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

/// The error for a position without an event.
pub(crate) fn missing(position: u64) -> InternalError {
    InternalError::unreadable(position, "it is missing from the journal")
}

impl dyn EngineReader + '_ {
    /// The event at a position.
    pub fn event(&self, at: Position) -> Result<Option<Recorded>> {
        let mut found = None;
        self.row(at, &mut |row| {
            found = Some(decode(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The events after a position, at most `limit` and none after the head.
    pub fn events(&self, after: Position, head: Position, limit: usize) -> Result<Vec<Recorded>> {
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
