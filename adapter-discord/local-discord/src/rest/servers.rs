//! Routes about servers.

use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use crate::state::State;
use crate::world::api_error::{self, ApiError};
use crate::world::ids::ServerId;
use crate::world::server::Server;
use crate::world::{World, wire};
use serde_json::json;

pub(super) fn one(state: &mut State, request: &Request) -> ApiResult {
    let server = joined(&state.world, request.server()?)?;
    let mut json = wire::server(server);
    if request.query_value("with_counts") == Some("true") {
        json["approximate_member_count"] = json!(server.members.len());
        json["approximate_presence_count"] = json!(server.members.len());
    }
    Ok(ApiResponse::json(json))
}

pub(super) fn own(state: &mut State, _: &Request) -> ApiResult {
    let world = &state.world;
    let servers = world.servers.values().filter(|server| server.members.contains_key(&world.bot()));
    let listed = servers.map(|server| {
        json!({
            "id": server.id,
            "name": server.name,
            "icon": null,
            "banner": null,
            "owner": server.owner == world.bot(),
            "permissions": server.permissions_of(world.bot()).0.to_string(),
            "features": [],
        })
    });
    Ok(ApiResponse::json(listed.collect()))
}

pub(super) fn channels(state: &mut State, request: &Request) -> ApiResult {
    let world = &state.world;
    let server = joined(world, request.server()?)?;
    let channels = world.channels.values().filter(|channel| channel.server() == Some(server.id));
    Ok(ApiResponse::json(channels.map(|channel| wire::channel(world, channel)).collect()))
}

/// A server, if the bot is in it.
pub(super) fn joined(world: &World, id: ServerId) -> Result<&Server, ApiError> {
    let server = world.server(id)?;
    if server.members.contains_key(&world.bot()) { Ok(server) } else { Err(api_error::missing_access()) }
}
