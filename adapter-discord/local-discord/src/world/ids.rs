//! Snowflake ids: 64 bits, with milliseconds since 2015 in the upper bits and a counter in the lower ones.
//! Each kind of object has its own id type, and every id is a string in JSON.

use serde::{Serialize, Serializer};
use std::fmt;

/// The start of 2015, from which Discord counts, in milliseconds since 1970.
pub(crate) const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

const COUNTER_BITS: u32 = 22;

/// Creates ids, each larger than the one before, even if the clock stands still.
#[derive(Debug, Default)]
pub(crate) struct Snowflakes {
    last: u64,
}

impl Snowflakes {
    pub(crate) fn next(&mut self, now_ms: u64) -> u64 {
        let from_clock = now_ms.saturating_sub(DISCORD_EPOCH_MS) << COUNTER_BITS;
        self.last = from_clock.max(self.last + 1);
        self.last
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $vis:vis $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name($vis u64);

        impl $name {
            /// Reads decimal digits; 0 is not an id.
            #[must_use]
            $vis fn read(text: &str) -> Option<$name> {
                text.parse().ok().filter(|id| *id != 0).map($name)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )*};
}

ids! {
    /// A server, which Discord's API calls a guild.
    pub ServerId
    /// A channel of a server, or one for direct messages.
    pub ChannelId
    /// A user: a person or a bot.
    pub UserId
    /// A role of a server. The role @everyone has the server's id.
    pub RoleId
    /// A message.
    pub MessageId
    /// A file on a message.
    pub(crate) AttachmentId
    /// A command that the bot registered.
    pub(crate) CommandId
    /// One interaction: the use of a command, a button, a select or a modal.
    pub InteractionId
}
