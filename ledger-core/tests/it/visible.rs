//! What people can see of a text.

use ledger_core::visible::{OneLine, has_ink, is_hidden, moves_text, shows_something};
use ledger_core::{AchievementSpec, Email, Label, OrderKey, OrderText, Reason, SettingChange};

/// Default_Ignorable_Code_Point of Unicode 16, as its file DerivedCoreProperties.txt has it.
const DEFAULT_IGNORABLE: [(u32, u32); 17] = [
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x61c, 0x61c),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x202a, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfff8),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
];

#[test]
fn what_unicode_calls_ignorable_has_no_ink() {
    for (first, last) in DEFAULT_IGNORABLE {
        for c in (first..=last).filter_map(char::from_u32) {
            assert!(!has_ink(c), "{c:?}");
        }
    }
    for c in
        ['\0', '\t', '\n', '\u{1b}', '\u{85}', ' ', '\u{a0}', '\u{2003}', '\u{2800}', '\u{301}', '\u{20dd}']
    {
        assert!(!has_ink(c), "{c:?}");
    }
}

#[test]
fn letters_signs_and_emoji_have_ink() {
    for text in [
        "a",
        ".",
        "é",
        "ß",
        "王",
        "지",
        "ד",
        "ل",
        "ส",
        "र",
        "़ा",
        "🎉",
        "☃",
        "\u{e000}",
        "e\u{301}",
        "❤\u{fe0f}",
    ] {
        assert!(shows_something(text), "{text}");
    }
}

#[test]
fn an_invisible_text_is_refused_and_an_old_one_is_still_read() {
    for text in [
        "\u{200b}",
        "\u{2060}",
        "\u{3164}",
        "\u{ad}",
        "\u{2066}",
        "\u{2066} \u{2069}",
        "\u{115f}\u{1160}",
        "\u{2800}\u{2800}",
        "\u{e0041}",
        "\u{fe0f}",
        "\u{301}\u{301}",
        "\u{200d}",
    ] {
        let problem = "shows nothing; give at least one character that people can see";
        let problems = [
            Reason::new(text).unwrap_err().problem,
            Label::new(text).unwrap_err().problem,
            OrderText::new(text).unwrap_err().problem,
            OrderKey::new("shopify", "main", text).unwrap_err().problem,
        ];
        assert_eq!(problems, [problem; 4], "{}", text.escape_unicode());
        assert!(SettingChange::new("discord.currency_plural", text).is_err());
        assert_eq!(Reason::stored(text).unwrap().as_str(), text.trim());
        assert_eq!(Label::stored(text).unwrap().as_str(), text.trim());
        assert_eq!(OrderKey::stored("shopify", "main", text).unwrap().id.as_str(), text.trim());
    }
    assert!(Email::new("\u{200b}").is_err() && Email::stored("\u{200b}").is_ok());
    let quoted = Reason::new("\u{200b}").unwrap_err().to_string();
    assert!(quoted.starts_with("reason “\\u{200b}” shows nothing"), "{quoted}");
    let visible: fn(AchievementSpec) -> Label = |spec| spec.name;
    assert!(
        ledger_core::starter_set().into_iter().map(visible).all(|name| Label::new(name.as_str()).is_ok())
    );
}

#[test]
fn a_text_with_something_to_see_keeps_its_invisible_characters() {
    for text in ["ab\u{200b}c", "\u{202e}abc", "می\u{200c}خواهم", "👩\u{200d}👩", "\u{3164}x"] {
        assert_eq!(Reason::new(text).unwrap().as_str(), text);
    }
}

#[test]
fn the_value_of_an_adapter_s_setting_is_one_visible_line() {
    for value in ["a\nb", "a\rb", "\u{1b}[31m", "a\u{2028}b"] {
        let problem = SettingChange::new("discord.currency_plural", value).unwrap_err().problem;
        assert_eq!(problem, "must be one line of text that people can see");
    }
    assert!(SettingChange::new("discord.currency_plural", "gold coins").is_ok());
    assert!(SettingChange::new("discord.currency_plural", "").is_ok());
}

#[test]
fn an_amount_in_a_setting_is_stored_in_digits() {
    for (value, stored) in [("1,500", "1500"), ("2k", "2000"), ("007", "7"), ("", "")] {
        assert_eq!(&*SettingChange::new("transfer_daily_cap", value).unwrap().value, stored);
    }
}

#[test]
fn nothing_that_moves_the_text_is_printed() {
    let shown = OneLine("a\n\u{1b}[31m\u{202e}b\u{2067}c\u{200f}\u{2028}\u{9b}d é 🎉").to_string();
    assert_eq!(shown, "a\\n\\u{1b}[31m\\u{202e}b\\u{2067}c\\u{200f}\\u{2028}\\u{9b}d é 🎉");
    for c in (0..=0x2_ffff).filter_map(char::from_u32).filter(|c| moves_text(*c)) {
        assert!(is_hidden(c) || c.is_whitespace(), "{c:?}");
        assert!(!OneLine(c).to_string().contains(c));
    }
}
