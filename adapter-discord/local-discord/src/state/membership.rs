//! Changes of memberships: joining, leaving, roles, nicknames. Each sends its gateway event and updates the pages.

use crate::state::State;
use crate::state::event::Event;
use crate::state::intents::Intents;
use crate::state::page_update::PageUpdate;
use crate::world::ids::{RoleId, ServerId, UserId};
use crate::world::server::Membership;
use crate::world::wire;
use serde_json::json;

impl State {
    pub(crate) fn give_role(&mut self, server: ServerId, user: UserId, role: RoleId) {
        self.change_member(server, user, |member| {
            let missing = !member.roles.contains(&role);
            if missing {
                member.roles.push(role);
            }
            missing
        });
    }

    pub(crate) fn take_role(&mut self, server: ServerId, user: UserId, role: RoleId) {
        self.change_member(server, user, |member| {
            let before = member.roles.len();
            member.roles.retain(|has| *has != role);
            before != member.roles.len()
        });
    }

    pub(crate) fn rename(&mut self, server: ServerId, user: UserId, nick: Option<String>) {
        self.change_member(server, user, |member| {
            let other = member.nick != nick;
            member.nick = nick;
            other
        });
    }

    pub(crate) fn join(&mut self, server: ServerId, user: UserId) {
        let joined_at_ms = self.world.clock.now_ms();
        let Some(found) = self.world.servers.get_mut(&server) else { return };
        if found.members.contains_key(&user) {
            return;
        }
        found.members.insert(user, Membership { nick: None, roles: Vec::new(), joined_at_ms });
        if let Some(mut data) = wire::member(&self.world, server, user) {
            data["guild_id"] = json!(server);
            self.emit(&Event::in_server("GUILD_MEMBER_ADD", server, Intents::MEMBERS, data));
        }
        self.update_pages(PageUpdate::Surroundings);
    }

    pub(crate) fn leave(&mut self, server: ServerId, user: UserId) {
        let left = self.world.servers.get_mut(&server).and_then(|found| found.members.remove(&user));
        let (Some(_), Some(person)) = (left, self.world.users.get(&user)) else { return };
        let data = json!({"guild_id": server, "user": wire::user(person)});
        self.emit(&Event::in_server("GUILD_MEMBER_REMOVE", server, Intents::MEMBERS, data));
        self.update_pages(PageUpdate::Surroundings);
    }

    /// `change` returns whether the membership changed; only then the bot and the pages are told.
    fn change_member(
        &mut self,
        server: ServerId,
        user: UserId,
        change: impl FnOnce(&mut Membership) -> bool,
    ) {
        let Some(found) = self.world.servers.get_mut(&server) else { return };
        let Some(member) = found.members.get_mut(&user) else { return };
        if !change(member) {
            return;
        }
        if let Some(mut data) = wire::member(&self.world, server, user) {
            data["guild_id"] = json!(server);
            self.emit(&Event::in_server("GUILD_MEMBER_UPDATE", server, Intents::MEMBERS, data));
        }
        self.update_pages(PageUpdate::Surroundings);
    }
}
