//! Checkpoints change how long opening takes, never an answer: the state is the same with one, without one, and with
//! a tampered one.

use std::sync::{Arc, Mutex};

use ledger_core::testkit::{ANNA, BEN, BOOK, grant, setting, transfer};
use ledger_core::{BookId, Points};
use ledger_store::{Agreement, Ledger, Progress, Request, VerifyOptions, verify};

use crate::everything;
use crate::support::{World, eventually, member, number, options, raw, verified};

#[test]
fn the_number_of_holders_is_the_same_with_a_checkpoint_and_without() {
    let mut world = everything::lived();
    let holders = |world: &World| -> Vec<u32> {
        world.ledger().read(BOOK, |book| book.achievements().iter().map(|a| book.holders(a.no)).collect())
    };
    let before = holders(&world);
    assert!(before.iter().any(|holders| *holders > 0), "no achievement has a holder: {before:?}");
    world.reopen();
    assert_eq!(holders(&world), before);
    world.reopen_without_checkpoint();
    assert_eq!(holders(&world), before);
}

#[test]
fn opening_with_a_checkpoint_and_without_gives_the_same_bytes() {
    let mut world = everything::lived();
    let (digest, seal) = (world.ledger().digest(), world.ledger().seal());
    world.reopen();
    assert_eq!(world.checkpoint(), seal.position.0, "closing wrote one at the head");
    assert_eq!((world.ledger().digest(), world.ledger().seal()), (digest, seal));
    world.reopen_without_checkpoint();
    assert_eq!(world.checkpoint(), 0);
    assert_eq!((world.ledger().digest(), world.ledger().seal()), (digest, seal));
}

#[test]
fn opening_without_a_checkpoint_reports_its_progress() {
    const EVENTS: usize = 10_000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let ledger = Ledger::open_with(&path, options()).unwrap();
    ledger.submit_all(vec![Request::new(BOOK, grant(ANNA, 1)); EVENTS]).wait().unwrap();
    let head = ledger.head().0;
    ledger.close().unwrap();
    let reported = || {
        let reported = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&reported);
        let ledger =
            Ledger::open_with(&path, options().progress(move |progress| seen.lock().unwrap().push(progress)));
        let ledger = ledger.unwrap();
        let reported = Arc::into_inner(reported)
            .expect("an open ledger drops its progress callback")
            .into_inner()
            .unwrap();
        ledger.close().unwrap();
        reported
    };
    assert_eq!(reported(), [], "there is a checkpoint at the head");
    raw(&path).execute_batch("DELETE FROM checkpoint").unwrap();
    let reported = reported();
    assert_eq!(reported.last(), Some(&Progress { done: head, total: head }));
    let mut before = 0;
    for Progress { done, total } in reported {
        assert!(
            (before + 1..=before + 4_096).contains(&done) && total == head,
            "{before}, {done} of {total}"
        );
        before = done;
    }
}

#[test]
fn opening_with_a_checkpoint_and_a_tail_gives_the_same_bytes() {
    let world = World::new();
    world.grant(ANNA, 5);
    world.ledger().checkpoint().unwrap();
    everything::live(&world);
    let copy = killed(&world);
    let stored = number(&raw(&copy), "SELECT position FROM checkpoint").unsigned_abs();
    assert!(stored < world.ledger().head().0, "there is a tail after position {stored}");
    let ledger = Ledger::open_with(&copy, options().clock(world.clock.clone())).unwrap();
    assert_eq!((ledger.digest(), ledger.seal()), (world.ledger().digest(), world.ledger().seal()));
}

#[test]
fn a_checkpoint_is_written_after_a_number_of_events() {
    let world = World::with(|options| options.checkpoint_every(10));
    world.grant(BEN, 1);
    for _ in 0..45 {
        let before = world.ledger().head();
        world.grant(ANNA, 1);
        // The checkpoint that was due after the previous event is written by now.
        let stored = world.checkpoint();
        assert!(stored + 10 > before.0, "after {before} the checkpoint stands at {stored}");
    }
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_checkpoint_is_written_after_a_second_without_commands() {
    let world = World::new();
    let head = world.grant(ANNA, 1);
    eventually("a checkpoint", || world.checkpoint() == head.0);
}

#[test]
fn a_killed_process_leaves_no_checkpoint_and_the_journal_is_folded() {
    let world = World::with(|options| options.checkpoint_every(1_000_000));
    world.apply_all((0..500).map(|_| grant(ANNA, 1)));
    let copy = killed(&world);
    assert_eq!(number(&raw(&copy), "SELECT count(*) FROM checkpoint"), 0);
    let ledger = Ledger::open_with(&copy, options()).unwrap();
    assert_eq!(ledger.balance(BOOK, ANNA).0, 500);
    assert_eq!((ledger.digest(), ledger.seal()), (world.ledger().digest(), world.ledger().seal()));
    ledger.close().unwrap();
    verified(&copy);
}

#[test]
fn a_tampered_checkpoint_is_discarded_and_written_again() {
    for tampering in [
        "UPDATE accounts SET balance = 1000000 WHERE account = 1",
        "UPDATE accounts SET member = 999 WHERE account = 1",
        "UPDATE accounts SET member = -5 WHERE account = 1",
        "UPDATE accounts SET head = 1, balance_since = 3",
        "UPDATE accounts SET book = 3 WHERE account = 1 AND book = 1",
        "DELETE FROM accounts WHERE account = 1",
        "DELETE FROM accounts",
        "INSERT INTO accounts SELECT book, 900, 900, 5, 1, 5, 1, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1,
           0, 0, 0, 0, 0, 0 FROM accounts WHERE account = 1 AND book = 1",
        "INSERT INTO accounts SELECT book, (SELECT max(account) + 1 FROM accounts WHERE book = 1), 900, 5, 1, 5, 1, 0,
           5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0 FROM accounts WHERE account = 1 AND book = 1",
        "INSERT INTO unlocks VALUES (1, 1, 50, 0, 0, 1, 0)",
        "INSERT INTO unlocks VALUES (1, 77, 0, 0, 0, 1, 0)",
        "DELETE FROM unlocks",
        "UPDATE orders SET points = 500",
        "UPDATE orders SET status = 'claimable'",
        "UPDATE orders SET status = 'no such word'",
        "UPDATE orders SET amount = 'much'",
        "DELETE FROM orders WHERE order_no = 1",
        "INSERT INTO orders SELECT book, 99, source, shop, 'x', amount, currency, points, status, issue,
           zeroblob(16), secret, recorded, NULL, NULL, NULL FROM orders WHERE order_no = 1",
        "UPDATE books SET issued = issued + 1",
        "UPDATE books SET head = head - 1",
        "UPDATE books SET state = '{}'",
        "UPDATE books SET state = 'no JSON'",
        "UPDATE books SET state = replace(state, '\"season\":2', '\"season\":3')",
        "DELETE FROM books WHERE book = 2",
        "INSERT INTO books SELECT 3, head, at, entries, issued, spent, state FROM books WHERE book = 2",
        "UPDATE checkpoint SET digest = zeroblob(32)",
        "UPDATE checkpoint SET digest = x'00'",
        "UPDATE checkpoint SET position = position - 1",
        "UPDATE checkpoint SET position = 0",
        "UPDATE checkpoint SET position = position + 1",
        "UPDATE checkpoint SET position = -1",
        "INSERT INTO accounts SELECT 9, account, member, 5, 1, 5, 1, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1,
           0, 0, 0, 0, 0, 0 FROM accounts WHERE book = 1",
        "INSERT INTO accounts SELECT 1, -1, NULL, 5, 1, 5, 1, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1,
           0, 0, 0, 0, 0, 0 FROM accounts WHERE account = 1 AND book = 1",
        "INSERT INTO accounts SELECT 1, 4294967296, NULL, 5, 1, 5, 1, 0, 5, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1,
           0, 0, 0, 0, 0, 0 FROM accounts WHERE account = 1 AND book = 1",
        "INSERT INTO unlocks VALUES (9, 1, 0, 0, 0, 1, 0)",
        "UPDATE orders SET book = 9",
    ] {
        assert_discarded_and_written_again(tampering);
    }
}

#[track_caller]
fn assert_discarded_and_written_again(tampering: &str) {
    let mut world = template();
    let (digest, seal) = (world.ledger().digest(), world.ledger().seal());
    world.close();
    assert!(world.raw().execute(tampering, []).unwrap() > 0, "{tampering} changes something");
    verify(&world.path(), &VerifyOptions::default(), &mut |_| {}).expect_err(tampering);
    world.open();
    assert_eq!((world.ledger().digest(), world.ledger().seal()), (digest, seal), "after {tampering}");
    world.grant(BEN, 1);
    world.close();
    assert_eq!(world.verify().events, seal.position.0 + 1, "after {tampering}, written again");
    world.open();
    assert_eq!(world.verify().digest, world.ledger().digest());
}

/// A copy of a world that lived through all kinds of events; the original is made once.
fn template() -> World {
    static LIVED: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| {
        let mut world = everything::lived();
        world.close();
        std::fs::read(world.path()).unwrap()
    });
    let mut world = World::new();
    world.close();
    std::fs::write(world.path(), &*LIVED).unwrap();
    world.clock.advance(24 * 3_600);
    world.open();
    world
}

#[test]
fn a_rebuild_equals_the_served_state_and_writes_a_checkpoint() {
    let mut world = everything::lived();
    let head = world.ledger().head();
    let mut last = None;
    let rebuilt = world.ledger().rebuild(&mut |progress| last = Some(progress)).unwrap();
    assert_eq!(rebuilt.agreement, Agreement::Same);
    assert_eq!((rebuilt.events, rebuilt.digest), (head.0, world.ledger().digest()));
    assert_eq!(last.map(|progress| (progress.done, progress.total)), Some((head.0, head.0)));
    assert_eq!(world.checkpoint(), head.0);
    world.reopen();
    assert_eq!(world.ledger().digest(), rebuilt.digest);
    world.verify();
}

#[test]
fn a_rebuild_repairs_a_tampered_checkpoint_while_the_ledger_runs() {
    let world = template();
    world.raw().execute("UPDATE accounts SET balance = 1000000 WHERE account = 1", []).unwrap();
    assert_eq!(world.ledger().rebuild(&mut |_| {}).unwrap().agreement, Agreement::Same);
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_rebuild_of_an_empty_ledger_is_empty() {
    let world = World::new();
    let rebuilt = world.ledger().rebuild(&mut |_| {}).unwrap();
    assert_eq!((rebuilt.events, rebuilt.agreement), (0, Agreement::Same));
}

#[test]
fn a_rebuild_during_writes_reports_its_own_last_position() {
    let world = World::new();
    world.apply_all((0..2_000).map(|_| grant(ANNA, 1)));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (0..100).for_each(|_| _ = world.grant(BEN, 1)));
        let mut rebuilds = 0;
        while !writer.is_finished() || rebuilds == 0 {
            assert_eq!(world.ledger().rebuild(&mut |_| {}).unwrap().agreement, Agreement::Same);
            rebuilds += 1;
        }
    });
    assert_eq!(world.verify().digest, world.ledger().digest());
}

/// A copy of the file and its WAL between two commits, as a killed process leaves them.
#[track_caller]
fn killed(world: &World) -> std::path::PathBuf {
    let copy = world.file("killed.db");
    let blocker = world.raw();
    blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::fs::copy(world.path(), &copy).unwrap();
    std::fs::copy(world.file("points.db-wal"), world.file("killed.db-wal")).unwrap();
    blocker.execute_batch("ROLLBACK").unwrap();
    copy
}

#[test]
fn rows_without_a_checkpoint_are_found() {
    for table in ["books", "accounts", "unlocks", "orders"] {
        let mut world = template();
        world.close();
        let others = ["books", "accounts", "unlocks", "orders"].into_iter().filter(|other| *other != table);
        let sql = others.map(|other| format!("DELETE FROM {other};")).collect::<String>();
        world.raw().execute_batch(&format!("DELETE FROM checkpoint; {sql}")).unwrap();
        assert!(number(&world.raw(), &format!("SELECT count(*) FROM {table}")) > 0, "{table} has rows left");
        let error = verify(&world.path(), &VerifyOptions::default(), &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains(&format!("rows in {table}")), "{error}");
    }
}

#[test]
fn a_checkpoint_from_before_the_first_event_verifies() {
    let world = World::with(|options| options.checkpoint_every(1_000_000));
    world.ledger().rebuild(&mut |_| {}).unwrap();
    let copy = {
        world.apply_all((0..50).map(|_| grant(ANNA, 1)));
        killed(&world)
    };
    let raw = raw(&copy);
    assert_eq!(number(&raw, "SELECT count(*) FROM checkpoint WHERE position = 0"), 1);
    drop(raw);
    assert_eq!(verified(&copy).digest, world.ledger().digest());
}

#[test]
fn a_file_verifies_during_writes() {
    let world = World::with(|options| options.checkpoint_every(3));
    world.apply_all((0..5_000).map(|_| grant(ANNA, 1)));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| (0..300).for_each(|_| _ = world.grant(BEN, 1)));
        let mut verified = 0;
        while !writer.is_finished() || verified == 0 {
            world.verify();
            verified += 1;
        }
    });
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn the_wait_between_two_transfers_survives_a_restart() {
    let mut world = World::new();
    world.apply(setting("transfer_cooldown", "3600"));
    world.grant(ANNA, 10);
    world.transfer(ANNA, BEN, 1);
    for reopen in [World::reopen, World::reopen_without_checkpoint] {
        reopen(&mut world);
        assert_eq!(world.refused(transfer(ANNA, BEN, 1)), "transfer_cooldown");
    }
    world.clock.advance(3_600);
    world.transfer(ANNA, BEN, 1);
    world.verify();
}

/// Books around the number of accounts that are read at a time, and many small ones between them.
#[test]
fn many_books_of_every_size_are_as_they_were() {
    const SIZES: [(u64, u64); 6] =
        [(1, 1), (2, 16_383), (3, 16_384), (1_500, 40_000), (2_998, 32_767), (3_000, 2)];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("points.db");
    let ledger = Ledger::open_with(&path, options()).unwrap();
    let book = |number: u64| BookId::new(number).unwrap();
    let small = (1..=3_000).map(|number| (number, 1));
    for (number, members) in small.chain(SIZES) {
        let grants = (1..=members).map(|id| Request::new(book(number), grant(member(id), id as i64)));
        for outcome in ledger.submit_all(grants.collect()).wait().unwrap() {
            outcome.unwrap().receipt().unwrap();
        }
    }
    let (digest, head) = (ledger.digest(), ledger.head());
    ledger.close().unwrap();
    let folded = Arc::new(Mutex::new(0));
    let seen = Arc::clone(&folded);
    let ledger = Ledger::open_with(&path, options().progress(move |_| *seen.lock().unwrap() += 1)).unwrap();
    assert_eq!(*folded.lock().unwrap(), 0, "no event is folded: the checkpoint is read");
    assert_eq!((ledger.digest(), ledger.head()), (digest, head));
    assert_eq!(ledger.books().len(), 3_000);
    assert_eq!(ledger.balance(book(1_500), member(40_000)), Points(40_000));
    assert_eq!(ledger.balance(book(2_998), member(16_385)), Points(16_385));
    ledger.close().unwrap();
    assert_eq!(verified(&path).digest, digest);
}
