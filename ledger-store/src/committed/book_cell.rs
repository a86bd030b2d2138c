//! One book as readers see it, with its boards.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use ledger_core::{AccountNo, Boards, Book, Overlay, Standing, StandingChange, Timestamp};
use rustc_hash::FxHashMap;

use super::book_lock::BookLock;

/// The capacity for changes that a book keeps between two rounds, after a burst of more.
const SPARE_CHANGES: usize = 1_024;

/// One book and its boards. Lock order: boards, book, pending. A thread that reads the book may ask for the boards, so a
/// thread that holds the boards reads the book at once.
pub(crate) struct BookCell {
    book: BookLock,
    boards: RwLock<Option<Boards>>,
    /// Changes that are committed but not on the boards yet: the standing on the boards, and the current one.
    pending: Mutex<Changes>,
    /// Swapped with `pending` at each round, so that neither map is allocated again.
    spare: Mutex<Changes>,
}

/// The standing on the boards, and the current one.
type Changes = FxHashMap<AccountNo, (Standing, Standing)>;

impl BookCell {
    pub(crate) fn new(book: Book) -> BookCell {
        BookCell {
            book: BookLock::new(book),
            boards: RwLock::new(None),
            pending: Mutex::default(),
            spare: Mutex::default(),
        }
    }

    pub(crate) fn book(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read()
    }

    pub(crate) fn merge(&self, overlay: Overlay) {
        let mut book = self.book.write();
        let mut pending = lock(&self.pending);
        book.merge(overlay, |change| note(&mut pending, &change));
    }

    /// Applies an event that another process committed.
    pub(crate) fn apply(&self, recorded: &ledger_core::Recorded) {
        let mut book = self.book.write();
        let accounts: Vec<AccountNo> = recorded.event.sides().accounts().collect();
        let standing = |book: &Book, no: AccountNo| {
            book.account(no).map(ledger_core::Account::standing).unwrap_or_default()
        };
        let before: Vec<Standing> = accounts.iter().map(|no| standing(&book, *no)).collect();
        book.apply(recorded);
        let mut pending = lock(&self.pending);
        for (account, before) in accounts.into_iter().zip(before) {
            let after = standing(&book, account);
            if before != after {
                note(&mut pending, &StandingChange { account, before, after });
            }
        }
    }

    /// Reads the boards, as they are seen at a time, together with the book. Builds them at the first call, and when
    /// they lack a period because a clock was wrong.
    pub(crate) fn with_boards<T>(&self, now: Timestamp, look: impl FnOnce(&Boards, &Book) -> T) -> T {
        self.book.give_way();
        loop {
            let boards = self.boards.read().unwrap_or_else(PoisonError::into_inner);
            let book = self.book.read_at_once();
            if let Some(boards) =
                boards.as_ref().filter(|boards| boards.cover(now, book.settings().utc_offset))
            {
                return look(boards, &book);
            }
            drop((boards, book));
            self.build_boards(Some(now));
        }
    }

    /// The standing of an account on the boards: the one before its pending change, if it has one.
    pub(crate) fn believed(&self, book: &Book, no: AccountNo) -> Option<Standing> {
        let pending = lock(&self.pending);
        match pending.get(&no) {
            Some((before, _)) => Some(*before),
            None => book.account(no).map(ledger_core::Account::standing),
        }
    }

    /// Builds the boards, unless there are boards that cover a time. Without a time any boards will do, and new ones are
    /// as they were seen at the last event.
    pub(super) fn build_boards(&self, now: Option<Timestamp>) {
        let mut boards = self.boards.write().unwrap_or_else(PoisonError::into_inner);
        let book = self.book.read_at_once();
        let offset = book.settings().utc_offset;
        if boards.as_ref().is_none_or(|boards| now.is_some_and(|now| !boards.cover(now, offset))) {
            lock(&self.pending).clear();
            *boards = Some(Boards::build(book.accounts(), now.unwrap_or(book.last_at()), offset));
        }
    }

    pub(super) fn catch_up_boards(&self) {
        let mut boards = self.boards.write().unwrap_or_else(PoisonError::into_inner);
        let Some(boards) = boards.as_mut() else {
            drop(boards);
            return self.build_boards(None);
        };
        let mut changes = lock(&self.spare);
        std::mem::swap(&mut *changes, &mut *lock(&self.pending));
        for (account, (before, after)) in changes.drain() {
            boards.update(&StandingChange { account, before, after });
        }
        // A burst may have made the map large; give the memory back.
        changes.shrink_to(SPARE_CHANGES);
    }
}

fn note(pending: &mut Changes, change: &StandingChange) {
    pending.entry(change.account).or_insert((change.before, change.after)).1 = change.after;
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
