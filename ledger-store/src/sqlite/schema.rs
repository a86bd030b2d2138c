//! The schema and its versions: created in a new file, migrated in an old one, refused in a foreign one.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use crate::internal_error::{InternalError, Result};

/// `TALY`, in the header of every ledger file.
pub(crate) const APPLICATION_ID: i64 = 1_413_565_529;

/// The schema version that this program writes.
pub(crate) const SCHEMA_VERSION: i64 = 2;

/// Migrations: the n-th (from 0) moves a file from version n to n + 1.
const STEPS: [&str; 2] =
    [concat!(include_str!("schema.sql"), include_str!("views.sql")), include_str!("schema_v2.sql")];

/// The kind of a file, by its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// An empty database.
    Empty,
    /// A ledger of this schema version, at most [`SCHEMA_VERSION`].
    Ledger(i64),
}

pub(crate) fn standing(connection: &Connection) -> Result<Standing> {
    let id: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if id == APPLICATION_ID && version > SCHEMA_VERSION {
        return Err(InternalError::damaged(format!(
            "it was written by a newer version of Tallybook (schema {version}, this one knows up to {SCHEMA_VERSION}); \
             use that version or a newer one"
        )));
    }
    if id == APPLICATION_ID && version >= 1 {
        return Ok(Standing::Ledger(version));
    }
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if id == 0 && version == 0 && tables == 0 {
        return Ok(Standing::Empty);
    }
    Err(InternalError::damaged("it is a database of another program, not a ledger; give another path"))
}

/// Migrates the schema, each step in a transaction of its own.
pub(crate) fn migrate(connection: &Connection) -> Result<()> {
    loop {
        if standing(connection)? == Standing::Ledger(SCHEMA_VERSION) {
            return Ok(());
        }
        super::connection::begin(connection)?;
        let stepped = step(connection).and_then(|()| Ok(connection.execute_batch("COMMIT")?));
        if stepped.is_err() {
            connection.execute_batch("ROLLBACK")?;
        }
        stepped?;
    }
}

/// Makes one step inside an open transaction, unless another process was faster.
fn step(connection: &Connection) -> Result<()> {
    let version = match standing(connection)? {
        Standing::Empty => 0,
        Standing::Ledger(version) => version,
    };
    let Some(step) = usize::try_from(version).ok().and_then(|version| STEPS.get(version)) else {
        return Ok(());
    };
    connection.execute_batch(step)?;
    if version == 0 {
        let mut id = [0_u8; 16];
        getrandom::fill(&mut id)
            .map_err(|e| InternalError::damaged(format!("the system gives no random numbers: {e}")))?;
        connection.execute("INSERT INTO meta (name, value) VALUES ('ledger_id', ?1)", [&id[..]])?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    connection.pragma_update(None, "user_version", version + 1)?;
    Ok(())
}

/// Checks that every table, index, view and trigger is as the file's version creates it, and that the journal has no
/// other triggers: without the triggers events could have been edited, and an added one could edit them.
pub(crate) fn check(connection: &Connection) -> Result<()> {
    let steps = match standing(connection)? {
        Standing::Empty => 0,
        Standing::Ledger(version) => usize::try_from(version).unwrap_or(STEPS.len()),
    };
    let reference = Connection::open_in_memory()?;
    for step in STEPS.into_iter().take(steps) {
        reference.execute_batch(step)?;
    }
    let expected = objects(&reference)?;
    let found = objects(connection)?;
    for (object, sql) in &expected {
        match found.get(object) {
            None => return Err(InternalError::damaged(format!("the {object} was removed from the file"))),
            Some(found) if found != sql => {
                return Err(InternalError::damaged(format!("the {object} was changed")));
            }
            Some(_) => {}
        }
    }
    match found.keys().find(|object| object.starts_with("trigger ") && !expected.contains_key(*object)) {
        Some(added) => Err(InternalError::damaged(format!("the {added} was added to the file"))),
        None => Ok(()),
    }
}

/// The schema by object, such as `trigger events_are_never_edited`, with the statement that created it.
fn objects(connection: &Connection) -> Result<BTreeMap<String, Option<String>>> {
    let mut statement = connection.prepare("SELECT type || ' ' || name, sql FROM sqlite_schema")?;
    let objects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(objects.collect::<Result<_, _>>()?)
}

/// The random id from which the seal chain starts.
pub(crate) fn ledger_id(connection: &Connection) -> Result<Vec<u8>> {
    let id = connection
        .query_row("SELECT value FROM meta WHERE name = 'ledger_id'", [], |row| row.get::<_, Vec<u8>>(0))
        .optional()?;
    id.ok_or_else(|| {
        InternalError::damaged("its ledger id is missing, and with it the beginning of the seal chain")
    })
}
