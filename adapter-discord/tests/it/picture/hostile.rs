//! Any texts and numbers give a picture, and nothing is drawn outside its card.

use adapter_discord::render::picture::{Card, Chart, Day, Goal, card, chart};
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
fn a_character_without_a_glyph_is_visible() {
    assert_ne!(drawn("李"), drawn(""));
    assert_eq!(drawn_name_only("李"), drawn_name_only("小"), "both show the same neutral box");
}

#[test]
fn any_progress_is_drawn() {
    for (done, whole) in [(0, 0), (-5, 10), (i64::MAX, 1), (i64::MIN, i64::MAX), (1, i64::MAX), (5, -5)] {
        let goal = Some(Goal { label: "Next", figures: "", done, whole });
        assert_within_the_card(&card(&Card { name: "Ben", goal, ..Card::default() }).unwrap());
    }
}

#[test]
fn any_number_of_badges_is_drawn() {
    for count in [1, 4, 5, 100, 500] {
        assert_within_the_card(
            &card(&Card { name: "Ben", badges: &vec!["Early adopter"; count], ..Card::default() }).unwrap(),
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
        let drawn = chart(&Chart { voice, title: "<&>", earned: "a", spent: "b", nothing: "c", days: &days });
        assert_within_the_card(&drawn.unwrap());
    }
}

/// A card with the same text everywhere.
fn drawn(text: &str) -> Vec<u8> {
    let drawn = card(&Card {
        name: text,
        avatar: Some(text.as_bytes()),
        rank: None,
        place: text,
        balance: text,
        currency: text,
        goal: Some(Goal { label: text, figures: text, done: 1, whole: 3 }),
        no_goal: text,
        badges: &[text, text, text, text],
    });
    drawn.unwrap()
}

/// The part of a card with the name, without the initial, whose colour depends on the name.
fn drawn_name_only(name: &str) -> Vec<u8> {
    let pixmap = Pixmap::decode_png(&card(&Card { name, ..Card::default() }).unwrap()).unwrap();
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
