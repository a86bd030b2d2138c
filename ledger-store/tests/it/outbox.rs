//! Outboxes: every delivery happens at least once, with a key that identifies repeats, in the requested order, by one
//! process at a time, and never because of a rebuild.

mod crash;
mod forgetting;
mod held;
mod several;
mod trying;

use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN, BOOK, grant};
use ledger_core::{AccountNo, Book, Event, Position, Recorded};
use ledger_store::{
    Delivery, Ledger, Outbox, OutboxWorker, Overwrite, Planned, Request, Sequence, Since, restore,
};

use crate::support::{PATIENCE, World, applied, number, position_of};

/// An outbox with a delivery for every grant.
const LOG: Outbox = Outbox::named("test.log");
const TELL: Planned = Planned::new("tell");

type Plan = fn(&Recorded, &Book) -> Vec<Planned>;

/// Plans one line for each grant, to the channel with the number of the account.
fn for_grants(recorded: &Recorded, _: &Book) -> Vec<Planned> {
    match &recorded.event {
        Event::PointsGranted { account, .. } => vec![TELL.target(account.0.into())],
        _ => Vec::new(),
    }
}

/// Plans one message to the receiver of each grant.
fn for_receivers(recorded: &Recorded, _: &Book) -> Vec<Planned> {
    match &recorded.event {
        Event::PointsGranted { account, .. } => vec![Planned::new("message").to(*account)],
        _ => Vec::new(),
    }
}

#[track_caller]
fn open(ledger: &Ledger, outbox: Outbox) -> OutboxWorker<Plan> {
    ledger.open_outbox(outbox, for_grants as Plan).unwrap()
}

/// The next delivery, which must exist.
#[track_caller]
fn next(worker: &mut OutboxWorker<Plan>) -> Delivery {
    worker.next(PATIENCE).unwrap().expect("a delivery is due")
}

/// Asserts that no delivery is due.
#[track_caller]
fn assert_idle(worker: &mut OutboxWorker<Plan>) {
    if let Some(delivery) = worker.next(Duration::ZERO).unwrap() {
        panic!("no delivery should be due, but {delivery:?} is");
    }
}

/// Finishes all due deliveries, and returns their positions.
#[track_caller]
fn deliver_all(worker: &mut OutboxWorker<Plan>) -> Vec<Position> {
    let mut delivered = Vec::new();
    while let Some(delivery) = worker.next(Duration::ZERO).unwrap() {
        delivered.push(delivery.position());
        delivery.done();
    }
    delivered
}

#[test]
fn a_new_outbox_starts_with_the_next_event() {
    let world = World::new();
    world.grant(ANNA, 1);
    let mut log = open(world.ledger(), LOG);
    assert_idle(&mut log);
    let second = world.grant(ANNA, 2);
    assert_eq!(deliver_all(&mut log), [second]);
}

#[test]
fn an_outbox_can_start_after_a_given_position() {
    let world = World::new();
    let first = world.grant(ANNA, 1);
    let second = world.grant(ANNA, 2);
    let mut log = open(world.ledger(), LOG.since(Since::After(Position::START)));
    assert_eq!(deliver_all(&mut log), [first, second]);
}

#[test]
fn a_delivery_has_its_action_target_and_event() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    let at = world.grant(ANNA, 1);
    let delivery = next(&mut log);
    assert_eq!((delivery.position(), delivery.book(), delivery.action()), (at, BOOK, "tell"));
    assert_eq!((delivery.account(), delivery.target(), delivery.attempt()), (None, 1, 1));
    assert_eq!(delivery.key(), format!("test.log:{at}:0"));
    assert_eq!(delivery.nonce().len(), 24);
    assert_ne!(delivery.nonce(), delivery.key());
    delivery.done();
}

#[test]
fn finished_deliveries_are_not_repeated_after_a_restart() {
    let mut world = World::new();
    let mut log = open(world.ledger(), LOG);
    let first = world.grant(ANNA, 1);
    assert_eq!(deliver_all(&mut log), [first]);
    log.close().unwrap();
    let second = world.grant(ANNA, 2);
    world.reopen();
    let mut log = open(world.ledger(), LOG.since(Since::After(Position::START)));
    assert_eq!(deliver_all(&mut log), [second], "it continues at its position");
    drop(log);
    assert_eq!(
        number(&world.raw(), "SELECT count(*) FROM deliveries"),
        0,
        "finished deliveries leave no rows"
    );
}

#[test]
fn events_without_deliveries_are_not_planned_again_after_a_restart() {
    let world = World::new();
    let mut log = world.ledger().open_outbox(LOG, (|_, _| Vec::new()) as Plan).unwrap();
    let at = world.grant(ANNA, 1);
    assert_idle(&mut log);
    log.close().unwrap();
    assert_eq!(world.ledger().outboxes().unwrap()[0].position, at);
    assert_idle(&mut open(world.ledger(), LOG));
}

#[test]
fn next_waits_for_an_event() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    assert_idle(&mut log);
    let ledger = world.ledger().clone();
    let granting = std::thread::spawn(move || {
        position_of(applied(ledger.submit(Request::new(BOOK, grant(ANNA, 5))).wait().unwrap()))
    });
    let delivery = next(&mut log);
    assert_eq!(delivery.position(), granting.join().unwrap());
    delivery.done();
}

#[test]
fn one_event_can_have_several_deliveries_with_a_key_each() {
    let world = World::new();
    let plan: Plan = |recorded, _| match &recorded.event {
        Event::PointsGranted { account, .. } => {
            vec![TELL.target(77), Planned::new("message").to(*account), TELL.target(78)]
        }
        _ => Vec::new(),
    };
    let mut log = world.ledger().open_outbox(LOG, plan).unwrap();
    let at = world.grant(ANNA, 1);
    let three: Vec<Delivery> = (0..3).map(|_| next(&mut log)).collect();
    let keys: Vec<String> = three.iter().map(Delivery::key).collect();
    assert_eq!(keys, [0, 1, 2].map(|place| format!("test.log:{at}:{place}")));
    assert_eq!(three[1].account(), Some(AccountNo(1)));
    three.into_iter().for_each(Delivery::done);
}

#[test]
fn outboxes_are_independent_of_each_other() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    let mut mail = open(world.ledger(), Outbox::named("test.mail"));
    let at = world.grant(ANNA, 1);
    assert_eq!(deliver_all(&mut log), [at]);
    assert_eq!(deliver_all(&mut mail), [at]);
    let names: Vec<String> =
        world.ledger().outboxes().unwrap().into_iter().map(|outbox| outbox.name).collect();
    assert_eq!(names, ["test.log", "test.mail"]);
}

#[test]
fn the_limit_of_open_deliveries_is_kept() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG.at_once(2));
    for _ in 0..3 {
        world.grant(ANNA, 1);
    }
    let (first, second) = (next(&mut log), next(&mut log));
    assert_idle(&mut log);
    second.done();
    let third = next(&mut log);
    assert!(third.position() > first.position());
    first.done();
    third.done();
}

#[test]
fn deliveries_to_one_target_are_sequential() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG.sequence(Sequence::PerTarget));
    let one = world.grant(ANNA, 1);
    let two = world.grant(ANNA, 2);
    let other = world.grant(BEN, 3);
    let (first, elsewhere) = (next(&mut log), next(&mut log));
    assert_eq!((first.position(), elsewhere.position()), (one, other));
    assert_idle(&mut log);
    first.failed("not now", None);
    assert_idle(&mut log);
    world.clock.advance(1);
    let again = next(&mut log);
    assert_eq!((again.position(), again.attempt()), (one, 2));
    again.done();
    let then = next(&mut log);
    assert_eq!(then.position(), two);
    then.done();
    elsewhere.done();
    assert_idle(&mut log);
}

#[test]
fn a_rebuild_and_a_replay_plan_no_deliveries() {
    let mut world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    deliver_all(&mut log);
    world.ledger().rebuild(&mut |_| {}).unwrap();
    assert_idle(&mut log);
    log.close().unwrap();
    world.reopen_without_checkpoint();
    let mut log = open(world.ledger(), LOG);
    assert_idle(&mut log);
}

#[test]
fn a_loaded_journal_has_no_outboxes() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    let mut text = Vec::new();
    ledger_store::export(&world.path(), &mut text, &mut |_| {}).unwrap();
    let path = world.file("loaded.db");
    ledger_store::load(&mut text.as_slice(), &path, &mut |_| {}).unwrap();
    let loaded = Ledger::open_with(&path, crate::support::options()).unwrap();
    assert!(loaded.outboxes().unwrap().is_empty());
    assert_idle(&mut open(&loaded, LOG));
    assert_eq!(deliver_all(&mut log).len(), 1);
}

#[test]
fn restoring_a_backup_over_its_ledger_repeats_no_finished_delivery() {
    let mut world = World::new();
    let mut log = open(world.ledger(), LOG);
    let waiting = world.grant(ANNA, 1);
    next(&mut log).failed("later", Some(Duration::from_secs(60)));
    let unplanned = {
        let done = world.grant(ANNA, 2);
        let backup = world.file("backup.db");
        world.ledger().backup(&backup, &mut |_| {}).unwrap();
        assert_eq!(deliver_all(&mut log), [done]);
        world.clock.advance(60);
        assert_eq!(deliver_all(&mut log), [waiting]);
        world.grant(ANNA, 3)
    };
    log.close().unwrap();
    let (path, backup) = (world.path(), world.file("backup.db"));
    world.close();
    restore(&backup, &path, Overwrite::Anything, &mut |_| {}).unwrap();
    world.open();
    let mut log = open(world.ledger(), LOG);
    assert_idle(&mut log);
    assert_eq!(world.grant(ANNA, 4), unplanned, "the restored journal reuses the position");
    assert_eq!(deliver_all(&mut log), [unplanned]);
    world.verify();
}

#[test]
fn verify_and_the_seals_ignore_outboxes() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.grant(ANNA, 1);
    let before = world.verify();
    let delivery = next(&mut log);
    assert_eq!(world.verify(), before);
    delivery.give_up("gone");
    assert_idle(&mut log);
    assert_eq!(world.verify(), before);
}

#[test]
fn a_closed_ledger_says_so() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    world.ledger().clone().close().unwrap();
    assert!(log.next(PATIENCE).unwrap_err().to_string().contains("stopped"));
}
