//! Salts for private texts, from a stream cipher that is seeded once from the system's randomness.

use crate::internal_error::{InternalError, Result};

/// Long enough that a salt cannot be guessed after it is erased.
pub(crate) const SALT_BYTES: usize = 12;

const BLOCK: usize = SALT_BYTES * 256;

pub(crate) struct Salts {
    stream: blake3::OutputReader,
    block: Box<[u8; BLOCK]>,
    used: usize,
}

impl Salts {
    pub(crate) fn new() -> Result<Salts> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed)
            .map_err(|e| InternalError::damaged(format!("the system gives no random numbers: {e}")))?;
        let stream = blake3::Hasher::new_keyed(&seed).finalize_xof();
        Ok(Salts { stream, block: Box::new([0; BLOCK]), used: BLOCK })
    }

    pub(crate) fn next(&mut self) -> [u8; SALT_BYTES] {
        if self.used == BLOCK {
            self.stream.fill(&mut self.block[..]);
            self.used = 0;
        }
        let mut salt = [0; SALT_BYTES];
        salt.copy_from_slice(&self.block[self.used..self.used + SALT_BYTES]);
        self.used += SALT_BYTES;
        salt
    }
}
