//! The first answer to an interaction.

use super::draft;
use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use crate::limits;
use crate::state::State;
use crate::world::api_error::{self, ApiError, BodyPath};
use crate::world::ids::{InteractionId, MessageId};
use crate::world::interaction::{Deferral, Interaction, InteractionKind, Progress};
use crate::world::message::{AnsweredInteraction, EPHEMERAL, LOADING, Message, Pings, Rank};
use crate::world::wire;
use serde_json::{Value, json};

/// Discord's numbers for the ways to answer.
mod way {
    pub(super) const MESSAGE: u64 = 4;
    pub(super) const DEFER: u64 = 5;
    pub(super) const DEFER_UPDATE: u64 = 6;
    pub(super) const UPDATE: u64 = 7;
    pub(super) const CHOICES: u64 = 8;
    pub(super) const MODAL: u64 = 9;
}

/// Takes the first answer.
pub(super) fn answer(state: &mut State, request: &Request) -> ApiResult {
    let interaction = awaiting(state, request)?;
    let way = request.body["type"].as_u64().unwrap_or(0);
    fits(&interaction, way)?;
    let (progress, original) = match way {
        way::MESSAGE => (Progress::Answered, Some(write(state, request, &interaction)?)),
        way::DEFER => (Progress::Deferred, Some(think(state, request, &interaction))),
        way::DEFER_UPDATE => (Progress::DeferredUpdate, interaction.source),
        way::UPDATE => {
            if let Some(source) = interaction.source {
                let place = BodyPath::top().at("data");
                draft::revise(state, request, interaction.channel, source, &request.body["data"], &place)?;
            }
            (Progress::Answered, interaction.source)
        }
        way::CHOICES => {
            limits::choices::check(&request.body["data"])?;
            let choices = request.body["data"]["choices"].as_array().cloned().unwrap_or_default();
            (Progress::Choices(choices), None)
        }
        _ => {
            limits::modal::check(&request.body["data"])?;
            (Progress::Modal(request.body["data"].clone()), None)
        }
    };
    let deferred = matches!(way, way::DEFER | way::DEFER_UPDATE);
    if let Some(kept) = state.world.interactions.get_mut(&interaction.id) {
        kept.progress = progress;
        kept.original = original;
        if deferred {
            kept.was_deferred = Deferral::Asked;
        }
        kept.bell.notify_waiters();
    }
    if request.asked("with_response") != Some("true") {
        return Ok(ApiResponse::done());
    }
    Ok(ApiResponse::json(response(state, &interaction, way, original)))
}

/// The interaction that is meant, if it still waits for a first answer.
fn awaiting(state: &State, request: &Request) -> Result<Interaction, ApiError> {
    let id = InteractionId::read(request.step("interaction"));
    let known = id.and_then(|id| state.world.interactions.get(&id));
    let interaction = known.ok_or_else(api_error::unknown_interaction)?;
    if interaction.token != request.step("token") {
        return Err(api_error::unknown_interaction());
    }
    if interaction.is_dead(request.now_ms) {
        return Err(api_error::dead_token());
    }
    if interaction.progress != Progress::Waiting {
        return Err(api_error::already_acknowledged());
    }
    if interaction.is_late(request.now_ms) {
        return Err(api_error::unknown_interaction());
    }
    Ok(interaction.clone())
}

/// Whether this kind of use can be answered so.
fn fits(interaction: &Interaction, way: u64) -> Result<(), ApiError> {
    let on_message = interaction.source.is_some();
    let fits = match interaction.kind {
        InteractionKind::Command => matches!(way, way::MESSAGE | way::DEFER | way::MODAL),
        InteractionKind::Component => {
            matches!(way, way::MESSAGE | way::DEFER | way::DEFER_UPDATE | way::UPDATE | way::MODAL)
        }
        InteractionKind::Autocomplete => way == way::CHOICES,
        InteractionKind::Modal => match way {
            way::MESSAGE | way::DEFER => true,
            way::DEFER_UPDATE | way::UPDATE => on_message,
            _ => false,
        },
    };
    if fits {
        return Ok(());
    }
    let message = format!("Interaction of type {} cannot be answered so.", interaction.kind as u8);
    Err(api_error::one_wrong(&BodyPath::top().at("type"), "INTERACTION_CALLBACK_TYPE_INVALID", &message))
}

fn write(state: &mut State, request: &Request, to: &Interaction) -> Result<MessageId, ApiError> {
    let body = &request.body["data"];
    let place = BodyPath::top().at("data");
    if !body.is_object() {
        return Err(api_error::one_wrong(&place, "BASE_TYPE_REQUIRED", "This field is required"));
    }
    let mut message = draft::new_message(&mut state.world, request, to.channel, body, &place)?;
    let ephemeral = body["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
    draft::as_answer(&mut message, answers(to, Rank::First), ephemeral.then_some(to.user));
    let id = message.id;
    state.post(message);
    Ok(id)
}

/// "… is thinking".
fn think(state: &mut State, request: &Request, about: &Interaction) -> MessageId {
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
    draft::as_answer(&mut message, answers(about, Rank::First), (ephemeral != 0).then_some(about.user));
    state.post(message);
    id
}

/// What a message says about the interaction it answers.
pub(super) fn answers(to: &Interaction, rank: Rank) -> AnsweredInteraction {
    AnsweredInteraction {
        interaction: to.id,
        kind: to.kind as u8,
        user: to.user,
        command: to.command.clone(),
        rank,
    }
}

fn response(state: &State, to: &Interaction, way: u64, original: Option<MessageId>) -> Value {
    let mut json = json!({
        "interaction": {"id": to.id, "type": to.kind as u8},
        "resource": {"type": way},
    });
    let message = original.and_then(|id| state.world.message(to.channel, id).ok());
    if let Some(message) = message {
        json["interaction"]["response_message_id"] = json!(message.id);
        json["interaction"]["response_message_loading"] = json!(message.is_loading());
        json["interaction"]["response_message_ephemeral"] = json!(message.only_for.is_some());
        if matches!(way, way::MESSAGE | way::UPDATE) {
            json["resource"]["message"] = wire::message(&state.world, message);
        }
    }
    json
}
