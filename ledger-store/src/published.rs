//! What readers see: committed state only. The writer thread is the only one that changes it, after its commit.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use ledger_core::{AccountNo, Boards, Book, BookId, Overlay, Position, Standing, StandingChange};
use rustc_hash::FxHashMap;

use crate::digest::{self, Books};
use crate::seal::{Digest, Seal};

/// The time between two rounds of the boards' follower while changes keep coming: an account that changes often moves
/// once a round, and the writer has the machine to itself in between. Whoever waits for the boards is not kept waiting.
const PACE: Duration = Duration::from_millis(25);

/// Changes that a book has room for between two rounds of the boards' follower, once it has seen many.
const SPARE_CHANGES: usize = 1_024;

/// Everything that is committed, as this process knows it.
pub(crate) struct Published {
    books: RwLock<FxHashMap<BookId, Arc<Cell>>>,
    head: Mutex<Head>,
    moved: Condvar,
    waiting: Mutex<Waiting>,
    work: Condvar,
    boards_at: Mutex<Position>,
    boards_moved: Condvar,
    closed: AtomicBool,
    erasure_pending: AtomicBool,
    /// Requests that wait for the writer.
    queued: AtomicUsize,
}

struct Head {
    seal: Seal,
    /// How many wait for it to move: waking nobody would cost a system call each time.
    awaited_by: usize,
}

/// One book and its boards. Locks are taken in the order boards, book, pending.
pub(crate) struct Cell {
    book: RwLock<Book>,
    boards: RwLock<Option<Boards>>,
    /// Changes that are published but not on the boards yet: as the boards believe, and as it is.
    pending: Mutex<Changes>,
    /// The other half of a pair: whoever catches up swaps the two, so that neither grows anew each time.
    spare: Mutex<Changes>,
}

/// As the boards believe, and as it is.
type Changes = FxHashMap<AccountNo, (Standing, Standing)>;

#[derive(Default)]
struct Waiting {
    cells: Vec<Arc<Cell>>,
    /// How many wait for the boards: for them a round begins at once.
    asking: usize,
    /// Whether the follower sleeps until there is something to do, not only until its next round.
    idle: bool,
}

impl Published {
    pub fn new(books: Books, head: Seal) -> Published {
        let cells = books.into_iter().map(|(id, book)| (id, Arc::new(Cell::new(book)))).collect();
        Published {
            books: RwLock::new(cells),
            head: Mutex::new(Head { seal: head, awaited_by: 0 }),
            moved: Condvar::new(),
            waiting: Mutex::default(),
            work: Condvar::new(),
            boards_at: Mutex::new(Position::START),
            boards_moved: Condvar::new(),
            closed: AtomicBool::new(false),
            erasure_pending: AtomicBool::new(false),
            queued: AtomicUsize::new(0),
        }
    }

    pub fn cell(&self, book: BookId) -> Option<Arc<Cell>> {
        self.books.read().unwrap_or_else(PoisonError::into_inner).get(&book).cloned()
    }

    pub fn ids(&self) -> Vec<BookId> {
        let mut ids: Vec<BookId> =
            self.books.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    pub fn head(&self) -> Seal {
        lock(&self.head).seal
    }

    /// Puts a new book among the published ones.
    pub fn add(&self, id: BookId, cell: &Arc<Cell>) {
        if self.cell(id).is_none() {
            self.books.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(cell));
        }
    }

    /// Makes a commit visible: the books were merged, the head moves, whoever waits wakes up.
    pub fn advance(&self, head: Seal, cells: Vec<Arc<Cell>>) {
        // The cells first: a head that the follower sees must have all its changes waiting.
        lock(&self.waiting).cells.extend(cells);
        let awaited = {
            let mut current = lock(&self.head);
            current.seal = head;
            current.awaited_by > 0
        };
        if awaited {
            self.moved.notify_all();
        }
        // The follower either has not looked at the head yet, or waits already.
        if lock(&self.waiting).idle {
            self.work.notify_one();
        }
    }

    /// Waits until the head is past a position; `false` when the time is over or the ledger closed.
    pub fn wait_past(&self, position: Position, timeout: Duration) -> bool {
        self.wait_for(Some(position), timeout, || false);
        self.head().position > position
    }

    /// Waits until the head is past a position, if one is given, or something else holds whose change is followed by a
    /// [nudge](Published::nudge); or until the time is over or the ledger closed.
    pub fn wait_for(&self, past: Option<Position>, timeout: Duration, or: impl Fn() -> bool) {
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

    /// Has everybody who waits for the head look at what else they wait for.
    pub fn nudge(&self) {
        drop(lock(&self.head));
        self.moved.notify_all();
    }

    /// Where the boards are.
    pub fn boards_at(&self) -> Position {
        *lock(&self.boards_at)
    }

    /// Waits until the boards stand for a position; `false` when the time is over.
    pub fn wait_for_boards(&self, position: Position, timeout: Duration) -> bool {
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

    /// The digest of what is served.
    pub fn digest(&self) -> Digest {
        self.with_books(digest::of)
    }

    /// Looks at all books at once. Nothing is published meanwhile.
    pub fn with_books<T>(&self, look: impl FnOnce(&digest::View<'_>) -> T) -> T {
        let cells: Vec<(BookId, Arc<Cell>)> = {
            let books = self.books.read().unwrap_or_else(PoisonError::into_inner);
            books.iter().map(|(id, cell)| (*id, Arc::clone(cell))).collect()
        };
        let mut guards: Vec<(BookId, RwLockReadGuard<'_, Book>)> =
            cells.iter().map(|(id, cell)| (*id, cell.book())).collect();
        guards.sort_unstable_by_key(|(id, _)| *id);
        let view: Vec<(BookId, &Book)> = guards.iter().map(|(id, book)| (*id, &**book)).collect();
        look(&view)
    }

    /// Counts requests in, unless more would wait than may. A first batch always fits, however large it is.
    pub fn enqueue(&self, requests: usize, most: usize) -> Result<(), usize> {
        let waiting = self.queued.fetch_add(requests, Ordering::AcqRel);
        if waiting > 0 && waiting.saturating_add(requests) > most {
            self.queued.fetch_sub(requests, Ordering::AcqRel);
            return Err(waiting);
        }
        Ok(())
    }

    /// Counts requests out.
    pub fn dequeue(&self, requests: usize) {
        self.queued.fetch_sub(requests, Ordering::AcqRel);
    }

    pub fn set_erasure_pending(&self, pending: bool) {
        self.erasure_pending.store(pending, Ordering::Release);
    }

    pub fn erasure_pending(&self) -> bool {
        self.erasure_pending.load(Ordering::Acquire)
    }

    /// Whether the ledger was closed.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Wakes everybody who waits, for good.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        drop(lock(&self.head));
        self.moved.notify_all();
        drop(lock(&self.waiting));
        self.work.notify_all();
    }

    /// The follower's whole life: keeps the boards sorted beside the writer, never on its path.
    pub fn keep_boards(&self) {
        for cell in self.cells() {
            cell.build_boards();
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

    /// What the next round has to look at, and the head that the boards stand for after it. Waits for changes; while
    /// many come, for enough of them. `None` when the ledger is closed and nothing is left to do.
    fn wait_for_changes(&self, last_round: Option<Instant>) -> Option<(Vec<Arc<Cell>>, Position)> {
        let mut waiting = lock(&self.waiting);
        loop {
            // Changes are added before the head moves, so with nothing waiting the boards are at the head.
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

    fn cells(&self) -> Vec<Arc<Cell>> {
        self.books.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

impl Cell {
    pub fn new(book: Book) -> Cell {
        Cell {
            book: RwLock::new(book),
            boards: RwLock::new(None),
            pending: Mutex::default(),
            spare: Mutex::default(),
        }
    }

    pub fn book(&self) -> RwLockReadGuard<'_, Book> {
        self.book.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Publishes what was committed.
    pub fn merge(&self, overlay: Overlay) {
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
        let mut pending = lock(&self.pending);
        book.merge(overlay, |change| note(&mut pending, &change));
    }

    /// Folds in an event that another process committed.
    pub fn apply(&self, recorded: &ledger_core::Recorded) {
        let mut book = self.book.write().unwrap_or_else(PoisonError::into_inner);
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

    /// Looks at the boards together with the book; builds them first if they are not there yet.
    pub fn with_boards<T>(&self, look: impl FnOnce(&Boards, &Book) -> T) -> T {
        loop {
            let boards = self.boards.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(boards) = boards.as_ref() {
                return look(boards, &self.book());
            }
            drop(boards);
            self.build_boards();
        }
    }

    /// What the boards believe of an account: its standing now, or the one before a change that is still to come.
    pub fn believed(&self, book: &Book, no: AccountNo) -> Option<Standing> {
        let pending = lock(&self.pending);
        match pending.get(&no) {
            Some((before, _)) => Some(*before),
            None => book.account(no).map(ledger_core::Account::standing),
        }
    }

    fn build_boards(&self) {
        let mut boards = self.boards.write().unwrap_or_else(PoisonError::into_inner);
        if boards.is_none() {
            let book = self.book();
            lock(&self.pending).clear();
            *boards = Some(Boards::build(book.accounts()));
        }
    }

    fn catch_up_boards(&self) {
        let mut boards = self.boards.write().unwrap_or_else(PoisonError::into_inner);
        let Some(boards) = boards.as_mut() else {
            drop(boards);
            return self.build_boards();
        };
        let mut changes = lock(&self.spare);
        std::mem::swap(&mut *changes, &mut *lock(&self.pending));
        for (account, (before, after)) in changes.drain() {
            boards.update(&StandingChange { account, before, after });
        }
        // A flood may have made them large; a book in its everyday use is small again.
        changes.shrink_to(SPARE_CHANGES);
    }
}

fn note(pending: &mut Changes, change: &StandingChange) {
    pending.entry(change.account).or_insert((change.before, change.after)).1 = change.after;
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
