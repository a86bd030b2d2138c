//! Request keys: one intention is executed once, however often and from however many callers it arrives.

use std::sync::Barrier;
use std::thread;

use ledger_core::testkit::{
    ANNA, BEN, BOOK, CLEO, OTHER_BOOK, adopt_starter_set, batch, code, deduct, forget, grant, order, redeem,
    reverse, set_balance, transfer,
};
use ledger_core::{Command, Points, Position, Refusal, RequestKey};
use ledger_store::{Outcome, Receipt, Request};

use crate::support::{World, already_applied, applied, keyed, number, refused};

#[test]
fn the_same_intention_from_many_threads_is_one_posting() {
    let world = World::new();
    let together = Barrier::new(8);
    let outcomes: Vec<Outcome> = thread::scope(|scope| {
        let ask = || {
            together.wait();
            world.submit_keyed("quiz:1", grant(ANNA, 50))
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Applied(_))).count(), 1);
    let receipts: Vec<Receipt> = outcomes.into_iter().map(|outcome| outcome.receipt().unwrap()).collect();
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
    assert_eq!(world.balance(ANNA), 50);
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM events WHERE kind = 'points_granted'"), 1);
}

#[test]
fn the_same_intention_from_two_writers_on_one_file_is_one_posting() {
    const INTENTIONS: usize = 40;
    let world = World::new();
    let another = world.another();
    let together = Barrier::new(2);
    let ask = |ledger: &ledger_store::Ledger| -> Vec<Outcome> {
        together.wait();
        let ask = |n| ledger.submit(keyed(&format!("quiz:{n}"), grant(ANNA, 1))).wait().unwrap();
        (0..INTENTIONS).map(ask).collect()
    };
    let (mine, theirs) = thread::scope(|scope| {
        let theirs = scope.spawn(|| ask(&another));
        (ask(world.ledger()), theirs.join().unwrap())
    });
    for (mine, theirs) in mine.into_iter().zip(theirs) {
        let applied = [&mine, &theirs].into_iter().filter(|one| matches!(one, Outcome::Applied(_))).count();
        assert_eq!(applied, 1, "{mine:?} and {theirs:?}");
        assert_eq!(mine.receipt().unwrap().position, theirs.receipt().unwrap().position);
    }
    assert_eq!(number(&world.raw(), "SELECT sum(amount) FROM events"), INTENTIONS as i64);
    another.close().unwrap();
    assert_eq!(world.verify().events, 1 + INTENTIONS as u64);
}

#[test]
fn the_same_intention_twice_in_one_commit_is_one_posting() {
    let world = World::new();
    let requests = vec![keyed("quiz:1", grant(ANNA, 50)), keyed("quiz:1", grant(ANNA, 50))];
    let mut outcomes = world.ledger().submit_all(requests).wait().unwrap().into_iter();
    let first = applied(outcomes.next().unwrap().unwrap());
    assert_eq!(already_applied(outcomes.next().unwrap().unwrap()), first);
    assert_eq!(world.balance(ANNA), 50);
}

#[test]
fn another_command_under_a_used_key_is_refused_with_its_position() {
    let world = World::new();
    let position = applied(world.submit_keyed("quiz:1", grant(ANNA, 50))).position.unwrap();
    for other in [grant(ANNA, 51), grant(BEN, 50), deduct(ANNA, 50), set_balance(ANNA, 50)] {
        let refusal = refused(world.submit_keyed("quiz:1", other.clone()));
        assert_eq!(refusal, Refusal::KeyReused { position }, "{other:?}");
    }
    assert_eq!((world.balance(ANNA), world.balance(BEN)), (50, 0));
}

#[test]
fn a_key_belongs_to_its_book() {
    let world = World::new();
    applied(world.submit_keyed("quiz:1", grant(ANNA, 50)));
    let elsewhere = Request::new(OTHER_BOOK, grant(ANNA, 7)).key(RequestKey::new("quiz:1").unwrap());
    applied(world.ledger().submit(elsewhere).wait().unwrap());
    assert_eq!(world.ledger().balance(OTHER_BOOK, ANNA), Points(7));
}

#[test]
fn a_refused_command_uses_up_no_key() {
    let world = World::new();
    world.grant(ANNA, 10);
    assert_eq!(refused(world.submit_keyed("shop:1", deduct(ANNA, 25))).name(), "insufficient_balance");
    world.grant(ANNA, 20);
    let receipt = applied(world.submit_keyed("shop:1", deduct(ANNA, 25)));
    assert_eq!(receipt.balance, Points(5));
}

#[test]
fn a_wrong_code_under_a_key_is_one_guess_and_the_key_refuses_every_later_code() {
    let mut world = World::new();
    world.apply(order("5001", "29.90"));
    let wrong = || redeem(ANNA, code("no", 1));
    let once = Refusal::UnknownCode { guesses_left: 4 };
    assert_eq!(refused(world.submit_keyed("claim:1", wrong())), once);
    assert_eq!(refused(world.submit_keyed("claim:1", wrong())), once, "the repeated request");
    let right = || redeem(ANNA, code("5001", 1));
    assert_eq!(
        refused(world.submit_keyed("claim:1", right())),
        once,
        "the key must not reveal which codes exist"
    );
    assert_eq!(refused(world.submit_keyed("claim:1", batch([grant(BEN, 1), right()]))), once);
    let position = Position(world.ledger().head().0);
    assert_eq!(refused(world.submit_keyed("claim:1", grant(ANNA, 5))), Refusal::KeyReused { position });
    let requests = vec![keyed("claim:2", wrong()), keyed("claim:2", wrong())];
    let outcomes = world.ledger().submit_all(requests).wait().unwrap();
    let twice = Refusal::UnknownCode { guesses_left: 3 };
    assert!(outcomes.into_iter().all(|outcome| refused(outcome.unwrap()) == twice), "in one commit");
    world.reopen_without_checkpoint();
    assert_eq!(refused(world.submit_keyed("claim:2", wrong())), twice, "after a restart");
    assert_eq!(number(&world.raw(), "SELECT count(*) FROM events WHERE kind = 'code_guessed'"), 2);
    assert_eq!(applied(world.submit_keyed("claim:3", right())).balance, Points(29));
    world.verify();
}

#[test]
fn a_command_that_changes_nothing_uses_up_no_key() {
    let world = World::new();
    world.grant(ANNA, 10);
    let nothing = applied(world.submit_keyed("set:1", set_balance(ANNA, 10)));
    assert_eq!(nothing, Receipt { position: None, also: Vec::new(), balance: Points(10) });
    let something = applied(world.submit_keyed("set:1", set_balance(ANNA, 15)));
    assert_eq!(something.balance, Points(15));
    assert!(something.position.is_some());
}

#[test]
fn a_repeated_set_is_not_executed_again_after_the_balance_changed() {
    let world = World::new();
    let first = applied(world.submit_keyed("set:1", set_balance(ANNA, 15)));
    world.grant(ANNA, 5);
    let again = already_applied(world.submit_keyed("set:1", set_balance(ANNA, 15)));
    assert_eq!((again.position, again.balance), (first.position, Points(20)));
    assert_eq!(world.balance(ANNA), 20);
}

#[test]
fn a_repeated_redemption_gets_its_receipt_again() {
    let world = World::new();
    world.apply(order("5001", "29.90"));
    let first = applied(world.submit_keyed("claim:1", redeem(ANNA, code("5001", 1))));
    assert_eq!(first.balance, Points(29));
    assert_eq!(already_applied(world.submit_keyed("claim:1", redeem(ANNA, code("5001", 1)))), first);
    assert_eq!(world.refused(redeem(BEN, code("5001", 1))), "already_redeemed");
}

#[test]
fn a_repeated_reversal_and_a_repeated_forgetting_get_their_receipts() {
    let world = World::new();
    let granted = world.grant(ANNA, 30);
    let undone = applied(world.submit_keyed("undo:1", reverse(granted.0)));
    assert_eq!(already_applied(world.submit_keyed("undo:1", reverse(granted.0))), undone);
    let forgotten = applied(world.submit_keyed("forget:1", forget(ANNA)));
    assert_eq!(already_applied(world.submit_keyed("forget:1", forget(ANNA))), forgotten);
    assert_eq!(world.refused(forget(ANNA)), "unknown_member");
}

#[test]
fn a_repeated_receipt_lists_the_rewards_too() {
    let mut world = World::new();
    world.apply(adopt_starter_set());
    let first = applied(world.submit_keyed("quiz:1", grant(ANNA, 100)));
    assert!(first.also.len() >= 3, "first points, a milestone and early adopter came along: {first:?}");
    world.grant(BEN, 1);
    assert_eq!(already_applied(world.submit_keyed("quiz:1", grant(ANNA, 100))), first);
    world.reopen_without_checkpoint();
    assert_eq!(already_applied(world.submit_keyed("quiz:1", grant(ANNA, 100))), first);
}

#[test]
fn a_batch_has_one_key_and_repeats_its_whole_receipt() {
    let world = World::new();
    let trade = || batch([grant(ANNA, 10), grant(BEN, 20), transfer(BEN, ANNA, 5)]);
    let first = applied(world.submit_keyed("trade:1", trade()));
    assert_eq!(first.positions().len(), 3);
    assert_eq!(already_applied(world.submit_keyed("trade:1", trade())), first);
    let shorter = batch([grant(ANNA, 10), grant(BEN, 20)]);
    assert_eq!(refused(world.submit_keyed("trade:1", shorter)).name(), "key_reused");
    assert_eq!((world.balance(ANNA), world.balance(BEN)), (15, 15));
    let refused_batch = batch([grant(CLEO, 1), deduct(CLEO, 2)]);
    assert_eq!(refused(world.submit_keyed("trade:2", refused_batch)).name(), "insufficient_balance");
    applied(world.submit_keyed("trade:2", grant(CLEO, 1)));
}

#[test]
fn after_a_forget_the_key_alone_answers() {
    for (name, command) in [
        ("of the holder", grant(ANNA, 50)),
        ("of the receiver", transfer(BEN, ANNA, 5)),
        ("of a batch with the member in its middle", batch([grant(BEN, 1), grant(ANNA, 2), grant(CLEO, 3)])),
    ] {
        let world = World::new();
        world.grant(BEN, 10);
        let first = applied(world.submit_keyed("key", command.clone()));
        world.apply(forget(ANNA));
        let fingerprints = "SELECT count(*) FROM events WHERE fingerprint IS NOT NULL";
        assert_eq!(number(&world.raw(), fingerprints), 0, "the key {name} keeps a fingerprint");
        let again = already_applied(world.submit_keyed("key", command));
        assert_eq!(again.positions(), first.positions(), "the key {name}");
        let events = world.ledger().head();
        already_applied(world.submit_keyed("key", Command::AdoptStarterSet { reason: None }));
        assert_eq!(world.ledger().head(), events, "the key {name} is executed again");
        assert!(world.ledger().read(BOOK, |book| book.account_of(ANNA)).is_none());
    }
}
