//! The gateway: serves one WebSocket for each shard of the bot, with HELLO, IDENTIFY, RESUME, heartbeats and events.
//! `state/sessions.rs` keeps the sessions and the events sent to each.

mod members;

use crate::state::intents::Intents;
use crate::state::page_update::PageUpdate;
use crate::state::sessions::{Disconnect, Frame, Shard};
use crate::state::{Shared, State};
use crate::world::wire::{self, ListedMembers};
use futures_util::stream::SplitSink;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use warp::ws::{Message, WebSocket};

/// The heartbeat interval that Discord uses.
const HEARTBEAT_MS: u64 = 41_250;

/// Discord's operation codes.
mod op {
    pub(super) const HEARTBEAT: u64 = 1;
    pub(super) const IDENTIFY: u64 = 2;
    pub(super) const PRESENCE: u64 = 3;
    pub(super) const VOICE: u64 = 4;
    pub(super) const RESUME: u64 = 6;
    pub(super) const RECONNECT: u64 = 7;
    pub(super) const REQUEST_MEMBERS: u64 = 8;
    pub(super) const INVALID_SESSION: u64 = 9;
    pub(super) const HELLO: u64 = 10;
    pub(super) const HEARTBEAT_ACK: u64 = 11;
    pub(super) const SOUNDBOARD: u64 = 31;
}

/// Tells the bot to reconnect and resume.
pub(crate) fn reconnect() -> String {
    json!({"op": op::RECONNECT, "d": null}).to_string()
}

/// Tells the bot that its session is invalid, and whether it can be resumed.
pub(crate) fn invalid_session(resumable: &Value) -> String {
    json!({"op": op::INVALID_SESSION, "d": resumable}).to_string()
}

pub(crate) async fn serve(shared: Arc<Shared>, socket: WebSocket) {
    let (mut out, mut incoming) = socket.split();
    let (frames, mut outgoing) = unbounded_channel();
    let mut connection = Connection { shared, frames, session: None };
    connection.send(&json!({"op": op::HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS, "_trace": []}}));
    let disconnect = loop {
        tokio::select! {
            // Frames go first, so that a close never overtakes an event.
            biased;
            frame = outgoing.recv() => match frame {
                Some(frame) => if write_frame(&mut out, frame).await .is_break() { break Disconnect::Lost },
                None => break Disconnect::Lost,
            },
            message = incoming.next() => match message {
                Some(Ok(message)) if message.is_close() => break disconnect(&message),
                Some(Ok(message)) => connection.handle(&message),
                Some(Err(_)) | None => break Disconnect::Lost,
            },
        }
    };
    if disconnect == Disconnect::Ended {
        // Completes the closing handshake; the bot may be gone already.
        drop(out.close().await);
    }
    if let Some(session) = &connection.session {
        connection.shared.change(|state| {
            state.sessions.disconnected(session, disconnect, &connection.frames);
            state.update_pages(PageUpdate::Surroundings);
        });
    }
}

struct Connection {
    shared: Arc<Shared>,
    frames: UnboundedSender<Frame>,
    session: Option<String>,
}

async fn write_frame(out: &mut SplitSink<WebSocket, Message>, frame: Frame) -> ControlFlow<()> {
    let sent = match frame {
        Frame::Text(text) => out.send(Message::text(text)).await,
        Frame::Close(code, reason) => {
            drop(out.send(Message::close_with(code, reason)).await);
            return ControlFlow::Break(());
        }
        Frame::Break => return ControlFlow::Break(()),
    };
    if sent.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
}

fn disconnect(close: &Message) -> Disconnect {
    match close.close_frame() {
        Some((1000 | 1001, _)) => Disconnect::Ended,
        _ => Disconnect::Lost,
    }
}

impl Connection {
    fn handle(&mut self, message: &Message) {
        if !message.is_text() && !message.is_binary() {
            return;
        }
        let Ok(payload) = serde_json::from_slice::<Value>(message.as_bytes()) else {
            return self.close(4002, "Error while decoding payload.");
        };
        let data = &payload["d"];
        match payload["op"].as_u64() {
            Some(op::HEARTBEAT) => self.send(&json!({"op": op::HEARTBEAT_ACK})),
            Some(op::IDENTIFY) => self.identify(data),
            Some(op::RESUME) => self.resume(data),
            Some(_) if self.session.is_none() => self.close(4003, "Not authenticated."),
            Some(op::REQUEST_MEMBERS) => self.send_members(data),
            Some(op::PRESENCE | op::VOICE | op::SOUNDBOARD) => {}
            _ => self.close(4001, "Unknown opcode."),
        }
    }

    fn identify(&mut self, data: &Value) {
        if self.session.is_some() {
            return self.close(4005, "Already authenticated.");
        }
        if !self.is_token(data) {
            return self.close(4004, "Authentication failed.");
        }
        let Some(intents) = data["intents"].as_u64().map(Intents) else {
            return self.close(4013, "Invalid intents.");
        };
        if !intents.are_known() {
            return self.close(4013, "Invalid intents.");
        }
        let Some(shard) = read_shard(&data["shard"]) else { return self.close(4010, "Invalid shard.") };
        let allowed = self.shared.read(|state| state.world.application.allowed_intents);
        if !intents.are_allowed(allowed) {
            return self.close(4014, "Disallowed intents.");
        }
        let frames = self.frames.clone();
        self.session = Some(self.shared.change(|state| {
            state.update_pages(PageUpdate::Surroundings);
            begin(state, shard, intents, frames)
        }));
    }

    fn resume(&mut self, data: &Value) {
        if !self.is_token(data) {
            return self.close(4004, "Authentication failed.");
        }
        let id = data["session_id"].as_str().unwrap_or_default();
        let last_received = data["seq"].as_u64().unwrap_or(0);
        let frames = self.frames.clone();
        match self.shared.change(|state| state.sessions.resume(id, last_received, frames)) {
            Some(()) => self.session = Some(id.to_owned()),
            None => drop(self.frames.send(Frame::Text(invalid_session(&json!(false))))),
        }
    }

    fn send_members(&self, data: &Value) {
        let Some(id) = self.session.as_deref() else { return };
        self.shared.change(|state| members::send(state, id, data));
    }

    fn is_token(&self, data: &Value) -> bool {
        let given = data["token"].as_str().unwrap_or_default();
        let given = given.strip_prefix("Bot ").unwrap_or(given);
        self.shared.read(|state| state.world.application.token == given)
    }

    fn send(&self, payload: &Value) {
        // Cannot fail: the receiver lives as long as this connection.
        drop(self.frames.send(Frame::Text(payload.to_string())));
    }

    fn close(&self, code: u16, reason: &'static str) {
        drop(self.frames.send(Frame::Close(code, reason)));
    }
}

fn read_shard(json: &Value) -> Option<Shard> {
    if json.is_null() {
        return Some(Shard { id: 0, of: 1 });
    }
    let shard = Shard { id: json[0].as_u64()?, of: json[1].as_u64()? };
    (shard.id < shard.of).then_some(shard)
}

/// Sends READY, then GUILD_CREATE for every server of the shard.
fn begin(state: &mut State, shard: Shard, intents: Intents, frames: UnboundedSender<Frame>) -> String {
    let world = &state.world;
    let servers: Vec<_> = world.servers.values().filter(|server| shard.serves(Some(server.id))).collect();
    let unavailable: Vec<_> =
        servers.iter().map(|server| json!({"id": server.id, "unavailable": true})).collect();
    let listed =
        if intents.include(Intents::PRESENCES) { ListedMembers::All } else { ListedMembers::BotOnly };
    let created: Vec<_> = servers.iter().map(|server| wire::created_server(world, server, listed)).collect();
    let session = state.sessions.begin(shard, intents, frames);
    let id = session.id.clone();
    let ready = json!({
        "v": 10,
        "user": wire::own_user(world),
        "guilds": unavailable,
        "session_id": id,
        "resume_gateway_url": world.origin.replacen("http", "ws", 1),
        "shard": [shard.id, shard.of],
        "application": {"id": world.bot(), "flags": 0},
        "private_channels": [],
        "relationships": [],
        "user_settings": {},
        "_trace": [],
    });
    session.send_event("READY", &ready);
    if intents.include(Intents::SERVERS) {
        for server in &created {
            session.send_event("GUILD_CREATE", server);
        }
    }
    id
}
