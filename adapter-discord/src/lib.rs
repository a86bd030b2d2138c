//! The Discord bot of Tallybook: each command translates, asks the ledger, and renders the answer.

pub mod look;
pub mod picture;
pub mod texts;
