//! Servers, their roles and their members.

use crate::world::ids::{RoleId, ServerId, UserId};
use crate::world::permissions::Permissions;
use std::collections::BTreeMap;

/// A server, which Discord's API calls a guild.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) id: ServerId,
    pub(crate) name: String,
    pub(crate) owner: UserId,
    pub(crate) locale: String,
    pub(crate) roles: BTreeMap<RoleId, Role>,
    pub(crate) members: BTreeMap<UserId, Membership>,
}

#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) id: RoleId,
    pub(crate) name: String,
    pub(crate) permissions: Permissions,
    /// Higher roles have higher positions; @everyone has 0.
    pub(crate) position: u32,
    pub(crate) colour: u32,
    pub(crate) managed_by: ManagedBy,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ManagedBy {
    /// Members with the permission to manage roles give and take it.
    People,
    /// Discord manages the role of a bot; it cannot be given or taken.
    Bot(UserId),
}

#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(crate) nick: Option<String>,
    pub(crate) roles: Vec<RoleId>,
    pub(crate) joined_at_ms: u64,
}

impl Server {
    /// The role @everyone.
    pub(crate) fn everyone(&self) -> RoleId {
        RoleId(self.id.0)
    }

    /// A member's permissions before channel overwrites.
    pub(crate) fn permissions_of(&self, user: UserId) -> Permissions {
        if user == self.owner {
            return Permissions::ALL;
        }
        let Some(member) = self.members.get(&user) else { return Permissions::NONE };
        let granted = member.roles.iter().copied().chain([self.everyone()]);
        let all = granted
            .filter_map(|role| self.roles.get(&role))
            .fold(Permissions::NONE, |sum, role| sum | role.permissions);
        if all.include(Permissions::ADMINISTRATOR) { Permissions::ALL } else { all }
    }

    pub(crate) fn highest_position(&self, user: UserId) -> u32 {
        if user == self.owner {
            return u32::MAX;
        }
        let roles = self.members.get(&user).map(|member| member.roles.as_slice()).unwrap_or_default();
        roles.iter().filter_map(|role| self.roles.get(role)).map(|role| role.position).max().unwrap_or(0)
    }

    pub(crate) fn role_named(&self, name: &str) -> Option<&Role> {
        self.roles.values().find(|role| role.name == name)
    }
}
