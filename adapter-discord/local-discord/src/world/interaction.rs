//! Interactions: one use of a command, button, select or modal, and how far its answer has come.

use crate::world::ids::{ChannelId, InteractionId, MessageId, ServerId, UserId};
use serde_json::Value;
use std::sync::Arc;
use tokio::sync::Notify;

/// The first answer must come within this time of the use.
pub(crate) const FIRST_RESPONSE_MS: u64 = 3_000;
/// The token works this long.
pub(crate) const TOKEN_MS: u64 = 15 * 60 * 1_000;

/// Discord's numbers for the kinds of interaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InteractionKind {
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    Modal = 5,
}

/// One use.
#[derive(Clone, Debug)]
pub(crate) struct Interaction {
    pub(crate) id: InteractionId,
    pub(crate) token: String,
    pub(crate) kind: InteractionKind,
    pub(crate) created_at_ms: u64,
    pub(crate) server: Option<ServerId>,
    pub(crate) channel: ChannelId,
    pub(crate) user: UserId,
    /// The command's whole name, for a command.
    pub(crate) command: Option<String>,
    /// The message whose component was used.
    pub(crate) source: Option<MessageId>,
    /// What opened the form, for a form.
    pub(crate) opened_by: Option<InteractionId>,
    pub(crate) progress: Progress,
    /// The message that `@original` stands for.
    pub(crate) original: Option<MessageId>,
    pub(crate) followups: Vec<MessageId>,
    pub(crate) was_deferred: Deferral,
    /// Rung whenever anything about the answer changes.
    pub(crate) changed: Arc<Notify>,
}

/// How far the answer has come.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Progress {
    /// Nothing has come back yet.
    Waiting,
    /// "… is thinking".
    Deferred,
    /// Acknowledged without a sound; the message of the component may change later.
    DeferredUpdate,
    /// There is something to see.
    Answered,
    /// The first answer was deleted again.
    Deleted,
    /// A form was opened.
    Modal(Value),
    /// Suggestions for a field.
    Choices(Vec<Value>),
}

/// Whether the bot asked for more time first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deferral {
    None,
    Asked,
}

impl Interaction {
    /// Whether the first answer comes too late now.
    pub(crate) fn is_late(&self, now_ms: u64) -> bool {
        self.progress == Progress::Waiting && now_ms.saturating_sub(self.created_at_ms) > FIRST_RESPONSE_MS
    }

    /// Whether its token has expired.
    pub(crate) fn is_expired(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.created_at_ms) > TOKEN_MS
    }

    /// Whether the person sees the end of it: there will be no more to wait for but follow-ups.
    pub(crate) fn is_finished(&self) -> bool {
        match self.progress {
            Progress::Waiting | Progress::Deferred => false,
            Progress::DeferredUpdate => !self.followups.is_empty(),
            _ => true,
        }
    }
}
