//! Escapes people's text, so that it cannot ping, link or break the layout.

use super::invisible::{APART, END_ISOLATE, ISOLATE, runs_leftwards, visible};
use super::truncate;

/// Escaping may make the text three times as long.
const MAX_SAID_BACK: usize = 100;

/// A person's text on one line, for places where Discord renders markdown: messages, descriptions, fields, titles.
/// Markdown is escaped, mentions and links do not work, invisible characters are removed, and its writing direction is
/// isolated.
pub fn harmless(text: &str) -> String {
    let text = visible(text).replace('\n', " ");
    isolated(escaped(&text))
}

/// A rejected argument, quoted in the reply: escaped and cut to what identifies it.
pub fn said_back(typed: &str) -> String {
    harmless(&truncate(typed, MAX_SAID_BACK))
}

/// Like [`harmless`], for a text that may have several lines.
pub fn harmless_lines(text: &str) -> String {
    let lines = visible(text);
    lines.split('\n').map(|line| isolated(escaped(line))).collect::<Vec<_>>().join("\n")
}

/// A person's text on one line, for places without markdown: authors, footers, buttons, menu options, file names.
/// Backslashes would be visible there.
pub fn plain(text: &str) -> String {
    isolated(visible(text).replace('\n', " "))
}

fn isolated(text: String) -> String {
    if runs_leftwards(&text) { format!("{ISOLATE}{text}{END_ISOLATE}") } else { text }
}

fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + line.len() / 8);
    let opening = opening(line);
    for (at, c) in line.char_indices() {
        if matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '>' | '[' | ']') || opening == Some(at) {
            out.push('\\');
        }
        out.push(c);
        if comes_apart(&line[..at], c, &line[at + c.len_utf8()..]) {
            out.push(APART);
        }
    }
    out
}

/// The index of a character that would start a heading, small print or a list item.
fn opening(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let sign = line.as_bytes().get(digits)?;
    let opens = match digits {
        0 => matches!(sign, b'#' | b'-' | b'+'),
        _ => matches!(sign, b'.' | b')'),
    };
    opens.then_some(digits)
}

/// Whether a character must be separated from what follows. An escape is not enough: Discord also finds mentions and
/// links after a backslash.
fn comes_apart(before: &str, c: char, after: &str) -> bool {
    match c {
        '<' => after.starts_with(|next: char| !next.is_whitespace()),
        '@' => begins(after, "everyone") || begins(after, "here"),
        // Any scheme, such as https:// or discord://
        ':' => after.starts_with("//"),
        // Invitations work without a scheme.
        _ => (ends(before, c, "discord") || ends(before, c, "discordapp")) && after.starts_with('.'),
    }
}

fn begins(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// Whether `before` followed by `last` ends with a word.
fn ends(before: &str, last: char, word: &str) -> bool {
    let Some((end, start)) = word.as_bytes().split_last() else { return false };
    if !last.eq_ignore_ascii_case(&char::from(*end)) {
        return false;
    }
    let before = before.as_bytes();
    before.len() >= start.len() && before[before.len() - start.len()..].eq_ignore_ascii_case(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(harmless(text), expected, "{}", text.escape_debug());
    }

    #[test]
    fn markdown_is_shown_as_it_was_written() {
        check(
            "**bold** _it_ ~~no~~ ||hidden||",
            "\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~ \\|\\|hidden\\|\\|",
        );
        check("```\ncode```", "\\`\\`\\` code\\`\\`\\`");
        check("\\*", "\\\\\\*");
        check("[a](https://b.example)", "\\[a\\](https:\u{200b}//b.example)");
        check("> quote", "\\> quote");
    }

    #[test]
    fn a_line_does_not_become_a_heading_or_a_list() {
        check("# big", "\\# big");
        check("-# small", "\\-# small");
        check("- item", "\\- item");
        check("+ item", "\\+ item");
        check("1. first", "1\\. first");
        check("2024) x", "2024\\) x");
        check("C# and -5", "C# and -5");
    }

    #[test]
    fn no_text_pings_or_links() {
        check("@everyone @Here @anna", "@\u{200b}everyone @\u{200b}Here @anna");
        check(
            "<@42> <@&7> <#9> <:gold:1>",
            "\\<\u{200b}@42\\> \\<\u{200b}@&7\\> \\<\u{200b}#9\\> \\<\u{200b}:gold:1\\>",
        );
        check("<t:1:R> </give:1> i <3 u", "\\<\u{200b}t:1:R\\> \\<\u{200b}/give:1\\> i \\<\u{200b}3 u");
        check("HTTPS://x.example", "HTTPS:\u{200b}//x.example");
        check("Discord.gg/abc", "Discord\u{200b}.gg/abc");
        check("discordapp.com/invite/abc", "discordapp\u{200b}.com/invite/abc");
        check("12:30, 3 < 4", "12:30, 3 \\< 4");
    }

    #[test]
    fn an_everyone_that_was_kept_apart_before_is_kept_apart_again() {
        check("@\u{200b}everyone", "@\u{200b}everyone");
        check("<\u{200b}@42>", "\\<\u{200b}@42\\>");
        check("@ever\u{202e}yone", "@\u{200b}everyone");
    }

    #[test]
    fn text_from_right_to_left_keeps_its_direction_to_itself() {
        check("שלום", "\u{2068}שלום\u{2069}");
        check("a\u{2069}b\u{202e}c", "abc");
        assert_eq!(plain("مرحبا\n*"), "\u{2068}مرحبا *\u{2069}");
    }

    #[test]
    fn what_is_said_back_is_short_however_much_was_typed() {
        assert_eq!(said_back("lots*"), "lots\\*");
        for typed in ["x", "*", "\u{5e9}", "@everyone", "<@1>"] {
            let said = said_back(&typed.repeat(6_000));
            assert!(super::super::length(&said) <= 3 * MAX_SAID_BACK, "{said}");
        }
    }

    #[test]
    fn lines_stay_lines_where_they_may() {
        assert_eq!(harmless_lines("# a\n\n\n- b\nשלום"), "\\# a\n\\- b\n\u{2068}שלום\u{2069}");
        assert_eq!(plain("a_b\n@x"), "a_b @x");
    }
}
