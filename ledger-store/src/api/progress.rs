//! How far long work has come, for whoever shows a bar.

/// So much of so much is done; events, unless the work says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
}
