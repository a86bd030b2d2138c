//! Routes about messages in channels: write, read, edit, delete.

use super::draft;
use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use crate::state::State;
use crate::world::api_error::{self, ApiError, BodyPath};
use crate::world::channel::Home;
use crate::world::ids::{ChannelId, MessageId};
use crate::world::message::Message;
use crate::world::permissions::Permissions;
use crate::world::user::{AccountKind, DirectMessages};
use crate::world::{World, wire};
use serde_json::Value;
use std::collections::BTreeSet;

/// Discord refuses to bulk-delete older messages.
const BULK_AGE_MS: u64 = 14 * 24 * 60 * 60 * 1_000;

/// How long a nonce is remembered; Discord's documentation says "the past few minutes".
const NONCE_MS: u64 = 3 * 60 * 1_000;

pub(super) fn create(state: &mut State, request: &Request) -> ApiResult {
    let channel = request.channel()?;
    let body = &request.body;
    may_write(&state.world, channel, body, request)?;
    if let Some(sent) = sent_before(&state.world, channel, body, request.now_ms) {
        return Ok(ApiResponse::json(wire::message(&state.world, sent)));
    }
    let reply_to = replied_to(&state.world, channel, body)?;
    let mut message = draft::new_message(&mut state.world, request, channel, body, &BodyPath::root())?;
    message.reply_to = reply_to;
    if let Some(replied) = reply_to
        && (body["allowed_mentions"].is_null() || body["allowed_mentions"]["replied_user"] == true)
    {
        let author = state.world.message(channel, replied)?.author;
        if !message.pings.users.contains(&author) {
            message.pings.users.push(author);
        }
    }
    let json = wire::message(&state.world, &message);
    state.post(message);
    Ok(ApiResponse::json(json))
}

pub(super) fn one(state: &mut State, request: &Request) -> ApiResult {
    let channel = request.channel()?;
    state.world.bot_may(channel, Permissions::READ_MESSAGE_HISTORY)?;
    let message = visible(&state.world, channel, request.message()?)?;
    Ok(ApiResponse::json(wire::message(&state.world, message)))
}

/// Messages, newest first; none if the bot may not read earlier messages.
pub(super) fn list(state: &mut State, request: &Request) -> ApiResult {
    let channel = request.channel()?;
    state.world.bot_may(channel, Permissions::VIEW_CHANNEL)?;
    if state.world.bot_may(channel, Permissions::READ_MESSAGE_HISTORY).is_err() {
        return Ok(ApiResponse::json(Value::Array(Vec::new())));
    }
    let limit = request.query_number("limit", 50, 1, 100)?;
    let bound = |name: &str| request.query_value(name).and_then(MessageId::read);
    let (before, after) = (bound("before"), bound("after"));
    let all = state.world.messages.get(&channel).into_iter().flat_map(|all| all.values());
    let mut fitting: Vec<&Message> = all
        .filter(|message| message.only_for.is_none())
        .filter(|message| before.is_none_or(|id| message.id < id))
        .filter(|message| after.is_none_or(|id| message.id > id))
        .collect();
    // With `after` the limit counts from the oldest message, otherwise from the newest.
    if after.is_some() && before.is_none() {
        fitting.truncate(limit);
    }
    fitting.reverse();
    fitting.truncate(limit);
    Ok(ApiResponse::json(fitting.iter().map(|message| wire::message(&state.world, message)).collect()))
}

/// Edits a message of the bot.
pub(super) fn edit(state: &mut State, request: &Request) -> ApiResult {
    let (channel, id) = (request.channel()?, request.message()?);
    state.world.bot_may(channel, Permissions::VIEW_CHANNEL)?;
    let message = visible(&state.world, channel, id)?;
    if message.author != state.world.bot() {
        return Err(api_error::another_author());
    }
    draft::revise(state, request, channel, id, &request.body, &BodyPath::root())?;
    Ok(ApiResponse::json(wire::message(&state.world, state.world.message(channel, id)?)))
}

/// Deletes a message of the bot, or any message where the bot may manage messages.
pub(super) fn delete(state: &mut State, request: &Request) -> ApiResult {
    let (channel, id) = (request.channel()?, request.message()?);
    let found = state.world.bot_may(channel, Permissions::VIEW_CHANNEL)?.clone();
    let own = visible(&state.world, channel, id)?.author == state.world.bot();
    let manages = matches!(found.home, Home::Server { .. })
        && state.world.permissions_in(&found, state.world.bot()).include(Permissions::MANAGE_MESSAGES);
    if !own && !manages {
        let direct = matches!(found.home, Home::Direct(_));
        return Err(if direct {
            ApiError::new(403, 50003, CANNOT_ON_DM)
        } else {
            api_error::missing_permissions()
        });
    }
    state.remove(channel, id)?;
    Ok(ApiResponse::done())
}

const CANNOT_ON_DM: &str = "Cannot execute action on a DM channel";

pub(super) fn delete_many(state: &mut State, request: &Request) -> ApiResult {
    let channel = request.channel()?;
    state.world.bot_may(channel, Permissions::MANAGE_MESSAGES)?;
    let listed = request.body["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let ids: BTreeSet<_> =
        listed.iter().filter_map(|id| MessageId::read(id.as_str().unwrap_or_default())).collect();
    if !(2..=100).contains(&ids.len()) {
        return Err(ApiError::new(
            400,
            50016,
            "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete.",
        ));
    }
    let old = ids.iter().filter_map(|id| state.world.message(channel, *id).ok());
    if old.into_iter().any(|message| request.now_ms.saturating_sub(message.created_at_ms) > BULK_AGE_MS) {
        return Err(ApiError::new(
            400,
            50034,
            "You can only bulk delete messages that are under 14 days old.",
        ));
    }
    for id in ids {
        // The message may be deleted already.
        drop(state.remove(channel, id));
    }
    Ok(ApiResponse::done())
}

/// Checks permissions only; reactions are not kept.
pub(super) fn react(state: &mut State, request: &Request) -> ApiResult {
    let channel = request.channel()?;
    state.world.bot_may(channel, Permissions::READ_MESSAGE_HISTORY | Permissions::ADD_REACTIONS)?;
    visible(&state.world, channel, request.message()?)?;
    Ok(ApiResponse::done())
}

/// REST does not show ephemeral messages.
fn visible(world: &World, channel: ChannelId, id: MessageId) -> Result<&Message, ApiError> {
    let message = world.message(channel, id)?;
    if message.only_for.is_some() { Err(api_error::unknown_message()) } else { Ok(message) }
}

fn may_write(world: &World, channel: ChannelId, body: &Value, request: &Request) -> Result<(), ApiError> {
    let mut asked = Permissions::SEND_MESSAGES;
    if body["embeds"].as_array().is_some_and(|all| !all.is_empty()) {
        asked = asked | Permissions::EMBED_LINKS;
    }
    if !request.files.is_empty() {
        asked = asked | Permissions::ATTACH_FILES;
    }
    if body["message_reference"].is_object() {
        asked = asked | Permissions::READ_MESSAGE_HISTORY;
    }
    let found = world.bot_may(channel, asked)?;
    if let Home::Direct(with) = found.home {
        let with = world.user(with)?;
        let shares = world.servers.values().any(|server| server.members.contains_key(&with.id));
        if with.kind == AccountKind::Bot || with.direct_messages == DirectMessages::Refused || !shares {
            return Err(api_error::cannot_message_user());
        }
    }
    Ok(())
}

/// The message sent before with the same nonce, if the bot set `enforce_nonce`.
fn sent_before<'a>(world: &'a World, channel: ChannelId, body: &Value, now_ms: u64) -> Option<&'a Message> {
    if body["enforce_nonce"] != true || body["nonce"].is_null() {
        return None;
    }
    let messages = world.messages.get(&channel)?;
    messages
        .values()
        .rev()
        .take(100)
        .take_while(|message| now_ms.saturating_sub(message.created_at_ms) <= NONCE_MS)
        .find(|message| message.author == world.bot() && message.nonce.as_ref() == Some(&body["nonce"]))
}

fn replied_to(world: &World, channel: ChannelId, body: &Value) -> Result<Option<MessageId>, ApiError> {
    let reference = &body["message_reference"];
    if !reference.is_object() {
        return Ok(None);
    }
    let read = reference["message_id"].as_str().and_then(MessageId::read);
    let id = read.or_else(|| reference["message_id"].as_u64().map(MessageId));
    match id.map(|id| world.message(channel, id)) {
        Some(Ok(message)) => Ok(Some(message.id)),
        _ if reference["fail_if_not_exists"] == false => Ok(None),
        _ => {
            let path = BodyPath::root().at("message_reference");
            Err(api_error::form_error(&path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message"))
        }
    }
}
