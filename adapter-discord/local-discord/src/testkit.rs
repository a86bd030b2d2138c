//! What tests and the playground do with a running local Discord: act as its members, cause faults, read the log.
//! Each file adds methods to `LocalDiscord` or a type that they return.

pub(crate) mod api_schema;
mod commands;
mod faults;
mod members;
pub(crate) mod people;
mod playground;
