//! Opening a ledger: checks the journal and loads the state. Nothing is changed before the checks pass.

use std::time::Duration;

use ledger_core::{Book, Position, Timestamp};

use crate::api::options::Options;
use crate::committed::digest::{self, Books};
use crate::committed::dirty::DirtyRows;
use crate::encoding::place::LedgerId;
use crate::encoding::seal::Seal;
use crate::engine::reader::{EngineReader, Moment};
use crate::engine::{Ends, Opened, StoredCheckpoint};
use crate::internal_error::{EngineErrorKind, InternalError, Result, explain};
use crate::writer::Start;
use crate::{parallel, replay};

pub(crate) fn load(opened: &mut Opened, options: &Options) -> Result<(Books, Start)> {
    // An engine that locks keeps the journal and the checkpoint unchanged until both are loaded.
    opened.writer.begin()?;
    let loaded = opened.reader.moment(parallel::threads()).and_then(|moment| load_all(&*moment, options));
    opened.writer.roll_back();
    let (books, mut start) = loaded?;
    // A process that crashed may have left bytes that it had just erased.
    match opened.writer.purge(Duration::ZERO) {
        Ok(purged) => start.purged = purged,
        Err(error) => log::warn!("erased bytes could not be purged: {}", explain(&error)),
    }
    Ok((books, start))
}

/// Checks the end of the journal and the header of the checkpoint for signs of damage; returns the seal at the end.
pub(crate) fn check_journal(engine: &dyn EngineReader) -> Result<Seal> {
    let (seal, _) = check_end(engine)?;
    match engine.checkpoint()?.filter(|stored| stored.position > seal.position) {
        None => Ok(seal),
        Some(checkpoint) => Err(cut_off(seal.position, checkpoint.position)),
    }
}

fn check_end(engine: &dyn EngineReader) -> Result<(Seal, Option<Timestamp>)> {
    ledger_id(engine)?;
    let Ends { head, last_at, sealed, seal } = engine.ends()?;
    if sealed > head {
        return Err(InternalError::unreadable(
            head.0 + 1,
            format!(
                "it is missing: the journal was sealed up to {sealed}, but ends at {head}; restore a backup"
            ),
        ));
    }
    let seal = seal.ok_or_else(|| {
        InternalError::unreadable(head.0, "it has no seal: it was added behind the ledger's back")
    })?;
    Ok((seal, last_at))
}

fn ledger_id(engine: &dyn EngineReader) -> Result<LedgerId> {
    let id = engine.ledger_id()?;
    LedgerId::read(&id)
        .ok_or_else(|| InternalError::damaged(format!("its ledger id has {} bytes instead of 16", id.len())))
}

fn cut_off(head: Position, checkpoint: Position) -> InternalError {
    InternalError::unreadable(
        head.0 + 1,
        format!("it is missing: a checkpoint was written at {checkpoint}, but the journal ends at {head}"),
    )
}

fn load_all(engine: &dyn Moment, options: &Options) -> Result<(Books, Start)> {
    let (seal, last_at) = check_end(engine)?;
    let (based_on, mut books) = match load_checkpoint(engine)? {
        // The checkpoint's books are as far ahead as its position, so the journal was longer: events are missing.
        Some((stored, _)) if stored.position > seal.position => {
            return Err(cut_off(seal.position, stored.position));
        }
        Some((stored, books)) => (Some(stored.position), books),
        None => (None, Books::new()),
    };
    let mut dirty = DirtyRows::default();
    replay::fold(
        engine,
        &mut books,
        (based_on.unwrap_or(Position::START), seal.position),
        |recorded| dirty.note(recorded),
        &mut |progress| options.progress.iter().for_each(|told| told(progress)),
    )?;
    let last_at = last_at.unwrap_or_default();
    let id = ledger_id(engine)?;
    Ok((books, Start { id, seal, last_at, dirty, based_on, purged: false }))
}

/// Loads the stored checkpoint. `None` if there is none or it was changed: opening then folds the journal from the
/// start.
fn load_checkpoint(engine: &dyn EngineReader) -> Result<Option<(StoredCheckpoint, Books)>> {
    let Some(stored) = engine.checkpoint()? else { return Ok(None) };
    let thrown_away = |problem: &dyn std::fmt::Display| {
        log::warn!("the checkpoint at position {} is thrown away: {problem}", stored.position);
        Ok(None)
    };
    let books = match engine.checkpoint_books(parallel::threads()) {
        Ok(books) => books,
        Err(InternalError::Damaged(problem)) => return thrown_away(&problem),
        Err(error) if error.is_of_kind(EngineErrorKind::OddValue) => return thrown_away(&error),
        Err(error) => return Err(error),
    };
    if digest::of(&digest::view(&books)) != stored.digest {
        return thrown_away(&"it was changed after it was written");
    }
    // The digest covers the books only. If the checkpoint's position were ahead of its books, the events in between
    // would be left out.
    let last = books.values().map(Book::head).max().unwrap_or_default();
    if last != stored.position {
        return thrown_away(&format!("its books end at {last}"));
    }
    Ok(Some((stored, books)))
}
