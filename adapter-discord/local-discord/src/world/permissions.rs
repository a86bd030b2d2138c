//! Discord's permission bits, as far as anything here asks for them, and how roles and overwrites add up.
//! Who may do what with which call is decided where the call is answered.

use std::ops::BitOr;

/// A set of Discord's permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(pub u64);

impl Permissions {
    /// None at all.
    pub const NONE: Permissions = Permissions(0);
    /// Add reactions to messages.
    pub const ADD_REACTIONS: Permissions = Permissions(1 << 6);
    /// Everything, everywhere.
    pub const ADMINISTRATOR: Permissions = Permissions(1 << 3);
    /// Change channels.
    pub const MANAGE_CHANNELS: Permissions = Permissions(1 << 4);
    /// Change the server.
    pub const MANAGE_SERVER: Permissions = Permissions(1 << 5);
    /// See a channel.
    pub const VIEW_CHANNEL: Permissions = Permissions(1 << 10);
    /// Write in a channel.
    pub const SEND_MESSAGES: Permissions = Permissions(1 << 11);
    /// Delete and pin what others wrote.
    pub const MANAGE_MESSAGES: Permissions = Permissions(1 << 13);
    /// Show embeds.
    pub const EMBED_LINKS: Permissions = Permissions(1 << 14);
    /// Send files.
    pub const ATTACH_FILES: Permissions = Permissions(1 << 15);
    /// Read what was written before.
    pub const READ_MESSAGE_HISTORY: Permissions = Permissions(1 << 16);
    /// Mention everyone.
    pub const MENTION_EVERYONE: Permissions = Permissions(1 << 17);
    /// Use emojis of other servers.
    pub const USE_EXTERNAL_EMOJIS: Permissions = Permissions(1 << 18);
    /// Give and take roles below one's own highest.
    pub const MANAGE_ROLES: Permissions = Permissions(1 << 28);
    /// Use slash commands.
    pub const USE_APPLICATION_COMMANDS: Permissions = Permissions(1 << 31);
    /// Silence members.
    pub const MODERATE_MEMBERS: Permissions = Permissions(1 << 40);

    /// What everybody in a new server may do.
    pub const EVERYBODY: Permissions = Permissions(
        Self::ADD_REACTIONS.0
            | Self::VIEW_CHANNEL.0
            | Self::SEND_MESSAGES.0
            | Self::EMBED_LINKS.0
            | Self::ATTACH_FILES.0
            | Self::READ_MESSAGE_HISTORY.0
            | Self::USE_APPLICATION_COMMANDS.0,
    );

    /// What an administrator may do: every bit that Discord has given out.
    pub const ALL: Permissions = Permissions((1 << 50) - 1);

    /// Whether every permission of `asked` is in this set.
    #[must_use]
    pub fn include(self, asked: Permissions) -> bool {
        self.0 & asked.0 == asked.0
    }

    /// This set without those.
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
