//! Methods with which a test causes and ends faults. `rest` and `gateway` carry them out.

use crate::gateway;
use crate::local::LocalDiscord;
use crate::state::event::Event;
use crate::state::faults::Fault;
use crate::state::sessions::Frame;
use serde_json::{Value, json};
use std::time::Duration;

impl LocalDiscord {
    /// The next `times` calls of this method (`*` for any) on this path fail. The path is a pattern as in
    /// [`LocalDiscord::calls`].
    pub fn fail_next(&self, times: u32, method: &str, path: &str, fault: Fault) {
        self.shared.change(|state| state.faults.add(times, method, path, fault));
    }

    /// Breaks every gateway connection without a close frame; the bot may resume.
    pub fn break_connections(&self) {
        self.shared.change(|state| state.sessions.send_all(|| Frame::Break));
    }

    /// Closes every gateway connection with this code; the bot may resume.
    pub fn close_connections(&self, code: u16) {
        self.shared.change(|state| state.sessions.send_all(|| Frame::Close(code, "asked for")));
    }

    /// Breaks every gateway connection and drops the sessions, so that a resume fails with "invalid session".
    pub fn break_sessions(&self) {
        self.shared.change(|state| {
            state.sessions.send_all(|| Frame::Break);
            state.sessions.forget();
        });
    }

    /// Breaks the connection of one shard and drops its session, so that the shard has to identify again.
    pub fn break_shard(&self, shard: u64) {
        self.shared.change(|state| state.sessions.break_shard(shard));
    }

    /// Tells the bot to reconnect and resume.
    pub fn ask_to_reconnect(&self) {
        self.shared.change(|state| state.sessions.send_all(|| Frame::Text(gateway::reconnect())));
    }

    /// Tells the bot that its sessions are invalid and cannot be resumed.
    pub fn invalidate_sessions(&self) {
        let text = gateway::invalid_session(&json!(false));
        self.shared.change(|state| {
            state.sessions.send_all(|| Frame::Text(text.clone()));
            state.sessions.forget();
        });
    }

    /// Refuses new gateway connections for this time, by the clock that [`LocalDiscord::advance`] moves.
    pub fn shut_gateway_for(&self, time: Duration) {
        let until = self.shared.clock.now_ms() + u64::try_from(time.as_millis()).unwrap_or(u64::MAX / 2);
        self.shared.change(|state| state.faults.gateway_shut_until_ms = until);
    }

    /// Accepts gateway connections again.
    pub fn open_gateway(&self) {
        self.shared.change(|state| state.faults.gateway_shut_until_ms = 0);
    }

    /// Delivers the next `times` interactions twice, with the same id.
    pub fn deliver_interactions_twice(&self, times: u32) {
        self.shared.change(|state| state.faults.interactions_twice = times);
    }

    /// Delivers the next `times` messages of members twice, with the same id.
    pub fn deliver_messages_twice(&self, times: u32) {
        self.shared.change(|state| state.faults.messages_twice = times);
    }

    /// Holds interactions back until they are released; their time limits keep running.
    pub fn hold_interactions(&self) {
        self.shared.change(|state| {
            state.faults.held.get_or_insert_default();
        });
    }

    /// Delivers the oldest held interaction.
    pub fn release_first_interaction(&self) {
        self.shared.change(|state| {
            let held = state.faults.held.as_mut().filter(|held| !held.is_empty());
            if let Some(event) = held.map(|held| held.remove(0)) {
                state.emit(&event);
            }
        });
    }

    /// Delivers every held interaction and holds back no more.
    pub fn release_interactions(&self) {
        self.shared.change(|state| {
            for event in state.faults.held.take().unwrap_or_default() {
                state.emit(&event);
            }
        });
    }

    /// Sends an arbitrary event to every session, so that a test can show how the bot takes it.
    pub fn dispatch_raw(&self, name: &str, data: Value) {
        self.shared.change(|state| {
            let mut event = Event::interaction(None, data);
            event.name = name.to_owned();
            state.sessions.deliver_everywhere(&event);
        });
    }
}
