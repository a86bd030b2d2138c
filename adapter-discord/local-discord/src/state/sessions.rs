//! The bot's gateway sessions and the events sent to each, so that a resumed session gets what it missed.
//! `gateway` serves the connections; a session outlives its connection.

use super::event::Event;
use super::intents::Intents;
use crate::world::ids::ServerId;
use serde_json::json;
use std::collections::VecDeque;
use tokio::sync::mpsc::UnboundedSender;

/// How many events a session keeps for a resume.
const EVENTS_KEPT: usize = 5_000;

/// An instruction to a session's connection.
#[derive(Debug)]
pub(crate) enum Frame {
    Text(String),
    Close(u16, &'static str),
    /// The connection breaks without a close frame.
    Break,
}

/// A shard: its number, from 0, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    pub(crate) id: u64,
    pub(crate) of: u64,
}

impl Shard {
    /// Whether events of this server go to this shard; events without a server go to shard 0.
    pub(crate) fn serves(self, server: Option<ServerId>) -> bool {
        match server {
            Some(server) => (server.0 >> 22) % self.of == self.id,
            None => self.id == 0,
        }
    }
}

#[derive(Debug, Default)]
pub(crate) struct Sessions {
    all: Vec<Session>,
    created: u64,
    /// Since the start, ended sessions included.
    pub(crate) identified: u64,
    pub(crate) resumed: u64,
}

#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) shard: Shard,
    pub(crate) intents: Intents,
    last: u64,
    sent: VecDeque<(u64, String)>,
    frames: Option<UnboundedSender<Frame>>,
}

impl Sessions {
    pub(crate) fn begin(
        &mut self,
        shard: Shard,
        intents: Intents,
        frames: UnboundedSender<Frame>,
    ) -> &mut Session {
        self.created += 1;
        self.identified += 1;
        let id = format!("{:032x}", u128::from(self.created) << 64 | u128::from(self.created));
        // A shard that identifies again cannot resume its old session.
        self.all.retain(|session| session.shard != shard || session.frames.is_some());
        self.all.push(Session { id, shard, intents, last: 0, sent: VecDeque::new(), frames: Some(frames) });
        self.all.last_mut().expect("a session was pushed just now")
    }

    /// Resumes a session and sends the events after `last_received`. `None`: it cannot be resumed.
    pub(crate) fn resume(
        &mut self,
        id: &str,
        last_received: u64,
        frames: UnboundedSender<Frame>,
    ) -> Option<()> {
        let session = self.all.iter_mut().find(|session| session.id == id)?;
        let oldest = session.sent.front().map_or(session.last + 1, |(number, _)| *number);
        if last_received > session.last || last_received + 1 < oldest {
            return None;
        }
        if let Some(old) = session.frames.replace(frames.clone()) {
            drop(old.send(Frame::Close(4000, "resumed elsewhere")));
        }
        for (_, text) in session.sent.iter().filter(|(number, _)| *number > last_received) {
            drop(frames.send(Frame::Text(text.clone())));
        }
        session.send_event("RESUMED", &json!({"_trace": []}));
        self.resumed += 1;
        Some(())
    }

    pub(crate) fn deliver(&mut self, event: &Event) {
        for session in &mut self.all {
            if session.shard.serves(event.server) && session.intents.include(event.required) {
                session.send_event(&event.name, &event.redacted_for(session.intents));
            }
        }
    }

    /// Ignores shards and intents.
    pub(crate) fn deliver_everywhere(&mut self, event: &Event) {
        for session in &mut self.all {
            session.send_event(&event.name, &event.data);
        }
    }

    /// Drops the session if the bot ended it; keeps it for a resume otherwise.
    pub(crate) fn disconnected(&mut self, id: &str, after: Disconnect, frames: &UnboundedSender<Frame>) {
        let own = |session: &Session| {
            session.id == id && session.frames.as_ref().is_none_or(|current| current.same_channel(frames))
        };
        if after == Disconnect::Ended {
            self.all.retain(|session| !own(session));
        }
        for session in self.all.iter_mut().filter(|session| own(session)) {
            session.frames = None;
        }
    }

    /// Sends a frame to every connected session; returns how many there were.
    pub(crate) fn send_all(&mut self, frame: impl Fn() -> Frame) -> usize {
        let senders = self.all.iter().filter_map(|session| session.frames.as_ref());
        senders.map(|frames| frames.send(frame())).filter(Result::is_ok).count()
    }

    pub(crate) fn break_shard(&mut self, shard: u64) {
        for frames in
            self.all.iter().filter(|one| one.shard.id == shard).filter_map(|one| one.frames.as_ref())
        {
            // The connection may have ended already.
            drop(frames.send(Frame::Break));
        }
        self.all.retain(|session| session.shard.id != shard);
    }

    pub(crate) fn forget(&mut self) {
        self.all.clear();
    }

    pub(crate) fn by_id(&mut self, id: &str) -> Option<&mut Session> {
        self.all.iter_mut().find(|session| session.id == id)
    }

    pub(crate) fn connected(&self) -> impl Iterator<Item = &Session> {
        self.all.iter().filter(|session| session.frames.is_some())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disconnect {
    /// The bot closed it with code 1000 or 1001, which ends the session.
    Ended,
    /// The session can be resumed.
    Lost,
}

impl Session {
    pub(crate) fn send_event(&mut self, name: &str, data: &serde_json::Value) {
        self.last += 1;
        let name = json!(name);
        let text = format!(r#"{{"op":0,"s":{},"t":{name},"d":{data}}}"#, self.last);
        if let Some(frames) = &self.frames {
            // After a broken connection the event waits for the resume.
            drop(frames.send(Frame::Text(text.clone())));
        }
        self.sent.push_back((self.last, text));
        if self.sent.len() > EVENTS_KEPT {
            self.sent.pop_front();
        }
    }
}
