//! Using a slash command, and autocomplete for its options.

use super::options::{self, OptionValue};
use super::{Actor, Declined, NewInteraction, send_interaction};
use crate::state::State;
use crate::world::World;
use crate::world::application::{CHAT_INPUT, Command, options_of};
use crate::world::ids::InteractionId;
use crate::world::interaction::InteractionKind;
use crate::world::permissions::Permissions;
use serde_json::{Value, json};

/// `name` is the full name: `achievement award`.
pub(crate) fn run(
    state: &mut State,
    actor: Actor,
    name: &str,
    given: &[(String, OptionValue)],
) -> Result<InteractionId, Declined> {
    let chosen = ChosenCommand::find(&state.world, actor, name)?;
    let filled = options::fill(&mut state.world, actor, &chosen.definition, given)?;
    let data = chosen.data(filled.options, filled.resolved);
    let about = NewInteraction {
        kind: InteractionKind::Command,
        data,
        command: Some(name.to_owned()),
        source: None,
        opened_by: None,
    };
    send_interaction(state, actor, about)
}

/// Asks the bot for suggestions for one option with the text typed so far.
pub(crate) fn suggest(
    state: &mut State,
    actor: Actor,
    name: &str,
    given: &[(String, OptionValue)],
    option: &str,
    typed: &str,
) -> Result<InteractionId, Declined> {
    let chosen = ChosenCommand::find(&state.world, actor, name)?;
    let definition = options_of(&chosen.definition).iter().find(|one| one["name"] == option);
    let Some(definition) = definition.filter(|one| one["autocomplete"] == true) else {
        return Err(Declined::because(format!("/{name} has no option {option} with suggestions")));
    };
    let focused = json!({"name": option, "type": definition["type"], "value": typed, "focused": true});
    let others: Vec<_> = given.iter().filter(|(name, _)| name != option).cloned().collect();
    let mut filled = options::fill_partly(&mut state.world, actor, &chosen.definition, &others)?;
    filled.options.push(focused);
    let data = chosen.data(filled.options, filled.resolved);
    let about = NewInteraction {
        kind: InteractionKind::Autocomplete,
        data,
        command: Some(name.to_owned()),
        source: None,
        opened_by: None,
    };
    send_interaction(state, actor, about)
}

/// The commands that a member's client offers in a channel.
pub(crate) fn visible(world: &World, actor: Actor) -> Vec<&Command> {
    let commands = world.application.commands.iter();
    commands.filter(|command| command.kind() == CHAT_INPUT && may_use(world, actor, command)).collect()
}

/// A command, or one of its subcommands.
struct ChosenCommand {
    command: Command,
    /// The names and option types of the subcommand group and subcommand.
    steps: Vec<(String, u64)>,
    /// The definition with the options.
    definition: Value,
}

impl ChosenCommand {
    fn find(world: &World, actor: Actor, name: &str) -> Result<ChosenCommand, Declined> {
        let mut words = name.split_whitespace();
        let first = words.next().unwrap_or_default();
        let named = |command: &&Command| command.kind() == CHAT_INPUT && command.name() == first;
        let all = &world.application.commands;
        if !all.iter().any(|command| named(&command)) {
            return Err(Declined::because(format!("there is no command /{first}")));
        }
        let server = actor.channel(world)?.server();
        let mut usable: Vec<_> =
            all.iter().filter(named).filter(|command| may_use(world, actor, command)).collect();
        // A server's own command takes precedence over a global one.
        usable.sort_by_key(|command| command.server != server || server.is_none());
        let Some(command) = usable.first() else {
            return Err(Declined::because(format!("you cannot use /{first} here")));
        };
        let mut definition = command.body.clone();
        let mut steps = Vec::new();
        for word in words {
            let below =
                options_of(&definition).iter().find(|one| one["name"] == word && is_step(one)).cloned();
            let Some(below) = below else {
                return Err(Declined::because(format!("/{first} has no subcommand {word}")));
            };
            steps.push((word.to_owned(), below["type"].as_u64().unwrap_or(0)));
            definition = below;
        }
        if options_of(&definition).iter().any(is_step) {
            return Err(Declined::because(format!("/{name} needs one of its subcommands")));
        }
        Ok(ChosenCommand { command: (*command).clone(), steps, definition })
    }

    /// The interaction's data: the options, nested in subcommand group and subcommand.
    fn data(&self, options: Vec<Value>, resolved: Value) -> Value {
        let mut inner = options;
        for (name, kind) in self.steps.iter().rev() {
            inner = vec![json!({"name": name, "type": kind, "options": inner})];
        }
        let mut data = json!({
            "id": self.command.id,
            "name": self.command.name(),
            "type": CHAT_INPUT,
            "options": inner,
        });
        if resolved.as_object().is_some_and(|map| !map.is_empty()) {
            data["resolved"] = resolved;
        }
        if let Some(server) = self.command.server {
            data["guild_id"] = json!(server);
        }
        data
    }
}

/// Whether an option is a subcommand or a subcommand group.
pub(crate) fn is_step(option: &Value) -> bool {
    matches!(option["type"].as_u64(), Some(1 | 2))
}

/// Checks the command's server, its contexts, and the permissions it requires.
fn may_use(world: &World, actor: Actor, command: &Command) -> bool {
    let Ok(channel) = actor.channel(world) else { return false };
    let Some(server) = channel.server() else {
        let contexts = command.body["contexts"].as_array();
        let direct = contexts.map_or(command.body["dm_permission"] != false, |all| all.contains(&json!(1)));
        return command.server.is_none() && direct;
    };
    let contexts = command.body["contexts"].as_array();
    if command.server.is_some_and(|own| own != server) || contexts.is_some_and(|all| !all.contains(&json!(0)))
    {
        return false;
    }
    let may = world.permissions_in(channel, actor.user);
    if may.include(Permissions::ADMINISTRATOR) {
        return true;
    }
    let asked = match command.body["default_member_permissions"].as_str() {
        None => Permissions::NONE,
        // "0" stands for administrators only.
        Some("0") => return false,
        Some(bits) => Permissions(bits.parse().unwrap_or(0)),
    };
    may.include(asked | Permissions::USE_APPLICATION_COMMANDS)
}
