//! The stored rows of an outbox: its progress, its lease and its open deliveries.

use std::sync::Arc;

use ledger_core::{AccountNo, BookId, Position, Timestamp};

/// The progress of an outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutboxStatus {
    /// The name of the outbox.
    pub name: String,
    /// The last event whose deliveries are planned.
    pub position: Position,
    /// The end of the current lease, if a process holds the outbox.
    pub held_until: Option<Timestamp>,
    /// Open deliveries, to be made or retried.
    pub waiting: u64,
    /// Deliveries that are kept until their target can be reached again.
    pub on_hold: u64,
    /// Deliveries that were given up.
    pub given_up: u64,
}

/// A target that an outbox cannot reach, with the deliveries held for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClosedTarget {
    /// The name of the outbox.
    pub outbox: String,
    /// The book of the deliveries.
    pub book: BookId,
    /// The account they are addressed to, if any.
    pub account: Option<AccountNo>,
    /// The external number they are addressed to, or 0.
    pub target: u64,
    /// The time of the first delivery that could not reach it.
    pub since: Timestamp,
    /// The time at which the next delivery tries it.
    pub next_try_at: Timestamp,
    /// The deliveries that wait for it.
    pub held: u64,
    /// The last error.
    pub error: String,
}

/// A delivery that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct GivenUp {
    /// The event that called for it.
    pub position: Position,
    /// The book of the event.
    pub book: BookId,
    /// The action.
    pub action: String,
    /// The account it is addressed to, if any.
    pub account: Option<AccountNo>,
    /// The external number it is addressed to, or 0.
    pub target: u64,
    /// The number of attempts.
    pub attempts: u32,
    /// The time at which it was given up.
    pub at: Timestamp,
    /// The last error.
    pub error: String,
}

/// The position of the event, and the index among its deliveries.
pub(crate) type DeliveryKey = (u64, u32);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeliveryRow {
    pub book: BookId,
    pub account: Option<AccountNo>,
    pub action: Arc<str>,
    pub target: u64,
    pub attempts: u32,
    pub next_try_at: Timestamp,
}

/// The deliveries with one book, account and target. With [`Sequence::PerTarget`](crate::Sequence::PerTarget) they go
/// one after another; they are held together while the target is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Lane {
    pub book: BookId,
    pub account: Option<AccountNo>,
    pub target: u64,
}

/// Since when a target is closed, and when it is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closing {
    pub since: Timestamp,
    pub tries: u32,
    pub next_try_at: Timestamp,
}

/// What an outbox holds for targets that it cannot reach.
#[derive(Debug, Default)]
pub(crate) struct HeldLanes {
    pub closed: Vec<(Lane, Closing)>,
    /// The lanes with held deliveries; those that are not closed have opened again.
    pub holding: Vec<Lane>,
}

/// The process that holds an outbox, and the end of its lease.
pub(crate) struct Lease {
    pub holder: Option<Vec<u8>>,
    pub until: Timestamp,
}

/// Everything that one round of an outbox writes.
#[derive(Clone)]
pub(crate) struct Round {
    pub outbox: &'static str,
    pub holder: [u8; 16],
    /// The new end of the lease.
    pub until: Timestamp,
    /// The position in the file, and the new one.
    pub from: Position,
    pub to: Position,
    pub new: Vec<(DeliveryKey, DeliveryRow)>,
    /// New deliveries to a target that is closed, or whose held ones come first.
    pub new_held: Vec<(DeliveryKey, DeliveryRow)>,
    /// Targets that can be reached again.
    pub opened: Vec<Lane>,
    /// Closed targets to try at once.
    pub try_again: Vec<Lane>,
    pub now: Timestamp,
    pub take: Vec<DeliveryKey>,
    pub settled: Vec<(DeliveryKey, Settled)>,
}

/// The result of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settled {
    Done,
    Retry { at: Timestamp, error: String },
    GivenUp { at: Timestamp, error: String },
    Held { at: Timestamp, lane: Lane, closing: Closing, error: String },
}

/// Whether the process that wrote a round still holds the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    Held,
    /// Another process took over; only the results of deliveries were written.
    Lost,
}

impl DeliveryRow {
    pub(crate) fn lane(&self) -> Lane {
        Lane { book: self.book, account: self.account, target: self.target }
    }
}

impl Lease {
    pub(crate) fn is_held_by(&self, holder: &[u8; 16]) -> bool {
        self.holder.as_deref().is_some_and(|held_by| held_by == holder)
    }

    pub(crate) fn is_held_by_another(&self, holder: &[u8; 16], now: Timestamp) -> bool {
        self.until > now && self.holder.as_deref().is_some_and(|other| other != holder)
    }
}
