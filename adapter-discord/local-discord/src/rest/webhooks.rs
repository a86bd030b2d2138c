//! After the first response to an interaction: follow-ups, and reading, editing and deleting each response.

use super::draft;
use super::interactions::answers;
use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use crate::state::State;
use crate::world::api_error::{self, ApiError, BodyPath};
use crate::world::ids::{InteractionId, MessageId};
use crate::world::interaction::{Interaction, Progress};
use crate::world::message::{AnswerKind, EPHEMERAL};
use crate::world::wire;

/// A further message, or the deferred one if it is still open.
pub(super) fn follow_up(state: &mut State, request: &Request) -> ApiResult {
    let interaction = acknowledged(state, request)?;
    if let (Progress::Deferred, Some(original)) = (&interaction.progress, interaction.original) {
        draft::revise(state, request, interaction.channel, original, &request.body, &BodyPath::root())?;
        note(state, interaction.id, |kept| kept.progress = Progress::Answered);
        return shown(state, &interaction, original);
    }
    let channel = interaction.channel;
    let mut message =
        draft::new_message(&mut state.world, request, channel, &request.body, &BodyPath::root())?;
    let ephemeral = request.body["flags"].as_u64().unwrap_or(0) & EPHEMERAL != 0;
    let only_for = ephemeral.then_some(interaction.user);
    draft::as_answer(&mut message, answers(&interaction, AnswerKind::FollowUp), only_for);
    let id = message.id;
    state.post(message);
    note(state, interaction.id, |kept| kept.followups.push(id));
    shown(state, &interaction, id)
}

pub(super) fn read(state: &mut State, request: &Request) -> ApiResult {
    let interaction = acknowledged(state, request)?;
    let message = addressed(&interaction, request)?;
    shown(state, &interaction, message)
}

pub(super) fn edit(state: &mut State, request: &Request) -> ApiResult {
    let interaction = acknowledged(state, request)?;
    let message = addressed(&interaction, request)?;
    draft::revise(state, request, interaction.channel, message, &request.body, &BodyPath::root())?;
    note(state, interaction.id, |kept| {
        let was_awaited = matches!(kept.progress, Progress::Deferred | Progress::DeferredUpdate);
        if was_awaited && kept.original == Some(message) {
            kept.progress = Progress::Answered;
        }
    });
    shown(state, &interaction, message)
}

pub(super) fn delete(state: &mut State, request: &Request) -> ApiResult {
    let interaction = acknowledged(state, request)?;
    let message = addressed(&interaction, request)?;
    state.remove(interaction.channel, message)?;
    note(state, interaction.id, |kept| {
        kept.followups.retain(|id| *id != message);
        if kept.original == Some(message) {
            kept.original = None;
            kept.progress = Progress::Deleted;
        }
    });
    Ok(ApiResponse::done())
}

/// The interaction of a valid token, if the bot has responded to it.
fn acknowledged(state: &State, request: &Request) -> Result<Interaction, ApiError> {
    if request.step("application") != state.world.bot().to_string() {
        return Err(api_error::unknown_webhook());
    }
    let token = request.step("token");
    let id = token.split_once('.').and_then(|(id, _)| InteractionId::read(id));
    let known = id.and_then(|id| state.world.interactions.get(&id));
    let interaction = known.filter(|one| one.token == token).ok_or_else(api_error::expired_token)?;
    if interaction.is_expired(request.now_ms) {
        return Err(api_error::expired_token());
    }
    if interaction.progress == Progress::Waiting {
        return Err(api_error::unknown_webhook());
    }
    Ok(interaction.clone())
}

/// The message of the path, which must be a response to this interaction.
fn addressed(interaction: &Interaction, request: &Request) -> Result<MessageId, ApiError> {
    if request.step("message") == "@original" {
        return interaction.original.ok_or_else(api_error::unknown_message);
    }
    let id = request.message()?;
    let own = interaction.original == Some(id) || interaction.followups.contains(&id);
    if own { Ok(id) } else { Err(api_error::unknown_message()) }
}

fn note(state: &mut State, id: InteractionId, change: impl FnOnce(&mut Interaction)) {
    if let Some(kept) = state.world.interactions.get_mut(&id) {
        change(kept);
        kept.changed.notify_waiters();
    }
}

fn shown(state: &State, interaction: &Interaction, id: MessageId) -> ApiResult {
    let message = state.world.message(interaction.channel, id)?;
    Ok(ApiResponse::json(wire::message(&state.world, message)))
}
