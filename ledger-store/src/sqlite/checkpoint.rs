//! The checkpoint: every book written down at one position, with a digest of all of it.
//! It changes how long opening takes, never an answer.

mod read;
mod write;

use ledger_core::{Account, Position};
use rusqlite::{Connection, OptionalExtension};

use crate::committed::digest::Books;
use crate::encoding::seal::Digest;
use crate::internal_error::Result;

pub(crate) use read::{RowCounts, count_rows, load, read_books};
pub(crate) use write::{Extent, write};

/// What is known of the stored checkpoint without loading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoredCheckpoint {
    pub position: Position,
    pub digest: Digest,
}

/// Looks at the stored checkpoint.
pub(crate) fn stored(connection: &Connection) -> Result<Option<StoredCheckpoint>> {
    let found = connection
        .query_row("SELECT position, digest FROM checkpoint", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    Ok(found.map(|(position, digest)| StoredCheckpoint {
        position: Position(position as u64),
        // A digest of another length matches nothing, and so the checkpoint is thrown away.
        digest: Digest(digest.try_into().unwrap_or([0; 32])),
    }))
}

/// Says which account of a checkpoint differs from a fold, for whoever has to find out what happened.
pub(crate) fn difference(stored: &Books, folded: &Books) -> String {
    for (book, folded) in folded {
        let Some(stored) = stored.get(book) else { return format!("book {book} is missing in it") };
        let mut pairs = folded.accounts().zip(stored.accounts());
        if let Some(((no, right), (_, wrong))) = pairs.find(|((_, left), (_, right))| left != right) {
            return format!("account {no} of book {book} {}", account_difference(right, wrong));
        }
    }
    "its books differ from the journal".to_owned()
}

fn account_difference(right: &Account, wrong: &Account) -> String {
    if right.balance.points != wrong.balance.points {
        return format!(
            "has a balance of {} in it, and of {} by the journal",
            wrong.balance.points, right.balance.points
        );
    }
    "differs from the journal".to_owned()
}
