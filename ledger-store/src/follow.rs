//! Following: every committed event from a position on, for live pages, projections and reactions.

use std::collections::VecDeque;
use std::time::Duration;

use ledger_core::{Position, Projection, Recorded};

use crate::{Ledger, ReadError};

/// Events read from the file at a time.
const READ_AHEAD: usize = 1_024;

/// A reader that goes along with the journal. It holds no connection while it waits.
pub struct Follow {
    ledger: Ledger,
    after: Position,
    read: VecDeque<Recorded>,
}

impl Ledger {
    /// Follows the journal from the event after a position, without end.
    pub fn follow(&self, after: Position) -> Follow {
        Follow { ledger: self.clone(), after, read: VecDeque::new() }
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
    /// The next event; waits for it if need be. `None` when the time is over or the ledger was closed.
    ///
    /// # Errors
    /// When the file cannot be read, or the event in it cannot. It is not skipped: the next call tries it again.
    pub fn next(&mut self, timeout: Duration) -> Result<Option<Recorded>, ReadError> {
        if self.read.is_empty() {
            if self.ledger.head() <= self.after && !self.ledger.published().wait_past(self.after, timeout) {
                return Ok(None);
            }
            self.read.extend(self.ledger.events(self.after, READ_AHEAD)?);
        }
        let next = self.read.pop_front();
        if let Some(recorded) = &next {
            self.after = recorded.position;
        }
        Ok(next)
    }

    /// The last event that was handed out.
    pub fn position(&self) -> Position {
        self.after
    }
}
