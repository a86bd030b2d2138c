//! Connections: one that writes, and a pool that reads. Pragmas are set on each of them.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags};

use super::place::{Place, file_name};
use crate::internal_error::{InternalError, Result, explain};

/// Older versions of SQLite have a bug that can corrupt databases when several connections checkpoint the WAL.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a connection waits for the write of another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// The pause between attempts where SQLite does not wait by itself.
const BUSY_PAUSE: Duration = Duration::from_millis(1);

/// The pages in the WAL after which a commit moves them to the database file: 4 MiB, so that the file stays small and
/// no commit has much to move.
pub(crate) const WAL_PAGES: u32 = 1_000;

/// The size to which the WAL file is cut after a checkpoint that emptied it.
pub(crate) const WAL_SIZE_LIMIT: u32 = 16 * 1024 * 1024;

pub(crate) type Readers = r2d2::Pool<SqliteConnectionManager>;

/// Opens a file by its name. All connections to files are opened here, or by the pool with the same name.
pub(crate) fn open_file(path: &Path, flags: OpenFlags) -> Result<Connection> {
    Ok(Connection::open_with_flags(file_name(path)?, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?)
}

/// The connection that writes. Every commit is flushed to the disk before it returns.
pub(crate) fn writer(path: &Path, flags: OpenFlags) -> Result<Connection> {
    require_sound_sqlite()?;
    let connection = open_file(path, flags | OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Err(InternalError::damaged(
            "it is read-only; give this user the right to write the file and its folder",
        ));
    }
    connection.busy_timeout(BUSY_TIMEOUT)?;
    switch_wal_on(&connection)?;
    connection.execute_batch(&format!(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -65536;
         PRAGMA wal_autocheckpoint = {WAL_PAGES};
         PRAGMA journal_size_limit = {WAL_SIZE_LIMIT};"
    ))?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Takes the write lock. SQLite's own busy handler waits longer and longer between attempts, up to 100 milliseconds,
/// and may never succeed beside a process that commits without a pause; this one tries every millisecond.
pub(crate) fn begin(connection: &Connection) -> Result<()> {
    let mut begin = connection.prepare_cached("BEGIN IMMEDIATE")?;
    connection.busy_timeout(Duration::ZERO)?;
    let begun = ask_until_free(|| begin.execute([]));
    wait_as_usual(connection)?;
    begun?;
    Ok(())
}

/// When several processes create a file at once, one switches WAL mode on, and SQLite returns "busy" to the others at
/// once, without its usual wait.
fn switch_wal_on(connection: &Connection) -> Result<()> {
    let mode: String = ask_until_free(|| {
        connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0))
    })?;
    if mode.eq_ignore_ascii_case("wal") {
        return Ok(());
    }
    Err(InternalError::damaged(format!("write-ahead logging cannot be switched on there (it says {mode})")))
}

fn ask_until_free<T>(mut ask: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let deadline = Instant::now() + BUSY_TIMEOUT;
    loop {
        match ask() {
            Err(error)
                if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
                    && Instant::now() < deadline =>
            {
                thread::park_timeout(BUSY_PAUSE);
            }
            answer => return answer,
        }
    }
}

/// A read-only connection.
pub(crate) fn reader(path: &Path) -> Result<Connection> {
    require_sound_sqlite()?;
    let connection = open_file(path, reader_flags())?;
    set_up_reader(&connection)?;
    Ok(connection)
}

/// A connection that reads a file without a WAL: it takes no lock and leaves no file beside it. Only for files that
/// have no WAL.
pub(crate) fn onlooker(path: &Path) -> Result<Connection> {
    let Some(uri) = immutable_uri(path) else { return reader(path) };
    Ok(Connection::open_with_flags(uri, reader_flags() | OpenFlags::SQLITE_OPEN_URI)?)
}

/// `None` if the path cannot be written as a URI; the file is then read in the usual way.
fn immutable_uri(path: &Path) -> Option<String> {
    if !cfg!(unix) {
        return None;
    }
    let path = std::path::absolute(path).ok()?;
    let path = path.to_str()?.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Some(format!("file://{path}?immutable=1"))
}

/// A pool of reading connections; each is opened when it is first needed.
pub(crate) fn readers(place: &Place, most: u32) -> Result<Readers> {
    let manager = SqliteConnectionManager::file(place.path()).with_flags(reader_flags());
    let place = place.clone();
    let manager = manager.with_init(move |connection| {
        if let Err(error) = place.check_database() {
            let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY_DBMOVED);
            return Err(rusqlite::Error::SqliteFailure(code, Some(explain(&error))));
        }
        set_up_reader(connection)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(())
    });
    Ok(r2d2::Pool::builder().max_size(most).min_idle(Some(0)).test_on_check_out(false).build(manager)?)
}

/// Restores the usual wait for other processes.
pub(crate) fn wait_as_usual(connection: &Connection) -> Result<()> {
    Ok(connection.busy_timeout(BUSY_TIMEOUT)?)
}

/// The version of SQLite that is linked in.
pub(crate) fn sqlite_version() -> &'static str {
    rusqlite::version()
}

fn reader_flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn set_up_reader(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.execute_batch(
        "PRAGMA query_only = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -16384;",
    )
}

fn require_sound_sqlite() -> Result<()> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(InternalError::damaged(format!(
            "SQLite {} is linked in, which can corrupt databases with several connections; 3.51.3 or newer is needed",
            sqlite_version()
        )));
    }
    Ok(())
}
