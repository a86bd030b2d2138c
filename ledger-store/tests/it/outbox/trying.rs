//! Failed deliveries are retried with growing waits until they are given up, and delay no others.

use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN};
use ledger_store::{GivenUp, OutboxWorker};

use super::{LOG, Plan, assert_idle, deliver_all, next, open};
use crate::support::World;

#[track_caller]
fn given_up(world: &World) -> Vec<GivenUp> {
    world.ledger().given_up("test.log").unwrap()
}

/// Fails the next delivery once, and returns the seconds until its retry.
#[track_caller]
fn fail(world: &World, log: &mut OutboxWorker<Plan>, retry_after: Option<Duration>) -> u64 {
    next(log).failed("the other side is down", retry_after);
    for seconds in 0.. {
        if let Some(delivery) = log.next(Duration::ZERO).unwrap() {
            // Dropping it without an answer puts it back, as a crash would.
            drop(delivery);
            return seconds;
        }
        world.clock.advance(1);
    }
    unreachable!()
}

#[test]
fn a_failed_delivery_is_retried_after_a_doubling_wait_up_to_a_maximum() {
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
fn the_receiver_can_set_the_retry_time() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    assert_eq!(fail(&world, &mut log, Some(Duration::from_secs(40))), 40);
}

#[test]
fn a_failing_delivery_does_not_delay_the_others() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    next(&mut log).failed("down", None);
    let second = world.grant(ANNA, 2);
    assert_eq!(deliver_all(&mut log), [second]);
}

#[test]
fn after_the_last_attempt_a_delivery_is_given_up_and_listed_with_its_error() {
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
fn a_retry_time_from_the_receiver_does_not_count_as_a_failure() {
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
fn an_impossible_delivery_is_given_up_at_once() {
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
fn a_long_error_is_truncated() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    next(&mut log).give_up(&"ä".repeat(5_000));
    assert_idle(&mut log);
    assert_eq!(given_up(&world)[0].error.chars().count(), 301);
}

#[test]
fn a_delivery_dropped_without_an_answer_is_handed_out_again() {
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
fn the_retry_time_survives_a_restart() {
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
    assert_eq!(again.attempt(), 2, "the delivery may have been made");
    again.done();
}

#[test]
fn a_delivery_can_be_answered_from_another_thread() {
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
fn given_up_deliveries_can_be_retried() {
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
fn another_process_can_retry_given_up_deliveries() {
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
