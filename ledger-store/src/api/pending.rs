//! A pending answer: `await` it in async code, or block on it elsewhere. Neither needs a runtime.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use crate::api::error::SubmitError;
use crate::panics::caught;
use crate::reading;

/// About the duration of a commit with its flush.
const WATCH: Duration = Duration::from_micros(400);

/// An answer that is still to come. Dropping it does not cancel the request.
#[must_use = "the answer says whether it was done"]
pub struct Pending<T> {
    slot: Arc<Slot<T>>,
    watch: Duration,
}

/// The sending half of a [`Pending`]. Dropped without an answer, it answers that the ledger has stopped.
pub(crate) struct Answer<T> {
    slot: Option<Arc<Slot<T>>>,
}

struct Slot<T> {
    answered_yet: AtomicBool,
    state: Mutex<State<T>>,
    answered: Condvar,
}

struct State<T> {
    answer: Option<Result<T, SubmitError>>,
    waker: Option<Waker>,
    /// Whether a thread sleeps on `answered`; without one, the wake-up system call is skipped.
    sleeping: bool,
}

pub(crate) fn pair<T>() -> (Answer<T>, Pending<T>) {
    let state = State { answer: None, waker: None, sleeping: false };
    let slot = Arc::new(Slot {
        answered_yet: AtomicBool::new(false),
        state: Mutex::new(state),
        answered: Condvar::new(),
    });
    (Answer { slot: Some(Arc::clone(&slot)) }, Pending { slot, watch: Duration::ZERO })
}

impl<T> Pending<T> {
    /// Marks the answer as a single commit away.
    pub(crate) fn soon(self) -> Pending<T> {
        Pending { watch: WATCH, ..self }
    }

    /// Blocks until the answer comes, which is after the commit has reached the disk. In async code, `await` the
    /// pending answer instead.
    ///
    /// # Errors
    /// When the request has no outcome: see [`SubmitError`].
    ///
    /// # Panics
    /// Inside [`Ledger::read`](crate::Ledger::read): the answer could not come before the read ends.
    #[track_caller]
    pub fn wait(self) -> Result<T, SubmitError> {
        reading::refuse_to_wait("`Pending::wait`");
        self.block()
    }

    /// Waits wherever it is called, for a drop that must not panic.
    pub(crate) fn block(self) -> Result<T, SubmitError> {
        self.watch();
        let mut state = self.slot.lock();
        loop {
            if let Some(answer) = state.answer.take() {
                return answer;
            }
            state.sleeping = true;
            state = self.slot.answered.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> Pending<T> {
    /// Waking a sleeping thread takes a good part of the time of a flush. One waiter at a time in the process therefore
    /// spins for the duration of a flush before it sleeps, and yields to other threads meanwhile.
    fn watch(&self) {
        static WATCHED: AtomicBool = AtomicBool::new(false);
        if self.watch.is_zero() || WATCHED.swap(true, Ordering::Acquire) {
            return;
        }
        let start = Instant::now();
        while !self.slot.answered_yet.load(Ordering::Acquire) && start.elapsed() < self.watch {
            thread::yield_now();
        }
        WATCHED.store(false, Ordering::Release);
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, SubmitError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.slot.lock();
        match state.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                reading::refuse_to_wait("`Pending::poll`");
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> Answer<T> {
    pub(crate) fn give(mut self, answer: Result<T, SubmitError>) {
        if let Some(slot) = self.slot.take() {
            slot.give(answer);
        }
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            slot.give(Err(SubmitError::Stopped { why: "it was closed before it could answer".to_owned() }));
        }
    }
}

impl<T> Slot<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, answer: Result<T, SubmitError>) {
        let mut state = self.lock();
        state.answer = Some(answer);
        self.answered_yet.store(true, Ordering::Release);
        let (waker, sleeping) = (state.waker.take(), state.sleeping);
        drop(state);
        // The waker belongs to the caller's runtime; a panic there must not stop the writer.
        if let Some(waker) = waker
            && let Err(panic) = caught(|| waker.wake())
        {
            log::error!("a caller that awaits its answer could not be woken: {panic}");
        }
        if sleeping {
            self.answered.notify_all();
        }
    }
}
