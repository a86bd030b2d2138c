//! The application behind the bot, and the commands it registered.

use crate::world::ids::{CommandId, ServerId, UserId};
use serde_json::Value;

/// The one application of a local Discord.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    /// The same number as the bot's account, as with every application made since 2016.
    pub(crate) bot: UserId,
    pub(crate) name: String,
    pub(crate) owner: UserId,
    pub(crate) token: String,
    /// The privileged intents that its owner switched on.
    pub(crate) allowed_intents: u64,
    /// With how many shards it is asked to connect.
    pub(crate) shards: u32,
    pub(crate) commands: Vec<Command>,
}

/// A registered command.
#[derive(Clone, Debug)]
pub(crate) struct Command {
    pub(crate) id: CommandId,
    /// The one server it is for; everywhere if none.
    pub(crate) server: Option<ServerId>,
    /// As it was sent, with what Discord fills in.
    pub(crate) body: Value,
}

/// Discord's number for a slash command, among the kinds of command.
pub(crate) const CHAT_INPUT: u64 = 1;

impl Command {
    pub(crate) fn name(&self) -> &str {
        self.body["name"].as_str().unwrap_or_default()
    }

    /// Discord's number for its kind: slash command, or in the menu of a person or message.
    pub(crate) fn kind(&self) -> u64 {
        self.body["type"].as_u64().unwrap_or(CHAT_INPUT)
    }
}

/// The options below a command, a group or a subcommand.
pub(crate) fn options_of(definition: &Value) -> &[Value] {
    definition["options"].as_array().map(Vec::as_slice).unwrap_or_default()
}
