//! How an invocation ends: one place tells refusals, faults, and changes that were made but could not be reported,
//! whether a command, a button or a form was used. What is broken gets its line in the log here, and only here.

use ledger_core::Position;
use ledger_store::SubmitError;

use super::amount::joined;
use super::state::{InvocationState, Source};
use crate::invocation::permissions::Permission;
use crate::invocation::silent::Silence;
use crate::render;
use crate::render::escape::said_back;
use crate::render::texts::Value;
use crate::reply::answer::Answer;
use crate::reply::error::{ArgumentError, CommandError};
use crate::reply::{Privacy, Reply};

/// The fields of values that are arguments of their own, so that the usage of the command helps.
const ARGUMENTS: [&str; 6] = ["achievement", "amount", "member", "order", "position", "rule"];

impl InvocationState {
    /// Ends the invocation; `command` is its name for the log, `usage` how it is used. Success was told by the command
    /// itself. A fault after the journal changed is told as done, so that the member does not ask again.
    pub(crate) async fn finish(
        &mut self,
        result: Result<(), CommandError>,
        command: &str,
        usage: Option<String>,
    ) {
        let Err(error) = result else { return };
        // Autocompletion has no place for a sentence.
        if self.source == Source::Autocomplete {
            return;
        }
        let done = self.done.get().copied();
        let untold = done.filter(|_| matches!(error, CommandError::Over(_) | CommandError::Fault(_)));
        let sentence = match untold {
            Some(entry) => self.untold(entry, &error, command),
            None => match self.sentence(&error, command, usage) {
                Some(sentence) => sentence,
                None => return,
            },
        };
        if let CommandError::Submit(SubmitError::Clock(problem)) = &error {
            self.tell_log_channel(problem).await;
        }
        if self.silence == Silence::Silent {
            self.reply.hush(&self.discord, self.user).await;
        }
        let answer = Answer::line(&sentence);
        let told = match self.source {
            Source::Command | Source::Autocomplete => self.reply.say(&self.discord, answer).await,
            // The message that the button is on stays as it is.
            Source::Component | Source::DirectMessageComponent => {
                self.reply.add(&self.discord, answer, Privacy::Private).await
            }
        };
        let Err(again) = told else { return };
        log::warn!("{}: the error could not be told: {again:?}", self.reference());
        let Some((mut other, sentence)) = self.elsewhere(untold, sentence) else { return };
        if let Err(again) = other.say(&self.discord, Answer::line(sentence)).await {
            log::warn!("{}: nor in another place: {again:?}", self.reference());
        }
    }

    /// Ends the invocation of a slash command that the bot does not have.
    pub(crate) async fn finish_unknown(&mut self, name: &str) {
        log::info!("{}: there is no command {name:?}", self.reference());
        self.finish(Err(CommandError::say("answer-unknown-command")), name, None).await;
    }

    /// The other place for a sentence that could not be told where the answer belongs, and what to say there.
    fn elsewhere(&self, untold: Option<Position>, sentence: String) -> Option<(Reply, String)> {
        let (user, message) = (self.user, self.message_id());
        match self.reply {
            // Discord itself shows that an interaction got no answer, but not that something was done.
            Reply::Fresh { .. } | Reply::Deferred { .. } => {
                untold.map(|_| (Reply::direct_message(user, message, 0), sentence))
            }
            Reply::Message { .. } => Some((Reply::direct_message(user, message, 0), sentence)),
            // The first direct message cannot be edited, so this is another one. No public fallback: it would reveal
            // the silent command.
            Reply::DirectMessage { .. } if untold.is_some() => {
                Some((Reply::direct_message(user, message, 1), sentence))
            }
            Reply::DirectMessage { asked_in, .. } => {
                let guild = self.server.map(|(guild, _)| guild);
                Some((Reply::to(asked_in?, guild, message), self.say("answer-direct-message-closed")))
            }
        }
    }

    fn untold(&self, entry: Position, why: &CommandError, command: &str) -> String {
        let reference = self.reference();
        log::error!("{reference}: {command}: done as entry #{entry}, but that could not be told: {why}");
        self.say_with("answer-done-untold", &[("position", entry.to_string().into())])
    }

    /// An error as a sentence; `None` where another process answers, or the interaction is over.
    fn sentence(&self, error: &CommandError, command: &str, usage: Option<String>) -> Option<String> {
        let usage = || usage.unwrap_or_default();
        Some(match error {
            CommandError::Say { line, values } => {
                let mut values: Vec<(&str, Value<'_>)> = values.clone();
                values.push(("usage", usage().into()));
                self.say_with(line, &values)
            }
            CommandError::Refused(refusal) => render::refusal(self.voice(), refusal, &self.currency),
            CommandError::Invalid(invalid) => {
                let said = render::invalid(self.voice(), invalid);
                let is_argument = ARGUMENTS.contains(&invalid.field);
                if is_argument { self.with_usage(said, usage()) } else { said }
            }
            CommandError::Argument(wrong) => self.with_usage(self.wrong_argument(wrong), usage()),
            CommandError::Over(why) => {
                log::info!("{}: {command} was not answered: {why}", self.reference());
                return None;
            }
            CommandError::Submit(error) => match error {
                SubmitError::QueueFull { .. } => self.say("answer-busy"),
                SubmitError::Stopped { .. } => self.say("answer-stopping"),
                SubmitError::Clock(problem) => match self.permission {
                    Permission::Steward => render::clock_problem(self.voice(), problem),
                    Permission::Member => self.say("answer-clock"),
                },
                SubmitError::Unknown { .. } => {
                    log::error!("{}: {command}: {error}", self.reference());
                    self.say_with("answer-outcome-unknown", &[("reference", self.reference().into())])
                }
                _ => self.fault(error, command),
            },
            CommandError::Fault(error) => self.fault(&**error, command),
        })
    }

    /// A button and a form have no usage.
    fn with_usage(&self, said: String, usage: String) -> String {
        if usage.is_empty() {
            return said;
        }
        format!("{said}\n{}", self.say_with("help-usage", &[("usage", usage.into())]))
    }

    fn wrong_argument(&self, wrong: &ArgumentError) -> String {
        match wrong {
            ArgumentError::Person(_) => self.say("bad-member"),
            ArgumentError::Bot => self.say("answer-no-bots"),
            ArgumentError::Number { value, why } => render::bad_number(self.voice(), value, *why),
            ArgumentError::SplitNumber { first, next } => {
                // Digits and the marks between them only, so nothing has to be escaped.
                let one = joined(first, next);
                let values = [("first", first.into()), ("next", next.into()), ("one", one.into())];
                self.say_with("invalid-amount-split", &values)
            }
            ArgumentError::Whole(value) => {
                self.say_with("invalid-whole", &[("value", said_back(value).into())])
            }
            ArgumentError::Role(_) => self.say("bad-role"),
            ArgumentError::Word(value) => self.say_with("bad-word", &[("value", quoted(value).into())]),
        }
    }

    fn fault(&self, error: &dyn std::error::Error, command: &str) -> String {
        let mut why = error.to_string();
        let mut source = error.source();
        while let Some(deeper) = source {
            why.push_str(": ");
            why.push_str(&deeper.to_string());
            source = deeper.source();
        }
        log::error!("{}: {command} failed: {why}", self.reference());
        self.say_with("answer-fault", &[("reference", self.reference().into())])
    }
}

pub(super) fn quoted(value: &str) -> String {
    format!("“{}”", said_back(value))
}
