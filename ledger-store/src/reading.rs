//! Whether the current thread is inside `Ledger::read`. A commit becomes visible only after the read, so a call that
//! waits for the writer there would wait for ever: it panics instead.

use std::cell::Cell;
use std::marker::PhantomData;

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// The current thread reads a book for a caller until this is dropped, also by a panic.
pub(crate) struct Reading {
    /// Keeps it on its thread.
    _here: PhantomData<*const ()>,
}

impl Reading {
    pub(crate) fn begin() -> Reading {
        DEPTH.set(DEPTH.get() + 1);
        Reading { _here: PhantomData }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

pub(crate) fn is_reading() -> bool {
    DEPTH.get() > 0
}

/// Panics if the current thread is inside `Ledger::read`.
#[track_caller]
pub(crate) fn refuse_to_wait(call: &str) {
    assert!(
        !is_reading(),
        "{call} was called inside `Ledger::read` or the plan of an outbox: it waits for the writer, and the writer \
         waits for the read to end. Return what you need from the read, and make the call after it"
    );
}
