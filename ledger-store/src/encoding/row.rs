//! The values of an event's row, borrowed from the event or the database.

use ledger_core::{Decided, Event, EventKind, RequestKey, Timestamp};

use super::VERSION;
use super::salt::SALT_BYTES;

/// The columns of `events`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EventRow<'a> {
    pub position: u64,
    pub book: u64,
    pub at: i64,
    pub occurred_at: Option<i64>,
    pub kind: &'a str,
    pub version: i64,
    pub command: u64,
    pub actor: i64,
    pub debit: u32,
    pub credit: u32,
    pub amount: i64,
    pub reverses: Option<u64>,
    pub book_prev: u64,
    pub debit_prev: u64,
    pub credit_prev: u64,
    pub request_key: Option<&'a str>,
    pub fingerprint: Option<&'a [u8]>,
    pub body: Option<&'a str>,
    pub private: Option<&'a str>,
    pub salt: Option<&'a [u8]>,
    pub private_hash: Option<&'a [u8]>,
}

/// The two JSON texts of an event, before they are bound to a row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Texts {
    pub body: Option<String>,
    pub private: Option<String>,
}

/// The columns of an event that carries its command's request key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keyed<'a> {
    pub key: &'a RequestKey,
    pub fingerprint: &'a [u8],
}

impl<'a> EventRow<'a> {
    pub(crate) fn is(&self, kind: EventKind) -> bool {
        self.kind == kind.as_str()
    }

    pub(crate) fn of(
        decided: &'a Decided,
        texts: &'a Texts,
        salt: &'a [u8; SALT_BYTES],
        keyed: Option<Keyed<'a>>,
    ) -> EventRow<'a> {
        let recorded = &decided.recorded;
        let sides = recorded.event.sides();
        let reverses = match &recorded.event {
            Event::PostingReversed { reverses, .. } => Some(reverses.0),
            _ => None,
        };
        EventRow {
            position: recorded.position.0,
            book: recorded.book.number(),
            at: recorded.at.micros(),
            occurred_at: recorded.occurred_at.map(Timestamp::micros),
            kind: recorded.event.kind().as_str(),
            version: VERSION,
            command: recorded.command.0,
            actor: recorded.actor.number(),
            debit: sides.debit.0,
            credit: sides.credit.0,
            amount: sides.amount.0,
            reverses,
            book_prev: decided.links.book.0,
            debit_prev: decided.links.debit.0,
            credit_prev: decided.links.credit.0,
            request_key: keyed.map(|keyed| keyed.key.as_str()),
            fingerprint: keyed.map(|keyed| keyed.fingerprint),
            body: texts.body.as_deref(),
            private: texts.private.as_deref(),
            salt: texts.private.as_ref().map(|_| &salt[..]),
            private_hash: None,
        }
    }
}
