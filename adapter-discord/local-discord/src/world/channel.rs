//! Channels of servers and direct conversations, and what overwrites make of permissions.

use crate::world::ids::{ChannelId, RoleId, ServerId, UserId};
use crate::world::permissions::Permissions;

/// A place for messages.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) id: ChannelId,
    pub(crate) name: String,
    pub(crate) home: Home,
}

/// Where a channel belongs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Home {
    /// A text channel of a server.
    Server { server: ServerId, position: u32, topic: Option<String>, overwrites: Vec<Overwrite> },
    /// The conversation of the bot with this person.
    Direct(UserId),
}

/// What a channel changes about somebody's permissions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Overwrite {
    pub(crate) target: OverwriteTarget,
    pub(crate) allow: Permissions,
    pub(crate) deny: Permissions,
}

/// Whom an overwrite is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OverwriteTarget {
    Role(RoleId),
    Member(UserId),
}

impl Channel {
    /// The bot's conversation with somebody.
    pub(crate) fn direct(id: ChannelId, with: UserId) -> Channel {
        Channel { id, name: String::new(), home: Home::Direct(with) }
    }

    /// The server it belongs to, if any.
    pub(crate) fn server(&self) -> Option<ServerId> {
        match &self.home {
            Home::Server { server, .. } => Some(*server),
            Home::Direct(_) => None,
        }
    }
}

/// Discord's order: everybody's overwrite, then those of the roles together, then the member's own.
pub(crate) fn with_overwrites(
    base: Permissions,
    overwrites: &[Overwrite],
    server: ServerId,
    user: UserId,
    roles: &[RoleId],
) -> Permissions {
    let everybody = RoleId(server.0);
    let mut sum = base;
    for one in overwrites.iter().filter(|one| one.target == OverwriteTarget::Role(everybody)) {
        sum = sum.without(one.deny) | one.allow;
    }
    let of_roles = overwrites.iter().filter(|one| match one.target {
        OverwriteTarget::Role(role) => role != everybody && roles.contains(&role),
        OverwriteTarget::Member(_) => false,
    });
    let (allow, deny) = of_roles.fold((Permissions::NONE, Permissions::NONE), |(allow, deny), one| {
        (allow | one.allow, deny | one.deny)
    });
    sum = sum.without(deny) | allow;
    for one in overwrites.iter().filter(|one| one.target == OverwriteTarget::Member(user)) {
        sum = sum.without(one.deny) | one.allow;
    }
    sum
}
