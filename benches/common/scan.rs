//! The limit of reading: SQLite stepping over rows and discarding them.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::common::timed;

/// Steps over every row of a statement on several threads.
pub(crate) fn scan(path: &Path, sql: &str, head: u64, threads: u64) -> Duration {
    let next = AtomicU64::new(0);
    /// Rows in one piece of a thread, as in the ledger's own replay.
    const PIECE: u64 = 4_096;
    let work = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).expect("the file exists");
        let mut statement = connection.prepare(sql).expect("the statement is valid");
        loop {
            let after = next.fetch_add(PIECE, Ordering::Relaxed);
            if after >= head {
                return;
            }
            let until = (after + PIECE).min(head);
            let mut rows = statement.query((after as i64, until as i64)).expect("the statement runs");
            let mut count = 0;
            while rows.next().expect("a row").is_some() {
                count += 1;
            }
            assert_eq!(count, until - after);
        }
    };
    timed(|| {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        });
    })
    .1
}
