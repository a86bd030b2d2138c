//! What commands and effects read out of the ledger, put together for a server. How it is shown is not known here.

pub(crate) mod achievement_progress;
pub(crate) mod data_export;
pub(crate) mod due_roles;
pub(crate) mod leaderboard;
