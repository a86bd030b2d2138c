//! What can be read: from memory as it is committed, from the journal as it was.

pub(crate) mod as_of;
pub(crate) mod audit;
pub(crate) mod daily;
pub(crate) mod follow;
pub(crate) mod history;
pub(crate) mod leaderboard;
pub(crate) mod reasons;
