//! Hostile texts of members: the bot's text never pings, links, hides or escapes its block, and a cut breaks nothing.

use adapter_discord::render::{escape, length, truncate};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

/// Known and plausible attacks.
pub(crate) fn hostile_texts() -> Vec<String> {
    let mut horrors: Vec<String> = [
        "",
        " \u{200b}\u{3164}\u{2800} ",
        "@everyone",
        "@\u{200b}here @here @HERE",
        "<@1234><@!1234><@&1234><#1234><:gold:1234><a:gold:1234><t:0:R></give:1><id:browse>",
        "<\u{200d}@1234>",
        "[free points](https://evil.example) <https://evil.example> discord.gg/free DISCORD.GG/free",
        "```\n```js\nlet x = `1`;```` ``` ``",
        "**__~~||`deep`||~~__**",
        "***bold and italic** then only italic*",
        "# heading\n## heading\n-# small\n> quote\n>>> all\n- item\n1. item",
        "\\",
        "\\\\\\*",
        "\u{202e}moc.elpmaxe\u{202c} \u{2066}\u{2067}\u{2068} nested \u{2069}\u{2069}\u{2069}",
        "שלום @everyone <@1> עולם",
        "مرحبا بالعالم **قوي**",
        "👩‍👩‍👧‍👦👨🏿‍❤️‍💋‍👨🏻🏴󠁧󠁢󠁳󠁣󠁴󠁿🇩🇪🇫🇷❤️",
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
        "a\u{0}b\u{1b}[2Jc\r\nd\u{2028}e\u{85}f",
        "\u{feff}\u{e0001}\u{e0041}\u{fffe}\u{10ffff}",
        "𝕱𝖗𝖆𝖐𝖙𝖚𝖗 ﷽ ꧅",
        "¯\\_(ツ)_/¯",
    ]
    .map(str::to_owned)
    .into();
    for unit in
        ["x", "👩‍👩‍👧‍👦", "e\u{301}\u{302}\u{303}", "\\*", "*", "ש", "<@123456789012345678>", "\u{2068}", " ", "🇩🇪"]
    {
        horrors.push(unit.repeat(3_000));
    }
    horrors
}

/// Text that breaks layouts, markdown and scripts, mixed with random text.
pub(crate) fn wild_text() -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        6 => prop::sample::select(vec![
            "*", "_", "~", "`", "```", "|", "||", "\\", "<", ">", "<@42>", "<@", "<t:1:R>", "@", "everyone", "here",
            "#", "-", "1.", "[", "]", "(", ")", ":", "//", "https", "discord", ".gg", "\n", "\r", " ", "\t",
            "\u{200b}", "\u{200d}", "\u{200c}", "\u{202e}", "\u{2066}", "\u{2068}", "\u{2069}", "\u{feff}",
            "\u{301}", "\u{fe0f}", "\u{3164}", "👩", "👍🏽", "🇩", "🇪", "🏴", "\u{e0067}", "\u{e007f}", "ש", "م", "क्ष", "漢",
        ]).prop_map(str::to_owned),
        2 => any::<char>().prop_map(String::from),
        2 => "[a-zA-Z0-9 ]{1,8}",
    ];
    let short = prop::collection::vec(sign, 0..40).prop_map(|signs| signs.concat());
    prop_oneof![4 => short.clone(), 1 => (short, 1..200_usize).prop_map(|(text, times)| text.repeat(times))]
}

#[test]
fn hostile_text_becomes_harmless() {
    for horror in hostile_texts() {
        harmless(&escape::harmless(&horror), &horror);
        for line in escape::harmless_lines(&horror).split('\n') {
            harmless(line, &horror);
        }
        shown_as_it_is(&escape::plain(&horror), &horror);
    }
}

#[test]
fn usual_text_stays_unchanged() {
    for usual in [
        "for helping Ben with the tent",
        "Große Klasse! Danke, Zoë :-)",
        "Łukasz Żółć, 李小龍, नमस्ते, ไทย",
        "50% off, A & B, C#, 3 + 4 = 7; e-mail",
        "🎉 party 👩‍👩‍👧‍👦 ❤️",
        "12:30 - 14:00",
    ] {
        assert_eq!(escape::harmless(usual), usual);
        assert_eq!(escape::plain(usual), usual);
    }
}

#[test]
fn hostile_text_is_cut_at_any_length() {
    for horror in hostile_texts() {
        for written in [horror.clone(), escape::harmless(&horror)] {
            for limit in [0, 1, 2, 3, 10, 32, 100, 256, 1024, 4096] {
                cut_well(&written, limit);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_becomes_harmless(wild in wild_text()) {
        harmless(&escape::harmless(&wild), &wild);
        for line in escape::harmless_lines(&wild).split('\n') {
            harmless(line, &wild);
        }
        shown_as_it_is(&escape::plain(&wild), &wild);
    }

    #[test]
    fn any_text_is_cut_well(wild in wild_text(), limit in 0..300_usize) {
        cut_well(&wild, limit);
        cut_well(&escape::harmless(&wild), limit);
        // Harmless text stays harmless.
        harmless(&truncate(&escape::harmless(&wild), limit), &wild);
    }
}

/// Asserts that all markdown is escaped, and that no text pings, links or is invisible.
#[track_caller]
fn harmless(out: &str, of: &str) {
    seen(out, of);
    let lower = out.to_lowercase();
    for never in [
        "@everyone",
        "@here",
        "<@",
        "<#",
        "<:",
        "<a:",
        "<t:",
        "</",
        "<id:",
        "<http",
        "://",
        "discord.gg",
        "discord.com",
        "discordapp.com",
    ] {
        assert!(!lower.contains(never), "{never} is in {out:?}, of {of:?}");
    }
    let mut escaped = false;
    for c in out.chars() {
        let special = matches!(c, '*' | '_' | '~' | '`' | '|' | '<' | '>' | '[' | ']');
        assert!(escaped || !special, "{c} is bare in {out:?}, of {of:?}");
        escaped = !escaped && c == '\\';
    }
    assert!(!escaped, "{out:?} ends inside an escape, of {of:?}");
    let start = out.trim_start_matches('\u{2068}');
    let digits = start.trim_start_matches(|c: char| c.is_ascii_digit());
    assert!(!start.starts_with(['#', '-', '+']), "{out:?} opens a block, of {of:?}");
    assert!(
        start.len() == digits.len() || !digits.starts_with(['.', ')']),
        "{out:?} opens a list, of {of:?}"
    );
}

#[track_caller]
fn shown_as_it_is(out: &str, of: &str) {
    seen(out, of);
    assert!(!out.contains('\u{200b}'), "{out:?} hides something, of {of:?}");
}

/// Asserts one line without hidden text, with closed directions, and with at most as many accents as languages use.
#[track_caller]
fn seen(out: &str, of: &str) {
    let (mut open, mut marks) = (0_i32, 0);
    for c in out.chars() {
        assert!(
            !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}'),
            "{out:?} is not one line, of {of:?}"
        );
        let hidden = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2067}'
            | '\u{feff}' | '\u{3164}' | '\u{2800}' | '\u{ad}' | '\u{61c}');
        assert!(!hidden, "{} is in {out:?}, of {of:?}", c.escape_unicode());
        open += i32::from(c == '\u{2068}') - i32::from(c == '\u{2069}');
        assert!((0..=1).contains(&open), "directions do not close in {out:?}, of {of:?}");
        marks = if matches!(c, '\u{300}'..='\u{36f}') { marks + 1 } else { 0 };
        assert!(marks <= 4, "accents are stacked in {out:?}, of {of:?}");
    }
    assert_eq!(open, 0, "a direction is left open in {out:?}, of {of:?}");
    assert_eq!(out.trim(), out, "white space stands around {out:?}, of {of:?}");
}

/// Asserts that a cut text is within the limit and equals the original up to its end.
#[track_caller]
fn cut_well(written: &str, limit: usize) {
    let out = truncate(written, limit);
    assert!(length(&out) <= limit, "{} of {limit}: {out:?}", length(&out));
    if length(written) <= limit {
        assert_eq!(out, written);
        return;
    }
    let kept = out.trim_end_matches('\u{2069}').trim_end_matches('…');
    assert!(written.starts_with(kept), "{out:?} is no beginning of {written:?}");
    let at_boundary = written.grapheme_indices(true).any(|(at, _)| at == kept.len());
    assert!(at_boundary, "{out:?} ends inside a sign of {written:?}");
    let escapes = kept.bytes().rev().take_while(|byte| *byte == b'\\').count();
    assert_eq!(escapes % 2, 0, "{out:?} ends inside an escape");
}
