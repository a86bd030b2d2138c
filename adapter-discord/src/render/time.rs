//! Discord timestamps, which each reader sees in their own time zone and language.

use ledger_core::Timestamp;

/// A relative time: "3 days ago".
pub(crate) fn ago(at: Timestamp) -> String {
    format!("<t:{}:R>", seconds(at))
}

/// The day and the time: "22 November 2026 15:04".
pub(crate) fn exact(at: Timestamp) -> String {
    format!("<t:{}:f>", seconds(at))
}

/// The day: "22/11/2026".
pub(crate) fn day(at: Timestamp) -> String {
    format!("<t:{}:d>", seconds(at))
}

fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_that_discord_writes_out() {
        let at = Timestamp::from_micros(1_790_000_000_999_999);
        assert_eq!(ago(at), "<t:1790000000:R>");
        assert_eq!(day(Timestamp::from_micros(-1)), "<t:-1:d>");
    }
}
