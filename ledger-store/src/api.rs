//! The values that callers pass in and get back: requests and outcomes, options, progress, errors.

pub(crate) mod clock;
pub(crate) mod error;
pub(crate) mod finding;
pub(crate) mod options;
pub(crate) mod pending;
pub(crate) mod progress;
pub(crate) mod request;
pub(crate) mod time_zones;
