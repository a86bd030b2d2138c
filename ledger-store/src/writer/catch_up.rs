//! Applies the commits of other processes, and empties the WAL after an erasure.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::{Book, Event, Position, Recorded};

use super::{QUIET, Writer};
use crate::api::clock::ClockProblem;
use crate::committed::book_cell::BookCell;
use crate::encoding::decode::decode;
use crate::encoding::seal::{self, Seal};
use crate::internal_error::{InternalError, Result, explain};
use crate::replay::check_order;

/// How long emptying the WAL waits for readers in other processes before it is postponed.
pub(crate) const PURGE_PATIENCE: Duration = Duration::from_millis(200);

impl Writer {
    /// Applies the commits that other processes made since the last call. Inside a write transaction the result is the
    /// head, and no process can move it until the transaction ends.
    pub(super) fn catch_up(&mut self) -> Result<()> {
        let head = self.engine.head()?;
        if head == self.seal.position {
            return Ok(());
        }
        if head < self.seal.position {
            return Err(InternalError::damaged(format!(
                "the journal ends at position {head}, but {} was committed: the file was replaced or cut",
                self.seal.position
            )));
        }
        let mut read: Vec<Recorded> = Vec::new();
        let mut chain = self.seal;
        let mut last_at = self.last_at;
        let mut scratch = Vec::new();
        self.engine.read((self.seal.position, head), &mut |stored| {
            chain = chain.next(&seal::leaf(stored, &mut scratch));
            if chain.position.0 != stored.position {
                return Err(InternalError::unreadable(chain.position.0, "it is missing from the journal"));
            }
            let recorded = decode(stored)?;
            check_order(&recorded, last_at)?;
            last_at = recorded.at;
            read.push(recorded);
            Ok(())
        })?;
        // Read and check everything before applying anything: half-applied events could not be applied again.
        self.check_chain(chain, head)?;
        let mut cells: Vec<Arc<BookCell>> = Vec::new();
        for recorded in read {
            let cell = self.committed.cell(recorded.book);
            let cell = cell.unwrap_or_else(|| Arc::new(BookCell::new(Book::new())));
            cell.book().fits(&recorded)?;
            cell.apply(&recorded);
            self.committed.add(recorded.book, &cell);
            self.dirty.note(&recorded);
            self.last_at = recorded.at;
            if let Event::ClockCorrected { to, .. } = recorded.event {
                self.watch.corrected_elsewhere(to);
            }
            cells.push(cell);
        }
        self.since_checkpoint += head.0 - self.seal.position.0;
        self.seal = chain;
        cells.sort_unstable_by_key(Arc::as_ptr);
        cells.dedup_by_key(|cell| Arc::as_ptr(cell));
        self.note_closing();
        self.committed.advance(self.seal, cells);
        Ok(())
    }

    /// Runs every few milliseconds while the writer is idle.
    pub(super) fn look_around(&mut self) {
        self.stop_if_moved();
        if self.stopped.is_some() {
            return;
        }
        let looked = self.engine.has_news().and_then(|news| {
            self.has_news |= news;
            if self.has_news {
                self.catch_up()?;
                self.has_news = false;
            }
            Ok(())
        });
        if let Err(error) = looked {
            log::warn!("what other processes committed cannot be read right now: {}", explain(&error));
        }
        // Also without requests: after a jump of the clock, the minute begins now. A request that is refused logs it.
        let _: Result<(), ClockProblem> = self.watch.look();
        if self.committed.erasure_pending() && self.quiet_since.elapsed() >= QUIET {
            self.quiet_since = Instant::now();
            self.purge(PURGE_PATIENCE);
        }
    }

    /// Empties the WAL after an erasure. While another process reads old pages, the erasure stays pending.
    pub(crate) fn purge(&mut self, patience: Duration) {
        match self.engine.purge(patience) {
            Ok(true) => self.committed.set_erasure_pending(false),
            Ok(false) if self.committed.erasure_pending() => {
                log::info!("what was forgotten may still be in the WAL, which another process reads");
            }
            Ok(false) => {}
            Err(error) => log::warn!("the WAL could not be emptied: {}", explain(&error)),
        }
    }

    /// The seal of the last commit must match the rows.
    fn check_chain(&mut self, chain: Seal, head: Position) -> Result<()> {
        match self.engine.seal_at(head)? {
            Some(seal) if seal == chain => Ok(()),
            Some(_) => Err(InternalError::unreadable(head.0, "its seal does not match the events before it")),
            None => Err(InternalError::unreadable(head.0, "it has no seal")),
        }
    }
}
