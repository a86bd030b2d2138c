//! `submit_and_wait`: commits on the caller's thread while no other caller submits, and keeps the order of requests.

use std::thread;

use ledger_core::Points;
use ledger_core::testkit::{ANNA, BEN, BOOK, deduct, grant};
use ledger_store::{Outcome, Request, SubmitError};

use crate::support::{World, applied, keyed, number, refused};

#[test]
fn earlier_requests_are_decided_first() {
    let world = World::new();
    for round in 1..=30 {
        let earlier: Vec<_> =
            (0..50).map(|_| world.ledger().submit(Request::new(BOOK, grant(ANNA, 1)))).collect();
        // The balance suffices only after all of those.
        applied(world.ledger().submit_and_wait(Request::new(BOOK, deduct(ANNA, 50))).unwrap());
        assert_eq!(world.balance(ANNA), 0, "round {round}");
        for answer in earlier {
            applied(answer.wait().unwrap());
        }
    }
}

#[test]
fn an_answered_caller_sees_the_change_at_once() {
    let world = World::new();
    for n in 1..=50 {
        let receipt = applied(world.ledger().submit_and_wait(Request::new(BOOK, grant(ANNA, 2))).unwrap());
        assert_eq!((world.ledger().balance(BOOK, ANNA), receipt.balance), (Points(2 * n), Points(2 * n)));
    }
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM seals"), 50, "a commit each");
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn threads_that_submit_in_both_ways_pay_each_intention_once() {
    const EACH: i64 = 120;
    let world = World::new();
    let ledger = world.ledger();
    let paid: i64 = thread::scope(|scope| {
        let ask = move |way: usize| {
            (0..EACH)
                .filter(|n| {
                    let request = keyed(&format!("quiz:{n}"), grant(BEN, 1));
                    let outcome = match way {
                        0 => ledger.submit(request).wait(),
                        _ => ledger.submit_and_wait(request),
                    };
                    matches!(outcome.unwrap(), Outcome::Applied(_))
                })
                .count() as i64
        };
        let threads: Vec<_> = (0..4).map(|n| scope.spawn(move || ask(n % 2))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!((paid, world.balance(BEN)), (EACH, EACH));
    assert_eq!(world.verify().digest, ledger.digest());
}

#[test]
fn a_refusal_is_an_answer_and_changes_nothing() {
    let world = World::new();
    let outcome = world.ledger().submit_and_wait(Request::new(BOOK, deduct(ANNA, 5))).unwrap();
    assert_eq!(refused(outcome).name(), "insufficient_balance");
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM events"), 0);
}

#[test]
fn a_closed_ledger_says_so() {
    let mut world = World::new();
    let ledger = world.ledger().clone();
    world.close();
    let error = ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 5))).unwrap_err();
    assert!(matches!(error, SubmitError::Stopped { .. }), "{error}");
}
