//! The past: what a member had, and what a book was, at an earlier position or time.

use ledger_core::{Book, BookId, MemberId, Points, Position, Timestamp};
use rusqlite::Connection;

use crate::api::error::ReadError;
use crate::api::progress::Progress;
use crate::committed::digest::Books;
use crate::internal_error::{InternalError, Result};
use crate::ledger::Ledger;
use crate::reads::history::Trail;
use crate::replay;
use crate::sqlite::journal;

/// A moment in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// After the event at a position.
    Position(Position),
    /// At a time: after the last event that was recorded by then.
    Time(Timestamp),
}

impl Ledger {
    /// What a member had at a moment in the past. Costs a walk as long as the account's later history.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn balance_as_of(&self, book: BookId, member: MemberId, as_of: AsOf) -> Result<Points, ReadError> {
        let connection = self.reader()?;
        let position = position_of(&connection, as_of, self.head())?;
        let Some(trail) = self.read(book, |book| Trail::of_member(book, member)) else {
            return Ok(Points::ZERO);
        };
        Ok(trail.walk_to(&connection, position)?.balance())
    }

    /// A whole book as it was at a moment in the past: a fold of the journal up to there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn book_as_of(
        &self,
        book: BookId,
        as_of: AsOf,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Book, ReadError> {
        let until = position_of(&*self.reader()?, as_of, self.head())?;
        let mut books = Books::new();
        replay::fold(self.path(), &mut books, (Position::START, until), |_| {}, progress)?;
        Ok(books.remove(&book).unwrap_or_default())
    }
}

/// The last position at a moment. Times never run backwards along the journal, so a time is found by halving.
fn position_of(connection: &Connection, as_of: AsOf, head: Position) -> Result<Position> {
    let time = match as_of {
        AsOf::Position(position) => return Ok(position.min(head)),
        AsOf::Time(time) => time.micros(),
    };
    let (mut known, mut beyond) = (0, head.0 + 1);
    while known + 1 < beyond {
        let middle = known + (beyond - known) / 2;
        let at = journal::with_one(connection, Position(middle), |stored| Ok(stored.at))?;
        if at.ok_or_else(|| InternalError::unreadable(middle, "it is missing from the journal"))? <= time {
            known = middle;
        } else {
            beyond = middle;
        }
    }
    Ok(Position(known))
}
