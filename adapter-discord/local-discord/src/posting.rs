//! Writing, changing and removing messages: the world, the bot's gateway and the pages hear of it together.
//! Whether somebody may is decided before.

use crate::gateway::event::Event;
use crate::ids::{ChannelId, MessageId, RoleId, ServerId, UserId};
use crate::page::sight::Sight;
use crate::permissions::Permissions;
use crate::refuse::Refusal;
use crate::state::State;
use crate::world::World;
use crate::world::message::{Everyone, Message, Pings};
use serde_json::Value;

impl State {
    /// Puts a new message where it belongs. Only a message that all may see is told to the bot.
    pub(crate) fn post(&mut self, message: Message) {
        if message.only_for.is_none() {
            let event = Event::message("MESSAGE_CREATE", &self.world, &message);
            self.emit(&event);
            if self.faults.messages_twice > 0 && message.author != self.world.bot() {
                self.faults.messages_twice -= 1;
                self.emit(&event);
            }
        }
        let (channel, id, only_for) = (message.channel, message.id, message.only_for);
        self.world.messages.entry(channel).or_default().insert(id, message);
        self.show(Sight::Message { channel, message: id, only_for });
    }

    /// Changes a message that is there.
    pub(crate) fn revise(
        &mut self,
        channel: ChannelId,
        id: MessageId,
        change: impl FnOnce(&mut Message),
    ) -> Result<(), Refusal> {
        let now = self.world.clock.now_ms();
        let message = self.world.message_mut(channel, id)?;
        // The first words in place of "… is thinking" are no edit.
        let was_loading = message.is_loading();
        change(message);
        if !was_loading {
            message.edited_at_ms = Some(now);
        }
        let message = self.world.message(channel, id)?.clone();
        let only_for = message.only_for;
        if only_for.is_none() {
            let event = Event::message("MESSAGE_UPDATE", &self.world, &message);
            self.emit(&event);
        }
        self.show(Sight::Message { channel, message: id, only_for });
        Ok(())
    }

    /// Removes a message.
    pub(crate) fn remove(&mut self, channel: ChannelId, id: MessageId) -> Result<(), Refusal> {
        let message = self.world.message(channel, id)?.clone();
        if let Some(all) = self.world.messages.get_mut(&channel) {
            all.remove(&id);
        }
        if message.only_for.is_none() {
            let event = Event::deleted(&self.world, &message);
            self.emit(&event);
        }
        self.show(Sight::Gone { channel, message: id, only_for: message.only_for });
        Ok(())
    }
}

/// Whom a text calls: what it names, of that what `allowed_mentions` allows.
pub(crate) fn pings(
    world: &World,
    server: Option<ServerId>,
    author: Permissions,
    content: &str,
    allowed: &Value,
) -> Pings {
    let named = Named::read(content);
    let parse = |kind: &str| {
        let listed = allowed["parse"].as_array().is_some_and(|all| all.iter().any(|one| one == kind));
        allowed.is_null() || listed
    };
    let listed = |key: &str, id: u64| {
        let all = allowed[key].as_array().map(Vec::as_slice).unwrap_or_default();
        all.iter().any(|one| one.as_str() == Some(&id.to_string()) || one.as_u64() == Some(id))
    };
    let users = named.users.into_iter().filter(|id| parse("users") || listed("users", id.0));
    let roles = named.roles.into_iter().filter(|id| parse("roles") || listed("roles", id.0));
    let known =
        |id: &RoleId| server.and_then(|id| world.servers.get(&id)).is_some_and(|s| s.roles.contains_key(id));
    let everyone = named.everyone == Everyone::Called
        && parse("everyone")
        && author.include(Permissions::MENTION_EVERYONE);
    Pings {
        users: users.filter(|id| world.users.contains_key(id)).collect(),
        roles: roles.filter(known).collect(),
        everyone: if everyone { Everyone::Called } else { Everyone::Left },
    }
}

/// Whom a text names, allowed or not.
struct Named {
    users: Vec<UserId>,
    roles: Vec<RoleId>,
    everyone: Everyone,
}

impl Named {
    fn read(content: &str) -> Named {
        let called = content.contains("@everyone") || content.contains("@here");
        let everyone = if called { Everyone::Called } else { Everyone::Left };
        let mut named = Named { users: Vec::new(), roles: Vec::new(), everyone };
        for piece in content.split("<@").skip(1) {
            let Some((inside, _)) = piece.split_once('>') else { continue };
            if let Some(role) = inside.strip_prefix('&').and_then(RoleId::read) {
                if !named.roles.contains(&role) {
                    named.roles.push(role);
                }
            } else if let Some(user) = UserId::read(inside.trim_start_matches('!'))
                && !named.users.contains(&user)
            {
                named.users.push(user);
            }
        }
        named
    }
}
