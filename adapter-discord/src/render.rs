//! One look for all answers: colours, amounts, times, other people's words, and Discord's limits.
//! What is said stands in [`crate::render::texts`]; pictures are drawn in [`crate::render::picture`].

pub mod escape;
pub(crate) mod event_kind;
pub(crate) mod mentions;
pub mod picture;
pub(crate) mod progress;
pub mod texts;
pub(crate) mod time;

mod currency;
mod embed;
mod invalid;
pub(crate) mod invisible;
mod refusal;
mod tone;
mod truncate;

pub use self::currency::Currency;
pub use self::embed::{Embed, EmbedText, user_text};
pub use self::invalid::invalid;
pub use self::refusal::refusal;
pub use self::tone::Tone;
pub use self::truncate::{length, truncate};
