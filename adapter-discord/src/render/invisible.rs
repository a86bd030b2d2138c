//! Invisible characters that change the layout of a text, and their replacements.

use ledger_core::visible::{has_ink, is_blank, is_break, is_hidden, is_joiner, is_tag};
use unicode_normalization::char::is_combining_mark;

/// FIRST STRONG ISOLATE: starts a text with a writing direction of its own.
pub(crate) const ISOLATE: char = '\u{2068}';

/// POP DIRECTIONAL ISOLATE: ends it.
pub(crate) const END_ISOLATE: char = '\u{2069}';

/// ZERO WIDTH SPACE: separates characters that together would mean something to Discord.
pub(crate) const APART: char = '\u{200b}';

/// No language needs more; longer stacks of accents overlap the lines around.
const MAX_MARKS: usize = 4;

/// The text without invisible characters, except where a script or an emoji needs them. Line breaks become `\n`, other
/// white space a space; runs of either become one.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut marks = 0;
    while let Some(c) = rest.next() {
        let before = out.chars().next_back();
        if is_break(c) {
            trim_spaces(&mut out);
            if !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
        } else if c.is_whitespace() || is_blank(c) {
            if !matches!(before, None | Some(' ' | '\n')) {
                out.push(' ');
            }
        } else if is_joiner(c) {
            // A joiner is kept only between two characters of an emoji or a script that needs it.
            if before.is_some_and(is_joined) && rest.peek().copied().is_some_and(is_joined) {
                out.push(c);
            }
        } else if is_tag(c) {
            // Flags such as Scotland's consist of a black flag and invisible tag characters.
            if before.is_some_and(|before| before == '\u{1f3f4}' || is_tag(before)) {
                out.push(c);
            }
        } else if is_combining_mark(c) {
            marks += 1;
            // A vowel sign that takes room of its own is seen without a letter, too.
            let carried = before.is_some_and(|before| !before.is_whitespace()) || has_ink(c);
            if carried && marks <= MAX_MARKS && !is_hidden(c) {
                out.push(c);
            }
            continue;
        } else if !is_hidden(c) {
            out.push(c);
        } else {
            continue;
        }
        marks = 0;
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out
}

/// Whether a text or a part of it is written from right to left.
pub(crate) fn runs_leftwards(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

fn trim_spaces(out: &mut String) {
    let end = out.trim_end_matches(' ').len();
    out.truncate(end);
}

fn is_joined(c: char) -> bool {
    !c.is_ascii() && !c.is_whitespace() && !is_blank(c) && !is_joiner(c) && !is_hidden(c)
}

#[cfg(test)]
mod tests {
    use ledger_core::visible::shows_something;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(visible(text), expected, "{}", text.escape_unicode());
    }

    #[test]
    fn what_is_not_seen_is_taken_out() {
        check("a\u{200b}d\u{2060}m\u{feff}i\u{ad}n", "admin");
        check("\u{202e}nimda\u{202c}", "nimda");
        check("\u{0}\u{1b}[31mred", "[31mred");
        check("\u{3164}\u{3164}", "");
        check("a\u{2800}\u{2800}b", "a b");
        check("a\u{e0041}b", "ab");
        check("a\u{fffe}\u{10ffff}b", "ab");
    }

    #[test]
    fn what_a_script_or_an_emoji_needs_is_left() {
        for text in ["👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️", "👍🏽", "می‌خواهم", "क्‍ष", "Ngọc Ánh", "ไทย", "e\u{301}"]
        {
            check(text, text);
        }
        check("a\u{200d}b", "ab");
        check("👩\u{200d}", "👩");
    }

    #[test]
    fn what_the_ledger_takes_as_visible_is_shown() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = c.to_string();
            assert!(!shows_something(&text) || !visible(&text).is_empty(), "{c:?}");
        }
    }

    #[test]
    fn accents_stack_only_as_high_as_languages_do() {
        let tower = format!("Z{}algo", "\u{30d}".repeat(50));
        check(&tower, &format!("Z{}algo", "\u{30d}".repeat(MAX_MARKS)));
        check("\u{30d}\u{30d}a", "a");
        check(" \u{20dd}a", "a");
    }

    #[test]
    fn white_space_is_one_space_or_one_break() {
        check("  a \t\u{a0}\u{2003} b  ", "a b");
        check("a \r\n\r\n \u{2028} b\n", "a\nb");
        check(" \n ", "");
    }
}
