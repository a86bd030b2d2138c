//! How answers look: refusals in words, other people's texts, and Discord's limits.

mod refusals;
mod sheets;
pub mod texts;
