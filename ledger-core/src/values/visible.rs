//! Which characters people can see, and which ones move the cursor or turn the direction of a line: the one table for
//! every text that comes in and every place that prints one.

use std::fmt::{self, Write};

/// Whether a text shows anything at all. White space, invisible characters and marks without a letter do not.
pub fn shows_something(text: &str) -> bool {
    text.chars().any(has_ink)
}

/// Whether a character is seen when it stands alone.
pub fn has_ink(c: char) -> bool {
    match c {
        '!'..='~' => true,
        _ => {
            !c.is_whitespace()
                && !is_blank(c)
                && !is_joiner(c)
                && !is_tag(c)
                && !is_hidden(c)
                && !is_extending(c)
        }
    }
}

/// Whether a character is a letter or sign without a shape: the fillers of Hangul, and blank Braille.
pub fn is_blank(c: char) -> bool {
    matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

/// Whether a character joins or parts its neighbours, as scripts and emoji need it.
pub fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a character is a tag. Flags such as Scotland's consist of a black flag and tags.
pub fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

/// Whether a character ends a line.
pub fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether no text needs a character to be kept: controls, what Unicode calls default ignorable, and code points that
/// are never assigned. [`is_joiner`], [`is_tag`], [`is_blank`] and the two selectors of emoji have rules of their own.
pub fn is_hidden(c: char) -> bool {
    let never = u32::from(c) & 0xfffe == 0xfffe;
    c.is_control()
        || never
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{fff0}'..='\u{fffc}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e001f}'
            | '\u{e0080}'..='\u{e0fff}')
}

/// Whether a terminal or a log would do something else than print a character: move the cursor, begin another line, or
/// turn the direction.
pub fn moves_text(c: char) -> bool {
    c.is_control()
        || is_break(c)
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Whether a character is drawn onto the one before it, as accents and selectors are.
fn is_extending(c: char) -> bool {
    // The standard library escapes such characters at the start of a text, and only there.
    let escaped_alone = c.escape_debug().nth(1).is_some();
    escaped_alone && format!("x{c}").escape_debug().nth(2).is_none()
}

/// A text on one line of a terminal or a log: a character that [`moves_text`] is written as its escape.
#[derive(Debug, Clone, Copy)]
pub struct OneLine<T>(pub T);

impl<T: fmt::Display> fmt::Display for OneLine<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(Escaping(f), "{}", self.0)
    }
}

struct Escaping<'f, 'w>(&'f mut fmt::Formatter<'w>);

impl Write for Escaping<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for part in text.split_inclusive(moves_text) {
            match part.chars().next_back().filter(|c| moves_text(*c)) {
                Some(c) => write!(self.0, "{}{}", part.trim_end_matches(c), c.escape_default())?,
                None => self.0.write_str(part)?,
            }
        }
        Ok(())
    }
}
