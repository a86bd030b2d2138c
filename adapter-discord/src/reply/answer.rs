//! The content of an answer, whichever way it is sent: an embed or a line, buttons, a file. It pings no one.

use poise::serenity_prelude as serenity;
use serenity::{
    ChannelId, CreateActionRow, CreateAttachment, CreateEmbed, CreateInteractionResponseFollowup,
    CreateInteractionResponseMessage, CreateMessage, EditInteractionResponse, EditMessage, MessageId,
    MessageReference, Nonce,
};

use crate::render::{Embed, mentions, truncate};

/// The most that a message holds.
const MAX_LINE: usize = 2_000;

/// An answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    text: String,
    embeds: Vec<CreateEmbed>,
    rows: Vec<CreateActionRow>,
    files: Vec<CreateAttachment>,
}

impl Answer {
    /// A plain line; what is too long for a message is cut.
    pub(crate) fn line(text: impl Into<String>) -> Answer {
        Answer { text: truncate(&text.into(), MAX_LINE), ..Answer::default() }
    }

    /// An embed.
    pub(crate) fn embed(embed: Embed) -> Answer {
        Answer { embeds: vec![embed.build()], ..Answer::default() }
    }

    /// With one more row of buttons, or a menu; at most five.
    #[must_use]
    pub(crate) fn row(mut self, row: CreateActionRow) -> Answer {
        self.rows.push(row);
        self
    }

    /// With a title that leads there.
    #[must_use]
    pub(crate) fn leading_to(mut self, address: String) -> Answer {
        // Those that lead to the same place would be shown as one.
        if let Some(first) = self.embeds.first_mut() {
            *first = std::mem::take(first).url(address);
        }
        self
    }

    /// With a file.
    #[must_use]
    pub(crate) fn file(mut self, file: CreateAttachment) -> Answer {
        self.files.push(file);
        self
    }

    pub(crate) fn into_first_response(self) -> CreateInteractionResponseMessage {
        CreateInteractionResponseMessage::new()
            .content(self.text)
            .embeds(self.embeds)
            .components(self.rows)
            .add_files(self.files)
            .allowed_mentions(mentions::none())
    }

    /// Takes the place of everything that stood there before.
    pub(crate) fn into_edit(self) -> EditInteractionResponse {
        let edit = EditInteractionResponse::new()
            .content(self.text)
            .embeds(self.embeds)
            .components(self.rows)
            .allowed_mentions(mentions::none());
        self.files.into_iter().fold(edit, EditInteractionResponse::new_attachment)
    }

    pub(crate) fn into_followup(self) -> CreateInteractionResponseFollowup {
        CreateInteractionResponseFollowup::new()
            .content(self.text)
            .embeds(self.embeds)
            .components(self.rows)
            .add_files(self.files)
            .allowed_mentions(mentions::none())
    }

    /// Sent twice as the same answer, `nth` to this message, it is one message: Discord compares the nonce.
    pub(crate) fn into_reply(self, channel: ChannelId, to: MessageId, nth: u32) -> CreateMessage {
        CreateMessage::new()
            .content(self.text)
            .embeds(self.embeds)
            .components(self.rows)
            .add_files(self.files)
            .allowed_mentions(mentions::none())
            // The question may have been deleted meanwhile, with its secret: then it is no reply.
            .reference_message(MessageReference::from((channel, to)).fail_if_not_exists(false))
            .nonce(Nonce::String(format!("{to}-{nth}")))
            .enforce_nonce(true)
    }

    /// Takes the place of a message.
    pub(crate) fn into_change(self) -> EditMessage {
        let edit = EditMessage::new()
            .content(self.text)
            .embeds(self.embeds)
            .components(self.rows)
            .allowed_mentions(mentions::none());
        self.files.into_iter().fold(edit, EditMessage::new_attachment)
    }

    /// As a direct message, the `nth` because of a message: sent twice, it is one.
    pub(crate) fn into_direct_message(self, of: MessageId, nth: u32) -> CreateMessage {
        CreateMessage::new()
            .content(self.text)
            .embeds(self.embeds)
            .components(self.rows)
            .add_files(self.files)
            .allowed_mentions(mentions::none())
            .nonce(Nonce::String(format!("{of}-{nth}")))
            .enforce_nonce(true)
    }
}
