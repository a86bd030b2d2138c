//! A place in the journal of one ledger, and its text form: what a projection keeps to continue there later.

use std::fmt;
use std::str::FromStr;

use ledger_core::{Invalid, Position};

use crate::encoding::seal::{Seal, hex, unhex};

/// The bytes of an earlier seal that a place keeps: enough to tell two states of one ledger apart.
const MARK_BYTES: usize = 6;

/// How many of the positions just before it a place knows; further back, each distance is four times the one before.
const NEAR: u64 = 16;
const GROWTH: u64 = 4;

/// More than a journal of 2⁶³ events needs.
const MOST_MARKS: usize = 64;

/// The random id of a ledger, made with its file. Backups and loaded exports have the id of their original. Its text
/// form is 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LedgerId(pub [u8; 16]);

/// A place in the journal of one ledger: its id, the seal at a position, and the beginnings of some earlier seals.
///
/// Keep it instead of a position, in a file or a column; its text form has at most some hundred characters. When the
/// journal was put back to an older state, a position says nothing about it, and the seals do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    ledger: LedgerId,
    seal: Seal,
    /// The newest first, at growing distances.
    earlier: Vec<Mark>,
}

/// The beginning of the seal at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub position: Position,
    pub begin: [u8; MARK_BYTES],
}

impl Place {
    pub(crate) fn new(ledger: LedgerId, seal: Seal, earlier: Vec<Mark>) -> Place {
        Place { ledger, seal, earlier }
    }

    /// The ledger of the place.
    pub fn ledger(&self) -> LedgerId {
        self.ledger
    }

    /// The position of the last event before the place.
    pub fn position(&self) -> Position {
        self.seal.position
    }

    /// The seal at this position.
    pub fn seal(&self) -> Seal {
        self.seal
    }

    pub(crate) fn earlier(&self) -> &[Mark] {
        &self.earlier
    }

    /// The positions before `at` whose seals a place there keeps, the newest first.
    pub(crate) fn positions_before(at: Position) -> impl Iterator<Item = Position> {
        let far = std::iter::successors(Some(NEAR * GROWTH), |distance| distance.checked_mul(GROWTH));
        let distances = (1..=NEAR).chain(far);
        distances.map_while(move |distance| at.0.checked_sub(distance).filter(|at| *at > 0).map(Position))
    }
}

impl Mark {
    pub(crate) fn of(seal: Seal) -> Mark {
        let mut begin = [0; MARK_BYTES];
        begin.copy_from_slice(&seal.hash[..MARK_BYTES]);
        Mark { position: seal.position, begin }
    }
}

impl LedgerId {
    /// Reads a stored id; `None` if it has another length.
    pub(crate) fn read(bytes: &[u8]) -> Option<LedgerId> {
        bytes.try_into().ok().map(LedgerId)
    }
}

impl fmt::Display for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl FromStr for LedgerId {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<LedgerId, Invalid> {
        let read = unhex(text.trim()).and_then(|bytes| LedgerId::read(&bytes));
        read.ok_or_else(|| Invalid::new("ledger id", text, "must be 32 hexadecimal digits"))
    }
}

/// `ledger/position:seal`, followed by `/position:seal` for each earlier one.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.ledger, self.seal)?;
        self.earlier.iter().try_for_each(|mark| write!(f, "/{}:{}", mark.position, hex(&mark.begin)))
    }
}

impl FromStr for Place {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Place, Invalid> {
        let bad = || Invalid::new("place", text, "must be the text of a place, as the ledger wrote it");
        let mut parts = text.trim().split('/');
        let ledger = parts.next().ok_or_else(bad)?.parse().map_err(|_| bad())?;
        let seal: Seal = parts.next().ok_or_else(bad)?.parse().map_err(|_| bad())?;
        let earlier = parts.map(mark).collect::<Option<Vec<Mark>>>().ok_or_else(bad)?;
        let positions = std::iter::once(seal.position).chain(earlier.iter().map(|mark| mark.position));
        if earlier.len() > MOST_MARKS || !positions.is_sorted_by(|newer, older| newer > older) {
            return Err(bad());
        }
        Ok(Place { ledger, seal, earlier })
    }
}

fn mark(text: &str) -> Option<Mark> {
    let (position, begin) = text.split_once(':')?;
    Some(Mark { position: Position(position.parse().ok()?), begin: unhex(begin)?.try_into().ok()? })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(at: u64) -> Place {
        let seal = |position: Position| Seal { position, hash: [position.0 as u8; 32] };
        let earlier = Place::positions_before(Position(at)).map(|at| Mark::of(seal(at))).collect();
        Place::new(LedgerId([0xAB; 16]), seal(Position(at)), earlier)
    }

    #[test]
    fn the_text_of_a_place_is_frozen() {
        let expected =
            format!("{}/3:{}/2:{}/1:{}", "ab".repeat(16), "03".repeat(32), "02".repeat(6), "01".repeat(6));
        assert_eq!(place(3).to_string(), expected);
        assert_eq!(expected.parse(), Ok(place(3)));
    }

    #[test]
    fn a_place_in_a_journal_of_a_billion_events_fits_a_column() {
        let text = place(1_000_000_000).to_string();
        assert_eq!((place(1_000_000_000).earlier.len(), text.len()), (28, 752));
    }

    #[test]
    fn a_text_that_is_no_place_is_refused() {
        let good = place(3).to_string();
        for bad in [
            String::new(),
            "12".to_owned(),
            "ab".repeat(16),
            good.replace("/2:", "/3:"),
            good.replace("/1:", "/1"),
            format!("{good}/"),
            format!("{good}/x:000000000000"),
            good.replacen('a', "g", 1),
        ] {
            assert!(bad.parse::<Place>().is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn a_place_is_read_back_from_its_text(at in 0_u64..=u64::MAX / 2) {
            prop_assert_eq!(place(at).to_string().parse(), Ok(place(at)));
        }
    }
}
