//! One problem of a file, as the person who uploaded it sees it.

use std::fmt;

/// A problem of a row, in a sentence for the person who uploaded the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line on which the row begins, counted from 1 at the top of the file.
    pub line: u64,
    /// The problem and what to do, without a full stop.
    pub problem: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}
