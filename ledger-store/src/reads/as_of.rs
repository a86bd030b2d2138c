//! Reads of the past: a balance or a whole book at an earlier position or time.

use ledger_core::{Book, BookId, MemberId, Points, Position, Timestamp};

use crate::api::error::ReadError;
use crate::api::progress::Progress;
use crate::committed::digest::Books;
use crate::engine::reader::EngineReader;
use crate::internal_error::Result;
use crate::ledger::Ledger;
use crate::reads::history::Trail;
use crate::replay;

/// A moment in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// After the event at a position.
    Position(Position),
    /// At a time: after the last event recorded at or before it. Events that a clock recorded ahead of the time count from
    /// the [correction](Ledger::correct_clock) on, however far ahead they were recorded.
    Time(Timestamp),
}

impl Ledger {
    /// The balance of a member at a moment in the past. The cost grows with the number of later events of the account.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn balance_as_of(&self, book: BookId, member: MemberId, as_of: AsOf) -> Result<Points, ReadError> {
        let engine = self.engine()?;
        let position = position_of(&*engine, as_of, self.head())?;
        let Some(trail) = self.read(book, |book| Trail::of_member(book, member)) else {
            return Ok(Points::ZERO);
        };
        Ok(trail.walk_to(&*engine, position)?.balance())
    }

    /// A whole book at a moment in the past. Folds the journal up to there.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn book_as_of(
        &self,
        book: BookId,
        as_of: AsOf,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Book, ReadError> {
        let engine = self.engine()?;
        let until = position_of(&*engine, as_of, self.head())?;
        let mut books = Books::new();
        replay::fold(&*engine, &mut books, (Position::START, until), |_| {}, progress)?;
        Ok(books.remove(&book).unwrap_or_default())
    }
}

fn position_of(engine: &dyn EngineReader, as_of: AsOf, head: Position) -> Result<Position> {
    match as_of {
        AsOf::Position(position) => Ok(position.min(head)),
        AsOf::Time(time) => engine.last_recorded_by(time, head),
    }
}
