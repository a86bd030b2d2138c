//! The data of a local Discord: users, servers, channels, messages, the application and its interactions.
//! Data and look-ups only; `state` sends the events about changes.

pub(crate) mod api_error;
pub(crate) mod application;
pub(crate) mod channel;
pub(crate) mod clock;
mod from_scenario;
pub(crate) mod ids;
pub(crate) mod interaction;
pub(crate) mod message;
pub(crate) mod permissions;
pub(crate) mod pings;
pub(crate) mod scenario;
pub(crate) mod server;
pub(crate) mod user;
pub(crate) mod wire;

use api_error::ApiError;
use application::Application;
use channel::{Channel, Home};
use clock::Clock;
use ids::{AttachmentId, ChannelId, InteractionId, MessageId, ServerId, Snowflakes, UserId};
use interaction::Interaction;
use message::{Attachment, Message};
use permissions::Permissions;
use server::{Membership, Server};
use std::collections::{BTreeMap, HashMap};
use user::User;

/// Upper bound; by the time the oldest is dropped, its token has expired long ago.
const INTERACTIONS_KEPT: usize = 20_000;

#[derive(Debug)]
pub(crate) struct World {
    pub(crate) application: Application,
    pub(crate) users: BTreeMap<UserId, User>,
    pub(crate) servers: BTreeMap<ServerId, Server>,
    pub(crate) channels: BTreeMap<ChannelId, Channel>,
    pub(crate) messages: HashMap<ChannelId, BTreeMap<MessageId, Message>>,
    pub(crate) interactions: BTreeMap<InteractionId, Interaction>,
    /// Files that members attached to commands; they are on no message.
    pub(crate) loose_files: BTreeMap<AttachmentId, Attachment>,
    pub(crate) clock: Clock,
    /// The address of this Discord: `http://127.0.0.1:PORT`.
    pub(crate) origin: String,
    pub(crate) snowflakes: Snowflakes,
}

impl World {
    pub(crate) fn next_id(&mut self) -> u64 {
        let now = self.clock.now_ms();
        self.snowflakes.next(now)
    }

    pub(crate) fn bot(&self) -> UserId {
        self.application.bot
    }

    pub(crate) fn server(&self, id: ServerId) -> Result<&Server, ApiError> {
        self.servers.get(&id).ok_or_else(api_error::unknown_guild)
    }

    pub(crate) fn channel(&self, id: ChannelId) -> Result<&Channel, ApiError> {
        self.channels.get(&id).ok_or_else(api_error::unknown_channel)
    }

    pub(crate) fn user(&self, id: UserId) -> Result<&User, ApiError> {
        self.users.get(&id).ok_or_else(api_error::unknown_user)
    }

    pub(crate) fn membership(&self, server: ServerId, user: UserId) -> Result<&Membership, ApiError> {
        self.server(server)?.members.get(&user).ok_or_else(api_error::unknown_member)
    }

    pub(crate) fn message(&self, channel: ChannelId, id: MessageId) -> Result<&Message, ApiError> {
        let messages = self.messages.get(&channel);
        messages.and_then(|all| all.get(&id)).ok_or_else(api_error::unknown_message)
    }

    pub(crate) fn message_mut(
        &mut self,
        channel: ChannelId,
        id: MessageId,
    ) -> Result<&mut Message, ApiError> {
        let messages = self.messages.get_mut(&channel);
        messages.and_then(|all| all.get_mut(&id)).ok_or_else(api_error::unknown_message)
    }

    /// The channel for direct messages with this user; opened if there was none.
    pub(crate) fn direct_channel(&mut self, with: UserId) -> ChannelId {
        let known = self.channels.values().find(|channel| channel.home == Home::Direct(with));
        if let Some(channel) = known {
            return channel.id;
        }
        let id = ChannelId(self.next_id());
        self.channels.insert(id, Channel::direct(id, with));
        id
    }

    pub(crate) fn permissions_in(&self, channel: &Channel, user: UserId) -> Permissions {
        let Home::Server { server, overwrites, .. } = &channel.home else {
            return Permissions::EVERYONE;
        };
        let Some(server) = self.servers.get(server) else { return Permissions::NONE };
        let Some(member) = server.members.get(&user) else { return Permissions::NONE };
        let base = server.permissions_of(user);
        if base.include(Permissions::ADMINISTRATOR) {
            return Permissions::ALL;
        }
        channel::with_overwrites(base, overwrites, server.id, user, &member.roles)
    }

    /// The channel, if the bot sees it and has these permissions in it.
    pub(crate) fn bot_may(&self, channel: ChannelId, asked: Permissions) -> Result<&Channel, ApiError> {
        let found = self.channel(channel)?;
        if matches!(found.home, Home::Direct(_)) {
            return Ok(found);
        }
        let has = self.permissions_in(found, self.bot());
        if !has.include(Permissions::VIEW_CHANNEL) {
            return Err(api_error::missing_access());
        }
        if !has.include(asked) {
            return Err(api_error::missing_permissions());
        }
        Ok(found)
    }

    /// Compares handle, display name and nickname; `beginning` is in lower case.
    pub(crate) fn has_name_starting_with(&self, server: ServerId, user: UserId, beginning: &str) -> bool {
        let nick = self.membership(server, user).ok().and_then(|member| member.nick.as_deref());
        let Some(user) = self.users.get(&user) else { return false };
        let mut names = [Some(user.handle.as_str()), Some(user.name.as_str()), nick].into_iter().flatten();
        names.any(|name| name.to_lowercase().starts_with(beginning))
    }

    pub(crate) fn remember(&mut self, interaction: Interaction) {
        self.interactions.insert(interaction.id, interaction);
        while self.interactions.len() > INTERACTIONS_KEPT {
            self.interactions.pop_first();
        }
    }
}
