//! Text and JSON of answers: numbers, times, names, tables, and the outcomes of changes.
//! Ids are strings in JSON, because Discord's exceed the exact integers of JavaScript.

pub(crate) mod number;
pub(crate) mod outcome;
pub(crate) mod refusal;
pub(crate) mod table;
pub(crate) mod time;
pub(crate) mod transferred;
pub(crate) mod who;
