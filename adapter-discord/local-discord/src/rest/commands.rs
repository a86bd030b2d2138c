//! Routes with which the bot registers its commands, globally or in one server.

use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use super::servers::joined;
use crate::limits;
use crate::state::State;
use crate::state::page_update::PageUpdate;
use crate::world::World;
use crate::world::api_error::{self, ApiError, BodyPath};
use crate::world::application::{CHAT_INPUT, Command};
use crate::world::ids::{CommandId, ServerId};
use serde_json::{Map, Value, json};

pub(super) fn list(state: &mut State, request: &Request) -> ApiResult {
    let scope = scope(&state.world, request)?;
    let known = state.world.application.commands.iter().filter(|command| command.server == scope);
    Ok(ApiResponse::json(known.map(|command| command.body.clone()).collect()))
}

pub(super) fn one(state: &mut State, request: &Request) -> ApiResult {
    let scope = scope(&state.world, request)?;
    let at = position(&state.world, scope, request)?;
    Ok(ApiResponse::json(state.world.application.commands[at].body.clone()))
}

/// Adds a command, or replaces the one with the same name.
pub(super) fn add(state: &mut State, request: &Request) -> ApiResult {
    let scope = scope(&state.world, request)?;
    limits::command::check(&request.body, &BodyPath::root())?;
    let known = state.world.application.commands.clone();
    let command = registered(&mut state.world, scope, &request.body, &known);
    let body = command.body.clone();
    let before = known.iter().position(|one| same(one, &command));
    let commands = &mut state.world.application.commands;
    match before {
        Some(at) => commands[at] = command,
        None => {
            let of_kind = |one: &&Command| one.server == scope && one.kind() == command.kind();
            if commands.iter().filter(of_kind).count() >= limits::command::MOST {
                return Err(api_error::too_many_commands());
            }
            commands.push(command);
        }
    }
    state.update_pages(PageUpdate::Surroundings);
    Ok(if before.is_some() { ApiResponse::json(body) } else { ApiResponse::created(body) })
}

/// Replaces all commands. A command with a known name keeps its id.
pub(super) fn replace_all(state: &mut State, request: &Request) -> ApiResult {
    let scope = scope(&state.world, request)?;
    limits::command::check_all(&request.body)?;
    let listed = request.body.as_array().map(Vec::as_slice).unwrap_or_default();
    let known = state.world.application.commands.clone();
    let mut commands: Vec<Command> = known.iter().filter(|one| one.server != scope).cloned().collect();
    let mut bodies = Vec::new();
    for body in listed {
        let command = registered(&mut state.world, scope, body, &known);
        bodies.push(command.body.clone());
        commands.push(command);
    }
    state.world.application.commands = commands;
    state.update_pages(PageUpdate::Surroundings);
    Ok(ApiResponse::json(bodies.into()))
}

/// Changes the fields that are in the body.
pub(super) fn edit(state: &mut State, request: &Request) -> ApiResult {
    let scope = scope(&state.world, request)?;
    let at = position(&state.world, scope, request)?;
    let mut body = state.world.application.commands[at].body.clone();
    for (key, value) in request.body.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    limits::command::check(&body, &BodyPath::root())?;
    body["version"] = json!(state.world.next_id().to_string());
    state.world.application.commands[at].body = body.clone();
    state.update_pages(PageUpdate::Surroundings);
    Ok(ApiResponse::json(body))
}

pub(super) fn delete(state: &mut State, request: &Request) -> ApiResult {
    let scope = scope(&state.world, request)?;
    let at = position(&state.world, scope, request)?;
    state.world.application.commands.remove(at);
    state.update_pages(PageUpdate::Surroundings);
    Ok(ApiResponse::done())
}

fn scope(world: &World, request: &Request) -> Result<Option<ServerId>, ApiError> {
    if request.step("application") != world.bot().to_string() {
        return Err(api_error::unknown_application());
    }
    if !request.has_step("server") {
        return Ok(None);
    }
    Ok(Some(joined(world, request.server()?)?.id))
}

fn position(world: &World, scope: Option<ServerId>, request: &Request) -> Result<usize, ApiError> {
    let id = CommandId::read(request.step("command"));
    let commands = &world.application.commands;
    let at = commands.iter().position(|one| one.server == scope && Some(one.id) == id);
    at.ok_or_else(api_error::unknown_command)
}

fn same(one: &Command, other: &Command) -> bool {
    one.server == other.server && one.kind() == other.kind() && one.name() == other.name()
}

/// Adds the fields that Discord adds to a command.
fn registered(world: &mut World, scope: Option<ServerId>, sent: &Value, known: &[Command]) -> Command {
    let mut body: Map<String, Value> = sent.as_object().cloned().unwrap_or_default();
    body.get_mut("options").into_iter().for_each(leave_out_what_is_null);
    let version = world.next_id();
    body.entry("type").or_insert(json!(CHAT_INPUT));
    body.entry("description").or_insert(json!(""));
    for absent in
        ["name_localizations", "description_localizations", "default_member_permissions", "contexts"]
    {
        body.entry(absent).or_insert(Value::Null);
    }
    // Discord accepts a number and always returns a string.
    if let Some(bits) = body["default_member_permissions"].as_u64() {
        body.insert("default_member_permissions".to_owned(), json!(bits.to_string()));
    }
    body.entry("dm_permission").or_insert(json!(true));
    body.entry("nsfw").or_insert(json!(false));
    body.entry("integration_types").or_insert(json!([0]));
    body.insert("application_id".to_owned(), json!(world.bot()));
    body.insert("version".to_owned(), json!(version.to_string()));
    if let Some(server) = scope {
        body.insert("guild_id".to_owned(), json!(server));
    }
    let mut command = Command { id: CommandId(version), server: scope, body: Value::Object(body) };
    if let Some(before) = known.iter().find(|one| same(one, &command)) {
        command.id = before.id;
    }
    command.body["id"] = json!(command.id);
    command
}

/// Discord does not return an option's null fields.
fn leave_out_what_is_null(json: &mut Value) {
    match json {
        Value::Array(all) => all.iter_mut().for_each(leave_out_what_is_null),
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(leave_out_what_is_null);
        }
        _ => {}
    }
}
