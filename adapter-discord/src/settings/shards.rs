//! The shards of one process, if several processes share the servers.

use std::fmt;
use std::str::FromStr;

use ledger_core::Invalid;

/// Far more than any bot has.
const MAX_SHARDS: u32 = 10_000;

/// The shards from `first` to `last` of `total`, both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardRange {
    first: u32,
    last: u32,
    total: u32,
}

impl ShardRange {
    /// The first shard of this process.
    pub fn first(self) -> u32 {
        self.first
    }

    /// The last shard of this process.
    pub fn last(self) -> u32 {
        self.last
    }

    /// The shards of all processes together.
    pub fn total(self) -> u32 {
        self.total
    }
}

impl FromStr for ShardRange {
    type Err = Invalid;

    /// Parses `0-3/8`, or `2/8` for one shard.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let bad = || {
            Invalid::new(
                "shards",
                text,
                "must look like 0-3/8: the first and the last shard of this process, counted from 0, and the number \
                 of all shards",
            )
        };
        let (range, total) = text.trim().split_once('/').ok_or_else(bad)?;
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |part: &str| part.trim().parse::<u32>().map_err(|_| bad());
        let (first, last, total) = (number(first)?, number(last)?, number(total)?);
        if first <= last && last < total && total <= MAX_SHARDS {
            Ok(ShardRange { first, last, total })
        } else {
            Err(bad())
        }
    }
}

impl fmt::Display for ShardRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}/{}", self.first, self.last, self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_read_as_it_is_written() {
        for (text, shown) in [("0-3/8", "0-3/8"), (" 2/8 ", "2-2/8"), ("0-0/1", "0-0/1")] {
            assert_eq!(text.parse::<ShardRange>().unwrap().to_string(), shown);
        }
        for text in ["", "0", "3-0/8", "0-8/8", "1/0", "0-1/10001", "a-b/c", "0-1-2/8", "-1/8"] {
            let sentence = text.parse::<ShardRange>().unwrap_err().to_string();
            assert!(sentence.contains("must look like 0-3/8"), "{sentence}");
        }
    }
}
