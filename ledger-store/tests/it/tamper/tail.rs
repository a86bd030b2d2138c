//! Truncating the journal, or adding to it, before it is opened and while it is open.

use ledger_core::Position;
use ledger_core::testkit::{ANNA, BOOK, deduct, grant};
use ledger_store::{Ledger, Request, Seal};

use super::{NO_CHECKPOINT, Scene, assert_found_at};

#[test]
fn a_truncated_tail_is_found_by_the_seals_and_the_checkpoint() {
    let missing = Scene::new().head - 1;
    assert_found_at(missing, "missing", |scene| scene.cut_tail(""));
    assert_found_at(missing, "checkpoint", |scene| {
        scene.cut_tail("DELETE FROM seals WHERE position > $cut;")
    });
}

#[test]
fn a_truncated_tail_without_traces_is_found_by_a_seal_kept_outside() {
    let scene = Scene::new();
    scene.cut_tail(&format!("DELETE FROM seals WHERE position > $cut; {NO_CHECKPOINT}"));
    let left = scene.world.verify();
    assert_eq!(left.events, scene.head - 2, "the file alone gives no hint");
    let error = scene.verify_since(scene.seal).unwrap_err();
    assert_eq!(error.position(), Some(Position(scene.head - 1)), "{error}");
    assert!(error.to_string().contains("tail"), "{error}");
    scene.verify_since(left.seal).unwrap();
}

#[test]
fn another_journal_of_the_same_length_is_found_by_a_seal_kept_outside() {
    let scene = Scene::new();
    let forged = Seal { hash: [7; 32], ..scene.seal };
    let error = scene.verify_since(forged).unwrap_err();
    assert_eq!(error.position(), Some(scene.seal.position), "{error}");
}

#[test]
fn a_truncated_tail_is_refused_at_open() {
    for traces in ["", "DELETE FROM seals WHERE position > $cut;"] {
        let scene = Scene::new();
        scene.cut_tail(traces);
        let bytes = std::fs::read(scene.world.path()).unwrap();
        let error = Ledger::open(scene.world.path()).unwrap_err();
        assert_eq!(error.position, Some(Position(scene.head - 1)), "{error}");
        assert!(error.problem.contains("missing"), "{error}");
        assert_eq!(std::fs::read(scene.world.path()).unwrap(), bytes, "the file is unchanged");
    }
}

#[test]
fn truncating_an_open_file_stops_the_ledger_with_an_error() {
    let mut scene = Scene::new();
    scene.world.open();
    scene.cut_tail("DELETE FROM seals WHERE position > $cut; DELETE FROM checkpoint;");
    let request = Request::new(BOOK, grant(ANNA, 1));
    let error = scene.world.ledger().submit(request.clone()).wait().unwrap_err();
    assert!(error.to_string().contains("cut"), "{error}");
    let error = scene.world.ledger().submit(request).wait().unwrap_err();
    assert!(error.to_string().contains("has stopped"), "{error}");
    assert_eq!(scene.world.balance(ANNA), scene.balance, "reads still answer what was acknowledged");
}

#[test]
fn events_of_another_process_without_their_seal_are_rejected() {
    let mut scene = Scene::new();
    scene.world.open();
    scene.tamper(
        "INSERT INTO events SELECT position + 1, book, at, NULL, 'points_granted', 1, position + 1, 0, 0, 1, 1000000,
           NULL, position, 0, position, NULL, NULL, NULL, NULL, NULL, NULL
         FROM events WHERE position = (SELECT max(position) FROM events)",
    );
    let error =
        scene.world.ledger().submit(Request::new(BOOK, deduct(ANNA, scene.balance + 1))).wait().unwrap_err();
    assert!(error.to_string().contains("seal"), "{error}");
    assert_eq!(scene.world.balance(ANNA), scene.balance);
}
