//! Backups: taken while the ledger goes on, verified, never over something that is there; by hand and by themselves.

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
fn a_backup_is_the_ledger_as_it_was() {
    let world = everything::lived();
    let path = backed_up(&world, "backup.db");
    let (digest, seal) = (world.ledger().digest(), world.ledger().seal());
    world.grant(ANNA, 1);
    let copy = Ledger::open_with(&path, options().clock(world.clock.clone())).unwrap();
    assert_eq!((copy.digest(), copy.seal()), (digest, seal));
    assert!(copy.head() < world.ledger().head());
}

#[test]
fn a_backup_taken_under_load_is_some_moment_of_it() {
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
fn a_backup_takes_the_place_of_nothing() {
    let world = World::new();
    world.grant(ANNA, 5);
    let path = world.file("notes.txt");
    std::fs::write(&path, "precious").unwrap();
    let error = world.ledger().backup(&path, &mut |_| {}).unwrap_err().to_string();
    assert!(error.ends_with("notes.txt exists already; give the name of a new file"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"precious");
    assert!(
        world.ledger().backup(&world.path(), &mut |_| {}).is_err(),
        "least of all that of the ledger itself"
    );
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
    assert!(!path.exists(), "what is no good is not kept");
}

/// The automatic backups in a folder, oldest first.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|extension| extension == "db")).collect();
    found.sort();
    found
}

/// Automatic backups as often as they can be, and the folder they go to.
fn automatic(world: &World, keep: usize) -> (AutoBackup, PathBuf) {
    let folder = world.file("backups");
    (world.ledger().backup_every(folder.clone(), Duration::from_millis(5), keep), folder)
}

#[test]
fn automatic_backups_are_taken_and_the_newest_are_kept() {
    let world = World::new();
    let last = "SELECT coalesce(max(position), 0) FROM events";
    let head = |path: &PathBuf| number(&raw(path), last).unsigned_abs();
    let (automatic, folder) = automatic(&world, 3);
    for n in 1..=6 {
        let position = world.grant(ANNA, n);
        eventually("a backup of it", || {
            kept(&folder).last().is_some_and(|newest| head(newest) == position.0)
        });
    }
    drop(automatic);
    let backups = kept(&folder);
    assert_eq!(backups.iter().map(head).collect::<Vec<_>>(), [5, 6, 7]);
    for path in &backups {
        verified(path);
    }
    let names: Vec<_> = backups.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names[0], "tallybook-000000000005.db");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 3, "nothing unfinished is left beside them");
}

#[test]
fn nothing_new_means_no_new_backup() {
    let world = World::new();
    world.grant(ANNA, 1);
    let (automatic, folder) = automatic(&world, 3);
    eventually("the first backup", || kept(&folder).len() == 1);
    let written = |folder: &Path| std::fs::metadata(&kept(folder)[0]).unwrap().modified().unwrap();
    let before = written(&folder);
    drop(automatic);
    let again = world.ledger().backup_every(folder.clone(), Duration::from_millis(1), 3);
    // It begins with a round at once, and dropping it waits for the round to end.
    drop(again);
    assert_eq!((kept(&folder).len(), written(&folder)), (1, before));
}

#[test]
fn after_somebody_was_forgotten_no_automatic_backup_names_them() {
    const ID: u64 = 7_412_345_678_901_234_567;
    let world = World::new();
    let vera = crate::support::member(ID);
    world.grant(ANNA, 1);
    let (automatic, folder) = automatic(&world, 5);
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap_or_default();
        [ID.to_string().as_bytes(), &ID.to_be_bytes()]
            .iter()
            .any(|needle| bytes.windows(needle.len()).any(|window| window == *needle))
    };
    for n in 1..=3 {
        let position = world.grant(vera, n);
        let name = format!("tallybook-{:012}.db", position.0);
        eventually("a backup with her in it", || kept(&folder).iter().any(|path| path.ends_with(&name)));
    }
    assert!(kept(&folder).iter().any(holds), "the search finds what is there");
    let forgotten = asked(&world, vera);
    eventually("backups without her", || {
        let backups = kept(&folder);
        !backups.is_empty() && !backups.iter().any(holds)
    });
    drop(automatic);
    let backups = kept(&folder);
    assert!(number(&raw(&backups[0]), "SELECT max(position) FROM events") >= forgotten);
    verified(&backups[0]);
}

fn asked(world: &World, member: ledger_core::MemberId) -> i64 {
    world.apply(forget(member)).position.unwrap().0 as i64
}

#[test]
fn a_folder_that_cannot_be_written_stops_nothing() {
    let world = World::new();
    let file = world.file("backups");
    std::fs::write(&file, "a file is in the way").unwrap();
    let automatic = world.ledger().backup_every(file.clone(), Duration::from_millis(1), 2);
    world.grant(ANNA, 5);
    drop(automatic);
    assert_eq!(world.ledger().balance(BOOK, ANNA).0, 5);
    assert_eq!(std::fs::read(file).unwrap(), b"a file is in the way");
}
