//! Promise 4: the file itself forbids every edit; the only exception is erasing private data.

use ledger_core::Points;
use ledger_core::testkit::{ANNA, BOOK, grant};
use ledger_store::{Request, SubmitError};

use crate::everything;
use crate::support::{World, number};

const COLUMNS: [&str; 21] = [
    "position",
    "book",
    "at",
    "occurred_at",
    "kind",
    "version",
    "command",
    "actor",
    "debit",
    "credit",
    "amount",
    "reverses",
    "book_prev",
    "debit_prev",
    "credit_prev",
    "request_key",
    "fingerprint",
    "body",
    "private",
    "salt",
    "private_hash",
];

#[track_caller]
fn assert_forbidden(world: &World, sql: &str, says: &str) {
    match world.raw().execute(sql, []) {
        Ok(rows) => panic!("{sql} changed {rows} rows"),
        Err(error) => assert!(error.to_string().contains(says), "{sql}: {error}"),
    }
}

#[test]
fn the_list_of_columns_is_the_whole_table() {
    let world = World::new();
    let file = world.raw();
    let mut statement = file.prepare("SELECT name FROM pragma_table_info('events')").unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(names, COLUMNS);
}

#[test]
fn no_column_of_an_event_can_be_edited() {
    let world = World::new();
    world.submit_keyed("quiz:1", grant(ANNA, 50));
    for column in COLUMNS {
        let other = match column {
            "kind" | "request_key" | "body" | "private" => "'another'",
            "fingerprint" | "salt" | "private_hash" => "x'0102'",
            _ => "99",
        };
        let sql = format!("UPDATE events SET {column} = {other} WHERE position = 2");
        assert_forbidden(&world, &sql, "events are never edited; only what is private can be erased");
    }
    assert_eq!(world.verify().events, 2);
}

#[test]
fn a_partial_erasure_is_an_edit() {
    let world = World::new();
    world.grant(ANNA, 50);
    let hash = "x'0000000000000000000000000000000000000000000000000000000000000000'";
    for set in [
        "private = NULL".to_owned(),
        "private = NULL, salt = NULL".to_owned(),
        "salt = NULL".to_owned(),
        format!("private_hash = {hash}"),
        format!("private = NULL, private_hash = {hash}"),
        "private = NULL, salt = NULL, private_hash = x'00'".to_owned(),
        format!("private = NULL, salt = NULL, private_hash = {hash}, amount = 51"),
        format!("private = 'another', salt = NULL, private_hash = {hash}"),
    ] {
        assert_forbidden(
            &world,
            &format!("UPDATE events SET {set} WHERE position = 2"),
            "events are never edited",
        );
    }
    world.verify();
}

#[test]
fn events_and_seals_cannot_be_deleted_and_seals_cannot_be_edited() {
    let world = everything::lived();
    let before = world.verify();
    for (sql, says) in [
        ("DELETE FROM events", "events are never deleted"),
        (
            "DELETE FROM events WHERE position = (SELECT max(position) FROM events)",
            "events are never deleted",
        ),
        ("DELETE FROM seals", "seals are never deleted"),
        ("UPDATE seals SET seal = zeroblob(32)", "seals are never edited"),
        ("UPDATE seals SET position = position + 1000", "seals are never edited"),
    ] {
        assert_forbidden(&world, sql, says);
    }
    assert_eq!(world.verify(), before);
}

#[test]
fn private_data_can_be_erased_once() {
    let world = World::new();
    world.grant(ANNA, 50);
    let file = world.raw();
    let erase =
        "UPDATE events SET private = NULL, salt = NULL, fingerprint = NULL, private_hash = zeroblob(32)
                 WHERE position = 2";
    assert_eq!(file.execute(erase, []).unwrap(), 1, "what forgetting does is allowed");
    assert_forbidden(
        &world,
        "UPDATE events SET private = 'again' WHERE position = 2",
        "events are never edited",
    );
    let other = "UPDATE events SET private_hash = randomblob(32) WHERE position = 2";
    assert_forbidden(&world, other, "events are never edited");
    assert_eq!(number(&file, "SELECT count(*) FROM events WHERE private IS NULL"), 1);
}

/// Another file with as many events, put in the place of the open one, is such a case.
#[test]
fn a_ledger_whose_last_seal_is_another_one_takes_no_more_commands() {
    let world = World::new();
    world.apply(grant(ANNA, 5));
    let head = world.ledger().head();
    let outside = world.raw();
    outside.execute_batch("DROP TRIGGER seals_are_never_edited").unwrap();
    outside.execute("UPDATE seals SET seal = zeroblob(32) WHERE position = ?1", [head.0 as i64]).unwrap();
    let ask = || world.ledger().submit_and_wait(Request::new(BOOK, grant(ANNA, 7)));
    let Err(SubmitError::NotApplied { why }) = ask() else { panic!("it was appended to another past") };
    assert!(why.contains(&format!("position {head}")) && why.contains("replaced or changed"), "{why}");
    let Err(SubmitError::Stopped { why }) = ask() else { panic!("it goes on") };
    assert!(why.contains("replaced or changed"), "{why}");
    assert_eq!(world.ledger().balance(BOOK, ANNA), Points(5), "reading goes on");
    assert_eq!(number(&outside, "SELECT max(position) FROM events"), head.0 as i64);
}
