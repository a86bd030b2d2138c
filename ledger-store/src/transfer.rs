//! The whole journal as JSON Lines, and back into an empty file that ends at the same seal.
//! The first line names the ledger, each further line is one event with all its columns, the last one is the seal.

use std::io::{BufRead, Write};
use std::path::Path;

use ledger_core::Position;
use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::fault::{Fault, Found};
use crate::options::Mode;
use crate::progress::Progress;
use crate::seal::{Seal, hex, unhex};
use crate::sqlite::journal::{self, Appender, Next};
use crate::sqlite::{connection, schema};
use crate::stored::Stored;
use crate::verify::{VerifyOptions, verify};
use crate::{TransferError, open};

/// The version of the lines.
const FORMAT: u64 = 1;

/// Events per commit while loading.
const PER_COMMIT: u64 = 10_000;

/// A journal that was written out or read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transferred {
    /// Events in it.
    pub events: u64,
    /// The seal of all of them.
    pub seal: Seal,
}

/// Writes the whole journal as JSON Lines. The personal columns are among them: treat the text like the database.
///
/// # Errors
/// When the file cannot be read or the text cannot be written.
pub fn export(
    path: &Path,
    to: &mut dyn Write,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, TransferError> {
    let connection = reader(path)?;
    let head = journal::head(&connection)?;
    let seal = journal::seal_at(&connection, head)?.ok_or_else(|| {
        TransferError::new(format!("the journal has no seal at its end, position {head}; verify it"))
    })?;
    let id = hex(&schema::ledger_id(&connection)?);
    let mut line = |value: Value| writeln!(to, "{value}").map_err(Fault::from);
    line(json!({ "tallybook": "journal", "format": FORMAT, "ledger": id, "events": head.0 }))?;
    let mut done = 0;
    journal::read_after(&connection, Position::START, head, |stored| {
        line(to_json(stored))?;
        done += 1;
        if done % 1_000 == 0 || done == head.0 {
            progress(Progress { done, total: head.0 });
        }
        Ok(Next::Go)
    })?;
    if done != head.0 {
        return Err(TransferError::new(format!(
            "the journal ends at {head}, but only {done} events are in it; verify it"
        )));
    }
    line(json!({ "seal": seal.to_string() }))?;
    to.flush().map_err(Fault::from)?;
    Ok(Transferred { events: head.0, seal })
}

/// Reads JSON Lines of [`export`] into a file that is not there yet, and proves that it ends at the same seal.
///
/// # Errors
/// When there is a ledger already, when a line cannot be read (its number is said), or when the seal differs.
/// No file is left behind then.
pub fn load(
    from: &mut dyn BufRead,
    path: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, TransferError> {
    if path.metadata().is_ok_and(|found| found.len() > 0 || !found.is_file()) {
        return Err(TransferError::new(format!(
            "{} exists already; give the path of a new file",
            path.display()
        )));
    }
    let loaded = load_into(from, path, progress).and_then(|transferred| {
        verify(path, &VerifyOptions::default().since_seal(transferred.seal), &mut |_| {})
            .map_err(|error| TransferError::new(format!("what was loaded does not verify: {error}")))?;
        Ok(transferred)
    });
    if loaded.is_err() {
        for suffix in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            if let Err(error) = std::fs::remove_file(Path::new(&name))
                && error.kind() != std::io::ErrorKind::NotFound
            {
                log::warn!("{} was left behind: {error}", Path::new(&name).display());
            }
        }
    }
    loaded
}

fn load_into(
    from: &mut dyn BufRead,
    path: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, TransferError> {
    let mut lines = from.lines().enumerate();
    let mut next = || -> Result<Option<(usize, Value)>, TransferError> {
        let Some((index, line)) = lines.next() else { return Ok(None) };
        let line = line.map_err(Fault::from)?;
        let value = serde_json::from_str(&line)
            .map_err(|error| TransferError::new(format!("line {} is no JSON: {error}", index + 1)))?;
        Ok(Some((index + 1, value)))
    };
    let missing = || TransferError::new("the text ends before its last line, the seal; export it again");
    let (_, header) = next()?.ok_or_else(missing)?;
    if header["tallybook"] != "journal" || header["format"] != FORMAT {
        return Err(TransferError::new("line 1 is not the header of an exported journal of format 1"));
    }
    let id = header["ledger"].as_str().and_then(unhex);
    let id = id.ok_or_else(|| TransferError::new("line 1 does not name the ledger"))?;
    let total = header["events"].as_u64().unwrap_or(0);
    open::look_before(path, Mode::ReadWrite)?;
    let mut connection = connection::writer(path, rusqlite::OpenFlags::SQLITE_OPEN_CREATE)?;
    schema::migrate(&mut connection)?;
    let renamed = connection.execute("UPDATE meta SET value = ?1 WHERE name = 'ledger_id'", [&id]);
    renamed.map_err(Fault::from)?;
    let mut seal = Seal::start(&id);
    let begin = |connection: &Connection| connection.execute_batch("BEGIN IMMEDIATE").map_err(Fault::from);
    begin(&connection)?;
    loop {
        let (number, value) = next()?.ok_or_else(missing)?;
        if let Some(expected) = value.get("seal") {
            end_commit(&connection, seal)?;
            let expected: Seal = expected
                .as_str()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| TransferError::new(format!("line {number} is not a seal")))?;
            if expected != seal {
                return Err(TransferError::new(format!(
                    "the events end at the seal {seal}, but the text says {expected}"
                )));
            }
            return Ok(Transferred { events: seal.position.0, seal });
        }
        let event =
            Line::read(&value).map_err(|problem| TransferError::new(format!("line {number}: {problem}")))?;
        let mut appender = Appender::new(&connection)?;
        let stored = event.stored();
        if stored.position != seal.position.0 + 1 || !appender.append(&stored)? {
            return Err(TransferError::new(format!(
                "line {number}: position {} does not follow",
                stored.position
            )));
        }
        seal = appender.seal(seal, &stored);
        drop(appender);
        if seal.position.0.is_multiple_of(PER_COMMIT) {
            end_commit(&connection, seal)?;
            begin(&connection)?;
            progress(Progress { done: seal.position.0, total });
        }
    }
}

fn end_commit(connection: &Connection, seal: Seal) -> Found<()> {
    if seal.position > Position::START && journal::seal_at(connection, seal.position)?.is_none() {
        journal::write_seal(connection, seal)?;
    }
    Ok(connection.execute_batch("COMMIT")?)
}

fn reader(path: &Path) -> Found<Connection> {
    open::look_before(path, Mode::Existing)?;
    let connection = connection::reader(path)?;
    match schema::standing(&connection)? {
        schema::Standing::Ledger(_) => {}
        schema::Standing::Empty => return Err(Fault::damaged("it is empty, not a ledger")),
    }
    connection.execute_batch("BEGIN")?;
    Ok(connection)
}

fn to_json(stored: &Stored<'_>) -> Value {
    let mut line = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            line.insert(name.to_owned(), value);
        }
    };
    put("position", json!(stored.position));
    put("book", json!(stored.book.to_string()));
    put("at", json!(stored.at));
    put("occurred_at", json!(stored.occurred_at));
    put("kind", json!(stored.kind));
    put("version", json!(stored.version));
    put("command", json!(stored.command));
    put("actor", json!(stored.actor));
    put("debit", json!(stored.debit));
    put("credit", json!(stored.credit));
    put("amount", json!(stored.amount.to_string()));
    put("reverses", json!(stored.reverses));
    put("book_prev", json!(stored.book_prev));
    put("debit_prev", json!(stored.debit_prev));
    put("credit_prev", json!(stored.credit_prev));
    put("request_key", json!(stored.request_key));
    put("fingerprint", json!(stored.fingerprint.map(hex)));
    // As text, not as JSON: the seal is over these very characters.
    put("body", json!(stored.body));
    put("private", json!(stored.private));
    put("salt", json!(stored.salt.map(hex)));
    put("private_hash", json!(stored.private_hash.map(hex)));
    Value::Object(line)
}

/// An event's line, read; [`Stored`] borrows from it.
struct Line {
    position: u64,
    book: u64,
    at: i64,
    occurred_at: Option<i64>,
    kind: String,
    version: i64,
    command: u64,
    actor: i64,
    debit: u32,
    credit: u32,
    amount: i64,
    reverses: Option<u64>,
    links: [u64; 3],
    request_key: Option<String>,
    fingerprint: Option<Vec<u8>>,
    body: Option<String>,
    private: Option<String>,
    salt: Option<Vec<u8>>,
    private_hash: Option<Vec<u8>>,
}

impl Line {
    fn read(value: &Value) -> Result<Line, String> {
        let bad = |name: &str| format!("its field {name} is missing or not what it should be");
        let natural = |name: &str| value[name].as_u64().ok_or_else(|| bad(name));
        let integer = |name: &str| value[name].as_i64().ok_or_else(|| bad(name));
        let account = |name: &str| natural(name).and_then(|no| u32::try_from(no).map_err(|_| bad(name)));
        let number = |name: &str| {
            value[name].as_str().and_then(|text| text.parse::<i64>().ok()).ok_or_else(|| bad(name))
        };
        let text = |name: &str| match &value[name] {
            Value::Null => Ok(None),
            Value::String(text) => Ok(Some(text.clone())),
            _ => Err(bad(name)),
        };
        let bytes = |name: &str| match text(name)? {
            None => Ok(None),
            Some(text) => unhex(&text).map(Some).ok_or_else(|| bad(name)),
        };
        Ok(Line {
            position: natural("position")?,
            book: number("book")?.unsigned_abs(),
            at: integer("at")?,
            occurred_at: if value["occurred_at"].is_null() { None } else { Some(integer("occurred_at")?) },
            kind: text("kind")?.ok_or_else(|| bad("kind"))?,
            version: integer("version")?,
            command: natural("command")?,
            actor: integer("actor")?,
            debit: account("debit")?,
            credit: account("credit")?,
            amount: number("amount")?,
            reverses: if value["reverses"].is_null() { None } else { Some(natural("reverses")?) },
            links: [natural("book_prev")?, natural("debit_prev")?, natural("credit_prev")?],
            request_key: text("request_key")?,
            fingerprint: bytes("fingerprint")?,
            body: text("body")?,
            private: text("private")?,
            salt: bytes("salt")?,
            private_hash: bytes("private_hash")?,
        })
    }

    fn stored(&self) -> Stored<'_> {
        Stored {
            position: self.position,
            book: self.book,
            at: self.at,
            occurred_at: self.occurred_at,
            kind: &self.kind,
            version: self.version,
            command: self.command,
            actor: self.actor,
            debit: self.debit,
            credit: self.credit,
            amount: self.amount,
            reverses: self.reverses,
            book_prev: self.links[0],
            debit_prev: self.links[1],
            credit_prev: self.links[2],
            request_key: self.request_key.as_deref(),
            fingerprint: self.fingerprint.as_deref(),
            body: self.body.as_deref(),
            private: self.private.as_deref(),
            salt: self.salt.as_deref(),
            private_hash: self.private_hash.as_deref(),
        }
    }
}
