//! Backups: copied while the ledger runs, and verified afterwards. `backup/` has automatic backups and restores.

mod automatic;
mod restore;

use std::path::Path;

pub use self::automatic::AutoBackup;
pub use self::restore::{Overwrite, Restored, restore};
use crate::api::error::BackupError;
use crate::api::progress::Progress;
use crate::encoding::seal::Seal;
use crate::internal_error::{InternalError, Result, explain};
use crate::ledger::Ledger;
use crate::maintenance::verify::{VerifyOptions, verify};
use crate::sqlite;

/// A backup that was written and verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackedUp {
    /// The number of events in it.
    pub events: u64,
    /// The seal at its end.
    pub seal: Seal,
}

impl Ledger {
    /// Copies the running ledger to a new file and verifies the copy.
    ///
    /// # Errors
    /// When the file exists already, when it cannot be written, or when the copy does not verify.
    pub fn backup(
        &self,
        to: &Path,
        progress: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<BackedUp, BackupError> {
        sqlite::file_name(to).map_err(|error| {
            BackupError::asked(format!("the backup cannot be written: {}", explain(&error)))
        })?;
        if to.exists() {
            return Err(BackupError::asked(format!(
                "{} exists already; give the name of a new file",
                to.display()
            )));
        }
        copy_and_verify(self.path(), to, Some(self.seal()), progress)
    }
}

/// `since` is the seal of the ledger that the copy must contain: another file may have come to its path.
fn copy_and_verify(
    from: &Path,
    to: &Path,
    since: Option<Seal>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<BackedUp, BackupError> {
    let written = sqlite::copy(from, to, progress).map_err(BackupError::from).and_then(|()| {
        let options = VerifyOptions { since_seal: since };
        verify(to, &options, &mut |_| {}).map_err(|error| {
            BackupError::new(format!("what was copied from {} does not verify: {error}", from.display()))
        })
    });
    if written.is_err() {
        sqlite::remove(to).map_err(InternalError::from)?;
    }
    let verified = written?;
    Ok(BackedUp { events: verified.events, seal: verified.seal })
}
