//! Events to stored JSON and back. Kinds and field names are frozen: golden files hold them.
//! A kind whose shape must change gets a new version and an upcaster in `decode`.

mod decode;
mod encode;

pub(crate) use decode::{decode, decode_without_texts};
pub(crate) use encode::encode;

/// The version that every kind is written in today.
pub(crate) const VERSION: i64 = 1;
