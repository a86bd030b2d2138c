//! Encodes events as stored JSON and decodes them. Kinds and field names are frozen; golden files hold them. A kind
//! whose shape must change gets a new version, and `decode` an upcaster.

pub(crate) mod decode;
pub(crate) mod event_json;
mod json;
pub(crate) mod place;
pub(crate) mod row;
pub(crate) mod salt;
pub(crate) mod seal;

/// The version that every kind is written in.
pub(crate) const VERSION: i64 = 1;
