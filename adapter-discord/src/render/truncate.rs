//! Cuts a text to Discord's limits without breaking a character, mention or escape.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::invisible::{END_ISOLATE, ISOLATE};

/// The longest token in angle brackets: an animated emoji with its name and id.
const LONGEST_TOKEN: usize = 64;

/// The length as Discord counts it. Some places count code points, others UTF-16 units; the larger always fits.
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The text, cut with an ellipsis if it exceeds the limit. It is never cut inside a grapheme, an escape, a mention or a
/// timestamp, and open direction isolates are closed.
pub fn truncate(text: &str, limit: usize) -> String {
    if length(text) <= limit {
        return text.to_owned();
    }
    if limit == 0 {
        return String::new();
    }
    let mut kept = &text[..fitting(text, limit)];
    loop {
        let shorter = without_dangling(text, kept);
        if shorter.len() == kept.len() {
            break;
        }
        kept = shorter;
    }
    let mut out = kept.to_owned();
    out.push('…');
    out.extend(std::iter::repeat_n(END_ISOLATE, still_open(0, kept)));
    out
}

/// The end of the last whole grapheme that leaves room for the ellipsis and the closing marks.
fn fitting(text: &str, limit: usize) -> usize {
    let (mut units, mut isolates, mut end) = (0, 0, 0);
    for (at, sign) in text.grapheme_indices(true) {
        units += length(sign);
        isolates = still_open(isolates, sign);
        if units + 1 > limit {
            break;
        }
        if units + 1 + isolates <= limit {
            end = at + sign.len();
        }
    }
    end
}

/// Removes an incomplete escape or token at the end.
fn without_dangling<'a>(text: &str, kept: &'a str) -> &'a str {
    let kept = kept.trim_end().trim_end_matches(ISOLATE);
    if !ends_a_sign(text, kept.len()) {
        return &kept[..kept.len() - kept.chars().next_back().map_or(0, char::len_utf8)];
    }
    let escapes = kept.bytes().rev().take_while(|byte| *byte == b'\\').count();
    if !escapes.is_multiple_of(2) {
        return &kept[..kept.len() - 1];
    }
    match kept.rfind('<') {
        Some(at) if is_token(&text[at..], kept.len() - at) => &kept[..at],
        _ => kept,
    }
}

fn ends_a_sign(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Whether a mention, an emoji or a timestamp starts here and continues after `kept` bytes.
fn is_token(text: &str, kept: usize) -> bool {
    let opens =
        ["<@", "<#", "<:", "<a:", "<t:", "</", "<id:", "<http"].iter().any(|open| text.starts_with(open));
    let end = text.bytes().take(LONGEST_TOKEN).position(|byte| byte == b'>');
    opens && end.is_some_and(|end| end >= kept)
}

/// The number of direction isolates open after a text, given the number before.
fn still_open(before: usize, text: &str) -> usize {
    text.chars().fold(before, |open, c| match c {
        ISOLATE => open + 1,
        END_ISOLATE => open.saturating_sub(1),
        _ => open,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, limit: usize, expected: &str) {
        let cut = truncate(text, limit);
        assert_eq!(cut, expected);
        assert!(length(&cut) <= limit, "{cut} is longer than {limit}");
    }

    #[test]
    fn what_fits_is_left_alone() {
        check("", 0, "");
        check("points", 6, "points");
        check("👩‍👩‍👧‍👦", 11, "👩‍👩‍👧‍👦");
    }

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        check("points", 5, "poin…");
        check("many points", 6, "many…");
        check("points", 1, "…");
        check("points", 0, "");
    }

    #[test]
    fn no_sign_is_cut_in_two() {
        check("ab👩‍👩‍👧‍👦cd", 13, "ab…");
        check("ab👩‍👩‍👧‍👦cd", 14, "ab👩‍👩‍👧‍👦…");
        check("🇩🇪🇫🇷🇮🇹", 9, "🇩🇪🇫🇷…");
        check("ae\u{301}\u{301}x", 3, "a…");
        check("a👍🏽b", 5, "a…");
    }

    #[test]
    fn no_escape_is_left_without_what_it_escapes() {
        check("ab\\*cd", 4, "ab…");
        check("ab\\\\cd", 5, "ab\\\\…");
        check("ab\\\\cd", 4, "ab…");
    }

    #[test]
    fn no_mention_or_timestamp_is_cut_in_two() {
        check("by <@123456>, twice", 9, "by…");
        check("by <@123456>, twice", 13, "by <@123456>…");
        check("<t:1790000000:R> x", 17, "<t:1790000000:R>…");
        check("<t:1790000000:R> x", 16, "…");
        check("a <b and so on", 8, "a <b an…");
    }

    #[test]
    fn a_direction_that_was_opened_is_closed() {
        check("\u{2068}שלום לך\u{2069} 12345", 6, "\u{2068}שלו…\u{2069}");
        check("\u{2068}שלום\u{2069} and more", 7, "\u{2068}שלום\u{2069}…");
        check("a\u{2068}ש\u{2069}b", 3, "a…");
    }
}
