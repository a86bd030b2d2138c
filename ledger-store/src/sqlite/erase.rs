//! Erasing what is private of a person or an order: text and salt give way to their hash.

use ledger_core::{AccountNo, BookId, OrderNo};
use rusqlite::Connection;

use crate::fault::{Fault, Found};
use crate::seal::private_hash;

/// Whose private texts are to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A person: as the holder of the account, and as the actor in events of others.
    Member(AccountNo),
    /// The buyer of an order.
    Buyer(OrderNo),
}

/// Erases inside an open write transaction. The rows are searched for in the whole book: forgetting is rare, and an
/// index for it would be paid for by every event.
pub(crate) fn erase(connection: &Connection, book: BookId, whose: Whose) -> Found<()> {
    let (condition, number) = match whose {
        Whose::Member(no) => ("(debit = ?2 OR credit = ?2 OR actor = ?2)", no.0),
        Whose::Buyer(no) => {
            ("kind IN ('order_recorded', 'claim_voided') AND json_extract(body, '$.order') = ?2", no.0)
        }
    };
    let book = book.number() as i64;
    let mut found = Vec::new();
    {
        let sql = format!(
            "SELECT position, private, salt FROM events
             WHERE book = ?1 AND private IS NOT NULL AND {condition}"
        );
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query((book, number))?;
        while let Some(row) = rows.next()? {
            let position = row.get::<_, i64>(0)?;
            let salt: Option<Vec<u8>> = row.get(2)?;
            let salt =
                salt.ok_or_else(|| Fault::unreadable(position as u64, "its private text has no salt"))?;
            found.push((position, private_hash(&salt, &row.get::<_, String>(1)?)));
        }
    }
    let mut update = connection.prepare(
        "UPDATE events SET private = NULL, salt = NULL, fingerprint = NULL, private_hash = ?2 WHERE position = ?1",
    )?;
    for (position, hash) in found {
        update.execute((position, &hash[..]))?;
    }
    let clear = format!(
        "UPDATE events SET fingerprint = NULL WHERE book = ?1 AND fingerprint IS NOT NULL AND {condition}"
    );
    connection.execute(&clear, (book, number))?;
    Ok(())
}

/// Moves everything from the WAL to the database file and empties it, so that erased bytes are in neither.
/// `false` while somebody still reads the old pages.
pub(crate) fn empty_wal(connection: &Connection) -> Found<bool> {
    let busy: i64 = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    Ok(busy == 0)
}
