//! The part of the proof that one thread does on a piece: the checks that need no earlier rows.

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

pub(super) struct Piece {
    pub events: Vec<Examined>,
    pub seals: Vec<Seal>,
}

pub(super) struct Examined {
    pub recorded: Recorded,
    pub links: Links,
    pub leaf: [u8; 32],
    pub key: Option<u128>,
    pub erased: Erased,
}

pub(super) fn read(reader: &mut dyn EventReader, span: Span) -> Result<Piece> {
    let mut scratch = Vec::new();
    let events = collect(reader, span, |row| examine(row, &mut scratch))?;
    Ok(Piece { events, seals: reader.seals(span)? })
}

fn examine(row: &EventRow<'_>, scratch: &mut Vec<u8>) -> Result<Examined> {
    let whole = match (row.private, row.salt, row.private_hash) {
        (Some(_), Some(salt), None) => salt.len() == SALT_BYTES,
        (None, None, Some(hash)) => hash.len() == 32,
        (None, None, None) => true,
        _ => false,
    };
    if !whole {
        return Err(InternalError::unreadable(
            row.position,
            "its private text, salt and hash do not belong together",
        ));
    }
    Ok(Examined {
        recorded: decode_without_texts(row)?,
        links: Links {
            book: Position(row.book_prev),
            debit: Position(row.debit_prev),
            credit: Position(row.credit_prev),
        },
        leaf: seal::leaf(row, scratch),
        key: keys::hash(row),
        erased: Erased {
            text: row.private_hash.is_some(),
            fingerprint: forgotten::fingerprint_is_erased(row)?,
        },
    })
}
