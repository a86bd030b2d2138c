//! Points: whole numbers, never floats, never rounded, never silently too large.

use std::fmt;
use std::str::FromStr;

use crate::values::invalid::Invalid;

/// A number of points: a balance, a sum, a change. There is no `+` on purpose:
/// decisions use the checked forms, folds the wrapping ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Points(pub i64);

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// The sum, unless it does not fit 64 bits.
    pub fn checked_add(self, other: Points) -> Option<Points> {
        self.0.checked_add(other.0).map(Points)
    }

    /// The difference, unless it does not fit 64 bits.
    pub fn checked_sub(self, other: Points) -> Option<Points> {
        self.0.checked_sub(other.0).map(Points)
    }

    /// Folds a fact in. Facts were checked when they were decided, so this cannot overflow on an honest journal;
    /// on a forged one it wraps, keeps the sum over the book at 0, and `verify` says where.
    pub(crate) fn add(&mut self, other: Points) {
        self.0 = self.0.wrapping_add(other.0);
    }

    /// The counterpart of [`Points::add`].
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

/// How much a posting moves: at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Amount(i64);

impl Amount {
    /// Takes 1 or more.
    ///
    /// # Errors
    /// Says so when there is nothing to move, or less than nothing.
    pub fn new(points: i64) -> Result<Amount, Invalid> {
        if points >= 1 { Ok(Amount(points)) } else { Err(Self::invalid(&points)) }
    }

    /// As points.
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
