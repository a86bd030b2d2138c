//! Routes about channels and direct messages.

use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use crate::state::State;
use crate::state::page_update::PageUpdate;
use crate::world::api_error::{self, BodyPath};
use crate::world::ids::UserId;
use crate::world::permissions::Permissions;
use crate::world::user::AccountKind;
use crate::world::wire;

pub(super) fn one(state: &mut State, request: &Request) -> ApiResult {
    let channel = state.world.bot_may(request.channel()?, Permissions::VIEW_CHANNEL)?;
    Ok(ApiResponse::json(wire::channel(&state.world, channel)))
}

pub(super) fn typing(state: &mut State, request: &Request) -> ApiResult {
    state.world.bot_may(request.channel()?, Permissions::SEND_MESSAGES)?;
    Ok(ApiResponse::done())
}

/// Opens direct messages with a user. Whether the user accepts them is checked when the bot writes one.
pub(super) fn open_direct(state: &mut State, request: &Request) -> ApiResult {
    let asked = &request.body["recipient_id"];
    let read = asked.as_str().and_then(UserId::read).or_else(|| asked.as_u64().map(UserId));
    let Some(user) = read else {
        let path = BodyPath::root().at("recipient_id");
        return Err(api_error::form_error(&path, "BASE_TYPE_REQUIRED", "This field is required"));
    };
    if state.world.user(user)?.kind == AccountKind::Bot {
        return Err(api_error::cannot_message_user());
    }
    let id = state.world.direct_channel(user);
    state.update_pages(PageUpdate::Surroundings);
    Ok(ApiResponse::json(wire::channel(&state.world, state.world.channel(id)?)))
}
