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
    /// What the bot is to use in place of `https://discord.com`.
    #[must_use]
    pub fn api_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The page that works like a chat.
    #[must_use]
    pub fn page_url(&self) -> String {
        format!("http://{}/playground/", self.address)
    }

    /// The bot's token.
    #[must_use]
    pub fn token(&self) -> String {
        self.shared.read(|state| state.world.application.token.clone())
    }

    /// The bot's account, which is also its application's number.
    #[must_use]
    pub fn bot_id(&self) -> UserId {
        self.shared.read(|state| state.world.bot())
    }

    /// The id of a server.
    ///
    /// # Panics
    /// There is no server of this name: the test is wrong.
    #[must_use]
    #[track_caller]
    pub fn server_id(&self, name: &str) -> ServerId {
        let id = self.shared.read(|state| {
            state.world.servers.values().find(|server| server.name == name).map(|server| server.id)
        });
        id.unwrap_or_else(|| panic!("there is no server named {name}"))
    }

    /// The id of the server opened first.
    ///
    /// # Panics
    /// The scenario has none.
    #[must_use]
    #[track_caller]
    pub fn first_server(&self) -> ServerId {
        self.shared.read(|state| *state.world.servers.keys().next().expect("the scenario has a server"))
    }

    /// The id of a role of the first server.
    ///
    /// # Panics
    /// There is no such role: the test is wrong.
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
    /// It took longer than this.
    pub async fn wait_for_bot(&self, deadline: Duration) -> Result<(), WaitTimeout> {
        self.shared
            .wait_until("a bot that is connected and has registered commands", deadline, |state| {
                let connected = state.sessions.connected().next().is_some();
                (connected && !state.world.application.commands.is_empty()).then_some(())
            })
            .await
    }

    /// Waits until a bot is connected, with commands or without.
    ///
    /// # Errors
    /// It took longer than this.
    pub async fn wait_for_connection(&self, deadline: Duration) -> Result<(), WaitTimeout> {
        self.shared
            .wait_until("a bot that is connected", deadline, |state| {
                state.sessions.connected().next().map(|_| ())
            })
            .await
    }

    /// How many sessions have begun with IDENTIFY, and how many were resumed, since the start.
    #[must_use]
    pub fn sessions(&self) -> SessionCounts {
        self.shared.read(|state| SessionCounts {
            identified: state.sessions.identified,
            resumed: state.sessions.resumed,
        })
    }

    /// Waits until as many sessions have begun or been resumed.
    ///
    /// # Errors
    /// It took longer than this.
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

    /// Moves the clock forward: interactions grow late, tokens expire.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
        self.shared.change(|state| {
            for interaction in state.world.interactions.values() {
                interaction.changed.notify_waiters();
            }
        });
    }

    /// The calls of this method (`*` for any) on this path below `/api/v10`, where `*` stands for one step.
    #[must_use]
    pub fn calls(&self, method: &str, path: &str) -> Vec<Call> {
        self.shared.calls.matching(method, path)
    }

    /// The calls that no route was there for: what the bot asks of Discord and the local one does not know.
    #[must_use]
    pub fn unknown_calls(&self) -> Vec<Call> {
        self.shared.calls.without_route()
    }

    /// Forgets the calls so far.
    pub fn forget_calls(&self) {
        self.shared.calls.forget();
    }

    /// Waits until there were so many such calls, and gives them.
    ///
    /// # Errors
    /// It took longer than this.
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

/// How many sessions have begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionCounts {
    /// With IDENTIFY.
    pub identified: u64,
    /// With RESUME.
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
