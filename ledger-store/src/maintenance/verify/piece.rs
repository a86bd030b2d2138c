//! A piece of the journal, as one thread reads it: what can be said of each row without the rows before it.

use ledger_core::{Links, Position, Recorded};

use super::forgotten::{self, Erased};
use super::keys;
use crate::encoding::decode::decode_without_texts;
use crate::encoding::row::EventRow;
use crate::encoding::salt::SALT_BYTES;
use crate::encoding::seal::{self, Seal};
use crate::engine::Span;
use crate::engine::reader::{EventReader, collect};
use crate::internal_error::{InternalError, Result};

/// What one thread found in a piece.
pub(super) struct Piece {
    pub events: Vec<Examined>,
    pub seals: Vec<Seal>,
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
pub(super) fn read(reader: &mut dyn EventReader, span: Span) -> Result<Piece> {
    let mut scratch = Vec::new();
    let events = collect(reader, span, |row| examine(row, &mut scratch))?;
    Ok(Piece { events, seals: reader.seals(span)? })
}

fn examine(stored: &EventRow<'_>, scratch: &mut Vec<u8>) -> Result<Examined> {
    let whole = match (stored.private, stored.salt, stored.private_hash) {
        (Some(_), Some(salt), None) => salt.len() == SALT_BYTES,
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
