//! Discord's permission bits, as far as the local Discord checks them.

use std::ops::BitOr;

/// A set of Discord's permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(pub u64);

impl Permissions {
    /// No permission.
    pub const NONE: Permissions = Permissions(0);
    /// Add reactions to messages.
    pub const ADD_REACTIONS: Permissions = Permissions(1 << 6);
    /// Every permission in every channel.
    pub const ADMINISTRATOR: Permissions = Permissions(1 << 3);
    /// Change channels.
    pub const MANAGE_CHANNELS: Permissions = Permissions(1 << 4);
    /// Change the server.
    pub const MANAGE_SERVER: Permissions = Permissions(1 << 5);
    /// See a channel.
    pub const VIEW_CHANNEL: Permissions = Permissions(1 << 10);
    /// Write in a channel.
    pub const SEND_MESSAGES: Permissions = Permissions(1 << 11);
    /// Delete and pin messages of others.
    pub const MANAGE_MESSAGES: Permissions = Permissions(1 << 13);
    /// Show embeds.
    pub const EMBED_LINKS: Permissions = Permissions(1 << 14);
    /// Send files.
    pub const ATTACH_FILES: Permissions = Permissions(1 << 15);
    /// Read earlier messages.
    pub const READ_MESSAGE_HISTORY: Permissions = Permissions(1 << 16);
    /// Mention everyone.
    pub const MENTION_EVERYONE: Permissions = Permissions(1 << 17);
    /// Use emojis of other servers.
    pub const USE_EXTERNAL_EMOJIS: Permissions = Permissions(1 << 18);
    /// Give and take roles below the member's own highest role.
    pub const MANAGE_ROLES: Permissions = Permissions(1 << 28);
    /// Use slash commands.
    pub const USE_APPLICATION_COMMANDS: Permissions = Permissions(1 << 31);
    /// Time members out.
    pub const MODERATE_MEMBERS: Permissions = Permissions(1 << 40);

    /// The permissions of @everyone in a new server.
    pub const EVERYONE: Permissions = Permissions(
        Self::ADD_REACTIONS.0
            | Self::VIEW_CHANNEL.0
            | Self::SEND_MESSAGES.0
            | Self::EMBED_LINKS.0
            | Self::ATTACH_FILES.0
            | Self::READ_MESSAGE_HISTORY.0
            | Self::USE_APPLICATION_COMMANDS.0,
    );

    /// Every permission that Discord defines.
    pub const ALL: Permissions = Permissions((1 << 50) - 1);

    /// Whether this set has every permission of `asked`.
    #[must_use]
    pub fn include(self, asked: Permissions) -> bool {
        self.0 & asked.0 == asked.0
    }

    /// This set without the permissions of `taken`.
    #[must_use]
    pub fn without(self, taken: Permissions) -> Permissions {
        Permissions(self.0 & !taken.0)
    }
}

impl BitOr for Permissions {
    type Output = Permissions;

    fn bitor(self, other: Permissions) -> Permissions {
        Permissions(self.0 | other.0)
    }
}
