//! The table `closed_targets`, and the deliveries that wait for one of them.

use ledger_core::{AccountNo, BookId, Timestamp};
use rusqlite::{Connection, Row};

use super::{DELIVERY_COLUMNS, book, delivery};
use crate::engine::outbox_rows::{ClosedTarget, Closing, DeliveryKey, DeliveryRow, HeldLanes, Lane};
use crate::internal_error::Result;

/// Holds the deliveries to a target that cannot be reached.
pub(crate) fn close(
    connection: &Connection,
    name: &str,
    lane: Lane,
    closing: Closing,
    error: &str,
) -> Result<()> {
    let (book, account, target) = columns(lane);
    connection
        .prepare_cached(
            "INSERT INTO closed_targets (reaction, book, account, target, since, tries, next_try_at, last_error)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT DO UPDATE SET tries = ?6, next_try_at = ?7, last_error = ?8",
        )?
        .execute((
            name,
            book,
            account,
            target,
            closing.since.micros(),
            closing.tries,
            closing.next_try_at.micros(),
            error,
        ))?;
    if closing.tries > 1 {
        // Only a delivery that was tried is not held.
        return Ok(());
    }
    connection.execute(
        "UPDATE deliveries SET state = 'held'
          WHERE reaction = ?1 AND book = ?2 AND account IS ?3 AND target = ?4 AND state = 'waiting'",
        (name, book, lane.account.map(|no| no.0), target),
    )?;
    Ok(())
}

/// Removes targets that can be reached again. Their held deliveries stay until each is taken.
pub(crate) fn open(connection: &Connection, name: &str, lanes: &[Lane]) -> Result<()> {
    for lane in lanes {
        let (book, account, target) = columns(*lane);
        connection
            .prepare_cached(
                "DELETE FROM closed_targets WHERE reaction = ?1 AND book = ?2 AND account = ?3 AND target = ?4",
            )?
            .execute((name, book, account, target))?;
    }
    Ok(())
}

/// Makes these closed targets due for a try.
pub(crate) fn try_again(connection: &Connection, name: &str, lanes: &[Lane], now: Timestamp) -> Result<()> {
    for lane in lanes {
        let (book, account, target) = columns(*lane);
        connection.execute(
            "UPDATE closed_targets SET next_try_at = min(next_try_at, ?5)
              WHERE reaction = ?1 AND book = ?2 AND account = ?3 AND target = ?4",
            (name, book, account, target, now.micros()),
        )?;
    }
    Ok(())
}

/// Makes every closed target of an outbox due for a try.
pub(crate) fn try_all(connection: &Connection, name: &str, now: Timestamp) -> Result<()> {
    retry(connection, Some(name), None, now)?;
    Ok(())
}

pub(crate) fn retry(
    connection: &Connection,
    name: Option<&str>,
    book: Option<BookId>,
    now: Timestamp,
) -> Result<u64> {
    let retried = connection.execute(
        "UPDATE closed_targets SET next_try_at = min(next_try_at, ?3)
          WHERE (?1 IS NULL OR reaction = ?1) AND (?2 IS NULL OR book = ?2)",
        (name, book.map(|book| book.number().cast_signed()), now.micros()),
    )?;
    Ok(retried as u64)
}

pub(crate) fn lanes(connection: &Connection, name: &str) -> Result<HeldLanes> {
    let mut held = HeldLanes::default();
    let mut statement = connection.prepare_cached(
        "SELECT book, account, target, since, tries, next_try_at FROM closed_targets WHERE reaction = ?1",
    )?;
    let mut rows = statement.query([name])?;
    while let Some(row) = rows.next()? {
        let closing = Closing {
            since: Timestamp::from_micros(row.get(3)?),
            tries: row.get(4)?,
            next_try_at: Timestamp::from_micros(row.get(5)?),
        };
        held.closed.push((lane(row)?, closing));
    }
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT book, ifnull(account, 0), target FROM deliveries WHERE reaction = ?1 AND state = 'held'",
    )?;
    let mut rows = statement.query([name])?;
    while let Some(row) = rows.next()? {
        held.holding.push(lane(row)?);
    }
    Ok(held)
}

pub(crate) fn first(
    connection: &Connection,
    name: &str,
    lane: Lane,
    limit: usize,
) -> Result<Vec<(DeliveryKey, DeliveryRow)>> {
    let (book, _, target) = columns(lane);
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {DELIVERY_COLUMNS} FROM deliveries
          WHERE reaction = ?1 AND book = ?2 AND account IS ?3 AND target = ?4 AND state = 'held'
          ORDER BY position, place LIMIT ?5"
    ))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query((name, book, lane.account.map(|no| no.0), target, limit))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(delivery(row)?);
    }
    Ok(found)
}

pub(crate) fn due(connection: &Connection, name: &str, now: Timestamp) -> Result<Vec<Lane>> {
    let mut statement = connection.prepare_cached(
        "SELECT book, account, target FROM closed_targets WHERE reaction = ?1 AND next_try_at <= ?2",
    )?;
    let mut rows = statement.query((name, now.micros()))?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        due.push(lane(row)?);
    }
    Ok(due)
}

pub(crate) fn closed_targets(connection: &Connection, of: Option<BookId>) -> Result<Vec<ClosedTarget>> {
    let mut statement = connection.prepare(
        "SELECT book, account, target, reaction, since, next_try_at, last_error,
           (SELECT count(*) FROM deliveries AS d
             WHERE d.reaction = c.reaction AND d.book = c.book AND d.account IS nullif(c.account, 0)
               AND d.target = c.target AND d.state = 'held')
         FROM closed_targets AS c WHERE ?1 IS NULL OR book = ?1 ORDER BY reaction, since, book, account, target",
    )?;
    let mut rows = statement.query([of.map(|book| book.number().cast_signed())])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let lane = lane(row)?;
        found.push(ClosedTarget {
            outbox: row.get(3)?,
            book: lane.book,
            account: lane.account,
            target: lane.target,
            since: Timestamp::from_micros(row.get(4)?),
            next_try_at: Timestamp::from_micros(row.get(5)?),
            error: row.get(6)?,
            held: row.get::<_, i64>(7)?.cast_unsigned(),
        });
    }
    Ok(found)
}

/// Removes the closed targets of a member who is forgotten.
pub(crate) fn forget(connection: &Connection, book: BookId, account: AccountNo) -> Result<()> {
    let sql = "DELETE FROM closed_targets WHERE book = ?1 AND account = ?2";
    connection.execute(sql, (book.number().cast_signed(), account.0))?;
    Ok(())
}

/// The columns of a lane in `closed_targets`, where account 0 stands for none.
fn columns(lane: Lane) -> (i64, u32, i64) {
    let account = lane.account.map_or(0, |no| no.0);
    (lane.book.number().cast_signed(), account, lane.target.cast_signed())
}

fn lane(row: &Row<'_>) -> Result<Lane> {
    let account: u32 = row.get(1)?;
    Ok(Lane {
        book: book(row.get(0)?)?,
        account: (account > 0).then_some(AccountNo(account)),
        target: row.get::<_, i64>(2)?.cast_unsigned(),
    })
}
