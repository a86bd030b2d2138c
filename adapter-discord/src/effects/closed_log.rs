//! A log channel that the bot cannot write in: since when, why, and whether the owner of the server knows. The outbox
//! holds the messages meanwhile.

use ledger_core::{BookId, Timestamp};
use ledger_store::{AdapterKey, AdapterValue, Ledger, Owner, ReadError};
use poise::serenity_prelude as serenity;
use serenity::ChannelId;

use super::context::EffectContext;
use super::delivery_error::{DeliveryError, DiscordRefusal};
use super::send_once::SendOnce;
use crate::render::escape::harmless;
use crate::render::texts::Voice;
use crate::render::{Embed, Tone, time};
use crate::settings::book_settings::{self, server};

/// The outbox of the log channels.
pub(crate) const OUTBOX: &str = "discord.log";

/// The closed log channel of a server, such as `1790000000000000 hidden told`.
const CLOSED: AdapterKey = AdapterKey::new("discord.log_closed");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClosedLog {
    since: Timestamp,
    reason: Reason,
    owner: OwnerNotice,
}

/// Why the bot cannot write in a channel, as far as Discord tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Gone,
    Hidden,
    Permission,
    Locked,
    Kind,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OwnerNotice {
    Due,
    Done,
}

impl Reason {
    const ALL: [Reason; 6] =
        [Reason::Gone, Reason::Hidden, Reason::Permission, Reason::Locked, Reason::Kind, Reason::Other];

    /// The reason, if a refusal is about the channel and not about one message.
    pub(super) fn of(refusal: DiscordRefusal) -> Option<Reason> {
        match refusal {
            DiscordRefusal::Gone => Some(Reason::Gone),
            DiscordRefusal::Hidden => Some(Reason::Hidden),
            DiscordRefusal::Permission => Some(Reason::Permission),
            DiscordRefusal::Locked => Some(Reason::Locked),
            DiscordRefusal::Kind => Some(Reason::Kind),
            DiscordRefusal::Forbidden => Some(Reason::Other),
            DiscordRefusal::LeftTheServer | DiscordRefusal::Closed | DiscordRefusal::Other => None,
        }
    }

    /// Its stored name.
    fn word(self) -> &'static str {
        match self {
            Reason::Gone => "gone",
            Reason::Hidden => "hidden",
            Reason::Permission => "permission",
            Reason::Locked => "locked",
            Reason::Kind => "kind",
            Reason::Other => "other",
        }
    }

    fn line(self) -> &'static str {
        match self {
            Reason::Gone => "log-closed-gone",
            Reason::Hidden => "log-closed-hidden",
            Reason::Permission => "log-closed-permission",
            Reason::Locked => "log-closed-locked",
            Reason::Kind => "log-closed-kind",
            Reason::Other => "log-closed-other",
        }
    }
}

impl ClosedLog {
    /// The closed log channel of a server, if the bot tried to write in it since the setting was made.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(crate) fn of(ledger: &Ledger, book: BookId) -> Result<Option<ClosedLog>, ReadError> {
        Ok(ledger.adapter_data().get(Owner::Book(book), CLOSED)?.as_deref().and_then(ClosedLog::read))
    }

    /// The line for stewards: since when it is closed, and why. `None` if no log channel is set any more.
    pub(crate) fn said(&self, ledger: &Ledger, book: BookId, voice: Voice<'_>) -> Option<String> {
        let channel = ledger.read(book, |book| book_settings::log_channel_of(book.settings()))?;
        Some(self.line(ChannelId::new(channel), voice))
    }

    /// The line for the log channel once it can be reached again.
    pub(super) fn reopened(&self, now: Timestamp, voice: Voice<'_>) -> String {
        let values = [("from", time::exact(self.since).into()), ("until", time::exact(now).into())];
        voice.say_with("log-reopened", &values)
    }

    fn line(&self, channel: ChannelId, voice: Voice<'_>) -> String {
        let values = [
            ("channel", format!("<#{channel}>").into()),
            ("since", time::exact(self.since).into()),
            ("reason", voice.say(self.reason.line()).into()),
        ];
        voice.say_with("log-closed", &values)
    }

    fn read(text: &str) -> Option<ClosedLog> {
        let mut words = text.split(' ');
        let since = Timestamp::from_micros(words.next()?.parse().ok()?);
        let reason = words.next()?;
        // A reason of a later version.
        let reason = Reason::ALL.into_iter().find(|one| one.word() == reason).unwrap_or(Reason::Other);
        let owner = if words.next()? == "told" { OwnerNotice::Done } else { OwnerNotice::Due };
        Some(ClosedLog { since, reason, owner })
    }

    fn kept(self, book: BookId) -> AdapterValue {
        let owner = match self.owner {
            OwnerNotice::Due => "untold",
            OwnerNotice::Done => "told",
        };
        let text = format!("{} {} {owner}", self.since.micros(), self.reason.word());
        AdapterValue::new(Owner::Book(book), CLOSED, &text).expect("three words are not too long to be kept")
    }
}

/// Notes that the log channel cannot be reached, and tells the owner of the server once for each time that it closes.
pub(super) async fn closed(
    context: &EffectContext,
    book: BookId,
    channel: ChannelId,
    reason: Reason,
) -> Result<(), DeliveryError> {
    let ledger = &context.bot.ledger;
    let before = ClosedLog::of(ledger, book)?;
    let new = ClosedLog { since: ledger.now(), reason, owner: OwnerNotice::Due };
    let mut closed = before.map_or(new, |before| ClosedLog { reason, ..before });
    // Before the message, so that a restart neither loses it nor sends a second one.
    ledger.adapter_data().put([closed.kept(book)]).await?;
    if closed.owner == OwnerNotice::Done {
        return Ok(());
    }
    match tell_owner(context, book, channel, &closed).await {
        Ok(()) => {}
        Err(DeliveryError::Later { why }) => {
            log::info!("the owner of {book} is told later that the log channel is closed: {why}");
            return Ok(());
        }
        Err(DeliveryError::Never { why, .. } | DeliveryError::Closed { why }) => {
            log::warn!("the owner of {book} cannot be told that the log channel is closed: {why}");
        }
    }
    closed.owner = OwnerNotice::Done;
    Ok(ledger.adapter_data().put([closed.kept(book)]).await?)
}

/// Notes that the log channel can be reached again, or that none is wanted any more.
pub(super) async fn opened(ledger: &Ledger, book: BookId) -> Result<(), DeliveryError> {
    if ClosedLog::of(ledger, book)?.is_some() {
        ledger.adapter_data().delete(Owner::Book(book), CLOSED).await?;
    }
    Ok(())
}

/// Has a closed log channel tried again: Discord told that something changed in its server. Costs one read if none is
/// closed.
pub(crate) fn may_be_open(ledger: &Ledger, book: BookId) {
    match ledger.retry_closed_targets(Some(OUTBOX), Some(book)) {
        Ok(0) => {}
        Ok(_) => log::info!("the log channel of {book} is tried again: something changed in the server"),
        Err(error) => log::warn!("the log channel of {book} is not tried again at once: {error}"),
    }
}

async fn tell_owner(
    context: &EffectContext,
    book: BookId,
    channel: ChannelId,
    closed: &ClosedLog,
) -> Result<(), DeliveryError> {
    let http = &context.http;
    let cached = context.cache.guild(server(book)).map(|guild| (guild.owner_id, guild.name.clone()));
    let (owner, name) = match cached {
        Some(cached) => cached,
        None => {
            let guild = http.get_guild(server(book)).await?;
            (guild.owner_id, guild.name)
        }
    };
    let voice = context.voice(book);
    let title = voice.say_with("log-closed-title", &[("server", harmless(&name).into())]);
    let embed = Embed::new(Tone::Warning)
        .title(title)
        .line(closed.line(channel, voice))
        .line(voice.say("log-closed-what-to-do"));
    let post = SendOnce::named(&format!("log closed {book} {}", closed.since.micros()));
    let direct = owner.create_dm_channel(http).await?;
    post.send(http, direct.id, embed).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_log_channel_is_read_back_as_it_was_kept() {
        let book = BookId::new(1).unwrap();
        for reason in Reason::ALL {
            for owner in [OwnerNotice::Due, OwnerNotice::Done] {
                let closed =
                    ClosedLog { since: Timestamp::from_micros(1_790_000_000_000_000), reason, owner };
                assert_eq!(ClosedLog::read(closed.kept(book).value()), Some(closed));
            }
        }
        let frozen = ClosedLog::read("1790000000000000 hidden told").unwrap();
        assert_eq!(frozen.kept(book).value(), "1790000000000000 hidden told");
        assert_eq!(ClosedLog::read("1 of_later told").unwrap().reason, Reason::Other);
        assert_eq!(ClosedLog::read("soon"), None);
    }
}
