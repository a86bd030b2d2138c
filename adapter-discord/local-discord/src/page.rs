//! The face for a page in the browser that looks and works like a chat. Only this machine's own page may use it.
//! What somebody may see is decided in `view`, what they do goes through `uses`, like everybody's doings.
//!
//! # What the page asks
//! All ids are strings. `as` is the id of the person at the client.
//!
//! | call | gives |
//! |---|---|
//! | `GET /` | a redirect to `/playground/` |
//! | `GET /playground/` and files | the page itself |
//! | `GET /favicon.ico` | the page's icon, an SVG |
//! | `GET /playground/people` | `{"people": [Person]}`: whom one can speak as, the bot left out |
//! | `GET /playground/surroundings?as=` | `{"me": Person, "bot": Person, "locale", "servers": [{"id", "name", "channels": [Channel], "members": [Person], "roles": [{"id", "name", "colour"}]}], "direct": Channel, "connected": bool}` |
//! | `GET /playground/messages?as=&channel=` | `{"messages": [Message]}`, oldest first, at most the last 200 |
//! | `GET /playground/commands?as=&channel=` | `{"commands": [Command], "prefix": text or null}` as this person's client offers them there, and what begins a command in a message |
//! | `GET /playground/hints` | `{"hints": [Hint]}`: what may be tried |
//!
//! # What the page does
//! Each is a `POST` with JSON, `{"as", "channel", …}`. What the client would not send is answered with status 422
//! and `{"declined": "a sentence"}`.
//!
//! | call | further fields | gives |
//! |---|---|---|
//! | `/playground/say` | `content`, `reply_to`? | `{"message": id}` |
//! | `/playground/use` | `command` (whole name), `options` `{name: value}` | Outcome |
//! | `/playground/suggest` | as `use`, and `option`, `typed` | `{"choices": [{"name", "value"}]}` |
//! | `/playground/press` | `message`, `custom_id` | Outcome |
//! | `/playground/choose` | `message`, `custom_id`, `values` | Outcome |
//! | `/playground/submit` | `interaction` (of the Outcome that opened the form), `fields` `{custom_id: value}` | Outcome |
//! | `/playground/speak` | `locale` (no `channel`): the person's language from now on | `{}` |
//! | `/playground/write-directly` | none (no `channel`): the conversation with the bot | `{"channel": id}` |
//!
//! An option's value is text, a number or a boolean; people, roles and channels are ids; a file is
//! `{"name", "base64"}`.
//!
//! # What happens meanwhile
//! WebSocket `/playground/live`. The page sends `{"as": id}`, again whenever the person changes, and is
//! answered with `surroundings`. From then on it gets, as far as that person may see it: `{"kind": "message", "message": Message}` for what is new or changed,
//! `{"kind": "gone", "channel", "message"}`, `{"kind": "surroundings"}` when members, roles, commands or the bot's
//! connection changed, and `{"kind": "missed"}` when it was too slow and should ask for everything again.
//!
//! # Shapes
//! - Person: `{"id", "name", "handle", "colour" (number, 0 for none), "avatar" (path), "bot", "administrator",
//!   "locale", "roles": [id]}`; the name is the nickname in the first server.
//! - Channel: `{"id", "name", "topic", "may_write"}`.
//! - Message: `{"id", "channel", "author": Person, "at", "edited", "content", "embeds", "attachments", "components",
//!   "ephemeral", "thinking", "calls_me", "reply_to": {"id", "name", "content"}?,
//!   "answers": {"name", "command"}?}`; embeds, attachments and components as Discord's API gives them, with paths
//!   in place of addresses on this machine.
//! - Command: `{"name" (whole name), "shown" (in the person's language), "description", "options": [Option]}`;
//!   Option: `{"name", "shown", "description", "type" (Discord's number), "required", "autocomplete",
//!   "choices": [{"name", "value"}], "min_value", "max_value", "min_length", "max_length"}`.
//! - Hint: `{"as": id, "say": text}` or `{"as": id, "use": command, "options": {name: text}}`, with
//!   `"why": {language: sentence}` and `"channel": id`?.
//! - Outcome: `{"interaction": id, "outcome": "answered" | "thinking" | "modal" | "failed", "modal"?: form}`; the
//!   answer itself comes as a message over the WebSocket.

mod acts;
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

/// What is under `/playground/`.
pub(crate) fn filter(
    shared: Arc<Shared>,
) -> impl Filter<Extract = (Response,), Error = warp::Rejection> + Clone + Send + Sync + 'static {
    live_filter(shared.clone()).or(calls_filter(shared)).unify()
}

/// `GET /` redirects to the page, and `GET /favicon.ico` gives its icon: a browser asks for both outside
/// `/playground/`. The gateway answers a WebSocket on `/` first.
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
            return declined("the body is no JSON");
        };
        return match acts::act(shared, name, &body).await {
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

/// Whether the browser speaks for the page of this very server. A page from elsewhere names itself in `Origin`;
/// a name that was made to point here stands in `Host`.
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
