//! Checks request keys: each occurs once in its book, and the lookup index holds exactly the keys of the rows. A
//! request whose key is missing from the index would be applied twice.

use ledger_core::Position;

use crate::api::error::VerifyError;
use crate::encoding::row::EventRow;
use crate::engine::reader::Moment;

/// The hashes of all keys in the journal, with their positions.
#[derive(Default)]
pub(super) struct Keys {
    found: Vec<(u128, u64)>,
}

pub(super) fn hash(row: &EventRow<'_>) -> Option<u128> {
    row.request_key.map(|key| hash_of(row.book, key.as_bytes()))
}

impl Keys {
    pub(super) fn add(&mut self, key: u128, position: u64) {
        self.found.push((key, position));
    }

    pub(super) fn check_once(&mut self) -> Result<(), VerifyError> {
        self.found.sort_unstable();
        match self.found.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            None => Ok(()),
            Some(pair) => Err(VerifyError::broken(
                Position(pair[1].1),
                format!("its request key stands at position {} already", pair[0].1),
            )),
        }
    }

    /// The index must hold the keys of the rows, in its search order. Call after [`Keys::check_once`].
    pub(crate) fn check_index(&self, moment: &dyn Moment) -> Result<(), VerifyError> {
        let broken = |position: Option<Position>| {
            let problem = "the index of request keys does not know the keys of the journal, so that a request could be \
                           carried out twice; restore a backup";
            VerifyError::broken(position, problem)
        };
        let mut indexed = Vec::with_capacity(self.found.len());
        let ordered =
            moment.indexed_keys(&mut |book, key, position| indexed.push((hash_of(book, key), position)))?;
        if ordered && indexed.len() == self.found.len() {
            indexed.sort_unstable();
            match self.found.iter().zip(&indexed).find(|(row, entry)| row != entry) {
                None => return Ok(()),
                Some((row, _)) => return Err(broken(Some(Position(row.1)))),
            }
        }
        Err(broken(None))
    }
}

fn hash_of(book: u64, key: &[u8]) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&book.to_le_bytes()).update(key);
    let mut half = [0; 16];
    half.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_le_bytes(half)
}
