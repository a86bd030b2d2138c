//! Operations on whole files: verify, back up, restore, rebuild, export, load, diagnose.

pub(crate) mod backup;
pub(crate) mod diagnose;
pub(crate) mod rebuild;
pub(crate) mod transfer;
pub(crate) mod verify;
