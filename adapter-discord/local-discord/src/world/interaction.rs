//! Interactions: a member uses a command, button, select or modal, and the bot responds.

use crate::world::ids::{ChannelId, InteractionId, MessageId, ServerId, UserId};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::Notify;

/// How long Discord waits for the first response.
pub(crate) const FIRST_RESPONSE_MS: u64 = 3_000;
/// How long the interaction's token is valid.
pub(crate) const TOKEN_MS: u64 = 15 * 60 * 1_000;

/// Discord's interaction types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InteractionKind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

#[derive(Clone, Debug)]
pub(crate) struct Interaction {
    pub(crate) id: InteractionId,
    pub(crate) token: String,
    pub(crate) kind: InteractionKind,
    pub(crate) created_at_ms: u64,
    pub(crate) server: Option<ServerId>,
    pub(crate) channel: ChannelId,
    pub(crate) user: UserId,
    /// The full name of the command (`achievement award`), for a command.
    pub(crate) command: Option<String>,
    /// The message with the component, for a component.
    pub(crate) source: Option<MessageId>,
    /// The interaction that opened the modal, for a modal.
    pub(crate) opened_by: Option<InteractionId>,
    pub(crate) progress: Progress,
    /// The message with the first response, `@original` in Discord's API.
    pub(crate) original: Option<MessageId>,
    pub(crate) followups: Vec<MessageId>,
    pub(crate) was_deferred: Deferral,
    /// Notified at every change of the response.
    pub(crate) changed: Arc<Notify>,
}

/// The state of the bot's response.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Progress {
    /// No response yet.
    Waiting,
    /// Deferred: the member sees "… is thinking".
    Deferred,
    /// Deferred without a visible state; the bot may edit the component's message later.
    DeferredUpdate,
    Answered,
    /// The bot deleted the first response.
    Deleted,
    Modal(Value),
    Choices(Vec<Value>),
}

/// Whether the first response deferred the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deferral {
    None,
    Asked,
}

impl Interaction {
    /// Whether the time for a first response has passed without one.
    pub(crate) fn is_late(&self, now_ms: u64) -> bool {
        self.progress == Progress::Waiting && now_ms.saturating_sub(self.created_at_ms) > FIRST_RESPONSE_MS
    }

    pub(crate) fn is_expired(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.created_at_ms) > TOKEN_MS
    }

    /// Whether the member sees the final response; only follow-ups can come after it.
    pub(crate) fn is_finished(&self) -> bool {
        match self.progress {
            Progress::Waiting | Progress::Deferred => false,
            Progress::DeferredUpdate => !self.followups.is_empty(),
            _ => true,
        }
    }
}
