//! Errors of input values in the reader's language.

use ledger_core::{AchievementKey, Invalid, Label, MAX_COOLDOWN_SECONDS, NumberError, Reason};

use super::escape;
use crate::render::texts::{Value, Voice};
use crate::settings::book_settings::{MAX_EMOJI_CHARS, MAX_LISTED, MAX_PREFIX_CHARS, MAX_WORD_CHARS};
use crate::settings::role_reward::MAX_REWARDS;

/// The error for a number of points that cannot be read.
pub(crate) fn bad_number(voice: Voice<'_>, value: &str, why: NumberError) -> String {
    let value = ("value", escape::said_back(value).into());
    // Without the mark between groups, so that it can be typed in every language.
    let digits = |name, number: u64| (name, Value::from(number.to_string()));
    match why {
        NumberError::Fraction { joined, whole } => {
            let values = [value, digits("joined", joined), digits("whole", whole)];
            voice.say_with("invalid-amount-fraction", &values)
        }
        NumberError::TwoReadings { first, second } => {
            let values = [value, digits("first", first), digits("second", second)];
            voice.say_with("invalid-amount-two", &values)
        }
        NumberError::Unusual { meant } => {
            voice.say_with("invalid-amount-unusual", &[value, digits("meant", meant)])
        }
        NumberError::TooLarge => voice.say_with("invalid-amount-large", &[value]),
        _ => voice.say_with("invalid-amount", &[value]),
    }
}

/// The error for the person who typed the value.
pub fn invalid(voice: Voice<'_>, invalid: &Invalid) -> String {
    let value = escape::harmless(&invalid.value);
    let limited = |line: &str, limit: usize| {
        voice.say_with(line, &[("value", value.as_str().into()), ("limit", limit.into())])
    };
    let simple = |line: &str| voice.say_with(line, &[("value", value.as_str().into())]);
    match invalid.field {
        "amount" => simple("invalid-amount"),
        "member" => simple("invalid-member"),
        "reason" => limited("invalid-reason", Reason::MAX_CHARS),
        "text" => limited("invalid-text", Label::MAX_CHARS),
        "achievement" => limited("invalid-achievement", AchievementKey::MAX_CHARS),
        "rule" => simple("invalid-rule"),
        "position" => simple("invalid-position"),
        "setting" => simple("invalid-setting"),
        "discord.channels" | "discord.steward_roles" => limited("invalid-ids", MAX_LISTED),
        "discord.log_channel" | "channel" | "role" => simple("invalid-id"),
        "discord.currency_emoji" => limited("invalid-text", MAX_EMOJI_CHARS),
        "discord.currency_plural" | "discord.currency_singular" => limited("invalid-text", MAX_WORD_CHARS),
        "discord.direct_messages" | "transfers" => simple("invalid-switch"),
        "discord.locale" => simple("invalid-locale"),
        "discord.prefix" => limited("invalid-prefix", MAX_PREFIX_CHARS),
        "discord.role_ladder" => simple("invalid-role-ladder"),
        "discord.role_rewards" => limited("invalid-role-rewards", MAX_REWARDS),
        "claim_guesses_per_hour" => simple("invalid-guesses"),
        "order_rate" => simple("invalid-order-rate"),
        "order_rounding" => simple("invalid-order-rounding"),
        "transfer_cooldown" => {
            limited("invalid-cooldown", MAX_COOLDOWN_SECONDS.try_into().unwrap_or(usize::MAX))
        }
        "time_zone" => simple("invalid-time-zone"),
        "utc_offset" => simple("invalid-utc-offset"),
        "max_points_per_transaction"
        | "max_total_points"
        | "transfer_confirm_above"
        | "transfer_daily_cap"
        | "transfer_minimum" => simple("invalid-points"),
        // A new kind without a line of its own is explained in English.
        _ => voice.say_with(
            "invalid-other",
            &[("value", value.as_str().into()), ("problem", escape::harmless(&invalid.problem).into())],
        ),
    }
}
