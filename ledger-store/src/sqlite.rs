//! Everything that is SQLite's: the file, its schema, its rows. The rest of the crate knows journals and checkpoints.

pub(crate) mod adapter_data;
pub(crate) mod checkpoint;
pub(crate) mod connection;
pub(crate) mod erase;
pub(crate) mod files;
pub(crate) mod gather;
pub(crate) mod journal;
pub(crate) mod outbox;
pub(crate) mod pages;
pub(crate) mod record;
pub(crate) mod rows;
pub(crate) mod schema;
pub(crate) mod state;
