//! The seam between the ledger and the engine that keeps its journal: one trait for the writer, one for readers, one
//! for a proof. `sqlite` implements them; no other room names a type, a statement or an error of an engine.
//!
//! An engine is free behind these traits. It may hold a lock while the writer decides, or send all rows in one
//! statement at the end; a look-up may cost a microsecond or a round trip. Callers therefore hand over in one call what
//! belongs together, look nothing up while they decide, and rely on nothing that is not written here.

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

/// Both sides of an opened engine.
pub(crate) struct Opened {
    // Dropped first: the writer is to be the last to close.
    pub reader: Arc<dyn EngineReader>,
    pub writer: Box<dyn EngineWriter>,
}

/// A span of the journal: the events after the first position, up to and including the second.
pub(crate) type Span = (Position, Position);

/// A journal as it lies there, as far as opening checks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ends {
    /// The last event.
    pub head: Position,
    /// When it was recorded.
    pub last_at: Option<Timestamp>,
    /// The last seal's position.
    pub sealed: Position,
    /// The seal at the head.
    pub seal: Option<Seal>,
}

/// Whether a commit can still come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prospect {
    /// As far as the engine knows by now.
    Open,
    /// It cannot: further rows are ignored, and the end of the commit says why.
    Futile,
}

/// What became of a commit.
#[derive(Debug)]
pub(crate) enum Appended {
    /// All of it survives a crash and a power cut.
    Durable,
    /// Nothing was stored: another process appended first. Catch up and decide again.
    Overtaken,
    /// Nothing was stored: a request key of it is in the journal already, or twice in the commit.
    KeyTaken,
    /// Nothing was stored: the journal has other events than those that the commit was to follow.
    OtherPast,
    /// The engine was told to store it, and did not say that it did: only the journal can tell.
    Unknown(InternalError),
}

/// What is found of a request key in the journal.
#[derive(Debug, Clone)]
pub(crate) struct FoundKey {
    /// The event that was asked for under it.
    pub recorded: Recorded,
    /// The fingerprint of the command; `None` once it was erased.
    pub fingerprint: Option<Vec<u8>>,
    /// The other events of the same command, openings of accounts left out.
    pub also: Vec<Position>,
}

/// Whose private texts are erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A member's: as the holder of the account, as the actor in events of others, and as the buyer of the orders they
    /// redeemed.
    Member(AccountNo),
    /// The buyer's of an order.
    Buyer(OrderNo),
}

/// How much a checkpoint writes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extent<'a> {
    /// What has changed since the stored checkpoint.
    Since(&'a DirtyRows),
    /// Every row.
    Whole,
}

/// A checkpoint as far as it is known without loading its books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoredCheckpoint {
    pub position: Position,
    pub digest: Digest,
}

/// Whether a reader goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Go,
    Stop,
}

/// How much of a row is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// What a fold needs: no key, no links, and of the private texts only the members of opened accounts.
    Fold,
    /// All of it, as a proof needs it.
    All,
}
