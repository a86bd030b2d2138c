//! Replaces a database file: reads the file in the way, locks every other process out of it, and carries data over from
//! it.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ledger_core::Position;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::reader::Lends;
use super::{adapter_data, connection, outbox, schema};
use crate::internal_error::{Result, explain};

/// How long to wait for a process that is closing the file; one that keeps it open will not let go in time.
const ALONE_PATIENCE: Duration = Duration::from_millis(300);

/// Overwrites the header of the replaced file, so that no process takes it for a database.
const REPLACED: [u8; 100] = [0x2d; 100];

/// A file in the way, on one connection.
pub(crate) struct InTheWay(Mutex<Connection>);

/// A file in the way, locked against other processes until this is dropped.
pub(crate) struct Taken {
    in_the_way: InTheWay,
    /// Dropping the file releases the locks of the connection, so the connection comes first: fields drop in their
    /// order.
    file: File,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    Nothing,
    Ledger,
}

/// The data beside the journal that is carried over from a replaced ledger.
pub(crate) struct Carried {
    /// The keys of the members' values. One that is missing was deleted, or belongs to a forgotten member.
    kept: Vec<(i64, i64, String)>,
    outboxes: outbox::Carried,
}

impl InTheWay {
    /// Opens a file without locking other processes out.
    pub(crate) fn look_at(path: &Path) -> Result<InTheWay> {
        Ok(InTheWay(Mutex::new(connection::reader(path)?)))
    }

    pub(crate) fn content(&self) -> Result<Content> {
        Ok(match schema::standing(&self.connection())? {
            schema::Standing::Ledger(_) => Content::Ledger,
            schema::Standing::Empty => Content::Nothing,
        })
    }

    pub(crate) fn to_carry(&self) -> Result<Carried> {
        let connection = self.connection();
        Ok(Carried { kept: adapter_data::of_members(&connection)?, outboxes: outbox::to_carry(&connection)? })
    }

    fn connection(&self) -> Guard<'_> {
        Guard(self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Taken {
    /// Locks every other process out of a file. `None` if there is no database that can be locked.
    pub(crate) fn take(path: &Path) -> Result<Option<Taken>> {
        let connection = connection::open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let lock = || -> rusqlite::Result<()> {
            // By the time of closing, another file has this name, and the log beside it belongs to that one.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            connection.busy_timeout(ALONE_PATIENCE)?;
            connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
        };
        match lock() {
            Ok(()) => {
                let file = OpenOptions::new().write(true).open(path)?;
                Ok(Some(Taken { in_the_way: InTheWay(Mutex::new(connection)), file }))
            }
            Err(error) if is_no_database(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) fn in_the_way(&self) -> &InTheWay {
        &self.in_the_way
    }

    /// Moves everything into the file itself, so that it is complete without its log if the rename fails.
    pub(crate) fn empty_log(&self) {
        let connection = self.in_the_way.connection();
        let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if let Err(error) = emptied {
            log::warn!("the log of the replaced ledger could not be emptied: {}", explain(&error.into()));
        }
    }

    /// Makes the replaced file unusable as a database. A process that waited for its lock still has the nameless file
    /// open: what it wrote there would be lost, and its log would lie beside the new file.
    pub(crate) fn spoil(&self) {
        if let Err(error) = (&self.file).write_all(&REPLACED) {
            log::warn!("a process that waits for the replaced ledger may still find it: {error}");
        }
    }
}

/// Repeats deletions of adapter data made since the backup, and keeps its outboxes from repeating deliveries.
pub(crate) fn carry_over(copy: &Path, carried: &Carried, common: Position) -> Result<()> {
    let connection = connection::open_file(copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; BEGIN IMMEDIATE")?;
    adapter_data::delete_what_is_gone(&connection, &carried.kept)?;
    outbox::carry_over(&connection, &carried.outboxes, common)?;
    connection.execute_batch("COMMIT")?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

pub(super) struct Guard<'c>(MutexGuard<'c, Connection>);

impl Deref for Guard<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl Lends for InTheWay {
    type Lent<'c> = Guard<'c>;

    fn lend(&self) -> Result<Guard<'_>> {
        Ok(self.connection())
    }
}

fn is_no_database(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}
