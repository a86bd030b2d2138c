//! The look of replies: refusals, texts of members, and Discord's limits.

mod embeds;
pub mod escape;
mod refusals;
