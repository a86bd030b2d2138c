//! The lock of a book. A thread that reads a book may read it again, and other books in any order: no read waits for a
//! writer that waits for another read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError};
use std::thread;
use std::time::Duration;

use ledger_core::Book;

use crate::reading;

/// Attempts of the writer before it sleeps between them: most reads take less than a microsecond.
const SPINS: usize = 100;

/// The writer's sleep between two attempts, a part of the time of a flush.
const PAUSE: Duration = Duration::from_micros(50);

/// How long a new read gives way to a waiting writer. The bound keeps a read from waiting for ever when the read that
/// the writer waits for waits in turn for this thread.
const COURTESY: Duration = Duration::from_millis(100);

/// The writer never queues for the lock, because [`RwLock`] lets no reader in behind a queued writer, not even one that
/// reads already. Instead it says that it waits, and readers that hold nothing yet give way.
pub(super) struct BookLock {
    book: RwLock<Book>,
    writer_waits: AtomicBool,
    turn: Mutex<()>,
    writer_is_in: Condvar,
}

impl BookLock {
    pub(super) fn new(book: Book) -> BookLock {
        BookLock {
            book: RwLock::new(book),
            writer_waits: AtomicBool::new(false),
            turn: Mutex::default(),
            writer_is_in: Condvar::new(),
        }
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Book> {
        self.give_way();
        self.read_at_once()
    }

    /// Waits for a writer that waits, unless this thread reads already.
    pub(super) fn give_way(&self) {
        let waits = || self.writer_waits.load(Ordering::Acquire);
        if waits() && !reading::is_reading() {
            let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
            drop(self.writer_is_in.wait_timeout_while(turn, COURTESY, |()| waits()));
        }
    }

    /// Reads without giving way, for a thread that holds another lock. Waits only while the writer is writing.
    pub(super) fn read_at_once(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Book> {
        if let Some(guard) = self.try_write() {
            return guard;
        }
        self.writer_waits.store(true, Ordering::Release);
        let mut attempts = 0;
        let guard = loop {
            if let Some(guard) = self.try_write() {
                break guard;
            }
            attempts += 1;
            if attempts < SPINS { thread::yield_now() } else { thread::park_timeout(PAUSE) }
        };
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        self.writer_waits.store(false, Ordering::Release);
        drop(turn);
        self.writer_is_in.notify_all();
        guard
    }

    fn try_write(&self) -> Option<RwLockWriteGuard<'_, Book>> {
        match self.book.try_write() {
            Ok(guard) => Some(guard),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }
}
