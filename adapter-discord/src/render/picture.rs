//! Pictures: the rank card and the chart of the last days, as PNG with the same bytes on every machine. The caller
//! supplies every word; nothing here reads the network, or a file outside the folder of fonts that it is given.
//!
//! Drawing takes some milliseconds of CPU time: call it where blocking is allowed.

mod avatar;
mod card;
mod chart;
mod fonts;
mod line;
mod paint;
mod svg;

pub use self::avatar::{MAX_AVATAR_BYTES, MAX_AVATAR_SIDE};
pub use self::card::{Card, Goal, card};
pub use self::chart::{Chart, Day, chart};
pub use self::fonts::{FolderError, Fonts};
pub use self::paint::Undrawable;
