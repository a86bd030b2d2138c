//! Routes about roles, and about giving them to and taking them from members.

use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use super::servers::joined;
use crate::state::State;
use crate::world::api_error::{self, ApiError};
use crate::world::ids::{RoleId, ServerId, UserId};
use crate::world::permissions::Permissions;
use crate::world::server::ManagedBy;
use crate::world::{World, wire};

pub(super) fn list(state: &mut State, request: &Request) -> ApiResult {
    let server = joined(&state.world, request.server()?)?;
    Ok(ApiResponse::json(server.roles.values().map(wire::role).collect()))
}

pub(super) fn one(state: &mut State, request: &Request) -> ApiResult {
    let server = joined(&state.world, request.server()?)?;
    let role = server.roles.get(&request.role()?).ok_or_else(api_error::unknown_role)?;
    Ok(ApiResponse::json(wire::role(role)))
}

pub(super) fn give(state: &mut State, request: &Request) -> ApiResult {
    let (server, user, role) = (request.server()?, request.user()?, request.role()?);
    may_change(&state.world, server, user, role)?;
    state.give_role(server, user, role);
    Ok(ApiResponse::done())
}

pub(super) fn take(state: &mut State, request: &Request) -> ApiResult {
    let (server, user, role) = (request.server()?, request.user()?, request.role()?);
    may_change(&state.world, server, user, role)?;
    state.take_role(server, user, role);
    Ok(ApiResponse::done())
}

/// The bot needs Manage Roles and a higher role of its own, and cannot change roles that Discord manages.
fn may_change(world: &World, id: ServerId, user: UserId, role: RoleId) -> Result<(), ApiError> {
    let server = joined(world, id)?;
    world.membership(id, user)?;
    let role = server.roles.get(&role).ok_or_else(api_error::unknown_role)?;
    let bot = world.bot();
    let may = server.permissions_of(bot).include(Permissions::MANAGE_ROLES)
        && role.position < server.highest_position(bot)
        && role.managed_by == ManagedBy::People
        && role.id != server.everyone();
    if may { Ok(()) } else { Err(api_error::missing_permissions()) }
}
