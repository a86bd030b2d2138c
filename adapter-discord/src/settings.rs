//! Settings of the process, of a server, and of a member.

pub(crate) mod book_settings;
pub(crate) mod codes;
pub(crate) mod config;
pub(crate) mod ids;
pub(crate) mod locales;
pub(crate) mod preferences;
pub(crate) mod role_reward;
pub(crate) mod setting_names;
pub(crate) mod shards;
