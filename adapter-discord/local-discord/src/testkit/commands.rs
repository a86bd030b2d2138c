//! The commands that are registered, and what somebody else does to them than the bot.

use crate::local::LocalDiscord;
use crate::state::page_update::PageUpdate;
use crate::world::application::Command;
use serde_json::{Value, json};

impl LocalDiscord {
    /// The commands that are registered, as Discord gives them.
    #[must_use]
    pub fn commands(&self) -> Vec<Value> {
        let body = |command: &Command| command.body.clone();
        self.shared.read(|state| state.world.application.commands.iter().map(body).collect())
    }

    /// Takes every command away, as somebody with the bot's token may.
    pub fn take_commands_away(&self) {
        self.shared.change(|state| {
            state.world.application.commands.clear();
            state.update_pages(PageUpdate::Surroundings);
        });
    }

    /// Gives a command another description, as somebody with the bot's token may: as many are there as before.
    pub fn describe_command(&self, name: &str, description: &str) {
        self.shared.change(|state| {
            let version = state.world.next_id().to_string();
            let commands = state.world.application.commands.iter_mut();
            for command in commands.filter(|command| command.name() == name) {
                command.body["description"] = json!(description);
                command.body["version"] = json!(version);
            }
            state.update_pages(PageUpdate::Surroundings);
        });
    }
}
