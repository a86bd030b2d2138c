//! Following: every committed event from a position on, for live pages, projections and outboxes.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::Duration;

use ledger_core::{Position, Projection, Recorded};

use crate::api::error::ReadError;
use crate::committed::Committed;
use crate::encoding::place::{LedgerId, Place};
use crate::engine::reader::EngineReader;
use crate::internal_error::{InternalError, Result};
use crate::ledger::Ledger;
use crate::reading::refuse_to_wait;
use crate::reads::seals::{place_at, require_reached};
use crate::sqlite;

const READ_AHEAD: usize = 1_024;

/// Reads committed events as they come. It holds no connection while it waits.
///
/// It does not keep the ledger open: when the ledger is closed, or its last handle dropped, it delivers the remaining
/// events and then ends. It opens the file anew for each part of them and keeps no handle to it in between.
pub struct Follow {
    committed: Arc<Committed>,
    journal: Journal,
    after: Position,
    read: VecDeque<Recorded>,
}

/// How a follower reads the journal of a ledger that others may close.
struct Journal {
    id: LedgerId,
    path: PathBuf,
    /// `None` if the ledger was closed before.
    engine: Option<Weak<dyn EngineReader>>,
}

impl Ledger {
    /// Follows the journal from the event after a position, without end. Follow from a [place](Ledger::follow_from)
    /// instead if the position was kept beyond a restart: the journal may have been put back to an older state. A
    /// position past the end of the journal is an error of the first [`Follow::next`].
    pub fn follow(&self, after: Position) -> Follow {
        let engine = self.open_engine().map(|engine| Arc::downgrade(&engine));
        let journal = Journal { id: self.id(), path: self.path().to_path_buf(), engine };
        Follow { committed: self.committed_shared(), journal, after, read: VecDeque::new() }
    }

    /// Committed events after a position, in order, at most `limit`.
    ///
    /// # Errors
    /// When the file or an event in it cannot be read, or the position is past the end of the journal.
    pub fn events(&self, after: Position, limit: usize) -> Result<Vec<Recorded>, ReadError> {
        let head = self.head();
        if head == after {
            return Ok(Vec::new());
        }
        let engine = self.engine()?;
        if head < after {
            require_reached(&*engine, after)?;
            return Ok(Vec::new());
        }
        Ok(engine.events(after, head, limit)?)
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
    /// When the file or the event cannot be read, or the position is past the end of the journal. The event is not
    /// skipped: the next call tries it again.
    ///
    /// # Panics
    /// With a timeout inside [`Ledger::read`].
    #[track_caller]
    pub fn next(&mut self, timeout: Duration) -> Result<Option<Recorded>, ReadError> {
        if !timeout.is_zero() {
            refuse_to_wait("`Follow::next`");
        }
        if self.read.is_empty() {
            let head = self.committed.head().position;
            if head < self.after {
                require_reached(&*self.journal.engine(&self.committed)?, self.after)?;
            }
            if head <= self.after && !self.committed.wait_past(self.after, timeout) {
                return Ok(None);
            }
            let (engine, head) = (self.journal.engine(&self.committed)?, self.committed.head().position);
            self.read.extend(engine.events(self.after, head, READ_AHEAD)?);
        }
        let next = self.read.pop_front();
        if let Some(recorded) = &next {
            self.after = recorded.position;
        }
        Ok(next)
    }

    /// The position of the last event that was delivered.
    pub fn position(&self) -> Position {
        self.after
    }

    /// The place after the last event that was delivered, to be kept; see [`Ledger::place`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn place(&self) -> Result<Place, ReadError> {
        let engine = self.journal.engine(&self.committed)?;
        require_reached(&*engine, self.after)?;
        Ok(place_at(&*engine, self.journal.id, self.after)?)
    }
}

impl Journal {
    /// The reader of the open ledger, or one of its own after the ledger was closed.
    fn engine(&self, committed: &Committed) -> Result<Arc<dyn EngineReader>> {
        let Some(engine) = &self.engine else { return Err(InternalError::damaged("it was closed")) };
        if let Some(engine) = engine.upgrade() {
            return Ok(engine);
        }
        let engine = sqlite::open_reader(&self.path)?;
        let head = committed.head();
        if engine.last_seal(head.position)? != head {
            return Err(InternalError::damaged(format!(
                "{} was replaced after the ledger was closed",
                self.path.display()
            )));
        }
        Ok(engine)
    }
}
