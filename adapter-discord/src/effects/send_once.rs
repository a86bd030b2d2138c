//! Sends a message once, however often the delivery is tried.

use ledger_core::Position;
use ledger_store::Delivery;
use poise::serenity_prelude as serenity;
use serenity::{ChannelId, CreateMessage, Message, Nonce};

use super::delivery_error::DeliveryError;
use crate::render::{Embed, mentions};
use crate::reply;

/// Messages searched for one that was sent before.
const LOOK_BACK: u8 = 50;

/// Discord's limit.
const MAX_NONCE: usize = 25;

#[derive(Debug, Clone)]
pub(super) struct SendOnce {
    nonce: String,
    tried_before: Tried,
    mark: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tried {
    Never,
    Before,
}

impl SendOnce {
    pub(super) fn of(delivery: &Delivery) -> SendOnce {
        let tried_before = if delivery.attempt() > 1 { Tried::Before } else { Tried::Never };
        SendOnce { nonce: delivery.nonce(), tried_before, mark: Some(mark(delivery.position())) }
    }

    /// A message identified by a name: for some minutes Discord discards a second one with the same name.
    pub(super) fn named(name: &str) -> SendOnce {
        let mut nonce = blake3::hash(name.as_bytes()).to_hex().to_string();
        nonce.truncate(MAX_NONCE);
        SendOnce { nonce, tried_before: Tried::Never, mark: None }
    }

    /// Also identifies the message after those minutes: each attempt first searches the channel for a footer that
    /// begins with this mark, which must be one word.
    #[must_use]
    pub(super) fn marked(mut self, mark: String) -> SendOnce {
        self.mark = Some(mark);
        self.tried_before = Tried::Before;
        self
    }

    /// Sends the message. Discord compares the nonce for some minutes; if there was an earlier attempt, however long
    /// ago, the channel is searched first for a footer that begins with the entry.
    ///
    /// # Errors
    /// When Discord rejects it, or the channel cannot be searched.
    pub(super) async fn send(
        &self,
        http: &serenity::Http,
        channel: ChannelId,
        embed: Embed,
    ) -> Result<(), DeliveryError> {
        if self.tried_before == Tried::Before && self.is_there(http, channel).await? {
            return Ok(());
        }
        let message = CreateMessage::new()
            .embed(embed.build())
            .allowed_mentions(mentions::none())
            .nonce(Nonce::String(self.nonce.clone()))
            .enforce_nonce(true);
        channel.send_message(http, message).await?;
        Ok(())
    }

    async fn is_there(&self, http: &serenity::Http, channel: ChannelId) -> Result<bool, DeliveryError> {
        let Some(mark) = &self.mark else { return Ok(false) };
        match http.get_messages(channel, None, Some(LOOK_BACK)).await {
            Ok(messages) => Ok(messages.iter().any(|message| is_marked(message, mark))),
            // The bot may have the right to write but not to read the history; then only the nonce protects against a
            // repeat.
            Err(error) if reply::is_forbidden(&error) || reply::is_not_found(&error) => {
                log::debug!("it cannot be seen whether a message was sent before: {}", reply::shown(&error));
                Ok(false)
            }
            // Retry later: a message that is sent twice cannot be taken back.
            Err(error) => Err(DeliveryError::Later {
                why: format!("it cannot be seen whether it was sent before: {}", reply::shown(&error)),
            }),
        }
    }
}

/// The beginning of a message's footer: its first entry.
pub(super) fn mark(position: Position) -> String {
    format!("#{position}")
}

fn is_marked(message: &Message, mark: &str) -> bool {
    let footers = message.embeds.iter().filter_map(|embed| embed.footer.as_ref());
    message.author.bot
        && footers
            .into_iter()
            .any(|footer| footer.text.split([' ', '–']).next().is_some_and(|first| first == mark))
}
