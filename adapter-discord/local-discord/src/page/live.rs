//! The page's WebSocket: tells one person's page what that person sees happen.

use super::sight::Sight;
use super::view;
use crate::ids::UserId;
use crate::state::{Shared, State};
use crate::uses::Who;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use warp::ws::{Message, WebSocket};

/// Serves one page until it is closed.
pub(super) async fn serve(shared: Arc<Shared>, socket: WebSocket) {
    let mut sights = shared.sights.subscribe();
    let (mut out, mut incoming) = socket.split();
    let mut viewer = None;
    loop {
        let told = tokio::select! {
            message = incoming.next() => match message {
                Some(Ok(message)) if message.is_close() => break,
                Some(Ok(message)) => {
                    let chosen = chosen(&shared, &message);
                    viewer = chosen.or(viewer);
                    // From here on the page hears what this person sees; it begins by looking around.
                    chosen.map(|_| json!({"kind": "surroundings"}))
                }
                Some(Err(_)) | None => break,
            },
            sight = sights.recv() => match (sight, viewer) {
                (Ok(sight), Some(viewer)) => shared.look(|state| tell(state, &sight, viewer)),
                (Ok(_), None) => None,
                (Err(RecvError::Lagged(_)), _) => Some(json!({"kind": "missed"})),
                (Err(RecvError::Closed), _) => break,
            },
        };
        if let Some(told) = told
            && out.send(Message::text(told.to_string())).await.is_err()
        {
            break;
        }
    }
    // Closing a page that is closed already is as good.
    drop(out.close().await);
}

fn chosen(shared: &Shared, message: &Message) -> Option<UserId> {
    let json: Value = serde_json::from_slice(message.as_bytes()).ok()?;
    shared.look(|state| view::read_user(&state.world, json["as"].as_str()).ok())
}

/// What a sight is to somebody: nothing, if they do not see it.
fn tell(state: &State, sight: &Sight, viewer: UserId) -> Option<Value> {
    let sees = |channel, only_for: Option<UserId>| {
        let who = Who { user: viewer, channel };
        only_for.is_none_or(|only| only == viewer) && who.channel(&state.world).is_ok()
    };
    match *sight {
        Sight::Surroundings => Some(json!({"kind": "surroundings"})),
        Sight::Gone { channel, message, only_for } => {
            sees(channel, only_for).then(|| json!({"kind": "gone", "channel": channel, "message": message}))
        }
        Sight::Message { channel, message, only_for } => {
            // Gone again already: its going is told next.
            let found = state.world.message(channel, message).ok()?;
            sees(channel, only_for)
                .then(|| json!({"kind": "message", "message": view::message(&state.world, found, viewer)}))
        }
    }
}
