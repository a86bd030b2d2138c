//! Ids as Discord makes them: 64 bits, milliseconds since 2015 in the upper ones, a counter in the lower.
//! Every kind of thing has a type of its own, and every id is a string in JSON.

use serde::{Serialize, Serializer};
use std::fmt;

/// The first moment of 2015, from which Discord counts: milliseconds since 1970.
pub const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// Ids are unique for as many things in one millisecond.
const COUNTER_BITS: u32 = 22;

/// Makes the ids of one local Discord: each is larger than the one before, whatever the clock does.
#[derive(Debug, Default)]
pub struct Snowflakes {
    last: u64,
}

impl Snowflakes {
    /// The next id at this moment (milliseconds since 1970).
    pub fn next(&mut self, now_ms: u64) -> u64 {
        let from_clock = now_ms.saturating_sub(DISCORD_EPOCH_MS) << COUNTER_BITS;
        self.last = from_clock.max(self.last + 1);
        self.last
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl $name {
            /// Reads an id as it stands in a path or in JSON: decimal digits.
            #[must_use]
            pub fn read(text: &str) -> Option<$name> {
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
    ServerId
    /// A channel: of a server, or a direct conversation.
    ChannelId
    /// A person or a bot.
    UserId
    /// A role of a server. The role everybody has carries the server's id.
    RoleId
    /// A message.
    MessageId
    /// A file on a message.
    AttachmentId
    /// A command that the bot registered.
    CommandId
    /// One use of a command, a button, a select or a modal.
    InteractionId
}
