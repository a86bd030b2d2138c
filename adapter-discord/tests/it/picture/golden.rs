//! Pictures stay the same pixel for pixel. To accept a change, review the new picture that the failure names, and
//! replace the old one by it.

use std::fs;
use std::path::Path;

use adapter_discord::render::picture::{Card, Chart, Day, Fonts, Goal, card, chart};
use adapter_discord::render::texts::Texts;
use resvg::tiny_skia::Pixmap;

use super::avatars::avatar;

#[test]
fn a_card_equals_its_golden_picture() {
    let picture = avatar(256, 256);
    let drawn = card(
        &Card {
            name: "Anna",
            avatar: Some(&picture),
            rank: Some(1),
            place: "Rank 1 of 128",
            balance: "1,845",
            currency: "points",
            goal: Some(Goal {
                label: "Next: High roller",
                figures: "1,845 / 2,000",
                done: 1_845,
                whole: 2_000,
            }),
            badges: &["Thousand", "Half a thousand", "Century", "Early adopter", "First points"],
            ..Card::default()
        },
        &Fonts::embedded(),
    );
    assert_golden("card.png", &drawn.unwrap());
}

#[cfg(feature = "card-fonts")]
#[test]
fn a_card_with_an_initial_equals_its_golden_picture() {
    let drawn = card(
        &Card {
            name: "Bènjamin 李 🎉 von und zu Hohenlohe-Langenburg",
            rank: Some(1_042),
            place: "Rang 1.042 von 12.345",
            balance: "−9.223.372.036.854.775.808",
            currency: "Regenbogensterne",
            no_goal: "Alle Erfolge in Sicht sind erreicht",
            badges: &["Nur ein <Erfolg>"],
            ..Card::default()
        },
        &Fonts::embedded(),
    );
    assert_golden("card-initial.png", &drawn.unwrap());
}

#[cfg(feature = "card-fonts")]
#[test]
fn cards_in_the_scripts_of_the_world_equal_their_golden_pictures() {
    let cards = [
        ("han-kana-hangul", "王芳 さくら 지민", "積分 12.345", ["常連", "一番乗り", "단골"]),
        ("arabic", "ليلى حسن 🎉 (Leyla)", "الترتيب 3 من 128", ["ألف نقطة", "البداية", "Century"]),
        ("hebrew-thai", "דוד לוי · สมชาย", "מקום 3 מתוך 128", ["ותיק", "ที่หนึ่ง", "น้ำใจ"]),
        ("devanagari", "राम कृष्ण श्रीवास्तव", "१२८ में से ३", ["प्रथम", "क्षत्रिय", "Nguyễn"]),
        ("generators", "𝓐𝓵𝓲𝓬𝓮 ᴀʟɪᴄᴇ Ⓐⓛⓘ ａｌ Z̷̢a͠l̴g̸o", "Nguyễn Thị Hằng", ["꧁Ben꧂", "👩‍👩‍👧 🇩🇪 👍🏽", "Ωμέγα Жук"]),
    ];
    for (name, member, place, badges) in cards {
        let content = Card {
            name: member,
            rank: Some(3),
            place,
            balance: "1,234",
            currency: "points",
            goal: Some(Goal { label: place, figures: "3 / 9", done: 3, whole: 9 }),
            badges: &badges,
            ..Card::default()
        };
        assert_golden(&format!("card-{name}.png"), &card(&content, &Fonts::embedded()).unwrap());
    }
}

#[test]
fn a_chart_equals_its_golden_picture() {
    let texts = Texts::embedded().unwrap();
    let earned = [
        0, 120, 80, 0, 45, 300, 10, 0, 0, 60, 75, 220, 140, 0, 30, 90, 410, 55, 0, 0, 15, 130, 260, 70, 0, 1,
        180, 95, 40, 150,
    ];
    let spent = [
        0, 0, 50, 0, 0, 200, 0, 0, 100, 0, 0, 0, 180, 0, 0, 0, 25, 0, 75, 0, 0, 0, 150, 0, 0, 0, 0, 60, 1, 0,
    ];
    let days: Vec<Day> = earned
        .into_iter()
        .zip(spent)
        .enumerate()
        .map(|(index, (earned, spent))| Day { label: format!("{} Nov", index + 1), earned, spent })
        .collect();
    let drawn = chart(
        &Chart {
            voice: texts.voice(None),
            title: "Last 30 days",
            earned: "Earned",
            spent: "Spent",
            nothing: "Nothing moved in the last 30 days",
            days: &days,
        },
        &Fonts::embedded(),
    );
    assert_golden("chart.png", &drawn.unwrap());
}

#[test]
fn an_empty_chart_equals_its_golden_picture() {
    let texts = Texts::embedded().unwrap();
    let drawn = chart(
        &Chart {
            voice: texts.voice(None),
            title: "Last 30 days",
            earned: "Earned",
            spent: "Spent",
            nothing: "Nothing moved in the last 30 days",
            days: &[],
        },
        &Fonts::embedded(),
    );
    assert_golden("chart-empty.png", &drawn.unwrap());
}

#[test]
fn the_same_picture_has_the_same_bytes() {
    let one =
        Card { name: "Cleo", place: "Rank 2 of 3", balance: "5", currency: "points", ..Card::default() };
    let draw = || card(&one, &Fonts::embedded()).unwrap();
    assert_eq!(draw(), draw());
}

#[track_caller]
fn assert_golden(name: &str, drawn: &[u8]) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/picture/golden").join(name);
    let before = fs::read(&golden).ok().and_then(|bytes| Pixmap::decode_png(&bytes).ok());
    let now = Pixmap::decode_png(drawn).unwrap();
    if before.as_ref() != Some(&now) {
        let seen = std::env::temp_dir().join(format!("tallybook-{name}"));
        fs::write(&seen, drawn).unwrap();
        panic!("{} differs from the new picture {}", golden.display(), seen.display());
    }
}
