//! What holds for a whole file: its delimiter, its decimal mark, and whether the day or the month comes first.
//!
//! Each is detected before the first row is read, so that no row is read by a guess of its own.

pub(crate) mod decimal_mark;
pub(crate) mod delimiter;
pub(crate) mod notation;
