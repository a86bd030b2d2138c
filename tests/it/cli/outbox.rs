//! `outbox`: the progress of each outbox, and retries of given-up deliveries.

use ledger_core::{Book, Recorded};
use ledger_store::{Ledger, Outbox, OutboxWorker, Planned};

use super::{World, field, list, number, text};

const ROLES: Outbox = Outbox::named("test.roles");

type Plan = fn(&Recorded, &Book) -> Vec<Planned>;

/// Plans a delivery for every event.
fn of_all(_: &Recorded, _: &Book) -> Vec<Planned> {
    vec![Planned::new("give_role")]
}

/// Opens the outbox in this process, which is not the command line's.
fn open(ledger: &Ledger) -> OutboxWorker<Plan> {
    ledger.open_outbox(ROLES, of_all as Plan).unwrap()
}

#[track_caller]
fn next(worker: &mut OutboxWorker<Plan>) -> ledger_store::Delivery {
    worker.next(std::time::Duration::from_secs(20)).unwrap().expect("a delivery is due")
}

#[test]
fn outboxes_are_listed_and_given_up_deliveries_can_be_retried() {
    let world = World::new();
    world.done("grant --book 1 --member 42 --amount 5 --reason start");
    assert_eq!(list(&world.done("outbox"), "reactions").len(), 0);
    assert_eq!(world.run("outbox").has(0).stdout, "no outbox has run yet\n");

    let ledger = Ledger::open(world.path("tallybook.db")).unwrap();
    let mut worker = open(&ledger);
    world.done("grant --book 1 --member 43 --amount 6 --reason more");
    next(&mut worker).done();
    next(&mut worker).give_up("the role stands too high");
    assert!(worker.next(std::time::Duration::ZERO).unwrap().is_none());
    worker.close().unwrap();

    let listed = world.done("outbox");
    let row = &list(&listed, "reactions")[0];
    assert_eq!(text(row, "name"), "test.roles");
    assert_eq!((number(row, "behind"), number(row, "waiting"), number(row, "given_up")), (0, 0, 1));
    assert_eq!(text(field(row, "last_error"), "error"), "the role stands too high");
    let shown = world.run("outbox").has(0).stdout;
    assert!(shown.contains("test.roles") && shown.contains("the role stands too high"), "{shown}");

    let unknown = world.run("outbox retry --name test.other").has(2);
    assert!(unknown.stderr.contains("there are: test.roles"), "{}", unknown.stderr);
    assert_eq!(number(&world.done("outbox retry --name test.roles"), "retried"), 1);
    assert_eq!(number(&world.done("outbox retry"), "retried"), 0);
    assert_eq!(world.run("outbox retry").has(0).stdout, "nothing was given up\n");

    let mut worker = open(&ledger);
    let again = next(&mut worker);
    assert_eq!(again.attempt(), 2);
    again.done();
    worker.close().unwrap();
    ledger.close().unwrap();
}

#[test]
fn a_closed_target_is_shown_by_outbox_and_doctor_until_it_can_be_reached_again() {
    let world = World::new();
    world.done("grant --book 1 --member 42 --amount 5 --reason start");
    let ledger = Ledger::open(world.path("tallybook.db")).unwrap();
    let mut worker = open(&ledger);
    world.done("grant --book 1 --member 42 --amount 6 --reason more");
    next(&mut worker).hold("the bot does not see the channel");
    assert!(worker.next(std::time::Duration::ZERO).unwrap().is_none());
    worker.close().unwrap();

    let listed = world.done("outbox");
    let row = &list(&listed, "reactions")[0];
    assert_eq!((number(row, "waiting"), number(row, "on_hold"), number(row, "given_up")), (0, 1, 0));
    let closed = &list(row, "closed")[0];
    assert_eq!((number(closed, "book"), number(closed, "held")), (1, 1));
    assert_eq!(text(closed, "error"), "the bot does not see the channel");
    let shown = world.run("outbox").has(0).stdout;
    assert!(shown.contains("test.roles: closed in book 1 since "), "{shown}");
    assert!(shown.contains("1 delivery held: the bot does not see the channel"), "{shown}");
    let doctor = world.run("doctor").has(0).stdout;
    let line = doctor.lines().find(|line| line.contains("outbox test.roles")).unwrap();
    assert!(line.starts_with("look") && line.contains("1 delivery held since "), "{line}");
    assert!(line.contains("in book 1: the bot does not see the channel; mend that"), "{line}");

    let retried = world.done("outbox retry");
    assert_eq!((number(&retried, "retried"), number(&retried, "closed")), (0, 1));
    let mut worker = open(&ledger);
    next(&mut worker).give_up("the role stands too high");
    assert!(worker.next(std::time::Duration::ZERO).unwrap().is_none());
    worker.close().unwrap();
    let doctor = world.run("doctor").has(0).stdout;
    let line = doctor.lines().find(|line| line.contains("outbox test.roles")).unwrap();
    assert!(
        line.contains("1 delivery given up, the last because of this: the role stands too high"),
        "{line}"
    );
    ledger.close().unwrap();
}

#[test]
fn the_old_name_reactions_still_works() {
    let world = World::new();
    world.done("grant --book 1 --member 42 --amount 5 --reason start");
    assert_eq!(world.done("reactions"), world.done("outbox"));
    assert_eq!(number(&world.done("reactions retry"), "retried"), 0);
}
