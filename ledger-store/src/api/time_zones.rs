//! The time zones that a program knows. The ledger has no zone database: it asks the program for the offset of a zone.

use ledger_core::{Timestamp, UtcOffset};

/// A database of time zones, for [`Options::time_zones`](crate::Options::time_zones).
pub trait TimeZones: Send + Sync {
    /// The offset from UTC of a zone at a time; `None` for a name that is no zone. Called for each request to a book
    /// with a time zone, so it should take less than a microsecond.
    fn offset(&self, zone: &str, at: Timestamp) -> Option<UtcOffset>;

    /// The name of a zone that resembles a name that is none.
    fn near(&self, name: &str) -> Option<String>;
}

/// Knows no time zone: a book's setting `time_zone` is refused.
pub(crate) struct NoTimeZones;

impl TimeZones for NoTimeZones {
    fn offset(&self, _: &str, _: Timestamp) -> Option<UtcOffset> {
        None
    }

    fn near(&self, _: &str) -> Option<String> {
        None
    }
}
