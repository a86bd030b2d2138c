//! Files of an older schema: read as they are, restored, exported, migrated by the next opening, and whole after a kill
//! at every write of a migration.

use std::path::Path;

use ledger_core::testkit::{ANNA, BOOK, grant};
use ledger_store::{Ledger, Overwrite, export, load, restore};

use crate::child::{self, build_library, skipped};
use crate::golden::{SCHEMAS, answers, assert_answers, database, options_much_later};
use crate::support::{applied, keyed, number, raw, verified};

const OLDER: &[&str] = SCHEMAS.split_at(SCHEMAS.len() - 1).0;

/// More writes than a migration makes.
const MANY: u64 = 2_000;

#[track_caller]
fn version(path: &Path) -> i64 {
    number(&raw(path), "PRAGMA user_version")
}

#[test]
fn an_older_file_is_verified_without_being_changed() {
    for schema in OLDER.iter().copied() {
        let (_folder, path) = database(schema);
        let (before, was) = (std::fs::read(&path).unwrap(), version(&path));
        let seal = verified(&path).seal;
        assert_eq!((std::fs::read(&path).unwrap(), version(&path)), (before, was), "{schema}");
        let ledger = Ledger::open_with(&path, options_much_later()).unwrap();
        assert_eq!((ledger.seal(), version(&path)), (seal, SCHEMAS.len() as i64), "{schema}");
    }
}

#[test]
fn an_older_file_with_a_changed_rule_does_not_verify() {
    let (_folder, path) = database(OLDER[0]);
    raw(&path).execute_batch("DROP TRIGGER events_are_never_edited").unwrap();
    let error =
        ledger_store::verify(&path, &ledger_store::VerifyOptions::default(), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("trigger events_are_never_edited"), "{error}");
}

#[test]
fn a_backup_of_an_older_schema_is_restored() {
    for schema in OLDER.iter().copied() {
        let (folder, path) = database(schema);
        let to = folder.path().join("restored.db");
        restore(&path, &to, Overwrite::OnlyOlder, &mut |_| {}).unwrap();
        assert_answers(&to, schema);
        // In the place of a migrated ledger that went on.
        let ledger = Ledger::open_with(&to, options_much_later()).unwrap();
        applied(ledger.submit(keyed("later", grant(ANNA, 1))).wait().unwrap());
        ledger.close().unwrap();
        restore(&path, &to, Overwrite::Anything, &mut |_| {}).unwrap();
        assert_answers(&to, schema);
    }
}

#[test]
fn an_older_file_is_exported_and_loaded() {
    for schema in OLDER.iter().copied() {
        let (folder, path) = database(schema);
        let mut text = Vec::new();
        let seal = export(&path, &mut text, &mut |_| {}).unwrap().seal;
        let to = folder.path().join("loaded.db");
        assert_eq!(load(&mut text.as_slice(), &to, &mut |_| {}).unwrap().seal, seal, "{schema}");
        assert_answers(&to, schema);
    }
}

#[test]
fn a_migrated_file_is_backed_up_in_the_newest_schema() {
    let (folder, path) = database(OLDER[0]);
    let ledger = Ledger::open_with(&path, options_much_later()).unwrap();
    let backup = folder.path().join("backup.db");
    ledger.backup(&backup, &mut |_| {}).unwrap();
    assert_eq!(version(&backup), SCHEMAS.len() as i64);
    assert_answers(&backup, OLDER[0]);
}

#[test]
fn a_migration_that_is_killed_at_any_write_is_made_by_the_next_opening() {
    let folder = tempfile::tempdir().unwrap();
    let library = build_library(folder.path(), "kill_at_write", include_str!("kill_at_write.c"));
    let Some(library) = library else { return skipped("a C compiler for Linux") };
    for schema in OLDER.iter().copied() {
        let (_undisturbed, undisturbed) = database(schema);
        let expected = answers(&undisturbed);
        let (mut writes, mut not_migrated) = (0, 0);
        loop {
            let (_folder, path) = database(schema);
            let kill = format!(
                "KILL_AT={}; LD_PRELOAD='{}'; export KILL_AT LD_PRELOAD",
                writes + 1,
                library.display()
            );
            let child = child::start_limited(&kill, "migrations::child", &[path.to_str().unwrap()]);
            let (said, survived) = child.wait();
            not_migrated += u64::from(version(&path) < SCHEMAS.len() as i64);
            verified(&path);
            assert_eq!(answers(&path), expected, "{schema}, killed at write {}: {said:?}", writes + 1);
            if survived {
                break;
            }
            writes += 1;
            assert!(writes < MANY, "the migration of {schema} does not end: {said:?}");
        }
        assert!(
            0 < not_migrated && not_migrated < writes,
            "{not_migrated} of {writes} kills came before the end"
        );
    }
}

/// The child of the test above; it does nothing in a normal run.
#[test]
fn child() {
    let Some(instructions) = child::instructions() else { return };
    let ledger = Ledger::open_with(&instructions[0], options_much_later()).unwrap();
    assert!(ledger.balance(BOOK, ANNA).0 > 0);
    ledger.close().unwrap();
}
