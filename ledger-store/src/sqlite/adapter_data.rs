//! The table `kept`: the values that adapters keep beside the journal.

use ledger_core::{BookId, MemberId};
use rusqlite::{Connection, OptionalExtension};

use crate::engine::adapter_value::{AdapterKey, AdapterValue, Owner};
use crate::internal_error::{InternalError, Result};

/// Stores a value if it differs from the stored one. Needs an open write transaction, as every writing function here.
pub(crate) fn put(connection: &Connection, new: &AdapterValue) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO kept (book, member, name, value) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (book, member, name) DO UPDATE SET value = excluded.value WHERE value <> excluded.value",
    )?;
    let (book, member) = columns(new.owner());
    statement.execute((book, member, new.key().as_str(), new.value()))?;
    Ok(())
}

pub(crate) fn delete(connection: &Connection, owner: Owner, key: AdapterKey) -> Result<()> {
    let sql = "DELETE FROM kept WHERE book = ?1 AND member = ?2 AND name = ?3";
    let (book, member) = columns(owner);
    connection.prepare_cached(sql)?.execute((book, member, key.as_str()))?;
    Ok(())
}

pub(crate) fn delete_member(connection: &Connection, book: BookId, member: MemberId) -> Result<()> {
    let (book, member) = columns(Owner::Member(book, member));
    connection.prepare_cached("DELETE FROM kept WHERE book = ?1 AND member = ?2")?.execute((book, member))?;
    Ok(())
}

/// Deletes the members' values that another file of the same ledger no longer has.
pub(crate) fn delete_what_is_gone(connection: &Connection, there: &[(i64, i64, String)]) -> Result<()> {
    let mut statement = connection.prepare("SELECT book, member, name FROM kept WHERE member <> 0")?;
    let here = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let here: Vec<(i64, i64, String)> = here.collect::<Result<_, _>>()?;
    let mut delete = connection.prepare("DELETE FROM kept WHERE book = ?1 AND member = ?2 AND name = ?3")?;
    for row in here {
        if there.binary_search(&row).is_err() {
            delete.execute((row.0, row.1, row.2))?;
        }
    }
    Ok(())
}

/// The keys of all members' values, sorted.
pub(crate) fn of_members(connection: &Connection) -> Result<Vec<(i64, i64, String)>> {
    let mut statement = connection.prepare("SELECT book, member, name FROM kept WHERE member <> 0")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut found: Vec<(i64, i64, String)> = rows.collect::<Result<_, _>>()?;
    found.sort_unstable();
    Ok(found)
}

pub(crate) fn one(connection: &Connection, owner: Owner, key: AdapterKey) -> Result<Option<String>> {
    let sql = "SELECT value FROM kept WHERE book = ?1 AND member = ?2 AND name = ?3";
    let (book, member) = columns(owner);
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_row((book, member, key.as_str()), |row| row.get(0)).optional()?)
}

/// The value of each member of a book that has one.
pub(crate) fn all(connection: &Connection, book: BookId, key: AdapterKey) -> Result<Vec<(MemberId, String)>> {
    let sql = "SELECT member, value FROM kept WHERE book = ?1 AND member <> 0 AND name = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((book.number().cast_signed(), key.as_str()))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let member = MemberId::new(row.get::<_, i64>(0)?.cast_unsigned());
        found.push((member.map_err(|error| InternalError::damaged(error.to_string()))?, row.get(1)?));
    }
    found.sort_unstable_by_key(|(member, _)| *member);
    Ok(found)
}

fn columns(owner: Owner) -> (i64, i64) {
    match owner {
        Owner::Ledger => (0, 0),
        Owner::Book(book) => (book.number().cast_signed(), 0),
        Owner::Member(book, member) => (book.number().cast_signed(), member.number().cast_signed()),
    }
}
