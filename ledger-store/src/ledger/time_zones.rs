//! Following time zones in books to which nothing is written.

use ledger_core::{BookId, Command};

use crate::api::error::SubmitError;
use crate::api::request::Request;
use crate::ledger::Ledger;

impl Ledger {
    /// Changes the offset from UTC of each book whose time zone has another one by now; returns their number. The writer
    /// does so before each request; a program that runs for long calls this every minute, so that the week of a quiet
    /// book ends in time too.
    ///
    /// # Errors
    /// When the change of a book has no outcome; the books after it keep their offsets until the next call.
    pub fn follow_time_zones(&self) -> Result<usize, SubmitError> {
        let due: Vec<BookId> =
            self.books().into_iter().filter(|book| self.has_another_offset(*book)).collect();
        for book in &due {
            // A request without changes of its own: the writer adds the change of the offset.
            let command = Command::ChangeSettings { changes: Vec::new(), reason: None };
            self.submit_and_wait(Request::new(*book, command))?;
        }
        Ok(due.len())
    }

    fn has_another_offset(&self, book: BookId) -> bool {
        self.read(book, |book| {
            let settings = book.settings();
            let zone = settings.time_zone.as_deref();
            let offset = zone.and_then(|zone| self.inner.options.time_zones.offset(zone, self.now()));
            offset.is_some_and(|offset| offset != settings.utc_offset)
        })
    }
}
