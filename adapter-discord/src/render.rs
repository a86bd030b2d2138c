//! The look of all replies: colours, amounts, times, escaping of people's text, and Discord's limits.
//! [`crate::render::texts`] has the sentences, and [`crate::render::picture`] draws pictures.

pub mod escape;
pub(crate) mod event_kind;
pub(crate) mod mentions;
pub(crate) mod pages;
pub mod picture;
pub(crate) mod progress;
pub mod texts;
pub(crate) mod time;
pub(crate) mod tokens;

mod clock;
mod currency;
mod embed;
mod invalid;
pub(crate) mod invisible;
mod refusal;
mod tone;
mod truncate;

pub(crate) use self::clock::clock_problem;
pub use self::currency::Currency;
pub use self::embed::{Embed, EmbedText, user_text};
pub(crate) use self::invalid::bad_number;
pub use self::invalid::invalid;
pub use self::refusal::refusal;
pub use self::tone::Tone;
pub use self::truncate::{length, truncate};
