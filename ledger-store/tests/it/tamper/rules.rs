//! The triggers and indexes inside the file: what they forbid, and that `verify` misses a removed one.

use ledger_core::Position;
use ledger_core::testkit::{ANNA, BEN, grant};

use super::{MIDDLE, Scene, TRIGGERS, drop_trigger, tampering_error};
use crate::support::{already_applied, keyed, raw};

#[test]
fn a_removed_changed_or_added_trigger_is_found() {
    for trigger in TRIGGERS {
        let error =
            tampering_error(|scene| raw(&scene.world.path()).execute_batch(&drop_trigger(trigger)).unwrap());
        assert!(error.to_string().contains(trigger) && error.to_string().contains("was removed"), "{error}");
        let error = tampering_error(|scene| {
            let weaker = format!("CREATE TRIGGER {trigger} BEFORE DELETE ON events BEGIN SELECT 1; END");
            raw(&scene.world.path()).execute_batch(&(drop_trigger(trigger) + &weaker)).unwrap();
        });
        assert!(error.to_string().contains(trigger), "{error}");
    }
    let error = tampering_error(|scene| {
        let sly = "CREATE TRIGGER sly AFTER INSERT ON events BEGIN DELETE FROM meta; END";
        raw(&scene.world.path()).execute_batch(sly).unwrap();
    });
    assert!(error.to_string().contains("sly"), "{error}");
    let error = tampering_error(|scene| {
        raw(&scene.world.path()).execute_batch("DROP INDEX events_request_key").unwrap();
    });
    assert!(error.to_string().contains("events_request_key"), "{error}");
}

#[test]
fn the_triggers_of_the_file_forbid_edits() {
    let scene = Scene::new();
    let connection = raw(&scene.world.path());
    for sql in [
        "DELETE FROM events WHERE position = 1",
        "UPDATE events SET amount = 1 WHERE position = 9",
        "UPDATE events SET private = 'x' WHERE position = 9",
        "UPDATE events SET salt = NULL WHERE position = 9",
        "UPDATE events SET fingerprint = zeroblob(16) WHERE position = 9",
        "DELETE FROM seals WHERE position = 9",
        "UPDATE seals SET seal = zeroblob(32) WHERE position = 9",
    ] {
        let error = connection.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("never"), "{sql}: {error}");
    }
}

#[test]
fn with_a_cleared_fingerprint_the_key_alone_answers() {
    let mut scene = Scene::new();
    scene.tamper("UPDATE events SET fingerprint = NULL");
    scene.world.open();
    let again = scene.world.ledger().submit(keyed("k:9", grant(BEN, 999))).wait().unwrap();
    assert_eq!(already_applied(again).position, Some(Position(MIDDLE)));
    let once = scene.world.submit_keyed("k:9", grant(ANNA, 1));
    assert_eq!(already_applied(once).position, Some(Position(MIDDLE)));
}
