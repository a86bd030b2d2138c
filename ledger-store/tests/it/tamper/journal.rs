//! Tampering with the journal itself: `verify` finds each kind, at the changed position or, inside a commit of several
//! events, at its seal.

use ledger_core::Position;
use ledger_core::testkit::{ANNA, OTHER_BOOK, forget};

use super::{MIDDLE, Scene, assert_found_at, tampering_error};
use crate::support::raw;

#[test]
fn an_untouched_journal_verifies() {
    let scene = Scene::new();
    assert_eq!(scene.verify_since(scene.seal).unwrap().events, scene.head);
}

#[test]
fn dropping_and_recreating_the_triggers_is_no_tampering() {
    let scene = Scene::new();
    scene.tamper("UPDATE events SET amount = amount WHERE position = 1");
    scene.world.verify();
}

#[test]
fn an_edited_amount_is_found() {
    assert_found_at(MIDDLE, "seal", |scene| scene.edit_middle("amount = amount + 1"));
    assert_found_at(MIDDLE, "amount", |scene| scene.edit_middle("amount = -amount"));
}

#[test]
fn every_other_edited_value_is_found() {
    for change in [
        "actor = 1",
        "version = 2",
        "kind = 'points_deducted'",
        "at = at + 1",
        "occurred_at = 5",
        "command = position - 1",
        "reverses = 3",
        "request_key = 'another'",
        "body = '{}'",
        "credit = 2",
        "debit = 2",
        "salt = zeroblob(12)",
        "salt = NULL",
        "private_hash = zeroblob(32)",
        "private = NULL",
    ] {
        assert_found_at(MIDDLE, "", |scene| scene.edit_middle(change));
    }
}

#[test]
fn an_edited_reason_is_found_although_it_is_private() {
    assert_found_at(MIDDLE, "seal", |scene| scene.edit_middle("private = '{\"reason\":\"something else\"}'"));
}

#[test]
fn a_changed_link_is_found() {
    for link in ["book_prev", "credit_prev", "debit_prev"] {
        assert_found_at(MIDDLE, "links", |scene| scene.edit_middle(&format!("{link} = {link} + 1")));
    }
}

#[test]
fn a_deleted_event_is_found() {
    assert_found_at(MIDDLE, "missing", |scene| {
        scene.tamper(&format!("DELETE FROM events WHERE position = {MIDDLE}"));
    });
    assert_found_at(1, "missing", |scene| scene.tamper("DELETE FROM events WHERE position = 1"));
    assert_found_at(1, "missing", |scene| scene.tamper("DELETE FROM events"));
}

#[test]
fn closing_the_gap_of_a_deleted_event_does_not_hide_it() {
    assert_found_at(MIDDLE, "links", |scene| {
        scene.tamper(&format!(
            "DELETE FROM events WHERE position = {MIDDLE};
             UPDATE events SET position = position - 1, command = command - 1 WHERE position > {MIDDLE}"
        ));
    });
}

#[test]
fn an_added_event_is_found() {
    let copy = "INSERT INTO events
                SELECT position + 1, book, at, occurred_at, kind, version, position + 1, actor, debit, credit, amount,
                  reverses, position, debit_prev, position, NULL, NULL, body, private, salt, private_hash
                FROM events WHERE position = (SELECT max(position) FROM events)";
    let added = Scene::new().head + 1;
    assert_found_at(added, "no seal", |scene| scene.tamper(copy));
    assert_found_at(added, "seal", |scene| {
        scene.tamper(&format!("{copy}; INSERT INTO seals SELECT max(position), zeroblob(32) FROM events"));
    });
}

#[test]
fn an_inserted_event_is_found() {
    assert_found_at(MIDDLE + 1, "links", |scene| {
        scene.tamper(&format!(
            "UPDATE events SET position = -position - 1 WHERE position >= {MIDDLE};
             UPDATE events SET position = -position WHERE position < 0;
             UPDATE seals SET position = -position - 1 WHERE position >= {MIDDLE};
             UPDATE seals SET position = -position WHERE position < 0;
             INSERT INTO events SELECT {MIDDLE}, book, at, occurred_at, kind, version, {MIDDLE}, actor, debit, credit,
               amount, reverses, book_prev, debit_prev, credit_prev, NULL, NULL, body, private, salt, private_hash
               FROM events WHERE position = {MIDDLE} + 1"
        ));
    });
}

#[test]
fn an_event_before_the_first_is_found() {
    let error = tampering_error(|scene| scene.tamper("UPDATE events SET position = 0 WHERE position = 1"));
    assert_eq!(error.position(), None);
    assert!(error.to_string().contains("position 0"), "{error}");
}

#[test]
fn two_swapped_events_are_found() {
    assert_found_at(MIDDLE, "", |scene| {
        scene.tamper(&format!(
            "UPDATE events SET position = -1 WHERE position = {MIDDLE};
             UPDATE events SET position = {MIDDLE} WHERE position = {MIDDLE} + 1;
             UPDATE events SET position = {MIDDLE} + 1 WHERE position = -1"
        ));
    });
}

#[test]
fn an_event_moved_to_another_book_is_found() {
    assert_found_at(MIDDLE, "", |scene| scene.edit_middle(&format!("book = {OTHER_BOOK}")));
    assert_found_at(MIDDLE, "seal", |scene| {
        // With all values that fit the other book, and with an event that this book does not miss.
        scene.edit_middle(&format!(
            "book = {OTHER_BOOK}, book_prev = (SELECT max(e.position) FROM events e WHERE e.book = {OTHER_BOOK}
               AND e.position < {MIDDLE}), credit_prev = (SELECT max(e.position) FROM events e
               WHERE e.book = {OTHER_BOOK} AND e.position < {MIDDLE})"
        ));
    });
}

#[test]
fn an_edit_inside_a_commit_of_several_is_found_at_its_seal() {
    let (first, last) = Scene::new().several;
    assert!(last > first + 2);
    for position in [first + 1, first + 2] {
        assert_found_at(last, "since the seal before", |scene| {
            scene.tamper(&format!("UPDATE events SET amount = amount - 1 WHERE position = {position}"));
        });
    }
}

#[test]
fn an_edited_seal_is_found() {
    assert_found_at(MIDDLE, "seal", |scene| {
        scene.tamper(&format!("UPDATE seals SET seal = randomblob(32) WHERE position = {MIDDLE}"));
    });
    assert_found_at(MIDDLE, "32 bytes", |scene| {
        scene.tamper(&format!("UPDATE seals SET seal = x'00' WHERE position = {MIDDLE}"));
    });
}

#[test]
fn another_ledger_id_is_found_at_the_first_seal() {
    assert_found_at(2, "seal", |scene| scene.tamper("UPDATE meta SET value = randomblob(16)"));
}

#[test]
fn a_text_erased_without_a_forget_is_found() {
    assert_found_at(MIDDLE, "erased", |scene| {
        let connection = raw(&scene.world.path());
        let (private, salt): (String, Vec<u8>) = connection
            .query_row("SELECT private, salt FROM events WHERE position = ?1", [MIDDLE as i64], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap();
        let mut key = [0; 32];
        key[..salt.len()].copy_from_slice(&salt);
        let hash = blake3::keyed_hash(&key, private.as_bytes());
        // The triggers of the file allow exactly this update.
        connection
            .execute(
                "UPDATE events SET private = NULL, salt = NULL, private_hash = ?2 WHERE position = ?1",
                (MIDDLE as i64, &hash.as_bytes()[..]),
            )
            .unwrap();
    });
}

#[test]
fn a_forgotten_member_is_no_tampering_but_a_wrong_hash_in_their_place_is() {
    let mut scene = Scene::new();
    scene.world.open();
    scene.world.apply(forget(ANNA));
    scene.world.close();
    scene.world.verify();
    scene.tamper(&format!("UPDATE events SET private_hash = zeroblob(32) WHERE position = {MIDDLE}"));
    let error = scene.verify().unwrap_err();
    assert_eq!(error.position(), Some(Position(MIDDLE)), "{error}");
}

#[test]
fn a_duplicate_request_key_is_found() {
    assert_found_at(MIDDLE, "", |scene| {
        raw(&scene.world.path()).execute_batch("DROP INDEX events_request_key").unwrap();
        scene.edit_middle("request_key = 'k:8'");
    });
}

/// `REPLACE` deletes the old row without firing the delete trigger.
#[test]
fn an_event_replaced_by_hand_is_found() {
    let replaced = |amount: &str| {
        format!(
            "REPLACE INTO events (position, book, at, occurred_at, kind, version, command, actor, debit, credit, amount,
               reverses, book_prev, debit_prev, credit_prev, request_key, fingerprint, body, private, salt, private_hash)
             SELECT position, book, at, occurred_at, kind, version, command, actor, debit, credit, {amount},
               reverses, book_prev, debit_prev, credit_prev, request_key, fingerprint, body, private, salt, private_hash
             FROM events WHERE position = {MIDDLE}"
        )
    };
    let by_hand = |scene: &Scene, sql: &str| {
        assert_eq!(raw(&scene.world.path()).execute(sql, []).unwrap(), 1);
    };
    assert_found_at(MIDDLE, "seal", |scene| by_hand(scene, &replaced("amount + 1")));
    let scene = Scene::new();
    by_hand(&scene, &replaced("amount"));
    scene.world.verify();
}
