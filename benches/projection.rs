//! Reading: balance, rank, the top ten and the page around a member, while the same process appends and flushes grants;
//! compared with the obvious SQL.

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

mod common;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use common::{REASON, Size, grouped, head, line, percentiles, timed};
use ledger_core::testkit::{SplitMix64, Zipf};
use ledger_core::{Amount, BookId, By, Command, Limits, MemberId};
use ledger_store::{Ledger, Options, Page, Request};
use rusqlite::Connection;

/// Grants a second while reads are measured.
const GRANTS_PER_SECOND: u64 = 50_000;

fn main() {
    let size = Size::from_env();
    let accounts = size.pick(2_000, 100_000, 1_000_000);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("points.db");
    println!(
        "reading, {size:?}: {} accounts, {} grants a second meanwhile, \
         every commit flushed, WAL, synchronous=FULL",
        grouped(accounts.into()),
        grouped(GRANTS_PER_SECOND)
    );
    let most = Amount::new(i64::MAX / 4).expect("an amount");
    let limits = Limits { max_points_per_transaction: most, max_total_points: most };
    let ledger = Ledger::open_with(&path, Options::default().limits(limits)).expect("a new ledger opens");
    fill(&ledger, accounts);
    let sql = sql_rank(&ledger, &folder.path().join("peer.db"), size.pick(5, 20, 20));
    let reads = size.pick(500, 20_000, 100_000);
    let over = AtomicBool::new(false);
    let (granted, worst_lag) = (AtomicU64::new(0), AtomicU64::new(0));
    let (mut measured, took) = std::thread::scope(|scope| {
        scope.spawn(|| grants(&ledger, accounts, &over, &granted, &worst_lag));
        let measured = timed(|| measure(&ledger, accounts, reads));
        over.store(true, Ordering::Release);
        measured
    });
    let going_on = granted.load(Ordering::Acquire) as f64 / took.as_secs_f64();
    head(&format!(
        "{} of each, {} grants/s at the same time",
        grouped(reads as u64),
        grouped(going_on as u64)
    ));
    let reach = ["1 µs", "5 µs", "20 µs", "20 µs"];
    for ((name, calls), reach) in measured.iter_mut().zip(reach) {
        let (p50, p99) = percentiles(calls);
        let (limit, ratio) = match *name {
            "rank" => (format!("{sql:.0} µs by SQL"), format!("{:.0} x", sql / p50)),
            _ => (String::new(), String::new()),
        };
        line(name, &format!("{p50:.2} µs (p99 {p99:.1})"), &limit, &ratio, reach);
    }
    let lag = worst_lag.load(Ordering::Acquire) as f64 / 1e3;
    line("lag of the boards behind the head, longest", &format!("{lag:.1} ms"), "", "", "100 ms");
}

/// All kinds of reads in turn, for members with the skew of a real community.
fn measure(ledger: &Ledger, accounts: u32, reads: usize) -> [(&'static str, Vec<Duration>); 4] {
    let mut calls =
        [("balance", vec![]), ("rank", vec![]), ("top 10", vec![]), ("page around a member", vec![])];
    let mut chance = SplitMix64::new(5);
    for _ in 0..reads {
        let member = member(chance.below(u64::from(accounts)) as u32 + 1);
        calls[0].1.push(timed(|| ledger.balance(book(), member)).1);
        calls[1]
            .1
            .push(timed(|| ledger.rank(book(), By::Balance, member).expect("every member has points")).1);
        calls[2]
            .1
            .push(timed(|| ledger.leaderboard(book(), By::Balance, Page::From { rank: 1, limit: 10 })).1);
        let around = Page::Around { member, limit: 10 };
        let (page, took) = timed(|| ledger.leaderboard(book(), By::Balance, around));
        assert_eq!(page.entries.len(), 10);
        calls[3].1.push(took);
    }
    calls
}

/// Grants at a steady rate, and measures how long the boards take to follow.
fn grants(ledger: &Ledger, accounts: u32, over: &AtomicBool, granted: &AtomicU64, worst_lag: &AtomicU64) {
    const EVERY: Duration = Duration::from_millis(10);
    let per_tick = (GRANTS_PER_SECOND / 100) as usize;
    let mut ranks = Zipf::new(accounts, 0.8, 9);
    let mut due = Instant::now();
    while !over.load(Ordering::Acquire) {
        let requests: Vec<Request> = ranks.by_ref().take(per_tick).map(grant).collect();
        for outcome in ledger.submit_all(requests).wait().expect("answered") {
            outcome.expect("stored").receipt().expect("granted");
        }
        let (head, committed) = (ledger.head(), Instant::now());
        assert!(ledger.wait_for_boards(head, Duration::from_secs(10)), "the boards follow");
        worst_lag.fetch_max(committed.elapsed().as_micros() as u64, Ordering::AcqRel);
        granted.fetch_add(per_tick as u64, Ordering::AcqRel);
        due += EVERY;
        while let Some(left) = due.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            std::thread::park_timeout(left);
        }
    }
}

fn fill(ledger: &Ledger, accounts: u32) {
    let ranks: Vec<u32> = (1..=accounts).chain(Zipf::new(accounts, 0.8, 1).take(accounts as usize)).collect();
    for chunk in ranks.chunks(4_000) {
        let requests = chunk.iter().map(|rank| grant(*rank)).collect();
        for outcome in ledger.submit_all(requests).wait().expect("answered") {
            outcome.expect("stored").receipt().expect("granted");
        }
    }
    ledger.checkpoint().expect("a checkpoint is written");
    ledger.wait_for_boards(ledger.head(), Duration::from_secs(60));
}

/// The obvious SQL: an indexed table of balances, and a count of the higher ones. Median over members of all ranks.
fn sql_rank(ledger: &Ledger, path: &std::path::Path, times: usize) -> f64 {
    let mut peer = Connection::open(path).expect("a new file");
    peer.execute_batch("CREATE TABLE points (user_id INTEGER PRIMARY KEY, balance INTEGER); CREATE INDEX b ON points(balance)")
        .expect("two tables");
    let rows: Vec<(i64, i64)> = ledger.read(book(), |book| {
        let members =
            book.accounts().filter_map(|(_, account)| Some((account.member?, account.balance.points.0)));
        members.map(|(member, points)| (member.number() as i64, points)).collect()
    });
    let transaction = peer.transaction().expect("a transaction");
    for row in &rows {
        transaction.execute("INSERT INTO points VALUES (?1, ?2)", *row).expect("a row");
    }
    transaction.commit().expect("committed");
    let sql =
        "SELECT count(*) + 1 FROM points WHERE balance > (SELECT balance FROM points WHERE user_id = ?1)";
    let mut statement = peer.prepare(sql).expect("it parses");
    let mut chance = SplitMix64::new(3);
    let mut calls: Vec<Duration> = (0..times)
        .map(|_| {
            let (member, _) = rows[chance.below(rows.len() as u64) as usize];
            timed(|| statement.query_row([member], |row| row.get::<_, i64>(0)).expect("a rank")).1
        })
        .collect();
    percentiles(&mut calls).0
}

fn grant(rank: u32) -> Request {
    // Different amounts, so that the members do not all tie.
    let amount = i64::from(rank % 97) + 1;
    Request::new(book(), Command::grant(member(rank).number(), amount, REASON).expect("a grant"))
}

fn member(rank: u32) -> MemberId {
    MemberId::new(100_000_000_000_000_000 + u64::from(rank) * 4_194_304).expect("a member")
}

fn book() -> BookId {
    BookId::new(1).expect("a book")
}
