//! placeholder docs
#![deny(clippy::arithmetic_side_effects)]

mod account;
mod accounts;
mod achievement;
mod apply;
mod boards;
mod book;
mod command;
mod decide;
mod event;
mod fingerprint;
mod fits;
mod ids;
mod invalid;
mod order;
mod overlay;
mod parts;
mod points;
mod projection;
mod ranked;
mod refusal;
mod settings;
mod tables;
#[cfg(feature = "testkit")]
pub mod testkit;
mod text;
mod time;

pub use account::{Account, AccountParts, Badge, Score, Standing, Unlocked};
pub use achievement::{Achievement, AchievementSpec, Availability, Rule, starter_set};
pub use boards::{Boards, By, Place};
pub use book::{Book, Change, Decision, Totals, Unfit};
pub use command::{Command, Context, Limits, MAX_BATCH, RecordOrder};
pub use decide::{Decided, Draft, Links};
pub use event::{
    Correction, Direction, Event, Flow, OrderChanged, OrderRecorded, Posting, Recorded, Reversed, Sides,
};
pub use ids::{AccountNo, AchievementNo, Actor, Asker, BookId, MemberId, OrderNo, Position};
pub use invalid::Invalid;
pub use order::{Order, OrderStatus, Redeemed};
pub use overlay::Overlay;
pub use parts::BookParts;
pub use points::{Amount, Points};
pub use projection::Projection;
pub use refusal::Refusal;
pub use settings::{MAX_SETTING_CHARS, Rounding, SettingChange, Settings, Switch};
pub use tables::{Conduct, DayFlow, Phase, Season};
pub use text::{
    AchievementKey, CodeHash, Currency, Email, Label, OrderKey, OrderText, Reason, RequestKey, SecretId,
    SettingName,
};
pub use time::{Day, Month, Timestamp, UtcOffset, Week};
