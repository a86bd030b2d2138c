//! Request keys: each stands once in its book, and the index that is asked for them knows exactly them. A key that the
//! index does not know would be carried out a second time.

use ledger_core::Position;

use crate::api::error::VerifyError;
use crate::encoding::row::EventRow;
use crate::engine::reader::Moment;

/// The keys of the journal, as hashes, with their positions.
#[derive(Default)]
pub(super) struct Keys {
    found: Vec<(u128, u64)>,
}

/// The hash of an event's request key in its book.
pub(super) fn hash(stored: &EventRow<'_>) -> Option<u128> {
    stored.request_key.map(|key| hash_of(stored.book, key.as_bytes()))
}

impl Keys {
    pub(super) fn add(&mut self, key: u128, position: u64) {
        self.found.push((key, position));
    }

    /// No key stands twice in its book.
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

    /// The index holds what the rows hold, in the order in which it is searched. To be asked after [`Keys::check_once`].
    pub fn check_index(&self, moment: &dyn Moment) -> Result<(), VerifyError> {
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
