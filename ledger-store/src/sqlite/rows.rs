//! The columns of `events` in their order, bound and read in one place.

use rusqlite::types::ValueRef;
use rusqlite::{CachedStatement, Connection, Row, ToSql};

use crate::encoding::row::EventRow;
use crate::internal_error::{InternalError, Result};

/// Every column, in the order that [`Insert`] and [`read`] use.
macro_rules! columns {
    () => {
        "position, book, at, occurred_at, kind, version, command, actor, debit, credit, amount, reverses, \
         book_prev, debit_prev, credit_prev, request_key, fingerprint, body, private, salt, private_hash"
    };
}
pub(super) use columns;

pub(super) const INSERT: &str = concat!(
    "INSERT INTO events (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)"
);

/// Appends an event with a request key, unless the key is in its book already.
pub(super) const INSERT_KEYED: &str = concat!(
    "INSERT INTO events (",
    columns!(),
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21) \
     ON CONFLICT (book, request_key) WHERE request_key IS NOT NULL DO NOTHING"
);

/// A prepared insert. Parameters keep their last value, so an unchanged one is not bound again, which saves half of the
/// bindings in a run of grants.
pub(super) struct Insert<'c> {
    statement: CachedStatement<'c>,
    bound: [Bound; COLUMNS],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Null,
    Integer(i64),
    /// Text or bytes: bound every time.
    Other,
}

pub(super) const COLUMNS: usize = 21;

impl<'c> Insert<'c> {
    pub(crate) fn prepare(connection: &'c Connection, sql: &str) -> Result<Insert<'c>> {
        // A statement from the cache has its parameters cleared.
        Ok(Insert { statement: connection.prepare_cached(sql)?, bound: [Bound::Null; COLUMNS] })
    }

    /// Appends a row; returns the number of rows appended.
    pub(crate) fn run(&mut self, row: &EventRow<'_>) -> rusqlite::Result<usize> {
        self.integer(1, Some(row.position.cast_signed()))?;
        self.integer(2, Some(row.book.cast_signed()))?;
        self.integer(3, Some(row.at))?;
        self.integer(4, row.occurred_at)?;
        self.other(5, Some(row.kind))?;
        self.integer(6, Some(row.version))?;
        self.integer(7, Some(row.command.cast_signed()))?;
        self.integer(8, Some(row.actor))?;
        self.integer(9, Some(row.debit.into()))?;
        self.integer(10, Some(row.credit.into()))?;
        self.integer(11, Some(row.amount))?;
        self.integer(12, row.reverses.map(u64::cast_signed))?;
        self.integer(13, Some(row.book_prev.cast_signed()))?;
        self.integer(14, Some(row.debit_prev.cast_signed()))?;
        self.integer(15, Some(row.credit_prev.cast_signed()))?;
        self.other(16, row.request_key)?;
        self.other(17, row.fingerprint)?;
        self.other(18, row.body)?;
        self.other(19, row.private)?;
        self.other(20, row.salt)?;
        self.other(21, row.private_hash)?;
        self.statement.raw_execute()
    }

    fn integer(&mut self, parameter: usize, value: Option<i64>) -> rusqlite::Result<()> {
        let bound = value.map_or(Bound::Null, Bound::Integer);
        if self.bound[parameter - 1] != bound {
            self.statement.raw_bind_parameter(parameter, value)?;
            self.bound[parameter - 1] = bound;
        }
        Ok(())
    }

    fn other(&mut self, parameter: usize, value: Option<impl ToSql>) -> rusqlite::Result<()> {
        let bound = value.as_ref().map_or(Bound::Null, |_| Bound::Other);
        if bound == Bound::Other || self.bound[parameter - 1] != bound {
            self.statement.raw_bind_parameter(parameter, value)?;
            self.bound[parameter - 1] = bound;
        }
        Ok(())
    }
}

pub(super) type Read = for<'r> fn(&'r Row<'_>) -> Result<EventRow<'r>>;

/// Reads a row selected with [`columns`].
pub(super) fn read<'r>(row: &'r Row<'_>) -> Result<EventRow<'r>> {
    let row = Reading::of(row, columns!())?;
    Ok(EventRow {
        position: row.position,
        book: row.unsigned(1)?,
        at: row.integer(2)?,
        occurred_at: row.maybe_integer(3)?,
        kind: row.text(4)?.unwrap_or_default(),
        version: row.integer(5)?,
        command: row.unsigned(6)?,
        actor: row.integer(7)?,
        debit: row.account(8)?,
        credit: row.account(9)?,
        amount: row.integer(10)?,
        reverses: row.maybe_integer(11)?.map(i64::cast_unsigned),
        book_prev: row.unsigned(12)?,
        debit_prev: row.unsigned(13)?,
        credit_prev: row.unsigned(14)?,
        request_key: row.text(15)?,
        fingerprint: row.blob(16)?,
        body: row.text(17)?,
        private: row.text(18)?,
        salt: row.blob(19)?,
        private_hash: row.blob(20)?,
    })
}

/// The columns that a fold needs. Free texts are not read, except the member ids of opened accounts.
macro_rules! fold_columns {
    () => {
        "position, book, at, kind, version, debit, credit, amount, reverses, body, \
         iif(kind = 'account_opened', private, NULL)"
    };
}
pub(super) use fold_columns;

/// Reads a row selected with [`fold_columns`]; the other columns are left empty.
pub(super) fn read_for_fold<'r>(row: &'r Row<'_>) -> Result<EventRow<'r>> {
    let row = Reading::of(row, fold_columns!())?;
    Ok(EventRow {
        position: row.position,
        book: row.unsigned(1)?,
        at: row.integer(2)?,
        occurred_at: None,
        kind: row.text(3)?.unwrap_or_default(),
        version: row.integer(4)?,
        command: row.position,
        actor: 0,
        debit: row.account(5)?,
        credit: row.account(6)?,
        amount: row.integer(7)?,
        reverses: row.maybe_integer(8)?.map(i64::cast_unsigned),
        book_prev: 0,
        debit_prev: 0,
        credit_prev: 0,
        request_key: None,
        fingerprint: None,
        body: row.text(9)?,
        private: row.text(10)?,
        salt: None,
        private_hash: None,
    })
}

/// A row being read; errors name its position and column.
struct Reading<'r, 's> {
    row: &'r Row<'s>,
    columns: &'static str,
    position: u64,
}

impl<'r, 's> Reading<'r, 's> {
    fn of(row: &'r Row<'s>, columns: &'static str) -> Result<Reading<'r, 's>> {
        let mut reading = Reading { row, columns, position: 0 };
        reading.position = reading.integer(0)?.cast_unsigned();
        Ok(reading)
    }

    fn integer(&self, column: usize) -> Result<i64> {
        match self.row.get_ref(column)? {
            ValueRef::Integer(value) => Ok(value),
            _ => Err(self.wrong(column)),
        }
    }

    fn unsigned(&self, column: usize) -> Result<u64> {
        u64::try_from(self.integer(column)?).map_err(|_| self.wrong(column))
    }

    fn account(&self, column: usize) -> Result<u32> {
        u32::try_from(self.integer(column)?).map_err(|_| self.wrong(column))
    }

    fn maybe_integer(&self, column: usize) -> Result<Option<i64>> {
        match self.row.get_ref(column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(value) => Ok(Some(value)),
            _ => Err(self.wrong(column)),
        }
    }

    fn text(&self, column: usize) -> Result<Option<&'r str>> {
        match self.row.get_ref(column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
                Ok(text) => Ok(Some(text)),
                Err(_) => Err(self.wrong(column)),
            },
            _ => Err(self.wrong(column)),
        }
    }

    fn blob(&self, column: usize) -> Result<Option<&'r [u8]>> {
        match self.row.get_ref(column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(bytes) => Ok(Some(bytes)),
            _ => Err(self.wrong(column)),
        }
    }

    #[cold]
    fn wrong(&self, column: usize) -> InternalError {
        let name = self.columns.split(", ").nth(column).unwrap_or("?");
        // The column is wrapped in a condition, because only some kinds need it.
        let name = if name.starts_with("iif(") { "private" } else { name };
        InternalError::unreadable(
            self.position,
            format!("its column {name} holds something else than it should"),
        )
    }
}
