//! A thread that panics while it writes: waiting callers get an error, and reads continue.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Instant;

use ledger_core::testkit::{ANNA, BOOK, grant};
use ledger_core::{Points, Timestamp};
use ledger_store::{Clock, Ledger, Options, Request, SubmitError, SystemClock};

use crate::support::{PATIENCE, World};

/// The clock of an embedding program can panic on the writer's thread.
#[test]
fn a_panic_of_the_writer_answers_every_waiting_caller() {
    assert_panic_ends_the_ledger(|ledger| {
        let error = ledger.submit(Request::new(BOOK, grant(ANNA, 5))).wait().unwrap_err();
        assert_says_why(&error);
    });
}

/// The clock can also panic on a caller's thread that commits.
#[test]
fn a_panic_of_a_committing_caller_answers_every_waiting_caller() {
    assert_panic_ends_the_ledger(|ledger| {
        let ledger = ledger.clone();
        let asking = thread::spawn(move || ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 5))));
        assert_says_why(&asking.join().unwrap().unwrap_err());
    });
}

#[track_caller]
fn assert_panic_ends_the_ledger(breaking: impl FnOnce(&Ledger)) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(BreaksOnce::default());
    let ledger =
        Ledger::open_with(folder.path().join("points.db"), Options::default().clock(clock.clone())).unwrap();
    ledger.submit(Request::new(BOOK, grant(ANNA, 5))).wait().unwrap();
    clock.0.store(true, Ordering::Release);
    breaking(&ledger);
    let again = || Request::new(BOOK, grant(ANNA, 5));
    for error in [ledger.submit(again()).wait().unwrap_err(), ledger.submit_and_wait(again()).unwrap_err()] {
        assert_says_why(&error);
    }
    assert_says_why(&ledger.checkpoint().unwrap_err());
    assert_says_why(&ledger.retry_given_up(None).unwrap_err());
    assert_eq!(ledger.balance(BOOK, ANNA), Points(5), "reads continue");
    let began = Instant::now();
    assert!(!ledger.wait_for(ledger.head().next(), PATIENCE), "no event can come");
    assert!(began.elapsed() < PATIENCE, "the wait ends at once");
    let other = Ledger::open(folder.path().join("points.db")).unwrap();
    other.submit(again()).wait().unwrap();
    assert_eq!(other.balance(BOOK, ANNA), Points(10), "another process continues");
    other.close().unwrap();
    let (done, closed) = channel();
    thread::spawn(move || done.send(ledger.close()).unwrap());
    let closed = closed.recv_timeout(PATIENCE).expect("closing does not wait for the panicked writer");
    assert_says_why(&closed.unwrap_err());
}

#[track_caller]
fn assert_says_why(error: &SubmitError) {
    let SubmitError::Stopped { why } = error else { panic!("{error}") };
    assert!(why.contains("its writer panicked: the clock panics on request"), "{why}");
}

/// The callback for the progress of opening runs on a worker thread.
#[test]
fn a_panic_while_a_ledger_is_opened_is_in_the_error() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    world.close();
    world.raw().execute_batch("DELETE FROM checkpoint").unwrap();
    let options = Options::default().progress(|_| panic!("no more paper"));
    let error = Ledger::open_with(world.path(), options).unwrap_err();
    assert!(error.problem.contains("panicked: no more paper"), "{error}");
    world.open();
    assert_eq!(world.balance(ANNA), 5);
}

/// A fixed clock that panics on request.
#[derive(Default)]
struct BreaksOnce(AtomicBool);

impl Clock for BreaksOnce {
    fn now(&self) -> Timestamp {
        assert!(!self.0.swap(false, Ordering::AcqRel), "the clock panics on request");
        SystemClock.now()
    }
}
