//! What the seals of a journal say about a position or a place.

use ledger_core::Position;

use crate::encoding::place::{LedgerId, Mark, Place};
use crate::encoding::seal::Seal;
use crate::engine::reader::{EngineReader, seal_of};
use crate::internal_error::{InternalError, Result};

/// An error if a position is past the end of the journal. Another process may have moved it a moment ago, so this asks
/// the file.
pub(crate) fn require_reached(engine: &dyn EngineReader, position: Position) -> Result<()> {
    let head = engine.head()?;
    if position <= head {
        return Ok(());
    }
    Err(InternalError::unreadable(
        position.0,
        format!(
            "the journal ends at {head}; an older state of it was put back, or the position is of another ledger. Keep \
             a place instead of a position to find out"
        ),
    ))
}

pub(super) fn place_at(engine: &dyn EngineReader, ledger: LedgerId, at: Position) -> Result<Place> {
    let mut earlier: Vec<Mark> = Vec::new();
    for position in Place::positions_before(at) {
        // The last seal of a commit before it needs no events to be read.
        let seal = engine.last_seal(position)?;
        let is_new = earlier.last().is_none_or(|last| seal.position < last.position);
        if is_new && seal.position > Position::START {
            earlier.push(Mark::of(seal));
        }
    }
    Ok(Place::new(ledger, seal_of(engine, at)?, earlier))
}

/// The position of a place, or else the last position known to be the same.
pub(super) fn common(engine: &dyn EngineReader, place: &Place) -> Result<Result<Position, Position>> {
    if seal_of(engine, place.position())? == place.seal() {
        return Ok(Ok(place.position()));
    }
    for mark in place.earlier() {
        let seal: Seal = seal_of(engine, mark.position)?;
        if Mark::of(seal) == *mark {
            return Ok(Err(mark.position));
        }
    }
    // All journals of one ledger begin alike.
    Ok(Err(Position::START))
}
