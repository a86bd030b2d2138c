//! The progress of long work.

/// How much of the work is done; counted in events unless the operation says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The finished part.
    pub done: u64,
    /// The whole.
    pub total: u64,
}
