//! Amounts: digits in the reader's grouping, with the book's word and emoji for points.

use ledger_core::{Points, Settings};

use super::{escape, truncate};
use crate::render::texts::Voice;

pub(super) const SINGULAR: &str = "discord.currency_singular";

pub(super) const PLURAL: &str = "discord.currency_plural";

pub(super) const EMOJI: &str = "discord.currency_emoji";

const DEFAULT_EMOJI: &str = "🪙";

/// In characters as Discord counts them.
const MAX_WORD: usize = 32;

/// Long enough for a family of four with skin colours.
const MAX_EMOJI: usize = 32;

/// A book's word and emoji for points.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Currency {
    singular: Option<Box<str>>,
    plural: Option<Box<str>>,
    emoji: Option<Box<str>>,
}

impl Currency {
    /// Reads the settings of a book; the default is "point" in the reader's language.
    pub fn of(settings: &Settings) -> Currency {
        let said = |name: &str| {
            let value = settings.others.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
            value.map(Box::from)
        };
        Currency { singular: said(SINGULAR), plural: said(PLURAL), emoji: said(EMOJI) }
    }

    /// `🪙 1,234 points`, for text that Discord renders as markdown.
    pub fn amount(&self, voice: Voice<'_>, points: Points) -> String {
        let word = escape::harmless(&self.word(voice, points));
        format!("{} {} {word}", self.emoji(), voice.number(points.0))
    }

    /// `🪙 +50 points`, `🪙 −50 points`: a change of a balance.
    pub fn change(&self, voice: Voice<'_>, points: Points) -> String {
        let sign = if points.0 > 0 { "+" } else { "" };
        let word = escape::harmless(&self.word(voice, points));
        format!("{} {sign}{} {word}", self.emoji(), voice.number(points.0))
    }

    /// `1,234 points`, for places without markdown: pictures, footers, descriptions of files.
    pub fn plain(&self, voice: Voice<'_>, points: Points) -> String {
        format!("{} {}", voice.number(points.0), escape::plain(&self.word(voice, points)))
    }

    /// The emoji: a Unicode one, or a custom one such as `<:gold:1234>`.
    pub fn emoji(&self) -> String {
        match self.emoji.as_deref() {
            None => DEFAULT_EMOJI.to_owned(),
            Some(emoji) if is_custom_emoji(emoji) => emoji.to_owned(),
            Some(emoji) => truncate(&escape::harmless(emoji), MAX_EMOJI),
        }
    }

    /// The word for a number of points, as it was set: not escaped.
    pub fn word(&self, voice: Voice<'_>, points: Points) -> String {
        let is_one = points.0.unsigned_abs() == 1;
        let (first, second) =
            if is_one { (&self.singular, &self.plural) } else { (&self.plural, &self.singular) };
        match first.as_ref().or(second.as_ref()) {
            Some(word) => truncate(word, MAX_WORD),
            None => voice.say_with("currency-default", &[("count", points.0.into())]),
        }
    }
}

/// `<:name:id>`, or `<a:name:id>` for an animated one.
fn is_custom_emoji(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let inner = inner.map(|rest| rest.strip_prefix('a').unwrap_or(rest));
    let Some((name, id)) = inner.and_then(|rest| rest.strip_prefix(':')?.split_once(':')) else {
        return false;
    };
    let named =
        (2..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    named && (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::texts::Texts;

    fn currency(pairs: &[(&str, &str)]) -> Currency {
        let pairs = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Currency::of(&Settings::restored(pairs))
    }

    #[test]
    fn a_book_that_says_nothing_has_points_in_the_readers_language() {
        let texts = Texts::embedded().unwrap();
        let (english, german) = (texts.voice(None), texts.voice(Some("de")));
        let points = Currency::default();
        assert_eq!(points.amount(english, Points(1_234)), "🪙 1,234 points");
        assert_eq!(points.amount(german, Points(1_234)), "🪙 1.234 Punkte");
        assert_eq!(points.amount(german, Points(1)), "🪙 1 Punkt");
        assert_eq!(points.amount(english, Points(0)), "🪙 0 points");
        assert_eq!(points.plain(german, Points(-1_000)), "−1.000 Punkte");
        assert_eq!(points.change(english, Points(50)), "🪙 +50 points");
        assert_eq!(points.change(english, Points(-1)), "🪙 −1 point");
        assert_eq!(points.plain(english, Points(i64::MIN)), "−9,223,372,036,854,775,808 points");
    }

    #[test]
    fn a_book_has_words_and_an_emoji_of_its_own() {
        let texts = Texts::embedded().unwrap();
        let voice = texts.voice(None);
        let stars = currency(&[(SINGULAR, "star"), (PLURAL, "stars"), (EMOJI, "<a:star:1234>")]);
        assert_eq!(stars.amount(voice, Points(1)), "<a:star:1234> 1 star");
        assert_eq!(stars.amount(voice, Points(2)), "<a:star:1234> 2 stars");
        assert_eq!(currency(&[(PLURAL, "gold")]).amount(voice, Points(1)), "🪙 1 gold");
        assert_eq!(currency(&[(SINGULAR, "gold")]).plain(voice, Points(2)), "2 gold");
    }

    #[test]
    fn the_words_of_a_book_are_harmless() {
        let texts = Texts::embedded().unwrap();
        let hostile = currency(&[(PLURAL, "**@everyone**"), (EMOJI, "<@42>")]);
        assert_eq!(
            hostile.amount(texts.voice(None), Points(2)),
            "\\<\u{200b}@42\\> 2 \\*\\*@\u{200b}everyone\\*\\*"
        );
        let long = currency(&[(PLURAL, &"x".repeat(500)), (EMOJI, &"y".repeat(500))]);
        assert!(crate::render::length(&long.amount(texts.voice(None), Points(2))) < 80);
    }
}
