//! Reads a new or edited message of the bot from the body of a call.
//! `limits` checks Discord's limits; the calling route decides on the channel and on who sees the message.

use super::request::{Request, Upload};
use crate::limits;
use crate::state::State;
use crate::world::World;
use crate::world::api_error::{self, ApiError, BodyPath};
use crate::world::ids::{AttachmentId, ChannelId, MessageId, UserId};
use crate::world::message::{AnsweredInteraction, Attachment, Message, SILENT, SUPPRESS_EMBEDS, ShownIn};
use crate::world::pings::pings;
use serde_json::{Value, json};

/// The flags that a bot may set on a message.
const SETTABLE: u64 = SUPPRESS_EMBEDS | SILENT;

/// A new message, not yet posted. `body` is the message, and `path` where it is in the body of the call.
pub(super) fn new_message(
    world: &mut World,
    request: &Request,
    channel: ChannelId,
    body: &Value,
    path: &BodyPath,
) -> Result<Message, ApiError> {
    limits::message::check(body, request.files.len(), path)?;
    let attachments = uploads(world, body, &request.files);
    let content = body["content"].as_str().unwrap_or_default().trim().to_owned();
    let bot = world.bot();
    let found = world.channel(channel)?;
    let may = world.permissions_in(found, bot);
    let mut message = Message {
        id: MessageId(0),
        channel,
        author: bot,
        pings: pings(world, found.server(), may, &content, &body["allowed_mentions"]),
        content,
        created_at_ms: request.now_ms,
        edited_at_ms: None,
        embeds: embeds(body),
        attachments,
        components: components(body),
        flags: body["flags"].as_u64().unwrap_or(0) & SETTABLE,
        reply_to: None,
        answers: None,
        only_for: None,
        nonce: Some(body["nonce"].clone()).filter(|nonce| !nonce.is_null()),
    };
    if message.is_empty() {
        return Err(api_error::empty_message());
    }
    place_files(&mut message);
    message.id = MessageId(world.next_id());
    Ok(message)
}

/// Edits the parts of a message that are in the body.
pub(super) fn revise(
    state: &mut State,
    request: &Request,
    channel: ChannelId,
    id: MessageId,
    body: &Value,
    path: &BodyPath,
) -> Result<(), ApiError> {
    limits::message::check(body, request.files.len(), path)?;
    let world = &mut state.world;
    let uploaded = uploads(world, body, &request.files);
    let mut next = world.message(channel, id)?.clone();
    if let Some(content) = body.get("content") {
        next.content = content.as_str().unwrap_or_default().trim().to_owned();
        let found = world.channel(channel)?;
        let may = world.permissions_in(found, world.bot());
        next.pings = pings(world, found.server(), may, &next.content, &body["allowed_mentions"]);
    }
    if body.get("embeds").is_some() {
        next.embeds = embeds(body);
    }
    if body.get("components").is_some() {
        next.components = components(body);
    }
    if let Some(flags) = body["flags"].as_u64() {
        next.flags = next.flags & !SETTABLE | flags & SETTABLE;
    }
    if let Some(kept) = body["attachments"].as_array() {
        let listed = |file: &Attachment| {
            let id = file.id.to_string();
            kept.iter().any(|one| one["id"].as_str() == Some(&id) || one["id"].as_u64() == Some(file.id.0))
        };
        next.attachments.retain(listed);
    }
    next.attachments.extend(uploaded);
    next.flags &= !crate::world::message::LOADING;
    if next.is_empty() {
        return Err(api_error::empty_message());
    }
    place_files(&mut next);
    state.revise(channel, id, |message| *message = next)
}

/// Marks a message as the response to an interaction.
pub(super) fn as_answer(message: &mut Message, answers: AnsweredInteraction, only_for: Option<UserId>) {
    message.answers = Some(answers);
    message.only_for = only_for;
    if only_for.is_some() {
        message.flags |= crate::world::message::EPHEMERAL;
    }
}

fn embeds(body: &Value) -> Vec<Value> {
    let listed = body["embeds"].as_array().cloned().unwrap_or_default();
    let typed = listed.into_iter().map(|mut embed| {
        embed["type"] = json!("rich");
        embed
    });
    typed.collect()
}

/// The components, with the ids and defaults that Discord adds.
fn components(body: &Value) -> Vec<Value> {
    let mut rows = body["components"].as_array().cloned().unwrap_or_default();
    let mut number = 0;
    for row in &mut rows {
        number += 1;
        row["id"] = json!(number);
        for component in row["components"].as_array_mut().into_iter().flatten() {
            number += 1;
            component["id"] = json!(number);
            if component["type"].as_u64().is_some_and(|kind| (3..=8).contains(&kind)) {
                for bound in ["min_values", "max_values"] {
                    if component[bound].is_null() {
                        component[bound] = json!(1);
                    }
                }
            }
        }
    }
    rows
}

fn uploads(world: &mut World, body: &Value, files: &[Upload]) -> Vec<Attachment> {
    let described = body["attachments"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut made = Vec::new();
    for file in files {
        let number = file.number();
        let about = described.iter().find(|one| number.is_some() && read_number(&one["id"]) == number);
        let filename = about.and_then(|one| one["filename"].as_str()).unwrap_or(&file.filename);
        made.push(Attachment {
            id: AttachmentId(world.next_id()),
            filename: filename.replace(['/', '\\', ' '], "_"),
            description: about.and_then(|one| one["description"].as_str()).map(str::to_owned),
            content_type: file.content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
            bytes: file.bytes.clone(),
            shown: ShownIn::Message,
        });
    }
    made
}

fn read_number(json: &Value) -> Option<u64> {
    json.as_u64().or_else(|| json.as_str()?.parse().ok())
}

/// Discord does not show a file of an embed a second time below the message.
fn place_files(message: &mut Message) {
    for file in &mut message.attachments {
        let address = format!("attachment://{}", file.filename);
        let named = message.embeds.iter().any(|embed| {
            [("image", "url"), ("thumbnail", "url"), ("author", "icon_url"), ("footer", "icon_url")]
                .iter()
                .any(|(part, key)| embed[part][key].as_str() == Some(&address))
        });
        file.shown = if named { ShownIn::Embed } else { ShownIn::Message };
    }
}
