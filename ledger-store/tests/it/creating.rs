//! New files: many processes that create the same one, and paths that look like something else than a file name.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use ledger_core::testkit::{ANNA, BOOK, grant};
use ledger_core::{BookId, Points};
use ledger_store::{Ledger, Overwrite, Request, VerifyOptions, diagnose, export, load, restore, verify};

use crate::child;
use crate::support::{PATIENCE, applied, options, verified};

const PROCESSES: usize = 6;
const ROUNDS: usize = 40;

/// Waits until a number of files with a beginning are in a folder, so that all children begin at once.
fn meet(folder: &Path, round: usize, me: &str) {
    fs::write(folder.join(format!("here-{round}-{me}")), b"").unwrap();
    let beginning = format!("here-{round}-");
    let here = || {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        names.filter(|name| name.to_string_lossy().starts_with(&beginning)).count()
    };
    let deadline = Instant::now() + PATIENCE;
    while here() < PROCESSES {
        assert!(Instant::now() < deadline, "not all processes came to round {round}");
        thread::yield_now();
    }
}

/// Not a test in itself: the child's side of the test below.
#[test]
fn child_that_creates() {
    let Some(tell) = child::instructions() else { return };
    let (folder, me) = (PathBuf::from(&tell[0]), &tell[1]);
    for round in 0..ROUNDS {
        meet(&folder, round, me);
        let done = Ledger::open_with(folder.join(format!("{round}.db")), options())
            .map_err(|error| error.to_string())
            .and_then(|ledger| {
                let granted = ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 1)));
                granted.map_err(|error| error.to_string())?;
                ledger.close().map_err(|error| error.to_string())
            });
        match done {
            Ok(()) => child::report("granted"),
            Err(problem) => child::report(&format!("round {round}: {problem}")),
        }
    }
}

#[test]
fn many_processes_create_the_same_file_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let children: Vec<child::Running> = (0..PROCESSES)
        .map(|n| child::start("creating::child_that_creates", &[path, &n.to_string()]))
        .collect();
    for child in children {
        let said = child.lines(ROUNDS, Duration::from_secs(100));
        assert_eq!(said, vec!["granted"; ROUNDS]);
    }
    for round in 0..ROUNDS {
        let path = folder.path().join(format!("{round}.db"));
        assert_eq!(verified(&path).events, 1 + PROCESSES as u64, "round {round}");
    }
}

/// Names that SQLite or a shell would take for something else. They are relative: a folder before them would hide it.
const NAMES: [&str; 13] = [
    "file:a.db",
    "file:b.db?mode=ro",
    "file:c.db?mode=memory&cache=shared",
    "FILE:e.db",
    "a%61.db",
    "?mode=ro",
    "f.db?mode=ro",
    "#g.db",
    ":memory:",
    "new\nline.db",
    " ",
    "-h.db",
    "größe.db",
];

/// Not a test in itself: the child has a working folder of its own.
#[test]
fn child_with_relative_paths() {
    let Some(tell) = child::instructions() else { return };
    std::env::set_current_dir(&tell[0]).unwrap();
    for name in NAMES {
        let path = Path::new(name);
        let ledger = Ledger::open_with(path, options()).unwrap();
        assert_eq!(ledger.path(), path);
        applied(ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 5))).unwrap());
        assert_eq!(ledger.events(ledger.head(), 10).unwrap(), []);
        ledger.checkpoint().unwrap();
        let backup = format!("{name}.backup");
        ledger.backup(Path::new(&backup), &mut |_| {}).unwrap();
        ledger.close().unwrap();
        assert_eq!(verify(path, &VerifyOptions::default(), &mut |_| {}).unwrap().events, 2);
        let findings = diagnose(path);
        assert!(
            findings.iter().any(|finding| finding.what == "events" && finding.value == "2"),
            "{findings:?}"
        );
        let mut text = Vec::new();
        export(path, &mut text, &mut |_| {}).unwrap();
        let copy = format!("{name}.copy");
        load(&mut text.as_slice(), Path::new(&copy), &mut |_| {}).unwrap();
        restore(Path::new(&backup), path, Overwrite::OnlyOlder, &mut |_| {}).unwrap();
        let ledger = Ledger::open_with(path, options()).unwrap();
        // A relative path is resolved once, when the ledger is opened.
        std::env::set_current_dir("/").unwrap();
        applied(ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 2))).unwrap());
        assert_eq!(ledger.history(&ledger_store::HistoryQuery::of(BOOK)).unwrap().entries.len(), 2);
        assert_eq!(ledger.balance(BOOK, ANNA), Points(7));
        ledger.close().unwrap();
        std::env::set_current_dir(&tell[0]).unwrap();
    }
    child::report("ended");
}

#[test]
fn a_path_is_the_name_of_a_file_whatever_it_looks_like() {
    let folder = tempfile::tempdir().unwrap();
    let child = child::start("creating::child_with_relative_paths", &[folder.path().to_str().unwrap()]);
    let said = child.lines(1, Duration::from_secs(100));
    assert_eq!(said, ["ended"], "{:?}", child.kill());
    let mut expected: Vec<String> =
        NAMES.iter().flat_map(|name| ["", ".backup", ".copy"].map(|end| format!("{name}{end}"))).collect();
    expected.sort_unstable();
    let mut found: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn a_path_without_a_file_name_is_refused_by_every_operation() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.db");
    let ledger = Ledger::open_with(&good, options()).unwrap();
    applied(ledger.submit_and_wait(Request::new(BookId::new(3).unwrap(), grant(ANNA, 5))).unwrap());
    let slash = format!("{}/new.db/", folder.path().display());
    for (path, problem) in [("", "its path is empty"), (slash.as_str(), "ends in a slash")] {
        let path = Path::new(path);
        let said = [
            Ledger::open_with(path, options()).unwrap_err().to_string(),
            ledger.backup(path, &mut |_| {}).unwrap_err().to_string(),
            restore(&good, path, Overwrite::Anything, &mut |_| {}).unwrap_err().to_string(),
            load(&mut [].as_slice(), path, &mut |_| {}).unwrap_err().to_string(),
            export(path, &mut Vec::new(), &mut |_| {}).unwrap_err().to_string(),
            format!("{:?}", diagnose(path)),
        ];
        for said in said {
            assert!(said.contains(problem) && said.contains("give the path of a file"), "{said}");
        }
        verify(path, &VerifyOptions::default(), &mut |_| {}).unwrap_err();
    }
    ledger.close().unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
