//! The HTTP interface of the chat page. Only the page that this server served may call it.
//! `view` decides what a member may see; actions go through `client`, like those of tests.
//!
//! # What the page reads
//! All ids are strings. `as` is the id of the acting member.
//!
//! | call | gives |
//! |---|---|
//! | `GET /` | a redirect to `/playground/` |
//! | `GET /playground/` and files | the page itself |
//! | `GET /favicon.ico` | the page's icon, an SVG |
//! | `GET /playground/people` | `{"people": [Person]}`: everyone that the page can act as |
//! | `GET /playground/surroundings?as=` | `{"me": Person, "bot": Person, "locale", "servers": [{"id", "name", "channels": [Channel], "members": [Person], "roles": [{"id", "name", "colour"}]}], "direct": Channel, "connected": bool}` |
//! | `GET /playground/messages?as=&channel=` | `{"messages": [Message]}`, oldest first, at most the last 200 |
//! | `GET /playground/commands?as=&channel=` | `{"commands": [Command], "prefix": text or null}`: the slash commands that the member's client offers there, and the prefix of text commands |
//! | `GET /playground/hints` | `{"hints": [Hint]}` |
//!
//! # What the page does
//! Each is a `POST` with JSON, `{"as", "channel", …}`. If the client would not send it, the response has status 422 and
//! the body `{"declined": "a sentence"}`.
//!
//! | call | further fields | gives |
//! |---|---|---|
//! | `/playground/say` | `content`, `reply_to`? | `{"message": id}` |
//! | `/playground/use` | `command` (full name), `options` `{name: value}` | Outcome |
//! | `/playground/suggest` | as `use`, and `option`, `typed` | `{"choices": [{"name", "value"}]}` |
//! | `/playground/press` | `message`, `custom_id` | Outcome |
//! | `/playground/choose` | `message`, `custom_id`, `values` | Outcome |
//! | `/playground/submit` | `interaction` (that opened the modal), `fields` `{custom_id: value}` | Outcome |
//! | `/playground/speak` | `locale` (no `channel`): changes the language of the client | `{}` |
//! | `/playground/write-directly` | none (no `channel`): opens direct messages with the bot | `{"channel": id}` |
//!
//! The value of an option is text, a number or a boolean; users, roles and channels are ids; a file is
//! `{"name", "base64"}`.
//!
//! # Updates
//! WebSocket `/playground/live`. The page sends `{"as": id}` at the start and whenever its member changes, and the
//! server sends `surroundings`. From then on the page receives what that member may see:
//! `{"kind": "message", "message": Message}` for a new or changed message, `{"kind": "gone", "channel", "message"}`
//! for a deleted one, `{"kind": "surroundings"}` when members, roles, commands or the bot's connection changed, and
//! `{"kind": "missed"}` when the page was too slow and has to load everything again.
//!
//! # Shapes
//! - Person: `{"id", "name", "handle", "colour" (number, 0 for none), "avatar" (path), "bot", "administrator",
//!   "locale", "roles": [id]}`; the name is the nickname in the first server.
//! - Channel: `{"id", "name", "topic", "may_write"}`.
//! - Message: `{"id", "channel", "author": Person, "at", "edited", "content", "embeds", "attachments", "components",
//!   "ephemeral", "thinking", "calls_me", "reply_to": {"id", "name", "content"}?,
//!   "answers": {"name", "command"}?}`; embeds, attachments and components in Discord's JSON, with paths in place of
//!   addresses on this server.
//! - Command: `{"name" (full name), "shown" (in the member's language), "description", "options": [Option]}`;
//!   Option: `{"name", "shown", "description", "type" (Discord's), "required", "autocomplete",
//!   "choices": [{"name", "value"}], "min_value", "max_value", "min_length", "max_length"}`.
//! - Hint: `{"as": id, "say": text}` or `{"as": id, "use": command, "options": {name: text}}`, with
//!   `"why": {language: sentence}` and `"channel": id`?.
//! - Outcome: `{"interaction": id, "outcome": "answered" | "thinking" | "modal" | "failed", "modal"?: modal}`; the
//!   answer itself comes as a message over the WebSocket.

mod actions;
mod assets;
mod hints;
mod live;
mod view;

use crate::state::Shared;
use serde_json::{Value, json};
use std::convert::Infallible;
use std::sync::Arc;
use warp::Filter;
use warp::http::{HeaderMap, Method, StatusCode, Uri};
use warp::reply::{Reply, Response};
use warp::ws::Ws;

/// Everything under `/playground/`.
pub(crate) fn filter(
    shared: Arc<Shared>,
) -> impl Filter<Extract = (Response,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    live_filter(shared.clone()).or(calls_filter(shared)).unify()
}

/// The addresses that a browser asks for outside `/playground/`: `/` redirects to the page, and `/favicon.ico` is its
/// icon. A WebSocket on `/` is the gateway's.
pub(crate) fn address_filter()
-> impl Filter<Extract = (Response,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    let root =
        warp::path::end().map(|| warp::redirect::temporary(Uri::from_static("/playground/")).into_response());
    let icon = warp::path!("favicon.ico").map(|| assets::file(assets::ICON));
    warp::get().and(root.or(icon).unify())
}

fn live_filter(
    shared: Arc<Shared>,
) -> impl Filter<Extract = (Response,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    warp::path!("playground" / "live").and(warp::ws()).and(warp::header::headers_cloned()).map(
        move |ws: Ws, headers: HeaderMap| {
            let shared = shared.clone();
            if !is_own_page(&shared, &headers) {
                return foreign();
            }
            ws.on_upgrade(move |socket| live::serve(shared, socket)).into_response()
        },
    )
}

fn calls_filter(
    shared: Arc<Shared>,
) -> impl Filter<Extract = (Response,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    warp::path("playground")
        .and(warp::path::tail())
        .and(warp::method())
        .and(query)
        .and(warp::header::headers_cloned())
        .and(warp::body::bytes())
        .and_then(move |tail: warp::path::Tail, method, query, headers, body: warp::hyper::body::Bytes| {
            let shared = shared.clone();
            async move {
                if !is_own_page(&shared, &headers) {
                    return Ok::<_, Infallible>(foreign());
                }
                Ok(answer(shared, &method, tail.as_str(), query, &body).await)
            }
        })
}

async fn answer(shared: Arc<Shared>, method: &Method, name: &str, query: String, body: &[u8]) -> Response {
    let query: String = query;
    let asked = |key: &str| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| *name == key)
            .map(|(_, v)| v)
    };
    if method == Method::POST {
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            return declined("the body is not JSON");
        };
        return match actions::perform(shared, name, &body).await {
            Ok(json) => json_response(&json),
            Err(why) => declined(&why.0),
        };
    }
    let looked = shared.read(|state| match name {
        "people" => Ok(view::people(state)),
        "surroundings" => view::surroundings(state, asked("as")),
        "messages" => view::messages(state, asked("as"), asked("channel")),
        "commands" => view::commands(state, asked("as"), asked("channel")),
        "hints" => Ok(hints::shown(&state.hints)),
        _ => Ok(Value::Null),
    });
    match looked {
        Ok(Value::Null) => assets::file(name),
        Ok(json) => json_response(&json),
        Err(why) => declined(&why.0),
    }
}

/// Whether the request comes from this server's own page. `Origin` names the page of another server, and `Host` the
/// name of one whose DNS record was changed to point here.
fn is_own_page(shared: &Shared, headers: &HeaderMap) -> bool {
    let own = shared.read(|state| state.world.origin.trim_start_matches("http://").to_owned());
    let port = own.rsplit(':').next().unwrap_or_default();
    let is_own = |host: &str| host == own || host == format!("localhost:{port}");
    let named = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = named("host").is_some_and(is_own);
    let origin = named("origin").is_none_or(|origin| origin.strip_prefix("http://").is_some_and(is_own));
    host && origin
}

fn foreign() -> Response {
    let body = json!({"declined": "only the page of this local Discord may call here"});
    with_status(json_response(&body), StatusCode::FORBIDDEN)
}

fn declined(why: &str) -> Response {
    with_status(json_response(&json!({"declined": why})), StatusCode::UNPROCESSABLE_ENTITY)
}

fn json_response(json: &Value) -> Response {
    warp::reply::json(json).into_response()
}

fn with_status(mut response: Response, status: StatusCode) -> Response {
    *response.status_mut() = status;
    response
}
