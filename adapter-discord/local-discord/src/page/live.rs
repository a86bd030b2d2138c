//! The page's WebSocket: sends one member's page the updates that this member may see.

use super::view;
use crate::client::Actor;
use crate::state::page_update::PageUpdate;
use crate::state::{Shared, State};
use crate::world::ids::UserId;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::broadcast::error::RecvError;
use warp::ws::{Message, WebSocket};

pub(super) async fn serve(shared: Arc<Shared>, socket: WebSocket) {
    let mut updates = shared.page_updates.subscribe();
    let (mut out, mut incoming) = socket.split();
    let mut viewer = None;
    loop {
        let told = tokio::select! {
            message = incoming.next() => match message {
                Some(Ok(message)) if message.is_close() => break,
                Some(Ok(message)) => {
                    let chosen = chosen(&shared, &message);
                    viewer = chosen.or(viewer);
                    // The page loads everything for its new member and gets the member's updates from here on.
                    chosen.map(|_| json!({"kind": "surroundings"}))
                }
                Some(Err(_)) | None => break,
            },
            update = updates.recv() => match (update, viewer) {
                (Ok(update), Some(viewer)) => shared.read(|state| tell(state, &update, viewer)),
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
    // The page may have closed the connection.
    drop(out.close().await);
}

fn chosen(shared: &Shared, message: &Message) -> Option<UserId> {
    let json: Value = serde_json::from_slice(message.as_bytes()).ok()?;
    shared.read(|state| view::read_user(&state.world, json["as"].as_str()).ok())
}

/// The update as JSON, if the viewer may see it.
fn tell(state: &State, update: &PageUpdate, viewer: UserId) -> Option<Value> {
    let sees = |channel, only_for: Option<UserId>| {
        let actor = Actor { user: viewer, channel };
        only_for.is_none_or(|only| only == viewer) && actor.channel(&state.world).is_ok()
    };
    match *update {
        PageUpdate::Surroundings => Some(json!({"kind": "surroundings"})),
        PageUpdate::Gone { channel, message, only_for } => {
            sees(channel, only_for).then(|| json!({"kind": "gone", "channel": channel, "message": message}))
        }
        PageUpdate::Message { channel, message, only_for } => {
            // If the message was deleted already, its own update follows.
            let found = state.world.message(channel, message).ok()?;
            sees(channel, only_for)
                .then(|| json!({"kind": "message", "message": view::message(&state.world, found, viewer)}))
        }
    }
}
