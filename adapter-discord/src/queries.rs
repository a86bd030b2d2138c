//! Reads of the ledger for commands and effects, prepared for a server. Rendering is elsewhere.

pub(crate) mod achievement_progress;
pub(crate) mod data_export;
pub(crate) mod due_roles;
pub(crate) mod kept_words;
pub(crate) mod leaderboard;
