//! Suggestions while an option is filled in: earlier reasons, achievements, settings. Errors lead to no suggestions,
//! and are not shown.

use poise::serenity_prelude as serenity;
use serenity::CreateAutocompleteResponse;

use crate::invocation::Context;
use crate::invocation::Invocation;
use crate::render::{length, truncate};
use crate::settings::setting_names::SETTINGS;

/// The most suggestions that Discord shows.
const MAX_SUGGESTIONS: usize = 25;

/// The longest suggestion that Discord takes.
const MAX_LENGTH: usize = 100;

/// Reasons that were given before, the last used first.
pub(crate) async fn reasons(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let none = CreateAutocompleteResponse::new();
    let Ok(invocation) = Invocation::look(ctx) else { return none };
    let typed = typed.to_owned();
    // Some are too long to be suggested.
    let read =
        invocation.look_up(move |ledger, book| ledger.reasons(book, &typed, 4 * MAX_SUGGESTIONS)).await;
    let reasons = read.unwrap_or_else(|error| {
        log::warn!("{}: no reasons are suggested: {error}", invocation.reference());
        Vec::new()
    });
    let fitting = reasons.iter().filter(|reason| length(reason.as_str()) <= MAX_LENGTH);
    fitting
        .take(MAX_SUGGESTIONS)
        .fold(none, |all, reason| all.add_string_choice(reason.as_str(), reason.as_str()))
}

/// The keys of achievements, by key or by name.
pub(crate) async fn achievements(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let none = CreateAutocompleteResponse::new();
    let Ok(invocation) = Invocation::look(ctx) else { return none };
    let typed = typed.trim().to_lowercase();
    let found: Vec<(String, String)> = invocation.read(|book| {
        let fitting = book.achievements().iter().filter(|one| {
            one.spec.key.as_str().contains(&typed) || one.spec.name.as_str().to_lowercase().contains(&typed)
        });
        let shown =
            fitting.map(|one| (format!("{} · {}", one.spec.name, one.spec.key), one.spec.key.to_string()));
        shown.take(MAX_SUGGESTIONS).collect()
    });
    found.into_iter().fold(none, |all, (name, key)| all.add_string_choice(truncate(&name, MAX_LENGTH), key))
}

/// The settings, by name or by what they are about.
pub(crate) async fn settings(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let none = CreateAutocompleteResponse::new();
    let Ok(invocation) = Invocation::look(ctx) else { return none };
    let typed = typed.trim().to_lowercase();
    let shown =
        SETTINGS.iter().map(|one| (format!("{} · {}", one.short(), invocation.say(one.line)), one.short()));
    let fitting = shown.filter(|(name, _)| name.to_lowercase().contains(&typed));
    fitting
        .take(MAX_SUGGESTIONS)
        .fold(none, |all, (name, value)| all.add_string_choice(truncate(&name, MAX_LENGTH), value))
}
