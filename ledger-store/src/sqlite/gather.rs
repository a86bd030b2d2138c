//! Many rows at once, handed over inside SQLite's own loop as an aggregate function takes them. Stepping from row to
//! row and asking for each value from outside costs more than SQLite needs to find them.

use std::borrow::Borrow;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledger_core::Position;
use rusqlite::Connection;
use rusqlite::functions::{Aggregate, Context, FunctionFlags};
use rusqlite::types::Null;

use super::journal::bound;
use super::rows;
use crate::internal_error::{InternalError, Result};

/// A span of the journal: after a position, up to another.
pub(crate) type Span = (Position, Position);

/// What is made of a row of `events`.
pub(crate) trait FromRow: Send + Sized + 'static {
    /// The columns that it needs, the position first.
    const COLUMNS: &'static str;

    /// Makes it. `scratch` is space for whatever needs some.
    fn from_row(row: &Context<'_>, scratch: &mut Vec<u8>) -> Result<Self>;
}

/// Gathers rows over a connection.
pub(crate) struct Gatherer<C, T> {
    connection: C,
    desk: Desk<T>,
}

impl<C: Borrow<Connection>, T: FromRow> Gatherer<C, T> {
    pub(crate) fn over(connection: C) -> Result<Gatherer<C, T>> {
        let desk = Desk::empty();
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
        connection.borrow().create_aggregate_function("gather", -1, flags, desk.other_side())?;
        Ok(Gatherer { connection, desk })
    }

    pub(crate) fn connection(&self) -> &Connection {
        self.connection.borrow()
    }

    /// What is made of the rows of a span: of every one, for a position that is missing is a fault.
    pub(crate) fn gather(&self, span: Span) -> Result<Vec<T>> {
        let (after, until) = span;
        // They come in their order without being told: they are one range of the table itself.
        let sql = format!("SELECT gather({}) FROM events WHERE position > ?1 AND position <= ?2", T::COLUMNS);
        let mut statement = self.connection().prepare_cached(&sql)?;
        *self.desk.on_it() = Ok(Gathered::before(span));
        let ran = statement.query_row((bound(after), bound(until)), |_| Ok(()));
        let gathered = std::mem::replace(&mut *self.desk.on_it(), Ok(Gathered::before(span)));
        // What was wrong with a row says more than that SQLite was told to stop there.
        let gathered = gathered?;
        ran?;
        gathered.whole()
    }
}

/// The rows of a span, as far as they were handed over.
struct Gathered<T> {
    span: Span,
    made: Vec<T>,
    scratch: Vec<u8>,
}

impl<T: FromRow> Gathered<T> {
    fn before(span: Span) -> Gathered<T> {
        Gathered { span, made: Vec::new(), scratch: Vec::new() }
    }

    fn take(&mut self, row: &Context<'_>) -> Result<()> {
        if rows::position(row)? != self.next() {
            return Err(self.missing());
        }
        self.made.push(T::from_row(row, &mut self.scratch)?);
        Ok(())
    }

    fn whole(self) -> Result<Vec<T>> {
        if self.next() <= self.span.1.0 { Err(self.missing()) } else { Ok(self.made) }
    }

    fn next(&self) -> u64 {
        self.span.0.0 + self.made.len() as u64 + 1
    }

    fn missing(&self) -> InternalError {
        InternalError::unreadable(self.next(), "it is missing from the journal")
    }
}

/// Where what is gathered lies before the first row and after the last: SQLite itself hands over nothing but values.
struct Desk<T>(Arc<Mutex<Result<Gathered<T>>>>);

impl<T: FromRow> Desk<T> {
    fn empty() -> Desk<T> {
        Desk(Arc::new(Mutex::new(Ok(Gathered::before((Position::START, Position::START))))))
    }

    fn other_side(&self) -> Desk<T> {
        Desk(Arc::clone(&self.0))
    }

    fn on_it(&self) -> MutexGuard<'_, Result<Gathered<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Between the first row and the last it is in SQLite's hands.
type InHand<T> = AssertUnwindSafe<Gathered<T>>;

impl<T: FromRow> Aggregate<InHand<T>, Null> for Desk<T> {
    fn init(&self, _: &mut Context<'_>) -> rusqlite::Result<InHand<T>> {
        let span = self.on_it().as_ref().map_or((Position::START, Position::START), |gathered| gathered.span);
        let (after, until) = span;
        let mut gathered = Gathered::before(span);
        gathered.made.reserve((until.0 - after.0) as usize);
        Ok(AssertUnwindSafe(gathered))
    }

    fn step(&self, row: &mut Context<'_>, gathered: &mut InHand<T>) -> rusqlite::Result<()> {
        gathered.take(row).map_err(|error| {
            *self.on_it() = Err(error);
            rusqlite::Error::UserFunctionError("a row could not be read".into())
        })
    }

    fn finalize(&self, _: &mut Context<'_>, gathered: Option<InHand<T>>) -> rusqlite::Result<Null> {
        // Without a row there is nothing in hand; after a fault it stays what was found.
        if let (Some(AssertUnwindSafe(gathered)), on_it @ Ok(_)) = (gathered, &mut *self.on_it()) {
            *on_it = Ok(gathered);
        }
        Ok(Null)
    }
}
