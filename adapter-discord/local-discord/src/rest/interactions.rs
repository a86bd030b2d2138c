//! The first response to an interaction.

use super::draft;
use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use crate::limits;
use crate::state::State;
use crate::world::api_error::{self, ApiError, BodyPath};
use crate::world::ids::{InteractionId, MessageId};
use crate::world::interaction::{Deferral, Interaction, InteractionKind, Progress};
use crate::world::message::{AnswerKind, AnsweredInteraction, EPHEMERAL, LOADING, Message, Pings};
use crate::world::wire;
use serde_json::{Value, json};

/// Discord's interaction callback types.
mod callback {
    pub(super) const MESSAGE: u64 = 4;
    pub(super) const DEFER: u64 = 5;
    pub(super) const DEFER_UPDATE: u64 = 6;
    pub(super) const UPDATE: u64 = 7;
    pub(super) const CHOICES: u64 = 8;
    pub(super) const MODAL: u64 = 9;
}

pub(super) fn answer(state: &mut State, request: &Request) -> ApiResult {
    let interaction = awaiting(state, request)?;
    let kind = request.body["type"].as_u64().unwrap_or(0);
    fits(&interaction, kind)?;
    let (progress, original) = match kind {
        callback::MESSAGE => (Progress::Answered, Some(write(state, request, &interaction)?)),
        callback::DEFER => (Progress::Deferred, Some(defer(state, request, &interaction))),
        callback::DEFER_UPDATE => (Progress::DeferredUpdate, interaction.source),
        callback::UPDATE => {
            if let Some(source) = interaction.source {
                let path = BodyPath::root().at("data");
                draft::revise(state, request, interaction.channel, source, &request.body["data"], &path)?;
            }
            (Progress::Answered, interaction.source)
        }
        callback::CHOICES => {
            limits::choices::check(&request.body["data"])?;
            let choices = request.body["data"]["choices"].as_array().cloned().unwrap_or_default();
            (Progress::Choices(choices), None)
        }
        _ => {
            limits::modal::check(&request.body["data"])?;
            (Progress::Modal(request.body["data"].clone()), None)
        }
    };
    let deferred = matches!(kind, callback::DEFER | callback::DEFER_UPDATE);
    if let Some(kept) = state.world.interactions.get_mut(&interaction.id) {
        kept.progress = progress;
        kept.original = original;
        if deferred {
            kept.was_deferred = Deferral::Asked;
        }
        kept.changed.notify_waiters();
    }
    if request.query_value("with_response") != Some("true") {
        return Ok(ApiResponse::done());
    }
    Ok(ApiResponse::json(response(state, &interaction, kind, original)))
}

/// The interaction of the path, if it still waits for a first response.
fn awaiting(state: &State, request: &Request) -> Result<Interaction, ApiError> {
    let id = InteractionId::read(request.step("interaction"));
    let known = id.and_then(|id| state.world.interactions.get(&id));
    let interaction = known.ok_or_else(api_error::unknown_interaction)?;
    if interaction.token != request.step("token") {
        return Err(api_error::unknown_interaction());
    }
    if interaction.is_expired(request.now_ms) {
        return Err(api_error::expired_token());
    }
    if interaction.progress != Progress::Waiting {
        return Err(api_error::already_acknowledged());
    }
    if interaction.is_late(request.now_ms) {
        return Err(api_error::unknown_interaction());
    }
    Ok(interaction.clone())
}

/// Refuses a callback type that this kind of interaction does not allow.
fn fits(interaction: &Interaction, kind: u64) -> Result<(), ApiError> {
    let on_message = interaction.source.is_some();
    let fits = match interaction.kind {
        InteractionKind::Command => matches!(kind, callback::MESSAGE | callback::DEFER | callback::MODAL),
        InteractionKind::Component => {
            matches!(
                kind,
                callback::MESSAGE
                    | callback::DEFER
                    | callback::DEFER_UPDATE
                    | callback::UPDATE
                    | callback::MODAL
            )
        }
        InteractionKind::Autocomplete => kind == callback::CHOICES,
        InteractionKind::Modal => match kind {
            callback::MESSAGE | callback::DEFER => true,
            callback::DEFER_UPDATE | callback::UPDATE => on_message,
            _ => false,
        },
    };
    if fits {
        return Ok(());
    }
    let message = format!("Interaction of type {} cannot be answered so.", interaction.kind as u8);
    Err(api_error::form_error(&BodyPath::root().at("type"), "INTERACTION_CALLBACK_TYPE_INVALID", &message))
}

fn write(state: &mut State, request: &Request, to: &Interaction) -> Result<MessageId, ApiError> {
    let body = &request.body["data"];
    let path = BodyPath::root().at("data");
    if !body.is_object() {
        return Err(api_error::form_error(&path, "BASE_TYPE_REQUIRED", "This field is required"));
    }
    let mut message = draft::new_message(&mut state.world, request, to.channel, body, &path)?;
    let ephemeral = body["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
    draft::as_answer(&mut message, answers(to, AnswerKind::First), ephemeral.then_some(to.user));
    let id = message.id;
    state.post(message);
    Ok(id)
}

/// Posts the message that says "… is thinking".
fn defer(state: &mut State, request: &Request, about: &Interaction) -> MessageId {
    let id = MessageId(state.world.next_id());
    let ephemeral = request.body["data"]["flags"].as_u64().unwrap_or(0) & EPHEMERAL;
    let mut message = Message {
        id,
        channel: about.channel,
        author: state.world.bot(),
        content: String::new(),
        created_at_ms: request.now_ms,
        edited_at_ms: None,
        pings: Pings::default(),
        embeds: Vec::new(),
        attachments: Vec::new(),
        components: Vec::new(),
        flags: LOADING,
        reply_to: None,
        answers: None,
        only_for: None,
        nonce: None,
    };
    draft::as_answer(&mut message, answers(about, AnswerKind::First), (ephemeral != 0).then_some(about.user));
    state.post(message);
    id
}

pub(super) fn answers(to: &Interaction, kind_of_answer: AnswerKind) -> AnsweredInteraction {
    AnsweredInteraction {
        interaction: to.id,
        kind: to.kind as u8,
        user: to.user,
        command: to.command.clone(),
        kind_of_answer,
    }
}

fn response(state: &State, to: &Interaction, kind: u64, original: Option<MessageId>) -> Value {
    let mut json = json!({
        "interaction": {"id": to.id, "type": to.kind as u8},
        "resource": {"type": kind},
    });
    let message = original.and_then(|id| state.world.message(to.channel, id).ok());
    if let Some(message) = message {
        json["interaction"]["response_message_id"] = json!(message.id);
        json["interaction"]["response_message_loading"] = json!(message.is_loading());
        json["interaction"]["response_message_ephemeral"] = json!(message.only_for.is_some());
        if matches!(kind, callback::MESSAGE | callback::UPDATE) {
            json["resource"]["message"] = wire::message(&state.world, message);
        }
    }
    json
}
