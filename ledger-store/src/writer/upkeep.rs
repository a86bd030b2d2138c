//! What the writer does besides commits: catching up with other processes, closing seasons, checkpoints, erasing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::{Book, Phase, Position, Recorded};

use super::{QUIET, Writer, data_version};
use crate::codec::decode;
use crate::error::explain;
use crate::fault::{Fault, Found};
use crate::published::Cell;
use crate::seal::{self, Seal};
use crate::sqlite::erase;
use crate::sqlite::journal::{self, Next};

/// Events that the close of a season appends in one commit; other books get their turn in between.
const SEASON_STEP: usize = 5_000;

/// How long emptying the WAL may wait for readers of other processes before it is tried again later.
pub(super) const ERASE_PATIENCE: Duration = Duration::from_millis(200);

impl Writer {
    /// Folds in what other processes committed since this one last looked. Inside a write transaction this is the
    /// head, and nobody can move it until the transaction ends.
    pub(super) fn catch_up(&mut self) -> Found<()> {
        let head = journal::head(&self.connection)?;
        if head == self.seal.position {
            return Ok(());
        }
        if head < self.seal.position {
            return Err(Fault::damaged(format!(
                "the journal ends at position {head}, but {} was committed: the file was replaced or cut",
                self.seal.position
            )));
        }
        let mut read: Vec<Recorded> = Vec::new();
        let mut chain = self.seal;
        let mut scratch = Vec::new();
        journal::read_after(&self.connection, self.seal.position, head, |stored| {
            chain = chain.next(&seal::leaf(stored, &mut scratch));
            if chain.position.0 != stored.position {
                return Err(Fault::unreadable(chain.position.0, "it is missing from the journal"));
            }
            read.push(decode(stored)?);
            Ok(Next::Go)
        })?;
        // Nothing is folded in before all of it is known to be read and sealed: what was half folded in
        // could not be folded in again.
        self.check_chain(chain, head)?;
        let mut cells: Vec<Arc<Cell>> = Vec::new();
        for recorded in read {
            let cell = self.published.cell(recorded.book);
            let cell = cell.unwrap_or_else(|| Arc::new(Cell::new(Book::new())));
            cell.book().fits(&recorded)?;
            cell.apply(&recorded);
            self.published.add(recorded.book, &cell);
            self.touched.note(&recorded);
            self.last_at = recorded.at;
            cells.push(cell);
        }
        self.since_checkpoint += head.0 - self.seal.position.0;
        self.seal = chain;
        cells.sort_unstable_by_key(Arc::as_ptr);
        cells.dedup_by_key(|cell| Arc::as_ptr(cell));
        self.note_closing();
        self.published.advance(self.seal, cells);
        Ok(())
    }

    /// What an idle writer does every few milliseconds.
    pub(super) fn look_around(&mut self) {
        if self.stopped.is_some() {
            return;
        }
        let looked = data_version(&self.connection).and_then(|version| {
            if version != self.data_version {
                self.catch_up()?;
                self.data_version = version;
            }
            Ok(())
        });
        if let Err(fault) = looked {
            log::warn!("what other processes committed cannot be read right now: {}", explain(&fault));
        }
        if self.published.erasure_pending() && self.quiet_since.elapsed() >= QUIET {
            self.quiet_since = Instant::now();
            self.empty_wal(ERASE_PATIENCE);
        }
    }

    pub(super) fn continue_closing(&mut self) {
        if self.close_again_at.is_some_and(|at| Instant::now() >= at) {
            self.close_again_at = None;
            self.note_closing();
        }
        let Some(book) = self.closing.first().copied() else { return };
        if self.stopped.is_some() {
            self.closing.clear();
            return;
        }
        match self.commit_season_step(book, SEASON_STEP) {
            Ok(Phase::Open) => self.closing.retain(|closing| *closing != book),
            Ok(Phase::Closing { .. }) => {}
            Err(error) => {
                // It is a state of the book: it goes on in a moment, or at the next start.
                log::error!("the close of a season in book {book} broke off and will go on later: {error}");
                self.closing.clear();
                self.close_again_at = Some(Instant::now() + QUIET);
            }
        }
    }

    /// Whether a commit left something that should not wait for a moment of quiet.
    pub(super) fn has_more_to_do(&self) -> bool {
        !self.closing.is_empty() || (self.wrote && self.since_checkpoint >= self.options.checkpoint_every)
    }

    pub(super) fn checkpoint_if_due(&mut self) {
        // Who only reads writes none, however long the tail: whoever made it long will.
        if !self.wrote || self.since_checkpoint == 0 || self.stopped.is_some() {
            return;
        }
        let many = self.since_checkpoint >= self.options.checkpoint_every;
        if !many && self.quiet_since.elapsed() < QUIET {
            return;
        }
        self.quiet_since = Instant::now();
        match self.write_checkpoint() {
            Ok(()) => self.wrote = false,
            Err(fault) => {
                log::warn!("no checkpoint was written, which only makes the next start longer: {fault}")
            }
        }
    }

    /// Empties the WAL after something was erased. While another process still reads old pages it stays pending.
    pub(super) fn empty_wal(&mut self, patience: Duration) {
        match erase::empty_wal(&self.connection, patience) {
            Ok(true) => self.published.set_erasure_pending(false),
            Ok(false) if self.published.erasure_pending() => {
                log::info!("what was forgotten may still be in the WAL, which another process reads");
            }
            Ok(false) => {}
            Err(fault) => log::warn!("the WAL could not be emptied: {}", explain(&fault)),
        }
    }

    /// The seal that whoever committed wrote must be the one that the rows give.
    fn check_chain(&self, chain: Seal, head: Position) -> Found<()> {
        match journal::seal_at(&self.connection, head)? {
            Some(seal) if seal == chain => Ok(()),
            Some(_) => Err(Fault::unreadable(head.0, "its seal does not match the events before it")),
            None => Err(Fault::unreadable(head.0, "it has no seal")),
        }
    }

    fn note_closing(&mut self) {
        let closing = self.published.with_books(|books| {
            let closing = books.iter().filter(|(_, book)| book.season().phase != Phase::Open);
            closing.map(|(id, _)| *id).collect()
        });
        self.closing = closing;
    }
}
