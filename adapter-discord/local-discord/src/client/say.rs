//! Writing and editing messages.

use super::{Actor, Declined};
use crate::limits;
use crate::state::State;
use crate::world::api_error::BodyPath;
use crate::world::ids::MessageId;
use crate::world::message::{Message, Pings};
use crate::world::permissions::Permissions;
use crate::world::pings::pings;
use serde_json::{Value, json};

/// `reply_to` is the message that this one is a reply to.
pub(crate) fn say(
    state: &mut State,
    actor: Actor,
    content: &str,
    reply_to: Option<MessageId>,
) -> Result<MessageId, Declined> {
    let channel = actor.channel(&state.world)?.clone();
    let may = state.world.permissions_in(&channel, actor.user);
    if !may.include(Permissions::SEND_MESSAGES) {
        return Err(Declined::because(format!("you may not write in #{}", channel.name)));
    }
    let content = content.trim();
    if content.is_empty() {
        return Err(Declined::because("a message cannot be empty"));
    }
    limits::message::check(&json!({"content": content}), 0, &BodyPath::root())
        .map_err(|_| Declined::because("a message has at most 2000 characters"))?;
    let mut message = written(state, actor, content);
    message.pings = pings(&state.world, channel.server(), may, content, &Value::Null);
    message.reply_to = reply_to;
    let id = message.id;
    state.post(message);
    Ok(id)
}

pub(crate) fn edit(state: &mut State, actor: Actor, id: MessageId, content: &str) -> Result<(), Declined> {
    let gone = |_| Declined::because("the message does not exist");
    if state.world.message(actor.channel, id).map_err(gone)?.author != actor.user {
        return Err(Declined::because("you can only edit your own messages"));
    }
    state.revise(actor.channel, id, |message| content.clone_into(&mut message.content)).map_err(gone)
}

fn written(state: &mut State, actor: Actor, content: &str) -> Message {
    Message {
        id: MessageId(state.world.next_id()),
        channel: actor.channel,
        author: actor.user,
        content: content.to_owned(),
        created_at_ms: state.world.clock.now_ms(),
        edited_at_ms: None,
        pings: Pings::default(),
        embeds: Vec::new(),
        attachments: Vec::new(),
        components: Vec::new(),
        flags: 0,
        reply_to: None,
        answers: None,
        only_for: None,
        nonce: None,
    }
}
