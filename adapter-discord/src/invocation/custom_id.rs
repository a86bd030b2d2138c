//! What a button, a menu or a form carries in its `custom_id`: everything it needs, so that it works after a restart.
//! What each of them means is known to the command that made it.

use std::fmt;

use crate::reply::error::CommandError;
use ledger_core::MemberId;

/// The most characters that Discord allows.
const MAX_CHARS: usize = 100;

/// The way in which they are written. Messages with older buttons stay in channels for ever.
const VERSION: &str = "1";

/// What a component carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CustomId {
    what: String,
    whose: MemberId,
    parts: Vec<String>,
}

/// A `custom_id` that this version did not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct InvalidCustomId;

/// A button, menu or form of another version, or not ours.
impl From<InvalidCustomId> for CommandError {
    fn from(_: InvalidCustomId) -> CommandError {
        CommandError::say("answer-unknown-button")
    }
}

impl CustomId {
    /// A component of the command `what`, made for one person, who alone may use it.
    pub(crate) fn new(what: &str, whose: MemberId) -> CustomId {
        CustomId { what: what.to_owned(), whose, parts: Vec::new() }
    }

    /// With one more thing to remember: a number or a short word.
    #[must_use]
    pub(crate) fn with(mut self, part: impl fmt::Display) -> CustomId {
        self.parts.push(part.to_string());
        self
    }

    /// Reads what Discord sent back.
    ///
    /// # Errors
    /// When it is of another version, or not ours.
    pub(crate) fn read(text: &str) -> Result<CustomId, InvalidCustomId> {
        let mut parts = text.split(':').map(str::to_owned);
        let version = parts.next().ok_or(InvalidCustomId)?;
        let what = parts.next().filter(|what| !what.is_empty()).ok_or(InvalidCustomId)?;
        let whose = parts.next().and_then(|whose| whose.parse().ok()).ok_or(InvalidCustomId)?;
        if version != VERSION || text.chars().count() > MAX_CHARS {
            return Err(InvalidCustomId);
        }
        Ok(CustomId { what, whose, parts: parts.collect() })
    }

    /// Which command answers it.
    pub(crate) fn what(&self) -> &str {
        &self.what
    }

    /// The person it was made for.
    pub(crate) fn owner(&self) -> MemberId {
        self.whose
    }

    /// One of the things to remember, by its place.
    ///
    /// # Errors
    /// When it is not there, or not what it should be.
    pub(crate) fn part<T: std::str::FromStr>(&self, place: usize) -> Result<T, InvalidCustomId> {
        self.parts.get(place).and_then(|part| part.parse().ok()).ok_or(InvalidCustomId)
    }

    /// As Discord gets it.
    pub(crate) fn written(&self) -> String {
        let mut text = format!("{VERSION}:{}:{}", self.what, self.whose);
        for part in &self.parts {
            debug_assert!(!part.contains(':'), "a part is a number or a short word");
            text.push(':');
            text.push_str(part);
        }
        debug_assert!(text.chars().count() <= MAX_CHARS, "{text} does not fit a custom_id");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> MemberId {
        MemberId::new(9_223_372_036_854_775_807).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let id = CustomId::new("leaderboard", anna()).with("week").with(3);
        let read = CustomId::read(&id.written()).unwrap();
        assert_eq!(read, id);
        assert_eq!((read.what(), read.owner()), ("leaderboard", anna()));
        assert_eq!(read.part::<String>(0).unwrap(), "week");
        assert_eq!(read.part::<u32>(1).unwrap(), 3);
        assert_eq!(read.part::<u32>(0), Err(InvalidCustomId));
        assert_eq!(read.part::<u32>(2), Err(InvalidCustomId));
    }

    #[test]
    fn the_largest_numbers_fit() {
        let id = CustomId::new("give", anna()).with("yes").with(u64::MAX).with(i64::MAX).with(u64::MAX);
        assert!(id.written().chars().count() <= MAX_CHARS, "{}", id.written());
    }

    #[test]
    fn what_others_wrote_is_not_read() {
        for text in [
            "",
            ":",
            "1",
            "1:",
            "1::5",
            "1:points",
            "1:points:x",
            "0:points:5",
            "2:points:5",
            "paginate-next",
        ] {
            assert_eq!(CustomId::read(text), Err(InvalidCustomId), "{text}");
        }
        assert_eq!(CustomId::read(&format!("1:points:5:{}", "x".repeat(100))), Err(InvalidCustomId));
    }
}
