//! Decodes rows into events. A row that cannot be read is an error with its position; it is never skipped or guessed.

use ledger_core::{Actor, BookId, EventKind, Position, Recorded, Timestamp};

use super::VERSION;
use crate::encoding::event_json::{order_recorded, read_event};
use crate::encoding::json::{Read, plain_reason, reason};
use crate::encoding::row::EventRow;
use crate::internal_error::{InternalError, Result};

pub(crate) fn decode(row: &EventRow<'_>) -> Result<Recorded> {
    read(row).map_err(|problem| InternalError::unreadable(row.position, problem))
}

/// Decodes a row without its free texts, which are only checked: a replay of millions of events needs none of them.
pub(crate) fn decode_without_texts(row: &EventRow<'_>) -> Result<Recorded> {
    if row.is(EventKind::AccountOpened) {
        return decode(row);
    }
    check_texts(row).map_err(|problem| InternalError::unreadable(row.position, problem))?;
    decode(&EventRow { private: None, ..*row })
}

fn check_texts(row: &EventRow<'_>) -> Read<()> {
    if row.is(EventKind::OrderRecorded) {
        return order_recorded(row).map(|_| ());
    }
    if row.private.is_some_and(|private| plain_reason(private).is_some()) {
        return Ok(());
    }
    reason(row).map(|_| ())
}

fn read(row: &EventRow<'_>) -> Read<Recorded> {
    if row.version != VERSION {
        return Err(format!("this program does not know version {} of the kind {}", row.version, row.kind));
    }
    Ok(Recorded {
        position: Position(row.position),
        book: BookId::new(row.book).map_err(|e| e.to_string())?,
        at: Timestamp::from_micros(row.at),
        occurred_at: row.occurred_at.map(Timestamp::from_micros),
        command: Position(row.command),
        actor: Actor::from_number(row.actor)
            .ok_or_else(|| format!("no actor has the number {}", row.actor))?,
        event: read_event(row)?,
    })
}
