//! Opening files: checks the path before SQLite creates or changes anything, then opens the connections.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use rusqlite::{Connection, OpenFlags};

use super::place::{Place, file_at, file_name};
use super::pool::Pool;
use super::snapshot::Snapshot;
use super::writer::Writer;
use super::{connection, disk, schema};
use crate::api::options::Mode;
use crate::engine::Opened;
use crate::engine::reader::{EngineReader, Moment};
use crate::internal_error::{InternalError, Result};

/// How often a look is repeated while the files change under it, and the pause in between.
const LOOKS: usize = 100;
const LOOK_PAUSE: Duration = Duration::from_millis(1);

/// Opens a file for writing; creates a missing ledger and migrates an old one.
pub(crate) fn open(path: &Path, mode: Mode, most_readers: u32) -> Result<Opened> {
    let path = &file_name(path)?;
    try_open(path, mode, most_readers).map_err(|error| disk::located(path, error))
}

fn try_open(path: &Path, mode: Mode, most_readers: u32) -> Result<Opened> {
    look_before(path, mode)?;
    let before = file_at(path)?;
    let flags = match mode {
        Mode::ReadWrite => OpenFlags::SQLITE_OPEN_CREATE,
        Mode::Existing => OpenFlags::empty(),
    };
    let connection = connection::writer(path, flags)?;
    schema::migrate(&connection)?;
    let place = Place::note(path, before)?;
    Ok(Opened {
        reader: Arc::new(Pool::new(place.clone(), most_readers)?),
        writer: Box::new(Writer::new(place, connection)?),
    })
}

pub(crate) fn open_reader(path: &Path) -> Result<Arc<dyn EngineReader>> {
    let opened = look_before(path, Mode::Existing)
        .and_then(|()| require_ledger(&connection::reader(path)?))
        .and_then(|()| Pool::at(path, 1));
    Ok(Arc::new(opened.map_err(|error| disk::located(path, error))?))
}

/// Opens a snapshot of a ledger with a reader for each thread. It does not check the content; that is up to the caller.
pub(crate) fn open_moment(path: &Path, threads: usize) -> Result<Box<dyn Moment>, NoLedger> {
    let looked = connection::reader(path).and_then(|main| require_ledger(&main));
    looked.map_err(|error| NoLedger::Unreadable(disk::located(path, error)))?;
    Ok(Box::new(Snapshot::begin(path, threads).map_err(NoLedger::Busy)?))
}

pub(crate) enum NoLedger {
    /// The file cannot be read, or it is no ledger.
    Unreadable(InternalError),
    /// Commits follow each other so fast that no common snapshot was possible.
    Busy(InternalError),
}

fn require_ledger(connection: &Connection) -> Result<()> {
    match schema::standing(connection)? {
        schema::Standing::Ledger(_) => Ok(()),
        schema::Standing::Empty => Err(InternalError::damaged("it is empty, not a ledger")),
    }
}

/// Rejects a path before SQLite would create or change a file there. Writes nothing.
pub(crate) fn look_before(path: &Path, mode: Mode) -> Result<()> {
    let path = &file_name(path)?;
    for _ in 1..LOOKS {
        let before = Stamps::of(path);
        match look_once(path, mode) {
            // A process that creates or closes the file changes several files one after another. Look again when it is
            // done; a mixture of two states is no reason to refuse.
            Err(_) if Stamps::of(path) != before => thread::park_timeout(LOOK_PAUSE),
            looked => return looked,
        }
    }
    look_once(path, mode)
}

/// The sizes and times by which a change of a database and its log is noticed.
#[derive(PartialEq, Eq)]
struct Stamps([Option<(u64, Option<SystemTime>)>; 2]);

impl Stamps {
    fn of(path: &Path) -> Stamps {
        let stamp = |path: &Path| fs::metadata(path).ok().map(|found| (found.len(), found.modified().ok()));
        Stamps([stamp(path), stamp(&wal_of(path))])
    }
}

fn look_once(path: &Path, mode: Mode) -> Result<()> {
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return look_where_none_is(path, mode),
        Err(error) => return Err(error.into()),
    };
    if found.is_dir() {
        return Err(InternalError::damaged("it is a folder; give the path of a file"));
    }
    if found.len() == 0 {
        return refuse_orphaned_wal(path);
    }
    // Open it through SQLite only: closing another handle to the file would drop the locks that this process holds on
    // it. Without a WAL, read it without a lock and without leaving a file beside it: it may belong to another program.
    let reader = if wal_bytes(path) > 0 { connection::reader(path) } else { connection::onlooker(path) };
    schema::standing(&reader?).map(|_| ())
}

fn look_where_none_is(path: &Path, mode: Mode) -> Result<()> {
    if mode == Mode::Existing {
        return Err(InternalError::damaged(
            "there is no such file; check the path, or begin with a command that writes",
        ));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        return Err(InternalError::damaged(format!(
            "its folder {} does not exist; make it first",
            folder.display()
        )));
    }
    refuse_orphaned_wal(path)
}

/// If the database file is empty, SQLite deletes the WAL beside it, and with it every commit since the last checkpoint.
fn refuse_orphaned_wal(path: &Path) -> Result<()> {
    match wal_bytes(path) {
        0 => Ok(()),
        bytes => Err(InternalError::damaged(format!(
            "it is missing or empty, but {bytes} bytes of its write-ahead log lie beside it ({}); put the database \
             back or restore a backup, and only if nothing of it is wanted delete the log",
            wal_of(path).display()
        ))),
    }
}

fn wal_bytes(path: &Path) -> u64 {
    fs::metadata(wal_of(path)).map_or(0, |found| found.len())
}

/// SQLite keeps the write-ahead log beside the target of a link.
fn wal_of(path: &Path) -> PathBuf {
    let mut name = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()).into_os_string();
    name.push("-wal");
    PathBuf::from(name)
}
