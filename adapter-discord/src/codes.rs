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

/// What was typed cannot be a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct NotACode {
    /// What is wrong with it, in a sentence that does not repeat it.
    pub problem: String,
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
