//! The connection to Discord, and where each event goes. No command is known here.

pub(crate) mod connection;
pub(crate) mod dispatch;
mod log;
mod prefilter;
mod register;
mod returning;
