//! Points and amounts: whole numbers with checked arithmetic.

use std::fmt;
use std::str::FromStr;

use crate::values::invalid::Invalid;
use crate::values::number::{self, GroupMark, NumberError};

/// A signed number of points: a balance, a sum or a change. It has no `+` on purpose:
/// decisions use checked arithmetic, folds wrapping arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Points(pub i64);

impl Points {
    /// Zero points.
    pub const ZERO: Points = Points(0);

    /// The sum; `None` if it does not fit 64 bits.
    pub fn checked_add(self, other: Points) -> Option<Points> {
        self.0.checked_add(other.0).map(Points)
    }

    /// The difference; `None` if it does not fit 64 bits.
    pub fn checked_sub(self, other: Points) -> Option<Points> {
        self.0.checked_sub(other.0).map(Points)
    }

    /// Reads a number of points with an optional sign, such as `-1,234`.
    ///
    /// # Errors
    /// When the text is no number, does not fit 64 bits, or can be read in more than one way.
    pub fn read(text: &str, groups: GroupMark) -> Result<Points, Invalid> {
        let text = text.trim();
        let bad = |error: NumberError| match error {
            NumberError::NotANumber => {
                Invalid::new("amount", text, "must be a whole number of points that fits 64 bits")
            }
            error => Invalid::new("amount", text, error.to_string()),
        };
        // The lowest number has no positive counterpart.
        if let Ok(points) = text.parse() {
            return Ok(Points(points));
        }
        match text.strip_prefix(['-', '−']) {
            Some(unsigned) => {
                let Points(points) = read_number(unsigned, groups).map_err(bad)?;
                Ok(Points(points.wrapping_neg()))
            }
            None => read_number(text.strip_prefix('+').unwrap_or(text), groups).map_err(bad),
        }
    }

    /// Adds an amount of an event. The decision checked it, so this cannot overflow on an honest journal. On a forged
    /// journal it wraps, which keeps the sum over the book at 0, and `verify` reports the position.
    pub(crate) fn add(&mut self, other: Points) {
        self.0 = self.0.wrapping_add(other.0);
    }

    pub(crate) fn sub(&mut self, other: Points) {
        self.0 = self.0.wrapping_sub(other.0);
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs().to_string();
        let mut grouped = String::with_capacity(27);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && digits.len().wrapping_sub(index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        f.pad_integral(self.0 >= 0, "", &grouped)
    }
}

impl FromStr for Points {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Points::read(text, GroupMark::Comma)
    }
}

/// Reads a number of points from 0, with groups of digits, and with `k` for thousands or `m` for millions.
///
/// # Errors
/// When the text is no number, does not fit, or can be read in more than one way.
pub fn read_number(text: &str, groups: GroupMark) -> Result<Points, NumberError> {
    number::read(text, groups).map(|number| Points(number.cast_signed()))
}

/// The number of points that a posting moves: at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amount(i64);

impl Amount {
    /// An amount of 1 or more points.
    ///
    /// # Errors
    /// When `points` is 0 or negative.
    pub fn new(points: i64) -> Result<Amount, Invalid> {
        if points >= 1 { Ok(Amount(points)) } else { Err(Self::invalid(&points)) }
    }

    /// Reads an amount, such as `1500`, `1,500` or `1.5k`.
    ///
    /// # Errors
    /// When the text is 0 or no number, does not fit 64 bits, or can be read in more than one way.
    pub fn read(text: &str, groups: GroupMark) -> Result<Amount, Invalid> {
        match read_number(text, groups) {
            Ok(points) => Amount::new(points.0).map_err(|_| Self::invalid(&text)),
            Err(NumberError::NotANumber | NumberError::TooLarge) => Err(Self::invalid(&text)),
            Err(error) => Err(Invalid::new("amount", text, error.to_string())),
        }
    }

    /// The amount as points.
    pub const fn points(self) -> Points {
        Points(self.0)
    }

    fn invalid(value: &dyn fmt::Display) -> Invalid {
        Invalid::new(
            "amount",
            value,
            "must be a whole number of points, at least 1 and at most 9223372036854775807",
        )
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.points().fmt(f)
    }
}

impl FromStr for Amount {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Amount::read(text, GroupMark::Comma)
    }
}
