//! One running local Discord: starting, stopping, and what tests ask of it as a whole.
//! What people do in it is in `people`; how calls and connections are answered in `rest` and `gateway`.

use crate::calls::Call;
use crate::clock::Clock;
use crate::faults::Fault;
use crate::gateway::event::Event;
use crate::gateway::intents::Intents;
use crate::gateway::session::Frame;
use crate::gateway::{self};
use crate::ids::{RoleId, ServerId, UserId};
use crate::listen;
use crate::page::sight::Sight;
use crate::scenario::Scenario;
use crate::state::Shared;
use crate::world::World;
use crate::world::application::Command;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// A Discord on this machine. It stops when this is dropped.
#[derive(Debug)]
pub struct LocalDiscord {
    pub(crate) shared: Arc<Shared>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

/// Why a local Discord did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The scenario names something that it does not have.
    #[error("{0}")]
    Scenario(String),
    /// The address could not be listened on.
    #[error("the local Discord cannot listen on {address}; choose another port")]
    Listen {
        /// The address that was wanted.
        address: SocketAddr,
        /// What the machine said.
        source: std::io::Error,
    },
}

/// What was waited for did not come.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("waited {waited:?} for {what}, in vain")]
pub struct InVain {
    /// What was waited for.
    pub what: String,
    /// How long.
    pub waited: Duration,
}

impl LocalDiscord {
    /// Starts one on a free port of the loopback interface.
    ///
    /// # Errors
    /// The scenario contradicts itself, or there is no free port.
    pub async fn start(scenario: Scenario) -> Result<LocalDiscord, StartError> {
        LocalDiscord::start_at(0, scenario).await
    }

    /// Starts one on this port of the loopback interface; 0 takes a free one.
    ///
    /// # Errors
    /// The scenario contradicts itself, or the port is taken.
    pub async fn start_at(port: u16, scenario: Scenario) -> Result<LocalDiscord, StartError> {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let (listener, address) =
            listen::bind(wanted).map_err(|source| StartError::Listen { address: wanted, source })?;
        let clock = Clock::default();
        let world = World::found(&scenario, clock.clone(), format!("http://{address}"));
        let shared = Arc::new(Shared::new(world.map_err(StartError::Scenario)?, clock));
        let server = tokio::spawn(listen::serve(shared.clone(), listener));
        Ok(LocalDiscord { shared, address, server })
    }

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
        self.shared.look(|state| state.world.application.token.clone())
    }

    /// The bot's account, which is also its application's number.
    #[must_use]
    pub fn bot_id(&self) -> UserId {
        self.shared.look(|state| state.world.bot())
    }

    /// The id of a server.
    ///
    /// # Panics
    /// There is no server of this name: the test is wrong.
    #[must_use]
    #[track_caller]
    pub fn server_id(&self, name: &str) -> ServerId {
        let id = self.shared.look(|state| {
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
        self.shared.look(|state| *state.world.servers.keys().next().expect("the scenario has a server"))
    }

    /// The id of a role of the first server.
    ///
    /// # Panics
    /// There is no such role: the test is wrong.
    #[must_use]
    #[track_caller]
    pub fn role_id(&self, name: &str) -> RoleId {
        let server = self.first_server();
        let id = self.shared.look(|state| {
            state.world.servers.get(&server).and_then(|found| found.role_named(name)).map(|role| role.id)
        });
        id.unwrap_or_else(|| panic!("there is no role named {name}"))
    }

    /// Waits until a bot is connected and has registered at least one command.
    ///
    /// # Errors
    /// It took longer than this.
    pub async fn wait_for_bot(&self, deadline: Duration) -> Result<(), InVain> {
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
    pub async fn wait_for_connection(&self, deadline: Duration) -> Result<(), InVain> {
        self.shared
            .wait_until("a bot that is connected", deadline, |state| {
                state.sessions.connected().next().map(|_| ())
            })
            .await
    }

    /// The commands that are registered, as Discord gives them.
    #[must_use]
    pub fn commands(&self) -> Vec<Value> {
        let body = |command: &Command| command.body.clone();
        self.shared.look(|state| state.world.application.commands.iter().map(body).collect())
    }

    /// How many sessions have begun with IDENTIFY, and how many were resumed, since the start.
    #[must_use]
    pub fn sessions(&self) -> Begun {
        self.shared.look(|state| Begun { identified: state.sessions.begun, resumed: state.sessions.resumed })
    }

    /// Waits until as many sessions have begun or been resumed.
    ///
    /// # Errors
    /// It took longer than this.
    pub async fn wait_for_sessions(&self, wanted: Begun, deadline: Duration) -> Result<(), InVain> {
        self.shared
            .wait_until(&format!("{wanted:?}"), deadline, |state| {
                let enough =
                    state.sessions.begun >= wanted.identified && state.sessions.resumed >= wanted.resumed;
                enough.then_some(())
            })
            .await
    }

    /// Moves the clock forward: interactions grow late, tokens expire.
    pub fn advance(&self, by: Duration) {
        self.shared.clock.advance(by);
        self.shared.change(|state| {
            for interaction in state.world.interactions.values() {
                interaction.bell.notify_waiters();
            }
        });
    }

    // Calls.

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
    ) -> Result<Vec<Call>, InVain> {
        let what = format!("{count} calls {method} {path}");
        self.shared
            .wait_until(&what, deadline, |_| {
                let calls = self.shared.calls.matching(method, path);
                (calls.len() >= count).then_some(calls)
            })
            .await
    }

    // Faults.

    /// The next so many calls of this method (`*` for any) on this path fail so.
    pub fn fail_next(&self, times: u32, method: &str, path: &str, fault: Fault) {
        self.shared.change(|state| state.faults.ask(times, method, path, fault));
    }

    /// Breaks every connection of the bot without a word; it may resume.
    pub fn break_connections(&self) {
        self.shared.change(|state| state.sessions.to_connected(|| Frame::Break));
    }

    /// Closes every connection of the bot with this code; it may resume.
    pub fn close_connections(&self, code: u16) {
        self.shared.change(|state| state.sessions.to_connected(|| Frame::Close(code, "asked for")));
    }

    /// Breaks every connection, and forgets the sessions: a resume is answered with "invalid session".
    pub fn break_connections_for_good(&self) {
        self.shared.change(|state| {
            state.sessions.to_connected(|| Frame::Break);
            state.sessions.forget();
        });
    }

    /// Tells the bot to come back and resume.
    pub fn ask_to_reconnect(&self) {
        self.shared.change(|state| state.sessions.to_connected(|| Frame::Text(gateway::reconnect())));
    }

    /// Tells the bot that its session is over and cannot be resumed.
    pub fn invalidate_sessions(&self) {
        let text = gateway::invalid_session(&json!(false));
        self.shared.change(|state| {
            state.sessions.to_connected(|| Frame::Text(text.clone()));
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

    /// Lets the interactions go that were held back.
    pub fn release_interactions(&self) {
        self.shared.change(|state| {
            for event in state.faults.held.take().unwrap_or_default() {
                state.emit(&event);
            }
        });
    }

    // Members.

    /// Somebody leaves the first server.
    #[track_caller]
    pub fn leave(&self, name: &str) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.leave(server, user));
    }

    /// Somebody known joins the first server (again).
    #[track_caller]
    pub fn join(&self, name: &str) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.join(server, user));
    }

    /// Gives a member of the first server a role, as an administrator would.
    #[track_caller]
    pub fn give_role(&self, name: &str, role: &str) {
        let (server, user, role) = (self.first_server(), self.member(name).id(), self.role_id(role));
        self.shared.change(|state| state.give_role(server, user, role));
    }

    /// Takes a role from a member of the first server, as an administrator would.
    #[track_caller]
    pub fn take_role(&self, name: &str, role: &str) {
        let (server, user, role) = (self.first_server(), self.member(name).id(), self.role_id(role));
        self.shared.change(|state| state.take_role(server, user, role));
    }

    /// A member of the first server takes another nickname, or none.
    #[track_caller]
    pub fn rename(&self, name: &str, nick: Option<&str>) {
        let (server, user) = (self.first_server(), self.member(name).id());
        self.shared.change(|state| state.rename(server, user, nick.map(str::to_owned)));
    }

    /// The language of somebody's client from now on.
    #[track_caller]
    pub fn speaks(&self, name: &str, locale: &str) {
        let user = self.member(name).id();
        self.shared.change(|state| {
            if let Some(user) = state.world.users.get_mut(&user) {
                locale.clone_into(&mut user.locale);
            }
            state.show(Sight::Surroundings);
        });
    }

    /// Sends any event at all to every session of the bot: for tests of what a bot must survive.
    pub fn dispatch_raw(&self, name: &str, data: Value) {
        self.shared.change(|state| {
            let mut event = Event::interaction(None, data);
            event.name = name.to_owned();
            event.needs = Intents::NONE;
            state.sessions.deliver_everywhere(&event);
        });
    }
}

/// How many sessions have begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Begun {
    /// With IDENTIFY.
    pub identified: u64,
    /// With RESUME.
    pub resumed: u64,
}

impl Drop for LocalDiscord {
    fn drop(&mut self) {
        self.server.abort();
        self.shared.change(|state| {
            state.sessions.to_connected(|| Frame::Break);
            state.faults.gateway_shut_until_ms = u64::MAX;
        });
    }
}
