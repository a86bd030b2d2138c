//! Many requests at once: separate ones, batches, and more than the queue holds.

use ledger_core::testkit::{ANNA, BEN, BOOK, CLEO, batch, code, deduct, grant, redeem, set_balance};
use ledger_core::{Command, MAX_BATCH, Points, Position, Refusal};
use ledger_store::{Outcome, Request, SubmitError};

use crate::support::{World, applied, assert_conserved, member, number, refused};

#[test]
fn each_request_gets_its_own_answer_in_the_order_of_submission() {
    let world = World::new();
    let commands = vec![
        grant(ANNA, 10),
        deduct(ANNA, 25),
        redeem(BEN, code("nothing", 1)),
        batch([grant(CLEO, 1), deduct(CLEO, 9)]),
        deduct(ANNA, 4),
        Command::Batch(Vec::new()),
    ];
    let requests = commands.into_iter().map(|command| Request::new(BOOK, command)).collect();
    let outcomes = world.ledger().submit_all(requests).wait().unwrap();
    let said: Vec<&str> = outcomes
        .iter()
        .map(|outcome| match outcome.as_ref().unwrap() {
            Outcome::Refused(refusal) => refusal.name(),
            _ => "done",
        })
        .collect();
    assert_eq!(
        said,
        ["done", "insufficient_balance", "unknown_code", "insufficient_balance", "done", "bad_batch"]
    );
    assert_eq!((world.balance(ANNA), world.balance(CLEO)), (6, 0));
    assert!(world.ledger().read(BOOK, |book| book.account_of(CLEO)).is_none(), "nothing of a refused batch");
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_hundred_refused_requests_do_not_fail_the_other_nine_hundred() {
    let world = World::new();
    let command =
        |n: u64| if n.is_multiple_of(10) { deduct(member(n + 1), 1) } else { grant(member(n + 1), 3) };
    let requests = (0..1_000).map(|n| Request::new(BOOK, command(n))).collect();
    let outcomes = world.ledger().submit_all(requests).wait().unwrap();
    for (n, outcome) in outcomes.into_iter().enumerate() {
        match outcome.unwrap() {
            Outcome::Refused(_) => assert!(n.is_multiple_of(10), "number {n}"),
            _ => assert!(!n.is_multiple_of(10), "number {n}"),
        }
    }
    assert_eq!(world.ledger().read(BOOK, |book| book.totals().outstanding), Points(2_700));
    assert_conserved(world.ledger());
}

#[test]
fn no_requests_get_no_answers() {
    let world = World::new();
    assert!(world.ledger().submit_all(Vec::new()).wait().unwrap().is_empty());
    assert_eq!(world.ledger().head(), Position::START);
}

#[test]
fn a_batch_of_ten_thousand_is_one_commit() {
    let world = World::new();
    let everyone = || (1..=MAX_BATCH as u64).map(|n| grant(member(n), 1));
    let receipt = world.apply(batch(everyone()));
    assert_eq!(receipt.positions().len(), MAX_BATCH);
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM seals"), 1, "one commit writes one seal");
    assert_eq!(number(&world.raw(), "SELECT count(DISTINCT command) FROM events"), 1);
    let too_many = batch(everyone().chain([grant(ANNA, 1)]));
    let refusal = refused(world.submit(too_many));
    assert_eq!(refusal, Refusal::BadBatch { commands: MAX_BATCH + 1, limit: MAX_BATCH });
    assert_eq!(world.verify().events, 2 * MAX_BATCH as u64);
}

#[test]
fn a_refusal_of_the_last_command_leaves_nothing_of_the_batch() {
    let world = World::new();
    world.grant(ANNA, 5);
    let before = (world.ledger().seal(), world.ledger().digest());
    let mut commands: Vec<Command> = (1..MAX_BATCH as u64).map(|n| grant(member(n), 1)).collect();
    commands.push(deduct(ANNA, 6_000_000));
    let refusal = refused(world.submit(Command::Batch(commands)));
    assert!(matches!(refusal, Refusal::InBatch { index, .. } if index == MAX_BATCH - 1), "{refusal:?}");
    assert_eq!((world.ledger().seal(), world.ledger().digest()), before);
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM events"), 2);
}

#[test]
fn a_command_of_a_batch_sees_the_commands_before_it() {
    let world = World::new();
    let receipt = world.apply(batch([grant(ANNA, 10), deduct(ANNA, 10), set_balance(ANNA, 3)]));
    assert_eq!((receipt.positions().len(), receipt.balance), (3, Points(3)));
}

#[test]
fn a_full_queue_is_an_error_and_the_accepted_requests_are_executed() {
    let world = World::with(|options| options.queue(2));
    let blocker = world.raw();
    blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
    // The writer waits for the lock with the requests it has taken, two more fill the queue.
    let mut taken = Vec::new();
    let mut turned_away = Vec::new();
    while turned_away.len() < 3 {
        assert!(taken.len() < 100_000, "the queue never fills");
        let pending = world.ledger().submit(Request::new(BOOK, grant(ANNA, 1)));
        match crate::support::at_once(pending) {
            Ok(answer) => turned_away.push(answer),
            Err(pending) => taken.push(pending),
        }
    }
    for answer in turned_away {
        let error = answer.expect_err("the writer cannot have written");
        assert!(matches!(error, SubmitError::QueueFull { waiting: 2 }), "{error:?}");
        assert!(error.to_string().starts_with("2 requests are waiting already"), "{error}");
    }
    assert_eq!(world.balance(ANNA), 0);
    blocker.execute_batch("COMMIT").unwrap();
    let count = taken.len() as i64;
    for pending in taken {
        applied(pending.wait().unwrap());
    }
    assert_eq!(world.balance(ANNA), count);
    assert_eq!(number(&blocker, "SELECT sum(amount) FROM events"), count);
}

#[test]
fn a_closed_ledger_answers_its_remaining_handles_with_an_error() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    let clone = world.ledger().clone();
    world.close();
    let error = clone.submit(Request::new(BOOK, grant(ANNA, 1))).wait().unwrap_err();
    assert!(matches!(error, SubmitError::Stopped { .. }), "{error:?}");
    let error = clone.submit_all(vec![Request::new(BOOK, grant(ANNA, 1))]).wait().unwrap_err();
    assert_eq!(error.to_string(), "the ledger has stopped: it was closed");
    assert_eq!(clone.balance(BOOK, ANNA), Points(5), "what was committed can still be read");
}
