//! Files that are no ledger, or a damaged one: each gives an error that says what is wrong and what to do, and nothing
//! on the disk changes.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use ledger_core::testkit::{ANNA, BEN, SplitMix64, grant, transfer};
use ledger_core::{Command, Position, Refusal};
use ledger_store::{Ledger, Mode, OpenError, Options, Outcome, VerifyOptions, verify};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::child;
use crate::support::{keyed, raw, verified};

#[test]
fn a_text_file_is_refused() {
    let folder = holding("notes.txt", "Dear diary,\n".repeat(1000).as_bytes());
    refused(&folder, "notes.txt", &["not a database", "another path"]);
    let folder = holding("short.txt", b"Hi");
    refused(&folder, "short.txt", &["not a database", "another path"]);
}

#[test]
fn a_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("points.db")).unwrap();
    refused(&folder, "points.db", &["folder", "path of a file"]);
}

#[test]
fn a_missing_folder_is_refused_and_not_created() {
    let folder = tempfile::tempdir().unwrap();
    refused(&folder, "not/here/points.db", &["not/here", "does not exist", "make it first"]);
}

#[test]
fn a_missing_file_is_refused_where_it_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let error = Ledger::open_with(folder.path().join("points.db"), Options::default().mode(Mode::Existing))
        .unwrap_err();
    assert_says(&error, &["no such file", "check the path"]);
    assert_eq!(contents(folder.path()), BTreeMap::new());
}

#[test]
fn an_empty_file_becomes_a_ledger() {
    let folder = holding("points.db", b"");
    let path = folder.path().join("points.db");
    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.head(), Position::START);
    ledger.close().unwrap();
    assert_eq!(verified(&path).events, 0);
}

#[test]
fn a_database_of_another_program_stays_unchanged() {
    for (name, setup) in [
        ("rollback.db", "CREATE TABLE notes (text TEXT)"),
        ("wal.db", "PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT)"),
        ("marked.db", "PRAGMA application_id = 7; CREATE TABLE notes (text TEXT)"),
        ("version.db", "PRAGMA user_version = 3; VACUUM"),
        ("100% of #1?.db", "PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT)"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        Connection::open(folder.path().join(name)).unwrap().execute_batch(setup).unwrap();
        assert_eq!(contents(folder.path()).len(), 1, "{name} is alone in its folder");
        refused(&folder, name, &["another program", "another path"]);
        let error = verify(&folder.path().join(name), &VerifyOptions::default(), &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains("another program"), "{error}");
    }
}

#[test]
fn a_database_that_another_program_has_open_stays_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("theirs.db");
    let theirs = Connection::open(&path).unwrap();
    theirs.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT)").unwrap();
    let before = contents(folder.path());
    assert_says(&Ledger::open(&path).unwrap_err(), &["another program"]);
    // The index of the log may differ: it is shared memory, not content.
    let durable = |mut files: BTreeMap<String, Vec<u8>>| {
        files.retain(|name, _| !name.ends_with("-shm"));
        files
    };
    assert_eq!(durable(contents(folder.path())), durable(before));
    theirs.execute_batch("INSERT INTO notes VALUES ('still mine')").unwrap();
}

#[test]
fn a_file_from_a_future_version_is_refused() {
    let folder = ledger_with("PRAGMA user_version = 99");
    refused(&folder, NAME, &["newer version", "schema 99", "use that version"]);
    let error = verify(&folder.path().join(NAME), &VerifyOptions::default(), &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("schema 99"), "{error}");
}

#[test]
fn a_ledger_without_its_id_is_refused() {
    let folder = ledger_with("DELETE FROM meta");
    refused(&folder, NAME, &["ledger id is missing"]);
}

#[test]
fn a_ledger_without_a_table_is_refused() {
    for table in ["meta", "seals", "events", "checkpoint", "accounts", "books"] {
        let folder = ledger_with(&format!("DROP TABLE {table}"));
        refused(&folder, NAME, &[table]);
        let error = verify(&folder.path().join(NAME), &VerifyOptions::default(), &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains(table), "{error}");
    }
}

#[test]
fn an_unreadable_event_stops_the_open_with_its_position() {
    for (change, words) in [
        ("kind = 'points_minted'", "points_minted"),
        ("version = 2", "version 2"),
        ("kind = 'season_closing', amount = 0, body = '{\"season\"'", "JSON"),
        ("kind = 'season_closing', amount = 0, body = NULL", "body is missing"),
        ("kind = 'season_closing', amount = 0, body = '[]'", "season"),
        ("amount = 0", "at least 1"),
        ("amount = -5", "at least 1"),
        ("credit = 77", "never opened"),
        ("credit = -1", "credit"),
        ("credit = 4294967296", "credit"),
        ("book = 0", "book"),
        ("book = -1", "book"),
        ("at = 0", "recorded before"),
    ] {
        let folder = ledger_with(&format!("{UNLOCK}; UPDATE events SET {change} WHERE position = {MIDDLE}"));
        let error = refused(&folder, NAME, &[words, &MIDDLE.to_string()]);
        assert_eq!(error.position, Some(Position(MIDDLE)), "{change}: {error}");
        let found = verify(&folder.path().join(NAME), &VerifyOptions::default(), &mut |_| {}).unwrap_err();
        assert_eq!(found.position(), Some(Position(MIDDLE)), "{change}: {found}");
    }
}

#[test]
fn a_missing_event_stops_the_open_with_its_position() {
    let folder = ledger_with(&format!("{UNLOCK}; DELETE FROM events WHERE position = {MIDDLE}"));
    let error = refused(&folder, NAME, &["missing from the journal"]);
    assert_eq!(error.position, Some(Position(MIDDLE)), "{error}");
}

#[test]
fn a_file_or_a_folder_without_write_permission_is_refused() {
    // root can write regardless of the mode, so it switches to an unprivileged user. That user may lack access to the
    // build folder, so it runs a copy of the test.
    let entered = tempfile::tempdir().unwrap();
    std::fs::set_permissions(entered.path(), Permissions::from_mode(0o755)).unwrap();
    let copy = entered.path().join("tests");
    let unprivileged = format!(
        "if [ \"$(id -u)\" = 0 ]; then [ -e '{copy}' ] || install -m 755 \"$0\" '{copy}'; \
         set -- setpriv --reuid=65534 --regid=65534 --clear-groups '{copy}' \"$@\"; \
         else set -- \"$0\" \"$@\"; fi; exec \"$@\"; true",
        copy = copy.display()
    );
    for (file_mode, folder_mode) in [(0o444, 0o755), (0o444, 0o555), (0o666, 0o555)] {
        let folder = ledger_with("");
        let path = folder.path().join(NAME);
        std::fs::set_permissions(&path, Permissions::from_mode(file_mode)).unwrap();
        std::fs::set_permissions(folder.path(), Permissions::from_mode(folder_mode)).unwrap();
        let before = contents(folder.path());
        let (said, _) =
            child::start_limited(&unprivileged, "strange_files::child", &["open", path.to_str().unwrap()])
                .wait();
        let Some(answer) = said.iter().find(|line| line.starts_with("answer: ")) else {
            return child::skipped(&format!("a way to switch to another user ({})", said.join(" ")));
        };
        assert!(answer.contains("cannot be opened: "), "{answer}");
        assert!(answer.contains("the file and its folder"), "{answer}");
        assert_eq!(contents(folder.path()), before);
    }
}

/// The child of the test above; it does nothing in a normal run.
#[test]
fn child() {
    let Some(instructions) = child::instructions() else { return };
    let [_, path] = instructions.as_slice() else { panic!("not enough instructions: {instructions:?}") };
    child::report(&match Ledger::open(path) {
        Ok(ledger) => format!("answer: opened at {}", ledger.head()),
        Err(error) => format!("answer: {error}"),
    });
}

#[test]
fn a_truncated_file_is_refused() {
    let whole = std::fs::read(ledger_with("").path().join(NAME)).unwrap();
    let mut chance = SplitMix64::new(4);
    for _ in 0..40 {
        // The last page may belong to the checkpoint alone; without that page the journal still answers.
        let left = 1 + chance.below(whole.len() as u64 - 4096) as usize;
        let folder = holding(NAME, &whole[..left]);
        refused(&folder, NAME, &["damaged", "restore a backup"]);
        let error = verify(&folder.path().join(NAME), &VerifyOptions::default(), &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains("damaged"), "{left} bytes: {error}");
    }
}

/// Damage can hit unused bytes. But a damaged ledger that opens or verifies must equal the original.
#[test]
fn a_damaged_file_is_never_taken_for_an_intact_one() {
    let folder = ledger_with("");
    let whole = std::fs::read(folder.path().join(NAME)).unwrap();
    let ledger = Ledger::open(folder.path().join(NAME)).unwrap();
    let (digest, seal) = (ledger.digest(), ledger.seal());
    ledger.close().unwrap();
    let mut chance = SplitMix64::new(5);
    let (mut refused, mut found, mut harmless) = (0, 0, 0);
    for n in 0..200 {
        let mut damaged = whole.clone();
        let at = chance.below(whole.len() as u64) as usize;
        let length = 1 + chance.below(if n % 2 == 0 { 8 } else { 600 }) as usize;
        for byte in damaged.iter_mut().skip(at).take(length) {
            *byte = chance.next_u64() as u8;
        }
        let folder = holding(NAME, &damaged);
        let path = folder.path().join(NAME);
        let what = format!("case {n}, {length} bytes at {at}");
        let verified = verify(&path, &VerifyOptions::default(), &mut |_| {});
        if let Ok(verified) = &verified {
            assert_eq!((verified.digest, verified.seal), (digest, seal), "{what}: it verifies");
        }
        match Ledger::open(&path) {
            Err(error) => {
                assert!(verified.is_err(), "{what}: it verifies, and does not open: {error}");
                assert!(!error.problem.is_empty());
                assert_eq!(std::fs::read(&path).unwrap(), damaged, "{what}: the file was changed");
                refused += 1;
            }
            Ok(ledger) if verified.is_ok() => {
                assert_eq!(ledger.digest(), digest, "{what}: it opens");
                for key in 1..=EVENTS {
                    let outcome = ledger.submit(keyed(&format!("k:{key}"), command(key))).wait().unwrap();
                    // Fingerprints are not sealed. A damaged one refuses the repeat, which is not applied twice either.
                    let once = matches!(
                        outcome,
                        Outcome::AlreadyApplied(_) | Outcome::Refused(Refusal::KeyReused { .. })
                    );
                    assert!(once, "{what}: k:{key} is {outcome:?}");
                }
                harmless += 1;
            }
            Ok(_) => found += 1,
        }
    }
    let all = [refused, found, harmless];
    assert!(all.iter().all(|count| *count > 0), "refused, found by verify only, harmless: {all:?}");
}

const NAME: &str = "points.db";

/// The number of commands in the ledger, each in a commit of its own under a key.
const EVENTS: u64 = 150;

/// An event in the middle of the journal, a grant.
const MIDDLE: u64 = 80;

/// Drops the triggers and the checkpoint, so that the next open reads every event.
const UNLOCK: &str = "DROP TRIGGER events_are_never_edited; DROP TRIGGER events_are_never_deleted; \
                      DELETE FROM checkpoint";

/// A closed ledger in its own folder, changed by SQL behind its back.
#[track_caller]
fn ledger_with(sql: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    let ledger = Ledger::open(&path).unwrap();
    let requests: Vec<_> = (1..=EVENTS).map(|key| keyed(&format!("k:{key}"), command(key))).collect();
    for some in requests.chunks(10) {
        for outcome in ledger.submit_all(some.to_vec()).wait().unwrap() {
            outcome.unwrap().receipt().unwrap();
        }
    }
    ledger.close().unwrap();
    raw(&path).execute_batch(sql).unwrap();
    folder
}

#[track_caller]
fn command(key: u64) -> Command {
    if key.is_multiple_of(7) { transfer(ANNA, BEN, 3) } else { grant(ANNA, 10 + key.cast_signed()) }
}

/// A folder with one file.
#[track_caller]
fn holding(name: &str, content: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    folder
}

/// Asserts that the file does not open, that the error has these words, and that the folder is unchanged.
#[track_caller]
fn refused(folder: &TempDir, name: &str, words: &[&str]) -> OpenError {
    let path = folder.path().join(name);
    let before = contents(folder.path());
    let error = Ledger::open(&path).unwrap_err();
    assert_says(&error, words);
    assert!(error.to_string().contains(name), "the file is not named: {error}");
    let after = contents(folder.path());
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>(),
        "a file was left: {error}"
    );
    assert!(before == after, "a file was changed: {error}");
    error
}

#[track_caller]
fn assert_says(error: &OpenError, words: &[&str]) {
    for word in words {
        assert!(error.to_string().contains(word), "{word} is missing: {error}");
    }
}

/// Every file of a folder with its content.
#[track_caller]
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut contents = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let bytes = if entry.path().is_dir() { Vec::new() } else { std::fs::read(entry.path()).unwrap() };
        contents.insert(entry.file_name().to_str().unwrap().to_owned(), bytes);
    }
    contents
}
