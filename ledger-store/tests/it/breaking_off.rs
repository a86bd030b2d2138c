//! A thread that panics while it writes: whoever waits for it is told, and reads go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Instant;

use ledger_core::testkit::{ANNA, BOOK, grant};
use ledger_core::{Points, Timestamp};
use ledger_store::{Clock, Ledger, Options, Request, SubmitError, SystemClock};

use crate::support::PATIENCE;

/// A clock of whoever embeds the ledger may panic on the writer's thread.
#[test]
fn a_writer_that_breaks_off_leaves_nobody_waiting() {
    breaks_off_in(|ledger| {
        let error = ledger.submit(Request::new(BOOK, grant(ANNA, 5))).wait().unwrap_err();
        assert!(matches!(error, SubmitError::Stopped { .. }), "{error}");
    });
}

/// Or on the thread of whoever commits there.
#[test]
fn whoever_breaks_off_while_committing_leaves_nobody_waiting() {
    breaks_off_in(|ledger| {
        let ledger = ledger.clone();
        let asking = thread::spawn(move || ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 5))));
        // The writer's own thread commits it if it has not gone back to sleep yet.
        if let Ok(answer) = asking.join() {
            answer.unwrap_err();
        }
    });
}

#[track_caller]
fn breaks_off_in(breaking: impl FnOnce(&Ledger)) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(BreaksOnce::default());
    let ledger =
        Ledger::open_with(folder.path().join("points.db"), Options::default().clock(clock.clone())).unwrap();
    ledger.submit(Request::new(BOOK, grant(ANNA, 5))).wait().unwrap();
    clock.0.store(true, Ordering::Release);
    breaking(&ledger);
    let again = || Request::new(BOOK, grant(ANNA, 5));
    for error in [ledger.submit(again()).wait().unwrap_err(), ledger.submit_and_wait(again()).unwrap_err()] {
        assert!(matches!(error, SubmitError::Stopped { .. }), "{error}");
    }
    assert_eq!(ledger.balance(BOOK, ANNA), Points(5), "reads go on");
    let began = Instant::now();
    assert!(!ledger.wait_for(ledger.head().next(), PATIENCE), "nothing will come any more");
    assert!(began.elapsed() < PATIENCE, "and whoever waits for it is told at once");
    let other = Ledger::open(folder.path().join("points.db")).unwrap();
    other.submit(again()).wait().unwrap();
    assert_eq!(other.balance(BOOK, ANNA), Points(10), "another process goes on");
    other.close().unwrap();
    let (done, closed) = channel();
    thread::spawn(move || {
        drop(ledger);
        done.send(()).unwrap();
    });
    assert_eq!(closed.recv_timeout(PATIENCE), Ok(()), "closing does not wait for the dead");
}

/// Tells the time, and breaks off when it is told to.
#[derive(Default)]
struct BreaksOnce(AtomicBool);

impl Clock for BreaksOnce {
    fn now(&self) -> Timestamp {
        assert!(!self.0.swap(false, Ordering::AcqRel), "this clock was told to break");
        SystemClock.now()
    }
}
