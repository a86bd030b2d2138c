//! Copies a database into one file that needs no log.

use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::{connection, disk, journal};
use crate::api::progress::Progress;
use crate::internal_error::{InternalError, Result};

/// Copies page by page. The read transaction keeps the source as it was when the copy began.
pub(crate) fn copy(from: &Path, to: &Path, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<()> {
    try_copy(from, to, progress).map_err(|error| disk::located(to, error))
}

fn try_copy(from: &Path, to: &Path, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<()> {
    const PAGES: i32 = 1_024;
    let source = connection::reader(from)?;
    source.execute_batch("BEGIN")?;
    journal::head(&source)?;
    let create = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut target = connection::open_file(to, create)?;
    target.execute_batch("PRAGMA synchronous = FULL")?;
    {
        let backup = Backup::new(&source, &mut target)?;
        loop {
            match backup.step(PAGES)? {
                StepResult::Done => break,
                StepResult::More => {
                    let pages = backup.progress();
                    let (total, left) = (pages.pagecount.max(0) as u64, pages.remaining.max(0) as u64);
                    progress(Progress { done: total.saturating_sub(left), total });
                }
                _ => return Err(InternalError::damaged("another process keeps the file locked; try again")),
            }
        }
    }
    // A reader of a file in WAL mode would leave files beside it.
    switch_log_off(target)
}

/// Turns a database that no process has open into one file without a log, so that it can be renamed.
pub(crate) fn stand_alone(path: &Path) -> Result<()> {
    switch_log_off(connection::open_file(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?)
}

fn switch_log_off(connection: Connection) -> Result<()> {
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}
