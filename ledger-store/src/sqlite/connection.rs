//! Connections: the one that writes, and the pool of those that read. Pragmas are set on every one of them.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags};

use crate::internal_error::{InternalError, Result};

/// SQLite older than this corrupts databases that several connections checkpoint.
const OLDEST_SQLITE: i32 = 3_051_003;

/// How long a connection waits for another process's write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to wait before asking again where SQLite does not wait well by itself.
const BUSY_PAUSE: Duration = Duration::from_millis(1);

/// Pages in the WAL after which a commit moves them to the database file: 4 MiB, so that the file stays small
/// and no commit has much to move.
pub(crate) const WAL_PAGES: u32 = 1_000;

/// What the WAL file is cut back to after a checkpoint that emptied it.
const WAL_SIZE_LIMIT: u32 = 16 * 1024 * 1024;

pub(crate) type Readers = r2d2::Pool<SqliteConnectionManager>;

/// The connection that writes. Every commit is flushed to the disk before it returns.
pub(crate) fn writer(path: &Path, flags: OpenFlags) -> Result<Connection> {
    require_sound_sqlite()?;
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
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

/// Takes the write lock. SQLite's own wait asks ever less often, up to ten times a second, and may never get its turn
/// beside a process that commits without a pause; this one asks often.
pub(crate) fn begin(connection: &Connection) -> Result<()> {
    let mut begin = connection.prepare_cached("BEGIN IMMEDIATE")?;
    connection.busy_timeout(Duration::ZERO)?;
    let begun = ask_until_free(|| begin.execute([]));
    wait_as_usual(connection)?;
    begun?;
    Ok(())
}

/// Of several processes that make a file at once, one switches the log on. SQLite answers the others that it is busy
/// without the usual wait.
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

/// A connection that reads and can do nothing else.
pub(crate) fn reader(path: &Path) -> Result<Connection> {
    require_sound_sqlite()?;
    let connection = Connection::open_with_flags(path, reader_flags())?;
    set_up_reader(&connection)?;
    Ok(connection)
}

/// A connection that reads a file as it lies there: no log, no lock, nothing left beside it. Only for a look at a file
/// that has no log.
pub(crate) fn onlooker(path: &Path) -> Result<Connection> {
    let Some(uri) = immutable_uri(path) else { return reader(path) };
    Ok(Connection::open_with_flags(uri, reader_flags() | OpenFlags::SQLITE_OPEN_URI)?)
}

/// `None` where a path has no such form; it is then read in the usual way.
fn immutable_uri(path: &Path) -> Option<String> {
    if !cfg!(unix) {
        return None;
    }
    let path = std::path::absolute(path).ok()?;
    let path = path.to_str()?.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    Some(format!("file://{path}?immutable=1"))
}

/// A pool of reading connections. They are opened when they are first needed.
pub(crate) fn readers(path: &Path, most: u32) -> Result<Readers> {
    let manager = SqliteConnectionManager::file(path).with_flags(reader_flags()).with_init(|connection| {
        set_up_reader(connection)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(())
    });
    Ok(r2d2::Pool::builder().max_size(most).min_idle(Some(0)).test_on_check_out(false).build(manager)?)
}

/// Goes back to the usual patience with other processes.
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
