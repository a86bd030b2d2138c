//! The write-ahead log: cut anywhere, it opens to a prefix, and its length stays bounded.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ledger_core::Position;
use ledger_core::testkit::{ANNA, BEN, SplitMix64, batch, grant, transfer};
use ledger_store::{Digest, Finding, Health, Ledger, diagnose};
use rusqlite::Connection;

use crate::support::{World, eventually, keyed, number, raw, verified};

/// The lengths of a WAL's header, of a frame's header and of a page, in bytes.
const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const PAGE: usize = 4096;

/// The log's longest length: a commit copies it back after 1,000 pages, and commits can exceed that before they do.
const WAL_BOUND: u64 = 3 * 1_000 * PAGE as u64;

#[test]
fn a_log_cut_anywhere_opens_to_a_prefix() {
    let world = World::new();
    let mut states: BTreeMap<Position, Digest> = BTreeMap::new();
    record_state(&mut states, world.ledger());
    for n in 0..25 {
        let command = match n % 5 {
            4 => batch([grant(ANNA, 1), grant(BEN, 2), transfer(BEN, ANNA, 1)]),
            3 => transfer(ANNA, BEN, 1),
            _ => grant(ANNA, 10 + n),
        };
        world.submit_keyed(&format!("k:{n}"), command).receipt().unwrap();
        record_state(&mut states, world.ledger());
        if n == 12 {
            world.ledger().checkpoint().unwrap();
        }
    }
    let (database, log) = files(&world.path());
    assert!(log.len() > HEADER + 50 * (FRAME_HEADER + PAGE), "the log was copied back already");
    let mut cuts: Vec<usize> = (HEADER..=log.len()).step_by(FRAME_HEADER + PAGE).collect();
    let mut chance = SplitMix64::new(1);
    cuts.extend((0..60).map(|_| chance.below(log.len() as u64) as usize));
    let mut found = Vec::new();
    for cut in cuts {
        let path = world.file(&format!("cut-{cut}.db"));
        write_files(&path, &database, &log[..cut]);
        let head = open_prefix(&path, &states, cut);
        found.push((cut, head));
        std::fs::remove_file(&path).unwrap();
    }
    found.sort_unstable();
    assert!(found.is_sorted_by_key(|(_, head)| *head), "a longer log never gives fewer events: {found:?}");
    assert_eq!(found.last().unwrap().1, world.ledger().head(), "the whole log gives all events");
    assert_eq!(found.iter().map(|(_, head)| head).min().unwrap().0, 0, "the shortest gives none");
}

#[test]
fn a_log_with_a_broken_frame_ends_before_it() {
    let world = World::new();
    let mut states = BTreeMap::new();
    record_state(&mut states, world.ledger());
    for n in 0..10 {
        world.submit_keyed(&format!("k:{n}"), grant(ANNA, 1 + n)).receipt().unwrap();
        record_state(&mut states, world.ledger());
    }
    let (database, log) = files(&world.path());
    let mut chance = SplitMix64::new(2);
    for n in 0..40 {
        let mut broken = log.clone();
        let at = chance.below(broken.len() as u64) as usize;
        broken[at] ^= 1 << chance.below(8);
        let path = world.file(&format!("broken-{n}.db"));
        write_files(&path, &database, &broken);
        open_prefix(&path, &states, at);
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn a_copy_of_the_files_has_every_acknowledged_command() {
    let world = World::new();
    for n in 0..30 {
        world.submit_keyed(&format!("k:{n}"), grant(ANNA, 5)).receipt().unwrap();
        let path = world.file(&format!("copy-{n}.db"));
        let (database, log) = files(&world.path());
        write_files(&path, &database, &log);
        let copy = Ledger::open(&path).unwrap();
        assert_eq!((copy.seal(), copy.digest()), (world.ledger().seal(), world.ledger().digest()));
        copy.close().unwrap();
    }
}

#[test]
fn without_readers_the_log_stays_small() {
    let world = World::new();
    let mut longest = 0;
    for commit in 0..100 {
        append(world.ledger(), commit, 400);
        longest = longest.max(log_length(&world.path()));
    }
    assert!((1..WAL_BOUND).contains(&longest), "{longest} bytes at most");
}

#[test]
fn a_long_running_reader_only_delays_the_truncation() {
    const COMMITS: u64 = 250;
    let world = World::new();
    append(world.ledger(), 0, 400);
    let reader = raw(&world.path());
    reader.execute_batch("BEGIN").unwrap();
    let before = number(&reader, "SELECT count(*) FROM events");
    for commit in 1..=COMMITS {
        append(world.ledger(), commit, 400);
    }
    let grown = log_length(&world.path());
    assert!(grown > WAL_BOUND, "the log keeps the reader's pages, and is {grown} bytes long");
    assert_eq!(number(&reader, "SELECT count(*) FROM events"), before, "the reader's view is unchanged");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(number(&reader, "SELECT count(*) FROM events").unsigned_abs(), world.ledger().head().0);
    // The next commits copy the log back, restart it, and truncate the file.
    let mut commit = COMMITS;
    eventually("the log is short again", || {
        commit += 1;
        append(world.ledger(), commit, 1);
        log_length(&world.path()) <= 16 * 1024 * 1024 && frames(&reader) < 1_500
    });
    world.verify();
}

#[test]
fn closing_empties_the_log_also_after_reads() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    world.history(ANNA);
    let reader = raw(&world.path());
    number(&reader, "SELECT count(*) FROM events");
    world.close();
    assert_eq!(log_length(&world.path()), 0, "the file alone is the whole ledger");
}

#[test]
fn a_log_without_its_database_is_not_deleted() {
    let mut world = World::new();
    world.grant(ANNA, 5);
    let (_, log) = files(&world.path());
    world.close();
    for (name, database) in [("emptied.db", Some(&b""[..])), ("missing.db", None)] {
        let path = world.file(name);
        std::fs::write(log_of(&path), &log).unwrap();
        if let Some(database) = database {
            std::fs::write(&path, database).unwrap();
        }
        let error = Ledger::open(&path).unwrap_err();
        assert!(error.problem.contains("write-ahead log") && error.problem.contains("restore"), "{error}");
        assert_eq!(std::fs::read(log_of(&path)).unwrap(), log);
        assert_eq!(std::fs::read(&path).ok().as_deref(), database);
    }
}

/// Opens a truncated ledger, compares it with the earlier states, and returns its head.
#[track_caller]
fn open_prefix(path: &Path, states: &BTreeMap<Position, Digest>, cut: usize) -> Position {
    let ledger = Ledger::open(path).unwrap_or_else(|error| panic!("cut at {cut}: {error}"));
    let head = ledger.head();
    assert_eq!(
        states.get(&head),
        Some(&ledger.digest()),
        "cut at {cut}: {head} is no commit, or its state differs"
    );
    // It accepts commands, and a lost key can be applied again.
    let again = keyed("k:24", grant(ANNA, 1));
    let outcome = ledger.submit(again).wait().unwrap();
    ledger.close().unwrap();
    let verified = verified(path);
    assert!(verified.events >= head.0, "cut at {cut}: {outcome:?}");
    head
}

fn record_state(states: &mut BTreeMap<Position, Digest>, ledger: &Ledger) {
    states.insert(ledger.head(), ledger.digest());
}

#[track_caller]
fn append(ledger: &Ledger, commit: u64, events: u64) {
    let request =
        |n: u64| keyed(&format!("{commit}:{n}"), grant(if n.is_multiple_of(2) { ANNA } else { BEN }, 1));
    for outcome in ledger.submit_all((0..events).map(request).collect()).wait().unwrap() {
        outcome.unwrap().receipt().unwrap();
    }
}

/// The bytes of the database and its log, between two commits.
#[track_caller]
fn files(path: &Path) -> (Vec<u8>, Vec<u8>) {
    (std::fs::read(path).unwrap(), std::fs::read(log_of(path)).unwrap())
}

#[track_caller]
fn write_files(path: &Path, database: &[u8], log: &[u8]) {
    std::fs::write(path, database).unwrap();
    std::fs::write(log_of(path), log).unwrap();
}

fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

fn log_length(path: &Path) -> u64 {
    std::fs::metadata(log_of(path)).map_or(0, |found| found.len())
}

/// The number of frames in use in the log.
#[track_caller]
fn frames(connection: &Connection) -> i64 {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1)).unwrap()
}

/// What `diagnose` says about the log.
fn finding(world: &World) -> Finding {
    let found = diagnose(&world.path()).into_iter().find(|one| one.what == "write-ahead log");
    found.expect("the log is examined")
}

#[test]
fn diagnose_says_why_a_log_is_large_and_what_to_do() {
    let world = World::new();
    world.grant(ANNA, 1);
    assert_eq!(finding(&world).health, Health::Fine);
    let reader = world.raw();
    reader.execute_batch("BEGIN; SELECT count(*) FROM events;").unwrap();
    assert_eq!(number(&reader, "SELECT count(*) FROM events"), 2);
    let log = world.file("points.db-wal");
    while std::fs::metadata(&log).unwrap().len() < 17 * 1024 * 1024 {
        world.apply_all((0..500).map(|n| grant(ANNA, 1 + n % 3)));
    }
    let large = finding(&world);
    assert_eq!(large.health, Health::Attention, "{large:?}");
    assert!(large.value.contains("not in the file yet, because another process reads"), "{}", large.value);
    assert!(large.value.contains("end that process"), "{}", large.value);

    reader.execute_batch("COMMIT").unwrap();
    world.grant(ANNA, 1);
    let moved = finding(&world);
    assert!(moved.health == Health::Fine || moved.value.contains("in the file already"), "{moved:?}");
    world.grant(ANNA, 1);
    world.grant(ANNA, 1);
    assert_eq!(finding(&world).health, Health::Fine, "the next commits cut it");
}
