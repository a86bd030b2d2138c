//! What is stored of an outbox: how far it has come, who holds it, and the deliveries that are still to be made.

use std::sync::Arc;

use ledger_core::{AccountNo, BookId, Position, Timestamp};

/// How far an outbox has come.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutboxStatus {
    /// Its name.
    pub name: String,
    /// Events up to here were planned.
    pub position: Position,
    /// Until when somebody holds it, if somebody does.
    pub held_until: Option<Timestamp>,
    /// Deliveries that are still to be made.
    pub waiting: u64,
    /// Deliveries that were given up.
    pub given_up: u64,
}

/// A delivery that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GivenUp {
    /// The event that it was because of.
    pub position: Position,
    /// Of which book.
    pub book: BookId,
    /// What was to be done.
    pub action: String,
    /// To whom, if it was to somebody.
    pub account: Option<AccountNo>,
    /// Where to, if it was somewhere.
    pub target: u64,
    /// How often it was tried.
    pub attempts: u32,
    /// Since when nobody tries any more.
    pub at: Timestamp,
    /// Why.
    pub error: String,
}

/// Position of the event, and place among its deliveries.
pub(crate) type DeliveryKey = (u64, u32);

/// A delivery that is still to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeliveryRow {
    pub book: BookId,
    pub account: Option<AccountNo>,
    pub action: Arc<str>,
    pub target: u64,
    pub attempts: u32,
    pub next_try_at: Timestamp,
}

/// Who holds an outbox, and until when.
pub(crate) struct Lease {
    pub holder: Option<Vec<u8>>,
    pub until: Timestamp,
}

/// What one round of an outbox writes.
#[derive(Clone)]
pub(crate) struct Round {
    pub outbox: &'static str,
    pub holder: [u8; 16],
    /// Until when it is to be held.
    pub until: Timestamp,
    /// Where it stands in the file, and where it stands now.
    pub from: Position,
    pub to: Position,
    pub new: Vec<(DeliveryKey, DeliveryRow)>,
    pub take: Vec<DeliveryKey>,
    pub settled: Vec<(DeliveryKey, Settled)>,
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settled {
    Done,
    Retry { at: Timestamp, error: String },
    GivenUp { at: Timestamp, error: String },
}

/// Whether whoever wrote a round still holds the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Held,
    /// Somebody else took over; only what became of deliveries was written.
    Lost,
}

impl Lease {
    pub(crate) fn is_held_by(&self, holder: &[u8; 16]) -> bool {
        self.holder.as_deref().is_some_and(|held_by| held_by == holder)
    }

    pub(crate) fn is_held_by_another(&self, holder: &[u8; 16], now: Timestamp) -> bool {
        self.until > now && self.holder.as_deref().is_some_and(|other| other != holder)
    }
}
