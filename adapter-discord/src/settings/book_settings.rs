//! The bot's settings of a server: the settings of its book whose names begin with `discord.`. They are parsed and
//! checked here only.

use ledger_core::{BookId, Invalid, Settings};
use poise::serenity_prelude::GuildId;

use crate::settings::ids::id;
use crate::settings::role_reward::RoleReward;

const OURS: &str = "discord.";

pub(crate) const MAX_LISTED: usize = 25;

pub(crate) const MAX_PREFIX_CHARS: usize = 10;

pub(crate) const MAX_WORD_CHARS: usize = 32;

/// A custom emoji is written with its name and id.
pub(crate) const MAX_EMOJI_CHARS: usize = 64;

pub(crate) const ROLE_REWARDS: &str = "discord.role_rewards";

/// The name of the setting with the log channel.
pub(crate) const LOG_CHANNEL: &str = "discord.log_channel";

const CURRENCY_EMOJI: &str = "discord.currency_emoji";
const CURRENCY_PLURAL: &str = "discord.currency_plural";
const CURRENCY_SINGULAR: &str = "discord.currency_singular";

pub(crate) fn book_of(guild: GuildId) -> Option<BookId> {
    BookId::new(guild.get()).ok()
}

pub(crate) fn server(book: BookId) -> GuildId {
    GuildId::new(book.number())
}

/// The bot's settings of a server; a setting without a value has its default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookSettings {
    /// The prefix of commands in messages.
    pub prefix: Option<String>,
    /// The roles whose members may use the stewards' commands.
    pub steward_roles: Vec<u64>,
    /// The channels in which the bot reacts; all of them if empty.
    pub channels: Vec<u64>,
    /// The channel that gets a line for each change.
    pub log_channel: Option<u64>,
    /// The roles that are given for points.
    pub role_rewards: Vec<RoleReward>,
    /// Whether members get direct messages about changes.
    pub direct_messages: DirectMessageSetting,
    /// The language of replies where the person's own is not known.
    pub locale: Option<String>,
}

/// Whether members get direct messages about changes, if they want them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DirectMessageSetting {
    /// They do not.
    #[default]
    Off,
    /// They do.
    On,
}

/// The names of the settings, sorted.
pub(crate) const NAMES: [&str; 10] = [
    "discord.channels",
    "discord.currency_emoji",
    "discord.currency_plural",
    "discord.currency_singular",
    "discord.direct_messages",
    "discord.locale",
    LOG_CHANNEL,
    "discord.prefix",
    ROLE_REWARDS,
    "discord.steward_roles",
];

impl BookSettings {
    /// Reads the settings of a book. A value that cannot be parsed counts as not set: another program wrote it without
    /// `check`. `problems` reports it.
    pub fn of(settings: &Settings) -> BookSettings {
        let mut read = BookSettings::default();
        for (name, value) in ours(settings) {
            // Showing the settings reports the problem to a person.
            let _: Result<(), Invalid> = read.set(name, value);
        }
        read
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        match name {
            "discord.channels" => self.channels = ids("discord.channels", value)?,
            // The module that renders the currency knows its format.
            CURRENCY_EMOJI => short(CURRENCY_EMOJI, value, MAX_EMOJI_CHARS)?,
            CURRENCY_PLURAL => short(CURRENCY_PLURAL, value, MAX_WORD_CHARS)?,
            CURRENCY_SINGULAR => short(CURRENCY_SINGULAR, value, MAX_WORD_CHARS)?,
            "discord.direct_messages" => self.direct_messages = switch(value)?,
            "discord.locale" => self.locale = Some(locale(value)?),
            LOG_CHANNEL => self.log_channel = Some(id(LOG_CHANNEL, value)?),
            "discord.prefix" => self.prefix = Some(prefix(value)?),
            ROLE_REWARDS => self.role_rewards = RoleReward::list(value)?,
            "discord.steward_roles" => self.steward_roles = ids("discord.steward_roles", value)?,
            unknown => {
                let problem = format!("does not exist; there are {}", NAMES.join(", "));
                return Err(Invalid::new("setting", unknown, problem));
            }
        }
        Ok(())
    }
}

/// Checks a value before it is submitted. Settings of other parts of Tallybook pass.
///
/// # Errors
/// Names the setting, the value and the expected form.
pub(crate) fn check(name: &str, value: &str) -> Result<(), Invalid> {
    if name.starts_with(OURS) { BookSettings::default().set(name, value) } else { Ok(()) }
}

/// The values that cannot be parsed, which another program wrote.
pub(crate) fn problems(settings: &Settings) -> Vec<Invalid> {
    let mut read = BookSettings::default();
    ours(settings).filter_map(|(name, value)| read.set(name, value).err()).collect()
}

/// Reads only the prefix, since every message needs it.
pub(crate) fn prefix_of(settings: &Settings) -> Option<&str> {
    settings.others.get("discord.prefix").map(|value| value.trim()).filter(|value| prefix(value).is_ok())
}

/// Reads only the log channel, since every event needs it.
pub(crate) fn log_channel_of(settings: &Settings) -> Option<u64> {
    settings.others.get(LOG_CHANNEL).and_then(|value| id(LOG_CHANNEL, value).ok())
}

/// Reads only whether there are rewards, since every event needs it.
pub(crate) fn has_role_rewards(settings: &Settings) -> bool {
    settings.others.get(ROLE_REWARDS).is_some_and(|value| !value.trim().is_empty())
}

/// Reads only this setting, since every event needs it.
pub(crate) fn has_direct_messages(settings: &Settings) -> bool {
    let set = settings.others.get("discord.direct_messages");
    set.and_then(|value| switch(value).ok()) == Some(DirectMessageSetting::On)
}

fn ours(settings: &Settings) -> impl Iterator<Item = (&str, &str)> {
    let from = settings.others.range(OURS.to_owned()..);
    from.take_while(|(name, _)| name.starts_with(OURS)).map(|(name, value)| (name.as_str(), value.as_str()))
}

fn ids(field: &'static str, value: &str) -> Result<Vec<u64>, Invalid> {
    let each = value.split([',', ' ']).filter(|part| !part.is_empty());
    let mut ids = each.map(|part| id(field, part)).collect::<Result<Vec<_>, _>>()?;
    ids.sort_unstable();
    ids.dedup();
    if ids.len() > MAX_LISTED {
        return Err(Invalid::new(
            field,
            value,
            format!("names {} of them; at most {MAX_LISTED} fit", ids.len()),
        ));
    }
    Ok(ids)
}

fn short(field: &'static str, value: &str, most: usize) -> Result<(), Invalid> {
    let chars = value.chars().count();
    if chars > most || value.chars().any(char::is_control) {
        let problem = format!("has {chars} characters; give one line of at most {most}");
        return Err(Invalid::new(field, value, problem));
    }
    Ok(())
}

fn prefix(value: &str) -> Result<String, Invalid> {
    // The prefix is shown between backticks.
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '`';
    // Discord handles messages that begin with a slash itself, and a mention begins with an angle bracket.
    if value.is_empty()
        || value.chars().count() > MAX_PREFIX_CHARS
        || value.contains(bad)
        || value.starts_with(['/', '<'])
    {
        let problem = format!(
            "must have 1 to {MAX_PREFIX_CHARS} characters without spaces and backticks, and not begin with / or <"
        );
        return Err(Invalid::new("discord.prefix", value, problem));
    }
    Ok(value.to_owned())
}

fn switch(value: &str) -> Result<DirectMessageSetting, Invalid> {
    match value {
        "on" => Ok(DirectMessageSetting::On),
        "off" => Ok(DirectMessageSetting::Off),
        _ => Err(Invalid::new("discord.direct_messages", value, "must be on or off")),
    }
}

fn locale(value: &str) -> Result<String, Invalid> {
    let fits = value.len() <= 10 && value.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
    if fits {
        Ok(value.to_owned())
    } else {
        Err(Invalid::new("discord.locale", value, "must be a locale of Discord's, such as en-GB or de"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is_refused(name: &str, value: &str, because: &str) {
        let sentence = check(name, value).expect_err(value).to_string();
        assert!(sentence.contains(because), "{sentence}");
    }

    fn settings(values: &[(&str, &str)]) -> Settings {
        Settings::restored(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn what_a_server_has_set_is_read() {
        let read = BookSettings::of(&settings(&[
            ("discord.prefix", "?"),
            ("discord.steward_roles", "<@&30>, 20 30"),
            ("discord.channels", "<#7>"),
            ("discord.log_channel", "9"),
            ("discord.direct_messages", "on"),
            ("discord.currency_plural", "coins"),
            ("web.theme", "dark"),
        ]));
        assert_eq!(read.prefix.as_deref(), Some("?"));
        assert_eq!(read.steward_roles, [20, 30]);
        assert_eq!((read.channels, read.log_channel), (vec![7], Some(9)));
        assert_eq!(read.direct_messages, DirectMessageSetting::On);
    }

    #[test]
    fn a_bad_value_counts_as_not_set_and_is_named() {
        let bad =
            settings(&[("discord.prefix", "much too long for this"), ("discord.log_channel", "general")]);
        assert_eq!(BookSettings::of(&bad), BookSettings::default());
        assert_eq!(prefix_of(&bad), None);
        let named: Vec<String> = problems(&bad).iter().map(ToString::to_string).collect();
        assert_eq!(named.len(), 2);
        assert!(named[0].starts_with("discord.log_channel “general” must be an id"), "{}", named[0]);
    }

    #[test]
    fn every_setting_says_what_it_takes() {
        is_refused("discord.channels", "here", "must be an id");
        is_refused("discord.channels", &"1234567 ".repeat(3).replace(' ', "x"), "must be an id");
        is_refused(
            "discord.steward_roles",
            &(1..=26).map(|n| format!("{n} ")).collect::<String>(),
            "at most 25",
        );
        is_refused("discord.currency_singular", &"x".repeat(33), "at most 32");
        is_refused("discord.direct_messages", "maybe", "must be on or off");
        is_refused("discord.locale", "klingon language", "such as en-GB or de");
        is_refused("discord.log_channel", "0", "must be an id");
        is_refused("discord.prefix", "/", "not begin with /");
        is_refused("discord.role_rewards", "lots", "balance>=1000");
        is_refused("discord.colour", "red", "does not exist; there are discord.channels");
        assert_eq!(check("web.theme", "anything"), Ok(()));
        for name in NAMES {
            assert_eq!(check(name, ""), Ok(()), "{name} can be taken back");
        }
    }
}
