//! Rows of `events`: the columns in their order, bound and read in one place.

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, Row, ToSql};

use crate::fault::{Fault, Found};
use crate::stored::Stored;

/// Every column, in the order that [`Insert`] and [`read`] use.
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

/// One of the two, prepared. Parameters keep what was bound last: what is the same again is not bound again,
/// which spares half of the bindings of a run of grants.
pub(crate) struct Insert<'c> {
    statement: CachedStatement<'c>,
    bound: [Bound; COLUMNS],
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Null,
    Integer(i64),
    /// Text or bytes: always bound again.
    Other,
}

/// How many columns there are.
const COLUMNS: usize = 21;

impl<'c> Insert<'c> {
    pub fn prepare(connection: &'c Connection, sql: &str) -> Found<Insert<'c>> {
        // A statement from the cache has had its parameters cleared.
        Ok(Insert { statement: connection.prepare_cached(sql)?, bound: [Bound::Null; COLUMNS] })
    }

    /// Appends a row; gives the number of rows appended.
    pub fn run(&mut self, stored: &Stored<'_>) -> Found<usize> {
        self.integer(1, Some(stored.position as i64))?;
        self.integer(2, Some(stored.book as i64))?;
        self.integer(3, Some(stored.at))?;
        self.integer(4, stored.occurred_at)?;
        self.other(5, Some(stored.kind))?;
        self.integer(6, Some(stored.version))?;
        self.integer(7, Some(stored.command as i64))?;
        self.integer(8, Some(stored.actor))?;
        self.integer(9, Some(stored.debit.into()))?;
        self.integer(10, Some(stored.credit.into()))?;
        self.integer(11, Some(stored.amount))?;
        self.integer(12, stored.reverses.map(|position| position as i64))?;
        self.integer(13, Some(stored.book_prev as i64))?;
        self.integer(14, Some(stored.debit_prev as i64))?;
        self.integer(15, Some(stored.credit_prev as i64))?;
        self.other(16, stored.request_key)?;
        self.other(17, stored.fingerprint)?;
        self.other(18, stored.body)?;
        self.other(19, stored.private)?;
        self.other(20, stored.salt)?;
        self.other(21, stored.private_hash)?;
        Ok(self.statement.raw_execute()?)
    }

    fn integer(&mut self, parameter: usize, value: Option<i64>) -> Found<()> {
        let bound = value.map_or(Bound::Null, Bound::Integer);
        if self.bound[parameter - 1] != bound {
            self.statement.raw_bind_parameter(parameter, value)?;
            self.bound[parameter - 1] = bound;
        }
        Ok(())
    }

    fn other(&mut self, parameter: usize, value: Option<impl ToSql>) -> Found<()> {
        let bound = value.as_ref().map_or(Bound::Null, |_| Bound::Other);
        if bound == Bound::Other || self.bound[parameter - 1] != bound {
            self.statement.raw_bind_parameter(parameter, value)?;
            self.bound[parameter - 1] = bound;
        }
        Ok(())
    }
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
