//! Rows of `events`: the columns in their order, bound and read in one place.

use rusqlite::types::ValueRef;
use rusqlite::{Row, Statement};

use crate::fault::{Fault, Found};
use crate::stored::Stored;

/// Every column, in the order that [`bind`] and [`read`] use.
macro_rules! columns {
    () => {
        "position, book, at, occurred_at, kind, version, command, actor, debit, credit, amount, reverses, \
         book_prev, debit_prev, credit_prev, request_key, fingerprint, body, private, salt, private_hash"
    };
}
pub(crate) use columns;

/// Appends an event.
pub(crate) const INSERT: &str = concat!(
    "INSERT INTO events (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)"
);

/// Appends an event with a request key, unless the key stands in its book already.
pub(crate) const INSERT_KEYED: &str = concat!(
    "INSERT INTO events (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21) \
     ON CONFLICT (book, request_key) WHERE request_key IS NOT NULL DO NOTHING"
);

/// Binds and runs one of the two; gives the number of rows appended.
pub(crate) fn insert(statement: &mut Statement<'_>, stored: &Stored<'_>) -> Found<usize> {
    statement.raw_bind_parameter(1, stored.position as i64)?;
    statement.raw_bind_parameter(2, stored.book as i64)?;
    statement.raw_bind_parameter(3, stored.at)?;
    statement.raw_bind_parameter(4, stored.occurred_at)?;
    statement.raw_bind_parameter(5, stored.kind)?;
    statement.raw_bind_parameter(6, stored.version)?;
    statement.raw_bind_parameter(7, stored.command as i64)?;
    statement.raw_bind_parameter(8, stored.actor)?;
    statement.raw_bind_parameter(9, stored.debit)?;
    statement.raw_bind_parameter(10, stored.credit)?;
    statement.raw_bind_parameter(11, stored.amount)?;
    statement.raw_bind_parameter(12, stored.reverses.map(|position| position as i64))?;
    statement.raw_bind_parameter(13, stored.book_prev as i64)?;
    statement.raw_bind_parameter(14, stored.debit_prev as i64)?;
    statement.raw_bind_parameter(15, stored.credit_prev as i64)?;
    statement.raw_bind_parameter(16, stored.request_key)?;
    statement.raw_bind_parameter(17, stored.fingerprint)?;
    statement.raw_bind_parameter(18, stored.body)?;
    statement.raw_bind_parameter(19, stored.private)?;
    statement.raw_bind_parameter(20, stored.salt)?;
    statement.raw_bind_parameter(21, stored.private_hash)?;
    Ok(statement.raw_execute()?)
}

/// Reads a row that was selected with [`columns`].
pub(crate) fn read<'r>(row: &'r Row<'_>) -> Found<Stored<'r>> {
    let position = integer(row, 0, 0)? as u64;
    Ok(Stored {
        position,
        book: unsigned(row, 1, position)?,
        at: integer(row, 2, position)?,
        occurred_at: maybe_integer(row, 3, position)?,
        kind: text(row, 4, position)?.unwrap_or_default(),
        version: integer(row, 5, position)?,
        command: unsigned(row, 6, position)?,
        actor: integer(row, 7, position)?,
        debit: account(row, 8, position)?,
        credit: account(row, 9, position)?,
        amount: integer(row, 10, position)?,
        reverses: maybe_integer(row, 11, position)?.map(|p| p as u64),
        book_prev: unsigned(row, 12, position)?,
        debit_prev: unsigned(row, 13, position)?,
        credit_prev: unsigned(row, 14, position)?,
        request_key: text(row, 15, position)?,
        fingerprint: blob(row, 16, position)?,
        body: text(row, 17, position)?,
        private: text(row, 18, position)?,
        salt: blob(row, 19, position)?,
        private_hash: blob(row, 20, position)?,
    })
}

/// What a fold needs and no more: free text stays on the disk, but for the members of opened accounts.
macro_rules! fold_columns {
    () => {
        "position, book, at, kind, version, debit, credit, amount, reverses, body, \
         iif(kind = 'account_opened', private, NULL)"
    };
}
pub(crate) use fold_columns;

/// Reads a row that was selected with [`fold_columns`]; what a fold does not need is left empty.
pub(crate) fn read_for_fold<'r>(row: &'r Row<'_>) -> Found<Stored<'r>> {
    let position = integer(row, 0, 0)? as u64;
    Ok(Stored {
        position,
        book: unsigned(row, 1, position)?,
        at: integer(row, 2, position)?,
        occurred_at: None,
        kind: text(row, 3, position)?.unwrap_or_default(),
        version: integer(row, 4, position)?,
        command: position,
        actor: 0,
        debit: account(row, 5, position)?,
        credit: account(row, 6, position)?,
        amount: integer(row, 7, position)?,
        reverses: maybe_integer(row, 8, position)?.map(|p| p as u64),
        book_prev: 0,
        debit_prev: 0,
        credit_prev: 0,
        request_key: None,
        fingerprint: None,
        body: text(row, 9, position)?,
        private: text(row, 10, position)?,
        salt: None,
        private_hash: None,
    })
}

pub(crate) fn integer(row: &Row<'_>, column: usize, position: u64) -> Found<i64> {
    match row.get_ref(column)? {
        ValueRef::Integer(value) => Ok(value),
        _ => Err(wrong(row, column, position)),
    }
}

fn unsigned(row: &Row<'_>, column: usize, position: u64) -> Found<u64> {
    u64::try_from(integer(row, column, position)?).map_err(|_| wrong(row, column, position))
}

fn account(row: &Row<'_>, column: usize, position: u64) -> Found<u32> {
    u32::try_from(integer(row, column, position)?).map_err(|_| wrong(row, column, position))
}

fn maybe_integer(row: &Row<'_>, column: usize, position: u64) -> Found<Option<i64>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(value) => Ok(Some(value)),
        _ => Err(wrong(row, column, position)),
    }
}

fn text<'r>(row: &'r Row<'_>, column: usize, position: u64) -> Found<Option<&'r str>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(wrong(row, column, position)),
        },
        _ => Err(wrong(row, column, position)),
    }
}

fn blob<'r>(row: &'r Row<'_>, column: usize, position: u64) -> Found<Option<&'r [u8]>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        ValueRef::Blob(bytes) => Ok(Some(bytes)),
        _ => Err(wrong(row, column, position)),
    }
}

#[cold]
fn wrong(row: &Row<'_>, column: usize, position: u64) -> Fault {
    let name = row.as_ref().column_name(column).unwrap_or("?").to_owned();
    Fault::unreadable(position, format!("its column {name} holds something else than it should"))
}
