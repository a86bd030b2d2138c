//! A forger who knows the format and reseals the whole journal. A seal kept outside finds every change; `verify` alone
//! must still find contradictions within the journal.

use ledger_core::Position;
use ledger_store::{Ledger, export, load};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::{MIDDLE, NO_CHECKPOINT, Scene, tamper};
use crate::support::raw;

#[test]
fn a_resealed_journal_without_a_change_verifies() {
    let scene = Scene::new();
    scene.reseal();
    assert_eq!(scene.verify().unwrap().seal, scene.seal, "the forger knows the format");
}

#[test]
fn a_forged_amount_is_found_by_a_seal_kept_outside() {
    let scene = Scene::new();
    scene.edit_middle("amount = amount + 1");
    scene.tamper(NO_CHECKPOINT);
    scene.reseal();
    scene.verify().unwrap();
    let error = scene.verify_since(scene.seal).unwrap_err();
    assert_eq!(error.position(), Some(scene.seal.position), "{error}");
}

#[test]
fn a_forged_duplicate_request_key_is_found() {
    let scene = Scene::new();
    let connection = raw(&scene.world.path());
    connection.execute_batch("DROP INDEX events_request_key").unwrap();
    scene.edit_middle("request_key = 'k:8'");
    scene.tamper("DELETE FROM checkpoint");
    scene.reseal();
    let error = scene.verify().unwrap_err();
    assert_eq!(error.position(), Some(Position(MIDDLE)), "{error}");
    assert!(error.to_string().contains("position 8"), "{error}");
}

#[test]
fn a_forged_debt_is_found() {
    let scene = Scene::new();
    scene.tamper(
        "UPDATE events SET kind = 'points_deducted', debit = credit, credit = 0, debit_prev = credit_prev,
           credit_prev = 0, amount = 1000000 WHERE position = (SELECT max(position) FROM events);
         DELETE FROM checkpoint",
    );
    scene.reseal();
    let error = scene.verify().unwrap_err();
    assert_eq!(error.position(), Some(Position(scene.head)), "{error}");
    assert!(error.to_string().contains("balance of -"), "{error}");
}

#[test]
fn a_forged_order_of_events_is_found() {
    let scene = Scene::new();
    scene.edit_middle("at = at + 1000");
    scene.tamper("DELETE FROM checkpoint");
    scene.reseal();
    let error = scene.verify().unwrap_err();
    assert_eq!(error.position(), Some(Position(MIDDLE + 1)), "{error}");
}

/// The two books know nothing of each other: only the order of the whole journal shows it.
#[test]
fn a_step_back_in_time_is_found_between_two_books() {
    let scene = Scene::new();
    scene.tamper("UPDATE events SET at = at + 1000 WHERE position <= 2");
    scene.tamper(NO_CHECKPOINT);
    scene.reseal();
    let error = scene.verify().unwrap_err();
    assert_eq!(error.position(), Some(Position(3)), "{error}");
    assert!(error.to_string().contains("the clock was not corrected there"), "{error}");
    let error = Ledger::open(scene.world.path()).unwrap_err();
    assert_eq!(error.position, Some(Position(3)), "{error}");
    let mut text = Vec::new();
    export(&scene.world.path(), &mut text, &mut |_| {}).unwrap();
    let error = load(&mut &text[..], &scene.world.file("loaded.db"), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("the clock was not corrected there"), "{error}");
}

#[test]
fn a_forged_correction_of_the_clock_is_found() {
    for body in [r#"{"from":0,"to":1767614400000000}"#, r#"{"from":1767614400000000,"to":0}"#, "{}"] {
        let scene = Scene::new();
        scene.tamper(&format!(
            "UPDATE events SET kind = 'clock_corrected', credit = 0, credit_prev = 0, amount = 0, body = '{body}',
               private = NULL, salt = NULL WHERE position = {}",
            scene.head
        ));
        scene.tamper(NO_CHECKPOINT);
        scene.reseal();
        let error = scene.verify().unwrap_err();
        assert_eq!(error.position(), Some(Position(scene.head)), "{error}");
    }
}

impl Scene {
    /// Rewrites every seal to fit the events of now.
    #[track_caller]
    fn reseal(&self) {
        let connection = raw(&self.world.path());
        let id: Vec<u8> = connection
            .query_row("SELECT value FROM meta WHERE name = 'ledger_id'", [], |row| row.get(0))
            .unwrap();
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"tallybook journal 1").update(&(id.len() as u64).to_le_bytes()).update(&id);
        let mut seal = *hasher.finalize().as_bytes();
        let mut sql = String::new();
        for (at, leaf) in (1..).zip(leaves(&connection)) {
            seal = *blake3::hash(&[seal, leaf].concat()).as_bytes();
            let hex: String = seal.iter().map(|byte| format!("{byte:02x}")).collect();
            sql += &format!("UPDATE seals SET seal = x'{hex}' WHERE position = {at};");
        }
        tamper(&connection, &sql);
    }
}

/// The leaf of each event: its values with type and length, without links and fingerprint; of private data the hash.
#[track_caller]
fn leaves(connection: &Connection) -> Vec<[u8; 32]> {
    let sql = "SELECT position, book, at, occurred_at, kind, version, command, actor, debit, credit, amount, reverses,
                 request_key, body, private, salt FROM events ORDER BY position";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement
        .query_map([], |row| {
            let mut bytes = Vec::new();
            for column in 0..14 {
                put(&mut bytes, &row.get(column)?);
            }
            match (row.get::<_, Option<String>>(14)?, row.get::<_, Option<Vec<u8>>>(15)?) {
                (Some(private), Some(salt)) => {
                    let mut key = [0; 32];
                    key[..salt.len()].copy_from_slice(&salt);
                    let hash = blake3::keyed_hash(&key, private.as_bytes());
                    put(&mut bytes, &Value::Blob(hash.as_bytes().to_vec()));
                }
                _ => put(&mut bytes, &Value::Null),
            }
            Ok(*blake3::hash(&bytes).as_bytes())
        })
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn put(bytes: &mut Vec<u8>, value: &Value) {
    let mut long = |kind: u8, value: &[u8]| {
        bytes.push(kind);
        bytes.extend_from_slice(&(value.len() as u32).to_le_bytes());
        bytes.extend_from_slice(value);
    };
    match value {
        Value::Text(text) => long(2, text.as_bytes()),
        Value::Blob(blob) => long(3, blob),
        Value::Integer(number) => {
            // The fewest bytes that hold the signed number; the tag has their count.
            let fits = |length: &usize| {
                *length == 8
                    || number >> (length * 8 - 1) == number >> 63 && *number != -(1 << (length * 8 - 1))
            };
            let length = (1..=8).find(fits).unwrap();
            bytes.push(1 | (length as u8) << 4);
            bytes.extend_from_slice(&number.to_le_bytes()[..length]);
        }
        _ => bytes.push(0),
    }
}
