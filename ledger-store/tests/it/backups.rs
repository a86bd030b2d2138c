//! Backups, by hand and automatic: taken during writes, verified, and never over an existing file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ledger_core::testkit::{ANNA, BOOK, forget, grant};
use ledger_store::{AutoBackup, Ledger};

use crate::everything;
use crate::support::{World, eventually, number, options, raw, verified};

#[track_caller]
fn backed_up(world: &World, name: &str) -> PathBuf {
    let path = world.file(name);
    let mut reported = Vec::new();
    let backup = world.ledger().backup(&path, &mut |progress| reported.push(progress)).unwrap();
    assert!(reported.iter().all(|progress| progress.done <= progress.total));
    let found = verified(&path);
    assert_eq!((found.events, found.seal), (backup.events, backup.seal));
    path
}

#[test]
fn a_backup_equals_the_ledger_at_its_time() {
    let world = everything::lived();
    let path = backed_up(&world, "backup.db");
    let (digest, seal) = (world.ledger().digest(), world.ledger().seal());
    world.grant(ANNA, 1);
    let copy = Ledger::open_with(&path, options().clock(world.clock.clone())).unwrap();
    assert_eq!((copy.digest(), copy.seal()), (digest, seal));
    assert!(copy.head() < world.ledger().head());
}

#[test]
fn a_backup_under_load_is_one_moment_of_the_ledger() {
    let world = World::new();
    world.apply_all((0..3_000).map(|n| grant(crate::support::member(1_000 + n % 700), 1)));
    std::thread::scope(|scope| {
        let writers: Vec<_> =
            (0..2).map(|_| scope.spawn(|| (0..150).for_each(|_| _ = world.grant(ANNA, 1)))).collect();
        let mut last = 0;
        for n in 0.. {
            let path = backed_up(&world, &format!("backup-{n}.db"));
            let events = number(&raw(&path), "SELECT count(*) FROM events");
            assert!(events >= last, "a later backup has no fewer events");
            last = events;
            if writers.iter().all(|writer| writer.is_finished()) {
                break;
            }
        }
    });
    assert_eq!(world.balance(ANNA), 300);
    world.verify();
}

#[test]
fn a_backup_overwrites_no_file() {
    let world = World::new();
    world.grant(ANNA, 5);
    let path = world.file("notes.txt");
    std::fs::write(&path, "precious").unwrap();
    let error = world.ledger().backup(&path, &mut |_| {}).unwrap_err().to_string();
    assert!(error.ends_with("notes.txt exists already; give the name of a new file"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    assert!(world.ledger().backup(&world.path(), &mut |_| {}).is_err(), "not the ledger itself either");
    let nowhere = world.file("no-such-folder/backup.db");
    assert!(world.ledger().backup(&nowhere, &mut |_| {}).is_err());
    assert!(!nowhere.exists());
    assert_eq!(world.balance(ANNA), 5);
}

#[test]
fn a_ledger_that_does_not_verify_leaves_no_backup() {
    let world = World::new();
    world.grant(ANNA, 5);
    let tamper = "DROP TRIGGER events_are_never_edited; UPDATE events SET amount = 500 WHERE position = 2;";
    world.raw().execute_batch(tamper).unwrap();
    let path = world.file("backup.db");
    world.ledger().backup(&path, &mut |_| {}).unwrap_err();
    assert!(!path.exists(), "a bad backup is deleted");
}

/// The automatic backups in a folder, oldest first.
fn backups_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "db")).collect();
    found.sort();
    found
}

/// Automatic backups at the shortest interval, and their folder.
fn automatic_backups(world: &World, keep: usize) -> (AutoBackup, PathBuf) {
    let folder = world.file("backups");
    (world.ledger().backup_every(folder.clone(), Duration::from_millis(5), keep), folder)
}

#[test]
fn automatic_backups_keep_the_newest_copies() {
    let world = World::new();
    let last = "SELECT coalesce(max(position), 0) FROM events";
    let head = |path: &PathBuf| number(&raw(path), last).unsigned_abs();
    let (automatic, folder) = automatic_backups(&world, 3);
    for n in 1..=6 {
        let position = world.grant(ANNA, n);
        eventually("a backup of it", || {
            backups_in(&folder).last().is_some_and(|newest| head(newest) == position.0)
        });
    }
    drop(automatic);
    let backups = backups_in(&folder);
    assert_eq!(backups.iter().map(head).collect::<Vec<_>>(), [5, 6, 7]);
    for path in &backups {
        verified(path);
    }
    let names: Vec<_> = backups.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    let seal = verified(&backups[2]).seal.to_string();
    assert_eq!(names[2], format!("tallybook-000000000007-{}.db", &seal[2..10]));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3, "nothing unfinished is left beside them");
}

#[test]
fn an_unchanged_ledger_gets_no_new_backup() {
    let world = World::new();
    world.grant(ANNA, 1);
    let (automatic, folder) = automatic_backups(&world, 3);
    eventually("the first backup", || backups_in(&folder).len() == 1);
    let written = |folder: &Path| std::fs::metadata(&backups_in(folder)[0]).unwrap().modified().unwrap();
    let before = written(&folder);
    drop(automatic);
    let again = world.ledger().backup_every(folder.clone(), Duration::from_millis(1), 3);
    // A round starts at once, and the drop waits for its end.
    drop(again);
    assert_eq!((backups_in(&folder).len(), written(&folder)), (1, before));
}

#[test]
fn after_a_forget_no_automatic_backup_names_the_member() {
    const ID: u64 = 7_412_345_678_901_234_567;
    let world = World::new();
    let vera = crate::support::member(ID);
    world.grant(ANNA, 1);
    let (automatic, folder) = automatic_backups(&world, 5);
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        [ID.to_string().as_bytes(), &ID.to_be_bytes()]
            .iter()
            .any(|needle| bytes.windows(needle.len()).any(|window| window == *needle))
    };
    for n in 1..=3 {
        let position = world.grant(vera, n);
        let name = format!("tallybook-{:012}-", position.0);
        let with_her = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(&name);
        eventually("a backup with her in it", || backups_in(&folder).iter().any(with_her));
    }
    assert!(backups_in(&folder).iter().any(holds), "the search finds existing traces");
    let forgotten = forget_member(&world, vera);
    eventually("backups without her", || {
        let backups = backups_in(&folder);
        !backups.is_empty() && !backups.iter().any(holds)
    });
    drop(automatic);
    let backups = backups_in(&folder);
    assert!(number(&raw(&backups[0]), "SELECT max(position) FROM events") >= forgotten);
    verified(&backups[0]);
}

fn forget_member(world: &World, member: ledger_core::MemberId) -> i64 {
    world.apply(forget(member)).position.unwrap().0 as i64
}

#[test]
fn an_unwritable_backup_folder_does_not_stop_the_ledger() {
    let world = World::new();
    let file = world.file("backups");
    std::fs::write(&file, "a file is in the way").unwrap();
    let automatic = world.ledger().backup_every(file.clone(), Duration::from_millis(1), 2);
    world.grant(ANNA, 5);
    drop(automatic);
    assert_eq!(world.ledger().balance(BOOK, ANNA).0, 5);
    assert_eq!(std::fs::read(file).unwrap(), b"a file is in the way");
}

/// Runs one round of automatic backups: the drop waits for the end of the first round.
fn one_round(world: &World, folder: &Path, keep: usize) {
    drop(world.ledger().backup_every(folder.to_path_buf(), Duration::from_secs(3_600), keep));
}

#[test]
fn a_backup_of_another_branch_does_not_count_and_is_deleted_first() {
    let world = World::new();
    let position = world.grant(ANNA, 1);
    let folder = world.file("backups");
    std::fs::create_dir(&folder).unwrap();
    let of_another = [position.0, 9_999].map(|at| folder.join(format!("tallybook-{at:012}-00000000.db")));
    of_another.iter().for_each(|path| std::fs::write(path, "another branch").unwrap());
    one_round(&world, &folder, 3);
    assert_eq!(backups_in(&folder).len(), 3);
    one_round(&world, &folder, 1);
    let [left] = &backups_in(&folder)[..] else { panic!("one is kept: {:?}", backups_in(&folder)) };
    assert_eq!(verified(left).seal, world.ledger().seal());
}

#[test]
fn after_a_forget_even_a_backup_that_claims_a_later_position_is_deleted() {
    let world = World::new();
    world.grant(ANNA, 1);
    let folder = world.file("backups");
    std::fs::create_dir(&folder).unwrap();
    let of_another = folder.join("tallybook-000000009999-00000000.db");
    std::fs::write(&of_another, "a branch that went further and was given up").unwrap();
    let (automatic, _) = automatic_backups(&world, 5);
    eventually("the first backup", || backups_in(&folder).len() == 2);
    let forgotten = forget_member(&world, ANNA);
    eventually("only the backup without her", || {
        let backups = backups_in(&folder);
        backups.len() == 1 && backups[0] != of_another
    });
    drop(automatic);
    assert_eq!(verified(&backups_in(&folder)[0]).events, forgotten.unsigned_abs());
}

#[test]
fn leftovers_of_an_aborted_backup_are_removed_and_nothing_else() {
    let world = World::new();
    world.grant(ANNA, 1);
    let folder = world.file("backups");
    std::fs::create_dir(&folder).unwrap();
    for ending in ["", "-journal", "-wal", "-shm"] {
        let left = folder.join(format!("tallybook-000000000001-0123abcd.db.writing{ending}"));
        std::fs::write(left, "half").unwrap();
    }
    let others = ["notes.txt", "tallybook-notes.db.writing", "other-000000000001-0123abcd.db.writing"];
    others.iter().for_each(|name| std::fs::write(folder.join(name), "precious").unwrap());
    one_round(&world, &folder, 3);
    let mut names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.retain(|path| !others.iter().any(|name| path.ends_with(name)));
    assert_eq!(names, backups_in(&folder));
    assert!(others.iter().all(|name| folder.join(name).exists()));
}
