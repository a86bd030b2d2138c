//! Places: making one, and finding it again in a journal that may have been put back to an older state.

use ledger_core::Position;

use crate::api::error::ReadError;
use crate::encoding::place::{LedgerId, Place};
use crate::ledger::Ledger;
use crate::reads::follow::Follow;
use crate::reads::seals::{common, place_at, require_reached};

/// A place is not in this journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// The journal was put back to an older state since the place was made, and may have new events after it.
    #[error(
        "the journal was put back to an older state: it has the events of the place up to position {common}, and not \
         those after it"
    )]
    Rewound {
        /// Up to here the events are those that came before the place. Undo what was made of later ones, or begin anew.
        /// It may be too low: a place knows few of the seals before it.
        common: Position,
    },
    /// The place is in another ledger.
    #[error("the place is in the ledger {place}, and this is the ledger {ledger}")]
    OtherLedger {
        /// The ledger of the place.
        place: LedgerId,
        /// This ledger.
        ledger: LedgerId,
    },
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl Ledger {
    /// The place after the event at a position, to be kept and given to [`Ledger::follow_from`] later. This reads some
    /// seals from the file: make one when you store what you have made of the events, not for each event.
    ///
    /// # Errors
    /// When the file cannot be read, or the position is past the end of the journal.
    pub fn place(&self, at: Position) -> Result<Place, ReadError> {
        let engine = self.engine()?;
        require_reached(&*engine, at)?;
        Ok(place_at(&*engine, self.id(), at)?)
    }

    /// The position of a place, if the events before it are those of this journal.
    ///
    /// # Errors
    /// See [`PlaceError`].
    pub fn locate(&self, place: &Place) -> Result<Position, PlaceError> {
        if place.ledger() != self.id() {
            return Err(PlaceError::OtherLedger { place: place.ledger(), ledger: self.id() });
        }
        let engine = self.engine().map_err(ReadError::from)?;
        let found = common(&*engine, place).map_err(ReadError::from)?;
        found.map_err(|common| PlaceError::Rewound { common })
    }

    /// Follows the journal from the event after a place, without end.
    ///
    /// # Errors
    /// When the journal was put back to an older state, or is another: see [`PlaceError`].
    pub fn follow_from(&self, place: &Place) -> Result<Follow, PlaceError> {
        Ok(self.follow(self.locate(place)?))
    }
}
