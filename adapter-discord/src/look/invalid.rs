//! Input that could not be read, in the reader's language.

use ledger_core::{AchievementKey, Invalid, Label, Reason};

use super::text;
use crate::texts::Voice;

/// What is wrong with a value, for the person who typed it.
pub fn invalid(voice: Voice<'_>, invalid: &Invalid) -> String {
    let value = text::harmless(&invalid.value);
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
        // The others are settings with values of their own kind; what they take is said in English only.
        _ => voice.say_with(
            "invalid-other",
            &[("value", value.as_str().into()), ("problem", text::harmless(&invalid.problem).into())],
        ),
    }
}
