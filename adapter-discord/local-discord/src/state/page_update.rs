//! Updates for open pages, and which member may see them.

use crate::world::ids::{ChannelId, MessageId, UserId};

/// A change that a page may have to show. It carries ids; the page's connection looks the rest up for its viewer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PageUpdate {
    /// A new or changed message.
    Message { channel: ChannelId, message: MessageId, only_for: Option<UserId> },
    /// A deleted message.
    Gone { channel: ChannelId, message: MessageId, only_for: Option<UserId> },
    /// Members, roles, channels, commands or the bot's connection changed.
    Surroundings,
}
