//! The tables `reactions` and `deliveries`: the progress of each outbox, and its open deliveries. `outbox/held.rs` has
//! those that wait for a closed target.

pub(super) mod held;

use ledger_core::{AccountNo, BookId, Position, Timestamp};
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};

use super::journal::{self, bound};
use crate::engine::outbox_rows::{
    DeliveryKey, DeliveryRow, GivenUp, Lease, OutboxStatus, Round, Settled, Written,
};
use crate::internal_error::{InternalError, Result};

const GIVEN_UP_KEPT: u32 = 1_000;

pub(crate) fn is_known(connection: &Connection, name: &str) -> Result<bool> {
    let sql = "SELECT 1 FROM reactions WHERE name = ?1";
    Ok(connection.prepare_cached(sql)?.exists([name])?)
}

/// Stores the starting point of an outbox: a position, or the head.
pub(crate) fn register(connection: &Connection, name: &str, after: Option<Position>) -> Result<()> {
    let head = journal::head(connection)?;
    let position = after.unwrap_or(head).min(head);
    let sql = "INSERT INTO reactions (name, position, holder, until) VALUES (?1, ?2, NULL, 0)
               ON CONFLICT (name) DO NOTHING";
    connection.execute(sql, (name, bound(position)))?;
    Ok(())
}

pub(crate) fn lease(connection: &Connection, name: &str) -> Result<Lease> {
    let mut statement = connection.prepare_cached("SELECT holder, until FROM reactions WHERE name = ?1")?;
    let lease = statement.query_row([name], |row| {
        Ok(Lease { holder: row.get(0)?, until: Timestamp::from_micros(row.get(1)?) })
    });
    lease
        .optional()?
        .ok_or_else(|| InternalError::damaged(format!("the outbox {name} was taken out of the file")))
}

/// Takes over an outbox that no process holds; deliveries that the previous holder had taken become due again. Returns
/// the position, or `None` if another process was faster.
pub(crate) fn take_over(
    connection: &Connection,
    name: &str,
    holder: &[u8; 16],
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Position>> {
    let head = journal::head(connection)?;
    drop_what_is_past(connection, name, head)?;
    let taken = connection.execute(
        "UPDATE reactions SET holder = ?2, until = ?4, position = min(position, ?5)
          WHERE name = ?1 AND (holder IS NULL OR holder = ?2 OR until <= ?3)",
        (name, &holder[..], now.micros(), until.micros(), bound(head)),
    )?;
    if taken == 0 {
        return Ok(None);
    }
    connection.execute(
        "UPDATE deliveries SET state = 'waiting', next_try_at = min(next_try_at, ?2)
          WHERE reaction = ?1 AND state = 'taken'",
        (name, now.micros()),
    )?;
    held::try_all(connection, name, now)?;
    let sql = "SELECT position FROM reactions WHERE name = ?1";
    let position: i64 = connection.query_row(sql, [name], |row| row.get(0))?;
    Ok(Some(Position(position.cast_unsigned())))
}

/// A position past the head belongs to a longer journal than this one: its events, and the deliveries because of them,
/// are not in this file.
fn drop_what_is_past(connection: &Connection, name: &str, head: Position) -> Result<()> {
    let sql = "SELECT position FROM reactions WHERE name = ?1 AND position > ?2";
    let past: Option<i64> = connection.query_row(sql, (name, bound(head)), |row| row.get(0)).optional()?;
    if let Some(past) = past {
        log::warn!(
            "the outbox {name} had planned up to position {past}, but the journal ends at {head}: it was put back to \
             an older state; the outbox continues there"
        );
        connection
            .execute("DELETE FROM deliveries WHERE reaction = ?1 AND position > ?2", (name, bound(head)))?;
    }
    Ok(())
}

const DELIVERY_COLUMNS: &str = "position, place, book, account, action, target, attempts, next_try_at";

fn delivery(row: &Row<'_>) -> Result<(DeliveryKey, DeliveryRow)> {
    let key = (row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?);
    let delivery = DeliveryRow {
        book: book(row.get(2)?)?,
        account: row.get::<_, Option<u32>>(3)?.map(AccountNo),
        action: row.get::<_, String>(4)?.into(),
        target: row.get::<_, i64>(5)?.cast_unsigned(),
        attempts: row.get(6)?,
        next_try_at: Timestamp::from_micros(row.get(7)?),
    };
    Ok((key, delivery))
}

pub(crate) fn waiting(connection: &Connection, name: &str) -> Result<Vec<(DeliveryKey, DeliveryRow)>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {DELIVERY_COLUMNS} FROM deliveries
          WHERE reaction = ?1 AND state IN ('waiting', 'taken') ORDER BY position, place"
    ))?;
    let mut rows = statement.query([name])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(delivery(row)?);
    }
    Ok(found)
}

pub(crate) fn write(connection: &Connection, round: &Round) -> Result<Written> {
    let held = connection
        .prepare_cached(
            "UPDATE reactions SET position = ?4, until = ?5 WHERE name = ?1 AND holder = ?2 AND position = ?3",
        )?
        .execute((
            round.outbox,
            &round.holder[..],
            bound(round.from),
            bound(round.to),
            round.until.micros(),
        ))?;
    if held == 0 {
        report(connection, round.outbox, &round.settled)?;
        return Ok(Written::Lost);
    }
    settle(connection, round.outbox, &round.settled)?;
    held::open(connection, round.outbox, &round.opened)?;
    held::try_again(connection, round.outbox, &round.try_again, round.now)?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO deliveries (reaction, position, place, book, account, action, target, state, attempts, next_try_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?9, 0, ?8)",
    )?;
    let new = round.new.iter().map(|new| (new, "waiting"));
    for (((position, place), row), state) in new.chain(round.new_held.iter().map(|new| (new, "held"))) {
        insert.execute((
            round.outbox,
            position.cast_signed(),
            place,
            row.book.number().cast_signed(),
            row.account.map(|no| no.0),
            &*row.action,
            row.target.cast_signed(),
            row.next_try_at.micros(),
            state,
        ))?;
    }
    let mut take = connection.prepare_cached(
        "UPDATE deliveries SET state = 'taken', attempts = attempts + 1
          WHERE reaction = ?1 AND position = ?2 AND place = ?3",
    )?;
    for (position, place) in &round.take {
        take.execute((round.outbox, position.cast_signed(), place))?;
    }
    Ok(Written::Held)
}

/// Writes the results of deliveries and the new position, and releases the lease.
pub(crate) fn release(
    connection: &Connection,
    name: &str,
    holder: &[u8; 16],
    moved: Option<(Position, Position)>,
    settled: &[(DeliveryKey, Settled)],
) -> Result<()> {
    if let Some((from, to)) = moved {
        connection.execute(
            "UPDATE reactions SET position = ?4 WHERE name = ?1 AND holder = ?2 AND position = ?3",
            (name, &holder[..], bound(from), bound(to)),
        )?;
    }
    let sql = "UPDATE reactions SET holder = NULL, until = 0 WHERE name = ?1 AND holder = ?2";
    match connection.execute(sql, (name, &holder[..]))? {
        0 => report(connection, name, settled),
        _ => settle(connection, name, settled),
    }
}

/// Writes the results from a process that no longer holds the outbox.
pub(crate) fn report(connection: &Connection, name: &str, settled: &[(DeliveryKey, Settled)]) -> Result<()> {
    settle(connection, name, &only_done(settled))
}

pub(crate) fn statuses(connection: &Connection, now: Timestamp) -> Result<Vec<OutboxStatus>> {
    let mut statement = connection.prepare(
        "SELECT name, position, holder IS NOT NULL, until,
           (SELECT count(*) FROM deliveries WHERE reaction = name AND state IN ('waiting', 'taken')),
           (SELECT count(*) FROM deliveries WHERE reaction = name AND state = 'held'),
           (SELECT count(*) FROM deliveries WHERE reaction = name AND state = 'given_up')
         FROM reactions ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| {
        let until = Timestamp::from_micros(row.get(3)?);
        let held = row.get::<_, bool>(2)? && until > now;
        Ok(OutboxStatus {
            name: row.get(0)?,
            position: Position(row.get::<_, i64>(1)?.cast_unsigned()),
            held_until: held.then_some(until),
            waiting: row.get::<_, i64>(4)?.cast_unsigned(),
            on_hold: row.get::<_, i64>(5)?.cast_unsigned(),
            given_up: row.get::<_, i64>(6)?.cast_unsigned(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn given_up(connection: &Connection, name: &str) -> Result<Vec<GivenUp>> {
    let mut statement = connection.prepare(
        "SELECT position, book, action, account, target, attempts, next_try_at, last_error FROM deliveries
          WHERE reaction = ?1 AND state = 'given_up' ORDER BY position DESC, place DESC",
    )?;
    let mut rows = statement.query([name])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(GivenUp {
            position: Position(row.get::<_, i64>(0)?.cast_unsigned()),
            book: book(row.get(1)?)?,
            action: row.get(2)?,
            account: row.get::<_, Option<u32>>(3)?.map(AccountNo),
            target: row.get::<_, i64>(4)?.cast_unsigned(),
            attempts: row.get(5)?,
            at: Timestamp::from_micros(row.get(6)?),
            error: row.get::<_, Option<String>>(7)?.unwrap_or_default(),
        });
    }
    Ok(found)
}

/// Ends leases and waits that go beyond a time.
pub(crate) fn free(connection: &Connection, now: Timestamp) -> Result<()> {
    let now = now.micros();
    connection.execute("UPDATE reactions SET holder = NULL, until = 0 WHERE until > ?1", [now])?;
    let sql = "UPDATE deliveries SET next_try_at = ?1 WHERE state = 'waiting' AND next_try_at > ?1";
    connection.execute(sql, [now])?;
    Ok(())
}

/// Makes deliveries that were given up due again, of one outbox or of all. The holders must read the open deliveries
/// again, so this takes their lease away.
pub(crate) fn retry(connection: &Connection, name: Option<&str>, now: Timestamp) -> Result<u64> {
    connection.execute(
        "UPDATE reactions SET holder = NULL, until = 0
          WHERE name IN (SELECT reaction FROM deliveries WHERE state = 'given_up')
            AND (?1 IS NULL OR name = ?1)",
        [name],
    )?;
    // One attempt stays counted: the action may have been performed, and from the second attempt on the caller checks
    // that.
    let retried = connection.execute(
        "UPDATE deliveries SET state = 'waiting', next_try_at = ?2, attempts = min(attempts, 1)
          WHERE state = 'given_up' AND (?1 IS NULL OR reaction = ?1)",
        (name, now.micros()),
    )?;
    Ok(retried as u64)
}

/// Deletes the open deliveries to a member who is forgotten.
pub(crate) fn forget(connection: &Connection, book: BookId, account: AccountNo) -> Result<()> {
    let sql = "DELETE FROM deliveries WHERE book = ?1 AND account = ?2";
    connection.execute(sql, (book.number().cast_signed(), account.0))?;
    held::forget(connection, book, account)
}

/// The progress of a ledger's outboxes, carried over to the backup that replaces it.
pub(crate) struct Carried {
    outboxes: Vec<(String, i64)>,
    deliveries: Vec<Vec<Value>>,
}

const DELIVERY: usize = 11;

pub(crate) fn to_carry(connection: &Connection) -> Result<Carried> {
    let mut statement = connection.prepare("SELECT name, position FROM reactions")?;
    let outboxes = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let outboxes = outboxes.collect::<Result<_, _>>()?;
    // Held deliveries are tried anew: the replaced ledger's closed targets do not come along.
    let mut statement = connection.prepare(
        "SELECT reaction, position, place, book, account, action, target,
           CASE state WHEN 'held' THEN 'waiting' ELSE state END, attempts, next_try_at, last_error FROM deliveries",
    )?;
    let deliveries = statement.query_map([], |row| (0..DELIVERY).map(|column| row.get(column)).collect())?;
    Ok(Carried { outboxes, deliveries: deliveries.collect::<Result<_, _>>()? })
}

/// Keeps a restored backup from repeating deliveries made since it was made: for the events that both files share, the
/// outboxes continue where the replaced ledger had come to.
pub(crate) fn carry_over(connection: &Connection, carried: &Carried, common: Position) -> Result<()> {
    let common = bound(common);
    for (name, position) in &carried.outboxes {
        connection.execute(
            "INSERT INTO reactions (name, position, holder, until) VALUES (?1, min(?2, ?3), NULL, 0)
             ON CONFLICT (name) DO UPDATE SET position = max(position, min(?2, ?3)), holder = NULL, until = 0",
            (name, position, common),
        )?;
        connection
            .execute("DELETE FROM deliveries WHERE reaction = ?1 AND position <= ?2", (name, common))?;
    }
    let mut insert =
        connection.prepare("INSERT INTO deliveries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?;
    for row in &carried.deliveries {
        if matches!(row.get(1), Some(Value::Integer(position)) if *position <= common) {
            insert.execute(rusqlite::params_from_iter(row))?;
        }
    }
    Ok(())
}

/// Keeps only completed deliveries: those stay completed, but the new holder decides about retries.
fn only_done(settled: &[(DeliveryKey, Settled)]) -> Vec<(DeliveryKey, Settled)> {
    settled.iter().filter(|(_, settled)| *settled == Settled::Done).cloned().collect()
}

fn settle(connection: &Connection, name: &str, settled: &[(DeliveryKey, Settled)]) -> Result<()> {
    let mut gave_up = false;
    for ((position, place), settled) in settled {
        let position = position.cast_signed();
        match settled {
            Settled::Done => connection
                .prepare_cached(
                    "DELETE FROM deliveries WHERE reaction = ?1 AND position = ?2 AND place = ?3",
                )?
                .execute((name, position, place))?,
            Settled::Retry { at, error } => {
                to_state(connection, (name, position, *place), ("waiting", *at, error))?
            }
            Settled::GivenUp { at, error } => {
                gave_up = true;
                to_state(connection, (name, position, *place), ("given_up", *at, error))?
            }
            Settled::Held { at, lane, closing, error } => {
                held::close(connection, name, *lane, *closing, error)?;
                to_state(connection, (name, position, *place), ("held", *at, error))?
            }
        };
    }
    if gave_up {
        connection.execute(
            "DELETE FROM deliveries WHERE reaction = ?1 AND state = 'given_up' AND position < (
               SELECT position FROM deliveries WHERE reaction = ?1 AND state = 'given_up'
                ORDER BY position DESC LIMIT 1 OFFSET ?2)",
            (name, GIVEN_UP_KEPT - 1),
        )?;
    }
    Ok(())
}

fn to_state(
    connection: &Connection,
    (name, position, place): (&str, i64, u32),
    (state, at, error): (&str, Timestamp, &str),
) -> Result<usize> {
    let sql = "UPDATE deliveries SET state = ?4, next_try_at = ?5, last_error = ?6
                WHERE reaction = ?1 AND position = ?2 AND place = ?3";
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.execute((name, position, place, state, at.micros(), error))?)
}

fn book(number: i64) -> Result<BookId> {
    BookId::new(number.cast_unsigned()).map_err(|error| InternalError::damaged(error.to_string()))
}
