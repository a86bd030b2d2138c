//! Filling in a slash command and sending it.

use super::answer::{self, Answer, Choice, NotShown};
use super::{Member, PATIENCE};
use crate::ids::InteractionId;
use crate::uses;
use crate::uses::options::Given;
use std::time::Duration;

/// A slash command that is being filled in.
#[derive(Clone, Debug)]
#[must_use = "a command is used when it is sent"]
pub struct Slash {
    member: Member,
    command: String,
    given: Vec<(String, Given)>,
    patience: Duration,
}

impl Slash {
    pub(super) fn new(member: Member, command: &str) -> Slash {
        let command = command.trim_start_matches('/').to_owned();
        Slash { member, command, given: Vec::new(), patience: PATIENCE }
    }

    /// Fills in an option.
    pub fn option(mut self, name: &str, value: impl Into<Given>) -> Slash {
        self.given.push((name.to_owned(), value.into()));
        self
    }

    /// Fills in an option that takes a file.
    pub fn file(self, name: &str, filename: &str, bytes: &[u8]) -> Slash {
        self.option(name, Given::File { name: filename.to_owned(), bytes: bytes.to_vec() })
    }

    /// How long to wait for the end of the answer; ten seconds unless said.
    pub fn patience(mut self, patience: Duration) -> Slash {
        self.patience = patience;
        self
    }

    /// Sends it, and waits until the bot has finished.
    ///
    /// # Errors
    /// The client would not send it, the bot did not answer in time, or did not finish.
    pub async fn send(self) -> Result<Answer, NotShown> {
        let id = self.start()?;
        answer::wait(&self.member.shared, id, self.patience).await
    }

    /// Sends it, and waits for nothing; [`Slash::answer`] does.
    ///
    /// # Errors
    /// The client would not send it.
    pub fn start(&self) -> Result<InteractionId, NotShown> {
        let who = self.member.who;
        let used =
            self.member.shared.change(|state| uses::command::run(state, who, &self.command, &self.given));
        Ok(used?)
    }

    /// Waits for the answer to what was started.
    ///
    /// # Errors
    /// The bot did not answer in time, or did not finish.
    pub async fn answer(&self, started: InteractionId) -> Result<Answer, NotShown> {
        answer::wait(&self.member.shared, started, self.patience).await
    }

    /// What is suggested for an option while typing this, with what is filled in so far.
    ///
    /// # Errors
    /// The option has no suggestions, or no answer came.
    pub async fn suggestions(&self, option: &str, typed: &str) -> Result<Vec<Choice>, NotShown> {
        let (who, given) = (self.member.who, &self.given);
        let asked = self
            .member
            .shared
            .change(|state| uses::command::suggest(state, who, &self.command, given, option, typed))?;
        answer::choices(&self.member.shared, asked, self.patience).await
    }
}
