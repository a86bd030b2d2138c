//! A target that cannot be reached: its deliveries are held in order and told when it can be reached again; no other
//! target waits for it.

use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN, BOOK, CLEO};
use ledger_core::{Book, Command, Event, Position, Recorded, Timestamp};
use ledger_store::{ClosedTarget, Delivery, Outbox, OutboxWorker, Overwrite, Planned, Sequence, restore};

use super::{LOG, Plan, assert_idle, deliver_all, for_receivers, next, open};
use crate::support::World;

const IN_ORDER: Outbox = LOG.sequence(Sequence::PerTarget);

const SECRET: &str = "the channel is closed";

impl World {
    /// The only closed target.
    #[track_caller]
    fn closed(&self) -> ClosedTarget {
        let mut closed = self.ledger().closed_targets(Some(BOOK)).unwrap();
        assert_eq!(closed.len(), 1, "{closed:?}");
        closed.remove(0)
    }

    #[track_caller]
    fn assert_nothing_is_closed(&self) {
        assert_eq!(self.ledger().closed_targets(None).unwrap(), []);
        assert_eq!(self.ledger().outboxes().unwrap()[0].on_hold, 0);
    }

    fn seconds_until(&self, then: Timestamp) -> i64 {
        (then.micros() - self.now().micros()) / 1_000_000
    }
}

/// Finishes the next deliveries, one at a time, and returns their positions.
#[track_caller]
fn deliver(worker: &mut OutboxWorker<Plan>, count: usize) -> Vec<Position> {
    let one = |_| {
        let delivery = next(worker);
        let position = delivery.position();
        delivery.done();
        position
    };
    (0..count).map(one).collect()
}

#[test]
fn a_closed_target_holds_its_deliveries_in_order_and_delays_no_other() {
    let world = World::new();
    let mut log = open(world.ledger(), IN_ORDER);
    let begun = world.now();
    let first = world.grant(ANNA, 1);
    let second = world.grant(ANNA, 2);
    next(&mut log).hold(SECRET);
    let other = world.grant(BEN, 3);
    assert_eq!(deliver_all(&mut log), [other]);
    world.clock.advance(7);
    let third = world.grant(ANNA, 4);
    // The target was due for a try after a second.
    let again = next(&mut log);
    assert_eq!((again.position(), again.attempt()), (first, 2));
    again.hold("it is still closed");
    assert_idle(&mut log);

    let closed = world.closed();
    assert_eq!((closed.outbox.as_str(), closed.book, closed.target), ("test.log", BOOK, 1));
    assert_eq!((closed.since, closed.held, closed.error.as_str()), (begun, 3, "it is still closed"));
    let status = world.ledger().outboxes().unwrap().remove(0);
    assert_eq!((status.waiting, status.on_hold, status.given_up), (0, 3, 0));

    world.clock.advance(2);
    assert_eq!(deliver(&mut log, 3), [first, second, third]);
    assert_idle(&mut log);
    world.assert_nothing_is_closed();
    let last = world.grant(ANNA, 5);
    assert_eq!(deliver(&mut log, 1), [last]);
}

#[test]
fn the_waits_of_a_closed_target_grow_up_to_five_minutes() {
    let world = World::new();
    let mut log = open(world.ledger(), IN_ORDER.retries(Duration::from_secs(100), Duration::from_secs(1)));
    world.grant(ANNA, 1);
    let mut waits = Vec::new();
    for _ in 0..4 {
        next(&mut log).hold(SECRET);
        assert_idle(&mut log);
        let wait = world.seconds_until(world.closed().next_try_at);
        waits.push(wait);
        world.clock.advance(wait);
    }
    assert_eq!(waits, [100, 200, 300, 300]);
}

#[test]
fn a_closed_target_is_tried_at_once_after_a_restart_or_a_crash() {
    let mut world = World::new();
    let mut log = open(world.ledger(), IN_ORDER);
    let begun = world.now();
    let first = world.grant(ANNA, 1);
    next(&mut log).hold(SECRET);
    let second = world.grant(ANNA, 2);
    assert_idle(&mut log);
    world.clock.advance(3_600);
    let tried = next(&mut log);
    assert_eq!((tried.position(), tried.attempt()), (first, 2));
    // The process is killed while it tries the target.
    std::mem::forget((tried, log));
    world.reopen();
    world.clock.advance(60);
    let mut log = open(world.ledger(), IN_ORDER);
    let again = next(&mut log);
    assert_eq!((again.position(), again.attempt()), (first, 3));
    again.hold(SECRET);
    assert_idle(&mut log);
    assert_eq!(world.closed().since, begun);
    drop(log);
    world.reopen();
    let mut log = open(world.ledger(), IN_ORDER);
    assert_eq!(deliver(&mut log, 2), [first, second]);
    assert_idle(&mut log);
    world.assert_nothing_is_closed();
}

#[test]
fn the_rest_follows_after_a_restart_in_the_middle() {
    let mut world = World::new();
    let mut log = open(world.ledger(), IN_ORDER);
    let mut positions = vec![world.grant(ANNA, 1)];
    next(&mut log).hold(SECRET);
    positions.extend((0..200).map(|_| world.grant(ANNA, 1)));
    assert_idle(&mut log);
    world.clock.advance(1);
    let mut delivered = deliver(&mut log, 70);
    // A new one waits behind those that are held.
    positions.push(world.grant(ANNA, 1));
    log.close().unwrap();
    world.reopen();
    let mut log = open(world.ledger(), IN_ORDER);
    delivered.extend(deliver(&mut log, 132));
    assert_eq!(delivered, positions);
    assert_idle(&mut log);
}

#[test]
fn another_process_can_have_a_target_tried_at_once() {
    let world = World::new();
    let mut log = open(world.ledger(), IN_ORDER.retries(Duration::from_secs(60), Duration::from_secs(60)));
    let at = world.grant(ANNA, 1);
    next(&mut log).hold(SECRET);
    assert_idle(&mut log);
    let other = world.another();
    assert_eq!(other.retry_closed_targets(Some("test.other"), None).unwrap(), 0);
    assert_eq!(other.retry_closed_targets(None, Some(ledger_core::testkit::OTHER_BOOK)).unwrap(), 0);
    assert_eq!(other.retry_closed_targets(Some("test.log"), Some(BOOK)).unwrap(), 1);
    assert_eq!(deliver(&mut log, 1), [at]);
    assert_idle(&mut log);
    assert_eq!(other.retry_closed_targets(None, None).unwrap(), 0);
    other.close().unwrap();
}

#[test]
fn an_event_can_have_a_target_tried_at_once() {
    fn plan(recorded: &Recorded, _: &Book) -> Vec<Planned> {
        match &recorded.event {
            Event::PointsGranted { .. } => vec![Planned::new("tell")],
            Event::SettingsChanged { .. } => vec![Planned::new("tell").try_target_at_once()],
            _ => Vec::new(),
        }
    }
    let world = World::new();
    let patient = IN_ORDER.retries(Duration::from_secs(60), Duration::from_secs(60));
    let mut log = world.ledger().open_outbox(patient, plan as Plan).unwrap();
    let first = world.grant(ANNA, 1);
    next(&mut log).hold(SECRET);
    assert_idle(&mut log);
    let changes = vec![ledger_core::SettingChange::new("transfers", "off").unwrap()];
    let second = crate::support::position_of(world.apply(Command::ChangeSettings { changes, reason: None }));
    assert_eq!(deliver(&mut log, 2), [first, second]);
}

#[test]
fn a_delivery_that_is_given_up_or_put_off_says_nothing_about_the_others() {
    let world = World::new();
    let mut log = open(world.ledger(), IN_ORDER);
    world.grant(ANNA, 1);
    let second = world.grant(ANNA, 2);
    next(&mut log).hold(SECRET);
    assert_idle(&mut log);
    world.clock.advance(1);
    next(&mut log).failed("Discord answers 500", None);
    assert_idle(&mut log);
    assert_eq!(world.ledger().closed_targets(None).unwrap().len(), 1, "the target may still be closed");
    world.clock.advance(60);
    next(&mut log).give_up("this one cannot be sent");
    assert_eq!(deliver(&mut log, 1), [second]);
    assert_idle(&mut log);
    world.assert_nothing_is_closed();
}

#[test]
fn deliveries_in_hand_of_a_closed_target_are_tried_or_held_with_it() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG.at_once(3));
    let positions: Vec<Position> = (0..4).map(|_| world.grant(ANNA, 1)).collect();
    let mut in_hand: Vec<Delivery> = (0..3).map(|_| next(&mut log)).collect();
    in_hand.remove(0).hold(SECRET);
    assert_idle(&mut log);
    in_hand.remove(0).hold(SECRET);
    assert_idle(&mut log);
    assert_eq!(world.closed().held, 2 + 1, "two that were tried, and one that was not handed out");
    in_hand.remove(0).done();
    let mut delivered = deliver(&mut log, 3);
    delivered.sort();
    assert_eq!(delivered, [positions[0], positions[1], positions[3]]);
    assert_idle(&mut log);
    world.assert_nothing_is_closed();
}

#[test]
fn a_hundred_thousand_held_deliveries_delay_no_other_target_and_wait_in_the_file() {
    fn plan(recorded: &Recorded, _: &Book) -> Vec<Planned> {
        match &recorded.event {
            Event::PointsGranted { account, .. } if account.0 == 1 => {
                vec![Planned::new("tell").target(1); ledger_store::MAX_PLANNED]
            }
            Event::PointsGranted { .. } => vec![Planned::new("tell").target(2)],
            _ => Vec::new(),
        }
    }
    let world = World::new();
    let mut log = world.ledger().open_outbox(IN_ORDER, plan as Plan).unwrap();
    world.grant(ANNA, 1);
    next(&mut log).hold(SECRET);
    assert_idle(&mut log);
    for _ in 1..100 {
        world.grant(ANNA, 1);
        assert_idle(&mut log);
    }
    assert_eq!(world.closed().held, 100_000);
    let other = world.grant(BEN, 1);
    assert_eq!(deliver(&mut log, 1), [other]);
    world.clock.advance(1);
    assert_eq!(deliver(&mut log, 130).iter().max(), Some(&Position(2)), "they follow in order");
    let status = world.ledger().outboxes().unwrap().remove(0);
    assert!(
        status.waiting <= 1 && status.on_hold >= 100_000 - 131,
        "the others are still in the file: {status:?}"
    );
}

#[test]
fn forgetting_a_member_opens_the_target_that_is_the_member() {
    let world = World::new();
    let mut messages = world.ledger().open_outbox(IN_ORDER, for_receivers as Plan).unwrap();
    world.grant(CLEO, 1);
    next(&mut messages).hold(SECRET);
    world.grant(CLEO, 2);
    assert_idle(&mut messages);
    world.apply(Command::ForgetMember { member: CLEO });
    world.assert_nothing_is_closed();
    world.clock.advance(1);
    assert_idle(&mut messages);
    let other = world.grant(BEN, 3);
    assert_eq!(deliver(&mut messages, 1), [other]);
}

#[test]
fn a_restored_backup_tries_what_was_held_anew() {
    let mut world = World::new();
    let mut log = open(world.ledger(), IN_ORDER);
    let (first, second) = (world.grant(ANNA, 1), world.grant(ANNA, 2));
    next(&mut log).hold(SECRET);
    assert_idle(&mut log);
    let backup = world.file("backup.db");
    world.ledger().backup(&backup, &mut |_| {}).unwrap();
    log.close().unwrap();
    world.close();
    restore(&backup, &world.path(), Overwrite::Anything, &mut |_| {}).unwrap();
    world.open();
    let mut log = open(world.ledger(), IN_ORDER);
    assert_eq!(deliver(&mut log, 2), [first, second]);
    assert_idle(&mut log);
    world.assert_nothing_is_closed();
}
