//! Following: every committed event from a position on, for live pages, projections and outboxes.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use ledger_core::{Position, Projection, Recorded};

use crate::api::error::ReadError;
use crate::engine::reader::EngineReader;
use crate::ledger::Ledger;
use crate::reading::refuse_to_wait;

const READ_AHEAD: usize = 1_024;

/// Reads committed events as they come. It holds no connection while it waits.
///
/// After the ledger is closed, it still delivers the remaining events; the file stays open for reading until the end is
/// reached or this is dropped.
pub struct Follow {
    ledger: Ledger,
    /// `None` once the end was reached, or if the ledger was closed before.
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
    /// When the file or an event in it cannot be read.
    pub fn events(&self, after: Position, limit: usize) -> Result<Vec<Recorded>, ReadError> {
        if self.head() <= after {
            return Ok(Vec::new());
        }
        Ok(self.engine()?.events(after, self.head(), limit)?)
    }

    /// Folds the whole journal into a projection. Returns the position of the last folded event; [`Ledger::follow`]
    /// continues from there.
    ///
    /// # Errors
    /// When the file or an event in it cannot be read.
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
    /// Waits for the next event. `None` on timeout, or after the last event of a closed ledger.
    ///
    /// # Errors
    /// When the file or the event cannot be read. The event is not skipped: the next call tries it again.
    ///
    /// # Panics
    /// With a timeout inside [`Ledger::read`].
    #[track_caller]
    pub fn next(&mut self, timeout: Duration) -> Result<Option<Recorded>, ReadError> {
        if !timeout.is_zero() {
            refuse_to_wait("`Follow::next`");
        }
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

    /// The position of the last event that was delivered.
    pub fn position(&self) -> Position {
        self.after
    }
}
