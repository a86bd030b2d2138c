//! The bot's settings of a server: the settings of its book whose names begin with `discord.`. They are parsed and
//! checked here only.

use ledger_core::visible::{is_blank, is_hidden, moves_text, shows_something};
use ledger_core::{BookId, Invalid, Settings};
use poise::serenity_prelude::GuildId;

use crate::settings::ids::{self, id};
use crate::settings::locales;
use crate::settings::role_reward::{Ladder, RoleReward};

const OURS: &str = "discord.";

pub(crate) const MAX_LISTED: usize = 25;

pub(crate) const MAX_PREFIX_CHARS: usize = 10;

pub(crate) const MAX_WORD_CHARS: usize = 32;

/// A custom emoji is written with its name and id.
pub(crate) const MAX_EMOJI_CHARS: usize = 64;

pub(crate) const ROLE_LADDER: &str = "discord.role_ladder";

pub(crate) const ROLE_REWARDS: &str = "discord.role_rewards";

/// The name of the setting with the log channel.
pub(crate) const LOG_CHANNEL: &str = "discord.log_channel";

pub(crate) const STEWARD_ROLES: &str = "discord.steward_roles";

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
    /// Which of the reached roles a member has.
    pub role_ladder: Ladder,
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

/// The names of the bot's settings, sorted.
pub const NAMES: [&str; 11] = [
    "discord.channels",
    "discord.currency_emoji",
    "discord.currency_plural",
    "discord.currency_singular",
    "discord.direct_messages",
    "discord.locale",
    LOG_CHANNEL,
    "discord.prefix",
    ROLE_LADDER,
    ROLE_REWARDS,
    STEWARD_ROLES,
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

    /// Whether a list of roles names the one of every member, which has the id of the server.
    pub(crate) fn names_everyone(&self, book: BookId) -> bool {
        let rewards = self.role_rewards.iter().map(|reward| &reward.role);
        self.steward_roles.iter().chain(rewards).any(|role| *role == book.number())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        let value = value.trim();
        if value.is_empty() {
            return Ok(());
        }
        match name {
            "discord.channels" => self.channels = id_list("discord.channels", value)?,
            // The module that renders the currency knows its format.
            CURRENCY_EMOJI => short(CURRENCY_EMOJI, value, MAX_EMOJI_CHARS)?,
            CURRENCY_PLURAL => short(CURRENCY_PLURAL, value, MAX_WORD_CHARS)?,
            CURRENCY_SINGULAR => short(CURRENCY_SINGULAR, value, MAX_WORD_CHARS)?,
            "discord.direct_messages" => self.direct_messages = switch(value)?,
            "discord.locale" => self.locale = Some(locale(value)?),
            LOG_CHANNEL => self.log_channel = Some(id(LOG_CHANNEL, value)?),
            "discord.prefix" => self.prefix = Some(prefix(value)?),
            ROLE_LADDER => self.role_ladder = Ladder::read(value)?,
            ROLE_REWARDS => {
                self.role_rewards = RoleReward::list(value)?;
                if self.role_rewards.is_empty() {
                    return Err(Invalid::new(
                        ROLE_REWARDS,
                        value,
                        "names no reward; leave it empty for none",
                    ));
                }
            }
            STEWARD_ROLES => self.steward_roles = id_list(STEWARD_ROLES, value)?,
            unknown => {
                let problem = format!("does not exist; there are {}", NAMES.join(", "));
                return Err(Invalid::new("setting", unknown, problem));
            }
        }
        Ok(())
    }
}

/// Whether a name is that of a setting of the bot, known or not.
pub fn is_ours(name: &str) -> bool {
    name.starts_with(OURS)
}

/// Checks the form of a value before it is submitted. Whether a role or channel exists, only Discord knows. Settings of
/// other parts of Tallybook pass, and so does the empty value, which takes a setting back.
///
/// # Errors
/// Names the setting, the value and the expected form.
pub fn check(book: BookId, name: &str, value: &str) -> Result<(), Invalid> {
    if !is_ours(name) {
        return Ok(());
    }
    let mut read = BookSettings::default();
    read.set(name, value)?;
    match read.names_everyone(book) {
        true => Err(Invalid::new("setting", name, "cannot name @everyone, the role that every member has")),
        false => Ok(()),
    }
}

/// A checked value as it is stored: ids instead of mentions, which are too long for as many as may be listed.
pub(crate) fn as_stored(name: &str, value: &str) -> Result<String, Invalid> {
    if value.trim().is_empty() {
        return Ok(String::new());
    }
    match name {
        "discord.channels" => Ok(ids::written(&id_list("discord.channels", value)?)),
        STEWARD_ROLES => Ok(ids::written(&id_list(STEWARD_ROLES, value)?)),
        LOG_CHANNEL => Ok(id(LOG_CHANNEL, value)?.to_string()),
        _ => Ok(value.to_owned()),
    }
}

/// The stored values that have no effect, each with the name of its setting: a program wrote them without [`check`].
pub fn problems(book: BookId, settings: &Settings) -> Vec<(String, Invalid)> {
    let problem = |(name, value): (&str, &str)| Some((name.to_owned(), check(book, name, value).err()?));
    ours(settings).filter_map(problem).collect()
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

fn id_list(field: &'static str, value: &str) -> Result<Vec<u64>, Invalid> {
    // Mentions may stand side by side.
    let apart = value.replace("><", "> <");
    let each = apart.split([',', ';', ' ', '\n']).filter(|part| !part.is_empty());
    let mut listed = each.map(|part| id(field, part)).collect::<Result<Vec<_>, _>>()?;
    listed.sort_unstable();
    listed.dedup();
    if listed.is_empty() {
        return Err(Invalid::new(field, value, "names none; leave it empty for none"));
    }
    if listed.len() > MAX_LISTED {
        return Err(Invalid::new(
            field,
            value,
            format!("names {} of them; at most {MAX_LISTED} fit", listed.len()),
        ));
    }
    Ok(listed)
}

fn short(field: &'static str, value: &str, most: usize) -> Result<(), Invalid> {
    let chars = value.chars().count();
    if chars > most || value.chars().any(moves_text) || !shows_something(value) {
        let problem = format!("has {chars} characters; give one visible line of at most {most}");
        return Err(Invalid::new(field, value, problem));
    }
    Ok(())
}

fn prefix(value: &str) -> Result<String, Invalid> {
    // The prefix is shown between backticks.
    let bad = |c: char| c.is_whitespace() || is_hidden(c) || is_blank(c) || c == '`';
    // Discord handles messages that begin with a slash itself, and a mention begins with an angle bracket.
    if !shows_something(value)
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
    if locales::is_known(value) {
        Ok(value.to_owned())
    } else {
        Err(Invalid::new("discord.locale", value, "must be a locale of Discord's, such as en-GB or de"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server_of_tests() -> BookId {
        BookId::new(1).unwrap()
    }

    #[track_caller]
    fn is_refused(name: &str, value: &str, because: &str) {
        let sentence = check(server_of_tests(), name, value).expect_err(value).to_string();
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
        let named: Vec<String> =
            problems(server_of_tests(), &bad).iter().map(|(_, it)| it.to_string()).collect();
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
        for named in ["<#7>", "<@&7>"] {
            let mentions =
                (0..25).map(|n| named.replace('7', &(1_234_567_890_123_456_000_u64 + n).to_string()));
            let mentions = mentions.collect::<Vec<_>>();
            for typed in [mentions.join(" "), mentions.concat(), mentions.join(", ")] {
                let stored = as_stored("discord.channels", &typed).unwrap();
                assert!(stored.len() <= 500, "{stored}");
                assert_eq!(as_stored("discord.steward_roles", &typed).unwrap(), stored);
                assert_eq!(BookSettings::of(&settings(&[("discord.channels", &stored)])).channels.len(), 25);
            }
        }
        is_refused("discord.currency_singular", &"x".repeat(33), "at most 32");
        is_refused("discord.direct_messages", "maybe", "must be on or off");
        for none in ["klingon language", "klingon", "xx", "en-XX", "d"] {
            is_refused("discord.locale", none, "such as en-GB or de");
        }
        is_refused("discord.prefix", &"x".repeat(50), "must have 1 to 10 characters");
        for invisible in ["\u{200b}", "!\u{200b}", "\u{3164}"] {
            is_refused("discord.prefix", invisible, "must have 1 to 10 characters");
            is_refused("discord.currency_emoji", invisible.trim_start_matches('!'), "one visible line");
        }
        is_refused("discord.currency_plural", "gold\ncoins", "one visible line");
        is_refused("discord.steward_roles", "@everyone", "must be an id");
        is_refused("discord.steward_roles", "7, 1", "cannot name @everyone");
        is_refused("discord.role_rewards", "balance>=5:1", "cannot name @everyone");
        is_refused("discord.steward_roles", ", ,", "names none");
        is_refused("discord.role_rewards", ",", "names no reward");
        for locale in ["de", "en", "EN-gb", "pt-BR", "pt", "zh"] {
            assert_eq!(check(server_of_tests(), "discord.locale", locale), Ok(()), "{locale}");
        }
        is_refused("discord.log_channel", "0", "must be an id");
        is_refused("discord.prefix", "/", "not begin with /");
        is_refused("discord.role_ladder", "some", "must be all or highest");
        is_refused("discord.role_rewards", "lots", "balance>=1000");
        is_refused("discord.colour", "red", "does not exist; there are discord.channels");
        assert_eq!(check(server_of_tests(), "web.theme", "anything"), Ok(()));
        for name in NAMES {
            assert_eq!(check(server_of_tests(), name, ""), Ok(()), "{name} can be taken back");
        }
    }
}
