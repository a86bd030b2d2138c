//! Calls about channels and direct conversations.

use super::request::Request;
use super::{Answer, Reply};
use crate::ids::UserId;
use crate::page::sight::Sight;
use crate::permissions::Permissions;
use crate::refuse::{self, Place};
use crate::state::State;
use crate::world::user::Kind;
use crate::world::wire;

/// One channel.
pub(super) fn one(state: &mut State, request: &Request) -> Answer {
    let channel = state.world.bot_may(request.channel()?, Permissions::VIEW_CHANNEL)?;
    Ok(Reply::json(wire::channel(&state.world, channel)))
}

/// "… is typing".
pub(super) fn typing(state: &mut State, request: &Request) -> Answer {
    state.world.bot_may(request.channel()?, Permissions::SEND_MESSAGES)?;
    Ok(Reply::done())
}

/// Opens the direct conversation with somebody. Whether they take messages shows on sending.
pub(super) fn open_direct(state: &mut State, request: &Request) -> Answer {
    let asked = &request.body["recipient_id"];
    let read = asked.as_str().and_then(UserId::read).or_else(|| asked.as_u64().map(UserId));
    let Some(user) = read else {
        let place = Place::top().at("recipient_id");
        return Err(refuse::one_wrong(&place, "BASE_TYPE_REQUIRED", "This field is required"));
    };
    if state.world.user(user)?.kind == Kind::Bot {
        return Err(refuse::cannot_message_user());
    }
    let id = state.world.direct_channel(user);
    state.show(Sight::Surroundings);
    Ok(Reply::json(wire::channel(&state.world, state.world.channel(id)?)))
}
