//! The settings that stewards can see and change: the name in the book, and the line that explains it.
//! [`crate::settings::book_settings`] and the ledger know the accepted values.

use ledger_core::POINT_SETTINGS;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The name in the book.
    pub name: &'static str,
    /// The text line that explains it.
    pub line: &'static str,
}

const fn setting(name: &'static str, line: &'static str) -> Setting {
    Setting { name, line }
}

/// Every setting, the most used first.
pub(crate) const SETTINGS: [Setting; 23] = [
    setting("discord.prefix", "setting-prefix"),
    setting("discord.steward_roles", "setting-steward-roles"),
    setting("discord.channels", "setting-channels"),
    setting("discord.log_channel", "setting-log-channel"),
    setting("discord.currency_singular", "setting-currency-singular"),
    setting("discord.currency_plural", "setting-currency-plural"),
    setting("discord.currency_emoji", "setting-currency-emoji"),
    setting("discord.role_rewards", "setting-role-rewards"),
    setting("discord.role_ladder", "setting-role-ladder"),
    setting("discord.direct_messages", "setting-messages"),
    setting("discord.locale", "setting-locale"),
    setting("max_points_per_transaction", "setting-max-points-per-transaction"),
    setting("max_total_points", "setting-max-total-points"),
    setting("transfers", "setting-transfers"),
    setting("transfer_minimum", "setting-transfer-minimum"),
    setting("transfer_daily_cap", "setting-transfer-daily-cap"),
    setting("transfer_confirm_above", "setting-give-confirm-above"),
    setting("transfer_cooldown", "setting-transfer-cooldown"),
    setting("order_rate", "setting-order-rate"),
    setting("order_rounding", "setting-order-rounding"),
    setting("claim_guesses_per_hour", "setting-claim-guesses-per-hour"),
    setting("time_zone", "setting-time-zone"),
    setting("utc_offset", "setting-utc-offset"),
];

impl Setting {
    /// The name without the prefix `discord.`.
    pub(crate) fn short(&self) -> &'static str {
        self.name.strip_prefix("discord.").unwrap_or(self.name)
    }

    /// Whether it is a number of points.
    pub(crate) fn is_points(&self) -> bool {
        POINT_SETTINGS.contains(&self.name)
    }

    /// Finds a setting by its name, with hyphens or underscores, in any case.
    pub(crate) fn called(typed: &str) -> Option<Setting> {
        let typed = typed.trim().to_lowercase().replace('-', "_");
        SETTINGS.into_iter().find(|one| one.name == typed || one.short() == typed)
    }
}

#[cfg(test)]
mod tests {
    use ledger_core::Settings;

    use super::*;
    use crate::settings::book_settings;

    #[test]
    fn every_setting_that_there_is_can_be_changed_from_here() {
        let mut there: Vec<String> = Settings::default().list().into_iter().map(|(name, _)| name).collect();
        there.extend(book_settings::NAMES.map(str::to_owned));
        there.sort();
        let mut here = SETTINGS.map(|one| one.name);
        here.sort_unstable();
        assert_eq!(here.to_vec(), there);
    }

    #[test]
    fn a_setting_is_found_however_it_is_typed() {
        let called = |typed: &str| Setting::called(typed).map(|one| one.name);
        assert_eq!(called("prefix"), Some("discord.prefix"));
        assert_eq!(called(" Discord.Prefix "), Some("discord.prefix"));
        assert_eq!(called("transfer-minimum"), Some("transfer_minimum"));
        assert_eq!(called("colour"), None);
    }
}
