//! A piece of the journal, as one thread reads it: what can be said of each row without the rows before it.

use ledger_core::{Links, Position, Recorded};
use rusqlite::Connection;

use super::forgotten::{self, Erased};
use super::keys;
use crate::codec::decode_without_texts;
use crate::fault::{Fault, Found};
use crate::replay::{self, Span};
use crate::seal;
use crate::sqlite::journal::bound;
use crate::sqlite::rows::{self, columns};
use crate::stored::Stored;

/// What one thread found in a piece.
pub(super) struct Piece {
    pub events: Vec<Examined>,
    pub seals: Vec<(u64, [u8; 32])>,
}

/// An event whose row was looked at by itself.
pub(super) struct Examined {
    pub recorded: Recorded,
    pub links: Links,
    pub leaf: [u8; 32],
    pub key: Option<u128>,
    pub erased: Erased,
}

/// Reads the events of a span and the seals in it.
pub(super) fn read(connection: &Connection, span: Span) -> Found<Piece> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position"
    );
    let (after, until) = span;
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query((bound(after), bound(until)))?;
    let mut events = Vec::with_capacity((until.0 - after.0) as usize);
    let mut scratch = Vec::with_capacity(512);
    while let Some(row) = found.next()? {
        let stored = rows::read(row)?;
        if stored.position != after.0 + events.len() as u64 + 1 {
            return Err(replay::missing(span, events.len() as u64));
        }
        events.push(examine(&stored, &mut scratch)?);
    }
    if (events.len() as u64) < until.0 - after.0 {
        return Err(replay::missing(span, events.len() as u64));
    }
    let mut seals = Vec::new();
    let sql = "SELECT position, seal FROM seals WHERE position > ?1 AND position <= ?2 ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query((bound(after), bound(until)))?;
    while let Some(row) = found.next()? {
        let position = row.get::<_, i64>(0)? as u64;
        let seal: Vec<u8> = row.get(1)?;
        let seal =
            seal.try_into().map_err(|_| Fault::unreadable(position, "its seal is not 32 bytes long"))?;
        seals.push((position, seal));
    }
    Ok(Piece { events, seals })
}

fn examine(stored: &Stored<'_>, scratch: &mut Vec<u8>) -> Found<Examined> {
    let whole = match (stored.private, stored.salt, stored.private_hash) {
        (Some(_), Some(salt), None) => salt.len() == seal::SALT_BYTES,
        (None, None, Some(hash)) => hash.len() == 32,
        (None, None, None) => true,
        _ => false,
    };
    if !whole {
        return Err(Fault::unreadable(
            stored.position,
            "its private text, salt and hash do not belong together",
        ));
    }
    Ok(Examined {
        recorded: decode_without_texts(stored)?,
        links: Links {
            book: Position(stored.book_prev),
            debit: Position(stored.debit_prev),
            credit: Position(stored.credit_prev),
        },
        leaf: seal::leaf(stored, scratch),
        key: keys::hash(stored),
        erased: Erased {
            text: stored.private_hash.is_some(),
            fingerprint: forgotten::fingerprint_is_erased(stored)?,
        },
    })
}
