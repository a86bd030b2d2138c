//! Several ledgers on one file, in one process and in two: they decide at the head, see each other's commits soon, and
//! never move the checkpoint backwards.

use std::time::{Duration, Instant};

use ledger_core::testkit::{ANNA, BEN, BOOK, deduct, grant, transfer};
use ledger_core::{Points, Position};
use ledger_store::{Ledger, Outcome, Request};

use crate::child;
use crate::support::{
    PATIENCE, World, applied, assert_conserved, eventually, keyed, number, options, position_of, refused,
};

#[test]
fn decisions_are_made_at_the_head_whichever_ledger_wrote_it() {
    let world = World::new();
    let another = world.another();
    let submit = |command| another.submit(Request::new(BOOK, command)).wait().unwrap();
    for _ in 0..20 {
        world.grant(ANNA, 10);
        assert_eq!(applied(submit(transfer(ANNA, BEN, 10))).balance, Points::ZERO);
        assert_eq!(world.refused(deduct(ANNA, 1)), "insufficient_balance");
        let position = position_of(world.apply(transfer(BEN, ANNA, 10)));
        let undone = submit(ledger_core::testkit::reverse(position.0));
        assert_eq!(applied(undone).position, Some(position.next()));
        applied(submit(deduct(BEN, 10)));
    }
    assert_eq!(refused(submit(deduct(BEN, 1))).name(), "insufficient_balance");
    assert!(world.ledger().wait_for(another.head(), PATIENCE));
    assert_eq!(another.digest(), world.ledger().digest());
    assert_eq!(another.seal(), world.ledger().seal());
    assert_conserved(&another);
    another.close().unwrap();
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_commit_of_one_ledger_is_visible_in_the_other_within_a_tenth_of_a_second() {
    let world = World::new();
    let another = world.another();
    let mut waits: Vec<Duration> = (1..=15)
        .map(|n| {
            let position = world.grant(ANNA, 1);
            let committed = Instant::now();
            assert!(another.wait_for(position, PATIENCE), "the commit did not become visible");
            assert_eq!(another.balance(BOOK, ANNA), Points(n));
            committed.elapsed()
        })
        .collect();
    waits.sort_unstable();
    // The median: a busy machine may be late once or twice.
    assert!(waits[7] <= Duration::from_millis(100), "{waits:?}");
}

#[test]
fn a_follower_of_one_ledger_gets_the_commits_of_the_other() {
    let world = World::new();
    let another = world.another();
    let mut follow = another.follow(Position::START);
    for _ in 0..10 {
        world.grant(ANNA, 1);
    }
    for n in 1..=11 {
        assert_eq!(follow.next(PATIENCE).unwrap().map(|recorded| recorded.position), Some(Position(n)));
    }
    assert!(another.wait_for_boards(Position(11), PATIENCE));
}

#[test]
fn two_processes_that_write_at_once_agree_on_everything() {
    const EACH: i64 = 150;
    let world = World::new();
    let path = world.path();
    let other = child::start("two_ledgers::the_other_process", &[path.to_str().unwrap(), "150"]);
    assert_eq!(other.line(PATIENCE).as_deref(), Some("open"));
    let mut mine = 0;
    for n in 0..EACH {
        world.grant(BEN, 1);
        let shared = world.ledger().submit(keyed(&format!("shared:{n}"), grant(ANNA, 1))).wait().unwrap();
        mine += i64::from(matches!(shared, Outcome::Applied(_)));
    }
    let (said, passed) = other.wait();
    assert!(passed, "{said:?}");
    let theirs: i64 = said.concat().parse().unwrap();
    assert_eq!(mine + theirs, EACH, "exactly one of them executed each intention");
    let head = number(&world.raw(), "SELECT max(position) FROM events");
    assert!(world.ledger().wait_for(Position(head.unsigned_abs()), PATIENCE));
    assert_eq!((world.balance(ANNA), world.balance(BEN)), (EACH, 2 * EACH));
    assert_eq!(world.verify().digest, world.ledger().digest());
}

/// The child of the test above: grants to Ben, and to Anna under the keys that the parent also uses. It does nothing in
/// a normal run.
#[test]
fn the_other_process() {
    let Some(instructions) = child::instructions() else { return };
    let ledger = Ledger::open_with(&instructions[0], options()).unwrap();
    child::report("open");
    let mut mine = 0;
    for n in 0..instructions[1].parse().unwrap() {
        applied(ledger.submit(Request::new(BOOK, grant(BEN, 1))).wait().unwrap());
        let shared = ledger.submit(keyed(&format!("shared:{n}"), grant(ANNA, 1))).wait().unwrap();
        mine += i64::from(matches!(shared, Outcome::Applied(_)));
    }
    ledger.close().unwrap();
    child::report(&mine.to_string());
}

#[test]
fn the_checkpoint_only_goes_forward_whichever_ledger_writes_it() {
    let world = World::new();
    let another = world.another();
    let submit = |command| applied(another.submit(Request::new(BOOK, command)).wait().unwrap());
    let mut last = 0;
    let mut moved = |writer: &Ledger| {
        writer.checkpoint().unwrap();
        let now = world.checkpoint();
        assert!(now >= last, "the checkpoint went from {last} back to {now}");
        last = now;
    };
    for n in 1..=10 {
        submit(grant(BEN, n));
        world.grant(ANNA, n);
        moved(world.ledger());
        submit(grant(ANNA, 1));
        moved(&another);
        moved(world.ledger());
        world.verify();
    }
    // It committed once and then fell behind. Its last checkpoint is at the head all the same.
    submit(grant(BEN, 1));
    let head = world.grant(ANNA, 1);
    world.ledger().checkpoint().unwrap();
    another.close().unwrap();
    assert_eq!(world.checkpoint(), head.0);
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_ledger_that_only_reads_writes_no_checkpoint() {
    let mut world = World::with(|options| options.checkpoint_every(5));
    world.apply_all((0..20).map(|_| grant(ANNA, 1)));
    world.close();
    world.raw().execute_batch("DELETE FROM checkpoint").unwrap();
    world.open();
    assert_eq!(world.balance(ANNA), 20);
    assert_eq!(world.history(ANNA).len(), 20);
    // The writer makes a round without events; a checkpoint that was due would be written before the second answer.
    assert_eq!(world.refused(deduct(BEN, 1)), "insufficient_balance");
    assert_eq!(world.refused(deduct(BEN, 1)), "insufficient_balance");
    assert_eq!(world.checkpoint(), 0, "while it was open");
    world.close();
    assert_eq!(world.checkpoint(), 0, "when it was closed");
}

#[test]
fn a_ledger_that_falls_far_behind_catches_up_to_the_same_state() {
    let world = World::new();
    let another = world.another();
    crate::everything::live(&world);
    let head = world.ledger().head();
    assert!(another.wait_for(head, PATIENCE));
    assert_eq!(another.digest(), world.ledger().digest());
    assert_eq!(another.seal(), world.ledger().seal());
    assert_eq!(another.books(), world.ledger().books());
    another.close().unwrap();
    eventually("it verifies", || world.verify().events == head.0);
}
