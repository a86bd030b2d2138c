//! What a test asks to go wrong, and when it is to end. How a fault looks to the bot is in `rest` and `gateway`.

use crate::gateway;
use crate::local::LocalDiscord;
use crate::state::event::Event;
use crate::state::faults::Fault;
use crate::state::sessions::Frame;
use serde_json::{Value, json};
use std::time::Duration;

impl LocalDiscord {
    /// The next so many calls of this method (`*` for any) on this path fail so.
    pub fn fail_next(&self, times: u32, method: &str, path: &str, fault: Fault) {
        self.shared.change(|state| state.faults.add(times, method, path, fault));
    }

    /// Breaks every connection of the bot without a word; it may resume.
    pub fn break_connections(&self) {
        self.shared.change(|state| state.sessions.send_all(|| Frame::Break));
    }

    /// Closes every connection of the bot with this code; it may resume.
    pub fn close_connections(&self, code: u16) {
        self.shared.change(|state| state.sessions.send_all(|| Frame::Close(code, "asked for")));
    }

    /// Breaks every connection, and forgets the sessions: a resume is answered with "invalid session".
    pub fn break_connections_for_good(&self) {
        self.shared.change(|state| {
            state.sessions.send_all(|| Frame::Break);
            state.sessions.forget();
        });
    }

    /// Breaks the connection of one shard, and forgets its session: it has to begin anew. The others go on.
    pub fn break_shard(&self, shard: u64) {
        self.shared.change(|state| state.sessions.break_shard(shard));
    }

    /// Tells the bot to come back and resume.
    pub fn ask_to_reconnect(&self) {
        self.shared.change(|state| state.sessions.send_all(|| Frame::Text(gateway::reconnect())));
    }

    /// Tells the bot that its session is over and cannot be resumed.
    pub fn invalidate_sessions(&self) {
        let text = gateway::invalid_session(&json!(false));
        self.shared.change(|state| {
            state.sessions.send_all(|| Frame::Text(text.clone()));
            state.sessions.forget();
        });
    }

    /// Refuses new gateway connections for as long, by the clock that [`LocalDiscord::advance`] moves.
    pub fn shut_gateway_for(&self, time: Duration) {
        let until = self.shared.clock.now_ms() + u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2);
        self.shared.change(|state| state.faults.gateway_shut_until_ms = until);
    }

    /// Takes gateway connections again.
    pub fn open_gateway(&self) {
        self.shared.change(|state| state.faults.gateway_shut_until_ms = 0);
    }

    /// The next so many interactions reach the bot twice, with the same id.
    pub fn deliver_interactions_twice(&self, times: u32) {
        self.shared.change(|state| state.faults.interactions_twice = times);
    }

    /// The next so many messages of people reach the bot twice, with the same id.
    pub fn deliver_messages_twice(&self, times: u32) {
        self.shared.change(|state| state.faults.messages_twice = times);
    }

    /// Holds interactions back until they are released; their time runs all the same.
    pub fn hold_interactions(&self) {
        self.shared.change(|state| {
            state.faults.held.get_or_insert_default();
        });
    }

    /// Lets the first of the interactions go that are held back; the others stay.
    pub fn release_first_interaction(&self) {
        self.shared.change(|state| {
            let held = state.faults.held.as_mut().filter(|held| !held.is_empty());
            if let Some(event) = held.map(|held| held.remove(0)) {
                state.emit(&event);
            }
        });
    }

    /// Lets the interactions go that were held back.
    pub fn release_interactions(&self) {
        self.shared.change(|state| {
            for event in state.faults.held.take().unwrap_or_default() {
                state.emit(&event);
            }
        });
    }

    /// Sends any event at all to every session of the bot: for tests of what a bot must survive.
    pub fn dispatch_raw(&self, name: &str, data: Value) {
        self.shared.change(|state| {
            let mut event = Event::interaction(None, data);
            event.name = name.to_owned();
            state.sessions.deliver_everywhere(&event);
        });
    }
}
