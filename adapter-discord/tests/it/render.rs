//! The look of replies: refusals, texts of members, and Discord's limits.

mod embeds;
pub(crate) mod escape;
mod refusals;
