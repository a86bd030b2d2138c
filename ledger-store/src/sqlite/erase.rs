//! Erasing what is private of a person or an order: text and salt give way to their hash.

use ledger_core::{AccountNo, BookId, OrderNo};
use rusqlite::Connection;
use std::time::Duration;

use super::connection::wait_as_usual;
use crate::fault::{Fault, Found};
use crate::seal::private_hash;

/// Whose private texts are to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A person: as the holder of the account, as the actor in events of others, and as the buyer of the orders they
    /// redeemed.
    Member(AccountNo),
    /// The buyer of an order.
    Buyer(OrderNo),
}

/// As the holder of the account, as the actor, and as the buyer of the orders they redeemed.
const MEMBER: &str = "(debit = ?2 OR credit = ?2 OR actor = ?2
    OR (kind IN ('order_recorded', 'claim_voided') AND json_extract(body, '$.order') IN (
      SELECT json_extract(body, '$.order') FROM events WHERE book = ?1 AND kind = 'claim_redeemed' AND credit = ?2)))";

const BUYER: &str = "(kind IN ('order_recorded', 'claim_voided') AND json_extract(body, '$.order') = ?2)";

/// Erases inside an open write transaction. The rows are searched for in the whole book: forgetting is rare, and an
/// index for it would be paid for by every event.
pub(crate) fn erase(connection: &Connection, book: BookId, whose: Whose) -> Found<()> {
    let (condition, number) = match whose {
        Whose::Member(no) => (MEMBER, no.0),
        Whose::Buyer(no) => (BUYER, no.0),
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
    // A fingerprint is over the whole command, so it goes wherever any event of the command is about them.
    let clear = format!(
        "UPDATE events SET fingerprint = NULL WHERE book = ?1 AND fingerprint IS NOT NULL
         AND command IN (SELECT command FROM events WHERE book = ?1 AND {condition})"
    );
    connection.execute(&clear, (book, number))?;
    Ok(())
}

/// Moves everything from the WAL to the database file and empties it, so that erased bytes are in neither.
/// `false` if somebody still reads the old pages when `patience` is over.
pub(crate) fn empty_wal(connection: &Connection, patience: Duration) -> Found<bool> {
    connection.busy_timeout(patience)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    wait_as_usual(connection)?;
    Ok(busy? == 0)
}
