//! The bot's sessions: what each has been told, so that a resumed one hears what it missed.
//! Sockets are served in `gateway`; a session outlives them.

use super::event::Event;
use super::intents::Intents;
use crate::world::ids::ServerId;
use serde_json::json;
use std::collections::VecDeque;
use tokio::sync::mpsc::UnboundedSender;

/// As many events are kept for a session that may resume.
const EVENTS_KEPT: usize = 5_000;

/// What a session's socket is to do next.
#[derive(Debug)]
pub(crate) enum Frame {
    Text(String),
    Close(u16, &'static str),
    /// The line breaks without a word.
    Break,
}

/// Which part of all servers a session serves: this one of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    pub(crate) id: u64,
    pub(crate) of: u64,
}

impl Shard {
    /// Whether this shard hears of a server; direct messages and the like go to the first shard.
    pub(crate) fn serves(self, server: Option<ServerId>) -> bool {
        match server {
            Some(server) => (server.0 >> 22) % self.of == self.id,
            None => self.id == 0,
        }
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    all: Vec<Session>,
    created: u64,
    /// How many sessions have begun since the start, and how many were resumed.
    pub(crate) identified: u64,
    pub(crate) resumed: u64,
}

/// One, from IDENTIFY to its end.
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
    /// Begins a session on this line.
    pub(crate) fn begin(
        &mut self,
        shard: Shard,
        intents: Intents,
        frames: UnboundedSender<Frame>,
    ) -> &mut Session {
        self.created += 1;
        self.identified += 1;
        let id = format!("{:032x}", u128::from(self.created) << 64 | u128::from(self.created));
        // A shard that identifies anew has left its old session behind.
        self.all.retain(|session| session.shard != shard || session.frames.is_some());
        self.all.push(Session { id, shard, intents, last: 0, sent: VecDeque::new(), frames: Some(frames) });
        self.all.last_mut().expect("a session was pushed just now")
    }

    /// Takes up a session after this event; what was missed is sent. `None` if that cannot be.
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

    /// Tells an event to every session that is to hear of it.
    pub(crate) fn deliver(&mut self, event: &Event) {
        for session in &mut self.all {
            if session.shard.serves(event.server) && session.intents.include(event.required) {
                session.send_event(&event.name, &event.redacted_for(session.intents));
            }
        }
    }

    /// Tells an event to every session, whatever it asked for.
    pub(crate) fn deliver_everywhere(&mut self, event: &Event) {
        for session in &mut self.all {
            session.send_event(&event.name, &event.data);
        }
    }

    /// The line of a session is gone. `Ended` sessions are forgotten.
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

    /// Does this to every session that is connected; how many there were.
    pub(crate) fn send_all(&mut self, frame: impl Fn() -> Frame) -> usize {
        let senders = self.all.iter().filter_map(|session| session.frames.as_ref());
        senders.map(|frames| frames.send(frame())).filter(Result::is_ok).count()
    }

    /// Breaks the line of one shard, and forgets its session.
    pub(crate) fn break_shard(&mut self, shard: u64) {
        for frames in
            self.all.iter().filter(|one| one.shard.id == shard).filter_map(|one| one.frames.as_ref())
        {
            // Gone already is as good.
            drop(frames.send(Frame::Break));
        }
        self.all.retain(|session| session.shard.id != shard);
    }

    /// Forgets every session, so that none can be resumed.
    pub(crate) fn forget(&mut self) {
        self.all.clear();
    }

    /// One of them.
    pub(crate) fn by_id(&mut self, id: &str) -> Option<&mut Session> {
        self.all.iter_mut().find(|session| session.id == id)
    }

    /// Those that have a line now.
    pub(crate) fn connected(&self) -> impl Iterator<Item = &Session> {
        self.all.iter().filter(|session| session.frames.is_some())
    }
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disconnect {
    /// The bot said goodbye: 1000 or 1001.
    Ended,
    /// It may come back.
    Lost,
}

impl Session {
    /// Tells one event, and keeps it for a resume.
    pub(crate) fn send_event(&mut self, name: &str, data: &serde_json::Value) {
        self.last += 1;
        let name = json!(name);
        let text = format!(r#"{{"op":0,"s":{},"t":{name},"d":{data}}}"#, self.last);
        if let Some(frames) = &self.frames {
            // A line that broke a moment ago: the event waits for the resume.
            drop(frames.send(Frame::Text(text.clone())));
        }
        self.sent.push_back((self.last, text));
        if self.sent.len() > EVENTS_KEPT {
            self.sent.pop_front();
        }
    }
}
