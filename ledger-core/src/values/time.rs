//! Instants, and the days, weeks and months that contain them. No code here reads a clock.
#![expect(clippy::arithmetic_side_effects, reason = "days and microseconds of a bounded range, never points")]

use std::fmt;
use std::str::FromStr;

use crate::values::invalid::Invalid;

const MICROS_PER_MINUTE: i64 = 60_000_000;
const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The furthest instant on either side of 1970: the end of the year 9999.
const FURTHEST: i64 = 253_402_300_799_999_999;

/// An instant in microseconds since 1970-01-01T00:00:00Z, at most the end of the year 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// An instant from microseconds since 1970. A value beyond the year 9999 becomes the end of that year.
    pub fn from_micros(micros: i64) -> Timestamp {
        Timestamp(micros.clamp(-FURTHEST, FURTHEST))
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The instant this many seconds later, or earlier if negative.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Timestamp {
        Timestamp::from_micros(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whether another instant is among the last `seconds` up to this one. A later one is not: it was recorded by a clock
    /// that ran ahead.
    pub(crate) fn is_within(self, seconds: i64, earlier: Timestamp) -> bool {
        earlier <= self && self < earlier.plus_seconds(seconds)
    }

    /// The day that contains this instant at an offset from UTC.
    pub fn day(self, offset: UtcOffset) -> Day {
        let local = self.0 + i64::from(offset.0) * MICROS_PER_MINUTE;
        Day(i32::try_from(local.div_euclid(MICROS_PER_DAY)).expect("within the years up to 9999"))
    }
}

/// `2031-01-05 12:00:07 UTC`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.rem_euclid(MICROS_PER_DAY) / 1_000_000;
        let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
        write!(f, "{} {hour:02}:{minute:02}:{second:02} UTC", self.day(UtcOffset::UTC))
    }
}

/// A fixed offset from UTC in minutes, positive to the east; at most 14 hours either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct UtcOffset(i16);

impl UtcOffset {
    /// No offset.
    pub const UTC: UtcOffset = UtcOffset(0);

    /// An offset in minutes, positive to the east; `None` beyond 14 hours.
    pub const fn of_minutes(minutes: i16) -> Option<UtcOffset> {
        if minutes >= -840 && minutes <= 840 { Some(UtcOffset(minutes)) } else { None }
    }

    /// The offset in minutes, positive to the east.
    pub const fn minutes(self) -> i16 {
        self.0
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        write!(f, "{sign}{:02}:{:02}", self.0.abs() / 60, self.0.abs() % 60)
    }
}

impl FromStr for UtcOffset {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let bad = || {
            Invalid::new("utc_offset", text, "must look like +02:00 or -05:30, at most 14 hours either way")
        };
        let (sign, rest) = match text.split_at_checked(1) {
            Some(("+", rest)) => (1, rest),
            Some(("-", rest)) => (-1, rest),
            _ => return Err(bad()),
        };
        let (hours, minutes) = rest.split_once(':').ok_or_else(bad)?;
        let two = |part: &str| {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            if digits { part.parse::<u8>().ok() } else { None }
        };
        match (two(hours), two(minutes)) {
            (Some(h), Some(m)) if m < 60 && i16::from(h) * 60 + i16::from(m) <= 14 * 60 => {
                Ok(UtcOffset(sign * (i16::from(h) * 60 + i16::from(m))))
            }
            _ => Err(bad()),
        }
    }
}

/// A day, counted from 1970-01-01 at the book's offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Day(pub i32);

/// An ISO week (Monday to Sunday), counted from the week of 1970-01-01, which is week 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Week(pub i32);

/// A calendar month, counted from January of the year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Month(pub i32);

/// A span of days that follow each other: a day, a week, a month.
pub trait Period: Copy + Ord {
    /// The period that contains a day.
    fn of(day: Day) -> Self;

    /// The period before this one.
    #[must_use]
    fn previous(self) -> Self;
}

impl Period for Day {
    fn of(day: Day) -> Day {
        day
    }

    fn previous(self) -> Day {
        Day(self.0.saturating_sub(1))
    }
}

impl Period for Week {
    fn of(day: Day) -> Week {
        day.week()
    }

    fn previous(self) -> Week {
        Week(self.0.saturating_sub(1))
    }
}

impl Period for Month {
    fn of(day: Day) -> Month {
        day.month()
    }

    fn previous(self) -> Month {
        Month(self.0.saturating_sub(1))
    }
}

impl Day {
    /// The week that contains the day. 1970-01-01 was a Thursday, three days into its week.
    pub const fn week(self) -> Week {
        Week((self.0 + 3).div_euclid(7))
    }

    /// The month that contains the day.
    pub const fn month(self) -> Month {
        let (year, month, _) = self.civil();
        Month(year * 12 + month - 1)
    }

    /// Year, month and day of the Gregorian calendar (proleptic), counted in 400-year cycles that begin in March.
    pub const fn civil(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let cycle = shifted.div_euclid(146_097);
        let day_of_cycle = shifted.rem_euclid(146_097);
        let year_of_cycle =
            (day_of_cycle - day_of_cycle / 1_460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
        let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * march_month + 2) / 5 + 1;
        let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
        let year = year_of_cycle + cycle * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fall_into_the_weeks_and_months_of_the_calendar() {
        for (days, date, week, month) in [
            (0, "1970-01-01", 0, 1970 * 12),
            (3, "1970-01-04", 0, 1970 * 12),
            (4, "1970-01-05", 1, 1970 * 12),
            (-1, "1969-12-31", 0, 1969 * 12 + 11),
            (11_016, "2000-02-29", 1_574, 2000 * 12 + 1),
            (20_779, "2026-11-22", 2_968, 2026 * 12 + 10),
        ] {
            let day = Day(days);
            assert_eq!((day.to_string().as_str(), day.week().0, day.month().0), (date, week, month));
        }
    }

    #[test]
    fn an_instant_is_written_to_the_second_in_utc() {
        for (micros, written) in [
            (1_000_000_000_999_999, "2001-09-09 01:46:40 UTC"),
            (-1, "1969-12-31 23:59:59 UTC"),
            (i64::MAX, "9999-12-31 23:59:59 UTC"),
        ] {
            assert_eq!(Timestamp::from_micros(micros).to_string(), written);
        }
    }

    #[test]
    fn an_offset_moves_midnight() {
        let late = Timestamp::from_micros(MICROS_PER_DAY - 1);
        assert_eq!(late.day(UtcOffset::UTC), Day(0));
        assert_eq!(late.day("+02:00".parse().unwrap()), Day(1));
        assert_eq!(Timestamp::from_micros(0).day("-00:01".parse().unwrap()), Day(-1));
    }

    #[test]
    fn an_offset_is_read_as_it_is_written() {
        for text in ["+00:00", "+14:00", "-05:30"] {
            assert_eq!(text.parse::<UtcOffset>().unwrap().to_string(), text);
        }
        for text in ["", "2", "+2:00", "+15:00", "+01:60", "++1:00", "+01:+5", "z", "é0:00"] {
            assert!(text.parse::<UtcOffset>().is_err(), "{text}");
        }
    }
}
