//! Outboxes whose lease and waits were written by a clock that ran ahead.

use std::time::Duration;

use ledger_core::testkit::{ANNA, BOOK};
use ledger_core::{Book, Event, Position, Recorded};
use ledger_store::{Ledger, Outbox, OutboxWorker, Planned, Since};

use super::{in_2031, today};
use crate::support::{PATIENCE, World, applied, eventually};

type Plan = fn(&Recorded, &Book) -> Vec<Planned>;

fn plan(recorded: &Recorded, _: &Book) -> Vec<Planned> {
    match &recorded.event {
        Event::PointsGranted { .. } => vec![Planned::new("tell")],
        _ => Vec::new(),
    }
}

fn open(ledger: &Ledger) -> OutboxWorker<Plan> {
    let outbox = Outbox::named("test.log").since(Since::After(Position::START));
    ledger.open_outbox(outbox, plan as Plan).unwrap()
}

fn back() -> i64 {
    (today().micros() - in_2031().micros()) / 1_000_000
}

/// A process that crashed in 2031 while it held the outbox: its worker is never closed.
fn left_in_2031(world: &mut World) {
    world.clock.set(in_2031());
    let mut worker = open(world.ledger());
    assert!(worker.next(Duration::ZERO).unwrap().is_none());
    assert!(worker.is_acting());
    std::mem::forget(worker);
    world.clock.jump(back());
}

#[test]
fn a_lease_from_a_wrong_clock_is_over_when_the_clock_is_right() {
    let mut world = World::new();
    left_in_2031(&mut world);
    let held = world.ledger().outboxes().unwrap()[0].held_until;
    assert_eq!(held, Some(in_2031().plus_seconds(30)));
    world.ledger().trust_clock().unwrap();
    let at = world.grant(ANNA, 1);
    let mut worker = open(world.ledger());
    assert_eq!(worker.next(PATIENCE).unwrap().expect("a delivery is due").position(), at);
}

#[test]
fn a_lease_that_is_far_ahead_is_kept_while_the_journal_is_ahead_too() {
    let mut world = World::new();
    left_in_2031(&mut world);
    world.clock.jump(-back());
    world.ledger().trust_clock().unwrap();
    let at = world.grant(ANNA, 1);
    world.clock.jump(back());
    let mut worker = open(world.ledger());
    assert!(worker.next(Duration::ZERO).unwrap().is_none(), "this clock may be what is wrong");
    applied(world.ledger().correct_clock(None).unwrap());
    assert_eq!(worker.next(PATIENCE).unwrap().expect("a delivery is due").position(), at);
}

#[test]
fn a_retry_that_waits_for_2031_comes_after_the_correction() {
    let world = World::new();
    world.clock.set(in_2031());
    let at = world.grant(ANNA, 1);
    let mut worker = open(world.ledger());
    worker.next(PATIENCE).unwrap().expect("a delivery is due").failed("down", Some(Duration::from_secs(5)));
    assert!(worker.next(Duration::ZERO).unwrap().is_none());
    world.clock.jump(back());
    assert_eq!(world.ledger().balance(BOOK, ANNA).0, 1);
    applied(world.ledger().correct_clock(None).unwrap());
    let mut again = None;
    eventually("the worker reads its deliveries again", || {
        again = worker.next(Duration::ZERO).unwrap();
        again.is_some()
    });
    let again = again.unwrap();
    assert_eq!((again.position(), again.attempt()), (at, 2));
    again.done();
}
