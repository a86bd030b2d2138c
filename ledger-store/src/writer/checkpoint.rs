//! Checkpoints: when one is due, and which rows it writes.

use std::sync::Arc;
use std::time::Instant;

use ledger_core::{Book, BookId, Position};

use super::gather::Gathered;
use super::{QUIET, Writer};
use crate::committed::digest::View;
use crate::encoding::seal::Digest;
use crate::engine::Extent;
use crate::internal_error::{Result, explain};

impl Writer {
    /// Whether the last commit left work that should not wait for an idle moment.
    pub(super) fn has_more_to_do(&self) -> bool {
        !self.closing.is_empty() || (self.wrote && self.since_checkpoint >= self.options.checkpoint_every)
    }

    pub(super) fn checkpoint_if_due(&mut self) {
        // A process that only reads writes no checkpoint, however many events there are; a process that appends will.
        if !self.wrote || self.since_checkpoint == 0 {
            return;
        }
        let many = self.since_checkpoint >= self.options.checkpoint_every;
        if !many && self.quiet_since.elapsed() < QUIET {
            return;
        }
        self.quiet_since = Instant::now();
        match self.write_checkpoint() {
            Ok(()) => self.wrote = false,
            Err(error) => {
                let why = explain(&self.engine.located(error));
                log::warn!("no checkpoint was written, which only makes the next start longer: {why}");
            }
        }
    }

    /// Writes a checkpoint in the same commit as a forgetting, so that the tables never name a forgotten member.
    pub(super) fn write_checkpoint_with(&mut self, gathered: &Gathered) -> Result<()> {
        let changed: Vec<(BookId, Book)> = gathered
            .books
            .iter()
            .map(|(id, open)| {
                let mut book = open.cell.book().clone();
                book.merge(open.overlay.clone(), |_| {});
                (*id, book)
            })
            .collect();
        let extent = self.extent()?;
        let committed = Arc::clone(&self.committed);
        committed.with_books(|books| {
            let mut view: Vec<(BookId, &Book)> =
                books.iter().filter(|(id, _)| !gathered.books.contains_key(id)).copied().collect();
            view.extend(changed.iter().map(|(id, book)| (*id, book)));
            view.sort_unstable_by_key(|(id, _)| *id);
            self.put_checkpoint(&view, gathered.seal.position, extent).map(|_| ())
        })
    }

    /// Writes a checkpoint of the committed state, in a transaction of its own.
    pub(crate) fn write_checkpoint(&mut self) -> Result<()> {
        self.begin()?;
        let written = self.extent().and_then(|extent| {
            let committed = Arc::clone(&self.committed);
            committed.with_books(|books| self.put_checkpoint(books, self.seal.position, extent))?;
            self.engine.commit_aside()
        });
        if written.is_err() {
            self.engine.roll_back();
        }
        written?;
        self.checkpoint_stands();
        Ok(())
    }

    /// Writes books as the checkpoint at the end of the journal, and ends the open commit.
    pub(crate) fn write_whole(&mut self, books: &View<'_>) -> Result<Digest> {
        let digest = self.put_checkpoint(books, self.seal.position, Reach::Whole)?;
        self.engine.commit_aside()?;
        self.checkpoint_stands();
        Ok(digest)
    }

    pub(super) fn checkpoint_stands(&mut self) {
        self.based_on = Some(self.seal.position);
        self.since_checkpoint = 0;
        self.dirty.clear();
    }

    fn put_checkpoint(&mut self, books: &View<'_>, position: Position, reach: Reach) -> Result<Digest> {
        let now = self.now();
        let extent = match reach {
            Reach::Since => Extent::Since(&self.dirty),
            Reach::Whole => Extent::Whole,
        };
        self.engine.put_checkpoint(books, position, extent, now)
    }

    /// The rows to write depend on the stored checkpoint. Another process may have stored a newer one, from which fewer
    /// rows differ, or discarded it.
    fn extent(&mut self) -> Result<Reach> {
        let stored = self.engine.checkpoint()?;
        let builds_on = stored.zip(self.based_on).is_some_and(|(stored, base)| stored.position >= base);
        Ok(if builds_on { Reach::Since } else { Reach::Whole })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Since,
    Whole,
}
