//! Channels of servers, channels for direct messages, and permission overwrites.

use crate::world::ids::{ChannelId, RoleId, ServerId, UserId};
use crate::world::permissions::Permissions;

#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) id: ChannelId,
    pub(crate) name: String,
    pub(crate) home: Home,
    /// The channel that a thread belongs to.
    pub(crate) parent: Option<ChannelId>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Home {
    Server {
        server: ServerId,
        position: u32,
        topic: Option<String>,
        overwrites: Vec<Overwrite>,
    },
    /// Direct messages between the bot and this user.
    Direct(UserId),
}

/// Permissions that a channel allows and denies to a role or a member.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Overwrite {
    pub(crate) target: OverwriteTarget,
    pub(crate) allow: Permissions,
    pub(crate) deny: Permissions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OverwriteTarget {
    Role(RoleId),
    Member(UserId),
}

impl Channel {
    pub(crate) fn direct(id: ChannelId, with: UserId) -> Channel {
        Channel { id, name: String::new(), home: Home::Direct(with), parent: None }
    }

    pub(crate) fn server(&self) -> Option<ServerId> {
        match &self.home {
            Home::Server { server, .. } => Some(*server),
            Home::Direct(_) => None,
        }
    }
}

/// Discord's order: the overwrite for @everyone, then those of all roles together, then the member's own.
pub(crate) fn with_overwrites(
    base: Permissions,
    overwrites: &[Overwrite],
    server: ServerId,
    user: UserId,
    roles: &[RoleId],
) -> Permissions {
    let everyone = RoleId(server.0);
    let mut sum = base;
    for one in overwrites.iter().filter(|one| one.target == OverwriteTarget::Role(everyone)) {
        sum = sum.without(one.deny) | one.allow;
    }
    let of_roles = overwrites.iter().filter(|one| match one.target {
        OverwriteTarget::Role(role) => role != everyone && roles.contains(&role),
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
