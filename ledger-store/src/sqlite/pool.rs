//! The reading connections of an open ledger: a pool for short calls, and dedicated ones for long work.

use std::path::Path;

use r2d2::PooledConnection;
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::Connection;

use super::checkpoint;
use super::connection::{self, Readers};
use super::disk;
use super::place::{Place, file_name};
use super::reader::{Connections, Lends};
use super::row_reader::RowReader;
use super::snapshot::Snapshot;
use crate::committed::digest::Books;
use crate::engine::Columns;
use crate::engine::reader::{EventReader, Moment};
use crate::internal_error::Result;

pub(super) struct Pool {
    place: Place,
    readers: Readers,
}

impl Pool {
    pub(crate) fn new(place: Place, most: u32) -> Result<Pool> {
        let readers = connection::readers(&place, most)?;
        Ok(Pool { place, readers })
    }

    /// A pool for a file that this process does not write.
    pub(crate) fn at(path: &Path, most: u32) -> Result<Pool> {
        Pool::new(Place::note(&file_name(path)?, None)?, most)
    }

    /// A connection beside the pool. What has replaced the file must not be read as if it were the ledger.
    fn open(&self) -> Result<Connection> {
        let connection = connection::reader(self.place.path())?;
        self.place.check_database()?;
        Ok(connection)
    }
}

impl Lends for Pool {
    type Lent<'c> = PooledConnection<SqliteConnectionManager>;

    fn lend(&self) -> Result<Self::Lent<'_>> {
        let lent = match self.readers.try_get() {
            Some(connection) => return Ok(connection),
            // The pool may open a connection now.
            None => self.place.check_database().and_then(|()| Ok(self.readers.get()?)),
        };
        lent.map_err(|error| disk::located(self.place.path(), error))
    }
}

impl Connections for Pool {
    fn lend_at_once(&self) -> Option<Self::Lent<'_>> {
        self.readers.try_get()
    }

    fn moment(&self, threads: usize) -> Result<Box<dyn Moment>> {
        let snapshot = Snapshot::begin(self.place.path(), threads)?;
        self.place.check_database()?;
        Ok(Box::new(snapshot))
    }

    // Not from the pool: its connections would keep pages of the whole journal in their caches.
    fn event_reader(&self, columns: Columns) -> Result<Box<dyn EventReader + '_>> {
        Ok(Box::new(RowReader::over(self.open()?, columns)))
    }

    fn checkpoint_books(&self, threads: usize) -> Result<Books> {
        checkpoint::read_books(&self.open()?, threads, || self.open())
    }
}
