//! Promise 2: no change is visible before its commit finished, and every acknowledged command is in the file.
//! Also the two ways of waiting: with an async runtime and without one.

use std::thread;
use std::time::Duration;

use ledger_core::testkit::{ANNA, BEN, BOOK, grant, transfer};
use ledger_core::{Position, Recorded};
use ledger_store::Request;

use crate::support::{PATIENCE, World, applied, assert_conserved, number};

const GRANTED: &str = "SELECT coalesce(sum(amount), 0) FROM events WHERE kind = 'points_granted'";

#[test]
fn the_memory_never_shows_more_than_the_file() {
    let world = World::new();
    thread::scope(|scope| {
        let writer = scope.spawn(|| (0..400).for_each(|_| _ = world.grant(ANNA, 1)));
        let file = world.raw();
        let mut looks = 0;
        while !writer.is_finished() {
            let (shown, head) = (world.balance(ANNA), world.ledger().head());
            let stored = number(&file, GRANTED);
            assert!(stored >= shown, "{shown} were shown while the file had {stored}");
            assert!(number(&file, "SELECT coalesce(max(position), 0) FROM events") >= head.0 as i64);
            looks += 1;
        }
        assert!(looks > 0, "no read happened during the writes");
    });
    assert_eq!(world.balance(ANNA), 400);
}

#[test]
fn an_acknowledged_command_is_in_the_file_and_in_memory() {
    let world = World::new();
    let file = world.raw();
    for n in 1..=50 {
        let position = world.grant(ANNA, 1);
        assert_eq!(number(&file, GRANTED), n);
        assert_eq!(world.balance(ANNA), n);
        assert!(world.ledger().head() >= position);
    }
}

#[test]
fn a_reader_never_sees_half_of_a_transfer() {
    let world = World::new();
    world.grant(ANNA, 1_000);
    world.grant(BEN, 1_000);
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for _ in 0..10 {
                world.apply_all((0..50).flat_map(|_| [transfer(ANNA, BEN, 7), transfer(BEN, ANNA, 6)]));
            }
        });
        while !writer.is_finished() {
            assert_conserved(world.ledger());
            let held = world.ledger().read(BOOK, |book| book.balance(ANNA).0 + book.balance(BEN).0);
            assert_eq!(held, 2_000);
        }
    });
    assert_eq!((world.balance(ANNA), world.balance(BEN)), (500, 1_500));
}

#[test]
fn a_blocked_writer_shows_nothing_and_delays_no_reader() {
    let world = World::new();
    world.grant(ANNA, 5);
    let mut follow = world.ledger().follow(world.ledger().head());
    let blocker = world.raw();
    blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
    let pending = world.ledger().submit(Request::new(BOOK, grant(ANNA, 1)));
    assert_eq!(follow.next(Duration::from_millis(50)).unwrap(), None);
    assert_eq!(world.balance(ANNA), 5);
    assert_eq!(world.history(ANNA).len(), 1);
    blocker.execute_batch("COMMIT").unwrap();
    let position = applied(pending.wait().unwrap()).position.unwrap();
    assert_eq!(follow.next(PATIENCE).unwrap().map(|recorded| recorded.position), Some(position));
}

#[test]
fn following_gives_every_committed_event_once_and_in_order() {
    let world = World::new();
    let followed = thread::scope(|scope| {
        let follower = scope.spawn(|| {
            let file = world.raw();
            let mut follow = world.ledger().follow(Position::START);
            let mut events: Vec<Recorded> = Vec::new();
            while events.len() < 401 {
                let next = follow.next(PATIENCE).unwrap().expect("more events follow");
                let head = number(&file, "SELECT max(position) FROM events");
                assert!(head >= next.position.0 as i64, "an event was handed out before it was in the file");
                events.push(next);
            }
            assert_eq!(follow.position(), Position(401));
            events
        });
        for _ in 0..40 {
            world.apply_all((0..10).map(|_| grant(ANNA, 1)));
        }
        follower.join().unwrap()
    });
    let positions: Vec<u64> = followed.iter().map(|recorded| recorded.position.0).collect();
    assert_eq!(positions, (1..=401).collect::<Vec<u64>>());
    assert_eq!(followed, world.ledger().events(Position::START, 1_000).unwrap());
}

#[test]
fn following_from_a_position_starts_with_the_next_event_and_times_out() {
    let world = World::new();
    let first = world.grant(ANNA, 1);
    let second = world.grant(ANNA, 2);
    let mut follow = world.ledger().follow(first);
    assert_eq!(follow.next(Duration::ZERO).unwrap().map(|recorded| recorded.position), Some(second));
    assert_eq!(follow.next(Duration::from_millis(5)).unwrap(), None);
    assert_eq!(follow.position(), second);
}

#[test]
fn a_waiting_follower_ends_when_the_ledger_closes() {
    let mut world = World::new();
    world.grant(ANNA, 1);
    let mut follow = world.ledger().follow(world.ledger().head());
    let waiting = thread::spawn(move || follow.next(PATIENCE).unwrap());
    world.close();
    assert_eq!(waiting.join().unwrap(), None);
}

#[test]
fn many_tasks_can_await_answers_at_once() {
    let world = World::new();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let receipts = runtime.block_on(async {
        let ask = |_| {
            let ledger = world.ledger().clone();
            tokio::spawn(async move { ledger.submit(Request::new(BOOK, grant(ANNA, 1))).await })
        };
        let tasks: Vec<_> = (0..200).map(ask).collect();
        let mut receipts = Vec::new();
        for task in tasks {
            receipts.push(applied(task.await.unwrap().unwrap()));
        }
        receipts
    });
    let mut positions: Vec<u64> = receipts.iter().map(|receipt| receipt.position.unwrap().0).collect();
    positions.sort_unstable();
    assert_eq!(positions, (2..=201).collect::<Vec<u64>>());
    assert_eq!(world.balance(ANNA), 200);
}

#[test]
fn a_request_is_executed_even_if_its_answer_is_dropped() {
    let mut world = World::new();
    drop(world.ledger().submit(Request::new(BOOK, grant(ANNA, 9))));
    world.reopen();
    assert_eq!(world.balance(ANNA), 9);
}

#[test]
fn a_follower_that_lags_behind_gets_every_event_of_a_closed_ledger() {
    let world = World::new();
    let ledger = world.ledger().clone();
    let (mut behind, mut at_the_end) = (ledger.follow(Position::START), ledger.follow(Position::START));
    (0..50).for_each(|_| _ = world.grant(ANNA, 1));
    let head = ledger.head();
    ledger.close().unwrap();
    for follow in [&mut behind, &mut at_the_end] {
        let mut seen = Vec::new();
        while let Some(recorded) = follow.next(PATIENCE).unwrap() {
            seen.push(recorded.position);
        }
        assert_eq!(seen, (1..=head.0).map(Position).collect::<Vec<_>>());
        assert!(follow.next(PATIENCE).unwrap().is_none(), "the end stays the end");
    }
    let mut late = world.ledger().follow(Position::START);
    let problem = late.next(PATIENCE).unwrap_err().to_string();
    assert!(problem.contains("closed"), "{problem}");
}
