//! The Discord bot of Tallybook: each command translates, asks the ledger, and renders the answer.
//!
//! [`Bot::start`] connects to Discord and answers until [`Running::stop`]. No rule about points stands here, and
//! nothing of Discord's leaves this crate but [`Running::http`].

mod app;
mod commands;
mod effects;
mod gateway;
mod invocation;
mod queries;
pub mod render;
mod reply;
mod run;
mod settings;

pub use app::Bot;
pub use queries::kept_words::in_kept_words;
pub use run::{RunError, Running, StartError};
pub use settings::book_settings::{
    BookSettings, NAMES as SETTING_NAMES, check as check_setting, is_ours as is_setting_of_the_bot,
    problems as setting_problems,
};
pub use settings::codes::{Codes, IssuedCode, NotACode};
pub use settings::config::{BotConfig, DEFAULT_PREFIX, MessageContent, Token};
pub use settings::role_reward::{Below, Ladder, Measure, RoleReward};
pub use settings::shards::ShardRange;
