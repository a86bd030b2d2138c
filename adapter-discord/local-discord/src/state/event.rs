//! Gateway events: their names, the intents they need, and what is left out without the message content intent.

use super::intents::Intents;
use crate::world::World;
use crate::world::channel::Home;
use crate::world::ids::ServerId;
use crate::world::message::Message;
use crate::world::wire;
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) data: Value,
    /// Sessions without all of these intents do not receive the event.
    pub(crate) required: Intents,
    /// The server's shard receives the event; without a server, the first shard does.
    pub(crate) server: Option<ServerId>,
    pub(crate) privacy: Privacy,
}

/// Whether a session needs the message content intent to read the whole event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Privacy {
    Open,
    /// Content, embeds, attachments and components are empty for sessions without the intent.
    Content,
}

impl Event {
    pub(crate) fn in_server(name: &str, server: ServerId, required: Intents, data: Value) -> Event {
        Event { name: name.to_owned(), data, required, server: Some(server), privacy: Privacy::Open }
    }

    pub(crate) fn interaction(server: Option<ServerId>, data: Value) -> Event {
        let name = "INTERACTION_CREATE".to_owned();
        Event { name, data, required: Intents::NONE, server, privacy: Privacy::Open }
    }

    pub(crate) fn message(name: &str, world: &World, message: &Message) -> Event {
        let (server, required) = audience(world, message);
        let named_bot = message.pings.users.contains(&world.bot());
        let open = server.is_none() || message.author == world.bot() || named_bot;
        let privacy = if open { Privacy::Open } else { Privacy::Content };
        let data = wire::gateway_message(world, message);
        Event { name: name.to_owned(), data, required, server, privacy }
    }

    pub(crate) fn deleted(world: &World, message: &Message) -> Event {
        let (server, required) = audience(world, message);
        let mut data = json!({"id": message.id, "channel_id": message.channel});
        if let Some(server) = server {
            data["guild_id"] = json!(server);
        }
        Event { name: "MESSAGE_DELETE".to_owned(), data, required, server, privacy: Privacy::Open }
    }

    pub(crate) fn redacted_for(&self, intents: Intents) -> Value {
        let mut data = self.data.clone();
        if self.privacy == Privacy::Content && !intents.include(Intents::MESSAGE_CONTENT) {
            data["content"] = json!("");
            for field in ["embeds", "attachments", "components"] {
                data[field] = json!([]);
            }
        }
        data
    }
}

fn audience(world: &World, message: &Message) -> (Option<ServerId>, Intents) {
    match world.channels.get(&message.channel).map(|channel| &channel.home) {
        Some(Home::Server { server, .. }) => (Some(*server), Intents::SERVER_MESSAGES),
        _ => (None, Intents::DIRECT_MESSAGES),
    }
}
