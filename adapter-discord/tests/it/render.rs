//! How answers look: refusals in words, other people's texts, and Discord's limits.

mod embeds;
pub mod escape;
mod refusals;
