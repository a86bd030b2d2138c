//! The Discord bot of Tallybook: each command translates, asks the ledger, and renders the answer.
//!
//! [`Bot::start`] connects to Discord and answers until [`Running::stop`]. No rule about points stands here, and
//! nothing of Discord's leaves this crate but [`Running::http`].

mod admission;
mod answer;
mod arguments;
mod ask;
mod because;
pub mod book_settings;
mod bot;
mod busy;
mod change;
mod choice;
mod codes;
mod commands;
mod config;
mod confirm;
mod custom_id;
mod dispatch;
mod due_roles;
mod faces;
mod gateway;
mod heard;
mod letters;
mod listening;
mod locales;
pub mod look;
mod may;
mod my_data;
mod on_error;
mod pages;
mod passing;
mod people;
pub mod picture;
mod presses;
mod quiet;
mod reactions;
mod register;
mod role_rewards;
mod setting_names;
mod shards;
mod sieve;
mod sight;
mod silence;
mod standings;
mod still_here;
mod suggest;
pub mod texts;
mod trouble;
mod usage;
mod way;
mod wishes;

pub use bot::{Bot, RunError, Running, StartError};
pub use codes::{Codes, IssuedCode, NotACode};
pub use config::{BotConfig, DEFAULT_PREFIX, MessageContent, Token};
pub use role_rewards::{Below, Measure, RoleReward};
pub use shards::ShardRange;
