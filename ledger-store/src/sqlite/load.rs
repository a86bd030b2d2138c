//! Creates a file for a journal that is loaded from an export.

use std::path::Path;

use rusqlite::OpenFlags;

use super::place::{Place, file_name};
use super::writer::Writer;
use super::{connection, schema};
use crate::engine::writer::EngineWriter;
use crate::internal_error::Result;

/// Creates a ledger file with an existing ledger id.
pub(crate) fn create(path: &Path, ledger_id: &[u8]) -> Result<Box<dyn EngineWriter>> {
    let path = &file_name(path)?;
    let connection = connection::writer(path, OpenFlags::SQLITE_OPEN_CREATE)?;
    schema::migrate(&connection)?;
    connection.execute("UPDATE meta SET value = ?1 WHERE name = 'ledger_id'", [ledger_id])?;
    Ok(Box::new(Writer::new(Place::note(path, None)?, connection)?))
}
