//! Access to the writer: a queue to its thread, or, while nothing is queued, the writer itself. A caller that waits for
//! one outcome gets it sooner by committing on its own thread: passing a request and its outcome between threads takes
//! as long as deciding it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::write_behind::Change;
use super::{LOOK_AROUND, Message, Writer};
use crate::api::error::SubmitError;
use crate::api::pending::Answer;
use crate::api::request::{Outcome, Request};
use crate::committed::Committed;

/// How long the writer's thread spins before it sleeps.
const LISTEN: Duration = Duration::from_micros(50);

/// The callers' side.
pub(crate) struct Submitter {
    sender: Sender<Message>,
    shared: Arc<Shared>,
}

/// The side of the writer's thread.
pub(crate) struct WriterLoop {
    receiver: Receiver<Message>,
    shared: Arc<Shared>,
    committed: Arc<Committed>,
}

struct Shared {
    /// Messages that were sent and not begun.
    queued: AtomicUsize,
    /// Messages with adapter data that were sent and not written.
    unwritten: AtomicUsize,
    /// `None` when the ledger is closed.
    writer: Mutex<Option<Writer>>,
}

pub(crate) fn queue(writer: Writer) -> (Submitter, WriterLoop) {
    // The bound counts requests, not messages: one message may hold thousands.
    let (sender, receiver) = channel();
    let committed = Arc::clone(&writer.committed);
    let shared = Arc::new(Shared {
        queued: AtomicUsize::new(0),
        unwritten: AtomicUsize::new(0),
        writer: Mutex::new(Some(writer)),
    });
    (Submitter { sender, shared: Arc::clone(&shared) }, WriterLoop { receiver, shared, committed })
}

impl Submitter {
    pub(crate) fn send(&self, message: Message) -> bool {
        self.shared.queued.fetch_add(1, Ordering::AcqRel);
        self.sender.send(message).is_ok()
    }

    pub(crate) fn write_values(&self, changes: Vec<Change>, answer: Answer<()>) -> bool {
        self.shared.unwritten.fetch_add(1, Ordering::AcqRel);
        self.send(Message::WriteValues(changes, answer))
    }

    pub(crate) fn has_written_values(&self) -> bool {
        self.shared.unwritten.load(Ordering::Acquire) == 0
    }

    /// Commits a request on the calling thread. `None` if the writer has other work: the queue keeps the order.
    pub(crate) fn commit(&self, request: &Request) -> Option<Result<Outcome, SubmitError>> {
        if self.shared.queued.load(Ordering::Acquire) > 0 {
            return None;
        }
        let mut held = self.shared.writer.try_lock().ok()?;
        let writer = held.as_mut()?;
        let outcome = writer.commit_one(request);
        if writer.has_more_to_do() {
            // Wakes the writer's thread for the work that this commit left.
            self.send(Message::Run(Box::new(|_| {})));
        }
        Some(outcome)
    }
}

impl WriterLoop {
    pub(crate) fn run(self) {
        let mut carried: Option<Message> = None;
        let mut patience = LOOK_AROUND;
        loop {
            let next = match carried.take() {
                Some(message) => Ok(message),
                None => self.next(patience),
            };
            let Ok(mut held) = self.shared.writer.lock() else { return };
            let Some(writer) = held.as_mut() else { return };
            match next {
                Ok(Message::Close(answer)) => {
                    if let Some(writer) = held.take() {
                        writer.close(answer);
                    }
                    return;
                }
                Ok(Message::Run(work)) => {
                    self.begin();
                    work(writer);
                }
                Ok(message) => carried = writer.gather(message, &self),
                Err(RecvTimeoutError::Timeout) => drop(writer.guarded(Writer::look_around)),
                Err(RecvTimeoutError::Disconnected) => {
                    drop(writer.guarded(Writer::finish_in_place));
                    return;
                }
            }
            // A writer that has stopped only keeps answering with the reason.
            let tended = writer.guarded(|writer| {
                writer.continue_closing();
                writer.checkpoint_if_due();
            });
            if tended.is_err() {
                writer.closing.clear();
            }
            patience = if writer.closing.is_empty() { LOOK_AROUND } else { Duration::ZERO };
        }
    }

    pub(crate) fn waiting(&self) -> Option<Message> {
        self.receiver.try_recv().ok()
    }

    /// Marks a message as begun; called by the thread that has the writer.
    pub(crate) fn begin(&self) {
        self.shared.queued.fetch_sub(1, Ordering::AcqRel);
    }

    pub(crate) fn values_written(&self, messages: usize) {
        self.shared.unwritten.fetch_sub(messages, Ordering::AcqRel);
    }

    /// The next message. A caller that was just answered often submits again at once, and waking from sleep takes
    /// longer than that, so the thread spins for a moment first.
    fn next(&self, patience: Duration) -> Result<Message, RecvTimeoutError> {
        let start = Instant::now();
        loop {
            match self.receiver.try_recv() {
                Ok(message) => return Ok(message),
                Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
                Err(TryRecvError::Empty) if start.elapsed() < LISTEN.min(patience) => thread::yield_now(),
                Err(TryRecvError::Empty) => {
                    return self.receiver.recv_timeout(patience.saturating_sub(start.elapsed()));
                }
            }
        }
    }
}

/// However the writer ends, even by a panic: dropping it ends an open transaction, so that other processes can go on,
/// and every waiting caller gets an answer.
impl Drop for WriterLoop {
    fn drop(&mut self) {
        drop(self.shared.writer.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.committed.close();
    }
}
