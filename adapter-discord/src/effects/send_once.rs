//! A message that is sent once, however often it is tried. What stands in it is not known here.

use ledger_core::Position;
use ledger_store::Delivery;
use poise::serenity_prelude as serenity;
use serenity::{ChannelId, CreateMessage, Message, Nonce};

use super::delivery_error::DeliveryError;
use crate::render::{Embed, mentions};
use crate::reply;

/// How many messages are looked through for one that was sent before.
const LOOK_BACK: u8 = 50;

/// The longest nonce that Discord takes.
const MAX_NONCE: usize = 25;

/// A message that is sent once.
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
    /// The message of a delivery.
    pub(super) fn of(delivery: &Delivery) -> SendOnce {
        let tried_before = if delivery.attempt() > 1 { Tried::Before } else { Tried::Never };
        SendOnce { nonce: delivery.nonce(), tried_before, mark: Some(mark(delivery.position())) }
    }

    /// A message with a name of its own: under the same name it is the same message, for some minutes.
    pub(super) fn named(name: &str) -> SendOnce {
        let mut nonce = blake3::hash(name.as_bytes()).to_hex().to_string();
        nonce.truncate(MAX_NONCE);
        SendOnce { nonce, tried_before: Tried::Never, mark: None }
    }

    /// The same for longer: it is looked for first whenever it is sent. Its footer begins with this mark, which is one
    /// word.
    #[must_use]
    pub(super) fn marked(mut self, mark: String) -> SendOnce {
        self.mark = Some(mark);
        self.tried_before = Tried::Before;
        self
    }

    /// Sends it. Discord compares the nonce for some minutes; when it was tried before, however long ago, it is looked
    /// for in the channel first: its footer begins with the entry that it is about.
    ///
    /// # Errors
    /// When Discord does not take it, or does not say whether it was sent before.
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
            .allowed_mentions(mentions::nobody())
            .nonce(Nonce::String(self.nonce.clone()))
            .enforce_nonce(true);
        channel.send_message(http, message).await?;
        Ok(())
    }

    async fn is_there(&self, http: &serenity::Http, channel: ChannelId) -> Result<bool, DeliveryError> {
        let Some(mark) = &self.mark else { return Ok(false) };
        match http.get_messages(channel, None, Some(LOOK_BACK)).await {
            Ok(messages) => Ok(messages.iter().any(|message| is_marked(message, mark))),
            // The bot may be allowed to write and not to look back; then the nonce has to do.
            Err(error) if reply::is_forbidden(&error) || reply::is_not_found(&error) => {
                log::debug!("it cannot be seen whether a message was sent before: {}", reply::shown(&error));
                Ok(false)
            }
            // Otherwise it waits until that can be seen: a message that comes twice is not taken back.
            Err(error) => Err(DeliveryError::Later {
                why: format!("it cannot be seen whether it was sent before: {}", reply::shown(&error)),
            }),
        }
    }
}

/// What the footer of a message begins with: the first entry that it is about.
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
