//! Tampering with the checkpoint: `verify` finds it, opening discards it, and no command spends from it.

use ledger_core::testkit::{ANNA, deduct};
use ledger_core::{Position, Refusal};

use super::{MIDDLE, Scene, assert_found_at};
use crate::support::{applied, raw, refused};

/// Changes of the checkpoint alone. The first is the profitable one.
const CHECKPOINT_CHANGES: [&str; 22] = [
    "UPDATE accounts SET balance = balance + 1000 WHERE book = 1 AND account = 1",
    "UPDATE accounts SET balance = balance + 5 WHERE book = 1 AND account IN (1, 2)",
    "UPDATE accounts SET member = 999 WHERE book = 1 AND account = 1",
    "UPDATE accounts SET entries = -1 WHERE book = 1 AND account = 1",
    "UPDATE accounts SET week = 99999999999 WHERE book = 1 AND account = 1",
    "UPDATE accounts SET member = 0 WHERE book = 1 AND account = 1",
    "UPDATE accounts SET head = head - 1 WHERE book = 1 AND account = 1",
    "DELETE FROM accounts WHERE book = 1 AND account = 2",
    "DELETE FROM accounts WHERE book = 1 AND account = 0",
    "INSERT INTO accounts SELECT 1, max(account) + 1, 777, 5, 1, 5, 1, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1,
       0, 0, 0, 0, 0, 0 FROM accounts WHERE book = 1",
    "INSERT INTO accounts SELECT 1, 4294967290, 777, 5, 1, 5, 1, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1,
       0, 0, 0, 0, 0, 0",
    "INSERT INTO unlocks VALUES (1, 1, 0, 3, 0, 1, 0)",
    "INSERT INTO unlocks VALUES (1, 77, 0, 3, 0, 1, 0)",
    "UPDATE orders SET status = 'claimable', redeemed_account = NULL WHERE book = 1",
    "UPDATE orders SET status = 'anything' WHERE book = 1",
    "UPDATE orders SET code = x'00' WHERE book = 1",
    "UPDATE books SET state = '{' WHERE book = 1",
    "UPDATE books SET issued = issued + 1 WHERE book = 1",
    "DELETE FROM books WHERE book = 2",
    "INSERT INTO books SELECT 3, head, at, entries, issued, spent, state FROM books WHERE book = 1",
    "UPDATE checkpoint SET digest = randomblob(32)",
    // An earlier position: later events would be folded in twice.
    "UPDATE checkpoint SET position = 9",
];

#[test]
fn a_changed_balance_is_found_and_names_the_account() {
    let head = Scene::new().head;
    let error = assert_found_at(head, "account 1 of book 1", |scene| {
        scene.tamper("UPDATE accounts SET balance = balance + 1000 WHERE book = 1 AND account = 1");
    });
    assert!(error.to_string().contains("by the journal"), "{error}");
}

#[test]
fn every_change_of_the_checkpoint_is_found() {
    let head = Scene::new().head;
    for change in CHECKPOINT_CHANGES {
        let position = if change.contains("checkpoint SET position") { MIDDLE } else { head };
        assert_found_at(position, "checkpoint", |scene| scene.tamper(change));
    }
}

/// The journal decides despite any change of the checkpoint, and the next checkpoint is sound again.
#[test]
fn a_changed_checkpoint_is_discarded_and_never_spent_from() {
    for change in CHECKPOINT_CHANGES {
        let mut scene = Scene::new();
        scene.tamper(change);
        scene.world.open();
        let served = (scene.world.balance(ANNA), scene.world.ledger().digest());
        assert_eq!(served, (scene.balance, scene.digest), "{change}");
        let too_much = scene.world.submit(deduct(ANNA, scene.balance + 1));
        assert!(matches!(refused(too_much), Refusal::InsufficientBalance { .. }), "{change}");
        scene.world.grant(ANNA, 1);
        scene.world.close();
        scene.world.verify();
    }
}

#[test]
fn a_changed_balance_is_not_spent_after_it_was_found() {
    let mut scene = Scene::new();
    scene.tamper("UPDATE accounts SET balance = 1000000 WHERE book = 1 AND account = 1");
    scene.world.open();
    applied(scene.world.submit(deduct(ANNA, scene.balance)));
    assert_eq!(scene.world.balance(ANNA), 0);
    assert_eq!(scene.world.refused(deduct(ANNA, 1)), "insufficient_balance");
}

#[test]
fn a_checkpoint_that_claims_a_later_position_skips_no_event() {
    let mut scene = Scene::new();
    let older = scene.world.file("older.db");
    std::fs::copy(scene.world.path(), &older).unwrap();
    scene.world.open();
    scene.world.deduct(ANNA, scene.balance);
    let digest = scene.world.ledger().digest();
    scene.world.close();
    let connection = raw(&scene.world.path());
    connection.execute("ATTACH ?1 AS older", [older.to_str().unwrap()]).unwrap();
    for table in ["books", "accounts", "unlocks", "orders"] {
        let sql = format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM older.{table}");
        connection.execute_batch(&sql).unwrap();
    }
    // The digest fits the tables; only the position is wrong.
    connection.execute_batch("UPDATE checkpoint SET digest = (SELECT digest FROM older.checkpoint)").unwrap();
    drop(connection);
    let error = scene.verify().unwrap_err();
    assert_eq!(error.position(), Some(Position(scene.head + 1)), "{error}");
    scene.world.open();
    assert_eq!((scene.world.balance(ANNA), scene.world.ledger().digest()), (0, digest));
    assert_eq!(scene.world.refused(deduct(ANNA, 1)), "insufficient_balance");
}
