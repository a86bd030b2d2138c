//! Appending: the cost of a durable receipt, compared with SQLite alone writing the same rows with the same flushes.
//! Both sides flush every commit (`synchronous=FULL`, WAL).

#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

#[path = "common/bulk.rs"]
mod bulk;
mod common;
#[path = "common/raw.rs"]
mod raw;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bulk::{median, per_second, rate, request_key, settle};
use common::{REASON, Size, grouped, head, line, timed};
use ledger_core::testkit::Zipf;
use ledger_core::{Amount, BookId, Command, Limits, RequestKey};
use ledger_store::{Ledger, Options, Request};
use raw::{Keys, Raw, Seals};
use tempfile::TempDir;

const MEMBERS: u32 = 100_000;
const PER_COMMIT: usize = 1_000;

fn main() {
    let size = Size::from_env();
    println!(
        "appending, {size:?}: every commit flushed, WAL, synchronous=FULL; a grant has a reason of 40 bytes"
    );
    head("one thread, 1000 grants a commit");
    bulk(size, Keys::Without, 0.6);
    bulk(size, Keys::With, 0.5);
    head("each grant waits for its own durable receipt");
    many_clients(size);
    one_client(size);
}

/// 1000 grants a commit, with the next thousand submitted during the flush of the last; three rounds of each side in
/// turn.
fn bulk(size: Size, keys: Keys, reach: f64) {
    let events = size.pick(4_000, 200_000, 1_000_000);
    let rounds = size.pick(1, 3, 3);
    let (folder, ledger) = new_ledger();
    let mut raw = Raw::new(&folder.path().join("raw.db"));
    open_accounts(&ledger);
    let (mut ours, mut limits, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let accounts: Vec<u64> = members(round + 1).take(events).collect();
        let limit = per_second(events as u64, raw.grants(&accounts, PER_COMMIT, keys, Seals::Without));
        let first = round * events as u64;
        let batches: Vec<Vec<Request>> = accounts
            .chunks(PER_COMMIT)
            .enumerate()
            .map(|(chunk, members)| {
                let number = first + (chunk * PER_COMMIT) as u64;
                (number..).zip(members).map(|(number, member)| grant(*member, number, keys)).collect()
            })
            .collect();
        let took = timed(|| {
            let mut waiting = VecDeque::new();
            for batch in batches {
                waiting.push_back(ledger.submit_all(batch));
                if waiting.len() > 2 {
                    waiting.pop_front().into_iter().for_each(settle);
                }
            }
            waiting.into_iter().for_each(settle);
        })
        .1;
        let figure = per_second(events as u64, took);
        ratios.push(figure / limit);
        ours.push(figure);
        limits.push(limit);
    }
    let what = match keys {
        Keys::Without => "grants, no key",
        Keys::With => "grants, each with its request key",
    };
    let ratio = median(&mut ratios);
    line(
        &format!("{what} ({} x {rounds})", grouped(events as u64)),
        &rate(median(&mut ours)),
        &rate(median(&mut limits)),
        &format!("{ratio:.2}"),
        &format!("{reach}"),
    );
}

/// 64 tasks, each granting and awaiting its receipt, keys on.
fn many_clients(size: Size) {
    const CLIENTS: u64 = 64;
    let each = size.pick(20, 2_000, 8_000);
    let (folder, ledger) = new_ledger();
    open_accounts(&ledger);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime starts");
    let before = commits(&folder);
    let next = Arc::new(AtomicU64::new(1));
    let took = timed(|| {
        runtime.block_on(async {
            let tasks: Vec<_> = (0..CLIENTS)
                .map(|client| {
                    let (ledger, next) = (ledger.clone(), Arc::clone(&next));
                    tokio::spawn(async move {
                        let mut waits = Vec::with_capacity(each as usize);
                        for member in members(client + 1).take(each as usize) {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            let start = std::time::Instant::now();
                            let outcome = ledger.submit(grant(member, number, Keys::With)).await;
                            outcome.expect("stored").receipt().expect("granted");
                            waits.push(start.elapsed());
                        }
                        waits
                    })
                })
                .collect();
            let mut waits = Vec::new();
            for task in tasks {
                waits.extend(task.await.expect("a client ends"));
            }
            waits
        })
    });
    let (mut waits, took) = took;
    let receipts = CLIENTS * each;
    let commits = commits(&folder) - before;
    let per_commit = (receipts / commits.max(1)).max(1);
    let mut raw = Raw::new(&folder.path().join("raw.db"));
    let accounts: Vec<u64> = members(1).take(receipts as usize).collect();
    let limit = per_second(receipts, raw.grants(&accounts, per_commit as usize, Keys::With, Seals::Without));
    let figure = per_second(receipts, took);
    line(
        &format!("64 async clients ({} receipts)", grouped(receipts)),
        &rate(figure),
        &rate(limit),
        &format!("{:.2}", figure / limit),
        "0.5, 80k/s",
    );
    let (p50, p99) = common::percentiles(&mut waits);
    println!(
        "    {per_commit} grants a commit; a receipt took {p50:.0} µs at the median, {p99:.0} µs at p99"
    );
}

/// One thread, one grant, one flush; nine rounds of each side in turn.
fn one_client(size: Size) {
    let each = size.pick(20, 200, 1_000);
    let (folder, ledger) = new_ledger();
    open_accounts(&ledger);
    let mut raw = Raw::new(&folder.path().join("raw.db"));
    let (mut ours, mut limits, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut number = 0;
    for round in 0..9 {
        let accounts: Vec<u64> = members(round + 1).take(each).collect();
        let limit = per_second(each as u64, raw.grants(&accounts, 1, Keys::With, Seals::With));
        let requests: Vec<Request> = accounts
            .iter()
            .map(|member| {
                number += 1;
                grant(*member, number, Keys::With)
            })
            .collect();
        let took = timed(|| {
            for request in requests {
                ledger.submit_and_wait(request).expect("stored").receipt().expect("granted");
            }
        })
        .1;
        let figure = per_second(each as u64, took);
        ours.push(figure);
        limits.push(limit);
        ratios.push(figure / limit);
    }
    line(
        &format!("one client ({each} x 9, interleaved)"),
        &rate(median(&mut ours)),
        &rate(median(&mut limits)),
        &format!("{:.2}", median(&mut ratios)),
        "0.85",
    );
}

/// Members with the skew of a real community: few often, many seldom.
fn members(seed: u64) -> impl Iterator<Item = u64> {
    Zipf::new(MEMBERS, 1.0, seed).map(u64::from)
}

fn new_ledger() -> (TempDir, Ledger) {
    let folder = tempfile::tempdir().expect("a folder");
    let most = Amount::new(i64::MAX / 4).expect("an amount");
    let limits = Limits { max_points_per_transaction: most, max_total_points: most };
    let ledger = Ledger::open_with(folder.path().join("points.db"), Options::default().limits(limits));
    (folder, ledger.expect("a new ledger opens"))
}

/// Opens the accounts first, so that the measured commits contain only grants, like the raw side.
fn open_accounts(ledger: &Ledger) {
    let members: Vec<u64> = (1..=u64::from(MEMBERS)).collect();
    for chunk in members.chunks(4_000) {
        settle(ledger.submit_all(chunk.iter().map(|member| grant(*member, 0, Keys::Without)).collect()));
    }
    ledger.checkpoint().expect("a checkpoint is written");
    ledger.wait_for_boards(ledger.head(), Duration::from_secs(60));
}

fn grant(member: u64, number: u64, keys: Keys) -> Request {
    let request =
        Request::new(BookId::new(1).expect("a book"), Command::grant(member, 5, REASON).expect("a grant"));
    match keys {
        Keys::Without => request,
        Keys::With => request.key(RequestKey::new(&request_key(number)).expect("a key")),
    }
}

fn commits(folder: &TempDir) -> u64 {
    let connection = rusqlite::Connection::open(folder.path().join("points.db")).expect("the file exists");
    connection.query_row("SELECT count(*) FROM seals", [], |row| row.get::<_, i64>(0)).expect("a count")
        as u64
}
