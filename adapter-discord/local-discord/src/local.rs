//! One running local Discord: its addresses, its ids, its log of calls, and waiting for the bot.
//! `start` makes it; `testkit` adds what tests do with it.

use crate::state::Shared;
use crate::state::calls::Call;
use crate::state::sessions::Frame;
use crate::state::wait::WaitTimeout;
use crate::world::ids::{RoleId, ServerId, UserId};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// A Discord on this machine. It stops when this is dropped.
#[derive(Debug)]
pub struct LocalDiscord {
    pub(crate) shared: Arc<Shared>,
    pub(crate) address: SocketAddr,
    pub(crate) server: JoinHandle<()>,
}

impl LocalDiscord {
    /// The bot uses this address in place of `https://discord.com`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address of the chat page.
    #[must_use]
    pub fn page_url(&self) -> String {
        format!("http://{}/playground/", self.address)
    }

    /// The bot's token.
    #[must_use]
    pub fn token(&self) -> String {
        self.shared.read(|state| state.world.application.token.clone())
    }

    /// The id of the bot's account, which is also its application's id.
    #[must_use]
    pub fn bot_id(&self) -> UserId {
        self.shared.read(|state| state.world.bot())
    }

    /// The id of the server with this name.
    ///
    /// # Panics
    /// The scenario has no such server.
    #[must_use]
    #[track_caller]
    pub fn server_id(&self, name: &str) -> ServerId {
        let id = self.shared.read(|state| {
            state.world.servers.values().find(|server| server.name == name).map(|server| server.id)
        });
        id.unwrap_or_else(|| panic!("there is no server named {name}"))
    }

    /// The id of the scenario's first server.
    ///
    /// # Panics
    /// The scenario has no server.
    #[must_use]
    #[track_caller]
    pub fn first_server(&self) -> ServerId {
        self.shared.read(|state| *state.world.servers.keys().next().expect("the scenario has a server"))
    }

    /// The id of a role of the first server.
    ///
    /// # Panics
    /// The server has no such role.
    #[must_use]
    #[track_caller]
    pub fn role_id(&self, name: &str) -> RoleId {
        let server = self.first_server();
        let id = self.shared.read(|state| {
            state.world.servers.get(&server).and_then(|found| found.role_named(name)).map(|role| role.id)
        });
        id.unwrap_or_else(|| panic!("there is no role named {name}"))
    }

    /// Waits until a bot is connected and has registered at least one command.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn wait_for_bot(&self, deadline: Duration) -> Result<(), WaitTimeout> {
        self.shared
            .wait_until("a bot that is connected and has registered commands", deadline, |state| {
                let connected = state.sessions.connected().next().is_some();
                (connected && !state.world.application.commands.is_empty()).then_some(())
            })
            .await
    }

    /// Waits until a bot is connected, even without commands.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn wait_for_connection(&self, deadline: Duration) -> Result<(), WaitTimeout> {
        self.shared
            .wait_until("a bot that is connected", deadline, |state| {
                state.sessions.connected().next().map(|_| ())
            })
            .await
    }

    /// How many sessions were identified and resumed since the start.
    #[must_use]
    pub fn sessions(&self) -> SessionCounts {
        self.shared.read(|state| SessionCounts {
            identified: state.sessions.identified,
            resumed: state.sessions.resumed,
        })
    }

    /// Waits until at least this many sessions were identified and resumed.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn wait_for_sessions(
        &self,
        wanted: SessionCounts,
        deadline: Duration,
    ) -> Result<(), WaitTimeout> {
        self.shared
            .wait_until(&format!("{wanted:?}"), deadline, |state| {
                let enough = state.sessions.identified >= wanted.identified
                    && state.sessions.resumed >= wanted.resumed;
                enough.then_some(())
            })
            .await
    }

    /// Moves the clock forward, so that interactions become late and tokens expire.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
        self.shared.change(|state| {
            for interaction in state.world.interactions.values() {
                interaction.changed.notify_waiters();
            }
        });
    }

    /// The calls of this method (`*` for any) on paths below `/api/v10` that match: `*` stands for one segment, `**`
    /// at the end for all that follow.
    #[must_use]
    pub fn calls(&self, method: &str, path: &str) -> Vec<Call> {
        self.shared.calls.matching(method, path)
    }

    /// The calls without a matching route: what the bot calls and the local Discord does not implement.
    #[must_use]
    pub fn unknown_calls(&self) -> Vec<Call> {
        self.shared.calls.without_route()
    }

    /// Clears the log of calls.
    pub fn clear_calls(&self) {
        self.shared.calls.forget();
    }

    /// Waits until at least `count` calls match, and returns them.
    ///
    /// # Errors
    /// The deadline passed first.
    pub async fn wait_for_calls(
        &self,
        count: usize,
        method: &str,
        path: &str,
        deadline: Duration,
    ) -> Result<Vec<Call>, WaitTimeout> {
        let what = format!("{count} calls {method} {path}");
        self.shared
            .wait_until(&what, deadline, |_| {
                let calls = self.shared.calls.matching(method, path);
                (calls.len() >= count).then_some(calls)
            })
            .await
    }
}

/// How many gateway sessions the bot had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionCounts {
    /// Begun with IDENTIFY.
    pub identified: u64,
    /// Taken up again with RESUME.
    pub resumed: u64,
}

impl Drop for LocalDiscord {
    fn drop(&mut self) {
        self.server.abort();
        self.shared.change(|state| {
            state.sessions.send_all(|| Frame::Break);
            state.faults.gateway_shut_until_ms = u64::MAX;
        });
    }
}
