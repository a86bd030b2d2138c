//! The connection to Discord: the thread that listens, and where each event goes. No command is known here.

pub(crate) mod dispatch;
mod log;
pub(crate) mod prefilter;
mod register;
pub(crate) mod sieve;
pub(crate) mod thread;
