//! The settings of a book that belong to adapters: which names there are, and whether a value is well formed. What needs
//! Discord, such as whether a role exists, only the bot can check.

use adapter_discord::{SETTING_NAMES, check_setting, is_setting_of_the_bot, setting_problems};
use ledger_core::{Book, BookId, Invalid, SettingChange, Settings};

/// The mark of a demonstration, so that a real ledger is never deleted: the name and the value of a setting.
pub(crate) const DEMO_MARK: (&str, &str) = ("demo.sample", "yes");

/// The mark of a playground.
pub(crate) const PLAYGROUND_MARK: (&str, &str) = ("playground.sample", "yes");

/// The settings that hold ids of roles and channels.
const WITH_IDS: [&str; 4] =
    ["discord.channels", "discord.log_channel", "discord.role_rewards", "discord.steward_roles"];

/// Checks the name and the form of a setting of an adapter. The empty value takes any setting back.
///
/// # Errors
/// When no adapter has the setting, or it does not accept the value.
pub(crate) fn check(book: BookId, change: &SettingChange) -> Result<(), Invalid> {
    let (name, value) = (change.name.as_str(), &*change.value);
    if is_setting_of_the_bot(name) {
        return check_setting(book, name, value).map_err(|invalid| with_near_name(name, invalid));
    }
    if !name.contains('.') || value.is_empty() {
        return Ok(());
    }
    Err(with_near_name(name, unknown_adapter(name)))
}

/// Adds the name that was probably meant to the error of an unknown one.
pub(crate) fn with_near_name(name: &str, mut invalid: Invalid) -> Invalid {
    let is_known = names().any(|known| known == name);
    if let Some(near) = near(name).filter(|_| invalid.field == "setting" && !is_known) {
        invalid.problem.push_str(&format!("; did you mean {near}?"));
    }
    invalid
}

/// Whether only the bot can say if the values of a setting exist.
pub(crate) fn names_ids(change: &SettingChange) -> bool {
    WITH_IDS.contains(&change.name.as_str()) && !change.value.is_empty()
}

/// The stored settings that have no effect, each with the reason.
pub(crate) fn without_effect(id: BookId, book: &Book) -> Vec<(String, Invalid)> {
    let settings = book.settings();
    let unknown = settings.others.keys().filter(|name| !is_setting_of_the_bot(name) && !is_ours(name));
    let unknown = unknown.map(|name| (name.clone(), unknown_adapter(name)));
    setting_problems(id, settings).into_iter().chain(unknown).collect()
}

fn unknown_adapter(name: &str) -> Invalid {
    let problem =
        "belongs to no adapter of this program; it has one, the bot, whose settings begin with discord.";
    Invalid::new("setting", name, problem)
}

/// Whether a setting marks a sample ledger.
fn is_ours(name: &str) -> bool {
    [DEMO_MARK.0, PLAYGROUND_MARK.0].contains(&name)
}

fn names() -> impl Iterator<Item = String> {
    let own = Settings::default().list().into_iter().map(|(name, _)| name);
    own.chain(SETTING_NAMES.map(str::to_owned))
}

/// The known name that is most like another, if one is.
fn near(name: &str) -> Option<String> {
    let bare = |name: &str| name.split_once('.').map_or(name, |(_, bare)| bare).to_owned();
    let distance = |known: &String| strsim::damerau_levenshtein(&bare(known), &bare(name));
    let nearest = names().min_by_key(distance)?;
    (distance(&nearest) * 3 <= bare(name).len()).then_some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_was_meant_is_found() {
        for (typed, meant) in [
            ("prefix", Some("discord.prefix")),
            ("discord.prefx", Some("discord.prefix")),
            ("dicsord.prefix", Some("discord.prefix")),
            ("order_rat", Some("order_rate")),
            ("discord.stewards_role", Some("discord.steward_roles")),
            ("colour", None),
            ("web.theme", None),
        ] {
            assert_eq!(near(typed).as_deref(), meant, "{typed}");
        }
    }
}
