//! Backups: copied while the ledger runs, and verified after writing. How they are taken by themselves and how one is
//! put back is in the files below.

mod automatic;
mod restore;

use std::path::Path;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

pub use self::automatic::AutoBackup;
pub use self::restore::{Overwrite, Restored, restore};
use crate::api::error::BackupError;
use crate::api::progress::Progress;
use crate::encoding::seal::Seal;
use crate::internal_error::{InternalError, Result};
use crate::ledger::Ledger;
use crate::maintenance::verify::{VerifyOptions, verify};
use crate::sqlite::{connection, files, journal};

/// A backup that was written and verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackedUp {
    /// Events in it.
    pub events: u64,
    /// The seal of all of them.
    pub seal: Seal,
}

impl Ledger {
    /// Copies the ledger to a new file while it goes on, and verifies the copy.
    ///
    /// # Errors
    /// When there is a file already, when it cannot be written, or when the copy does not verify.
    pub fn backup(
        &self,
        to: &Path,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<BackedUp, BackupError> {
        if to.exists() {
            return Err(BackupError::asked(format!(
                "{} exists already; give the name of a new file",
                to.display()
            )));
        }
        copy_and_verify(self.path(), to, progress)
    }
}

fn copy_and_verify(
    from: &Path,
    to: &Path,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<BackedUp, BackupError> {
    let written = copy(from, to, progress).map_err(BackupError::from).and_then(|()| {
        verify(to, &VerifyOptions::default(), &mut |_| {}).map_err(|e| BackupError::new(e.to_string()))
    });
    if written.is_err() {
        files::remove(to).map_err(InternalError::from)?;
    }
    let verified = written?;
    Ok(BackedUp { events: verified.events, seal: verified.seal })
}

/// Copies page by page. The read transaction keeps the source as it was when the copy began.
fn copy(from: &Path, to: &Path, progress: &mut (dyn FnMut(Progress) + Send)) -> Result<()> {
    /// Pages copied at a time: 4 MiB.
    const PAGES: i32 = 1_024;
    let source = connection::reader(from)?;
    source.execute_batch("BEGIN")?;
    journal::head(&source)?;
    let mut target = Connection::open(to)?;
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
    // One file that stands alone: a reader of it leaves nothing beside it.
    target.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    target.close().map_err(|(_, error)| error)?;
    Ok(())
}
