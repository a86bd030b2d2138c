//! When each server was told last that the clock keeps the bot from saving anything.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ledger_core::BookId;

const AGAIN_AFTER: Duration = Duration::from_secs(3_600);

/// The servers that were told within the last hour.
#[derive(Debug, Default)]
pub(crate) struct ClockAlarm(Mutex<HashMap<BookId, Instant>>);

impl ClockAlarm {
    /// Whether a server is to be told now; it then counts as told.
    pub(crate) fn is_due(&self, book: BookId) -> bool {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.retain(|_, at| at.elapsed() < AGAIN_AFTER);
        let is_due = !told.contains_key(&book);
        told.entry(book).or_insert_with(Instant::now);
        is_due
    }
}
