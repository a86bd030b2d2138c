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
    made: u64,
    /// How many sessions have begun since the start, and how many were resumed.
    pub(crate) begun: u64,
    pub(crate) resumed: u64,
}

/// One, from IDENTIFY to its end.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) shard: Shard,
    pub(crate) intents: Intents,
    last: u64,
    told: VecDeque<(u64, String)>,
    line: Option<UnboundedSender<Frame>>,
}

impl Sessions {
    /// Begins a session on this line.
    pub(crate) fn begin(
        &mut self,
        shard: Shard,
        intents: Intents,
        line: UnboundedSender<Frame>,
    ) -> &mut Session {
        self.made += 1;
        self.begun += 1;
        let id = format!("{:032x}", u128::from(self.made) << 64 | u128::from(self.made));
        // A shard that identifies anew has left its old session behind.
        self.all.retain(|session| session.shard != shard || session.line.is_some());
        self.all.push(Session { id, shard, intents, last: 0, told: VecDeque::new(), line: Some(line) });
        self.all.last_mut().expect("a session was pushed just now")
    }

    /// Takes up a session after this event; what was missed is sent. `None` if that cannot be.
    pub(crate) fn resume(&mut self, id: &str, heard: u64, line: UnboundedSender<Frame>) -> Option<()> {
        let session = self.all.iter_mut().find(|session| session.id == id)?;
        let oldest = session.told.front().map_or(session.last + 1, |(number, _)| *number);
        if heard > session.last || heard + 1 < oldest {
            return None;
        }
        if let Some(old) = session.line.replace(line.clone()) {
            drop(old.send(Frame::Close(4000, "resumed elsewhere")));
        }
        for (_, text) in session.told.iter().filter(|(number, _)| *number > heard) {
            drop(line.send(Frame::Text(text.clone())));
        }
        session.tell("RESUMED", &json!({"_trace": []}));
        self.resumed += 1;
        Some(())
    }

    /// Tells an event to every session that is to hear of it.
    pub(crate) fn deliver(&mut self, event: &Event) {
        for session in &mut self.all {
            if session.shard.serves(event.server) && session.intents.include(event.needs) {
                session.tell(&event.name, &event.readable_with(session.intents));
            }
        }
    }

    /// Tells an event to every session, whatever it asked for.
    pub(crate) fn deliver_everywhere(&mut self, event: &Event) {
        for session in &mut self.all {
            session.tell(&event.name, &event.data);
        }
    }

    /// The line of a session is gone. `Ended` sessions are forgotten.
    pub(crate) fn line_lost(&mut self, id: &str, after: Parting, line: &UnboundedSender<Frame>) {
        let own = |session: &Session| {
            session.id == id && session.line.as_ref().is_none_or(|current| current.same_channel(line))
        };
        if after == Parting::Ended {
            self.all.retain(|session| !own(session));
        }
        for session in self.all.iter_mut().filter(|session| own(session)) {
            session.line = None;
        }
    }

    /// Does this to every session that is connected; how many there were.
    pub(crate) fn send_all(&mut self, frame: impl Fn() -> Frame) -> usize {
        let lines = self.all.iter().filter_map(|session| session.line.as_ref());
        lines.map(|line| line.send(frame())).filter(Result::is_ok).count()
    }

    /// Breaks the line of one shard, and forgets its session.
    pub(crate) fn break_shard(&mut self, shard: u64) {
        for line in self.all.iter().filter(|one| one.shard.id == shard).filter_map(|one| one.line.as_ref()) {
            // Gone already is as good.
            drop(line.send(Frame::Break));
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
        self.all.iter().filter(|session| session.line.is_some())
    }
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parting {
    /// The bot said goodbye: 1000 or 1001.
    Ended,
    /// It may come back.
    Lost,
}

impl Session {
    /// Tells one event, and keeps it for a resume.
    pub(crate) fn tell(&mut self, name: &str, data: &serde_json::Value) {
        self.last += 1;
        let name = json!(name);
        let text = format!(r#"{{"op":0,"s":{},"t":{name},"d":{data}}}"#, self.last);
        if let Some(line) = &self.line {
            // A line that broke a moment ago: the event waits for the resume.
            drop(line.send(Frame::Text(text.clone())));
        }
        self.told.push_back((self.last, text));
        if self.told.len() > EVENTS_KEPT {
            self.told.pop_front();
        }
    }
}
