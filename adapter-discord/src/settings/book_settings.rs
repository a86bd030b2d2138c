//! What a server can set for the bot: the settings of its book whose names begin with `discord.`.
//! Each is read and checked here and nowhere else; how a currency looks is not known here.

use ledger_core::{BookId, Invalid, Settings};
use poise::serenity_prelude::GuildId;

use crate::settings::ids::id;
use crate::settings::role_reward::RoleReward;

/// What every name begins with.
const OURS: &str = "discord.";

/// The most roles or channels in a list.
pub(crate) const MAX_LISTED: usize = 25;

/// The most characters of a prefix.
pub(crate) const MAX_PREFIX_CHARS: usize = 10;

/// The most characters of a word for the currency.
pub(crate) const MAX_WORD_CHARS: usize = 32;

/// The most characters of its emoji: those of a server have a name and an id.
pub(crate) const MAX_EMOJI_CHARS: usize = 64;

/// The setting that says which roles come with points.
pub(crate) const ROLE_REWARDS: &str = "discord.role_rewards";

const CURRENCY_EMOJI: &str = "discord.currency_emoji";
const CURRENCY_PLURAL: &str = "discord.currency_plural";
const CURRENCY_SINGULAR: &str = "discord.currency_singular";

/// The book of a server.
pub(crate) fn book_of(guild: GuildId) -> Option<BookId> {
    BookId::new(guild.get()).ok()
}

/// The server of a book.
pub(crate) fn server(book: BookId) -> GuildId {
    GuildId::new(book.number())
}

/// What a server has set for the bot. What it did not set is as if the bot had never been asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookSettings {
    /// What commands in messages begin with.
    pub prefix: Option<String>,
    /// The roles whose members may use the stewards' commands.
    pub steward_roles: Vec<u64>,
    /// The channels that the bot listens in; everywhere if there are none.
    pub channels: Vec<u64>,
    /// Where changes are told.
    pub log_channel: Option<u64>,
    /// Which roles come with how many points.
    pub role_rewards: Vec<RoleReward>,
    /// Whether members are told of changes by direct message.
    pub direct_messages: DirectMessageSetting,
    /// The language of answers where the person's own is not known.
    pub locale: Option<String>,
}

/// Whether members are told of changes by direct message, if they want it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DirectMessageSetting {
    /// No.
    #[default]
    Off,
    /// Yes.
    On,
}

/// The settings there are, by name and in the order of the alphabet.
pub(crate) const NAMES: [&str; 10] = [
    "discord.channels",
    "discord.currency_emoji",
    "discord.currency_plural",
    "discord.currency_singular",
    "discord.direct_messages",
    "discord.locale",
    "discord.log_channel",
    "discord.prefix",
    ROLE_REWARDS,
    "discord.steward_roles",
];

impl BookSettings {
    /// What a book has set. A value that cannot be read counts as not set: it came past [`check`], from another
    /// program. [`problems`] names it.
    pub fn of(settings: &Settings) -> BookSettings {
        let mut read = BookSettings::default();
        for (name, value) in ours(settings) {
            // The one that a person should hear of is told when the settings are shown.
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
            // What they look like is known to those who show them.
            CURRENCY_EMOJI => short(CURRENCY_EMOJI, value, MAX_EMOJI_CHARS)?,
            CURRENCY_PLURAL => short(CURRENCY_PLURAL, value, MAX_WORD_CHARS)?,
            CURRENCY_SINGULAR => short(CURRENCY_SINGULAR, value, MAX_WORD_CHARS)?,
            "discord.direct_messages" => self.direct_messages = switch(value)?,
            "discord.locale" => self.locale = Some(locale(value)?),
            "discord.log_channel" => self.log_channel = Some(id("discord.log_channel", value)?),
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

/// Checks a value before the ledger is asked to keep it. Names of other parts of Tallybook are not looked at.
///
/// # Errors
/// Names the setting, the value and what it takes.
pub(crate) fn check(name: &str, value: &str) -> Result<(), Invalid> {
    if name.starts_with(OURS) { BookSettings::default().set(name, value) } else { Ok(()) }
}

/// What is wrong with the settings of a book: values that came from another program and cannot be read.
pub(crate) fn problems(settings: &Settings) -> Vec<Invalid> {
    let mut read = BookSettings::default();
    ours(settings).filter_map(|(name, value)| read.set(name, value).err()).collect()
}

/// The prefix alone: it is asked for with every message.
pub(crate) fn prefix_of(settings: &Settings) -> Option<&str> {
    settings.others.get("discord.prefix").map(|value| value.trim()).filter(|value| prefix(value).is_ok())
}

/// Where changes are told alone: it is asked for with every event.
pub(crate) fn log_channel_of(settings: &Settings) -> Option<u64> {
    settings.others.get("discord.log_channel").and_then(|value| id("discord.log_channel", value).ok())
}

/// Whether there are any role rewards: it is asked for with every event.
pub(crate) fn has_role_rewards(settings: &Settings) -> bool {
    settings.others.get(ROLE_REWARDS).is_some_and(|value| !value.trim().is_empty())
}

/// Whether members are told of changes by direct message: it is asked for with every event.
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
    // It is shown between backticks.
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '`';
    // A slash would never reach the bot, and a mention begins with an angle bracket.
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
