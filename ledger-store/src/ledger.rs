//! The ledger handle. Requests go to the writer; reads come from memory or through the engine.

mod clock;
pub(crate) mod open;
mod time_zones;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use ledger_core::{
    Asker, Book, BookId, Command, Context, Email, MemberId, OrderKey, Points, Position, Timestamp,
};

use crate::api::error::{OpenError, ReadError, SubmitError};
use crate::api::options::Options;
use crate::api::pending::{self, Pending};
use crate::api::request::{Outcome, Receipt, Request};
use crate::committed::Committed;
use crate::committed::book_cell::BookCell;
use crate::committed::recent_reasons::RecentReasons;
use crate::encoding::place::LedgerId;
use crate::encoding::seal::{Digest, Seal};
use crate::engine::reader::EngineReader;
use crate::internal_error::{InternalError, Result};
use crate::panics;
use crate::reading::{Reading, refuse_to_wait};
use crate::sqlite;
use crate::writer::queue::{Submitter, queue};
use crate::writer::write_behind::Change;
use crate::writer::{Message, Writer};

/// An open ledger. Clones share it; dropping the last clone finishes the queued requests and closes the file.
#[derive(Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

struct Inner {
    id: LedgerId,
    path: PathBuf,
    options: Options,
    committed: Arc<Committed>,
    submitter: Submitter,
    /// `None` after closing, so that the writer's connection is the last one: then SQLite removes its log files.
    engine: RwLock<Option<Arc<dyn EngineReader>>>,
    recent_reasons: RecentReasons,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Ledger {
    /// Opens a ledger file, or creates it.
    ///
    /// # Errors
    /// When the file is not a ledger, is damaged, has a newer version, or cannot be written. The file is unchanged
    /// then.
    pub fn open(path: impl AsRef<Path>) -> Result<Ledger, OpenError> {
        Ledger::open_with(path, Options::default())
    }

    /// Opens a ledger file with options.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub fn open_with(path: impl AsRef<Path>, options: Options) -> Result<Ledger, OpenError> {
        let path = path.as_ref().to_path_buf();
        start(path.clone(), options).map_err(|error| OpenError::new(path, error))
    }

    /// Submits a request to the writer. Never blocks: when the queue is full, the answer is an error at once.
    pub fn submit(&self, request: Request) -> Pending<Outcome> {
        let (answer, pending) = pending::pair();
        match self.enqueue(1) {
            Ok(()) => self.send(Message::Submit(Box::new(request), answer)),
            Err(full) => answer.give(Err(full)),
        }
        pending.soon()
    }

    /// Submits a request and blocks until the outcome is known, which is after the commit has reached the disk. This is
    /// faster than [`Ledger::submit`] followed by `wait`: while no other request is queued, the calling thread decides,
    /// appends and flushes. In async code, submit and `await` instead.
    ///
    /// # Errors
    /// When the request has no outcome: see [`SubmitError`].
    ///
    /// # Panics
    /// Inside [`Ledger::read`], as everything that waits for the writer.
    #[track_caller]
    pub fn submit_and_wait(&self, request: Request) -> Result<Outcome, SubmitError> {
        refuse_to_wait("`Ledger::submit_and_wait`");
        match self.inner.submitter.commit(&request) {
            Some(outcome) => outcome,
            None => self.submit(request).wait(),
        }
    }

    /// Submits several requests, each with an outcome of its own. Requests that are decided together share one commit,
    /// so many cost little more than one.
    pub fn submit_all(&self, requests: Vec<Request>) -> Pending<Vec<Result<Outcome, SubmitError>>> {
        let (answer, pending) = pending::pair();
        match self.enqueue(requests.len()) {
            Ok(()) => self.send(Message::SubmitAll(requests, answer)),
            Err(full) => answer.give(Err(full)),
        }
        pending
    }

    /// The outcome that the rules would give now. Appends nothing, and ignores the request key.
    ///
    /// # Errors
    /// When the posting that the request reverses cannot be read.
    pub fn preview(&self, request: &Request) -> Result<Outcome, ReadError> {
        let mut postings = Vec::new();
        for position in request.command.postings_needed() {
            postings.extend(self.event(position)?.and_then(|recorded| recorded.posting()));
        }
        let context = Context {
            now: self.now(),
            occurred_at: request.occurred_at,
            asker: request.asker,
            next: self.head().next(),
            limits: self.inner.options.limits,
            postings: &postings,
        };
        let decide = |book: &Book| book.decide(&request.command, &context);
        let decision = self.read(request.book, decide);
        Ok(match decision.answer {
            Err(refusal) => Outcome::Refused(refusal),
            Ok(()) => {
                let mut positions = decision
                    .events
                    .iter()
                    .filter(|decided| {
                        !matches!(decided.recorded.event, ledger_core::Event::AccountOpened { .. })
                    })
                    .map(|decided| decided.recorded.position);
                let position = positions.next();
                Outcome::Applied(Receipt { position, also: positions.collect(), balance: Points::ZERO })
            }
        })
    }

    /// Reads a book in its committed state; an unknown book reads as empty. Keep `read` short: commits to this book
    /// wait for it before they become visible. It may read again, from this book and from others. A call in it that
    /// waits for the writer panics at once, since the writer would wait for `read`: return what you need, and wait
    /// after it. [`Ledger::accounts`] needs no closure.
    pub fn read<T>(&self, book: BookId, read: impl FnOnce(&Book) -> T) -> T {
        match self.cell(book) {
            Some(cell) => {
                let book = cell.book();
                let _reading = Reading::begin();
                read(&book)
            }
            None => {
                let _reading = Reading::begin();
                read(&Book::new())
            }
        }
    }

    /// The books that have an event, sorted.
    pub fn books(&self) -> Vec<BookId> {
        self.inner.committed.ids()
    }

    /// The balance of a member; 0 for a member without an account.
    pub fn balance(&self, book: BookId, member: MemberId) -> Points {
        self.cell(book).map_or(Points::ZERO, |cell| cell.book().balance(member))
    }

    /// The last committed event that this process knows.
    pub fn head(&self) -> Position {
        self.inner.committed.head().position
    }

    /// The seal of the journal up to the head.
    pub fn seal(&self) -> Seal {
        self.inner.committed.head()
    }

    /// The digest of the state served.
    pub fn digest(&self) -> Digest {
        self.inner.committed.digest()
    }

    /// The current time of the ledger's clock.
    pub fn now(&self) -> Timestamp {
        self.inner.options.clock.now()
    }

    /// The id of the ledger, which its backups share.
    pub fn id(&self) -> LedgerId {
        self.inner.id
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Waits until a position is committed and known in this process; `false` on timeout. The position may be one that
    /// is still to come. Whether the event there is the one you know of, [`Ledger::locate`] says.
    ///
    /// # Panics
    /// With a timeout inside [`Ledger::read`].
    #[track_caller]
    pub fn wait_for(&self, position: Position, timeout: Duration) -> bool {
        if !timeout.is_zero() {
            refuse_to_wait("`Ledger::wait_for`");
        }
        self.inner.committed.wait_past(Position(position.0.saturating_sub(1)), timeout)
    }

    /// Whether erased bytes may still be in the write-ahead log, because another process reads it.
    pub fn erasure_pending(&self) -> bool {
        self.inner.committed.erasure_pending()
    }

    /// One event by its position; `None` after the head.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn event(&self, position: Position) -> Result<Option<ledger_core::Recorded>, ReadError> {
        Ok(self.engine()?.event(position)?)
    }

    /// The e-mail address of an order; `None` if the order had none or its buyer was forgotten.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn order_email(&self, book: BookId, order: &OrderKey) -> Result<Option<Email>, ReadError> {
        let Some(recorded) = self.read(book, |book| book.order(order).map(|order| order.recorded)) else {
            return Ok(None);
        };
        Ok(self.event(recorded)?.and_then(|recorded| match recorded.event {
            ledger_core::Event::OrderRecorded(order) => order.email,
            _ => None,
        }))
    }

    /// Forgets the buyer of every order with this e-mail address, redeemed or not. Returns the number of orders.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn forget_email(&self, book: BookId, email: &Email, asker: Asker) -> Result<usize, SubmitError> {
        let orders: Vec<OrderKey> =
            self.read(book, |book| book.orders().map(|order| order.key.clone()).collect());
        let unreadable = |error: ReadError| SubmitError::NotApplied { why: error.to_string() };
        let mut requests = Vec::new();
        for order in orders {
            let address = self.order_email(book, &order).map_err(unreadable)?;
            if address.is_some_and(|address| address.same_mailbox(email)) {
                requests.push(Request::new(book, Command::ForgetOrder { order }).asker(asker));
            }
        }
        let count = requests.len();
        for outcome in self.submit_all(requests).wait()? {
            // A book refuses while its season is being closed. Report that as an error: the caller must not believe
            // that the buyer was forgotten.
            outcome?.receipt().map_err(|refusal| SubmitError::NotApplied { why: refusal.to_string() })?;
        }
        Ok(count)
    }

    /// Writes a checkpoint now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn checkpoint(&self) -> Result<(), SubmitError> {
        self.run(|writer| writer.write_checkpoint().map_err(|error| writer.failed(error)))?
    }

    /// Finishes the queued requests, writes a checkpoint and closes the file. Other clones then get
    /// [`SubmitError::Stopped`].
    ///
    /// # Errors
    /// When the ledger had stopped before.
    ///
    /// # Panics
    /// Inside [`Ledger::read`], as everything that waits for the writer.
    #[track_caller]
    pub fn close(self) -> Result<(), SubmitError> {
        refuse_to_wait("`Ledger::close`");
        self.inner.close()
    }

    /// Runs work on the writer's thread, and waits for it.
    pub(crate) fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Writer) -> T + Send + 'static,
    ) -> Result<T, SubmitError> {
        refuse_to_wait("a call that needs the writer");
        let (answer, pending) = pending::pair();
        let work = Box::new(move |writer: &mut Writer| answer.give(writer.guarded(work)));
        if !self.inner.submitter.send(Message::Run(work)) {
            return Err(SubmitError::Stopped { why: self.inner.committed.why_closed() });
        }
        pending.wait()
    }

    pub(crate) fn recent_reasons(&self) -> &RecentReasons {
        &self.inner.recent_reasons
    }

    pub(crate) fn cell(&self, book: BookId) -> Option<Arc<BookCell>> {
        self.inner.committed.cell(book)
    }

    pub(crate) fn committed(&self) -> &Committed {
        &self.inner.committed
    }

    pub(crate) fn committed_shared(&self) -> Arc<Committed> {
        Arc::clone(&self.inner.committed)
    }

    pub(crate) fn engine(&self) -> Result<Arc<dyn EngineReader>> {
        self.open_engine().ok_or_else(|| InternalError::damaged("it was closed"))
    }

    /// `None` after closing.
    pub(crate) fn open_engine(&self) -> Option<Arc<dyn EngineReader>> {
        self.inner.engine.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn has_written_values(&self) -> bool {
        self.inner.submitter.has_written_values()
    }

    pub(crate) fn write_values(&self, changes: Vec<Change>) -> Pending<()> {
        let (answer, pending) = pending::pair();
        if !self.inner.submitter.write_values(changes, answer) {
            log::debug!("adapter data came after the ledger was closed");
        }
        pending
    }

    fn enqueue(&self, requests: usize) -> Result<(), SubmitError> {
        if self.inner.committed.is_closed() {
            return Err(SubmitError::Stopped { why: self.inner.committed.why_closed() });
        }
        let most = self.inner.options.queue;
        self.inner.committed.enqueue(requests, most).map_err(|waiting| SubmitError::QueueFull { waiting })
    }

    /// A message that cannot be sent is dropped, and dropping its answer reports that the ledger has stopped.
    fn send(&self, message: Message) {
        if !self.inner.submitter.send(message) {
            log::debug!("a request came after the ledger was closed");
        }
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("path", &self.inner.path)
            .field("head", &self.head())
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn close(&self) -> Result<(), SubmitError> {
        drop(self.engine.write().unwrap_or_else(PoisonError::into_inner).take());
        let (answer, pending) = pending::pair();
        if !self.submitter.send(Message::Close(answer)) {
            return Ok(());
        }
        let result = pending.block();
        // Close it after a panic of the writer too, so that no reader waits for ever.
        self.committed.close();
        self.join();
        result
    }

    fn join(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // The writer thread may itself drop the last handle; it cannot join itself.
            if thread.thread().id() != thread::current().id()
                && let Err(panic) = thread.join()
            {
                log::error!("a thread of the ledger panicked: {}", panics::message(&*panic));
            }
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            log::error!("the ledger did not close cleanly: {error}");
        }
        self.committed.close();
        self.join();
    }
}

fn start(path: PathBuf, mut options: Options) -> Result<Ledger> {
    let mut opened = sqlite::open(&path, options.mode, options.readers)?;
    let (books, start) = open::load(&mut opened, &options)?;
    let id = start.id;
    options.progress = None;
    let committed = Arc::new(Committed::new(books, start.seal));
    let writer = Writer::new(opened.writer, Arc::clone(&committed), options.clone(), start)?;
    let (submitter, writer_loop) = queue(writer);
    let writing = thread::Builder::new().name("ledger-writer".to_owned()).spawn(move || writer_loop.run())?;
    let boards = Arc::clone(&committed);
    let following =
        thread::Builder::new().name("ledger-boards".to_owned()).spawn(move || boards.keep_boards())?;
    let threads = Mutex::new(vec![writing, following]);
    Ok(Ledger {
        inner: Arc::new(Inner {
            id,
            path,
            options,
            committed,
            submitter,
            engine: RwLock::new(Some(opened.reader)),
            recent_reasons: RecentReasons::default(),
            threads,
        }),
    })
}
