//! Calls about roles, and about giving them to members and taking them away.

use super::request::Request;
use super::servers::joined;
use super::{Answer, Reply};
use crate::ids::{RoleId, ServerId, UserId};
use crate::permissions::Permissions;
use crate::refuse::{self, Refusal};
use crate::state::State;
use crate::world::server::Keeper;
use crate::world::{World, wire};

/// The roles of a server.
pub(super) fn list(state: &mut State, request: &Request) -> Answer {
    let server = joined(&state.world, request.server()?)?;
    Ok(Reply::json(server.roles.values().map(wire::role).collect()))
}

/// One role.
pub(super) fn one(state: &mut State, request: &Request) -> Answer {
    let server = joined(&state.world, request.server()?)?;
    let role = server.roles.get(&request.role()?).ok_or_else(refuse::unknown_role)?;
    Ok(Reply::json(wire::role(role)))
}

/// Gives a role. Giving it again changes nothing.
pub(super) fn give(state: &mut State, request: &Request) -> Answer {
    let (server, user, role) = (request.server()?, request.user()?, request.role()?);
    may_change(&state.world, server, user, role)?;
    state.give_role(server, user, role);
    Ok(Reply::done())
}

/// Takes a role. Taking it again changes nothing.
pub(super) fn take(state: &mut State, request: &Request) -> Answer {
    let (server, user, role) = (request.server()?, request.user()?, request.role()?);
    may_change(&state.world, server, user, role)?;
    state.take_role(server, user, role);
    Ok(Reply::done())
}

/// Only with Manage Roles, only below one's own highest role, and never a role that a bot brought along.
fn may_change(world: &World, id: ServerId, user: UserId, role: RoleId) -> Result<(), Refusal> {
    let server = joined(world, id)?;
    world.membership(id, user)?;
    let role = server.roles.get(&role).ok_or_else(refuse::unknown_role)?;
    let bot = world.bot();
    let may = server.permissions_of(bot).include(Permissions::MANAGE_ROLES)
        && role.position < server.height_of(bot)
        && role.keeper == Keeper::People
        && role.id != server.everybody();
    if may { Ok(()) } else { Err(refuse::missing_permissions()) }
}
