//! Export and load: the whole journal as JSON Lines, and back into a new file with the same seal. The first line names
//! the ledger, each further line is one event with all columns, and the last line is the seal.

mod line;

use std::fs;
use std::io::{BufRead, Write};
use std::path::Path;

use ledger_core::Position;
use serde_json::{Value, json};

use self::line::{Line, to_json};
use crate::api::error::TransferError;
use crate::api::options::Mode;
use crate::api::progress::Progress;
use crate::encoding::place::LedgerId;
use crate::encoding::seal::{self, Seal, hex, unhex};
use crate::engine::reader::EngineReader;
use crate::engine::writer::EngineWriter;
use crate::engine::{Appended, Ends, Next, Prospect, Span};
use crate::internal_error::{InternalError, Result};
use crate::maintenance::verify::{VerifyOptions, verify};
use crate::sqlite;

/// The version of the line format.
const FORMAT: u64 = 1;

/// Events per commit while loading.
const PER_COMMIT: u64 = 10_000;

/// Events read at a time while exporting. No read stays open while they are written: the receiver may be slow, and the
/// write-ahead log grows for as long as a process reads.
const PER_READ: u64 = 10_000;

/// An exported or loaded journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transferred {
    /// The number of events.
    pub events: u64,
    /// The seal at its end.
    pub seal: Seal,
}

/// Writes the whole journal as JSON Lines. The text includes the personal columns: protect it like the database.
/// Adapter data and the progress of outboxes are not exported.
///
/// # Errors
/// When the file cannot be read or the text cannot be written.
pub fn export(
    path: &Path,
    to: &mut dyn Write,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, TransferError> {
    let engine = sqlite::open_reader(path)?;
    let (id, seal) = end_of(&*engine)?;
    let head = seal.position;
    let header = json!({ "tallybook": "journal", "format": FORMAT, "ledger": id, "events": head.0 });
    writeln!(to, "{header}").map_err(InternalError::from)?;
    let mut done = Position::START;
    let mut buffer = Vec::new();
    while done < head {
        let until = Position(done.0.saturating_add(PER_READ).min(head.0));
        buffer.clear();
        done = read_lines(&*engine, (done, until), &mut buffer)?;
        to.write_all(&buffer).map_err(InternalError::from)?;
        progress(Progress { done: done.0, total: head.0 });
    }
    writeln!(to, "{}", json!({ "seal": seal.to_string() })).map_err(InternalError::from)?;
    to.flush().map_err(InternalError::from)?;
    Ok(Transferred { events: head.0, seal })
}

fn end_of(engine: &dyn EngineReader) -> Result<(String, Seal), TransferError> {
    let Ends { head, seal, .. } = engine.ends()?;
    let seal = seal.ok_or_else(|| {
        TransferError::asked(format!("the journal has no seal at its end, position {head}; verify it"))
    })?;
    Ok((hex(&engine.ledger_id()?), seal))
}

/// Reads all events of a span as lines, and returns the seal after them.
fn read_lines(
    engine: &dyn EngineReader,
    (after, until): Span,
    lines: &mut Vec<u8>,
) -> Result<Position, TransferError> {
    let missing = |position: Position| {
        InternalError::unreadable(
            position.0,
            format!("the journal ends at {until}, but it is missing; verify it"),
        )
    };
    let mut last = after;
    engine.rows((after, until), &mut |stored| {
        if stored.position != last.next().0 {
            return Err(missing(last.next()));
        }
        last = last.next();
        writeln!(lines, "{}", to_json(stored))?;
        Ok(Next::Go)
    })?;
    if last != until {
        return Err(missing(last.next()).into());
    }
    Ok(last)
}

/// Loads the JSON Lines of [`export`] into a new file, and checks that it ends at the same seal.
///
/// # Errors
/// When the file exists already, when a line cannot be read (the error has its number), or when the seal differs. No
/// file is left behind.
pub fn load(
    from: &mut dyn BufRead,
    path: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, TransferError> {
    require_free(path)?;
    let loading = sqlite::beside(path, ".loading");
    sqlite::remove(&loading).map_err(InternalError::from)?;
    let loaded = load_and_verify(from, &loading, progress).and_then(|transferred| {
        // Check again: another process may have created a ledger there while this one loaded.
        require_free(path)?;
        fs::rename(&loading, path).map_err(InternalError::from)?;
        sqlite::sync_folder_of(path).map_err(InternalError::from)?;
        Ok(transferred)
    });
    if loaded.is_err()
        && let Err(error) = sqlite::remove(&loading)
    {
        log::warn!("{} was left behind: {error}", loading.display());
    }
    loaded
}

fn require_free(path: &Path) -> Result<(), TransferError> {
    if path.metadata().is_ok_and(|found| found.len() > 0 || !found.is_file()) {
        return Err(TransferError::asked(format!(
            "{} exists already; give the path of a new file",
            path.display()
        )));
    }
    sqlite::look_before(path, Mode::ReadWrite)?;
    match sqlite::log_with_bytes(path) {
        None => Ok(()),
        Some(log) => Err(TransferError::asked(format!(
            "{} is left of another database; give the path of a new file",
            log.display()
        ))),
    }
}

fn load_and_verify(
    from: &mut dyn BufRead,
    path: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, TransferError> {
    let transferred = load_into(from, path, progress)?;
    verify(path, &VerifyOptions::default().since_seal(transferred.seal), &mut |_| {})
        .map_err(|error| TransferError::asked(format!("what was loaded does not verify: {error}")))?;
    Ok(transferred)
}

fn load_into(
    from: &mut dyn BufRead,
    path: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, TransferError> {
    let mut lines = from.lines().enumerate();
    let mut next = || -> Result<Option<(usize, Value)>, TransferError> {
        let Some((index, line)) = lines.next() else { return Ok(None) };
        let line = line.map_err(InternalError::from)?;
        let value = serde_json::from_str(&line)
            .map_err(|error| TransferError::asked(format!("line {} is no JSON: {error}", index + 1)))?;
        Ok(Some((index + 1, value)))
    };
    let missing = || TransferError::asked("the text ends before its last line, the seal; export it again");
    let (_, header) = next()?.ok_or_else(missing)?;
    if header["tallybook"] != "journal" || header["format"] != FORMAT {
        return Err(TransferError::asked("line 1 is not the header of an exported journal of format 1"));
    }
    let id = header["ledger"].as_str().and_then(unhex).filter(|id| LedgerId::read(id).is_some());
    let id = id.ok_or_else(|| TransferError::asked("line 1 does not name the ledger"))?;
    let total = header["events"].as_u64().unwrap_or(0);
    let mut engine = sqlite::create(path, &id)?;
    let mut seal = Seal::start(&id);
    let mut committed = seal;
    let mut scratch = Vec::new();
    engine.begin()?;
    loop {
        let (number, value) = next()?.ok_or_else(missing)?;
        if let Some(expected) = value.get("seal") {
            end_commit(&mut *engine, committed, seal)?;
            let expected: Seal = expected
                .as_str()
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| TransferError::asked(format!("line {number} is not a seal")))?;
            if expected != seal {
                return Err(TransferError::asked(format!(
                    "the events end at the seal {seal}, but the text says {expected}"
                )));
            }
            drop(engine);
            sqlite::stand_alone(path)?;
            return Ok(Transferred { events: seal.position.0, seal });
        }
        let event = Line::read(&value)
            .map_err(|problem| TransferError::asked(format!("line {number}: {problem}")))?;
        let row = event.stored();
        let follows = row.position == seal.position.0 + 1;
        if !follows || engine.append(&mut std::iter::once(row))? == Prospect::Futile {
            return Err(TransferError::asked(format!(
                "line {number}: position {} does not follow",
                row.position
            )));
        }
        seal = seal.next(&seal::leaf(&row, &mut scratch));
        if seal.position.0.is_multiple_of(PER_COMMIT) {
            end_commit(&mut *engine, committed, seal)?;
            committed = seal;
            engine.begin()?;
            progress(Progress { done: seal.position.0, total });
        }
    }
}

fn end_commit(engine: &mut dyn EngineWriter, after: Seal, until: Seal) -> Result<()> {
    if after == until {
        engine.roll_back();
        return Ok(());
    }
    match engine.commit(after, until)? {
        Appended::Durable => Ok(()),
        Appended::Unknown(error) => Err(error),
        Appended::Overtaken | Appended::KeyTaken | Appended::OtherPast => {
            Err(InternalError::damaged("another process wrote to the new file; give the path of a new one"))
        }
    }
}
