//! Routes about the gateway, the application and the bot's own user.

use super::request::Request;
use super::response::{ApiResponse, ApiResult};
use crate::state::State;
use crate::world::wire;
use serde_json::json;

pub(super) fn gateway(state: &mut State, _: &Request) -> ApiResult {
    Ok(ApiResponse::json(json!({"url": gateway_url(state)})))
}

pub(super) fn gateway_for_bots(state: &mut State, _: &Request) -> ApiResult {
    Ok(ApiResponse::json(json!({
        "url": gateway_url(state),
        "shards": state.world.application.shards,
        "session_start_limit": {
            "total": 1000,
            "remaining": 1000,
            "reset_after": 86_400_000,
            "max_concurrency": 1,
        },
    })))
}

pub(super) fn application(state: &mut State, _: &Request) -> ApiResult {
    let world = &state.world;
    let application = &world.application;
    let owner = world.user(application.owner)?;
    Ok(ApiResponse::json(json!({
        "id": application.bot,
        "name": application.name,
        "icon": null,
        "description": "Keeps points.",
        "summary": "",
        "type": null,
        "bot_public": true,
        "bot_require_code_grant": false,
        "bot": wire::own_user(world),
        "owner": wire::user(owner),
        "verify_key": "0".repeat(64),
        "team": null,
        "flags": 0,
        "flags_new": "0",
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "approximate_user_authorization_count": 0,
        "hook": true,
        "is_monetized": false,
        "is_verified": false,
        "storefront_available": false,
        "redirect_uris": [],
        "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
        "integration_types_config": {"0": {}},
        "approximate_guild_count": world.servers.len(),
        "approximate_user_install_count": 0,
    })))
}

pub(super) fn own_user(state: &mut State, _: &Request) -> ApiResult {
    Ok(ApiResponse::json(wire::own_user(&state.world)))
}

fn gateway_url(state: &State) -> String {
    state.world.origin.replacen("http", "ws", 1)
}
