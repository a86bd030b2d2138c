//! A piece of the journal, as one thread reads it: what can be said of each row without the rows before it.

use ledger_core::{Links, Position, Recorded};
use rusqlite::Connection;
use rusqlite::functions::Context;

use super::forgotten::{self, Erased};
use super::keys;
use super::snapshot::Lent;
use crate::encoding::decode::decode_without_texts;
use crate::encoding::row::EventRow;
use crate::encoding::seal;
use crate::internal_error::{InternalError, Result};
use crate::sqlite::gather::{FromRow, Gatherer, Span};
use crate::sqlite::journal::bound;
use crate::sqlite::rows::{self, columns};

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
pub(super) fn read(reader: &Gatherer<Lent<'_>, Examined>, span: Span) -> Result<Piece> {
    Ok(Piece { events: reader.gather(span)?, seals: seals(reader.connection(), span)? })
}

fn seals(connection: &Connection, (after, until): Span) -> Result<Vec<(u64, [u8; 32])>> {
    let sql = "SELECT position, seal FROM seals WHERE position > ?1 AND position <= ?2 ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query((bound(after), bound(until)))?;
    let mut seals = Vec::new();
    while let Some(row) = found.next()? {
        let position = row.get::<_, i64>(0)? as u64;
        let seal: Vec<u8> = row.get(1)?;
        let seal = seal
            .try_into()
            .map_err(|_| InternalError::unreadable(position, "its seal is not 32 bytes long"))?;
        seals.push((position, seal));
    }
    Ok(seals)
}

impl FromRow for Examined {
    const COLUMNS: &'static str = columns!();

    fn from_row(row: &Context<'_>, scratch: &mut Vec<u8>) -> Result<Examined> {
        examine(&rows::read(row)?, scratch)
    }
}

fn examine(stored: &EventRow<'_>, scratch: &mut Vec<u8>) -> Result<Examined> {
    let whole = match (stored.private, stored.salt, stored.private_hash) {
        (Some(_), Some(salt), None) => salt.len() == seal::SALT_BYTES,
        (None, None, Some(hash)) => hash.len() == 32,
        (None, None, None) => true,
        _ => false,
    };
    if !whole {
        return Err(InternalError::unreadable(
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
