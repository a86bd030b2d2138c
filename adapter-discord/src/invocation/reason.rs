//! The optional reason of a change. In a form it is an option. In a message it stands last, behind a
//! word of its own, so that it is not taken for a name or a value; where nothing else can stand last, the word may be
//! left out.

use ledger_core::Reason;
use ledger_store::Receipt;

use crate::invocation::Context;
use crate::invocation::Invocation;
use crate::invocation::arguments::SlashOnly;
use crate::invocation::silent::DASHES;
use crate::render::Embed;
use crate::reply::error::{ArgumentError, CommandError};

/// What stands in front of the reason in a message.
pub(crate) const WORD: &str = "--reason";

/// The option in a form, and the word without its dashes.
pub(crate) const OPTION: &str = "reason";

/// The reason behind a text that people choose freely: of the option, or behind the word in a message, where it is
/// taken off the text.
///
/// # Errors
/// When it cannot be one.
pub(crate) fn behind(
    ctx: Context<'_>,
    option: Option<SlashOnly<String>>,
    text: &mut Option<String>,
) -> Result<Option<Reason>, CommandError> {
    let typed = match ctx {
        poise::Context::Application(_) => option.map(|SlashOnly(reason)| reason),
        poise::Context::Prefix(_) => {
            let parted = text.as_deref().and_then(parted);
            let parted = parted.map(|(before, reason)| (before.to_owned(), reason.to_owned()));
            parted.map(|(before, reason)| {
                *text = Some(before).filter(|before| !before.is_empty());
                reason
            })
        }
    };
    Ok(typed.as_deref().map(Reason::new).transpose()?)
}

/// The reason where nothing else can stand last.
///
/// # Errors
/// When it cannot be one.
pub(crate) fn last(ctx: Context<'_>, typed: Option<&str>) -> Result<Option<Reason>, CommandError> {
    let Some(typed) = typed.filter(|typed| !typed.trim().is_empty()) else { return Ok(None) };
    Ok(Some(Reason::new(unmarked(ctx, typed))?))
}

/// A text that stands last, without the word: needed only before a text that begins with a number.
pub(crate) fn unmarked<'t>(ctx: Context<'_>, typed: &'t str) -> &'t str {
    match (ctx, parted(typed)) {
        (poise::Context::Prefix(_), Some(("", text))) => text,
        _ => typed,
    }
}

/// The reason where words in front of it can be left out: in a message it needs the word, or a mistyped one of them
/// would be taken for it.
///
/// # Errors
/// When it cannot be one, or something else stands there.
pub(crate) fn behind_the_word(ctx: Context<'_>, typed: Option<&str>) -> Result<Option<Reason>, CommandError> {
    if let (poise::Context::Prefix(_), Some(typed)) = (ctx, typed.filter(|typed| !typed.trim().is_empty()))
        && parted(typed).is_none_or(|(before, _)| !before.is_empty())
    {
        let first = typed.split_whitespace().next().unwrap_or_default();
        return Err(ArgumentError::Word(first.to_owned()).into());
    }
    last(ctx, typed)
}

/// Shows the reason with what was done, if anything was.
pub(crate) fn shown(
    invocation: &Invocation,
    embed: Embed,
    receipt: &Receipt,
    reason: Option<&Reason>,
) -> Embed {
    match reason.filter(|_| receipt.position.is_some()) {
        Some(reason) => embed.field(invocation.say("change-reason"), invocation.words_of(reason.as_str())),
        None => embed,
    }
}

/// What stands in front of the word, and what behind it.
fn parted(text: &str) -> Option<(&str, &str)> {
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let end = at + word.len();
        if let Some(begun) = begun(word) {
            return Some((text[..at].trim(), text[end - begun.len()..].trim()));
        }
        at = end;
    }
    None
}

/// How the reason begins in the word itself, if it is the one: with what stands behind `--reason=`, or not yet.
fn begun(word: &str) -> Option<&str> {
    let undashed = DASHES.iter().find_map(|dashes| word.strip_prefix(dashes))?;
    let (name, begun) = undashed.split_once('=').unwrap_or((undashed.trim_end(), ""));
    name.eq_ignore_ascii_case(OPTION).then_some(begun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_stands_behind_the_word() {
        assert_eq!(parted("gold coins --reason they  asked"), Some(("gold coins", "they  asked")));
        assert_eq!(parted("? —Reason too many bots"), Some(("?", "too many bots")));
        assert_eq!(parted("--reason they asked --reason twice"), Some(("", "they asked --reason twice")));
        assert_eq!(parted("♪ --reason"), Some(("♪", "")));
    }

    #[test]
    fn it_may_begin_in_the_word_itself() {
        assert_eq!(parted("gold coins --reason=they  shine"), Some(("gold coins", "they  shine")));
        assert_eq!(parted("? –reason too many bots"), Some(("?", "too many bots")));
        assert_eq!(parted("? –Reason=bots"), Some(("?", "bots")));
        assert_eq!(parted("? —reason=a=b\t--reason c"), Some(("?", "a=b\t--reason c")));
        assert_eq!(parted("--reason= they shine"), Some(("", "they shine")));
        assert_eq!(parted("♪ --reason="), Some(("♪", "")));
    }

    #[test]
    fn what_only_looks_like_the_word_is_none() {
        for text in [
            "",
            "a reason",
            "--reasons",
            "x--reason y",
            "\"--reason\" y",
            "-reason y",
            "reason=y",
            "--reasons=y",
            "--reason:y",
        ] {
            assert_eq!(parted(text), None, "{text}");
        }
    }
}
