//! Creates the world of a scenario: assigns ids and resolves names.

use super::World;
use super::application::Application;
use super::channel::{Channel, Home, Overwrite, OverwriteTarget};
use super::server::{ManagedBy, Membership, Role, Server};
use super::user::{AccountKind, DirectMessages, User};
use crate::world::clock::Clock;
use crate::world::ids::{ChannelId, DISCORD_EPOCH_MS, RoleId, ServerId, Snowflakes, UserId};
use crate::world::permissions::Permissions;
use crate::world::scenario::{ChannelPlan, MemberPlan, OverwriteTargetPlan, Scenario, ServerPlan};
use std::collections::{BTreeMap, HashMap};

/// How old a scenario's users and servers are unless it says otherwise.
const AGE_MS: u64 = 400 * 24 * 60 * 60 * 1_000;

impl World {
    /// Fails with a sentence if the scenario refers to a role that it does not define.
    pub(crate) fn from_scenario(scenario: &Scenario, clock: Clock, origin: String) -> Result<World, String> {
        let created_ms = scenario
            .created_ms
            .unwrap_or_else(|| clock.now_ms().saturating_sub(AGE_MS))
            .max(DISCORD_EPOCH_MS);
        let mut snowflakes = Snowflakes::default();
        let bot = UserId(snowflakes.next(created_ms));
        let mut world = World {
            application: Application {
                bot,
                name: scenario.bot_name.clone(),
                owner: bot,
                token: scenario.token.clone(),
                allowed_intents: scenario.allowed_intents,
                shards: scenario.shards,
                commands: Vec::new(),
            },
            users: BTreeMap::new(),
            servers: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: HashMap::new(),
            interactions: BTreeMap::new(),
            loose_files: BTreeMap::new(),
            clock,
            origin,
            snowflakes,
        };
        world.users.insert(bot, person(bot, &scenario.bot_name, AccountKind::Bot));
        for (at, plan) in (0..).zip(&scenario.servers) {
            // The shard is computed from the millisecond, so each server gets its own.
            world.add_server(plan, created_ms + at)?;
        }
        if let Some(first) = world.servers.values().next() {
            world.application.owner = first.owner;
        }
        Ok(world)
    }

    fn add_server(&mut self, plan: &ServerPlan, created_ms: u64) -> Result<(), String> {
        let id = ServerId(self.snowflakes.next(created_ms));
        let bot = self.bot();
        let mut server = Server {
            id,
            name: plan.name.clone(),
            owner: bot,
            locale: plan.locale.clone(),
            roles: BTreeMap::new(),
            members: BTreeMap::new(),
        };
        let everyone = Role {
            id: RoleId(id.0),
            name: "@everyone".to_owned(),
            permissions: Permissions::EVERYONE,
            position: 0,
            colour: 0,
            managed_by: ManagedBy::People,
        };
        server.roles.insert(everyone.id, everyone);
        let bot_role = self.add_roles(plan, &mut server, created_ms);
        let bot_member = Membership { nick: None, roles: vec![bot_role], joined_at_ms: created_ms };
        server.members.insert(bot, bot_member);
        for (at, member) in plan.members.iter().enumerate() {
            let user = self.add_person(member, created_ms);
            if at == 0 {
                server.owner = user;
            }
            let mut roles = Vec::new();
            for name in &member.roles {
                roles.push(role_named(&server, name)?);
            }
            // An hour between members, so that ordering them by joining time is unambiguous.
            let joined_at_ms = created_ms + 3_600_000 * (at as u64 + 1);
            server.members.insert(user, Membership { nick: member.nick.clone(), roles, joined_at_ms });
        }
        for (at, channel) in (0..).zip(&plan.channels) {
            let channel = self.new_channel(channel, &server, at, created_ms)?;
            self.channels.insert(channel.id, channel);
        }
        self.servers.insert(id, server);
        Ok(())
    }

    fn add_roles(&mut self, plan: &ServerPlan, server: &mut Server, created_ms: u64) -> RoleId {
        let bot_at = plan.bot_above.min(plan.roles.len());
        let bot_role = RoleId(self.snowflakes.next(created_ms));
        let own = Role {
            id: bot_role,
            name: self.application.name.clone(),
            permissions: plan.bot_permissions,
            position: u32::try_from(bot_at + 1).unwrap_or(u32::MAX),
            colour: 0,
            managed_by: ManagedBy::Bot(self.bot()),
        };
        server.roles.insert(bot_role, own);
        for (at, role) in plan.roles.iter().enumerate() {
            let position = if at < bot_at { at + 1 } else { at + 2 };
            let id = RoleId(self.snowflakes.next(created_ms));
            let role = Role {
                id,
                name: role.name.clone(),
                permissions: role.permissions,
                position: u32::try_from(position).unwrap_or(u32::MAX),
                colour: role.colour,
                managed_by: ManagedBy::People,
            };
            server.roles.insert(id, role);
        }
        bot_role
    }

    fn add_person(&mut self, plan: &MemberPlan, created_ms: u64) -> UserId {
        if let Some(known) = self.users.values().find(|user| user.name == plan.name) {
            return known.id;
        }
        let id = UserId(self.snowflakes.next(created_ms));
        let mut user = person(id, &plan.name, plan.kind);
        if let Some(locale) = &plan.locale {
            user.locale.clone_from(locale);
        }
        user.direct_messages = plan.direct_messages;
        self.users.insert(id, user);
        id
    }

    fn new_channel(
        &mut self,
        plan: &ChannelPlan,
        server: &Server,
        position: u32,
        created_ms: u64,
    ) -> Result<Channel, String> {
        let mut overwrites: Vec<Overwrite> = Vec::new();
        for one in &plan.overwrites {
            let target = match &one.target {
                OverwriteTargetPlan::Everyone => OverwriteTarget::Role(server.everyone()),
                OverwriteTargetPlan::Role(name) => OverwriteTarget::Role(role_named(server, name)?),
                OverwriteTargetPlan::Bot => OverwriteTarget::Member(self.bot()),
            };
            overwrites.push(Overwrite { target, allow: one.allow, deny: one.deny });
        }
        let home = Home::Server { server: server.id, position, topic: plan.topic.clone(), overwrites };
        let id = ChannelId(self.snowflakes.next(created_ms));
        Ok(Channel { id, name: plan.name.clone(), home, parent: None })
    }
}

fn person(id: UserId, name: &str, kind: AccountKind) -> User {
    let handle: String =
        name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    User {
        id,
        handle,
        name: name.to_owned(),
        kind,
        avatar: None,
        locale: "en-US".to_owned(),
        direct_messages: DirectMessages::Accepted,
    }
}

fn role_named(server: &Server, name: &str) -> Result<RoleId, String> {
    let role = server.role_named(name).map(|role| role.id);
    role.ok_or_else(|| format!("the scenario's server {} has no role named {name}", server.name))
}
