//! Outboxes: each delivery at least once, with a key by which a repeat is told, in the sequence that was asked for, by one
//! process at a time, and never from a rebuild.

mod crash;
mod forgetting;
mod several;
mod trying;

use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN, BOOK, grant};
use ledger_core::{AccountNo, Book, Event, Position, Recorded};
use ledger_store::{
    Delivery, Ledger, Outbox, OutboxWorker, Overwrite, Planned, Request, Sequence, Since, restore,
};

use crate::support::{PATIENCE, World, applied, asked_for, number};

/// Tells of every grant.
const LOG: Outbox = Outbox::named("test.log");
const TELL: Planned = Planned::new("tell");

type Plan = fn(&Recorded, &Book) -> Vec<Planned>;

/// One line for each grant, to the channel that is numbered as the account is.
fn of_grants(recorded: &Recorded, _: &Book) -> Vec<Planned> {
    match &recorded.event {
        Event::PointsGranted { account, .. } => vec![TELL.target(account.0.into())],
        _ => Vec::new(),
    }
}

/// One message to whoever was granted something.
fn to_the_granted(recorded: &Recorded, _: &Book) -> Vec<Planned> {
    match &recorded.event {
        Event::PointsGranted { account, .. } => vec![Planned::new("message").to(*account)],
        _ => Vec::new(),
    }
}

#[track_caller]
fn open(ledger: &Ledger, outbox: Outbox) -> OutboxWorker<Plan> {
    ledger.open_outbox(outbox, of_grants as Plan).unwrap()
}

/// The next delivery, which must be there.
#[track_caller]
fn next(worker: &mut OutboxWorker<Plan>) -> Delivery {
    worker.next(PATIENCE).unwrap().expect("there is something to deliver")
}

/// Nothing is to be delivered now.
#[track_caller]
fn assert_idle(worker: &mut OutboxWorker<Plan>) {
    if let Some(delivery) = worker.next(Duration::ZERO).unwrap() {
        panic!("there was nothing to deliver, and then there was {delivery:?}");
    }
}

/// Delivers everything that is there; gives the positions.
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
fn a_new_outbox_begins_with_the_next_event() {
    let world = World::new();
    world.grant(ANNA, 1);
    let mut log = open(world.ledger(), LOG);
    assert_idle(&mut log);
    let second = world.grant(ANNA, 2);
    assert_eq!(deliver_all(&mut log), [second]);
}

#[test]
fn or_with_the_event_after_a_position() {
    let world = World::new();
    let first = world.grant(ANNA, 1);
    let second = world.grant(ANNA, 2);
    let mut log = open(world.ledger(), LOG.since(Since::After(Position::START)));
    assert_eq!(deliver_all(&mut log), [first, second]);
}

#[test]
fn a_delivery_says_what_is_to_be_done_and_because_of_what() {
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
fn what_was_done_is_not_done_again_after_a_restart() {
    let mut world = World::new();
    let mut log = open(world.ledger(), LOG);
    let first = world.grant(ANNA, 1);
    assert_eq!(deliver_all(&mut log), [first]);
    log.close().unwrap();
    let second = world.grant(ANNA, 2);
    world.reopen();
    let mut log = open(world.ledger(), LOG.since(Since::After(Position::START)));
    assert_eq!(deliver_all(&mut log), [second], "it goes on where it was");
    drop(log);
    assert_eq!(
        number(&world.raw(), "SELECT count(*) FROM deliveries"),
        0,
        "nothing is left of what was done"
    );
}

#[test]
fn what_called_for_nothing_is_not_looked_at_again_after_a_restart() {
    let world = World::new();
    let mut log = world.ledger().open_outbox(LOG, (|_, _| Vec::new()) as Plan).unwrap();
    let at = world.grant(ANNA, 1);
    assert_idle(&mut log);
    log.close().unwrap();
    assert_eq!(world.ledger().outboxes().unwrap()[0].position, at);
    assert_idle(&mut open(world.ledger(), LOG));
}

#[test]
fn it_waits_for_an_event() {
    let world = World::new();
    let mut log = open(world.ledger(), LOG);
    assert_idle(&mut log);
    let ledger = world.ledger().clone();
    let granting = std::thread::spawn(move || {
        asked_for(applied(ledger.submit(Request::new(BOOK, grant(ANNA, 5))).wait().unwrap()))
    });
    let delivery = next(&mut log);
    assert_eq!(delivery.position(), granting.join().unwrap());
    delivery.done();
}

#[test]
fn one_event_may_call_for_several_deliveries_and_each_has_its_key() {
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
fn outboxes_do_not_know_of_each_other() {
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
fn no_more_are_handed_out_at_once_than_was_said() {
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
fn per_target_one_goes_after_the_other() {
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
fn a_rebuild_and_a_replay_reach_no_outbox() {
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
fn a_journal_that_was_loaded_begins_without_outboxes() {
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
fn what_was_done_since_a_backup_is_not_done_again_when_it_takes_the_place() {
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
    assert_eq!(world.grant(ANNA, 4), unplanned, "its place in the journal is taken anew");
    assert_eq!(deliver_all(&mut log), [unplanned]);
    world.verify();
}

#[test]
fn verify_and_the_seals_know_nothing_of_outboxes() {
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
