//! What fails is tried again, ever more slowly, until it is given up; nobody else waits for it.

use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN};
use ledger_store::{GivenUp, OutboxWorker};

use super::{LOG, Plan, assert_idle, deliver_all, next, open};
use crate::support::World;

#[track_caller]
fn given_up(world: &World) -> Vec<GivenUp> {
    world.ledger().given_up("test.log").unwrap()
}

/// Fails once; gives the seconds until it comes again.
#[track_caller]
fn fail(world: &World, log: &mut OutboxWorker<Plan>, retry_after: Option<Duration>) -> u64 {
    next(log).failed("the other side is down", retry_after);
    for seconds in 0.. {
        if let Some(delivery) = log.next(Duration::ZERO).unwrap() {
            // Not answered: it is put back as a crash would.
            drop(delivery);
            return seconds;
        }
        world.clock.advance(1);
    }
    unreachable!()
}

#[test]
fn a_failure_is_tried_again_after_a_second_then_two_then_four_up_to_the_longest_wait() {
    let world = World::new();
    let outbox = LOG.retries(Duration::from_secs(1), Duration::from_secs(5));
    let mut log = open(world.ledger(), outbox);
    world.grant(ANNA, 1);
    let mut waits = Vec::new();
    next(&mut log).failed("down", None);
    for attempt in 2..=6 {
        let start = world.now();
        let again = loop {
            match log.next(Duration::ZERO).unwrap() {
                Some(delivery) => break delivery,
                None => world.clock.advance(1),
            }
        };
        assert_eq!(again.attempt(), attempt);
        waits.push((world.now().micros() - start.micros()) / 1_000_000);
        again.failed("down", None);
    }
    assert_eq!(waits, [1, 2, 4, 5, 5]);
}

#[test]
fn the_other_side_may_say_when_to_come_again() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    assert_eq!(fail(&world, &mut log, Some(Duration::from_secs(40))), 40);
}

#[test]
fn nobody_waits_for_one_that_fails() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    next(&mut log).failed("down", None);
    let second = world.grant(ANNA, 2);
    assert_eq!(deliver_all(&mut log), [second]);
}

#[test]
fn after_the_last_attempt_it_is_given_up_and_listed_with_its_error() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG.attempts(2));
    let at = world.grant(ANNA, 1);
    next(&mut log).failed("down", None);
    assert_idle(&mut log);
    world.clock.advance(1);
    next(&mut log).failed("still down", None);
    assert_idle(&mut log);
    world.clock.advance(1_000);
    assert_idle(&mut log);
    let listed = given_up(&world);
    assert_eq!(listed.len(), 1);
    let one = &listed[0];
    assert_eq!((one.position, one.attempts, one.error.as_str()), (at, 2, "still down"));
    assert_eq!((one.action.as_str(), one.account, one.target), ("tell", None, 1));
    let log = world.ledger().outboxes().unwrap();
    assert_eq!((log[0].waiting, log[0].given_up), (0, 1));
}

#[test]
fn being_told_to_come_again_is_no_failure_that_counts() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG.attempts(2));
    world.grant(ANNA, 1);
    for _ in 0..5 {
        next(&mut log).failed("too many requests", Some(Duration::from_secs(1)));
        assert_idle(&mut log);
        world.clock.advance(1);
    }
    next(&mut log).done();
    assert_idle(&mut log);
    assert!(given_up(&world).is_empty());
}

#[test]
fn what_can_never_be_done_is_given_up_at_once() {
    let mut world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    next(&mut log).give_up("the channel is gone");
    assert_idle(&mut log);
    drop(log);
    world.reopen();
    assert_idle(&mut open(world.ledger(), LOG));
    assert_eq!(given_up(&world)[0].error, "the channel is gone");
}

#[test]
fn the_error_is_cut_where_it_is_long() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    next(&mut log).give_up(&"ä".repeat(5_000));
    assert_idle(&mut log);
    assert_eq!(given_up(&world)[0].error.chars().count(), 301);
}

#[test]
fn a_delivery_that_is_dropped_without_a_word_comes_again() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    drop(next(&mut log));
    assert_idle(&mut log);
    world.clock.advance(1);
    let again = next(&mut log);
    assert_eq!(again.attempt(), 2);
    again.done();
}

#[test]
fn a_wait_outlives_a_restart() {
    let mut world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    next(&mut log).failed("down", Some(Duration::from_secs(30)));
    assert_idle(&mut log);
    drop(log);
    world.reopen();
    let mut log = open(world.ledger(), LOG);
    world.clock.advance(29);
    assert_idle(&mut log);
    world.clock.advance(1);
    let again = next(&mut log);
    assert_eq!(again.attempt(), 2, "it may have been done");
    again.done();
}

#[test]
fn an_answer_may_come_from_another_thread() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG.at_once(1));
    world.grant(ANNA, 1);
    let second = world.grant(ANNA, 2);
    let first = next(&mut log);
    let other = std::thread::spawn(move || first.done());
    let delivery = next(&mut log);
    assert_eq!(delivery.position(), second);
    delivery.done();
    other.join().unwrap();
}

#[test]
fn what_was_given_up_is_tried_again_when_somebody_wants_it() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    let (first, second) = (world.grant(ANNA, 1), world.grant(BEN, 2));
    next(&mut log).give_up("the role stands too high");
    next(&mut log).done();
    assert_idle(&mut log);
    assert_eq!(world.ledger().retry_given_up(Some("test.other")).unwrap(), 0);
    assert_eq!(given_up(&world).len(), 1);
    assert_eq!(world.ledger().retry_given_up(Some("test.log")).unwrap(), 1);
    assert!(given_up(&world).is_empty());
    let again = next(&mut log);
    assert_eq!((again.position(), again.attempt()), (first, 2));
    again.done();
    assert!(first < second);
    assert_idle(&mut log);
    assert_eq!(world.ledger().retry_given_up(None).unwrap(), 0);
}

#[test]
fn another_process_has_it_tried_again_too() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    let position = world.grant(ANNA, 1);
    next(&mut log).give_up("the role stands too high");
    assert_idle(&mut log);
    let other = world.another();
    assert_eq!(other.retry_given_up(None).unwrap(), 1);
    let again = next(&mut log);
    assert_eq!(again.position(), position);
    again.done();
    other.close().unwrap();
}
