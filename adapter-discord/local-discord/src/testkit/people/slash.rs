//! Filling in and sending a slash command.

use super::answer::{self, Answer};
use super::{Member, WAIT_TIMEOUT};
use crate::client;
use crate::client::options::OptionValue;
use crate::client::wait::{self, Choice, NoAnswer};
use crate::world::ids::InteractionId;
use std::time::Duration;

/// A slash command that a member is filling in.
#[derive(Clone, Debug)]
#[must_use = "a command is used when it is sent"]
pub struct Slash {
    member: Member,
    command: String,
    given: Vec<(String, OptionValue)>,
    timeout: Duration,
}

impl Slash {
    pub(super) fn new(member: Member, command: &str) -> Slash {
        let command = command.trim_start_matches('/').to_owned();
        Slash { member, command, given: Vec::new(), timeout: WAIT_TIMEOUT }
    }

    /// Fills in an option.
    pub fn option(mut self, name: &str, value: impl Into<OptionValue>) -> Slash {
        self.given.push((name.to_owned(), value.into()));
        self
    }

    /// Fills in an option with a file.
    pub fn file(self, name: &str, filename: &str, bytes: &[u8]) -> Slash {
        self.option(name, OptionValue::File { name: filename.to_owned(), bytes: bytes.to_vec() })
    }

    /// How long to wait for the final answer; [`WAIT_TIMEOUT`] by default.
    pub fn timeout(mut self, timeout: Duration) -> Slash {
        self.timeout = timeout;
        self
    }

    /// Sends it and waits for the final answer.
    ///
    /// # Errors
    /// The client would not send it, or the bot's first or final answer came too late.
    pub async fn send(self) -> Result<Answer, NoAnswer> {
        let id = self.start()?;
        answer::wait(&self.member.shared, id, self.timeout).await
    }

    /// Sends it without waiting; [`Slash::answer`] waits.
    ///
    /// # Errors
    /// The client would not send it.
    pub fn start(&self) -> Result<InteractionId, NoAnswer> {
        let actor = self.member.actor;
        let used =
            self.member.shared.change(|state| client::command::run(state, actor, &self.command, &self.given));
        Ok(used?)
    }

    /// Waits for the final answer to a command that was started.
    ///
    /// # Errors
    /// The bot's first or final answer came too late.
    pub async fn answer(&self, started: InteractionId) -> Result<Answer, NoAnswer> {
        answer::wait(&self.member.shared, started, self.timeout).await
    }

    /// The bot's suggestions for an option while the member types `typed`, with the options filled in so far.
    ///
    /// # Errors
    /// The option has no suggestions, or no answer came.
    pub async fn suggestions(&self, option: &str, typed: &str) -> Result<Vec<Choice>, NoAnswer> {
        let (actor, given) = (self.member.actor, &self.given);
        let asked = self
            .member
            .shared
            .change(|state| client::command::suggest(state, actor, &self.command, given, option, typed))?;
        wait::choices(&self.member.shared, asked, self.timeout).await
    }
}
