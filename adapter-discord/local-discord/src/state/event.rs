//! Events for the bot: what they are called, who hears them, and what is blanked for whom.

use super::intents::Intents;
use crate::world::World;
use crate::world::channel::Home;
use crate::world::ids::ServerId;
use crate::world::message::Message;
use crate::world::wire;
use serde_json::{Value, json};

/// Something that happened, as the gateway tells it.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) data: Value,
    /// Hears of it who asked for these.
    pub(crate) required: Intents,
    /// Of this server's shard; of the first one, if none.
    pub(crate) server: Option<ServerId>,
    pub(crate) privacy: Privacy,
}

/// Whether the words in an event need the intent for message content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Privacy {
    Open,
    /// Content, embeds, attachments and components are blanked for who may not read.
    Content,
}

impl Event {
    /// An event of a server that everybody hears who asked for these intents.
    pub(crate) fn in_server(name: &str, server: ServerId, required: Intents, data: Value) -> Event {
        Event { name: name.to_owned(), data, required, server: Some(server), privacy: Privacy::Open }
    }

    /// An interaction.
    pub(crate) fn interaction(server: Option<ServerId>, data: Value) -> Event {
        let name = "INTERACTION_CREATE".to_owned();
        Event { name, data, required: Intents::NONE, server, privacy: Privacy::Open }
    }

    /// A message was written or changed.
    pub(crate) fn message(name: &str, world: &World, message: &Message) -> Event {
        let (server, required) = audience(world, message);
        let named_bot = message.pings.users.contains(&world.bot());
        let open = server.is_none() || message.author == world.bot() || named_bot;
        let privacy = if open { Privacy::Open } else { Privacy::Content };
        let data = wire::gateway_message(world, message);
        Event { name: name.to_owned(), data, required, server, privacy }
    }

    /// A message was deleted.
    pub(crate) fn deleted(world: &World, message: &Message) -> Event {
        let (server, required) = audience(world, message);
        let mut data = json!({"id": message.id, "channel_id": message.channel});
        if let Some(server) = server {
            data["guild_id"] = json!(server);
        }
        Event { name: "MESSAGE_DELETE".to_owned(), data, required, server, privacy: Privacy::Open }
    }

    /// The event as a session with these intents may read it.
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
