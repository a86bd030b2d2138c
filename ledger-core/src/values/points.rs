//! Points and amounts: whole numbers with checked arithmetic.

use std::fmt;
use std::str::FromStr;

use crate::values::invalid::Invalid;

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
        match text.trim().parse::<i64>() {
            Ok(points) => Ok(Points(points)),
            Err(_) => Err(Invalid::new("amount", text, "must be a whole number of points that fits 64 bits")),
        }
    }
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
        let number = text.trim().parse::<i64>().map_err(|_| Self::invalid(&text))?;
        Amount::new(number).map_err(|_| Self::invalid(&text))
    }
}
