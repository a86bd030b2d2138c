//! Opening a file: is it ours, is it whole enough, and what is in it. Whatever is wrong is said before anything changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ledger_core::{Position, Timestamp};
use rusqlite::{Connection, OpenFlags, OptionalExtension};

use crate::api::options::{Mode, Options};
use crate::committed::digest::Books;
use crate::committed::dirty::DirtyRows;
use crate::encoding::seal::Seal;
use crate::internal_error::{InternalError, Result, explain};
use crate::replay;
use crate::sqlite::{checkpoint, connection, erase, journal, schema};
use crate::writer::Start;

/// How far the last event may be ahead of the clock: clocks of machines differ, but not by more.
const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// A file that was opened.
pub(crate) struct Opened {
    pub connection: Connection,
    pub books: Books,
    pub start: Start,
}

/// Opens a file for writing, and loads what is in it.
pub(crate) fn open(path: &Path, options: &Options) -> Result<Opened> {
    look_before(path, options.mode)?;
    let flags = match options.mode {
        Mode::ReadWrite => OpenFlags::SQLITE_OPEN_CREATE,
        Mode::Existing => OpenFlags::empty(),
    };
    let connection = connection::writer(path, flags)?;
    schema::migrate(&connection)?;
    // With the write lock held nobody moves the journal or the checkpoint while they are loaded.
    connection::begin(&connection)?;
    let loaded = load(path, &connection, options);
    connection.execute_batch("ROLLBACK")?;
    let (books, mut start) = loaded?;
    // A process that crashed may have left what it had just erased.
    match erase::empty_wal(&connection, Duration::ZERO) {
        Ok(emptied) => start.wal_emptied = emptied,
        Err(error) => log::warn!("the WAL could not be emptied: {}", explain(&error)),
    }
    Ok(Opened { connection, books, start })
}

/// Says what a path is not, before SQLite would make something of it. Nothing is written.
pub(crate) fn look_before(path: &Path, mode: Mode) -> Result<()> {
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
    // Never opened by other means than SQLite's: closing it again would drop the locks that this process holds on it.
    // Without a log everything is in the file itself, which can then be read without leaving anything beside it:
    // it may be another program's.
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

/// SQLite deletes a log whose database is empty, and with it everything that was acknowledged since the last
/// checkpoint.
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

/// Where SQLite keeps the write-ahead log: beside the file that a link leads to.
fn wal_of(path: &Path) -> PathBuf {
    let mut name = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()).into_os_string();
    name.push("-wal");
    PathBuf::from(name)
}

/// What a journal must not have, found in its own tables and in what the checkpoint says of itself.
pub(crate) fn check_journal(connection: &Connection, now: Timestamp) -> Result<Seal> {
    let seal = check_end(connection, now)?;
    match checkpoint::stored(connection)?.filter(|stored| stored.position > seal.position) {
        None => Ok(seal),
        Some(checkpoint) => Err(cut_off(seal.position, checkpoint.position)),
    }
}

fn check_end(connection: &Connection, now: Timestamp) -> Result<Seal> {
    schema::ledger_id(connection)?;
    let head = journal::head(connection)?;
    let last_seal: Option<i64> =
        connection.query_row("SELECT max(position) FROM seals", [], |row| row.get(0)).optional()?.flatten();
    let last_seal = Position(last_seal.unwrap_or(0) as u64);
    if last_seal > head {
        return Err(InternalError::unreadable(
            head.0 + 1,
            format!(
                "it is missing: the journal was sealed up to {last_seal}, but ends at {head}; restore a backup"
            ),
        ));
    }
    let seal = journal::seal_at(connection, head)?;
    let seal = seal.ok_or_else(|| {
        InternalError::unreadable(head.0, "it has no seal: it was added behind the ledger's back")
    })?;
    let last_at = journal::last_at(connection)?.map(Timestamp::from_micros);
    if last_at.is_some_and(|last| last > now.plus_seconds(CLOCK_TOLERANCE_SECONDS)) {
        return Err(InternalError::damaged(format!(
            "its last event was recorded more than {} minutes ahead of this machine's clock; set the clock",
            CLOCK_TOLERANCE_SECONDS / 60
        )));
    }
    Ok(seal)
}

fn cut_off(head: Position, checkpoint: Position) -> InternalError {
    InternalError::unreadable(
        head.0 + 1,
        format!("it is missing: a checkpoint was written at {checkpoint}, but the journal ends at {head}"),
    )
}

fn load(path: &Path, connection: &Connection, options: &Options) -> Result<(Books, Start)> {
    let seal = check_end(connection, options.clock.now())?;
    let (based_on, mut books) = match checkpoint::load(path, connection, crate::parallel::threads())? {
        // Its books end there too, so it was not only its position that somebody changed: the journal was longer.
        Some((stored, _)) if stored.position > seal.position => {
            return Err(cut_off(seal.position, stored.position));
        }
        Some((stored, books)) => (Some(stored.position), books),
        None => (None, Books::new()),
    };
    let mut dirty = DirtyRows::default();
    replay::fold(
        path,
        &mut books,
        (based_on.unwrap_or(Position::START), seal.position),
        |recorded| dirty.note(recorded),
        &mut |progress| options.progress.iter().for_each(|told| told(progress)),
    )?;
    let last_at = journal::last_at(connection)?.map_or(Timestamp::default(), Timestamp::from_micros);
    Ok((books, Start { seal, last_at, dirty, based_on, wal_emptied: false }))
}
