//! Reads: committed state from memory, and the past from the journal.

pub(crate) mod accounts;
pub(crate) mod as_of;
pub(crate) mod audit;
pub(crate) mod daily;
pub(crate) mod follow;
pub(crate) mod history;
pub(crate) mod leaderboard;
pub(crate) mod place;
pub(crate) mod reasons;
pub(crate) mod seals;
