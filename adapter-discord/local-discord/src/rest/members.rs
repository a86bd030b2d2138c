//! Routes about users and members.

use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use super::servers::joined;
use crate::state::State;
use crate::state::intents::Intents;
use crate::world::api_error::{self, BodyPath};
use crate::world::ids::UserId;
use crate::world::wire;
use serde_json::Value;

pub(super) fn user(state: &mut State, request: &Request) -> ApiResult {
    Ok(ApiResponse::json(wire::user(state.world.user(request.user()?)?)))
}

pub(super) fn one(state: &mut State, request: &Request) -> ApiResult {
    let server = joined(&state.world, request.server()?)?;
    let user = request.user()?;
    state.world.user(user)?;
    let member = wire::member(&state.world, server.id, user);
    member.map(ApiResponse::json).ok_or_else(api_error::unknown_member)
}

/// Members in the order of their ids. Requires the privileged members intent, as Discord does.
pub(super) fn list(state: &mut State, request: &Request) -> ApiResult {
    let world = &state.world;
    let server = joined(world, request.server()?)?;
    if !Intents::MEMBERS.are_allowed(world.application.allowed_intents) {
        return Err(api_error::missing_access());
    }
    let limit = request.query_number("limit", 1, 1, 1_000)?;
    let after = request.query_value("after").and_then(UserId::read).unwrap_or(UserId(0));
    let ids = server.members.keys().filter(|id| **id > after).take(limit);
    let members: Vec<Value> = ids.filter_map(|id| wire::member(world, server.id, *id)).collect();
    Ok(ApiResponse::json(members.into()))
}

/// Members whose name or nickname begins with the query.
pub(super) fn search(state: &mut State, request: &Request) -> ApiResult {
    let world = &state.world;
    let server = joined(world, request.server()?)?;
    let limit = request.query_number("limit", 1, 1, 1_000)?;
    let Some(query) = request.query_value("query").filter(|query| !query.is_empty()) else {
        let path = BodyPath::root().at("query");
        return Err(api_error::form_error(&path, "BASE_TYPE_REQUIRED", "This field is required"));
    };
    let query = query.to_lowercase();
    let ids =
        server.members.keys().filter(|id| world.has_name_starting_with(server.id, **id, &query)).take(limit);
    let members: Vec<Value> = ids.filter_map(|id| wire::member(world, server.id, *id)).collect();
    Ok(ApiResponse::json(members.into()))
}
