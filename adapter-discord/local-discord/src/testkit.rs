//! Methods of a running local Discord for tests and the playground: act as its members, change memberships and
//! commands, cause faults, check calls against Discord's published schema.

pub(crate) mod api_schema;
mod channels;
mod commands;
mod faults;
mod members;
pub(crate) mod people;
mod playground;
