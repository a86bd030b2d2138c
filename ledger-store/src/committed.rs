//! The state that readers see: committed events only. The writer changes it after each commit.

pub(crate) mod book_cell;
mod book_lock;
pub(crate) mod digest;
pub(crate) mod dirty;
pub(crate) mod recent_reasons;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use ledger_core::{Book, BookId, Position};
use rustc_hash::FxHashMap;

use self::book_cell::{BookCell, lock};
use self::digest::Books;
use crate::encoding::seal::{Digest, Seal};

/// The time between two rounds of the boards' follower while changes keep coming: an account that changes often moves
/// once a round, and the writer has the machine to itself in between. A waiting reader starts a round at once.
const PACE: Duration = Duration::from_millis(25);

pub(crate) struct Committed {
    books: RwLock<FxHashMap<BookId, Arc<BookCell>>>,
    head: Mutex<Head>,
    moved: Condvar,
    waiting: Mutex<Waiting>,
    work: Condvar,
    boards_at: Mutex<Position>,
    boards_moved: Condvar,
    closed: AtomicBool,
    /// Why the writer stopped before the ledger was closed.
    stopped: OnceLock<String>,
    erasure_pending: AtomicBool,
    queued: AtomicUsize,
}

struct Head {
    seal: Seal,
    /// Without waiters, `advance` skips the wake-up, which would cost a system call per commit.
    awaited_by: usize,
}

#[derive(Default)]
struct Waiting {
    cells: Vec<Arc<BookCell>>,
    /// The number of readers that wait for the boards; if there are any, a round starts at once.
    asking: usize,
    /// Whether the follower sleeps until the next change, not only until its next round.
    idle: bool,
}

impl Committed {
    pub(crate) fn new(books: Books, head: Seal) -> Committed {
        let cells = books.into_iter().map(|(id, book)| (id, Arc::new(BookCell::new(book)))).collect();
        Committed {
            books: RwLock::new(cells),
            head: Mutex::new(Head { seal: head, awaited_by: 0 }),
            moved: Condvar::new(),
            waiting: Mutex::default(),
            work: Condvar::new(),
            boards_at: Mutex::new(Position::START),
            boards_moved: Condvar::new(),
            closed: AtomicBool::new(false),
            stopped: OnceLock::new(),
            erasure_pending: AtomicBool::new(false),
            queued: AtomicUsize::new(0),
        }
    }

    pub(crate) fn cell(&self, book: BookId) -> Option<Arc<BookCell>> {
        self.books.read().unwrap_or_else(PoisonError::into_inner).get(&book).cloned()
    }

    pub(crate) fn ids(&self) -> Vec<BookId> {
        let mut ids: Vec<BookId> =
            self.books.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    pub(crate) fn head(&self) -> Seal {
        lock(&self.head).seal
    }

    pub(crate) fn add(&self, id: BookId, cell: &Arc<BookCell>) {
        if self.cell(id).is_none() {
            self.books.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(cell));
        }
    }

    /// Makes a commit visible: moves the head and wakes the waiting threads. The books must be merged already.
    pub(crate) fn advance(&self, head: Seal, cells: Vec<Arc<BookCell>>) {
        // Add the cells before moving the head: when the follower sees the head, all its changes must be there.
        lock(&self.waiting).cells.extend(cells);
        let awaited = {
            let mut current = lock(&self.head);
            current.seal = head;
            current.awaited_by > 0
        };
        if awaited {
            self.moved.notify_all();
        }
        // If the follower is not idle, it will read the head by itself.
        if lock(&self.waiting).idle {
            self.work.notify_one();
        }
    }

    /// Waits until the head is past a position; `false` on timeout or after closing.
    pub(crate) fn wait_past(&self, position: Position, timeout: Duration) -> bool {
        self.wait_for(Some(position), timeout, || false);
        self.head().position > position
    }

    /// Waits until the head is past a position (if given), another condition holds, the timeout ends or the ledger
    /// closes. Whatever changes the condition must call [`nudge`](Committed::nudge).
    pub(crate) fn wait_for(&self, past: Option<Position>, timeout: Duration, or: impl Fn() -> bool) {
        let deadline = Instant::now() + timeout;
        let mut head = lock(&self.head);
        while past.is_none_or(|position| head.seal.position <= position) && !or() && !self.is_closed() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            head.awaited_by += 1;
            head = self.moved.wait_timeout(head, left).unwrap_or_else(PoisonError::into_inner).0;
            head.awaited_by -= 1;
        }
    }

    /// Makes every thread that waits for the head check its condition again.
    pub(crate) fn nudge(&self) {
        drop(lock(&self.head));
        self.moved.notify_all();
    }

    pub(crate) fn boards_at(&self) -> Position {
        *lock(&self.boards_at)
    }

    /// Waits until the boards include a position; `false` on timeout.
    pub(crate) fn wait_for_boards(&self, position: Position, timeout: Duration) -> bool {
        if self.boards_at() >= position {
            return true;
        }
        lock(&self.waiting).asking += 1;
        self.work.notify_one();
        let there = self.wait_until_boards(position, Instant::now() + timeout);
        lock(&self.waiting).asking -= 1;
        there
    }

    fn wait_until_boards(&self, position: Position, deadline: Instant) -> bool {
        let mut at = lock(&self.boards_at);
        while *at < position {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            at = self.boards_moved.wait_timeout(at, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    pub(crate) fn digest(&self) -> Digest {
        self.with_books(digest::of)
    }

    /// Reads all books at once. No commit becomes visible meanwhile.
    pub(crate) fn with_books<T>(&self, look: impl FnOnce(&digest::View<'_>) -> T) -> T {
        let cells: Vec<(BookId, Arc<BookCell>)> = {
            let books = self.books.read().unwrap_or_else(PoisonError::into_inner);
            books.iter().map(|(id, cell)| (*id, Arc::clone(cell))).collect()
        };
        let mut guards: Vec<(BookId, RwLockReadGuard<'_, Book>)> =
            cells.iter().map(|(id, cell)| (*id, cell.book())).collect();
        guards.sort_unstable_by_key(|(id, _)| *id);
        let view: Vec<(BookId, &Book)> = guards.iter().map(|(id, book)| (*id, &**book)).collect();
        look(&view)
    }

    /// Counts requests in, or returns the number that wait if the queue is full. The first batch always fits, whatever
    /// its size.
    pub(crate) fn enqueue(&self, requests: usize, most: usize) -> Result<(), usize> {
        let waiting = self.queued.fetch_add(requests, Ordering::AcqRel);
        if waiting > 0 && waiting.saturating_add(requests) > most {
            self.queued.fetch_sub(requests, Ordering::AcqRel);
            return Err(waiting);
        }
        Ok(())
    }

    pub(crate) fn dequeue(&self, requests: usize) {
        self.queued.fetch_sub(requests, Ordering::AcqRel);
    }

    pub(crate) fn set_erasure_pending(&self, pending: bool) {
        self.erasure_pending.store(pending, Ordering::Release);
    }

    pub(crate) fn erasure_pending(&self) -> bool {
        self.erasure_pending.load(Ordering::Acquire)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Closes it before the ledger is closed, because the writer stopped.
    pub(crate) fn stop(&self, why: String) {
        // The first reason is the cause of later ones.
        drop(self.stopped.set(why));
        self.close();
    }

    /// Why no event can come any more.
    pub(crate) fn why_closed(&self) -> String {
        self.stopped.get().cloned().unwrap_or_else(|| "it was closed".to_owned())
    }

    /// Wakes all waiting threads; later waits return at once.
    pub(crate) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        drop(lock(&self.head));
        self.moved.notify_all();
        drop(lock(&self.waiting));
        self.work.notify_all();
    }

    /// Runs the follower thread, which keeps the boards sorted so that the writer need not.
    pub(crate) fn keep_boards(&self) {
        for cell in self.cells() {
            cell.build_boards(None);
        }
        let mut last_round: Option<Instant> = None;
        while let Some((cells, at)) = self.wait_for_changes(last_round) {
            for cell in cells {
                cell.catch_up_boards();
            }
            last_round = Some(Instant::now());
            self.boards_stand_at(at);
        }
    }

    /// Waits for changes, and while many come, for the next round. Returns the changed books and the head that the
    /// boards stand for afterwards; `None` when the ledger is closed and nothing is left to do.
    fn wait_for_changes(&self, last_round: Option<Instant>) -> Option<(Vec<Arc<BookCell>>, Position)> {
        let mut waiting = lock(&self.waiting);
        loop {
            // Changes are added before the head moves: if none wait, the boards are at the head.
            let at = self.head().position;
            let closed = self.is_closed();
            if waiting.cells.is_empty() {
                self.boards_stand_at(at);
                if closed {
                    return None;
                }
                waiting.idle = true;
                waiting = self.work.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                waiting.idle = false;
                continue;
            }
            let hurry = closed || waiting.asking > 0;
            let rest = last_round.map_or(Duration::ZERO, |last| PACE.saturating_sub(last.elapsed()));
            if hurry || rest.is_zero() {
                return Some((std::mem::take(&mut waiting.cells), at));
            }
            waiting = self.work.wait_timeout(waiting, rest).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn boards_stand_at(&self, position: Position) {
        *lock(&self.boards_at) = position;
        self.boards_moved.notify_all();
    }

    fn cells(&self) -> Vec<Arc<BookCell>> {
        self.books.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}
