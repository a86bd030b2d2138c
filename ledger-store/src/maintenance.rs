//! What is done with a whole file: verify, back up, restore, rebuild, export and load, diagnose.

pub(crate) mod backup;
pub(crate) mod diagnose;
pub(crate) mod rebuild;
pub(crate) mod transfer;
pub(crate) mod verify;
