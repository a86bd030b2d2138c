//! A cache of the reasons that were used last in each book.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ledger_core::{BookId, Position, Reason};
use rustc_hash::FxHashMap;

#[derive(Default)]
pub(crate) struct RecentReasons(Mutex<FxHashMap<BookId, Remembered>>);

#[derive(Default)]
pub(crate) struct Remembered {
    pub until: Position,
    /// The last used first, without repeats.
    pub reasons: Vec<Reason>,
}

impl RecentReasons {
    pub(crate) fn lock(&self) -> MutexGuard<'_, FxHashMap<BookId, Remembered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
