//! Members who talk in a channel without using the bot: their messages with all of Discord's usual fields.

use local_discord::{LocalDiscord, Member};
use serde_json::{Value, json};

const WORDS: [&str; 4] = [
    "the tide is out and the boats lie in the mud, who comes along to the harbour?",
    "I was there this morning; take boots with you, it is deeper than it looks",
    "has anybody seen the little red one that used to lie beside the pier all summer",
    "they pulled it out last week to paint it, it is in the shed behind the market",
];

/// The messages, one member after another.
pub(crate) struct Chatter {
    messages: Vec<Value>,
    wire_len: usize,
}

impl Chatter {
    pub(crate) fn among(discord: &LocalDiscord, members: &[Member]) -> Chatter {
        let (server, channel) =
            (discord.first_server().to_string(), discord.channel("general").id().to_string());
        let said = |(n, talker): (usize, &Member)| message(&server, &channel, talker, WORDS[n % WORDS.len()]);
        let messages: Vec<Value> = members.iter().enumerate().map(said).collect();
        let wire = json!({"t": "MESSAGE_CREATE", "s": 1, "op": 0, "d": messages[0]}).to_string();
        Chatter { messages, wire_len: wire.len() }
    }

    /// The message with this number.
    pub(crate) fn message(&self, n: u64) -> Value {
        let mut message = self.messages[n as usize % self.messages.len()].clone();
        message["id"] = (1_300_000_000_000_000_000 + n * 4_194_304).to_string().into();
        message
    }

    /// The bytes of a message in the gateway's text form.
    pub(crate) fn wire_len(&self) -> usize {
        self.wire_len
    }
}

fn message(server: &str, channel: &str, talker: &Member, words: &str) -> Value {
    json!({
        "id": "1300000000000000000", "type": 0, "channel_id": channel, "channel_type": 0, "guild_id": server,
        "author": {
            "id": talker.id().to_string(), "username": "a.sailor.of.the.harbour", "discriminator": "0",
            "global_name": "A Sailor", "avatar": "0f1e2d3c4b5a69788796a5b4c3d2e1f0", "public_flags": 0,
            "avatar_decoration_data": null, "clan": null, "collectibles": null, "display_name_styles": null,
            "primary_guild": null
        },
        "member": {
            "roles": [
                "1100000000000000001", "1100000000000000002", "1100000000000000003", "1100000000000000004"
            ],
            "nick": null, "avatar": null, "banner": null, "joined_at": "2024-03-02T10:11:12.345000+00:00",
            "premium_since": null, "communication_disabled_until": null, "deaf": false, "mute": false,
            "pending": false, "flags": 0
        },
        "content": words, "nonce": "1300000000000000001", "timestamp": "2026-01-05T12:00:00.123000+00:00",
        "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "components": [], "pinned": false, "flags": 0
    })
}
