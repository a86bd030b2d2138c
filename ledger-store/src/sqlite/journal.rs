//! The journal's tables: append, read after a position, look up.

use ledger_core::{BookId, Position, Recorded, RequestKey};
use rusqlite::{Connection, OptionalExtension};

use super::rows::{self, Insert, columns};
use super::schema;
use crate::encoding::VERSION;
use crate::encoding::decode::decode;
use crate::encoding::row::{EventRow, Texts};
use crate::encoding::seal::{self, SALT_BYTES, Seal};
use crate::internal_error::{InternalError, Result};

/// Where the journal ends, as the file says.
pub(crate) fn head(connection: &Connection) -> Result<Position> {
    let mut statement = connection.prepare_cached("SELECT max(position) FROM events")?;
    let head: Option<i64> = statement.query_row([], |row| row.get(0))?;
    match u64::try_from(head.unwrap_or(0)) {
        Ok(head) => Ok(Position(head)),
        Err(_) => Err(InternalError::damaged("the journal has no events but at positions before the first")),
    }
}

/// When the last event was recorded, µs since 1970.
pub(crate) fn last_at(connection: &Connection) -> Result<Option<i64>> {
    let sql = "SELECT at FROM events ORDER BY position DESC LIMIT 1";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?)
}

/// The seal that a commit wrote at a position.
pub(crate) fn seal_at(connection: &Connection, position: Position) -> Result<Option<Seal>> {
    if position == Position::START {
        return Ok(Some(Seal::start(&schema::ledger_id(connection)?)));
    }
    let mut statement = connection.prepare_cached("SELECT seal FROM seals WHERE position = ?1")?;
    let hash = statement.query_row([position.0 as i64], |row| row.get::<_, Vec<u8>>(0)).optional()?;
    match hash.map(<[u8; 32]>::try_from) {
        None => Ok(None),
        Some(Ok(hash)) => Ok(Some(Seal { position, hash })),
        Some(Err(_)) => Err(InternalError::unreadable(position.0, "its seal is not 32 bytes long")),
    }
}

/// Where a request key stands.
#[derive(Debug, Clone)]
pub(crate) struct KeyFound {
    pub position: Position,
    pub command: Position,
    pub fingerprint: Option<Vec<u8>>,
}

/// Looks a request key up.
pub(crate) fn find_key(connection: &Connection, book: BookId, key: &RequestKey) -> Result<Option<KeyFound>> {
    let sql = "SELECT position, command, fingerprint FROM events WHERE book = ?1 AND request_key = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row((book.number() as i64, key.as_str()), |row| {
        Ok(KeyFound {
            position: Position(row.get::<_, i64>(0)? as u64),
            command: Position(row.get::<_, i64>(1)? as u64),
            fingerprint: row.get(2)?,
        })
    });
    Ok(found.optional()?)
}

/// Reads events after a position, in order, until `each` says stop. Returns how many were read.
pub(crate) fn read_after(
    connection: &Connection,
    after: Position,
    until: Position,
    mut each: impl FnMut(&EventRow<'_>) -> Result<Next>,
) -> Result<u64> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position"
    );
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((bound(after), bound(until)))?;
    let mut read = 0;
    while let Some(row) = rows.next()? {
        read += 1;
        if each(&rows::read(row)?)? == Next::Stop {
            break;
        }
    }
    Ok(read)
}

/// The events after a position, at most `limit` and none after the head.
pub(crate) fn read_events(
    connection: &Connection,
    after: Position,
    head: Position,
    limit: usize,
) -> Result<Vec<Recorded>> {
    let until = Position(after.0.saturating_add(limit as u64).min(head.0));
    let mut events = Vec::new();
    let expected = |events: &Vec<Recorded>| after.0 + events.len() as u64 + 1;
    read_after(connection, after, until, |stored| {
        if stored.position == expected(&events) {
            events.push(decode(stored)?);
            return Ok(Next::Go);
        }
        Ok(Next::Stop)
    })?;
    if expected(&events) <= until.0 {
        return Err(InternalError::unreadable(expected(&events), "it is missing from the journal"));
    }
    Ok(events)
}

/// Whether to go on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    Go,
    Stop,
}

/// One event by its position.
pub(crate) fn read_one(connection: &Connection, position: Position) -> Result<Option<Recorded>> {
    with_one(connection, position, decode)
}

/// One row by its position, handed to `use_row` as it is stored.
pub(crate) fn with_one<T>(
    connection: &Connection,
    position: Position,
    use_row: impl FnOnce(&EventRow<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let sql = concat!("SELECT ", columns!(), " FROM events WHERE position = ?1");
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([bound(position)])?;
    match rows.next()? {
        Some(row) => use_row(&rows::read(row)?).map(Some),
        None => Ok(None),
    }
}

pub(crate) fn bound(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

/// Appends events inside an open transaction, and carries the seal along.
pub(crate) struct Appender<'c> {
    plain: Insert<'c>,
    keyed: Insert<'c>,
    scratch: Vec<u8>,
}

/// What stands beside an event in its row when its command had a request key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keyed<'a> {
    pub key: &'a RequestKey,
    pub fingerprint: &'a [u8],
}

impl<'c> Appender<'c> {
    pub(crate) fn new(connection: &'c Connection) -> Result<Appender<'c>> {
        Ok(Appender {
            plain: Insert::prepare(connection, rows::INSERT)?,
            keyed: Insert::prepare(connection, rows::INSERT_KEYED)?,
            scratch: Vec::with_capacity(512),
        })
    }

    /// Appends a row; `false` if its request key stands in the book already, in which case nothing was appended.
    pub(crate) fn append(&mut self, stored: &EventRow<'_>) -> Result<bool> {
        let insert = if stored.request_key.is_some() { &mut self.keyed } else { &mut self.plain };
        Ok(insert.run(stored)? == 1)
    }

    /// The seal after a row.
    pub(crate) fn seal(&mut self, seal: Seal, stored: &EventRow<'_>) -> Seal {
        seal.next(&seal::leaf(stored, &mut self.scratch))
    }
}

/// Writes the seal of a commit.
pub(crate) fn write_seal(connection: &Connection, seal: Seal) -> Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO seals (position, seal) VALUES (?1, ?2)")?;
    statement.execute((bound(seal.position), &seal.hash[..]))?;
    Ok(())
}

/// The row of an event. `texts` and `salt` must outlive it, as it borrows what it stores.
pub(crate) fn stored<'a>(
    decided: &'a ledger_core::Decided,
    texts: &'a Texts,
    salt: &'a [u8; SALT_BYTES],
    keyed: Option<Keyed<'a>>,
) -> EventRow<'a> {
    let recorded = &decided.recorded;
    let sides = recorded.event.sides();
    let reverses = match &recorded.event {
        ledger_core::Event::PostingReversed { reverses, .. } => Some(reverses.0),
        _ => None,
    };
    EventRow {
        position: recorded.position.0,
        book: recorded.book.number(),
        at: recorded.at.micros(),
        occurred_at: recorded.occurred_at.map(ledger_core::Timestamp::micros),
        kind: recorded.event.kind(),
        version: VERSION,
        command: recorded.command.0,
        actor: recorded.actor.number(),
        debit: sides.debit.0,
        credit: sides.credit.0,
        amount: sides.amount.0,
        reverses,
        book_prev: decided.links.book.0,
        debit_prev: decided.links.debit.0,
        credit_prev: decided.links.credit.0,
        request_key: keyed.map(|keyed| keyed.key.as_str()),
        fingerprint: keyed.map(|keyed| keyed.fingerprint),
        body: texts.body.as_deref(),
        private: texts.private.as_deref(),
        salt: texts.private.as_ref().map(|_| &salt[..]),
        private_hash: None,
    }
}
