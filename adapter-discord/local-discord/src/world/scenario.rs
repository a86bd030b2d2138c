//! Scenarios: the servers, roles, channels and members that a local Discord starts with.
//! A scenario refers to everything by name; ids are assigned at the start.

use crate::world::permissions::Permissions;
use crate::world::user::{AccountKind, DirectMessages};
use std::time::Duration;

pub(crate) const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;

/// The servers, roles, channels and members that a local Discord starts with.
///
/// `server` adds a server; `role`, `channel`, `member` and the methods about them apply to the server, channel or
/// member added last.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub(crate) servers: Vec<ServerPlan>,
    pub(crate) allowed_intents: u64,
    pub(crate) bot_name: String,
    pub(crate) token: String,
    pub(crate) created_ms: Option<u64>,
    pub(crate) shards: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct ServerPlan {
    pub(crate) name: String,
    pub(crate) locale: String,
    pub(crate) bot_permissions: Permissions,
    /// How many of the planned roles are below the bot's own role.
    pub(crate) bot_above: usize,
    pub(crate) roles: Vec<RolePlan>,
    pub(crate) channels: Vec<ChannelPlan>,
    pub(crate) members: Vec<MemberPlan>,
}

#[derive(Clone, Debug)]
pub(crate) struct RolePlan {
    pub(crate) name: String,
    pub(crate) permissions: Permissions,
    pub(crate) colour: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct ChannelPlan {
    pub(crate) name: String,
    pub(crate) topic: Option<String>,
    pub(crate) overwrites: Vec<OverwritePlan>,
}

#[derive(Clone, Debug)]
pub(crate) struct OverwritePlan {
    pub(crate) target: OverwriteTargetPlan,
    pub(crate) allow: Permissions,
    pub(crate) deny: Permissions,
}

#[derive(Clone, Debug)]
pub(crate) enum OverwriteTargetPlan {
    Everyone,
    Role(String),
    Bot,
}

#[derive(Clone, Debug)]
pub(crate) struct MemberPlan {
    pub(crate) name: String,
    pub(crate) nick: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) roles: Vec<String>,
    pub(crate) kind: AccountKind,
    pub(crate) direct_messages: DirectMessages,
}

impl Default for Scenario {
    fn default() -> Scenario {
        Scenario::new()
    }
}

impl Scenario {
    /// No server; every privileged intent is allowed.
    #[must_use]
    pub fn new() -> Scenario {
        Scenario {
            servers: Vec::new(),
            allowed_intents: PRIVILEGED,
            bot_name: "Tallybook".to_owned(),
            token: "local-discord.token".to_owned(),
            created_ms: None,
            shards: 1,
        }
    }

    /// One server, "Harbour", with the channel "general", the owner Anna and the members Ben and Cleo.
    #[must_use]
    pub fn small() -> Scenario {
        Scenario::new().server("Harbour").channel("general").member("Anna").member("Ben").member("Cleo")
    }

    /// The community of the playground: six members, among them an administrator and a steward, and three channels.
    #[must_use]
    pub fn sample() -> Scenario {
        let staff = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES;
        Scenario::new()
            .server("Harbour Lights")
            .role("Regular", Permissions::NONE, 0x2e_8b_57)
            .role("Lantern Keeper", Permissions::NONE, 0xd9_a4_41)
            .role("Steward", Permissions::MANAGE_MESSAGES, 0x3b_7d_d8)
            .role("Administrator", Permissions::ADMINISTRATOR, 0xc0_39_2b)
            .bot_above(3)
            .channel("general")
            .topic("Whatever the tide brings in")
            .channel("points")
            .topic("Ask the bot here: /points, /leaderboard, /claim")
            .channel("staff-log")
            .topic("What changed, who did it and why")
            .hidden_from_everyone()
            .open_to("Steward", staff)
            .open_to_bot(staff)
            .member("Anna")
            .with_role("Administrator")
            .member("Ben")
            .with_role("Steward")
            .member("Cleo")
            .with_role("Regular")
            .nick("Cleo of the Quay")
            .member("Dora")
            .with_role("Regular")
            .locale("de")
            .member("Emil")
            .member("Farah")
            .refuses_direct_messages()
    }

    /// Adds a server with the bot in it; its first member is its owner.
    #[must_use]
    pub fn server(mut self, name: &str) -> Scenario {
        self.servers.push(ServerPlan {
            name: name.to_owned(),
            locale: "en-US".to_owned(),
            bot_permissions: Permissions::EVERYONE | Permissions::MANAGE_ROLES | Permissions::MANAGE_MESSAGES,
            bot_above: usize::MAX,
            roles: Vec::new(),
            channels: Vec::new(),
            members: Vec::new(),
        });
        self
    }

    /// The server's language; `en-US` by default.
    #[must_use]
    pub fn server_locale(self, locale: &str) -> Scenario {
        self.in_server(|server| locale.clone_into(&mut server.locale))
    }

    /// The permissions of the bot's own role; by default those of @everyone plus managing roles and messages.
    #[must_use]
    pub fn bot_permissions(self, permissions: Permissions) -> Scenario {
        self.in_server(|server| server.bot_permissions = permissions)
    }

    /// How many of the server's roles, from the lowest, are below the bot's own role; by default all.
    #[must_use]
    pub fn bot_above(self, roles: usize) -> Scenario {
        self.in_server(|server| server.bot_above = roles)
    }

    /// Adds a role above the roles added before.
    #[must_use]
    pub fn role(self, name: &str, permissions: Permissions, colour: u32) -> Scenario {
        let role = RolePlan { name: name.to_owned(), permissions, colour };
        self.in_server(|server| server.roles.push(role))
    }

    /// Adds a text channel.
    #[must_use]
    pub fn channel(self, name: &str) -> Scenario {
        let channel = ChannelPlan { name: name.to_owned(), topic: None, overwrites: Vec::new() };
        self.in_server(|server| server.channels.push(channel))
    }

    /// The topic of the channel added last.
    #[must_use]
    pub fn topic(self, topic: &str) -> Scenario {
        self.in_channel(|channel| channel.topic = Some(topic.to_owned()))
    }

    /// Hides the channel added last from @everyone; `open_to` and `open_to_bot` make exceptions.
    #[must_use]
    pub fn hidden_from_everyone(self) -> Scenario {
        self.overwrite(OverwriteTargetPlan::Everyone, Permissions::NONE, Permissions::VIEW_CHANNEL)
    }

    /// Denies permissions to @everyone in the channel added last.
    #[must_use]
    pub fn denied_to_everyone(self, permissions: Permissions) -> Scenario {
        self.overwrite(OverwriteTargetPlan::Everyone, Permissions::NONE, permissions)
    }

    /// Allows permissions to a role in the channel added last.
    #[must_use]
    pub fn open_to(self, role: &str, permissions: Permissions) -> Scenario {
        self.overwrite(OverwriteTargetPlan::Role(role.to_owned()), permissions, Permissions::NONE)
    }

    /// Allows permissions to the bot in the channel added last.
    #[must_use]
    pub fn open_to_bot(self, permissions: Permissions) -> Scenario {
        self.overwrite(OverwriteTargetPlan::Bot, permissions, Permissions::NONE)
    }

    /// Denies permissions to the bot in the channel added last.
    #[must_use]
    pub fn denied_to_bot(self, permissions: Permissions) -> Scenario {
        self.overwrite(OverwriteTargetPlan::Bot, Permissions::NONE, permissions)
    }

    /// Adds a person to the server. The same name in another server is the same person.
    #[must_use]
    pub fn member(self, name: &str) -> Scenario {
        self.person(name, AccountKind::Person)
    }

    /// Adds another bot to the server.
    #[must_use]
    pub fn other_bot(self, name: &str) -> Scenario {
        self.person(name, AccountKind::Bot)
    }

    /// Gives a role to the member added last.
    #[must_use]
    pub fn with_role(self, role: &str) -> Scenario {
        self.in_member(|member| member.roles.push(role.to_owned()))
    }

    /// The server nickname of the member added last.
    #[must_use]
    pub fn nick(self, nick: &str) -> Scenario {
        self.in_member(|member| member.nick = Some(nick.to_owned()))
    }

    /// The client language of the member added last; `en-US` by default.
    #[must_use]
    pub fn locale(self, locale: &str) -> Scenario {
        self.in_member(|member| member.locale = Some(locale.to_owned()))
    }

    /// The member added last accepts no direct messages.
    #[must_use]
    pub fn refuses_direct_messages(self) -> Scenario {
        self.in_member(|member| member.direct_messages = DirectMessages::Refused)
    }

    /// When everything in the scenario was created, since 1970; by default 400 days before the start. With a fixed time
    /// every start assigns the same ids, so that a bot's stored ids stay valid.
    #[must_use]
    pub fn created_at(mut self, since_1970: Duration) -> Scenario {
        self.created_ms = u64::try_from(since_1970.as_millis()).ok();
        self
    }

    /// How many shards the bot is told to connect with. Each server is on the shard after that of the server before it.
    #[must_use]
    pub fn shards(mut self, shards: u32) -> Scenario {
        self.shards = shards.max(1);
        self
    }

    /// The privileged intents that the application's owner switched on, as Discord's bits; by default all.
    #[must_use]
    pub fn allowed_privileged_intents(mut self, intents: u64) -> Scenario {
        self.allowed_intents = intents & PRIVILEGED;
        self
    }

    fn person(self, name: &str, kind: AccountKind) -> Scenario {
        let member = MemberPlan {
            name: name.to_owned(),
            nick: None,
            locale: None,
            roles: Vec::new(),
            kind,
            direct_messages: DirectMessages::Accepted,
        };
        self.in_server(|server| server.members.push(member))
    }

    fn overwrite(self, target: OverwriteTargetPlan, allow: Permissions, deny: Permissions) -> Scenario {
        self.in_channel(|channel| channel.overwrites.push(OverwritePlan { target, allow, deny }))
    }

    #[track_caller]
    fn in_server(mut self, change: impl FnOnce(&mut ServerPlan)) -> Scenario {
        change(self.servers.last_mut().expect("a scenario opens a server before adding to it"));
        self
    }

    #[track_caller]
    fn in_channel(self, change: impl FnOnce(&mut ChannelPlan)) -> Scenario {
        self.in_server(|server| {
            change(server.channels.last_mut().expect("a scenario adds a channel before describing it"));
        })
    }

    #[track_caller]
    fn in_member(self, change: impl FnOnce(&mut MemberPlan)) -> Scenario {
        self.in_server(|server| {
            change(server.members.last_mut().expect("a scenario adds a member before describing them"));
        })
    }
}
