//! `reactions`: how far each has come, and trying again what was given up.

use ledger_core::{Book, Recorded};
use ledger_store::{Ledger, Planned, Reaction, Reactor};

use super::{World, field, list, number, text};

const ROLES: Reaction = Reaction::named("test.roles");

type Plan = fn(&Recorded, &Book) -> Vec<Planned>;

/// Calls for something with every event.
fn of_all(_: &Recorded, _: &Book) -> Vec<Planned> {
    vec![Planned::new("give_role")]
}

/// The reaction, in this process: another one than the command line's.
fn react(ledger: &Ledger) -> Reactor<Plan> {
    ledger.react(ROLES, of_all as Plan).unwrap()
}

#[track_caller]
fn next(reactor: &mut Reactor<Plan>) -> ledger_store::Delivery {
    reactor.next(std::time::Duration::from_secs(20)).unwrap().expect("there is something to deliver")
}

#[test]
fn reactions_are_listed_and_what_was_given_up_is_tried_again() {
    let world = World::new();
    world.done("grant --book 1 --member 42 --amount 5 --reason start");
    assert_eq!(list(&world.done("reactions"), "reactions").len(), 0);
    assert_eq!(world.run("reactions").has(0).stdout, "no reaction has run yet\n");

    let ledger = Ledger::open(world.path("tallybook.db")).unwrap();
    let mut reactor = react(&ledger);
    world.done("grant --book 1 --member 43 --amount 6 --reason more");
    next(&mut reactor).done();
    next(&mut reactor).give_up("the role stands too high");
    assert!(reactor.next(std::time::Duration::ZERO).unwrap().is_none());
    reactor.close().unwrap();

    let listed = world.done("reactions");
    let row = &list(&listed, "reactions")[0];
    assert_eq!(text(row, "name"), "test.roles");
    assert_eq!((number(row, "behind"), number(row, "waiting"), number(row, "given_up")), (0, 0, 1));
    assert_eq!(text(field(row, "last_error"), "error"), "the role stands too high");
    let shown = world.run("reactions").has(0).stdout;
    assert!(shown.contains("test.roles") && shown.contains("the role stands too high"), "{shown}");

    let unknown = world.run("reactions retry --name test.other").has(2);
    assert!(unknown.stderr.contains("there are: test.roles"), "{}", unknown.stderr);
    assert_eq!(number(&world.done("reactions retry --name test.roles"), "retried"), 1);
    assert_eq!(number(&world.done("reactions retry"), "retried"), 0);
    assert_eq!(world.run("reactions retry").has(0).stdout, "nothing was given up\n");

    let mut reactor = react(&ledger);
    let again = next(&mut reactor);
    assert_eq!(again.attempt(), 2);
    again.done();
    reactor.close().unwrap();
    ledger.close().unwrap();
}
