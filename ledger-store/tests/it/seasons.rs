//! The close of a season on a real file: in chunks, across kills and reopenings, with a readable history.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, OTHER_BOOK, batch, close_season, code, deduct, grant, order, redeem,
};
use ledger_core::{MAX_BATCH, OrderStatus, Phase, Points, Position};
use ledger_store::{AsOf, Ledger, Outcome, Request};

use crate::support::{
    World, applied, assert_conserved, eventually, member, number, options, raw, refused, verified,
};

/// More accounts than one step of the close handles.
const MEMBERS: u64 = 7_000;

#[track_caller]
fn wait_until_closed(ledger: &Ledger, season: u32) {
    eventually("the season is closed", || {
        ledger.read(BOOK, |book| book.season().phase == Phase::Open && book.season().number == season + 1)
    });
}

fn crowd() -> World {
    let world = World::new();
    let everyone = |from: u64| (from..from + MEMBERS / 2).map(|n| grant(member(n), 5));
    assert!(MEMBERS as usize / 2 <= MAX_BATCH);
    world.apply(batch(everyone(1)));
    world.apply(batch(everyone(1 + MEMBERS / 2)));
    world
}

/// A close that is interrupted after its first step, by closing the ledger right after the command.
fn interrupted_close() -> World {
    let mut world = crowd();
    drop(world.ledger().submit(Request::new(BOOK, close_season())));
    world.close();
    let closing = number(&world.raw(), "SELECT count(*) FROM events WHERE kind = 'balance_closed'");
    assert!(
        (1..MEMBERS as i64).contains(&closing),
        "{closing} of {MEMBERS} balances were closed: not the middle"
    );
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM events WHERE kind = 'season_closed'"), 0);
    world
}

#[test]
fn every_balance_is_closed_by_one_posting_and_every_open_claim_is_voided() {
    let world = World::new();
    world.grant(ANNA, 30);
    world.grant(BEN, 12);
    world.deduct(BEN, 12);
    world.apply(order("5001", "10"));
    world.apply(order("5002", "10"));
    world.apply(redeem(ANNA, code("5001", 1)));
    let head = world.ledger().head();
    world.apply(close_season());
    wait_until_closed(world.ledger(), 1);
    let kinds = world.ledger().events(head, 100).unwrap();
    let kinds: Vec<&str> = kinds.iter().map(|recorded| recorded.event.kind().as_str()).collect();
    assert_eq!(kinds, ["season_closing", "balance_closed", "claim_voided", "season_closed"]);
    assert_eq!((world.balance(ANNA), world.balance(BEN)), (0, 0));
    let status = |id| {
        world.ledger().read(BOOK, |book| book.order(&ledger_core::testkit::order_key(id)).unwrap().status)
    };
    assert_eq!((status("5001"), status("5002")), (OrderStatus::Redeemed, OrderStatus::Voided));
    assert_conserved(world.ledger());
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn the_history_before_the_close_stays_readable() {
    let world = World::new();
    world.grant(ANNA, 30);
    let last = world.deduct(ANNA, 10);
    world.apply(close_season());
    wait_until_closed(world.ledger(), 1);
    world.grant(ANNA, 1);
    let seen: Vec<(&str, i64, i64)> = world
        .history(ANNA)
        .iter()
        .map(|entry| (entry.kind.as_str(), entry.change.0, entry.balance.0))
        .collect();
    let expected = [
        ("points_granted", 1, 1),
        ("balance_closed", -20, 0),
        ("points_deducted", -10, 20),
        ("points_granted", 30, 30),
    ];
    assert_eq!(seen, expected);
    let then = world.ledger().balance_as_of(BOOK, ANNA, AsOf::Position(last)).unwrap();
    assert_eq!(then, Points(20));
    let totals = world.ledger().read(BOOK, |book| book.totals());
    assert_eq!(
        (totals.issued, totals.spent),
        (Points(31), Points(10)),
        "a close is neither earned nor spent"
    );
}

#[test]
fn a_closing_book_refuses_commands_and_other_books_accept_them() {
    let world = crowd();
    let requests = vec![
        Request::new(BOOK, close_season()),
        Request::new(BOOK, grant(ANNA, 1)),
        Request::new(OTHER_BOOK, grant(ANNA, 1)),
        Request::new(BOOK, close_season()),
    ];
    let mut outcomes = world.ledger().submit_all(requests).wait().unwrap().into_iter().map(Result::unwrap);
    let mut next = || outcomes.next().unwrap();
    assert_eq!(applied(next()).balance, Points::ZERO);
    let refusal = refused(next());
    assert_eq!(
        (refusal.name(), refusal.to_string().as_str()),
        ("season_closing", "the season is being closed")
    );
    assert_eq!(applied(next()).balance, Points(1));
    assert_eq!(refused(next()).name(), "season_closing");
    wait_until_closed(world.ledger(), 1);
    assert_eq!(world.ledger().balance(OTHER_BOOK, ANNA), Points(1));
    assert_eq!(world.grant(ANNA, 1), world.ledger().head());
}

#[test]
fn an_interrupted_close_is_finished_at_the_next_open() {
    let mut world = interrupted_close();
    assert_eq!(world.verify().books, 1, "half a close verifies");
    world.open();
    wait_until_closed(world.ledger(), 1);
    let file = world.raw();
    assert_eq!(number(&file, "SELECT count(*) FROM events WHERE kind = 'balance_closed'"), MEMBERS as i64);
    assert_eq!(
        number(&file, "SELECT count(DISTINCT debit) FROM events WHERE kind = 'balance_closed'"),
        MEMBERS as i64
    );
    assert_eq!(
        number(&file, "SELECT count(*) FROM events WHERE kind IN ('season_closing', 'season_closed')"),
        2
    );
    assert!(
        number(
            &file,
            "SELECT count(*) FROM seals WHERE position > (SELECT position FROM events WHERE kind = 'season_closing')"
        ) >= 2,
        "in chunks"
    );
    assert_eq!(world.ledger().read(BOOK, |book| book.totals().outstanding), Points::ZERO);
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn an_interrupted_close_is_finished_without_a_checkpoint() {
    let mut world = interrupted_close();
    world.raw().execute_batch("DELETE FROM checkpoint").unwrap();
    world.open();
    wait_until_closed(world.ledger(), 1);
    world.close();
    world.verify();
}

#[test]
fn an_interrupted_close_refuses_commands_until_it_is_finished() {
    let mut world = interrupted_close();
    world.open();
    // Either the season is still closing, or it is closed and the balance is 0.
    match world.submit(deduct(member(MEMBERS), 5)) {
        Outcome::Refused(refusal) => {
            assert!(["season_closing", "insufficient_balance"].contains(&refusal.name()), "{refusal}");
        }
        other => panic!("points of the old season were spent: {other:?}"),
    }
    wait_until_closed(world.ledger(), 1);
    world.grant(ANNA, 1);
}

#[test]
fn two_ledgers_finish_an_interrupted_close_once() {
    let mut world = interrupted_close();
    world.open();
    let another = world.another();
    wait_until_closed(world.ledger(), 1);
    wait_until_closed(&another, 1);
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM events WHERE kind = 'season_closed'"), 1);
    assert_eq!(
        number(&world.raw(), "SELECT count(*) FROM events WHERE kind = 'balance_closed'"),
        MEMBERS as i64
    );
    another.close().unwrap();
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_backup_from_the_middle_of_a_close_is_finished_where_it_is_opened() {
    let world = interrupted_close();
    let copy = world.file("copy.db");
    std::fs::copy(world.path(), &copy).unwrap();
    let ledger = Ledger::open_with(&copy, options()).unwrap();
    wait_until_closed(&ledger, 1);
    ledger.close().unwrap();
    assert_eq!(number(&raw(&copy), "SELECT count(*) FROM events WHERE kind = 'season_closed'"), 1);
    verified(&copy);
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM events WHERE kind = 'season_closed'"), 0);
}

#[test]
fn an_empty_season_can_be_closed_and_the_count_continues() {
    let world = World::new();
    for season in 1..=3 {
        world.apply(close_season());
        wait_until_closed(world.ledger(), season);
    }
    // The head advances after the book.
    eventually("two events for each close", || world.ledger().head() >= Position(6));
    assert_eq!(world.ledger().head(), Position(6));
    assert_eq!(world.ledger().read(BOOK, |book| book.season().number), 4);
}
