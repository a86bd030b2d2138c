//! Any texts and numbers give a picture, and nothing is drawn outside its card.

use adapter_discord::render::picture::{Card, Chart, Day, Fonts, Goal, card, chart};
use adapter_discord::render::texts::Texts;
use proptest::prelude::*;
use resvg::tiny_skia::Pixmap;

use crate::render::escape::{hostile_texts, wild_text};

#[test]
fn hostile_text_is_drawn() {
    for horror in hostile_texts() {
        assert_within_the_card(&drawn(&horror));
    }
}

#[test]
fn names_are_escaped_for_xml() {
    let harmless = drawn("Anna");
    for name in ["</text><image href=\"/etc/passwd\"/>", "<![CDATA[", "&amp;&lt;&#0;", "]]>", "'\"", "<!--"] {
        assert_ne!(drawn(name), harmless, "{name}");
        assert_within_the_card(&drawn(name));
    }
}

#[test]
fn a_name_with_letters_that_no_font_has_becomes_the_user_name() {
    let named = |name| drawn_name_only(&Card { name, user_name: "anna.92", ..Card::default() });
    let user_name = named("anna.92");
    for name in ["𞤀𞤣𞤤𞤢𞤥", "Anna 𞤀", "", "\u{3164}", "\u{e000}"] {
        assert!(named(name) == user_name, "{}", name.escape_unicode());
    }
    for name in ["Anna", "Anna \u{e000}", "Żółć"] {
        assert!(named(name) != user_name, "{}", name.escape_unicode());
    }
}

#[test]
fn without_a_goal_and_its_text_there_is_no_bar() {
    let with = |no_goal| card(&Card { name: "Ben", no_goal, ..Card::default() }, &Fonts::embedded()).unwrap();
    let pixel = |png: &[u8]| Pixmap::decode_png(png).unwrap().pixel(600, 212).unwrap();
    let (bar, none) = (with("Everything is unlocked"), with(""));
    assert_ne!(pixel(&bar), pixel(&none));
    assert_eq!(pixel(&none), Pixmap::decode_png(&none).unwrap().pixel(600, 300).unwrap());
}

#[test]
fn any_progress_is_drawn() {
    for (done, whole) in [(0, 0), (-5, 10), (i64::MAX, 1), (i64::MIN, i64::MAX), (1, i64::MAX), (5, -5)] {
        let goal = Some(Goal { label: "Next", figures: "", done, whole });
        assert_within_the_card(
            &card(&Card { name: "Ben", goal, ..Card::default() }, &Fonts::embedded()).unwrap(),
        );
    }
}

#[test]
fn any_number_of_badges_is_drawn() {
    for count in [1, 4, 5, 100, 500] {
        assert_within_the_card(
            &card(
                &Card { name: "Ben", badges: &vec!["Early adopter"; count], ..Card::default() },
                &Fonts::embedded(),
            )
            .unwrap(),
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_drawn(text in wild_text()) {
        assert_within_the_card(&drawn(&text));
    }

    #[test]
    fn any_days_are_drawn(
        days in prop::collection::vec(("[ -~]{0,12}", any::<i64>(), any::<i64>()), 0..80),
        small in any::<bool>(),
    ) {
        let texts = Texts::embedded().unwrap();
        let scale = if small { 1_000_000_000_000_000 } else { 1 };
        let day = |(label, earned, spent)| Day { label, earned: earned / scale, spent: spent / scale };
        let days: Vec<Day> = days.into_iter().map(day).collect();
        let voice = texts.voice(Some("de"));
        let drawn = chart(&Chart { voice, title: "<&>", earned: "a", spent: "b", nothing: "c", days: &days }, &Fonts::embedded());
        assert_within_the_card(&drawn.unwrap());
    }
}

/// A card with the same text everywhere.
fn drawn(text: &str) -> Vec<u8> {
    let drawn = card(
        &Card {
            name: text,
            user_name: text,
            avatar: Some(text.as_bytes()),
            rank: None,
            place: text,
            balance: text,
            currency: text,
            goal: Some(Goal { label: text, figures: text, done: 1, whole: 3 }),
            no_goal: text,
            badges: &[text, text, text, text],
        },
        &Fonts::embedded(),
    );
    drawn.unwrap()
}

/// The part of a card with the name, without the initial, whose colour depends on the name.
fn drawn_name_only(content: &Card<'_>) -> Vec<u8> {
    let pixmap = Pixmap::decode_png(&card(content, &Fonts::embedded()).unwrap()).unwrap();
    let width = pixmap.width() as usize;
    let rows = pixmap.pixels().chunks(width).take(120);
    rows.flat_map(|row| &row[270..]).flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect()
}

/// Asserts that nothing crosses the border: to its left and right there is only the card.
#[track_caller]
fn assert_within_the_card(png: &[u8]) {
    let pixmap = Pixmap::decode_png(png).unwrap();
    let (width, height) = (pixmap.width(), pixmap.height());
    let middle = |x: u32| pixmap.pixel(x, height / 2).map(|pixel| (pixel.red(), pixel.alpha()));
    for y in 40..height - 40 {
        for x in (4..16).chain(width - 16..width - 4) {
            let pixel = pixmap.pixel(x, y).unwrap();
            let (red, alpha) = middle(x).unwrap();
            let card = pixel.alpha() == alpha && pixel.red().abs_diff(red) <= 8;
            assert!(card, "something is drawn at {x}, {y}");
        }
    }
}
