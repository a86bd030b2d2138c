//! Messages with everything that may hang on them.

use crate::world::ids::{AttachmentId, ChannelId, InteractionId, MessageId, UserId};
use serde_json::Value;
use std::sync::Arc;

/// Only one person sees the message.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// "… is thinking": the answer is still to come.
pub(crate) const LOADING: u64 = 1 << 7;
/// The message shows no embeds.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// The message makes no sound.
pub(crate) const SILENT: u64 = 1 << 12;

/// One message.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: MessageId,
    pub(crate) channel: ChannelId,
    pub(crate) author: UserId,
    pub(crate) content: String,
    pub(crate) created_at_ms: u64,
    pub(crate) edited_at_ms: Option<u64>,
    pub(crate) pings: Pings,
    pub(crate) embeds: Vec<Value>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) components: Vec<Value>,
    pub(crate) flags: u64,
    pub(crate) reply_to: Option<MessageId>,
    pub(crate) answers: Option<AnsweredInteraction>,
    /// Who alone sees it, if it is ephemeral.
    pub(crate) only_for: Option<UserId>,
    pub(crate) nonce: Option<Value>,
}

/// Whom a message calls.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pings {
    pub(crate) users: Vec<UserId>,
    pub(crate) roles: Vec<crate::world::ids::RoleId>,
    pub(crate) everyone: EveryonePing,
}

/// Whether a message calls everyone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum EveryonePing {
    #[default]
    No,
    Yes,
}

/// The interaction that a message answers.
#[derive(Clone, Debug)]
pub(crate) struct AnsweredInteraction {
    pub(crate) interaction: InteractionId,
    /// Discord's number for the kind of interaction.
    pub(crate) kind: u8,
    pub(crate) user: UserId,
    /// The command's whole name, for a command.
    pub(crate) command: Option<String>,
    /// The first answer or one that follows.
    pub(crate) kind_of_answer: AnswerKind,
}

/// Which of the answers to an interaction a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    First,
    FollowUp,
}

/// A file on a message.
#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    pub(crate) id: AttachmentId,
    pub(crate) filename: String,
    pub(crate) description: Option<String>,
    pub(crate) content_type: String,
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) shown: ShownIn,
}

/// Where a file is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShownIn {
    /// On its own, below the message.
    Message,
    /// Inside an embed that names it.
    Embed,
}

impl Attachment {
    /// Width and height, if it is a PNG picture.
    pub(crate) fn size_of_picture(&self) -> Option<(u32, u32)> {
        if !self.bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return None;
        }
        let number = |at: usize| {
            let bytes = self.bytes.get(at..at + 4)?;
            Some(u32::from_be_bytes(bytes.try_into().ok()?))
        };
        Some((number(16)?, number(20)?))
    }
}

impl Message {
    /// Whether the answer is still to come.
    pub(crate) fn is_loading(&self) -> bool {
        self.flags & LOADING != 0
    }

    /// Whether there is anything to see.
    pub(crate) fn is_empty(&self) -> bool {
        self.content.is_empty()
            && self.embeds.is_empty()
            && self.attachments.is_empty()
            && self.components.is_empty()
    }
}
