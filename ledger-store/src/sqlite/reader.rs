//! Reads on many threads, through the pool of a ledger or the connections of one snapshot.

use std::ops::Deref;

use ledger_core::{BookId, EventKind, MemberId, Position, Timestamp};
use rusqlite::Connection;

use super::outbox::held;
use super::{adapter_data, checkpoint, journal, outbox, schema};
use crate::committed::digest::Books;
use crate::encoding::seal::Seal;
use crate::engine::adapter_value::{AdapterKey, Owner};
use crate::engine::chain::Chain;
use crate::engine::outbox_rows::{
    ClosedTarget, DeliveryKey, DeliveryRow, GivenUp, HeldLanes, Lane, Lease, OutboxStatus,
};
use crate::engine::reader::{EngineReader, EventReader, JournalReader, Look, Moment};
use crate::engine::{Columns, Ends, Next, Span, StoredCheckpoint};
use crate::internal_error::Result;

pub(super) trait Lends {
    type Lent<'c>: Deref<Target = Connection>
    where
        Self: 'c;

    fn lend(&self) -> Result<Self::Lent<'_>>;
}

/// A source of connections for readers.
pub(super) trait Connections: Lends + Send + Sync {
    /// A connection for one call if one is free; `None` if the caller would have to wait.
    fn lend_at_once(&self) -> Option<Self::Lent<'_>>;

    /// A snapshot of the file.
    fn moment(&self, threads: usize) -> Result<Box<dyn Moment>>;

    /// A reader with a connection of its own.
    fn event_reader(&self, columns: Columns) -> Result<Box<dyn EventReader + '_>>;

    /// The books of the stored checkpoint.
    fn checkpoint_books(&self, threads: usize) -> Result<Books>;
}

impl<L: Lends> JournalReader for L {
    fn ledger_id(&self) -> Result<Vec<u8>> {
        schema::ledger_id(&*self.lend()?)
    }

    fn row(&self, at: Position, look: Look<'_, ()>) -> Result<bool> {
        journal::row(&*self.lend()?, at, look)
    }

    fn walk(&self, chain: Chain, from: Position, look: Look<'_, Next>) -> Result<()> {
        journal::walk(&*self.lend()?, chain, from, look)
    }

    fn rows(&self, span: Span, look: Look<'_, Next>) -> Result<()> {
        journal::rows(&*self.lend()?, span, look)
    }

    fn last_recorded_by(&self, time: Timestamp, head: Position) -> Result<Position> {
        journal::last_recorded_by(&*self.lend()?, time, head)
    }

    fn last_seal(&self, until: Position) -> Result<Seal> {
        journal::last_seal(&*self.lend()?, until)
    }

    fn last_of_kinds(&self, kinds: &[EventKind], span: Span) -> Result<Option<Position>> {
        journal::last_of_kinds(&*self.lend()?, kinds, span)
    }

    fn head(&self) -> Result<Position> {
        journal::head(&*self.lend()?)
    }

    fn ends(&self) -> Result<Ends> {
        journal::ends(&*self.lend()?)
    }
}

impl<C: Connections> EngineReader for C {
    fn moment(&self, threads: usize) -> Result<Box<dyn Moment>> {
        Connections::moment(self, threads)
    }

    fn event_reader(&self, columns: Columns) -> Result<Box<dyn EventReader + '_>> {
        Connections::event_reader(self, columns)
    }

    fn checkpoint(&self) -> Result<Option<StoredCheckpoint>> {
        checkpoint::stored(&*self.lend()?)
    }

    fn checkpoint_books(&self, threads: usize) -> Result<Books> {
        Connections::checkpoint_books(self, threads)
    }

    fn value(&self, owner: Owner, key: AdapterKey) -> Result<Option<String>> {
        adapter_data::one(&*self.lend()?, owner, key)
    }

    fn value_at_once(&self, owner: Owner, key: AdapterKey) -> Result<Option<Option<String>>> {
        self.lend_at_once().map(|connection| adapter_data::one(&connection, owner, key)).transpose()
    }

    fn values(&self, book: BookId, members: &[MemberId], key: AdapterKey) -> Result<Vec<Option<String>>> {
        let connection = self.lend()?;
        let of = |member: &MemberId| adapter_data::one(&connection, Owner::Member(book, *member), key);
        members.iter().map(of).collect()
    }

    fn all_values(&self, book: BookId, key: AdapterKey) -> Result<Vec<(MemberId, String)>> {
        adapter_data::all(&*self.lend()?, book, key)
    }

    fn knows_outbox(&self, name: &str) -> Result<bool> {
        outbox::is_known(&*self.lend()?, name)
    }

    fn outbox_lease(&self, name: &str) -> Result<Lease> {
        outbox::lease(&*self.lend()?, name)
    }

    fn outbox_waiting(&self, name: &str) -> Result<Vec<(DeliveryKey, DeliveryRow)>> {
        outbox::waiting(&*self.lend()?, name)
    }

    fn outbox_held_lanes(&self, name: &str) -> Result<HeldLanes> {
        held::lanes(&*self.lend()?, name)
    }

    fn outbox_held(&self, name: &str, lane: Lane, limit: usize) -> Result<Vec<(DeliveryKey, DeliveryRow)>> {
        held::first(&*self.lend()?, name, lane, limit)
    }

    fn outbox_due_lanes(&self, name: &str, now: Timestamp) -> Result<Vec<Lane>> {
        held::due(&*self.lend()?, name, now)
    }

    fn closed_targets(&self, book: Option<BookId>) -> Result<Vec<ClosedTarget>> {
        held::closed_targets(&*self.lend()?, book)
    }

    fn outbox_statuses(&self, now: Timestamp) -> Result<Vec<OutboxStatus>> {
        outbox::statuses(&*self.lend()?, now)
    }

    fn outbox_given_up(&self, name: &str) -> Result<Vec<GivenUp>> {
        outbox::given_up(&*self.lend()?, name)
    }
}
