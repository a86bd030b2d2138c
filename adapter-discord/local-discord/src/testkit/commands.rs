//! Reads the registered commands, and changes them as another program with the bot's token could.

use crate::local::LocalDiscord;
use crate::state::page_update::PageUpdate;
use crate::world::application::Command;
use serde_json::{Value, json};

impl LocalDiscord {
    /// The registered commands, as Discord's API returns them.
    #[must_use]
    pub fn commands(&self) -> Vec<Value> {
        let body = |command: &Command| command.body.clone();
        self.shared.read(|state| state.world.application.commands.iter().map(body).collect())
    }

    /// Removes every registered command.
    pub fn remove_commands(&self) {
        self.shared.change(|state| {
            state.world.application.commands.clear();
            state.update_pages(PageUpdate::Surroundings);
        });
    }

    /// Changes the description of a registered command.
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
