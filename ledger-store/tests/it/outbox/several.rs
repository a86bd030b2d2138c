//! Several processes with the same outbox: one gets the deliveries, another takes over when it is gone.

use std::time::Duration;

use ledger_core::testkit::ANNA;

use super::{LOG, assert_idle, deliver_all, next, open};
use crate::support::{World, eventually};

#[test]
fn only_one_of_two_ledgers_on_a_file_gets_deliveries() {
    let world = World::new();
    let other = world.another();
    let mut one = open(world.ledger(), LOG);
    let mut two = open(&other, LOG);
    assert_idle(&mut one);
    let at = world.grant(ANNA, 1);
    assert!(other.wait_for(at, crate::support::PATIENCE));
    assert_idle(&mut two);
    assert_eq!((one.is_acting(), two.is_acting()), (true, false));
    assert_eq!(deliver_all(&mut one), [at]);
    let held = other.outboxes().unwrap()[0].held_until;
    assert_eq!(held, Some(world.now().plus_seconds(30)));
}

#[test]
fn after_the_lease_expires_another_ledger_takes_over_open_deliveries() {
    let world = World::new();
    let other = world.another();
    let mut one = open(world.ledger(), LOG);
    let mut two = open(&other, LOG);
    let first = world.grant(ANNA, 1);
    let unfinished = next(&mut one);
    let second = world.grant(ANNA, 2);
    assert!(other.wait_for(second, crate::support::PATIENCE));
    assert_idle(&mut two);
    world.clock.advance(31);
    let again = next(&mut two);
    assert_eq!((again.position(), again.attempt()), (first, 2), "the delivery may have been made");
    again.done();
    assert_eq!(deliver_all(&mut two), [second]);
    unfinished.failed("too late", None);
    eventually("the first notices", || {
        assert_idle(&mut one);
        !one.is_acting()
    });
    world.clock.advance(5);
    assert_idle(&mut two);
    let third = world.grant(ANNA, 3);
    assert_idle(&mut one);
    assert!(other.wait_for(third, crate::support::PATIENCE));
    assert_eq!(deliver_all(&mut two), [third]);
}

#[test]
fn a_finished_delivery_stays_finished_after_a_takeover() {
    let world = World::new();
    let other = world.another();
    let mut one = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    next(&mut one).failed("down", Some(Duration::from_secs(100)));
    world.grant(ANNA, 2);
    let slow = next(&mut one);
    world.clock.advance(31);
    let mut two = open(&other, LOG);
    let repeat = next(&mut two);
    assert_eq!(repeat.key(), slow.key());
    slow.done();
    eventually("only the first delivery is open, the second is finished", || {
        assert_idle(&mut one);
        other.outboxes().unwrap()[0].waiting == 1
    });
    repeat.failed("the receiver has it already", None);
    assert_idle(&mut two);
    assert_eq!(other.outboxes().unwrap()[0].waiting, 1);
}

#[test]
fn a_ledger_delayed_past_its_lease_hands_out_nothing_that_another_holds() {
    let world = World::new();
    let other = world.another();
    let mut one = open(world.ledger(), LOG);
    for _ in 0..3 {
        world.grant(ANNA, 1);
    }
    // The first round hands out all three.
    let first = next(&mut one);
    world.clock.advance(31);
    let mut two = open(&other, LOG);
    assert_eq!(deliver_all(&mut two).len(), 3);
    assert_idle(&mut one);
    first.done();
    assert_idle(&mut one);
    assert_idle(&mut two);
}

#[test]
fn a_holder_without_a_rival_continues_after_its_lease_expired() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    let second = world.grant(ANNA, 2);
    let first = next(&mut log);
    world.clock.advance(31);
    let delivery = next(&mut log);
    assert_eq!(
        (delivery.position(), delivery.attempt()),
        (second, 2),
        "it was handed out, and may have been made"
    );
    delivery.done();
    assert_idle(&mut log);
    first.done();
    assert_idle(&mut log);
    assert_eq!(world.ledger().outboxes().unwrap()[0].waiting, 0);
}

#[test]
fn calling_next_renews_the_lease() {
    let world = World::new();
    let other = world.another();
    let mut one = open(world.ledger(), LOG);
    let mut two = open(&other, LOG);
    for _ in 0..5 {
        world.clock.advance(20);
        assert_idle(&mut one);
        assert_idle(&mut two);
    }
    assert_eq!((one.is_acting(), two.is_acting()), (true, false));
}

#[test]
fn closing_a_holder_frees_the_lease_at_once() {
    let world = World::new();
    let other = world.another();
    let mut one = open(world.ledger(), LOG);
    let mut two = open(&other, LOG);
    assert_idle(&mut one);
    assert_idle(&mut two);
    let at = world.grant(ANNA, 1);
    one.close().unwrap();
    let delivery = next(&mut two);
    assert_eq!((delivery.position(), delivery.attempt()), (at, 1));
    delivery.done();
}

#[test]
fn two_holders_in_one_process_behave_like_two_processes() {
    let world = World::new();
    let mut one = open(world.ledger(), LOG);
    let mut two = open(world.ledger(), LOG);
    let at = world.grant(ANNA, 1);
    assert_eq!(deliver_all(&mut one), [at]);
    assert_idle(&mut two);
}
