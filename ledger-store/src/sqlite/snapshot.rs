//! A snapshot of a file on several connections, which all see the same commit.

use std::borrow::Borrow;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ledger_core::Position;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::checkpoint::{self, RowCounts};
use super::reader::{Connections, Lends};
use super::row_reader::RowReader;
use super::{connection, journal, schema};
use crate::committed::digest::Books;
use crate::engine::Columns;
use crate::engine::reader::{EventReader, Moment};
use crate::internal_error::{InternalError, Result};

/// Attempts to begin without a commit in between. Beginning takes far less time than a commit with its flush.
const TRIES: usize = 100;

/// A connection for short calls and one per thread, all at the same commit.
pub(super) struct Snapshot {
    path: PathBuf,
    main: Mutex<Connection>,
    free: Mutex<Vec<Connection>>,
    threads: usize,
}

/// The values that differ between two states of a file.
#[derive(PartialEq, Eq)]
struct Seen {
    head: Position,
    checkpoint: Option<(i64, i64, Vec<u8>)>,
}

impl Snapshot {
    pub(super) fn begin(path: &Path, threads: usize) -> Result<Snapshot> {
        let main = connection::reader(path)?;
        let free = (0..threads).map(|_| connection::reader(path)).collect::<Result<Vec<_>>>()?;
        for _ in 0..TRIES {
            if begin_together(&main, &free)? {
                return Ok(Snapshot {
                    path: path.to_path_buf(),
                    main: Mutex::new(main),
                    free: Mutex::new(free),
                    threads,
                });
            }
        }
        Err(InternalError::damaged(
            "the file changes too fast to be looked at; try again when less is written to it",
        ))
    }

    fn main(&self) -> MutexGuard<'_, Connection> {
        self.main.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lend_thread(&self) -> Result<Lent<'_>> {
        let connection = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match connection {
            Some(_) => Ok(Lent { snapshot: self, connection }),
            None => Err(InternalError::damaged("more threads read than there are connections")),
        }
    }
}

struct Lent<'s> {
    snapshot: &'s Snapshot,
    connection: Option<Connection>,
}

impl Borrow<Connection> for Lent<'_> {
    fn borrow(&self) -> &Connection {
        self.connection.as_ref().expect("it is given back only when it is dropped")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.snapshot.free.lock().unwrap_or_else(PoisonError::into_inner).extend(self.connection.take());
    }
}

pub(super) struct Main<'s>(MutexGuard<'s, Connection>);

impl Deref for Main<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl Lends for Snapshot {
    type Lent<'c> = Main<'c>;

    fn lend(&self) -> Result<Main<'_>> {
        Ok(Main(self.main()))
    }
}

impl Connections for Snapshot {
    fn moment(&self, threads: usize) -> Result<Box<dyn Moment>> {
        Ok(Box::new(Snapshot::begin(&self.path, threads)?))
    }

    fn lend_at_once(&self) -> Option<Main<'_>> {
        self.main.try_lock().ok().map(Main)
    }

    fn event_reader(&self, columns: Columns) -> Result<Box<dyn EventReader + '_>> {
        Ok(Box::new(RowReader::over(self.lend_thread()?, columns)))
    }

    fn checkpoint_books(&self, threads: usize) -> Result<Books> {
        checkpoint::read_books(&self.main(), threads, || self.lend_thread())
    }
}

impl Moment for Snapshot {
    fn threads(&self) -> usize {
        self.threads
    }

    fn first(&self) -> Result<Option<i64>> {
        Ok(self.main().query_row("SELECT min(position) FROM events", [], |row| row.get(0))?)
    }

    fn indexed_keys(&self, look: &mut dyn FnMut(u64, &[u8], u64)) -> Result<bool> {
        let sql = "SELECT book, request_key, position FROM events INDEXED BY events_request_key
                   WHERE request_key IS NOT NULL ORDER BY book, request_key";
        let connection = self.main();
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut last: (i64, Vec<u8>) = (i64::MIN, Vec::new());
        while let Some(row) = rows.next()? {
            let (ValueRef::Integer(book), ValueRef::Text(key), ValueRef::Integer(position)) =
                (row.get_ref(0)?, row.get_ref(1)?, row.get_ref(2)?)
            else {
                return Ok(false);
            };
            if (book, key) <= (last.0, last.1.as_slice()) {
                return Ok(false);
            }
            look(book.cast_unsigned(), key, position.cast_unsigned());
            last.0 = book;
            last.1.clear();
            last.1.extend_from_slice(key);
        }
        Ok(true)
    }

    fn stray_checkpoint(&self) -> Result<Option<&'static str>> {
        let main = self.main();
        if !schema::has_checkpoint(&main)? {
            return Ok(None);
        }
        Ok(checkpoint::count_rows(&main)?.differs_from(RowCounts::default()))
    }

    fn check_rules(&self) -> Result<()> {
        schema::check(&self.main())
    }
}

/// Whether all connections see the same commit.
fn begin_together(main: &Connection, others: &[Connection]) -> Result<bool> {
    let moment = begin(main)?;
    for other in others {
        if begin(other)? != moment {
            return Ok(false);
        }
    }
    Ok(true)
}

fn begin(connection: &Connection) -> Result<Seen> {
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    // SQLite takes the snapshot at the first read, not at `BEGIN`.
    connection.execute_batch("BEGIN")?;
    let head = journal::head(connection)?;
    let mut statement = connection.prepare_cached("SELECT position, written_at, digest FROM checkpoint")?;
    let checkpoint = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    Ok(Seen { head, checkpoint })
}
