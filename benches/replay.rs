//! Replaying: folding the journal from position 1, rebuilding, verifying, opening, paging through history, and the size
//! of a file and an account. The limit is SQLite stepping over the same rows on as many threads.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

#[path = "common/bulk.rs"]
mod bulk;
mod common;
#[path = "common/scan.rs"]
mod scan;

use std::path::Path;
use std::time::Duration;

use bulk::{median, per_second, rate, request_key, settle};
use common::{REASON, Size, grouped, head, line, percentiles, timed};
use ledger_core::testkit::Zipf;
use ledger_core::{Amount, Boards, Book, BookId, By, Command, Limits, MemberId, Position, RequestKey};
use ledger_store::{AsOf, HistoryQuery, Ledger, Options, Page, Request, VerifyOptions, verify};
use scan::scan;

/// The columns that a fold reads, and those that verifying reads.
const FOLD: &str = "SELECT position, book, at, kind, version, debit, credit, amount, reverses, body,
    iif(kind = 'account_opened', private, NULL) FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position";
const WHOLE: &str =
    "SELECT position, book, at, occurred_at, kind, version, command, actor, debit, credit, amount,
    reverses, book_prev, debit_prev, credit_prev, request_key, fingerprint, body, private, salt, private_hash
    FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position";

fn main() {
    let size = Size::from_env();
    let (events, accounts) = size.pick((20_000, 4_000), (500_000, 100_000), (5_000_000, 1_000_000));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("points.db");
    println!(
        "replaying, {size:?}: {} events, {} accounts, written with every commit flushed, WAL, synchronous=FULL",
        grouped(events),
        grouped(accounts.into())
    );
    let bytes = fill(&path, events, accounts);
    let threads = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    measure_event_size(&folder.path().join("keyed.db"), events / 5, bytes);
    open(&path, accounts);
    open_many_books(&folder.path().join("books.db"), size.pick(100, 10_000, 10_000));
    let ledger = Ledger::open_with(&path, options()).expect("it opens");
    ledger.wait_for_boards(ledger.head(), Duration::from_secs(60));
    let book = book();

    head(&format!("from position 1, on {threads} threads, medians of 3 in turn"));
    let (mut folds, mut rebuilds, mut proofs, mut scans, mut whole_scans) =
        (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..3 {
        scans.push(scan(&path, FOLD, events, threads).as_secs_f64());
        folds.push(timed(|| fold(&ledger, book)).1.as_secs_f64());
        whole_scans.push(scan(&path, WHOLE, events, threads).as_secs_f64());
        let proof = || verify(&path, &VerifyOptions::default(), &mut |_| {}).expect("it verifies");
        proofs.push(timed(proof).1.as_secs_f64());
        let rebuild = || ledger.rebuild(&mut |_| {}).expect("it rebuilds");
        rebuilds.push(timed(rebuild).1.as_secs_f64());
    }
    let throughput = |seconds: &mut [f64]| per_second(events, Duration::from_secs_f64(median(seconds)));
    let (scan_rate, whole_rate) = (throughput(&mut scans), throughput(&mut whole_scans));
    let against = |work: &str, seconds: &mut [f64], limit: f64, reach: &str| {
        let figure = throughput(seconds);
        line(work, &rate(figure), &rate(limit), &format!("{:.2}", figure / limit), reach);
    };
    against("replay into every projection, in memory", &mut folds, scan_rate, "0.4");
    against("rebuild, with writing the checkpoint", &mut rebuilds, scan_rate, "-");
    against("verify (scan of whole rows)", &mut proofs, whole_rate, "0.15");

    head("a page of history");
    let mut pages: Vec<Duration> = Zipf::new(accounts, 1.0, 7)
        .take(size.pick(200, 5_000, 20_000))
        .map(|rank| {
            let query = HistoryQuery::of(book).member(member(rank));
            let (page, took) = timed(|| ledger.history(&query).expect("it reads"));
            assert!(!page.entries.is_empty());
            took
        })
        .collect();
    let (p50, p99) = percentiles(&mut pages);
    line("newest 10 of a member, warm", &format!("{p50:.1} µs (p99 {p99:.1})"), "", "", "80 µs");
}

/// Folds the whole served state: the book with its sums, and the boards.
fn fold(ledger: &Ledger, id: BookId) -> (Book, Boards) {
    let book = ledger.book_as_of(id, AsOf::Position(Position(u64::MAX)), &mut |_| {}).expect("it folds");
    let boards = Boards::build(book.accounts(), book.last_at(), book.settings().utc_offset);
    (book, boards)
}

/// Opens an account with a grant for each member, then makes grants with the skew of a real community. Returns bytes
/// per event.
fn fill(path: &Path, events: u64, accounts: u32) -> f64 {
    let ledger = Ledger::open_with(path, options().checkpoint_every(u64::MAX)).expect("a new ledger opens");
    let grants = (1..=accounts).chain(Zipf::new(accounts, 0.6, 1)).take(events as usize - accounts as usize);
    append(&ledger, grants.map(|rank| grant(rank, 5)));
    let bytes = journal_bytes(path) / events as f64;
    assert_eq!(ledger.head(), Position(events));
    ledger.close().expect("it closes");
    bytes
}

fn append(ledger: &Ledger, requests: impl Iterator<Item = Request>) {
    let mut requests = requests.peekable();
    let mut waiting: Option<ledger_store::Pending<_>> = None;
    while requests.peek().is_some() {
        let pending = ledger.submit_all(requests.by_ref().take(4_000).collect());
        if let Some(earlier) = waiting.replace(pending) {
            settle(earlier);
        }
    }
    waiting.into_iter().for_each(settle);
}

/// The size of an event in the file: the pages of the table `events` and its key index, without the checkpoint.
fn measure_event_size(keyed: &Path, events: u64, bare: f64) {
    let ledger = Ledger::open_with(keyed, options().checkpoint_every(u64::MAX)).expect("a new ledger opens");
    append(&ledger, (1..=1_000).map(|rank| grant(rank, 5)));
    let before = journal_bytes(keyed);
    let requests = Zipf::new(1_000, 0.6, 1)
        .zip(1..=events)
        .map(|(rank, number)| grant(rank, 5).key(RequestKey::new(&request_key(number)).expect("a key")));
    append(&ledger, requests);
    let with_keys = (journal_bytes(keyed) - before) / events as f64;
    head("the size of an event, reason of 40 bytes, book 1");
    line("in the file", &format!("{bare:.1} bytes"), "", "", "135");
    line("with key (27 bytes) and fingerprint", &format!("{with_keys:.1} bytes"), "", "", "235");
}

fn journal_bytes(path: &Path) -> f64 {
    let connection = rusqlite::Connection::open(path).expect("the file exists");
    let sql = "SELECT sum(pgsize) FROM dbstat WHERE name IN ('events', 'events_request_key')";
    let counted = connection.query_row(sql, [], |row| row.get::<_, f64>(0));
    counted.expect("SQLite was built with dbstat")
}

fn open(path: &Path, accounts: u32) {
    head("opening, with a checkpoint");
    let before = resident();
    let (ledger, ready) = timed(|| Ledger::open_with(path, options()).expect("it opens"));
    line("ready to decide", &format!("{:.3} s", ready.as_secs_f64()), "", "", "1 s");
    let (_, boards) = timed(|| ledger.leaderboard(book(), By::Balance, Page::From { rank: 1, limit: 10 }));
    ledger.wait_for_boards(ledger.head(), Duration::from_secs(60));
    line("boards ready too", &format!("{:.3} s", (ready + boards).as_secs_f64()), "", "", "2 s");
    // Memory that loading returned to the allocator does not count: it is reused.
    let weight = resident().saturating_sub(before) as f64 / f64::from(accounts);
    line("memory per account, all of the process", &format!("{weight:.0} bytes"), "", "", "320");
    ledger.close().expect("it closes");
}

/// A bot on many servers: as many books, each with a few members.
fn open_many_books(path: &Path, books: u64) {
    let ledger = Ledger::open_with(path, options()).expect("a new ledger opens");
    let grant = |number: u64| {
        let command = Command::grant(member(number as u32 % 10 + 1).number(), 5, REASON).expect("a grant");
        Request::new(BookId::new(number / 10 + 1).expect("a book"), command)
    };
    append(&ledger, (0..books * 10).map(grant));
    ledger.close().expect("it closes");
    let (ledger, ready) = timed(|| Ledger::open_with(path, options()).expect("it opens"));
    assert_eq!(ledger.books().len() as u64, books);
    let work = format!("ready to decide, {} books of 10 members", grouped(books));
    line(&work, &format!("{:.3} s", ready.as_secs_f64()), "", "", "1 s");
    ledger.close().expect("it closes");
}

fn options() -> Options {
    let most = Amount::new(i64::MAX / 4).expect("an amount");
    Options::default().limits(Limits { max_points_per_transaction: most, max_total_points: most })
}

fn grant(rank: u32, amount: i64) -> Request {
    Request::new(book(), Command::grant(member(rank).number(), amount, REASON).expect("a grant"))
}

fn member(rank: u32) -> MemberId {
    MemberId::new(100_000_000_000_000_000 + u64::from(rank) * 4_194_304).expect("a member")
}

fn book() -> BookId {
    BookId::new(1).expect("a book")
}

/// Resident memory of this process in bytes on Linux; 0 elsewhere.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse::<u64>().ok());
    kib.unwrap_or(0) * 1024
}
