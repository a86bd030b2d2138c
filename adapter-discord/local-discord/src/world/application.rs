//! The bot's application and the commands that it registered.

use crate::world::ids::{CommandId, ServerId, UserId};
use serde_json::Value;

#[derive(Clone, Debug)]
pub(crate) struct Application {
    /// Also the application's id, as for every application created since 2016.
    pub(crate) bot: UserId,
    pub(crate) name: String,
    pub(crate) owner: UserId,
    pub(crate) token: String,
    /// The privileged intents that the owner switched on.
    pub(crate) allowed_intents: u64,
    /// How many shards `GET /gateway/bot` recommends.
    pub(crate) shards: u32,
    pub(crate) commands: Vec<Command>,
}

#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) id: CommandId,
    /// `None` for a global command.
    pub(crate) server: Option<ServerId>,
    /// The body that the bot sent, with the fields that Discord adds.
    pub(crate) body: Value,
}

/// Discord's command type for slash commands.
pub(crate) const CHAT_INPUT: u64 = 1;

impl Command {
    pub(crate) fn name(&self) -> &str {
        self.body["name"].as_str().unwrap_or_default()
    }

    /// Discord's command type: slash command, or in the context menu of a user or a message.
    pub(crate) fn kind(&self) -> u64 {
        self.body["type"].as_u64().unwrap_or(CHAT_INPUT)
    }
}

/// The options of a command, subcommand group or subcommand.
pub(crate) fn options_of(definition: &Value) -> &[Value] {
    definition["options"].as_array().map(Vec::as_slice).unwrap_or_default()
}
