//! Restoring: a backup replaces a ledger, unless that would lose events without an explicit request.

use std::path::{Path, PathBuf};

use ledger_core::testkit::{ANNA, BEN, BOOK, forget, forget_order, grant};
use ledger_store::{BackupError, Clock, Ledger, Overwrite, Restored, SystemClock, restore};

use crate::support::{World, options, order_from, raw, verified};

fn backup(world: &World) -> PathBuf {
    let path = world.file("backup.db");
    world.ledger().backup(&path, &mut |_| {}).unwrap();
    path
}

fn restored(from: &Path, to: &Path, overwrite: Overwrite) -> Result<Restored, BackupError> {
    restore(from, to, overwrite, &mut |_| {})
}

/// Asserts that a restore is refused and leaves the target unchanged.
#[track_caller]
fn assert_left_alone(from: &Path, to: &Path, says: &str) {
    let before = std::fs::read(to).unwrap();
    let error = restored(from, to, Overwrite::OnlyOlder).unwrap_err().to_string();
    assert!(error.contains(says), "{error}");
    assert_eq!(std::fs::read(to).unwrap(), before, "the target was changed");
}

#[test]
fn a_restore_into_an_empty_place_equals_the_backup() {
    let world = crate::everything::lived();
    let from = backup(&world);
    let to = world.file("new.db");
    let restored = restored(&from, &to, Overwrite::OnlyOlder).unwrap();
    assert_eq!((restored.seal, restored.forgotten_again), (world.ledger().seal(), 0));
    let ledger = Ledger::open_with(&to, options().clock(world.clock.clone())).unwrap();
    assert_eq!((ledger.digest(), ledger.seal()), (world.ledger().digest(), world.ledger().seal()));
}

#[test]
fn a_ledger_contained_in_the_backup_is_replaced() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    let old = world.file("old.db");
    world.ledger().backup(&old, &mut |_| {}).unwrap();
    world.grant(ANNA, 6);
    let newer = backup(&world);
    world.close();
    assert_eq!(restored(&newer, &old, Overwrite::OnlyOlder).unwrap().events, 3);
    assert_eq!(
        restored(&newer, &old, Overwrite::OnlyOlder).unwrap().events,
        3,
        "repeating the restore is fine"
    );
    let ledger = Ledger::open_with(&old, options()).unwrap();
    assert_eq!(ledger.balance(BOOK, ANNA).0, 11);
}

#[test]
fn a_newer_ledger_is_replaced_only_on_request() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    let from = backup(&world);
    world.grant(ANNA, 6);
    world.close();
    assert_left_alone(&from, &world.path(), "is newer: it goes up to position 3, the backup only to 2");
    let restored = restored(&from, &world.path(), Overwrite::Anything).unwrap();
    assert_eq!(restored.events, 2);
    world.open();
    assert_eq!(world.balance(ANNA), 5);
    world.grant(ANNA, 1);
    world.verify();
}

#[test]
fn another_ledger_or_another_file_is_replaced_only_on_request() {
    let world = World::new();
    world.grant(ANNA, 5);
    let from = backup(&world);
    let mut other = World::new();
    other.grant(BEN, 1);
    other.close();
    assert_left_alone(&from, &other.path(), "is another ledger; say that it may be overwritten");
    let notes = world.file("notes.db");
    std::fs::write(&notes, "this is no database at all, and it is precious").unwrap();
    assert_left_alone(&from, &notes, "is in the way");
    let foreign = world.file("foreign.db");
    raw(&foreign).execute_batch("CREATE TABLE recipes (name)").unwrap();
    assert_left_alone(&from, &foreign, "database of another program");
    for to in [other.path(), notes, foreign] {
        assert_eq!(restored(&from, &to, Overwrite::Anything).unwrap().seal, world.ledger().seal());
        assert_eq!(verified(&to).seal, world.ledger().seal());
    }
}

#[test]
fn an_open_ledger_is_never_replaced() {
    let world = World::new();
    world.grant(ANNA, 5);
    let from = backup(&world);
    for overwrite in [Overwrite::OnlyOlder, Overwrite::Anything] {
        let error = restored(&from, &world.path(), overwrite).unwrap_err().to_string();
        assert!(error.ends_with("is open in another process; end that first"), "{error}");
    }
    world.grant(ANNA, 6);
    assert_eq!(world.balance(ANNA), 11);
    world.verify();
}

#[test]
fn a_backup_that_does_not_verify_replaces_nothing() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    let from = backup(&world);
    let tamper = "DROP TRIGGER events_are_never_edited; UPDATE events SET amount = 500 WHERE position = 2;";
    raw(&from).execute_batch(tamper).unwrap();
    world.close();
    assert_left_alone(&from, &world.path(), "cannot be used");
    let new = world.file("new.db");
    restored(&from, &new, Overwrite::OnlyOlder).unwrap_err();
    assert!(!new.exists());
    let nothing = world.file("nothing.db");
    assert_left_alone(&nothing, &world.path(), "there is no such file");
}

#[test]
fn members_forgotten_after_the_backup_are_forgotten_again() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    world.grant(BEN, 6);
    world.apply(order_from("vera.vanishing@example.com", "5001", "10"));
    world.apply(order_from("vera.remaining@example.com", "5002", "10"));
    let from = backup(&world);
    world.apply(forget(ANNA));
    world.apply(forget_order("5001"));
    world.grant(BEN, 1);
    world.close();
    let restored = restored(&from, &world.path(), Overwrite::Anything).unwrap();
    assert_eq!((restored.forgotten_again, restored.events), (2, 8));
    let bytes = std::fs::read(world.path()).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"vera.remaining@example.com"), "the search finds existing traces");
    assert!(!holds(b"vera.vanishing@example.com"));
    // The restore forgot them again at the machine's time.
    world.clock.set(SystemClock.now());
    world.open();
    assert_eq!((world.balance(ANNA), world.balance(BEN)), (0, 6));
    assert!(world.ledger().read(BOOK, |book| book.account_of(ANNA)).is_none());
    world.verify();
}

#[test]
fn a_restored_ledger_accepts_new_commands() {
    let mut world = World::new();
    world.submit_keyed("quiz:1", grant(ANNA, 5));
    let from = backup(&world);
    world.submit_keyed("quiz:2", grant(ANNA, 6));
    world.close();
    restored(&from, &world.path(), Overwrite::Anything).unwrap();
    world.open();
    crate::support::already_applied(world.submit_keyed("quiz:1", grant(ANNA, 5)));
    crate::support::applied(world.submit_keyed("quiz:2", grant(ANNA, 6)));
    assert_eq!(world.balance(ANNA), 11);
    world.verify();
}

/// Another ledger with the same beginning: a backup with further commands.
#[track_caller]
fn branch(world: &World, from: &Path, write: impl FnOnce(&Ledger)) -> PathBuf {
    let path = world.file("branch.db");
    std::fs::copy(from, &path).unwrap();
    let ledger = Ledger::open_with(&path, options()).unwrap();
    write(&ledger);
    ledger.close().unwrap();
    path
}

#[track_caller]
fn granted(ledger: &Ledger, member: ledger_core::MemberId, amount: i64) {
    let request = ledger_store::Request::new(BOOK, grant(member, amount));
    crate::support::applied(ledger.submit(request).wait().unwrap());
}

#[test]
fn another_branch_is_replaced_only_on_request() {
    let world = World::new();
    world.grant(ANNA, 5);
    let branch = branch(&world, &backup(&world), |ledger| granted(ledger, ANNA, 1));
    std::fs::remove_file(world.file("backup.db")).unwrap();
    world.grant(ANNA, 6);
    world.grant(ANNA, 7);
    let longer = backup(&world);
    assert_left_alone(&longer, &branch, "is another branch of this ledger: after position 2 it has");
    assert_eq!(restored(&longer, &branch, Overwrite::Anything).unwrap().seal, world.ledger().seal());
    assert_eq!(verified(&branch).seal, world.ledger().seal());
}

#[test]
fn an_exported_and_loaded_backup_still_contains_the_ledger() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    world.grant(ANNA, 6);
    let old = backup(&world);
    world.grant(ANNA, 7);
    let (mut text, lines) = (Vec::new(), world.file("lines.db"));
    ledger_store::export(&world.path(), &mut text, &mut |_| {}).unwrap();
    ledger_store::load(&mut &text[..], &lines, &mut |_| {}).unwrap();
    world.close();
    // The loaded ledger has one seal at its end, and none where the old one ends.
    assert_eq!(restored(&lines, &old, Overwrite::OnlyOlder).unwrap().events, 4);
}

#[test]
fn on_another_branch_an_account_number_can_belong_to_another_member() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    let branch = branch(&world, &backup(&world), |ledger| {
        granted(ledger, crate::support::member(103), 1);
        (0..9).for_each(|_| granted(ledger, crate::support::member(103), 1));
    });
    world.grant(BEN, 6);
    world.apply(forget(BEN));
    world.apply(forget(ANNA));
    world.close();
    let restored = restored(&branch, &world.path(), Overwrite::Anything).unwrap();
    assert_eq!(restored.forgotten_again, 1);
    world.clock.set(SystemClock.now());
    world.open();
    let known = |member| world.ledger().read(BOOK, |book| book.account_of(member)).is_some();
    assert!(known(crate::support::member(103)), "she has the number that Ben had");
    assert!(!known(ANNA), "she was forgotten before the backup ends, but not in it");
}

#[test]
fn a_restore_that_cannot_be_prepared_leaves_the_ledger_unchanged() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    let from = backup(&world);
    world.close();
    std::fs::create_dir(world.file("points.db.restoring")).unwrap();
    let before = std::fs::read(world.path()).unwrap();
    restored(&from, &world.path(), Overwrite::Anything).unwrap_err();
    assert_eq!(std::fs::read(world.path()).unwrap(), before);
    assert_left_alone(&from, &from, "is the backup itself");
}

#[test]
fn a_ledger_that_exists_only_in_its_log_is_not_taken_for_empty() {
    let world = World::new();
    world.grant(ANNA, 5);
    let from = backup(&world);
    let to = world.file("lost.db");
    let log = world.file("lost.db-wal");
    std::fs::write(&log, "acknowledged").unwrap();
    let error = restored(&from, &to, Overwrite::OnlyOlder).unwrap_err().to_string();
    assert!(error.contains("lost.db is in the way: it is missing or empty, but 12 bytes"), "{error}");
    assert!(log.exists() && !to.exists());
    restored(&from, &to, Overwrite::Anything).unwrap();
    assert!(!log.exists());
    assert_eq!(verified(&to).seal, world.ledger().seal());
}

#[test]
fn a_connection_waiting_for_the_replaced_file_finds_no_ledger_in_it() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    let from = backup(&world);
    world.grant(ANNA, 6);
    world.close();
    // The connection is open, and has not read the file yet.
    let waiting = raw(&world.path());
    restored(&from, &world.path(), Overwrite::Anything).unwrap();
    let error = waiting.execute_batch("UPDATE meta SET value = value").unwrap_err();
    assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::NotADatabase), "{error}");
    drop(waiting);
    let names = std::fs::read_dir(world.path().parent().unwrap()).unwrap();
    let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["backup.db", "points.db"], "one file and nothing beside it");
    assert_eq!(verified(&world.path()).events, 2);
}
