//! An answer that is still to come: awaited in async code, waited for elsewhere. No runtime is needed for either.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use crate::api::error::SubmitError;

/// About the length of a commit with its flush.
const WATCH: Duration = Duration::from_micros(400);

/// An answer that is still to come. Dropping it does not take the request back.
#[must_use = "the answer says whether it was done"]
pub struct Pending<T> {
    slot: Arc<Slot<T>>,
    watch: Duration,
}

/// The other end: whoever holds it answers, once. Dropped without an answer it says that the ledger stopped.
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
    /// Whether a thread sleeps on `answered`: waking nobody would cost a system call each time.
    sleeping: bool,
}

/// The two ends of an answer.
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
    /// Waking a sleeping thread takes as long as a good part of a flush. So one waiter at a time, of all there are,
    /// watches for the length of a flush before it goes to sleep, and lets everybody else run meanwhile.
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
        if let Some(waker) = waker {
            waker.wake();
        }
        if sleeping {
            self.answered.notify_all();
        }
    }
}
