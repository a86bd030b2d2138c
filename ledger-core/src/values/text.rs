//! Text that people and programs hand in, parsed once into types that cannot be wrong.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::values::invalid::Invalid;

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $field:literal, $max:expr, $accepts:expr, $says:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The most characters it may have.
            pub const MAX_CHARS: usize = $max;

            /// Takes the text without the white space around it.
            ///
            /// # Errors
            /// Says what is accepted when it is empty, too long, or has characters that do not belong.
            pub fn new(text: &str) -> Result<Self, Invalid> {
                let accepts: fn(char) -> bool = $accepts;
                if is_plain(text, $max) && text.bytes().all(|byte| accepts(char::from(byte))) {
                    return Ok($name(text.into()));
                }
                let text = text.trim();
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

/// Short ASCII without white space around it: what nearly every text is, told in one look.
fn is_plain(text: &str, max: usize) -> bool {
    let bytes = text.as_bytes();
    let edges_are_ink = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    bytes.len() <= max && edges_are_ink(bytes.first()) && edges_are_ink(bytes.last()) && text.is_ascii()
}

fn printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

const ONE_LINE: &str = "use one line of printable text";

text!(
    /// Why: typed by a person, kept in the erasable column.
    Reason, "reason", 500, printable, ONE_LINE
);

text!(
    /// Names one intention, such as `discord:1234` or `order:shopify:5001`; unique in its book for ever.
    RequestKey, "key", 200, |c| c.is_ascii_graphic(), "use ASCII letters, digits and punctuation without spaces"
);

text!(
    /// The short name of an achievement that commands use.
    AchievementKey, "achievement", 32, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_',
    "use lower-case letters, digits and underscores"
);

text!(
    /// What people see: the name or the description of an achievement.
    Label, "text", 200, printable, ONE_LINE
);

text!(
    /// The currency of an order as its export names it, such as `EUR`.
    Currency, "currency", 8, |c| c.is_ascii_uppercase(), "use the letters of an ISO 4217 code"
);

text!(
    /// Where an order came from: the shop system's name, a shop's name, or the order's own id.
    OrderText, "order", 100, printable, ONE_LINE
);

text!(
    /// The name of a setting.
    SettingName, "setting", 64, |c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.'),
    "use lower-case letters, digits, underscores and dots"
);

text!(
    /// An e-mail address, as given; compared without case. It stands only where it can be erased.
    Email, "e-mail", 254, |c| printable(c) && !c.is_whitespace(), "an address has no spaces or control characters"
);

impl Email {
    /// Whether both are the same mailbox, as far as anybody outside it can tell: case aside.
    pub fn same_mailbox(&self, other: &Email) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

/// An order as the outside world names it: unique in its book.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderKey {
    /// The kind of shop system or file: `shopify`, `csv` …
    pub source: OrderText,
    /// Which shop, where there are several; `main` otherwise.
    pub shop: OrderText,
    /// The order's id there.
    pub id: OrderText,
}

impl OrderKey {
    /// Puts the three parts together.
    ///
    /// # Errors
    /// When a part is empty, over 100 characters, or not one line of printable text.
    pub fn new(source: &str, shop: &str, id: &str) -> Result<OrderKey, Invalid> {
        Ok(OrderKey { source: OrderText::new(source)?, shop: OrderText::new(shop)?, id: OrderText::new(id)? })
    }
}

impl fmt::Display for OrderKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.source, self.shop, self.id)
    }
}

/// The keyed hash of a claim code. The code itself is never given to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodeHash(pub [u8; 16]);

/// Which secret a code was made with: the start of the secret's own hash, so that it can be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretId(pub u32);
