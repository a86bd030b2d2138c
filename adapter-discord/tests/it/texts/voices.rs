//! A voice reads a line in its language with its numbers, and falls back to English.

use adapter_discord::render::texts::Texts;

use ledger_core::{Points, read_number};
use proptest::prelude::*;

use super::{embedded, files};

#[test]
fn the_member_s_locale_chooses_the_language() {
    let texts = embedded();
    for (locale, language) in [
        (Some("de"), "de"),
        (Some("de-AT"), "de"),
        (Some("en-GB"), "en"),
        (Some("en-US"), "en"),
        (Some("ja"), "en"),
        (Some("nonsense"), "en"),
        (None, "en"),
    ] {
        assert_eq!(texts.voice(locale).language(), language, "{locale:?}");
    }
    assert_eq!(texts.voice(Some("de")).say("button-cancel"), "Abbrechen");
    assert_eq!(texts.voice(None).say("button-cancel"), "Cancel");
}

#[test]
fn a_missing_line_appears_in_english() {
    let texts = Texts::read(files(&[("en.ftl", "a = one\nb = two"), ("de.ftl", "a = eins")])).unwrap();
    let german = texts.voice(Some("de"));
    assert_eq!((german.say("a"), german.say("b")), ("eins".to_owned(), "two".to_owned()));
}

#[test]
fn an_unknown_line_appears_as_its_id() {
    assert_eq!(embedded().voice(Some("de")).say("no-such-line"), "no-such-line");
}

#[test]
fn values_are_inserted_unchanged() {
    let texts = embedded();
    let said = texts.voice(None).say_with("page-of", &[("page", 2.into()), ("pages", 1_234.into())]);
    assert_eq!(said, "Page 2 of 1,234");
    let said = texts.voice(Some("de")).say_with("message-granted", &[("amount", "🪙 5 Punkte".into())]);
    assert_eq!(said, "Du hast 🪙 5 Punkte bekommen.");
}

#[test]
fn numbers_choose_singular_or_plural_and_are_grouped() {
    let texts = embedded();
    let rule =
        |locale, count: u64| texts.voice(Some(locale)).say_with("rule-orders", &[("count", count.into())]);
    assert_eq!(rule("en-US", 1), "for the first order claimed");
    assert_eq!(rule("en-US", 12_345), "for 12,345 orders claimed");
    assert_eq!(rule("de", 1), "für die erste eingelöste Bestellung");
    assert_eq!(rule("de", 12_345), "für 12.345 eingelöste Bestellungen");
    // Numbers beyond the exact range of a float, and beyond signed 64 bits.
    assert_eq!(rule("de", 9_007_199_254_740_993), "für 9.007.199.254.740.993 eingelöste Bestellungen");
    assert_eq!(rule("de", u64::MAX), "für 18446744073709551615 eingelöste Bestellungen");
}

#[test]
fn every_grouping_of_a_language_is_written() {
    for (group, expected) in [
        ("{\",\"}", "1,234,567"),
        (".", "1.234.567"),
        ("{\" \"}", "1\u{a0}234\u{a0}567"),
        ("{\"\\u202F\"}", "1\u{202f}234\u{202f}567"),
        ("’", "1’234’567"),
        ("'", "1'234'567"),
        ("{\"\"}", "1234567"),
    ] {
        let source = format!("format-digits-group = {group}\nline = {{ $n }}");
        let texts = Texts::read(files(&[("en.ftl", &source)])).unwrap();
        let voice = texts.voice(None);
        assert_eq!(voice.say_with("line", &[("n", 1_234_567.into())]), expected);
        assert_eq!(voice.number(1_234_567), expected);
        assert_eq!(voice.number(-1_234), format!("−{}", voice.number(1_234)));
        assert_eq!(voice.number(999), "999");
    }
}

#[test]
fn a_language_without_a_grouping_uses_that_of_english() {
    let english = "format-digits-group = {\",\"}";
    let texts = Texts::read(files(&[("en.ftl", english), ("fr.ftl", "a = { $n }")])).unwrap();
    assert_eq!(texts.voice(Some("fr")).number(1_234), "1,234");
    assert_eq!(texts.voice(Some("fr")).say_with("a", &[("n", 1_234.into())]), "1,234");
}

/// The texts of this program, and a language for every other grouping that a file can have.
fn every_grouping() -> Vec<Texts> {
    let of = |group: &str| {
        let source = format!("format-digits-group = {group}");
        Texts::read(files(&[("en.ftl", &source)])).unwrap()
    };
    let others = ["{\" \"}", "{\"\\u202F\"}", "’", "'", "{\"\"}", ",", "."].map(of);
    std::iter::once(embedded()).chain(others).collect()
}

proptest! {
    #[test]
    fn what_the_bot_writes_it_reads(number in prop_oneof![1..=i64::MAX, 1_i64..2_000_000]) {
        for texts in every_grouping() {
            for language in texts.languages() {
                let voice = texts.voice(Some(language));
                let written = voice.number(number);
                prop_assert_eq!(read_number(&written, voice.group_mark()), Ok(Points(number)), "{}", written);
            }
        }
    }
}
