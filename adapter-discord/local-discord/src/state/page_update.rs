//! What a page may see happen, and who may see it.

use crate::world::ids::{ChannelId, MessageId, UserId};

/// Something to see. It carries ids; whoever shows it looks up the rest.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum PageUpdate {
    /// A message appeared or changed.
    Message { channel: ChannelId, message: MessageId, only_for: Option<UserId> },
    /// A message is gone.
    Gone { channel: ChannelId, message: MessageId, only_for: Option<UserId> },
    /// Members, roles, channels or commands are others now.
    Surroundings,
}
