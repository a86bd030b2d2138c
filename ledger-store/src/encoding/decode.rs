//! Stored rows to events. A row that cannot be read is a fault with its position: never skipped, never guessed.

use ledger_core::{Actor, BookId, EventKind, Position, Recorded, Timestamp};

use super::VERSION;
use crate::encoding::event_json::{order_recorded, read_event};
use crate::encoding::json::{Read, plain_reason, reason};
use crate::encoding::row::EventRow;
use crate::internal_error::{InternalError, Result};

/// The event that a row stores.
pub(crate) fn decode(stored: &EventRow<'_>) -> Result<Recorded> {
    read(stored).map_err(|problem| InternalError::unreadable(stored.position, problem))
}

/// The event that a row stores, without the free text that people typed, which is only looked at: for whoever reads
/// millions of events and needs none of it.
pub(crate) fn decode_without_texts(stored: &EventRow<'_>) -> Result<Recorded> {
    if stored.is(EventKind::AccountOpened) {
        return decode(stored);
    }
    check_texts(stored).map_err(|problem| InternalError::unreadable(stored.position, problem))?;
    decode(&EventRow { private: None, ..*stored })
}

/// Whether the private text is what the kind stores there.
fn check_texts(stored: &EventRow<'_>) -> Read<()> {
    if stored.is(EventKind::OrderRecorded) {
        return order_recorded(stored).map(|_| ());
    }
    if stored.private.is_some_and(|private| plain_reason(private).is_some()) {
        return Ok(());
    }
    reason(stored).map(|_| ())
}

fn read(stored: &EventRow<'_>) -> Read<Recorded> {
    if stored.version != VERSION {
        return Err(format!("version {} of the kind {} is not known here", stored.version, stored.kind));
    }
    Ok(Recorded {
        position: Position(stored.position),
        book: BookId::new(stored.book).map_err(|e| e.to_string())?,
        at: Timestamp::from_micros(stored.at),
        occurred_at: stored.occurred_at.map(Timestamp::from_micros),
        command: Position(stored.command),
        actor: Actor::from_number(stored.actor)
            .ok_or_else(|| format!("no actor has the number {}", stored.actor))?,
        event: read_event(stored)?,
    })
}
