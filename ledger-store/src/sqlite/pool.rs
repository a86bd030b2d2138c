//! The reading connections of an open ledger: a pool for short calls, and dedicated ones for long work.

use std::path::PathBuf;

use r2d2::PooledConnection;
use r2d2_sqlite::SqliteConnectionManager;

use super::checkpoint;
use super::connection::{self, Readers};
use super::disk;
use super::reader::{Connections, Lends};
use super::row_reader::RowReader;
use super::snapshot::Snapshot;
use crate::committed::digest::Books;
use crate::engine::Columns;
use crate::engine::reader::{EventReader, Moment};
use crate::internal_error::Result;

pub(super) struct Pool {
    path: PathBuf,
    readers: Readers,
}

impl Pool {
    pub(crate) fn new(path: PathBuf, most: u32) -> Result<Pool> {
        let readers = connection::readers(&path, most)?;
        Ok(Pool { path, readers })
    }
}

impl Lends for Pool {
    type Lent<'c> = PooledConnection<SqliteConnectionManager>;

    fn lend(&self) -> Result<Self::Lent<'_>> {
        self.readers.get().map_err(|error| disk::located(&self.path, error.into()))
    }
}

impl Connections for Pool {
    fn lend_at_once(&self) -> Option<Self::Lent<'_>> {
        self.readers.try_get()
    }

    fn moment(&self, threads: usize) -> Result<Box<dyn Moment>> {
        Ok(Box::new(Snapshot::begin(&self.path, threads)?))
    }

    // Not from the pool: its connections would keep pages of the whole journal in their caches.
    fn event_reader(&self, columns: Columns) -> Result<Box<dyn EventReader + '_>> {
        Ok(Box::new(RowReader::over(connection::reader(&self.path)?, columns)))
    }

    fn checkpoint_books(&self, threads: usize) -> Result<Books> {
        let main = connection::reader(&self.path)?;
        checkpoint::read_books(&main, threads, || connection::reader(&self.path))
    }
}
