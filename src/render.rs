//! How things are written, for people and for programs: numbers, times, names, tables, and the answers to changes.
//! Ids are strings in JSON: the numbers of Discord do not fit what JavaScript calls a number.

pub mod number;
pub mod outcome;
pub mod refusal;
pub mod table;
pub mod time;
pub mod who;
