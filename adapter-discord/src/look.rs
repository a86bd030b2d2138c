//! One look for all answers: colours, amounts, times, other people's words, and Discord's limits.
//! What is said stands in [`crate::texts`]; pictures are drawn in [`crate::picture`].

pub mod mentions;
pub mod progress;
pub mod text;
pub mod time;

mod currency;
mod cut;
mod invalid;
mod meaning;
mod refusal;
mod sheet;
pub(crate) mod signs;

pub use self::currency::Currency;
pub use self::cut::{cut, length};
pub use self::invalid::invalid;
pub use self::meaning::Meaning;
pub use self::refusal::refusal;
pub use self::sheet::{Sheet, Words, theirs};
