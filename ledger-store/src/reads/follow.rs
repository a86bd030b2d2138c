//! Following: every committed event from a position on, for live pages, projections and outboxes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use ledger_core::{Position, Projection, Recorded};

use crate::api::error::ReadError;
use crate::engine::reader::EngineReader;
use crate::ledger::Ledger;

/// Events read from the file at a time.
const READ_AHEAD: usize = 1_024;

/// A reader that goes along with the journal. It holds no connection while it waits.
///
/// It outlives the ledger's closing by the events that it has not handed out yet: until it comes to the end, or is
/// dropped, the file stays open for reading.
pub struct Follow {
    ledger: Ledger,
    /// `None` once the end was reached, or when the ledger was closed before.
    engine: Option<Arc<dyn EngineReader>>,
    after: Position,
    read: VecDeque<Recorded>,
}

impl Ledger {
    /// Follows the journal from the event after a position, without end.
    pub fn follow(&self, after: Position) -> Follow {
        Follow { ledger: self.clone(), engine: self.open_engine(), after, read: VecDeque::new() }
    }

    /// Committed events after a position, in order, at most `limit`.
    ///
    /// # Errors
    /// When the file cannot be read, or an event in it cannot.
    pub fn events(&self, after: Position, limit: usize) -> Result<Vec<Recorded>, ReadError> {
        if self.head() <= after {
            return Ok(Vec::new());
        }
        Ok(self.engine()?.events(after, self.head(), limit)?)
    }

    /// Folds the whole journal into a projection, from position 1 to the head. Gives the position it stands for;
    /// [`Ledger::follow`] goes on from there.
    ///
    /// # Errors
    /// When the file cannot be read, or an event in it cannot.
    pub fn project(&self, projection: &mut impl Projection) -> Result<Position, ReadError> {
        let mut follow = self.follow(Position::START);
        let head = self.head();
        while follow.after < head {
            match follow.next(Duration::ZERO)? {
                Some(recorded) => projection.apply(&recorded),
                None => break,
            }
        }
        Ok(follow.after)
    }
}

impl Follow {
    /// The next event; waits for it if need be. `None` when the time is over, or after the last event of a ledger that
    /// was closed.
    ///
    /// # Errors
    /// When the file cannot be read, or the event in it cannot. It is not skipped: the next call tries it again.
    pub fn next(&mut self, timeout: Duration) -> Result<Option<Recorded>, ReadError> {
        if self.read.is_empty() {
            if self.ledger.head() <= self.after && !self.ledger.committed().wait_past(self.after, timeout) {
                if self.ledger.committed().is_closed() {
                    self.engine = None;
                }
                return Ok(None);
            }
            self.read_ahead()?;
        }
        let next = self.read.pop_front();
        if let Some(recorded) = &next {
            self.after = recorded.position;
        }
        Ok(next)
    }

    fn read_ahead(&mut self) -> Result<(), ReadError> {
        let engine = match &self.engine {
            Some(engine) => Arc::clone(engine),
            None => self.ledger.engine()?,
        };
        self.read.extend(engine.events(self.after, self.ledger.head(), READ_AHEAD)?);
        Ok(())
    }

    /// The last event that was handed out.
    pub fn position(&self) -> Position {
        self.after
    }
}
