//! One look at a file on several connections: all of them see it as it is at one moment, whatever is appended
//! meanwhile.

use std::borrow::Borrow;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ledger_core::Position;
use rusqlite::{Connection, OptionalExtension};

use crate::internal_error::{InternalError, Result};
use crate::sqlite::{connection, journal};

/// How often to begin again when a commit came in between. Beginning takes far less time than a commit with its flush.
const TRIES: usize = 100;

/// Connections that see what the main one sees.
pub(super) struct Snapshot {
    free: Mutex<Vec<Connection>>,
    threads: usize,
}

/// What tells one moment of a file from another.
#[derive(PartialEq, Eq)]
struct Moment {
    head: Position,
    checkpoint: Option<(i64, i64, Vec<u8>)>,
}

impl Snapshot {
    /// Begins to read on the main connection, and on one more for each thread.
    pub(super) fn begin(path: &Path, main: &Connection, threads: usize) -> Result<Snapshot> {
        let free = (0..threads).map(|_| connection::reader(path)).collect::<Result<Vec<_>>>()?;
        for _ in 0..TRIES {
            if begin_together(main, &free)? {
                return Ok(Snapshot { free: Mutex::new(free), threads });
            }
        }
        Err(InternalError::damaged(
            "the file changes too fast to be looked at; try again when less is written to it",
        ))
    }

    /// How many threads can borrow a connection at the same time.
    pub(super) fn threads(&self) -> usize {
        self.threads
    }

    /// Lends a connection, until it is dropped.
    pub(super) fn lend(&self) -> Result<Lent<'_>> {
        let connection = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match connection {
            Some(_) => Ok(Lent { snapshot: self, connection }),
            None => Err(InternalError::damaged("more threads than connections")),
        }
    }
}

/// A connection of a [`Snapshot`].
pub(super) struct Lent<'s> {
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

/// Whether all saw the same moment.
fn begin_together(main: &Connection, others: &[Connection]) -> Result<bool> {
    let moment = begin(main)?;
    for other in others {
        if begin(other)? != moment {
            return Ok(false);
        }
    }
    Ok(true)
}

fn begin(connection: &Connection) -> Result<Moment> {
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK")?;
    }
    // The transaction sees the file as it is at its first read.
    connection.execute_batch("BEGIN")?;
    let head = journal::head(connection)?;
    let mut statement = connection.prepare_cached("SELECT position, written_at, digest FROM checkpoint")?;
    let checkpoint = statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    Ok(Moment { head, checkpoint })
}
