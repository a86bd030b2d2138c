//! Messages with their attachments, pings and flags.

use crate::world::ids::{AttachmentId, ChannelId, InteractionId, MessageId, UserId};
use serde_json::Value;
use std::sync::Arc;

/// Flag: only one member sees the message.
pub(crate) const EPHEMERAL: u64 = 1 << 6;
/// Flag: a deferred response, "… is thinking".
pub(crate) const LOADING: u64 = 1 << 7;
/// Flag: the message shows no embeds.
pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// Flag: the message sends no notification.
pub(crate) const SILENT: u64 = 1 << 12;

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
    /// The only user who sees an ephemeral message.
    pub(crate) only_for: Option<UserId>,
    pub(crate) nonce: Option<Value>,
}

/// The users and roles that a message pings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pings {
    pub(crate) users: Vec<UserId>,
    pub(crate) roles: Vec<crate::world::ids::RoleId>,
    pub(crate) everyone: EveryonePing,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum EveryonePing {
    #[default]
    No,
    Yes,
}

/// The interaction to which a message is the response.
#[derive(Clone, Debug)]
pub(crate) struct AnsweredInteraction {
    pub(crate) interaction: InteractionId,
    /// Discord's interaction type.
    pub(crate) kind: u8,
    pub(crate) user: UserId,
    /// The full name of the command, for a command.
    pub(crate) command: Option<String>,
    pub(crate) kind_of_answer: AnswerKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    First,
    FollowUp,
}

#[derive(Clone, Debug)]
pub(crate) struct Attachment {
    pub(crate) id: AttachmentId,
    pub(crate) filename: String,
    pub(crate) description: Option<String>,
    pub(crate) content_type: String,
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) shown: ShownIn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ShownIn {
    /// Below the message.
    Message,
    /// In an embed that refers to it.
    Embed,
}

impl Attachment {
    /// Width and height in pixels, if it is a PNG.
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
    pub(crate) fn is_loading(&self) -> bool {
        self.flags & LOADING != 0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.content.is_empty()
            && self.embeds.is_empty()
            && self.attachments.is_empty()
            && self.components.is_empty()
    }
}
