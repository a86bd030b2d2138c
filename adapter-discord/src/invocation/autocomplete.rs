//! Suggestions while an option is filled in: numbers of points, earlier reasons, achievements, settings. Errors lead to no suggestions,
//! and are not shown.

use ledger_core::{NumberError, Points, read_number};
use poise::serenity_prelude as serenity;
use serenity::CreateAutocompleteResponse;

use crate::invocation::amount::{ALL_WORDS, HALF_WORDS, Wanted, words};
use crate::invocation::{Context, Invocation};
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

/// What a typed number of points is read as.
pub(crate) async fn amounts(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let none = CreateAutocompleteResponse::new();
    let Ok(invocation) = Invocation::look(ctx) else { return none };
    numbers(&invocation, typed).into_iter().fold(none, add)
}

/// Completes an amount, or a word for a part of the balance of another member.
pub(crate) async fn parts(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let none = CreateAutocompleteResponse::new();
    let Ok(invocation) = Invocation::look(ctx) else { return none };
    let words = part_words(&invocation, typed).into_iter().map(|(word, _)| (word.clone(), word));
    numbers(&invocation, typed).into_iter().chain(words).fold(none, add)
}

/// Completes an amount, or a word for a part of the balance of the member who types.
pub(crate) async fn parts_of_own(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let none = CreateAutocompleteResponse::new();
    let Ok(invocation) = Invocation::look(ctx) else { return none };
    let balance = invocation.read(|book| book.balance(invocation.member));
    let words = part_words(&invocation, typed).into_iter().filter_map(|(word, part)| {
        let points = part.amount_of(balance).ok()?.points();
        Some((format!("{word} · {}", invocation.currency.plain(invocation.voice(), points)), word))
    });
    let words: Vec<_> = words.collect();
    numbers(&invocation, typed).into_iter().chain(words).fold(none, add)
}

fn add(all: CreateAutocompleteResponse, (name, value): (String, String)) -> CreateAutocompleteResponse {
    all.add_string_choice(truncate(&name, MAX_LENGTH), value)
}

/// Each reading of a number, as it is shown and in digits.
fn numbers(invocation: &Invocation, typed: &str) -> Vec<(String, String)> {
    let readings = match read_number(typed, invocation.group_mark()) {
        Ok(Points(points)) => vec![points.unsigned_abs()],
        Err(NumberError::Fraction { joined, whole }) => vec![joined, whole],
        Err(NumberError::TwoReadings { first, second }) => vec![first, second],
        Err(NumberError::Unusual { meant }) => vec![meant],
        Err(_) => Vec::new(),
    };
    let points = readings.into_iter().map(|number| Points(number.cast_signed()));
    let shown = |points: Points| invocation.currency.plain(invocation.voice(), points);
    points.map(|points| (shown(points), points.0.to_string())).collect()
}

/// The first word of the language for all and for half, if it begins as typed.
fn part_words(invocation: &Invocation, typed: &str) -> Vec<(String, Wanted)> {
    let typed = typed.trim().to_lowercase();
    let first = |line, part| words(&invocation.say(line)).next().map(|word| (word.to_owned(), part));
    let both = [first(ALL_WORDS, Wanted::All), first(HALF_WORDS, Wanted::Half)];
    both.into_iter().flatten().filter(|(word, _)| word.starts_with(&typed)).collect()
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
