//! SQLite's record format: a header with the type and length of each column, then the values. `None` for any unexpected
//! form; the caller then asks SQL, which reports what it is.

use ledger_core::EventKind;

use super::rows::COLUMNS;
use crate::encoding::row::EventRow;

/// The columns that a fold needs, by their index in the table.
const BOOK: usize = 1;
const AT: usize = 2;
const KIND: usize = 4;
const VERSION: usize = 5;
const DEBIT: usize = 8;
const CREDIT: usize = 9;
const AMOUNT: usize = 10;
const REVERSES: usize = 11;
const BODY: usize = 17;
const PRIVATE: usize = 18;

/// The columns for a fold, as [`read_for_fold`](super::rows::read_for_fold) gets them from SQL.
pub(super) fn for_fold(position: u64, record: &[u8]) -> Option<EventRow<'_>> {
    let row = Fields::of(record)?;
    let kind = row.text(KIND)??;
    Some(EventRow {
        position,
        book: row.integer(BOOK)??.try_into().ok()?,
        at: row.integer(AT)??,
        occurred_at: None,
        kind,
        version: row.integer(VERSION)??,
        command: position,
        actor: 0,
        debit: row.integer(DEBIT)??.try_into().ok()?,
        credit: row.integer(CREDIT)??.try_into().ok()?,
        amount: row.integer(AMOUNT)??,
        reverses: row.integer(REVERSES)?.map(i64::cast_unsigned),
        book_prev: 0,
        debit_prev: 0,
        credit_prev: 0,
        request_key: None,
        fingerprint: None,
        body: row.text(BODY)?,
        private: if kind == EventKind::AccountOpened.as_str() { row.text(PRIVATE)? } else { None },
        salt: None,
        private_hash: None,
    })
}

struct Fields<'r> {
    record: &'r [u8],
    fields: [Field; COLUMNS],
}

/// SQLite's serial type of a value, and its offset in the record.
#[derive(Clone, Copy, Default)]
struct Field {
    serial: u64,
    start: usize,
}

impl<'r> Fields<'r> {
    fn of(record: &'r [u8]) -> Option<Fields<'r>> {
        let (length, _) = varint(record)?;
        let mut start = usize::try_from(length).ok()?;
        let mut header = varint(record.get(..start)?)?.1;
        let mut fields = [Field::default(); COLUMNS];
        for field in &mut fields {
            let (serial, rest) = varint(header)?;
            header = rest;
            *field = Field { serial, start };
            start = start.checked_add(length_of(serial)?)?;
        }
        // The values must fill the record exactly.
        (header.is_empty() && start == record.len()).then_some(Fields { record, fields })
    }

    fn integer(&self, column: usize) -> Option<Option<i64>> {
        let Field { serial, start } = self.fields[column];
        let big_endian = match serial {
            0 => return Some(None),
            1..=6 => self.record.get(start..start + length_of(serial)?)?,
            8 => return Some(Some(0)),
            9 => return Some(Some(1)),
            _ => return None,
        };
        let sign = if big_endian.first()? & 0x80 == 0 { 0 } else { -1 };
        Some(Some(big_endian.iter().fold(sign, |value, byte| value << 8 | i64::from(*byte))))
    }

    fn text(&self, column: usize) -> Option<Option<&'r str>> {
        let Field { serial, start } = self.fields[column];
        if serial == 0 {
            return Some(None);
        }
        if serial < 13 || serial % 2 == 0 {
            return None;
        }
        let bytes = self.record.get(start..start.checked_add(length_of(serial)?)?)?;
        std::str::from_utf8(bytes).ok().map(Some)
    }
}

/// The length of a value of this serial type.
fn length_of(serial: u64) -> Option<usize> {
    Some(match serial {
        0 | 8 | 9 => 0,
        1..=4 => serial as usize,
        5 => 6,
        6 | 7 => 8,
        10 | 11 => return None,
        _ => usize::try_from((serial - 12) / 2).ok()?,
    })
}

/// Decodes SQLite's variable-length integer: seven bits per byte. Also returns the rest.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (place, byte) in bytes.iter().enumerate().take(8) {
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(place + 1..)?));
        }
    }
    // The ninth byte has eight bits.
    Some((value << 8 | u64::from(*bytes.get(8)?), bytes.get(9..)?))
}
