//! Time for tests: a clock that only moves when a test moves it, and instants from calendar dates.
#![expect(clippy::arithmetic_side_effects, reason = "days and microseconds of dates in tests, never points")]

use crate::values::Timestamp;

/// A clock that only moves when a test moves it. It begins on Monday, 5 January 2026, at noon UTC.
///
/// ```
/// use ledger_core::testkit::{FixedClock, utc};
///
/// let mut clock = FixedClock::default();
/// assert_eq!(clock.now(), utc(2026, 1, 5, 12, 0));
/// clock.advance_days(30);
/// clock.advance_seconds(-60);
/// assert_eq!(clock.now(), utc(2026, 2, 4, 11, 59));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedClock(Timestamp);

impl FixedClock {
    /// A clock that shows this time.
    pub const fn at(now: Timestamp) -> FixedClock {
        FixedClock(now)
    }

    /// The time that it shows.
    pub const fn now(&self) -> Timestamp {
        self.0
    }

    /// Sets the time, also to an earlier one.
    pub const fn set(&mut self, now: Timestamp) {
        self.0 = now;
    }

    /// Advances by one microsecond and returns the new time.
    pub fn tick(&mut self) -> Timestamp {
        self.0 = Timestamp::from_micros(self.0.micros() + 1);
        self.0
    }

    /// Advances by seconds, or goes back if negative.
    pub fn advance_seconds(&mut self, seconds: i64) {
        self.0 = self.0.plus_seconds(seconds);
    }

    /// Advances by days of 24 hours, or goes back if negative.
    pub fn advance_days(&mut self, days: i32) {
        self.advance_seconds(i64::from(days) * 86_400);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        FixedClock(utc(2026, 1, 5, 12, 0))
    }
}

/// An instant from a date and a time of day in UTC, in the Gregorian calendar.
///
/// ```
/// use ledger_core::testkit::utc;
///
/// assert_eq!(utc(1970, 1, 2, 0, 1).micros(), 86_460_000_000);
/// assert_eq!(utc(2000, 2, 29, 0, 0).day(Default::default()).to_string(), "2000-02-29");
/// ```
pub fn utc(year: i32, month: u8, day: u8, hour: u8, minute: u8) -> Timestamp {
    // Years begin in March, so that the leap day is the last; 1970-01-01 is day 719,468 of that count.
    let month = i32::from(month);
    let year = if month > 2 { year } else { year - 1 };
    let (cycle, year_of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i32::from(day) - 1;
    let day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    let days = i64::from(cycle * 146_097 + day_of_cycle - 719_468);
    let minutes = (days * 24 + i64::from(hour)) * 60 + i64::from(minute);
    Timestamp::from_micros(minutes * 60_000_000)
}
