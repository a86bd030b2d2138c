//! The interface to claim codes. The bot holds no secret; the program that starts it provides an implementation.

use ledger_core::{BookId, CodeHash, OrderKey, SecretId};

/// Reads and issues claim codes.
pub trait Codes: Send + Sync {
    /// The hashes that the ledger may have for a typed code, the likeliest first.
    ///
    /// # Errors
    /// When the text cannot be a code. That does not count as a guess.
    fn read(&self, typed: &str) -> Result<Vec<CodeHash>, NotACode>;

    /// The code of an order; `issue` counts the codes issued for it, from 1.
    ///
    /// # Errors
    /// The reason, as a sentence for the log.
    fn issue(&self, book: BookId, order: &OrderKey, issue: u32) -> Result<IssuedCode, String>;
}

/// Why a text is not tried as a code; none of these counts as a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// It does not look like a code.
    #[error("it does not look like a code")]
    Unreadable,
    /// The check letter shows a typing mistake.
    #[error("it has a typing mistake")]
    Mistyped,
    /// No secret is configured.
    #[error("there is no secret to read codes with")]
    Off,
}

/// A derived code, and what the ledger stores of it.
#[derive(Clone)]
pub struct IssuedCode {
    /// The code in its readable form.
    pub code: String,
    /// The hash that the ledger stores.
    pub hash: CodeHash,
    /// The secret it was made with.
    pub secret: SecretId,
}

impl std::fmt::Debug for IssuedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedCode").field("secret", &self.secret).finish_non_exhaustive()
    }
}
