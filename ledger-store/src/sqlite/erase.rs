//! Erases the private data of a member or a buyer: text and salt are replaced by their hash, and adapter data and open
//! deliveries of the member are deleted.

use ledger_core::{BookId, EventKind, MemberId, Position};
use rusqlite::Connection;
use std::time::Duration;

use super::connection::wait_as_usual;
use super::{adapter_data, outbox};
use crate::encoding::seal::private_hash;
use crate::engine::Whose;
use crate::internal_error::{InternalError, Result};

/// The forgotten (?2 accounts, ?3 orders: lists of number and position of the forgetting), and the orders redeemed into
/// the forgotten accounts.
fn forgotten_cte() -> String {
    format!(
        "WITH
  people(no, at) AS MATERIALIZED (SELECT value ->> 0, value ->> 1 FROM json_each(?2)),
  bought(no, at) AS MATERIALIZED (
    SELECT value ->> 0, value ->> 1 FROM json_each(?3)
    UNION ALL
    SELECT json_extract(e.body, '$.order'), people.at FROM events e JOIN people ON e.credit = people.no
     WHERE e.book = ?1 AND e.kind = '{}')",
        EventKind::ClaimRedeemed
    )
}

fn kinds_about_orders() -> String {
    let about_orders = EventKind::ALL.iter().filter(|kind| kind.has_text_about_order());
    let names: Vec<String> = about_orders.map(|kind| format!("'{kind}'")).collect();
    format!("({})", names.join(", "))
}

/// Erases everything of a book in one pass, inside an open write transaction. Forgetting is rare, and an index for it
/// would slow down every append. Events after the forgetting keep their texts.
pub(crate) fn erase(connection: &Connection, book: BookId, forgotten: &[(Whose, Position)]) -> Result<()> {
    let list = |pick: &dyn Fn(Whose) -> Option<u32>| {
        let chosen = forgotten.iter().filter_map(|(whose, at)| Some((pick(*whose)?, at.0)));
        serde_json::json!(chosen.collect::<Vec<_>>()).to_string()
    };
    let people = list(&|whose| match whose {
        Whose::Member(no) => Some(no.0),
        Whose::Buyer(_) => None,
    });
    let bought = list(&|whose| match whose {
        Whose::Buyer(no) => Some(no.0),
        Whose::Member(_) => None,
    });
    let subjects = (book.number().cast_signed(), people, bought);
    let (forgotten_cte, about_orders, opened) =
        (forgotten_cte(), kinds_about_orders(), EventKind::AccountOpened);
    let mut found = Vec::new();
    let mut members = Vec::new();
    {
        let sql = format!(
            "{forgotten_cte}
             SELECT position, private, salt, iif(kind = '{opened}', private ->> 'member', NULL) FROM events e
              WHERE book = ?1 AND private IS NOT NULL AND (
                EXISTS (SELECT 1 FROM people p
                         WHERE p.no IN (e.debit, e.credit, e.actor) AND e.position < p.at)
                OR (kind IN {about_orders} AND EXISTS (
                  SELECT 1 FROM bought b WHERE b.no = json_extract(e.body, '$.order') AND e.position < b.at)))"
        );
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query((subjects.0, &subjects.1, &subjects.2))?;
        while let Some(row) = rows.next()? {
            let position = row.get::<_, i64>(0)?;
            let salt: Option<Vec<u8>> = row.get(2)?;
            let salt = salt.ok_or_else(|| {
                InternalError::unreadable(position.cast_unsigned(), "its private text has no salt")
            })?;
            if let Some(member) = row.get::<_, Option<String>>(3)? {
                let member = member.parse::<MemberId>();
                members.push(member.map_err(|error| {
                    InternalError::unreadable(position.cast_unsigned(), error.to_string())
                })?);
            }
            found.push((position, private_hash(&salt, &row.get::<_, String>(1)?)));
        }
    }
    let mut update = connection.prepare(
        "UPDATE events SET private = NULL, salt = NULL, fingerprint = NULL, private_hash = ?2 WHERE position = ?1",
    )?;
    for (position, hash) in found {
        update.execute((position, &hash[..]))?;
    }
    // A fingerprint covers the whole command, so it is erased if any event of the command concerns the forgotten.
    let clear = format!(
        "{forgotten_cte}
         UPDATE events SET fingerprint = NULL WHERE book = ?1 AND fingerprint IS NOT NULL AND command IN (
           SELECT command FROM events e WHERE book = ?1 AND (
             EXISTS (SELECT 1 FROM people p WHERE p.no IN (e.debit, e.credit, e.actor))
             OR (kind IN {about_orders} AND EXISTS (
               SELECT 1 FROM bought b WHERE b.no = json_extract(e.body, '$.order')))))"
    );
    connection.execute(&clear, subjects)?;
    for member in members {
        adapter_data::delete_member(connection, book, member)?;
    }
    for (whose, _) in forgotten {
        if let Whose::Member(no) = whose {
            outbox::forget(connection, book, *no)?;
        }
    }
    Ok(())
}

/// Moves everything from the WAL to the database file and empties the WAL, so that erased bytes are in neither. `false`
/// if another process still reads old pages after `patience`.
pub(crate) fn empty_wal(connection: &Connection, patience: Duration) -> Result<bool> {
    connection.busy_timeout(patience)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    wait_as_usual(connection)?;
    Ok(busy? == 0)
}
