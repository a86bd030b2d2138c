//! Statements on the journal's tables: append, read after a position, look up.

use ledger_core::{BookId, EventKind, Position, RequestKey, Timestamp};
use rusqlite::{Connection, OptionalExtension};

use super::rows::{self, Insert, columns};
use super::{error, schema};
use crate::encoding::decode::decode;
use crate::encoding::row::EventRow;
use crate::encoding::seal::Seal;
use crate::engine::chain::Chain;
use crate::engine::reader::{Look, missing};
use crate::engine::{Ends, FoundKey, Next, Span};
use crate::internal_error::{InternalError, Result};

pub(super) fn head(connection: &Connection) -> Result<Position> {
    let mut statement = connection.prepare_cached("SELECT max(position) FROM events")?;
    let head: Option<i64> = statement.query_row([], |row| row.get(0))?;
    match u64::try_from(head.unwrap_or(0)) {
        Ok(head) => Ok(Position(head)),
        Err(_) => Err(InternalError::damaged("the journal has no events but at positions before the first")),
    }
}

/// The time of the last event, in microseconds since 1970.
pub(super) fn last_at(connection: &Connection) -> Result<Option<i64>> {
    let sql = "SELECT at FROM events ORDER BY position DESC LIMIT 1";
    Ok(connection.query_row(sql, [], |row| row.get(0)).optional()?)
}

pub(super) fn seal_at(connection: &Connection, position: Position) -> Result<Option<Seal>> {
    if position == Position::START {
        return Ok(Some(Seal::start(&schema::ledger_id(connection)?)));
    }
    let mut statement = connection.prepare_cached("SELECT seal FROM seals WHERE position = ?1")?;
    let hash = statement.query_row([position.to_column()], |row| row.get::<_, Vec<u8>>(0)).optional()?;
    match hash.map(<[u8; 32]>::try_from) {
        None => Ok(None),
        Some(Ok(hash)) => Ok(Some(Seal { position, hash })),
        Some(Err(_)) => Err(odd_seal(position)),
    }
}

pub(super) fn ends(connection: &Connection) -> Result<Ends> {
    // Outside a transaction the statements below might see different commits, so open one.
    let _moment = if connection.is_autocommit() { Some(connection.unchecked_transaction()?) } else { None };
    let head = head(connection)?;
    let sealed: Option<i64> =
        connection.query_row("SELECT max(position) FROM seals", [], |row| row.get(0))?;
    Ok(Ends {
        head,
        last_at: last_at(connection)?.map(Timestamp::from_micros),
        sealed: Position::from_column(sealed.unwrap_or(0)),
        seal: seal_at(connection, head)?,
    })
}

pub(super) fn last_seal(connection: &Connection, until: Position) -> Result<Seal> {
    let sql = "SELECT position FROM seals WHERE position <= ?1 ORDER BY position DESC LIMIT 1";
    let last: Option<i64> = connection.query_row(sql, [bound(until)], |row| row.get(0)).optional()?;
    let last = Position::from_column(last.unwrap_or(0));
    seal_at(connection, last)?.ok_or_else(|| InternalError::unreadable(last.0, "its seal is gone"))
}

pub(super) fn last_of_kinds(
    connection: &Connection,
    kinds: &[EventKind],
    (after, until): Span,
) -> Result<Option<Position>> {
    let sql = "SELECT max(position) FROM events WHERE position > ?1 AND position <= ?2
                AND kind IN (SELECT value FROM json_each(?3))";
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let kinds = serde_json::json!(kinds).to_string();
    let found: Option<i64> =
        connection.query_row(sql, (bound(after), bound(until), kinds), |row| row.get(0))?;
    Ok(found.map(Position::from_column))
}

pub(super) fn seals(connection: &Connection, (after, until): Span) -> Result<Vec<Seal>> {
    let sql = "SELECT position, seal FROM seals WHERE position > ?1 AND position <= ?2 ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((bound(after), bound(until)))?;
    let mut seals = Vec::new();
    while let Some(row) = rows.next()? {
        let position = Position::from_column(row.get(0)?);
        let hash = row.get::<_, Vec<u8>>(1)?.try_into().map_err(|_| odd_seal(position))?;
        seals.push(Seal { position, hash });
    }
    Ok(seals)
}

fn odd_seal(position: Position) -> InternalError {
    InternalError::unreadable(position.0, "its seal is not 32 bytes long")
}

pub(super) fn find_key(connection: &Connection, book: BookId, key: &RequestKey) -> Result<Option<FoundKey>> {
    let sql = "SELECT position, command, fingerprint FROM events WHERE book = ?1 AND request_key = ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_row((book.number().cast_signed(), key.as_str()), |row| {
        Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, i64>(1)?.cast_unsigned(), row.get(2)?))
    });
    let Some((position, command, fingerprint)) = found.optional()? else { return Ok(None) };
    let (mut asked, mut also) = (None, Vec::new());
    let of_command = (Position(command.saturating_sub(1)), Position(u64::MAX));
    rows(connection, of_command, &mut |row| {
        if row.command != command {
            return Ok(Next::Stop);
        }
        if row.position == position {
            asked = Some(decode(row)?);
        } else if !row.is(EventKind::AccountOpened) {
            also.push(Position(row.position));
        }
        Ok(Next::Go)
    })?;
    let recorded = asked.ok_or_else(|| missing(position))?;
    Ok(Some(FoundKey { recorded, fingerprint, also }))
}

pub(super) fn rows(connection: &Connection, (after, until): Span, look: Look<'_, Next>) -> Result<()> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        " FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position"
    );
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((bound(after), bound(until)))?;
    while let Some(row) = rows.next()? {
        if look(&rows::read(row)?)? == Next::Stop {
            break;
        }
    }
    Ok(())
}

pub(super) fn row(connection: &Connection, at: Position, look: Look<'_, ()>) -> Result<bool> {
    let mut statement = connection.prepare_cached(ONE)?;
    let mut rows = statement.query([bound(at)])?;
    let Some(row) = rows.next()? else { return Ok(false) };
    look(&rows::read(row)?)?;
    Ok(true)
}

pub(super) fn walk(
    connection: &Connection,
    chain: Chain,
    from: Position,
    look: Look<'_, Next>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(ONE)?;
    let mut at = from;
    while at > Position::START {
        let mut rows = statement.query([bound(at)])?;
        let row = rows::read(rows.next()?.ok_or_else(|| missing(at.0))?)?;
        if look(&row)? == Next::Stop {
            break;
        }
        at = chain.previous(&row)?;
    }
    Ok(())
}

/// The last position up to `head` that was recorded at or before a time.
pub(super) fn last_recorded_by(connection: &Connection, time: Timestamp, head: Position) -> Result<Position> {
    // Times never decrease from one correction of the clock to the next.
    let mut head = head;
    for corrected in clock_corrections(connection, head)? {
        if recorded_at(connection, corrected)? <= time {
            return last_between(connection, time, (corrected, head));
        }
        head = Position(corrected.0.saturating_sub(1));
    }
    last_between(connection, time, (Position::START, head))
}

/// A binary search in a span whose times never decrease; its first position is known to be early enough.
fn last_between(connection: &Connection, time: Timestamp, (first, last): Span) -> Result<Position> {
    let (mut known, mut beyond) = (first.0, last.0 + 1);
    while known + 1 < beyond {
        let middle = known + (beyond - known) / 2;
        if recorded_at(connection, Position(middle))? <= time {
            known = middle;
        } else {
            beyond = middle;
        }
    }
    Ok(Position(known))
}

fn recorded_at(connection: &Connection, position: Position) -> Result<Timestamp> {
    let mut statement = connection.prepare_cached("SELECT at FROM events WHERE position = ?1")?;
    let at = statement.query_row([bound(position)], |row| row.get::<_, i64>(0)).optional()?;
    at.map(Timestamp::from_micros).ok_or_else(|| missing(position.0))
}

/// The corrections of the clock up to a position, newest first.
fn clock_corrections(connection: &Connection, until: Position) -> Result<Vec<Position>> {
    // Written out, so that SQLite finds the index of these events.
    let sql = "SELECT position FROM events WHERE kind = 'clock_corrected' AND position <= ?1 ORDER BY position DESC";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([bound(until)], |row| row.get(0))?;
    Ok(rows.map(|position| position.map(Position::from_column)).collect::<Result<_, _>>()?)
}

const ONE: &str = concat!("SELECT ", columns!(), " FROM events WHERE position = ?1");

pub(super) fn bound(position: Position) -> i64 {
    i64::try_from(position.0).unwrap_or(i64::MAX)
}

/// Why a row cannot be appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// Its request key is in its book already.
    Key,
    /// There is an event at its position.
    Position,
}

/// Appends rows inside an open transaction, up to the first that cannot be appended.
pub(super) fn append(
    connection: &Connection,
    rows: &mut dyn Iterator<Item = EventRow<'_>>,
) -> Result<Option<Taken>> {
    let mut plain = Insert::prepare(connection, rows::INSERT)?;
    let mut keyed = Insert::prepare(connection, rows::INSERT_KEYED)?;
    for row in rows {
        let insert = if row.request_key.is_some() { &mut keyed } else { &mut plain };
        match insert.run(&row) {
            Ok(1) => {}
            Ok(_) => return Ok(Some(Taken::Key)),
            Err(error) if error::is_taken_position(&error) => return Ok(Some(Taken::Position)),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(None)
}

pub(super) fn has_seal(connection: &Connection, seal: Seal) -> Result<bool> {
    if seal.position == Position::START {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM seals WHERE position = ?1 AND seal = ?2";
    Ok(connection.prepare_cached(sql)?.exists((seal.position.to_column(), &seal.hash[..]))?)
}

pub(super) fn write_seal(connection: &Connection, seal: Seal) -> Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO seals (position, seal) VALUES (?1, ?2)")?;
    statement.execute((seal.position.to_column(), &seal.hash[..]))?;
    Ok(())
}
