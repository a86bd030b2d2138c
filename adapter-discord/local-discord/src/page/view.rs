//! The page's JSON: people, servers, channels, messages and commands, as far as the viewer may see them.

use crate::client::{self, Actor, Declined};
use crate::state::State;
use crate::world::World;
use crate::world::channel::{Channel, Home};
use crate::world::clock::timestamp;
use crate::world::ids::{ChannelId, UserId};
use crate::world::message::{EveryonePing, Message, ShownIn};
use crate::world::permissions::Permissions;
use crate::world::server::Server;
use crate::world::user::AccountKind;
use crate::world::wire;
use serde_json::{Value, json};

/// How many messages of a channel the page loads.
const SHOWN: usize = 200;

/// Everyone that the page can act as.
pub(super) fn people(state: &State) -> Value {
    let users = state.world.users.values().filter(|user| user.kind == AccountKind::Person);
    json!({"people": users.map(|user| person(&state.world, user.id)).collect::<Vec<_>>()})
}

/// The servers, channels and members that the viewer sees.
pub(super) fn surroundings(state: &State, viewer: Option<&str>) -> Result<Value, Declined> {
    let world = &state.world;
    let me = read_user(world, viewer)?;
    let joined = world.servers.values().filter(|server| server.members.contains_key(&me));
    let servers: Vec<_> = joined.map(|server| server_around(world, server, me)).collect();
    let direct = world.channels.values().find(|channel| channel.home == Home::Direct(me));
    Ok(json!({
        "me": person(world, me),
        "bot": person(world, world.bot()),
        "locale": world.users.get(&me).map(|user| user.locale.as_str()),
        "servers": servers,
        "direct": direct.map(|channel| channel_line(world, channel, me)),
        "connected": state.sessions.connected().next().is_some(),
    }))
}

pub(super) fn messages(
    state: &State,
    viewer: Option<&str>,
    channel: Option<&str>,
) -> Result<Value, Declined> {
    let world = &state.world;
    let actor = Actor { user: read_user(world, viewer)?, channel: read_channel(channel)? };
    actor.channel(world)?;
    let all = world.messages.get(&actor.channel).into_iter().flat_map(|all| all.values());
    let seen: Vec<_> = all.filter(|message| may_see(message, actor.user)).collect();
    let last = &seen[seen.len().saturating_sub(SHOWN)..];
    Ok(json!({"messages": last.iter().map(|one| message(world, one, actor.user)).collect::<Vec<_>>()}))
}

pub(super) fn commands(
    state: &State,
    viewer: Option<&str>,
    channel: Option<&str>,
) -> Result<Value, Declined> {
    let world = &state.world;
    let actor = Actor { user: read_user(world, viewer)?, channel: read_channel(channel)? };
    let locale = world.users.get(&actor.user).map_or("en-US", |user| user.locale.as_str());
    let mut offered = Vec::new();
    for command in client::command::visible(world, actor) {
        offer(&mut offered, &command.body, "", "", locale);
    }
    let server = actor.channel(world)?.server();
    Ok(json!({"commands": offered, "prefix": state.prefix.in_server(server)}))
}

pub(super) fn message(world: &World, message: &Message, viewer: UserId) -> Value {
    let json = wire::message(world, message);
    let name_of = |user: UserId| person(world, user)["name"].clone();
    let attachments = message.attachments.iter().filter(|file| file.shown == ShownIn::Message);
    let files: Vec<_> = attachments.map(|file| wire::attachment(world, message.channel, file)).collect();
    let mut shown = json!({
        "id": message.id,
        "channel": message.channel,
        "author": person(world, message.author),
        "at": timestamp(message.created_at_ms),
        "edited": message.edited_at_ms.is_some(),
        "content": message.content,
        "embeds": json["embeds"],
        "attachments": files,
        "components": message.components,
        "ephemeral": message.only_for.is_some(),
        "thinking": message.is_loading(),
        "calls_me": calls(world, message, viewer),
    });
    if let Some(replied) = message.reply_to.and_then(|id| world.message(message.channel, id).ok()) {
        shown["reply_to"] =
            json!({"id": replied.id, "name": name_of(replied.author), "content": replied.content});
    }
    if let Some(answers) = &message.answers {
        shown["answers"] = json!({"name": name_of(answers.user), "command": answers.command});
    }
    local_paths(world, shown)
}

/// Whether the viewer sees a message in a channel that they see.
pub(super) fn may_see(message: &Message, viewer: UserId) -> bool {
    message.only_for.is_none_or(|only| only == viewer)
}

pub(super) fn read_user(world: &World, id: Option<&str>) -> Result<UserId, Declined> {
    let known = id.and_then(UserId::read).filter(|id| world.users.contains_key(id) && *id != world.bot());
    known.ok_or_else(|| Declined::because("there is no such person"))
}

pub(super) fn read_channel(id: Option<&str>) -> Result<ChannelId, Declined> {
    id.and_then(ChannelId::read).ok_or_else(|| Declined::because("there is no such channel"))
}

fn calls(world: &World, message: &Message, viewer: UserId) -> bool {
    let server = world.channels.get(&message.channel).and_then(Channel::server);
    let member = server.and_then(|server| world.membership(server, viewer).ok());
    let by_role =
        member.is_some_and(|member| message.pings.roles.iter().any(|role| member.roles.contains(role)));
    message.pings.users.contains(&viewer) || by_role || message.pings.everyone == EveryonePing::Yes
}

fn person(world: &World, id: UserId) -> Value {
    let first = world.servers.values().find(|server| server.members.contains_key(&id));
    person_in(world, first, id)
}

fn person_in(world: &World, server: Option<&Server>, id: UserId) -> Value {
    let Some(user) = world.users.get(&id) else { return Value::Null };
    let member = server.and_then(|server| server.members.get(&id));
    let roles = member.map(|member| member.roles.as_slice()).unwrap_or_default();
    let coloured = server.and_then(|server| {
        let roles = roles.iter().filter_map(|role| server.roles.get(role));
        roles.filter(|role| role.colour != 0).max_by_key(|role| role.position)
    });
    let administrator =
        server.is_some_and(|server| server.permissions_of(id).include(Permissions::ADMINISTRATOR));
    json!({
        "id": id,
        "name": member.and_then(|member| member.nick.as_ref()).unwrap_or(&user.name),
        "handle": user.handle,
        "colour": coloured.map_or(0, |role| role.colour),
        "avatar": format!("/embed/avatars/{}.png", id.0 % 6),
        "bot": user.kind == AccountKind::Bot,
        "administrator": administrator,
        "locale": user.locale,
        "roles": roles,
    })
}

fn server_around(world: &World, server: &Server, me: UserId) -> Value {
    let mut channels: Vec<_> = world
        .channels
        .values()
        .filter(|channel| channel.server() == Some(server.id) && sees(world, channel, me))
        .collect();
    channels.sort_by_key(|channel| position(channel));
    let members = server.members.keys().map(|id| person_in(world, Some(server), *id));
    let roles = server.roles.values().filter(|role| role.id != server.everyone());
    json!({
        "id": server.id,
        "name": server.name,
        "channels": channels.iter().map(|channel| channel_line(world, channel, me)).collect::<Vec<_>>(),
        "members": members.collect::<Vec<_>>(),
        "roles": roles.map(|role| json!({"id": role.id, "name": role.name, "colour": role.colour})).collect::<Vec<_>>(),
    })
}

fn position(channel: &Channel) -> u32 {
    match &channel.home {
        Home::Server { position, .. } => *position,
        Home::Direct(_) => 0,
    }
}

fn sees(world: &World, channel: &Channel, user: UserId) -> bool {
    world.permissions_in(channel, user).include(Permissions::VIEW_CHANNEL)
}

fn channel_line(world: &World, channel: &Channel, me: UserId) -> Value {
    let topic = match &channel.home {
        Home::Server { topic, .. } => topic.as_deref(),
        Home::Direct(_) => None,
    };
    json!({
        "id": channel.id,
        "name": channel.name,
        "topic": topic,
        "may_write": world.permissions_in(channel, me).include(Permissions::SEND_MESSAGES),
    })
}

/// Adds a command, or each of its subcommands with its full name.
fn offer(offered: &mut Vec<Value>, definition: &Value, before: &str, shown_before: &str, locale: &str) {
    let whole =
        |before: &str, own: &str| if before.is_empty() { own.to_owned() } else { format!("{before} {own}") };
    let name = whole(before, definition["name"].as_str().unwrap_or_default());
    let shown = whole(shown_before, localized(definition, "name", locale));
    let options = crate::world::application::options_of(definition);
    if options.iter().any(client::command::is_step) {
        for option in options {
            offer(offered, option, &name, &shown, locale);
        }
        return;
    }
    let described = options.iter().map(|option| {
        let choices = option["choices"].as_array().map(Vec::as_slice).unwrap_or_default();
        json!({
            "name": option["name"],
            "shown": localized(option, "name", locale),
            "description": localized(option, "description", locale),
            "type": option["type"],
            "required": option["required"] == true,
            "autocomplete": option["autocomplete"] == true,
            "choices": choices.iter().map(|choice| {
                json!({"name": localized(choice, "name", locale), "value": choice["value"]})
            }).collect::<Vec<_>>(),
            "min_value": option["min_value"],
            "max_value": option["max_value"],
            "min_length": option["min_length"],
            "max_length": option["max_length"],
        })
    });
    offered.push(json!({
        "name": name,
        "shown": shown,
        "description": localized(definition, "description", locale),
        "options": described.collect::<Vec<_>>(),
    }));
}

fn localized<'a>(definition: &'a Value, key: &str, locale: &str) -> &'a str {
    let own = definition[format!("{key}_localizations")][locale].as_str();
    own.or(definition[key].as_str()).unwrap_or_default()
}

/// Turns addresses on this server into paths, so that they work under every name of the server.
fn local_paths(world: &World, json: Value) -> Value {
    match json {
        Value::String(text) => match text.strip_prefix(&world.origin) {
            Some(path) if path.starts_with('/') => Value::String(path.to_owned()),
            _ => Value::String(text),
        },
        Value::Array(all) => all.into_iter().map(|one| local_paths(world, one)).collect(),
        Value::Object(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key, local_paths(world, value))).collect())
        }
        other => other,
    }
}
