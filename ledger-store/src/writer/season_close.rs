//! Closes a season in steps between other commits.

use std::time::Instant;

use ledger_core::Phase;

use super::{QUIET, Writer};
use crate::api::error::SubmitError;

/// Events per step; requests of other books are served in between.
const SEASON_STEP: usize = 5_000;

impl Writer {
    pub(super) fn continue_closing(&mut self) {
        if self.close_again_at.is_some_and(|at| Instant::now() >= at) {
            self.close_again_at = None;
            self.note_closing();
        }
        let Some(book) = self.closing.first().copied() else { return };
        match self.commit_season_step(book, SEASON_STEP) {
            Ok(Phase::Open) => self.closing.retain(|closing| *closing != book),
            Ok(Phase::Closing { .. }) => {}
            Err(error) => {
                // The book keeps its closing state, so the close continues after a pause, or at the next start. The log
                // has a problem with the clock already.
                if !matches!(error, SubmitError::Clock(_)) {
                    log::error!(
                        "the close of a season in book {book} failed and will continue later: {error}"
                    );
                }
                self.closing.clear();
                self.close_again_at = Some(Instant::now() + QUIET);
            }
        }
    }

    pub(super) fn note_closing(&mut self) {
        let closing = self.committed.with_books(|books| {
            let closing = books.iter().filter(|(_, book)| book.season().phase != Phase::Open);
            closing.map(|(id, _)| *id).collect()
        });
        self.closing = closing;
    }
}
