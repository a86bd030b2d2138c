//! Files that are deleted, renamed or replaced while they are open: nothing is acknowledged that another process would
//! not find, and everything afterwards says so.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::thread;
use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN, BOOK, grant};
use ledger_core::{MemberId, Points, Position};
use ledger_store::{
    AdapterKey, AdapterValue, HistoryQuery, Ledger, Owner, Request, SubmitError, VerifyOptions, verify,
};
use tempfile::TempDir;

use crate::support::{applied, eventually, keyed, number, options, raw, verified};

const NAME: AdapterKey = AdapterKey::new("test.name");

/// A ledger with ten grants, in a folder that may be renamed.
struct Scene {
    folder: TempDir,
    ledger: Ledger,
}

impl Scene {
    fn new() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        let ledger = Ledger::open_with(folder.path().join("data/points.db"), options()).unwrap();
        for n in 0..10 {
            applied(ledger.submit_and_wait(keyed(&format!("before:{n}"), grant(ANNA, 1))).unwrap());
        }
        Scene { folder, ledger }
    }

    fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

/// Another ledger with more events, without a log beside it.
fn another(path: &Path) {
    let ledger = Ledger::open_with(path, options()).unwrap();
    for _ in 0..30 {
        applied(ledger.submit_and_wait(Request::new(BOOK, grant(BEN, 1))).unwrap());
    }
    ledger.close().unwrap();
}

fn put_another_in_its_place(scene: &Scene) {
    another(&scene.file("other.db"));
    fs::rename(scene.file("other.db"), scene.file("data/points.db")).unwrap();
}

fn delete(scene: &Scene, names: &[&str]) {
    names.iter().for_each(|name| fs::remove_file(scene.file(&format!("data/{name}"))).unwrap());
}

/// A part of the sentence about a moved file, and what moves it.
type Way = (&'static str, fn(&Scene));

const WAYS: [Way; 9] = [
    ("names no file", |scene| delete(scene, &["points.db"])),
    ("names no file", |scene| delete(scene, &["points.db", "points.db-wal", "points.db-shm"])),
    ("names another file", put_another_in_its_place),
    ("names another file", |scene| {
        put_another_in_its_place(scene);
        delete(scene, &["points.db-wal", "points.db-shm"]);
    }),
    ("names another file", |scene| {
        fs::write(scene.file("empty"), b"").unwrap();
        fs::rename(scene.file("empty"), scene.file("data/points.db")).unwrap();
    }),
    ("names no file", |scene| {
        fs::rename(scene.file("data/points.db"), scene.file("data/older.db")).unwrap();
    }),
    ("names no file", |scene| fs::rename(scene.file("data"), scene.file("moved")).unwrap()),
    ("write-ahead log", |scene| delete(scene, &["points.db-wal"])),
    ("write-ahead log", |scene| fs::rename(scene.file("data/points.db-wal"), scene.file("wal")).unwrap()),
];

fn stopped_because(error: &SubmitError, part: &str) {
    assert!(matches!(error, SubmitError::Stopped { .. }), "{error}");
    assert!(error.to_string().contains(part), "{error}");
    assert!(error.to_string().contains("put the right file back or restore a backup"), "{error}");
}

#[test]
fn nothing_is_acknowledged_after_the_file_was_moved() {
    for (part, change) in WAYS {
        let scene = Scene::new();
        change(&scene);
        for n in 0..20 {
            let request = keyed(&format!("after:{n}"), grant(ANNA, 1));
            let error = match n % 2 {
                0 => scene.ledger.submit_and_wait(request).unwrap_err(),
                _ => scene.ledger.submit(request).wait().unwrap_err(),
            };
            assert!(error.to_string().contains(part), "{error}");
            let is_first = n == 0;
            match error {
                SubmitError::Stopped { .. } => {}
                SubmitError::Unknown { .. } if is_first => {}
                other => panic!("{part}: grant {n} gave {other:?}"),
            }
        }
        let ledger = &scene.ledger;
        assert_eq!(ledger.balance(BOOK, ANNA), Points(10), "memory has what was acknowledged");
        assert_eq!(ledger.head(), Position(11));
        let value = AdapterValue::new(Owner::Member(BOOK, ANNA), NAME, "Anna").unwrap();
        stopped_because(&ledger.adapter_data().put([value]).wait().unwrap_err(), part);
        stopped_because(&ledger.checkpoint().unwrap_err(), part);
        stopped_because(&ledger.retry_given_up(None).unwrap_err(), part);
        // Where only the log was lost, its content was saved, and the database is still the right one.
        let is_saved = ledger.backup(&scene.file("backup.db"), &mut |_| {}).is_ok();
        assert_eq!(is_saved, part == "write-ahead log", "{part}");
        assert_eq!(scene.file("backup.db").exists(), is_saved);
        stopped_because(&ledger.clone().close().unwrap_err(), part);
        stopped_because_closed(ledger);
    }
}

fn stopped_because_closed(ledger: &Ledger) {
    let error = ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 1))).unwrap_err();
    assert!(matches!(error, SubmitError::Stopped { .. }), "{error}");
}

#[test]
fn a_close_right_after_the_file_was_moved_says_so() {
    for (part, change) in WAYS {
        let scene = Scene::new();
        change(&scene);
        stopped_because(&scene.ledger.close().unwrap_err(), part);
    }
}

#[test]
fn an_idle_ledger_notices_by_itself() {
    let index: Way = ("index of its write-ahead log", |scene| delete(scene, &["points.db-shm"]));
    for (part, change) in WAYS.into_iter().chain([index]) {
        let scene = Scene::new();
        change(&scene);
        eventually("it stops", || {
            // Asking keeps the writer from being idle.
            thread::park_timeout(Duration::from_millis(100));
            matches!(scene.ledger.retry_given_up(None), Err(SubmitError::Stopped { .. }))
        });
        let error = scene.ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 1))).unwrap_err();
        stopped_because(&error, part);
    }
}

#[test]
fn adapter_data_and_outboxes_are_not_acknowledged_either() {
    for (part, change) in WAYS {
        let scene = Scene::new();
        change(&scene);
        let value = AdapterValue::new(Owner::Member(BOOK, ANNA), NAME, "Anna").unwrap();
        let error = scene.ledger.adapter_data().put([value]).wait().unwrap_err();
        assert!(matches!(error, SubmitError::Unknown { .. } | SubmitError::Stopped { .. }), "{error}");
        assert!(error.to_string().contains(part), "{error}");
        stopped_because(&scene.ledger.retry_given_up(None).unwrap_err(), part);
    }
}

#[test]
fn the_file_that_took_the_place_is_neither_written_nor_read_as_the_ledger() {
    let scene = Scene::new();
    put_another_in_its_place(&scene);
    let path = scene.file("data/points.db");
    let taken = fs::read(&path).unwrap();
    let error = scene.ledger.history(&HistoryQuery::of(BOOK).member(ANNA)).unwrap_err();
    assert!(error.to_string().contains("names another file"), "{error}");
    scene.ledger.events(Position::START, 100).unwrap_err();
    scene.ledger.rebuild(&mut |_| {}).unwrap_err();
    scene.ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 1))).unwrap_err();
    scene.ledger.close().unwrap_err();
    assert!(fs::read(&path).unwrap() == taken, "its bytes are as they were");
}

#[test]
fn a_connection_that_reads_already_goes_on_with_the_old_file() {
    let scene = Scene::new();
    let query = HistoryQuery::of(BOOK).member(ANNA);
    let before = scene.ledger.history(&query).unwrap();
    put_another_in_its_place(&scene);
    assert_eq!(scene.ledger.history(&query).unwrap(), before);
}

#[test]
fn a_lost_log_is_saved_into_the_database() {
    let scene = Scene::new();
    delete(&scene, &["points.db-wal"]);
    scene.ledger.submit_and_wait(keyed("after", grant(ANNA, 5))).unwrap_err();
    // As after a kill: the file alone, without what a close would write.
    let copy = scene.file("copy.db");
    fs::copy(scene.file("data/points.db"), &copy).unwrap();
    drop(scene.ledger);
    let ledger = Ledger::open_with(&copy, options()).unwrap();
    assert!(ledger.balance(BOOK, ANNA) >= Points(10), "every acknowledged grant is there");
    ledger.submit_and_wait(keyed("after", grant(ANNA, 5))).unwrap();
    assert_eq!(ledger.balance(BOOK, ANNA), Points(15), "the unknown one counts once");
    ledger.close().unwrap();
    verified(&copy);
}

#[test]
fn a_link_that_points_elsewhere_stops_the_ledger_and_a_second_name_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let [target, other, link, name] =
        ["target.db", "other.db", "link.db", "name.db"].map(|name| folder.path().join(name));
    another(&target);
    another(&other);
    symlink(&target, &link).unwrap();
    let ledger = Ledger::open_with(&link, options()).unwrap();
    fs::hard_link(&target, name).unwrap();
    applied(ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 1))).unwrap());
    fs::remove_file(&link).unwrap();
    symlink(&other, &link).unwrap();
    let error = ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 1))).unwrap_err();
    assert!(error.to_string().contains("names another file"), "{error}");
    ledger.close().unwrap_err();
    assert_eq!(verified(&target).events, 34, "what was acknowledged and the unknown one are in the target");
    assert_eq!(verified(&other).events, 31);
}

#[test]
fn each_of_two_ledgers_on_the_file_notices() {
    let scene = Scene::new();
    let second = Ledger::open_with(scene.file("data/points.db"), options()).unwrap();
    put_another_in_its_place(&scene);
    for ledger in [scene.ledger.clone(), second] {
        let error = ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 1))).unwrap_err();
        assert!(error.to_string().contains("names another file"), "{error}");
        ledger.close().unwrap_err();
    }
}

#[test]
fn a_file_put_back_is_opened_with_all_that_was_acknowledged() {
    let scene = Scene::new();
    let (path, aside) = (scene.file("data/points.db"), scene.file("data/aside.db"));
    fs::rename(&path, &aside).unwrap();
    scene.ledger.submit_and_wait(keyed("after", grant(ANNA, 5))).unwrap_err();
    fs::rename(&aside, &path).unwrap();
    let error = scene.ledger.submit_and_wait(keyed("after", grant(ANNA, 5))).unwrap_err();
    assert!(matches!(error, SubmitError::Stopped { .. }), "it stays stopped: {error}");
    scene.ledger.close().unwrap_err();
    let ledger = Ledger::open_with(&path, options()).unwrap();
    ledger.submit_and_wait(keyed("after", grant(ANNA, 5))).unwrap();
    assert_eq!(ledger.balance(BOOK, MemberId::new(ANNA.number()).unwrap()), Points(15));
    assert_eq!(number(&raw(&path), "SELECT count(*) FROM events"), 12);
    verify(&path, &VerifyOptions::default(), &mut |_| {}).unwrap();
}
