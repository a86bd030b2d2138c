//! What the bot needs to know about claim codes. It holds no secret: whoever starts it answers for them.

use ledger_core::{BookId, CodeHash, OrderKey, SecretId};

/// Reads and issues claim codes.
pub trait Codes: Send + Sync {
    /// What the ledger may know a typed code by, the likeliest first.
    ///
    /// # Errors
    /// When it cannot be a code: that is a slip of the pen, not a guess.
    fn read(&self, typed: &str) -> Result<Vec<CodeHash>, NotACode>;

    /// The code of an order; `issue` counts the codes that it has had, from 1.
    ///
    /// # Errors
    /// Why there is none: a sentence for the log.
    fn issue(&self, book: BookId, order: &OrderKey, issue: u32) -> Result<IssuedCode, String>;
}

/// Why what was typed is not even tried: none of this counts as a guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// It does not look like a code.
    #[error("it does not look like a code")]
    Unreadable,
    /// Its check letter says that a letter was mistyped.
    #[error("it has a typing mistake")]
    Mistyped,
    /// Nobody here knows a secret to read codes with.
    #[error("there is no secret to read codes with")]
    Off,
}

/// A code that was just derived, and what the ledger is told of it.
#[derive(Clone)]
pub struct IssuedCode {
    /// The code as people read it.
    pub code: String,
    /// What the ledger knows it by.
    pub hash: CodeHash,
    /// Which secret it was made with.
    pub secret: SecretId,
}

impl std::fmt::Debug for IssuedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedCode").field("secret", &self.secret).finish_non_exhaustive()
    }
}
