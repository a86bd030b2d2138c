//! Parses dates and times of exports, to µs since 1970 UTC.
//!
//! Whether 3/4 is in March or in April is detected once for a file; an ambiguous date gives no date.
//! UTC is the only zone name that is understood: others would need a table that changes every year.

use time::{Date, Month, OffsetDateTime};

/// Whether the day or the month comes first in dates like 3/4/2026.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayOrder {
    DayFirst,
    MonthFirst,
    /// No date of the file decides it, or they contradict each other.
    Open,
}

/// The order that the dates of a file prove together.
pub(crate) fn day_order<'c>(cells: impl Iterator<Item = &'c str>) -> DayOrder {
    let (mut day_first, mut month_first) = (false, false);
    for cell in cells {
        if let Some(Day::Open(first, second, _)) = split(cell).and_then(|(day, _)| parse_day(day)) {
            day_first |= first > 12 && second <= 12;
            month_first |= second > 12 && first <= 12;
        }
    }
    match (day_first, month_first) {
        (true, false) => DayOrder::DayFirst,
        (false, true) => DayOrder::MonthFirst,
        _ => DayOrder::Open,
    }
}

/// The time in a cell, if it is unambiguous. Without an offset it is taken as UTC, without a time of day as midnight.
pub(crate) fn micros(cell: &str, order: DayOrder) -> Option<i64> {
    let (day, time) = split(cell)?;
    let (year, month, day) = match (parse_day(day)?, order) {
        (Day::Known(year, month, day), _) => (year, month, day),
        (Day::Open(first, second, year), DayOrder::DayFirst) => (year, second, first),
        (Day::Open(first, second, year), DayOrder::MonthFirst) => (year, first, second),
        (Day::Open(first, second, year), DayOrder::Open) if first == second => (year, first, second),
        (Day::Open(..), DayOrder::Open) => return None,
    };
    let (year, day) = (i32::try_from(year).ok()?, u8::try_from(day).ok()?);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let midnight = Date::from_calendar_date(year, month, day).ok()?.midnight().assume_utc();
    let seconds = midnight.unix_timestamp().checked_add(time.seconds)?;
    seconds.checked_mul(1_000_000)?.checked_add(time.micros)
}

/// A time as messages show it.
pub(crate) fn shown(micros: i64) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(micros.div_euclid(1_000_000));
    moment
        .map_or_else(|_| format!("{micros} µs"), |moment| format!("{} {} UTC", moment.date(), moment.time()))
}

enum Day {
    /// Year, month, day.
    Known(u32, u32, u32),
    /// Two numbers that are day and month in either order, and the year.
    Open(u32, u32, u32),
}

/// The time since midnight UTC.
#[derive(Default)]
struct Clock {
    seconds: i64,
    micros: i64,
}

/// The day of a cell (with spaces, if its month is a word) and its time.
fn split(cell: &str) -> Option<(&str, Clock)> {
    let cell = cell.trim();
    let is_iso_mark = |at: usize| {
        let bytes = cell.as_bytes();
        matches!(bytes[at], b'T' | b't')
            && bytes[at - 1].is_ascii_digit()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    };
    if let Some(at) = (1..cell.len()).find(|&at| is_iso_mark(at)) {
        return Some((&cell[..at], clock(&cell[at + 1..])?));
    }
    match cell.find(':') {
        None => Some((cell, Clock::default())),
        Some(colon) => {
            let at = cell[..colon].rfind(char::is_whitespace)?;
            Some((cell[..at].trim_end_matches([',', ' ']), clock(cell[at..].trim_start())?))
        }
    }
}

fn parse_day(day: &str) -> Option<Day> {
    let parts: Vec<&str> = day.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let [first, second, third] = parts[..] else { return None };
    if let Some(month) = month(second) {
        return Some(Day::Known(year(third)?, month, number(first)?));
    }
    if let Some(month) = month(first) {
        return Some(Day::Known(year(third)?, month, number(second)?));
    }
    if first.len() == 4 {
        return Some(Day::Known(year(first)?, number(second)?, number(third)?));
    }
    let (first, second, year) = (number(first)?, number(second)?, year(third)?);
    // Dates with dots are never written with the month first.
    Some(if day.contains('.') { Day::Known(year, second, first) } else { Day::Open(first, second, year) })
}

fn clock(text: &str) -> Option<Clock> {
    let end = text
        .find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, ':' | '.')))
        .unwrap_or(text.len());
    let (time, mut rest) = (&text[..end], text[end..].trim());
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let parts: Vec<u32> = time.split(':').map(number).collect::<Option<_>>()?;
    let (mut hour, minute, second) = match parts[..] {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    for (mark, is_afternoon) in [("am", false), ("pm", true)] {
        let head = rest.get(..2).filter(|head| head.eq_ignore_ascii_case(mark));
        if head.is_some() && (1..=12).contains(&hour) {
            rest = rest[2..].trim();
            hour = hour % 12 + if is_afternoon { 12 } else { 0 };
        }
    }
    if hour > 23 || minute > 59 || second > 60 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let micros = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
    Some(Clock { seconds: i64::from(hour * 3600 + minute * 60 + second) - offset(rest)?, micros })
}

/// Seconds east of Greenwich.
fn offset(text: &str) -> Option<i64> {
    if ["", "z", "utc", "gmt", "uhr"].contains(&text.to_lowercase().as_str()) {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.strip_prefix(['+', '-'])?.chars().filter(|letter| *letter != ':').collect();
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        _ => return None,
    };
    (hours <= 15 && minutes <= 59).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

/// A year of four digits from 1990 on, or of two digits in this century.
fn year(text: &str) -> Option<u32> {
    match (text.len(), number(text)?) {
        (4, year @ 1990..=2199) => Some(year),
        (2, year) => Some(2000 + year),
        _ => None,
    }
}

fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

/// Months by their first letters, in English, German, French, Spanish and Italian.
fn month(word: &str) -> Option<u32> {
    #[rustfmt::skip]
    const STARTS: [&[&str]; 12] = [
        &["jan", "jän", "ene", "gen"], &["feb", "fév", "fev"], &["mar", "mär", "mrz"], &["apr", "avr", "abr"],
        &["may", "mai", "mag"], &["jun", "juin", "giu"], &["jul", "juil", "lug"], &["aug", "aoû", "aou", "ago"],
        &["sep", "set"], &["oct", "okt", "ott"], &["nov"], &["dec", "dez", "déc", "dic"],
    ];
    let word = word.to_lowercase();
    let is_of = |starts: &&[&str]| starts.iter().any(|start| word.starts_with(start));
    (1..).zip(STARTS).find(|(_, starts)| is_of(starts)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-05-01 10:00:00 UTC.
    const MAY_DAY: i64 = 1_714_557_600_000_000;

    #[test]
    fn every_spelling_of_a_time_gives_the_same_time() {
        for cell in [
            "2024-05-01 10:00:00 +0000",
            "2024-05-01T10:00:00Z",
            "2024-05-01T12:00:00.000+02:00",
            "2024-05-01 06:00:00 -0400",
            "2024-05-01 10:00:00",
            "2024-05-01 10:00:00 UTC",
            "2024/05/01 10:00",
            "01.05.2024 10:00",
            "01.05.24, 10:00 Uhr",
            "1-May-24 10:00",
            "May 1, 2024 10:00 AM",
            "1. Mai 2024 10:00",
        ] {
            assert_eq!(micros(cell, DayOrder::Open), Some(MAY_DAY), "{cell}");
        }
        assert_eq!(micros("5/1/2024 10:00:00", DayOrder::MonthFirst), Some(MAY_DAY));
        assert_eq!(micros("1/5/24 10:00", DayOrder::DayFirst), Some(MAY_DAY));
        assert_eq!(micros("05/01/2024 10:00:00 am", DayOrder::MonthFirst), Some(MAY_DAY));
        assert_eq!(micros("2024-05-01T10:00:00.123456789Z", DayOrder::Open), Some(MAY_DAY + 123_456));
    }

    #[test]
    fn noon_and_midnight_are_told_apart() {
        let at = |cell| micros(cell, DayOrder::Open).unwrap() - micros("2024-05-01", DayOrder::Open).unwrap();
        assert_eq!(at("2024-05-01 12:30 PM"), 45_000_000_000);
        assert_eq!(at("2024-05-01 12:30 AM"), 1_800_000_000);
        assert_eq!(at("2024-05-01 1:30pm"), 48_600_000_000);
    }

    #[test]
    fn a_day_beyond_twelve_decides_the_order_for_the_file() {
        assert_eq!(day_order(["09/06/26", "09/25/26"].into_iter()), DayOrder::MonthFirst);
        assert_eq!(day_order(["9/6/2016 6:29:00", "25/6/2016"].into_iter()), DayOrder::DayFirst);
        assert_eq!(day_order(["09/25/26", "25/09/26"].into_iter()), DayOrder::Open);
        assert_eq!(day_order(["09/06/26", "2024-05-13"].into_iter()), DayOrder::Open);
    }

    #[test]
    fn an_ambiguous_or_broken_date_gives_no_date() {
        for cell in [
            "9/6/2016",
            "",
            "soon",
            "2024-05-01 10:00 PST",
            "2024-02-30",
            "45413",
            "10:00",
            "2024-05-01 25:00",
            "1/2",
        ] {
            assert_eq!(micros(cell, DayOrder::Open), None, "{cell}");
        }
        assert_eq!(micros("13/13/2024", DayOrder::DayFirst), None);
        assert!(micros("7/7/2016", DayOrder::Open).is_some());
    }

    #[test]
    fn times_are_shown_in_utc() {
        assert_eq!(shown(MAY_DAY), "2024-05-01 10:00:00.0 UTC");
    }
}
