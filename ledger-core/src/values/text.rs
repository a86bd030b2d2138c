//! Text from people and programs, parsed once into types with a bounded length and a known alphabet.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::values::invalid::Invalid;
use crate::values::visible::{is_break, shows_something};

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $field:literal, $max:expr, $accepts:expr, $says:expr, $lines:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The most characters that the text may have.
            pub const MAX_CHARS: usize = $max;

            /// Trims white space and checks the text. A reason and a label may have line breaks: each becomes a space.
            ///
            /// # Errors
            /// When the text is empty, invisible, too long, or has a character outside the alphabet of this type.
            pub fn new(text: &str) -> Result<Self, Invalid> {
                let read = Self::stored(text)?;
                match shows_something(&read.0) {
                    true => Ok(read),
                    false => Err(Invalid::new($field, text, INVISIBLE)),
                }
            }

            /// Reads a text of a journal: one that earlier versions took may be invisible.
            ///
            /// # Errors
            /// When the text is empty, too long, or has a character outside the alphabet of this type.
            pub fn stored(text: &str) -> Result<Self, Invalid> {
                let accepts: fn(char) -> bool = $accepts;
                if is_plain(text, $max) && text.bytes().all(|byte| accepts(char::from(byte))) {
                    return Ok($name(text.into()));
                }
                let lines: fn(&str) -> Cow<'_, str> = $lines;
                let text = &*lines(text.trim());
                if text.is_empty() {
                    return Err(Invalid::new($field, text, format!("is empty; give 1 to {} characters", $max)));
                }
                let chars = text.chars().count();
                if chars > $max {
                    return Err(Invalid::new(
                        $field,
                        text,
                        format!("has {chars} characters; at most {} are allowed", $max),
                    ));
                }
                if let Some(bad) = text.chars().find(|&c| !accepts(c)) {
                    return Err(Invalid::new(
                        $field,
                        text,
                        format!("has the character {}; {}", bad.escape_default(), $says),
                    ));
                }
                Ok($name(text.into()))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                $name::new(text)
            }
        }
    };
}

/// A fast check that nearly every text passes: short ASCII without white space around it.
fn is_plain(text: &str, max: usize) -> bool {
    let bytes = text.as_bytes();
    let edges_are_ink = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    bytes.len() <= max && edges_are_ink(bytes.first()) && edges_are_ink(bytes.last()) && text.is_ascii()
}

/// A text with a space for every line break and tab: people paste texts of several lines.
fn on_one_line(text: &str) -> Cow<'_, str> {
    let breaks = |c: char| matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    if !text.contains(breaks) {
        return Cow::Borrowed(text);
    }
    let lines = text.split(breaks).map(str::trim).filter(|line| !line.is_empty());
    Cow::Owned(lines.collect::<Vec<_>>().join(" "))
}

/// A text whose line breaks are refused like every other character that does not belong to it.
fn as_it_is(text: &str) -> Cow<'_, str> {
    Cow::Borrowed(text)
}

fn printable(c: char) -> bool {
    !c.is_control() && !is_break(c) && c != '\u{feff}'
}

/// Whether a text is one line that people can see.
pub(crate) fn is_one_visible_line(text: &str) -> bool {
    text.chars().all(printable) && shows_something(text)
}

const INVISIBLE: &str = "shows nothing; give at least one character that people can see";

const ONE_LINE: &str = "use one line of printable text";

text!(
    /// The reason that a person gave for a command. The store keeps it where it can be erased.
    Reason, "reason", 500, printable, ONE_LINE, on_one_line
);

text!(
    /// The idempotency key of a request, such as `discord:1234` or `order:shopify:5001`; unique in its book for ever.
    RequestKey, "key", 200, |c| c.is_ascii_graphic(), "use ASCII letters, digits and punctuation without spaces", as_it_is
);

text!(
    /// The short name by which commands refer to an achievement.
    AchievementKey, "achievement", 32, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_',
    "use lower-case letters, digits and underscores", as_it_is
);

text!(
    /// The displayed name or description of an achievement.
    Label, "text", 200, printable, ONE_LINE, on_one_line
);

text!(
    /// The currency of an order, such as `EUR`.
    Currency, "currency", 8, |c| c.is_ascii_uppercase(), "use the letters of an ISO 4217 code", as_it_is
);

text!(
    /// A part of an [`OrderKey`]: the shop system, the shop, or the order's id.
    OrderText, "order", 100, printable, ONE_LINE, as_it_is
);

text!(
    /// The name of a setting of a book; adapters use names with a dot.
    SettingName, "setting", 64, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.'),
    "use lower-case letters, digits, underscores and dots", as_it_is
);

text!(
    /// An e-mail address as given. The store keeps it only where it can be erased.
    Email, "e-mail", 254, |c| printable(c) && !c.is_whitespace(), "an address has no spaces or control characters", as_it_is
);

impl Email {
    /// Whether both addresses are equal without regard to case.
    pub fn same_mailbox(&self, other: &Email) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

/// Identifies an order outside the ledger; unique in its book.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderKey {
    /// The shop system or file format: `shopify`, `csv` …
    pub source: OrderText,
    /// The shop, if there are several; `main` otherwise.
    pub shop: OrderText,
    /// The order's id in that shop.
    pub id: OrderText,
}

impl OrderKey {
    /// A key of three parts.
    ///
    /// # Errors
    /// When a part is empty, over 100 characters, or not one line of visible text.
    pub fn new(source: &str, shop: &str, id: &str) -> Result<OrderKey, Invalid> {
        Ok(OrderKey { source: OrderText::new(source)?, shop: OrderText::new(shop)?, id: OrderText::new(id)? })
    }

    /// Reads the key of a journal: a part that earlier versions took may be invisible.
    ///
    /// # Errors
    /// When a part is empty, over 100 characters, or not one line of printable text.
    pub fn stored(source: &str, shop: &str, id: &str) -> Result<OrderKey, Invalid> {
        let part = OrderText::stored;
        Ok(OrderKey { source: part(source)?, shop: part(shop)?, id: part(id)? })
    }
}

impl fmt::Display for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.source, self.shop, self.id)
    }
}

/// The keyed hash of a claim code. The ledger never sees the code itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeHash(pub [u8; 16]);

/// Identifies the secret that hashed a code, by the first bytes of the secret's own hash. It lets the secret be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretId(pub u32);
