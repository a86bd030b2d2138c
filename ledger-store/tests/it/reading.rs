//! `Ledger::read`: reads inside reads never stand still, a wait for the writer inside a read panics at once, and
//! neither harms the ledger.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use ledger_core::testkit::{ANNA, BEN, BOOK, CLEO, grant, transfer};
use ledger_core::{Book, BookId, By, Points, Position, Recorded};
use ledger_store::{
    AuditQuery, Follow, HistoryQuery, Ledger, Options, Outbox, OutboxWorker, Page, Planned, Request, Since,
};

use crate::support::{PATIENCE, World, applied, number, raw};

/// Runs work on a thread of its own, and fails if it does not end.
#[track_caller]
fn ends<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, ended) = channel();
    let thread = thread::spawn(move || done.send(work()));
    match ended.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => panic!("it stands still"),
        Err(RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(_) => unreachable!("the result was sent"),
        },
    }
}

/// Submits a grant inside a read, and returns when its commit is in the file: from then on the writer waits.
#[track_caller]
fn make_the_writer_wait(ledger: &Ledger, book: BookId) -> ledger_store::Pending<ledger_store::Outcome> {
    let before = ledger.head();
    let pending = ledger.submit(Request::new(book, grant(ANNA, 1)));
    let file = raw(ledger.path());
    let deadline = Instant::now() + PATIENCE;
    while number(&file, "SELECT max(position) FROM events").unsigned_abs() == before.0 {
        assert!(Instant::now() < deadline, "the commit does not reach the file");
        thread::yield_now();
    }
    // The writer takes the lock a moment after the flush.
    thread::park_timeout(Duration::from_millis(5));
    assert_eq!(ledger.head(), before, "the commit must not be visible yet");
    pending
}

fn other_book() -> BookId {
    BookId::new(2).unwrap()
}

/// A ledger with two books.
fn world() -> World {
    let world = World::new();
    world.grant(ANNA, 100);
    applied(world.ledger().submit_and_wait(Request::new(other_book(), grant(BEN, 5))).unwrap());
    world
}

#[test]
fn reads_inside_reads_never_stand_still_while_others_grant() {
    const GRANTS: i64 = 300;
    let world = world();
    let over = std::sync::Arc::new(AtomicBool::new(false));
    let (done, ended) = channel();
    for n in 0..4 {
        let (ledger, over, done) = (world.ledger().clone(), std::sync::Arc::clone(&over), done.clone());
        thread::spawn(move || {
            if n < 2 {
                while !over.load(Ordering::Acquire) {
                    ledger.read(BOOK, |book| {
                        thread::yield_now();
                        assert_eq!(ledger.balance(BOOK, ANNA), book.balance(ANNA));
                    });
                }
            } else {
                for _ in 0..GRANTS {
                    applied(ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, 1))).unwrap());
                }
            }
            done.send(()).unwrap();
        });
    }
    (0..2).for_each(|_| ended.recv_timeout(PATIENCE).expect("the granting threads end"));
    over.store(true, Ordering::Release);
    (0..2).for_each(|_| ended.recv_timeout(PATIENCE).expect("the reading threads end"));
    assert_eq!(world.balance(ANNA), 100 + 2 * GRANTS);
}

#[test]
fn every_read_works_inside_a_read_while_the_writer_waits() {
    let world = world();
    assert!(world.ledger().wait_for_boards(world.ledger().head(), PATIENCE));
    let ledger = world.ledger().clone();
    ends(move || {
        let pending = ledger.read(BOOK, |book| {
            let pending = make_the_writer_wait(&ledger, BOOK);
            let query = HistoryQuery::of(BOOK).member(ANNA);
            assert_eq!(ledger.balance(BOOK, ANNA), Points(100));
            assert_eq!(ledger.read(BOOK, Book::head), book.head());
            assert_eq!(ledger.read(other_book(), |other| other.balance(BEN)), Points(5));
            assert_eq!(ledger.accounts(BOOK, &[ANNA]).position, book.head());
            assert_eq!(ledger.settings(BOOK), *book.settings());
            let board = ledger.leaderboard(BOOK, By::Balance, Page::From { rank: 1, limit: 10 });
            assert_eq!(board.entries[0].points, Points(100));
            assert_eq!(ledger.rank(BOOK, By::Balance, ANNA).unwrap().rank, 1);
            assert_eq!(ledger.history(&query).unwrap().entries.len(), 1);
            assert_eq!(ledger.audit(&AuditQuery::of(BOOK)).unwrap().entries.len(), 2);
            assert_eq!(ledger.daily(BOOK, ANNA, 1).unwrap()[0].balance, Points(100));
            ledger.preview(&Request::new(BOOK, transfer(ANNA, BEN, 5))).unwrap().receipt().unwrap();
            assert_eq!(ledger.books(), [BOOK, other_book()]);
            assert_eq!(ledger.digest(), ledger.digest());
            assert_eq!(ledger.reasons(BOOK, "", 5).unwrap().len(), 1);
            assert_eq!(ledger.events(Position::START, 100).unwrap().len(), 4);
            assert!(ledger.follow(Position::START).next(Duration::ZERO).unwrap().is_some());
            pending
        });
        applied(pending.wait().unwrap());
    });
    assert_eq!(world.balance(ANNA), 101);
}

#[test]
fn books_are_read_in_crossed_order_while_both_are_written() {
    const ROUNDS: i64 = 200;
    let world = world();
    let (done, ended) = channel();
    for n in 0..4 {
        let (ledger, done) = (world.ledger().clone(), done.clone());
        thread::spawn(move || {
            let (one, other) = if n % 2 == 0 { (BOOK, other_book()) } else { (other_book(), BOOK) };
            for _ in 0..ROUNDS {
                if n < 2 {
                    ledger.read(one, |_| {
                        thread::yield_now();
                        ledger.read(other, |_| thread::yield_now());
                    });
                } else {
                    applied(ledger.submit_and_wait(Request::new(one, grant(CLEO, 1))).unwrap());
                }
            }
            done.send(()).unwrap();
        });
    }
    (0..4).for_each(|_| ended.recv_timeout(PATIENCE).expect("every thread ends"));
    assert_eq!(world.balance(CLEO), ROUNDS);
}

#[test]
fn a_read_that_waits_for_a_read_of_another_thread_ends() {
    let world = world();
    let ledger = world.ledger().clone();
    let balance = ends(move || {
        ledger.read(BOOK, |_| {
            drop(make_the_writer_wait(&ledger, BOOK));
            let other = ledger.clone();
            thread::spawn(move || other.balance(BOOK, ANNA)).join().unwrap()
        })
    });
    assert_eq!(balance, Points(100));
}

#[test]
fn readers_without_a_pause_do_not_keep_the_writer_out() {
    let world = world();
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !over.load(Ordering::Acquire) {
                    world.ledger().read(BOOK, |book| book.accounts().count());
                }
            });
        }
        let begun = Instant::now();
        (0..100).for_each(|_| _ = world.grant(ANNA, 1));
        let took = begun.elapsed();
        over.store(true, Ordering::Release);
        assert!(took < PATIENCE, "100 grants took {took:?}");
    });
}

#[test]
fn every_wait_for_the_writer_panics_inside_a_read() {
    type Call = fn(&Ledger);
    let calls: [(&str, Call); 12] = [
        ("`Pending::wait`", |ledger| drop(ledger.submit(Request::new(BOOK, grant(BEN, 1))).wait())),
        ("`Pending::wait`", |ledger| drop(ledger.submit_all(Vec::new()).wait())),
        ("`Ledger::submit_and_wait`", |ledger| {
            drop(ledger.submit_and_wait(Request::new(BOOK, grant(BEN, 1))));
        }),
        ("`Pending::poll`", |ledger| {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            drop(runtime.block_on(ledger.submit(Request::new(BOOK, grant(BEN, 1)))));
        }),
        ("`Ledger::close`", |ledger| drop(ledger.clone().close())),
        ("a call that needs the writer", |ledger| drop(ledger.checkpoint())),
        ("a call that needs the writer", |ledger| drop(ledger.rebuild(&mut |_| {}))),
        ("a call that needs the writer", |ledger| drop(ledger.retry_given_up(None))),
        ("a call that needs the writer", |ledger| drop(ledger.adapter_data().delete_member(BOOK, BEN))),
        ("`Ledger::wait_for`", |ledger| _ = ledger.wait_for(ledger.head().next(), PATIENCE)),
        ("`Ledger::wait_for_boards`", |ledger| _ = ledger.wait_for_boards(ledger.head().next(), PATIENCE)),
        ("`Follow::next`", |ledger| {
            let mut follow: Follow = ledger.follow(ledger.head());
            drop(follow.next(PATIENCE));
        }),
    ];
    for book in [BOOK, BookId::new(77).unwrap()] {
        for (name, call) in calls {
            let world = world();
            let ledger = world.ledger().clone();
            let said = ends(move || panic_of(|| ledger.read(book, |_| call(&ledger))));
            assert!(said.starts_with(&format!("{name} was called inside `Ledger::read`")), "{said}");
            assert!(said.ends_with("make the call after it"), "{said}");
            // The thread and the ledger go on as before.
            world.grant(CLEO, 3);
            assert_eq!((world.balance(CLEO), world.balance(ANNA)), (3, 100));
            assert_eq!(world.verify().digest, world.ledger().digest());
        }
    }
}

/// The message of a panic. Afterwards the same thread may wait again.
#[track_caller]
fn panic_of(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("it must panic");
    let other = World::new();
    other.grant(ANNA, 1);
    panic.downcast_ref::<String>().expect("a sentence").clone()
}

const WELCOME: Outbox = Outbox::named("test.welcome").since(Since::After(Position::START));

#[test]
fn the_plan_of_an_outbox_may_read_while_the_writer_waits() {
    let world = world();
    let ledger = world.ledger().clone();
    let sum = ends(move || {
        let (reader, mut first) = (ledger.clone(), true);
        let plan = move |recorded: &Recorded, book: &Book| {
            if std::mem::take(&mut first) {
                drop(make_the_writer_wait(&reader, recorded.book));
            }
            let balance = reader.balance(recorded.book, ANNA);
            assert_eq!(reader.read(recorded.book, Book::head), book.head());
            vec![Planned::new("tell").target(balance.0.unsigned_abs())]
        };
        let mut worker = ledger.open_outbox(WELCOME, plan).unwrap();
        let mut sum = 0;
        for _ in 0..4 {
            let delivery = worker.next(PATIENCE).unwrap().expect("a delivery for each event");
            sum += delivery.target();
            delivery.done();
        }
        worker.close().unwrap();
        sum
    });
    // The account and the grant of Anna's book are planned before the third grant is visible or after it.
    assert!([200, 201].contains(&sum), "{sum}");
}

#[test]
fn a_plan_that_waits_for_a_commit_panics_and_the_outbox_goes_on() {
    let world = world();
    let ledger = world.ledger().clone();
    ends(move || {
        let (inner, mut waits) = (ledger.clone(), true);
        let plan = move |recorded: &Recorded, _: &Book| {
            if std::mem::take(&mut waits) {
                drop(inner.submit_and_wait(Request::new(BOOK, grant(BEN, 1))));
            }
            vec![Planned::new("tell").target(recorded.position.0)]
        };
        let mut worker = ledger.open_outbox(WELCOME, plan).unwrap();
        let said = panic_of(|| drop(worker.next(PATIENCE)));
        assert!(said.contains("the plan of an outbox"), "{said}");
        let delivery = worker.next(PATIENCE).unwrap().expect("the event is planned again");
        assert_eq!(delivery.target(), 1);
        delivery.done();
        worker.close().unwrap();
    });
}

#[test]
fn an_outbox_inside_a_read_panics_once_and_never_while_it_is_dropped() {
    let world = world();
    let ledger = world.ledger().clone();
    ends(move || {
        let open = || -> OutboxWorker<_> {
            let mut worker =
                ledger.open_outbox(WELCOME, |_: &Recorded, _: &Book| vec![Planned::new("tell")]).unwrap();
            drop(worker.next(PATIENCE).unwrap());
            worker
        };
        let mut worker = open();
        let said = panic_of(|| ledger.read(BOOK, move |_| drop(worker.next(Duration::ZERO))));
        assert!(said.starts_with("`OutboxWorker::next`"), "{said}");
        let said = panic_of(|| {
            ledger.read(BOOK, |_| {
                ledger.open_outbox(Outbox::named("test.new"), |_, _| Vec::new()).map(drop).unwrap()
            })
        });
        assert!(said.starts_with("a call that needs the writer"), "{said}");
    });
    world.grant(BEN, 1);
}

#[test]
fn copies_of_accounts_belong_to_one_position() {
    let world = World::new();
    world.grant(ANNA, 1_000);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            (0..100).for_each(|_| _ = world.transfer(ANNA, BEN, 3));
            over.store(true, Ordering::Release);
        });
        let mut last = Position::START;
        while !over.load(Ordering::Acquire) {
            let found = world.ledger().accounts(BOOK, &[BEN, CLEO, ANNA]);
            let points = |place: usize| {
                found.accounts[place].as_ref().map_or(0, |(_, account)| account.balance.points.0)
            };
            assert_eq!(points(0) + points(2), 1_000);
            assert_eq!(found.accounts[1], None, "Cleo has no account");
            assert!(found.position >= last);
            last = found.position;
        }
    });
    let found = world.ledger().accounts(BOOK, &[BEN, ANNA]);
    assert_eq!(found.position, world.ledger().head());
    let balances: Vec<i64> =
        found.accounts.iter().flatten().map(|(_, account)| account.balance.points.0).collect();
    assert_eq!(balances, [300, 700]);
    let (no, account) = found.accounts[0].clone().unwrap();
    assert_eq!(world.ledger().read(BOOK, |book| book.account(no).cloned()), Some(account));
    let nothing = world.ledger().accounts(BookId::new(9).unwrap(), &[ANNA]);
    assert_eq!((nothing.position, nothing.accounts), (Position::START, vec![None]));
    assert_eq!(world.ledger().totals(BOOK).outstanding, Points(1_000));
    assert_eq!(world.ledger().season(BOOK).number, 1);
}

#[test]
fn a_ledger_is_closed_by_its_last_drop_inside_a_read_of_another() {
    let (world, folder) = (world(), tempfile::tempdir().unwrap());
    let path = folder.path().join("other.db");
    let other = Ledger::open_with(&path, Options::default()).unwrap();
    other.submit_and_wait(Request::new(BOOK, grant(ANNA, 7))).unwrap();
    let ledger = world.ledger().clone();
    ends(move || ledger.read(BOOK, |_| drop(other)));
    let again = Ledger::open(&path).unwrap();
    assert_eq!(again.balance(BOOK, ANNA), Points(7));
}
