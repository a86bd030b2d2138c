//! Times as RFC 3339 in UTC.

use std::time::SystemTime;

use ledger_core::Timestamp;
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

const PRECISE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
const SHORT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]");

/// For JSON: `2026-11-22T18:00:00.000001Z`.
pub(crate) fn exact(time: Timestamp) -> String {
    written(moment(time), PRECISE)
}

/// For people, to the minute: `2026-11-22 18:00`, in UTC.
pub(crate) fn to_the_minute(time: Timestamp) -> String {
    written(moment(time), SHORT)
}

pub(crate) fn precise(time: SystemTime) -> String {
    written(OffsetDateTime::from(time), PRECISE)
}

fn moment(time: Timestamp) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(time.micros()) * 1_000)
        .expect("a timestamp lies within the years up to 9999")
}

fn written(time: OffsetDateTime, format: &[BorrowedFormatItem<'_>]) -> String {
    time.format(&format).expect("a time in UTC has every part of the format")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        let time = Timestamp::from_micros(1_000_000_000_000_001);
        assert_eq!(exact(time), "2001-09-09T01:46:40.000001Z");
        assert_eq!(to_the_minute(time), "2001-09-09 01:46");
        assert_eq!(exact(Timestamp::from_micros(i64::MAX)), "9999-12-31T23:59:59.999999Z");
        assert_eq!(precise(SystemTime::UNIX_EPOCH), "1970-01-01T00:00:00.000000Z");
    }
}
