//! The ways to the writer: a queue for its own thread, and, while nothing is queued and nobody writes, the writer itself.
//! Whoever waits for one answer has it sooner on the own thread: handing a request over and the answer back takes as long
//! as deciding it.

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

/// How long the writer's thread listens before it sleeps.
const LISTEN: Duration = Duration::from_micros(50);

/// Where everybody asks.
pub(crate) struct Submitter {
    sender: Sender<Message>,
    shared: Arc<Shared>,
}

/// Where the writer's thread takes what was sent.
pub(crate) struct WriterLoop {
    receiver: Receiver<Message>,
    shared: Arc<Shared>,
    committed: Arc<Committed>,
}

struct Shared {
    /// Messages that were sent and not yet begun.
    queued: AtomicUsize,
    /// Messages with adapter data that were sent and not yet written.
    unwritten: AtomicUsize,
    /// Gone when the ledger is closed. A panic of whoever wrote ends it, too: nobody knows what was left half done.
    writer: Mutex<Option<Writer>>,
}

/// The two sides.
pub(crate) fn queue(writer: Writer) -> (Submitter, WriterLoop) {
    // Bounded by the count of requests in it, not of messages: one message may hold thousands.
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
    /// Queues a message; `false` if the ledger is closed.
    pub(crate) fn send(&self, message: Message) -> bool {
        self.shared.queued.fetch_add(1, Ordering::AcqRel);
        self.sender.send(message).is_ok()
    }

    /// Queues changes of adapter data; `false` if the ledger is closed.
    pub fn write_values(&self, changes: Vec<Change>, answer: Answer<()>) -> bool {
        self.shared.unwritten.fetch_add(1, Ordering::AcqRel);
        self.send(Message::WriteValues(changes, answer))
    }

    /// Whether all adapter data that was handed over is written.
    pub fn has_written_values(&self) -> bool {
        self.shared.unwritten.load(Ordering::Acquire) == 0
    }

    /// Commits a request here and now. `None` if the writer has anything else to do: the queue keeps the order.
    pub(crate) fn commit(&self, request: &Request) -> Option<Result<Outcome, SubmitError>> {
        if self.shared.queued.load(Ordering::Acquire) > 0 {
            return None;
        }
        let mut held = self.shared.writer.try_lock().ok()?;
        let writer = held.as_mut()?;
        let outcome = writer.commit_one(request);
        if writer.has_more_to_do() {
            // For its own thread, which wakes up by it.
            self.send(Message::Run(Box::new(|_| {})));
        }
        Some(outcome)
    }
}

impl WriterLoop {
    /// The life of the writer's thread.
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
                Ok(Message::Run(work)) => {
                    self.begin();
                    work(writer);
                }
                Ok(Message::Close(answer)) => {
                    if let Some(writer) = held.take() {
                        writer.close(answer);
                    }
                    return;
                }
                Ok(message) => carried = writer.gather(message, &self),
                Err(RecvTimeoutError::Timeout) => writer.look_around(),
                Err(RecvTimeoutError::Disconnected) => {
                    writer.finish_in_place();
                    return;
                }
            }
            writer.continue_closing();
            writer.checkpoint_if_due();
            patience = if writer.closing.is_empty() { LOOK_AROUND } else { Duration::ZERO };
        }
    }

    /// A message that waits already.
    pub(crate) fn waiting(&self) -> Option<Message> {
        self.receiver.try_recv().ok()
    }

    /// Says that a message is no longer queued but being done: by whoever has the writer.
    pub(crate) fn begin(&self) {
        self.shared.queued.fetch_sub(1, Ordering::AcqRel);
    }

    /// Says that so many messages with adapter data were written.
    pub fn values_written(&self, messages: usize) {
        self.shared.unwritten.fetch_sub(messages, Ordering::AcqRel);
    }

    /// The next message. Whoever was just answered often asks again at once, and waking from sleep takes longer than
    /// that: so the thread listens for a moment before it sleeps.
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

/// However the writer's life ended: a transaction that is still open ends with its connection, so that other processes
/// can go on, and everybody who waits is told.
impl Drop for WriterLoop {
    fn drop(&mut self) {
        drop(self.shared.writer.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.committed.close();
    }
}
