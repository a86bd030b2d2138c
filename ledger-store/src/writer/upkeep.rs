//! What the writer does besides commits: catching up with other processes, closing seasons, checkpoints, erasing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ledger_core::{Book, Phase, Position, Timestamp};

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
const ERASE_PATIENCE: Duration = Duration::from_millis(200);

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
        let mut cells: Vec<Arc<Cell>> = Vec::new();
        let mut chain = self.seal;
        let mut scratch = Vec::new();
        let mut last_at = self.last_at;
        let published = Arc::clone(&self.published);
        let touched = &mut self.touched;
        journal::read_after(&self.connection, self.seal.position, head, |stored| {
            chain = chain.next(&seal::leaf(stored, &mut scratch));
            if chain.position.0 != stored.position {
                return Err(Fault::unreadable(chain.position.0, "it is missing from the journal"));
            }
            let recorded = decode(stored)?;
            let cell = published.cell(recorded.book).unwrap_or_else(|| Arc::new(Cell::new(Book::new())));
            cell.book().fits(&recorded)?;
            cell.apply(&recorded);
            published.add(recorded.book, &cell);
            touched.note(&recorded);
            last_at = Timestamp::from_micros(stored.at);
            cells.push(cell);
            Ok(Next::Go)
        })?;
        self.check_chain(chain, head)?;
        self.since_checkpoint += head.0 - self.seal.position.0;
        self.seal = chain;
        self.last_at = last_at;
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
                self.data_version = version;
                self.catch_up()?;
            }
            Ok(())
        });
        if let Err(fault) = looked {
            log::warn!("what other processes committed cannot be read right now: {}", explain(&fault));
        }
        if self.published.erasure_pending() && self.quiet_since.elapsed() >= QUIET {
            self.quiet_since = Instant::now();
            self.empty_wal();
        }
    }

    pub(super) fn continue_closing(&mut self) {
        let Some(book) = self.closing.first().copied() else { return };
        if self.stopped.is_some() {
            self.closing.clear();
            return;
        }
        match self.commit_season_step(book, SEASON_STEP) {
            Ok(Phase::Open) => self.closing.retain(|closing| *closing != book),
            Ok(Phase::Closing { .. }) => {}
            Err(error) => {
                // It is a state of the book: it goes on with the next command or at the next start.
                log::error!("the close of a season in book {book} broke off and will go on later: {error}");
                self.closing.retain(|closing| *closing != book);
            }
        }
    }

    pub(super) fn checkpoint_if_due(&mut self) {
        let many = self.since_checkpoint >= self.options.checkpoint_every;
        let quiet = self.wrote && self.since_checkpoint > 0 && self.quiet_since.elapsed() >= QUIET;
        if !(many || quiet) || self.stopped.is_some() {
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
    pub(super) fn empty_wal(&mut self) {
        let emptied = self
            .connection
            .busy_timeout(ERASE_PATIENCE)
            .map_err(Fault::from)
            .and_then(|()| erase::empty_wal(&self.connection));
        let restored = crate::sqlite::connection::wait_as_usual(&self.connection);
        match emptied.and_then(|emptied| restored.map(|()| emptied)) {
            Ok(true) => self.published.set_erasure_pending(false),
            Ok(false) => log::info!("what was forgotten is still in the WAL, which another process reads"),
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
