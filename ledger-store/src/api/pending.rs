//! An answer that is still to come: awaited in async code, waited for elsewhere. No runtime is needed for either.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use oneshot::{Receiver, Sender};

use crate::api::error::SubmitError;

/// About the length of a commit with its flush.
const WATCH: Duration = Duration::from_micros(400);

/// An answer that is still to come. Dropping it does not take the request back.
#[must_use = "the answer says whether it was done"]
pub struct Pending<T> {
    answer: Receiver<Result<T, SubmitError>>,
    watch: Duration,
}

/// The other end, which answers once. Dropped without an answer, it says that the ledger has stopped.
pub(crate) struct Answer<T>(Sender<Result<T, SubmitError>>);

/// The two ends of an answer.
pub(crate) fn pair<T>() -> (Answer<T>, Pending<T>) {
    let (sender, answer) = oneshot::channel();
    (Answer(sender), Pending { answer, watch: Duration::ZERO })
}

impl<T> Pending<T> {
    /// Says that the answer is a single commit away.
    pub(crate) fn soon(self) -> Pending<T> {
        Pending { watch: WATCH, ..self }
    }

    /// Blocks until the answer is there: after the commit has reached the disk. In async code, await it instead.
    ///
    /// # Errors
    /// When there is no answer: see [`SubmitError`].
    pub fn wait(self) -> Result<T, SubmitError> {
        self.watch();
        self.answer.recv().unwrap_or_else(|_| Err(unanswered()))
    }

    /// Waking a sleeping thread takes as long as a good part of a flush. So one waiter of the process at a time watches
    /// for the length of a flush before it goes to sleep, and lets all other threads run meanwhile.
    fn watch(&self) {
        static WATCHED: AtomicBool = AtomicBool::new(false);
        if self.watch.is_zero() || WATCHED.swap(true, Ordering::Acquire) {
            return;
        }
        let start = Instant::now();
        while !self.answer.has_message() && !self.answer.is_closed() && start.elapsed() < self.watch {
            thread::yield_now();
        }
        WATCHED.store(false, Ordering::Release);
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, SubmitError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.answer).poll(context).map(|answer| answer.unwrap_or_else(|_| Err(unanswered())))
    }
}

impl<T> Answer<T> {
    pub(crate) fn give(self, answer: Result<T, SubmitError>) {
        // A caller that dropped its end needs no answer.
        let _unheard = self.0.send(answer);
    }
}

fn unanswered() -> SubmitError {
    SubmitError::Stopped { why: "it was closed before it could answer".to_owned() }
}
