//! The values that commands and events are made of. Each is a type of its own and is checked once, when it is made.

mod ids;
mod invalid;
mod number;
mod points;
mod text;
mod time;
pub mod visible;

pub use ids::{AccountNo, AchievementNo, Actor, Asker, BookId, MemberId, OrderNo, Position};
pub use invalid::Invalid;
pub use number::{GroupMark, NumberError};
pub use points::{Amount, Points, read_number};
pub(crate) use text::is_one_visible_line;
pub use text::{
    AchievementKey, CodeHash, Currency, Email, Label, OrderKey, OrderText, Reason, RequestKey, SecretId,
    SettingName,
};
pub use time::{Day, Month, Period, Timestamp, UtcOffset, Week};
