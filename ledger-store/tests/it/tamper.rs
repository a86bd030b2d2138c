//! `verify` finds tampering behind the ledger's back and names the position. The attacker knows SQLite, drops the
//! triggers first and recreates them afterwards, so that only the data differs. The scene lives here, and each kind of
//! tampering has a file.

mod checkpoint;
mod forger;
mod journal;
mod rules;
mod tail;

use ledger_core::Position;
use ledger_core::testkit::{ANNA, BEN, CLEO, OTHER_BOOK, batch, code, grant, order, redeem};
use ledger_store::{Digest, Ledger, Request, Seal, Verified, VerifyError, VerifyOptions, verify};
use rusqlite::Connection;

use crate::support::{World, applied, number, raw};

/// A grant to Anna in the middle of the journal. It and its neighbours have a commit each. Its key is `k:9`.
const MIDDLE: u64 = 9;

const TRIGGERS: [&str; 4] = [
    "events_are_never_deleted",
    "events_are_never_edited",
    "seals_are_never_deleted",
    "seals_are_never_edited",
];

/// Deletes the checkpoint with all its rows.
const NO_CHECKPOINT: &str = "DELETE FROM checkpoint; DELETE FROM books; DELETE FROM accounts; DELETE FROM unlocks; \
                             DELETE FROM orders;";

/// A closed file with a checkpoint at its head, and its facts before the tampering.
struct Scene {
    world: World,
    /// Anna's balance.
    balance: i64,
    digest: Digest,
    head: u64,
    /// The seal at the head.
    seal: Seal,
    /// The first and the last event of a commit with several events.
    several: (u64, u64),
}

impl Scene {
    #[track_caller]
    fn new() -> Scene {
        let mut world = World::new();
        let elsewhere = Request::new(OTHER_BOOK, grant(ANNA, 70));
        applied(world.ledger().submit(elsewhere).wait().unwrap());
        world.grant(ANNA, 100);
        for position in 5..=MIDDLE + 3 {
            let receipt = applied(world.submit_keyed(&format!("k:{position}"), grant(ANNA, 100)));
            assert_eq!(receipt.position, Some(Position(position)));
        }
        let before = world.ledger().head().0;
        world.apply_all([grant(CLEO, 50), grant(CLEO, 60), grant(CLEO, 70)]);
        let several = (before + 1, world.ledger().head().0);
        world.apply(batch([order("5001", "12.00"), redeem(BEN, code("5001", 1))]));
        for _ in 0..3 {
            world.grant(ANNA, 1);
        }
        let (balance, digest) = (world.balance(ANNA), world.ledger().digest());
        let seal = world.ledger().seal();
        world.close();
        assert_eq!(
            number(&raw(&world.path()), "SELECT position FROM checkpoint").unsigned_abs(),
            seal.position.0
        );
        Scene { world, balance, digest, head: seal.position.0, seal, several }
    }

    /// Changes the file without its triggers, and recreates them.
    #[track_caller]
    fn tamper(&self, sql: &str) {
        tamper(&raw(&self.world.path()), sql);
    }

    /// Changes values of the event `MIDDLE`.
    #[track_caller]
    fn edit_middle(&self, change: &str) {
        self.tamper(&format!("UPDATE events SET {change} WHERE position = {MIDDLE}"));
    }

    /// Deletes the last two events and the given traces; `$cut` is the last position that stays.
    #[track_caller]
    fn cut_tail(&self, traces: &str) {
        let sql = format!("DELETE FROM events WHERE position > $cut; {traces}");
        self.tamper(&sql.replace("$cut", &(self.head - 2).to_string()));
    }

    fn verify(&self) -> Result<Verified, VerifyError> {
        verify(&self.world.path(), &VerifyOptions::default(), &mut |_| {})
    }

    /// Verifies the file against a seal that was kept outside it.
    fn verify_since(&self, seal: Seal) -> Result<Verified, VerifyError> {
        verify(&self.world.path(), &VerifyOptions::default().since_seal(seal), &mut |_| {})
    }
}

/// Tampers with a fresh scene, and returns the error of `verify`.
#[track_caller]
fn tampering_error(tamper: impl FnOnce(&Scene)) -> VerifyError {
    let scene = Scene::new();
    tamper(&scene);
    match scene.verify() {
        Err(error) => error,
        Ok(_) => panic!("nothing was found"),
    }
}

/// Tampers with a fresh scene, and asserts that `verify` finds it at this position with these words.
#[track_caller]
fn assert_found_at(position: u64, words: &str, tamper: impl FnOnce(&Scene)) -> VerifyError {
    let error = tampering_error(tamper);
    assert_eq!(error.position(), Some(Position(position)), "{error}");
    assert!(error.to_string().contains(words), "{error}");
    error
}

#[track_caller]
fn tamper(connection: &Connection, sql: &str) {
    let mut back = Vec::new();
    for trigger in TRIGGERS {
        let text = "SELECT sql FROM sqlite_schema WHERE name = ?1";
        back.push(connection.query_row(text, [trigger], |row| row.get::<_, String>(0)).unwrap());
        connection.execute_batch(&drop_trigger(trigger)).unwrap();
    }
    let changed = connection.total_changes();
    connection.execute_batch(sql).unwrap();
    assert!(connection.total_changes() > changed, "the tampering changed nothing: {sql}");
    connection.execute_batch(&back.join(";")).unwrap();
}

fn drop_trigger(trigger: &str) -> String {
    format!("DROP TRIGGER {trigger};")
}

#[test]
fn a_fingerprint_erased_without_a_forget_is_found() {
    assert_found_at(MIDDLE, "fingerprint", |scene| scene.edit_middle("fingerprint = NULL"));
    assert_found_at(MIDDLE, "16 bytes", |scene| scene.edit_middle("fingerprint = x'00'"));
}

/// `verify` reports the first missing position, not the forged one far behind it.
#[test]
fn an_event_at_the_last_position_there_can_be_is_found() {
    let head = Scene::new().head;
    let forge = |scene: &Scene| {
        scene.tamper(
            "INSERT INTO events SELECT 9223372036854775807, book, at, occurred_at, kind, version, command, actor, debit,
               credit, amount, reverses, book_prev, debit_prev, credit_prev, NULL, NULL, body, private, salt,
               private_hash FROM events WHERE position = 9;
             INSERT INTO seals SELECT 9223372036854775807, seal FROM seals WHERE position = 9",
        );
    };
    assert_found_at(head + 1, "missing", forge);
    let scene = Scene::new();
    forge(&scene);
    let error = Ledger::open(scene.world.path()).unwrap_err();
    assert_eq!(error.position, Some(Position(head + 1)), "{error}");
}

#[test]
fn events_before_the_first_position_alone_are_found() {
    let error = tampering_error(|scene| {
        scene.tamper("DELETE FROM events WHERE position > 1; UPDATE events SET position = -5");
    });
    assert!(error.to_string().contains("before the first"), "{error}");
}
