//! Pictures: the rank card and the chart of the last days, as PNG, the same bytes wherever they are drawn.
//! Every word in them comes from the caller; nothing here reads a file, a font of the system, or the network.
//!
//! Drawing takes milliseconds of a processor: do it where blocking is allowed.

mod avatar;
mod card;
mod chart;
mod fonts;
mod paint;
mod svg;

pub use self::avatar::{MAX_AVATAR_BYTES, MAX_AVATAR_SIDE};
pub use self::card::{Card, Goal, card};
pub use self::chart::{Chart, Day, chart};
pub use self::paint::Undrawable;
