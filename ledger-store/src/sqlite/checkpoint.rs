//! The checkpoint: every book at one position, with a digest. It changes how long opening takes, never an answer.

mod read;
mod write;

use ledger_core::Position;
use rusqlite::{Connection, OptionalExtension};

use super::schema;
use crate::encoding::seal::Digest;
use crate::engine::StoredCheckpoint;
use crate::internal_error::Result;

pub(super) use read::{RowCounts, count_rows, read_books};
pub(super) use write::write;

/// `None` also for a file of an older schema that was not migrated, such as a backup.
pub(super) fn stored(connection: &Connection) -> Result<Option<StoredCheckpoint>> {
    if !schema::has_checkpoint(connection)? {
        return Ok(None);
    }
    let found = connection
        .query_row("SELECT position, digest FROM checkpoint", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    Ok(found.map(|(position, digest)| StoredCheckpoint {
        position: Position::from_column(position),
        // A digest of another length matches nothing, so the checkpoint is discarded.
        digest: Digest(digest.try_into().unwrap_or([0; 32])),
    }))
}
