//! The seam between the ledger and its storage engine: traits for the writer, for readers and for a proof. `sqlite`
//! implements them; no other module names a type, a statement or an error of an engine.
//!
//! An engine may lock while the writer decides, or send all rows in one statement at the end; a lookup may cost a
//! microsecond or a network round trip. Callers therefore pass related data in one call, look nothing up while they
//! decide, and rely only on what is documented here.

pub(crate) mod adapter_value;
pub(crate) mod chain;
pub(crate) mod outbox_rows;
pub(crate) mod reader;
pub(crate) mod writer;

use std::sync::Arc;

use ledger_core::{AccountNo, OrderNo, Position, Recorded, Timestamp};

use self::reader::EngineReader;
use self::writer::EngineWriter;
use crate::committed::dirty::DirtyRows;
use crate::encoding::seal::{Digest, Seal};
use crate::internal_error::InternalError;

pub(crate) struct Opened {
    // Declared first, so dropped first: the writer must be the last to close.
    pub reader: Arc<dyn EngineReader>,
    pub writer: Box<dyn EngineWriter>,
}

/// The events after the first position, up to and including the second.
pub(crate) type Span = (Position, Position);

/// The end of the journal, as far as opening checks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    /// The last event.
    pub head: Position,
    /// The time at which it was recorded.
    pub last_at: Option<Timestamp>,
    /// The position of the last seal.
    pub sealed: Position,
    /// The seal at the head, if there is one.
    pub seal: Option<Seal>,
}

/// Whether a commit can still succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prospect {
    /// Yes, as far as the engine knows.
    Open,
    /// No: further rows are ignored, and the end of the commit returns the reason.
    Futile,
}

/// The result of a commit.
#[derive(Debug)]
pub(crate) enum Appended {
    /// Stored; it survives a crash and a power cut.
    Durable,
    /// Nothing was stored: another process appended first. Catch up and decide again.
    Overtaken,
    /// Nothing was stored: one of its request keys is in the journal already, or occurs twice in the commit.
    KeyTaken,
    /// Nothing was stored: the journal does not contain the events that the commit builds on.
    OtherPast,
    /// The engine did not confirm the commit; only the journal shows whether it is stored.
    Unknown(InternalError),
}

/// The command that the journal has for a request key.
#[derive(Debug, Clone)]
pub(crate) struct FoundKey {
    /// The event that the command asked for.
    pub recorded: Recorded,
    /// The fingerprint of the command; `None` once erased.
    pub fingerprint: Option<Vec<u8>>,
    /// The other events of the command, without account openings.
    pub also: Vec<Position>,
}

/// The subject whose private texts are erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A member: as the holder of the account, as the actor of other events, and as the buyer of redeemed orders.
    Member(AccountNo),
    /// The buyer of an order.
    Buyer(OrderNo),
}

/// How much a checkpoint writes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extent<'a> {
    /// The rows that changed since the stored checkpoint.
    Since(&'a DirtyRows),
    /// Every row.
    Whole,
}

/// The header of a stored checkpoint, without its books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoredCheckpoint {
    pub position: Position,
    pub digest: Digest,
}

/// Whether a read continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Go,
    Stop,
}

/// The columns that a read needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// Those of a fold: no key, no links, and of the private texts only the member ids of opened accounts.
    Fold,
    /// All columns, for a proof.
    All,
}
