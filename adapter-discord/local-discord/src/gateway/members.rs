//! REQUEST_GUILD_MEMBERS: sends the members of a server in chunks.

use crate::state::State;
use crate::state::intents::Intents;
use crate::world::World;
use crate::world::ids::{ServerId, UserId};
use crate::world::wire;
use serde_json::{Value, json};

/// Members in one event.
const CHUNK: usize = 1_000;
/// Upper bound for a search by name.
const MOST_FOUND: u64 = 100;

pub(crate) fn send(state: &mut State, session: &str, asked: &Value) {
    let Some(intents) = state.sessions.connected().find(|one| one.id == session).map(|one| one.intents)
    else {
        return;
    };
    let Some(server) = asked["guild_id"].as_str().and_then(ServerId::read) else { return };
    let (found, not_found) = wanted(&state.world, server, asked, intents);
    let chunks: Vec<&[Value]> = if found.is_empty() { vec![&[]] } else { found.chunks(CHUNK).collect() };
    for (index, members) in chunks.iter().enumerate() {
        let mut data = json!({
            "guild_id": server,
            "members": members,
            "chunk_index": index,
            "chunk_count": chunks.len(),
        });
        if !not_found.is_empty() {
            data["not_found"] = json!(not_found);
        }
        if asked["nonce"].is_string() {
            data["nonce"] = asked["nonce"].clone();
        }
        if let Some(session) = state.sessions.by_id(session) {
            session.send_event("GUILD_MEMBERS_CHUNK", &data);
        }
    }
}

/// The requested members, by id or by the beginning of a name, and the requested ids that are no members.
fn wanted(world: &World, id: ServerId, asked: &Value, intents: Intents) -> (Vec<Value>, Vec<UserId>) {
    let Ok(server) = world.server(id) else { return (Vec::new(), Vec::new()) };
    if !asked["user_ids"].is_null() {
        let listed = match &asked["user_ids"] {
            Value::Array(ids) => ids.clone(),
            one => vec![one.clone()],
        };
        let ids = listed.iter().filter_map(|id| UserId::read(id.as_str().unwrap_or_default()));
        let (here, gone): (Vec<_>, Vec<_>) = ids.partition(|user| server.members.contains_key(user));
        return (here.into_iter().filter_map(|user| wire::member(world, id, user)).collect(), gone);
    }
    let query = asked["query"].as_str().unwrap_or_default().to_lowercase();
    let limit = asked["limit"].as_u64().unwrap_or(0);
    // The whole list needs the members intent.
    if query.is_empty() && limit == 0 && !intents.include(Intents::MEMBERS) {
        return (Vec::new(), Vec::new());
    }
    let most = if query.is_empty() && limit == 0 { u64::MAX } else { limit.clamp(1, MOST_FOUND) };
    let named = server.members.keys().filter(|user| world.has_name_starting_with(id, **user, &query));
    let members = named.filter_map(|user| wire::member(world, id, *user));
    (members.take(usize::try_from(most).unwrap_or(usize::MAX)).collect(), Vec::new())
}
