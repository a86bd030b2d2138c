//! Threads and async tasks on one handle. Simultaneous requests share one commit and one flush: the more writers there
//! are, the less each waits.
#![expect(clippy::print_stdout, reason = "an example prints its results")]

use std::collections::BTreeSet;
use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

use ledger_core::{BookId, Command, MemberId, Points, Position, RequestKey, Timestamp};
use ledger_store::{Ledger, Request};

/// Results cross threads, so their errors must be `Send`.
type Done = Result<(), Box<dyn Error + Send + Sync>>;

/// The number of grants of each writer, which waits for the durable receipt of each before the next.
const GRANTS_EACH: u64 = 50;

fn main() -> Done {
    let folder = tempfile::tempdir()?;
    let ledger = Ledger::open(folder.path().join("points.db"))?;
    let anna = MemberId::new(42)?;

    println!("Every writer asks for {GRANTS_EACH} grants and waits for each to be on the disk.");
    for (book, writers) in [(1, 1), (2, 8), (3, 64)] {
        let book = BookId::new(book)?;
        let (before, began) = (ledger.head(), Instant::now());
        threads_ask(&ledger, book, writers)?;
        tell("thread", writers, &ledger, before, began.elapsed())?;
        assert_eq!(ledger.balance(book, anna), granted(writers));
    }

    let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
    let (book, writers) = (BookId::new(4)?, 256);
    let (before, began) = (ledger.head(), Instant::now());
    runtime.block_on(tasks_ask(&ledger, book, writers))?;
    tell("task", writers, &ledger, before, began.elapsed())?;
    assert_eq!(ledger.balance(book, anna), granted(writers));
    Ok(())
}

fn threads_ask(ledger: &Ledger, book: BookId, writers: u64) -> Done {
    thread::scope(|scope| {
        let work = |writer| {
            move || -> Done {
                for number in 0..GRANTS_EACH {
                    ledger.submit(request(book, writer, number)?).wait()?.receipt()?;
                }
                Ok(())
            }
        };
        let threads: Vec<_> = (0..writers).map(|writer| scope.spawn(work(writer))).collect();
        for thread in threads {
            thread.join().expect("no writer panics")?;
        }
        Ok(())
    })
}

async fn tasks_ask(ledger: &Ledger, book: BookId, writers: u64) -> Done {
    let ask = |writer| {
        let ledger = ledger.clone();
        async move {
            for number in 0..GRANTS_EACH {
                ledger.submit(request(book, writer, number)?).await?.receipt()?;
            }
            Done::Ok(())
        }
    };
    let tasks: Vec<_> = (0..writers).map(|writer| tokio::spawn(ask(writer))).collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}

/// One point for the same member, under a key of its own: repeated after a crash, it would not count twice.
fn request(book: BookId, writer: u64, number: u64) -> Result<Request, ledger_core::Invalid> {
    let key = RequestKey::new(&format!("example:{writer:04}:{number:04}"))?;
    Ok(Request::new(book, Command::grant(42, 1, "one of many")?).key(key))
}

fn granted(writers: u64) -> Points {
    Points(i64::try_from(writers * GRANTS_EACH).expect("the product fits"))
}

fn tell(what: &str, writers: u64, ledger: &Ledger, before: Position, took: Duration) -> Done {
    // All events of a commit have the same time, so the number of times is the number of commits.
    let events = ledger.events(before, usize::MAX)?;
    let commits: BTreeSet<Timestamp> = events.iter().map(|recorded| recorded.at).collect();
    let (grants, commits) = (writers * GRANTS_EACH, commits.len() as u64);
    let who = format!("{writers} {what}{}", if writers == 1 { "" } else { "s" });
    println!(
        "{who:>10}: {grants:>6} grants in {commits:>4} commits, {:>3} a commit; {:>6} ms, {:>6} grants/s",
        grants / commits.max(1),
        took.as_millis(),
        u128::from(grants) * 1_000_000 / took.as_micros().max(1),
    );
    Ok(())
}
