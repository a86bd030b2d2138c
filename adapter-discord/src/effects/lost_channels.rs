//! The channels in which the bot listens, without the deleted ones. Where none is left, the stewards are told once: in the
//! log channel, or else the owner of the server by direct message.

use ledger_core::BookId;
use ledger_store::{AdapterKey, AdapterValue, Owner};
use poise::serenity_prelude as serenity;
use serenity::{ChannelId, GuildId};

use super::send_once::SendOnce;
use crate::app::Bot;
use crate::render::{Embed, Tone};
use crate::reply;
use crate::settings::book_settings::{BookSettings, server};
use crate::settings::ids;

/// The channels of the setting when the stewards were told that all of them are gone.
const TOLD: AdapterKey = AdapterKey::new("discord.lost_channels");

/// Those of the channels that exist, as far as that can be told from here. Of deleted ones Discord is asked once.
pub(crate) async fn still_there(
    bot: &Bot,
    discord: &serenity::Context,
    book: BookId,
    channels: &[u64],
) -> Vec<u64> {
    let Some(there) = in_cache(&discord.cache, server(book), channels) else { return channels.to_vec() };
    if !there.is_empty() {
        return there;
    }
    let told = bot.ledger.adapter_data().get(Owner::Book(book), TOLD).unwrap_or_else(|error| {
        log::error!("what stewards were told of deleted channels cannot be read: {error}");
        None
    });
    // Ids are never used twice: what is gone stays gone.
    if told.as_deref() == Some(ids::written(channels).as_str()) {
        return Vec::new();
    }
    let mut there = Vec::new();
    for channel in channels {
        match discord.http.get_channel(ChannelId::new(*channel)).await {
            Err(error) if reply::is_not_found(&error) => {}
            // A thread that is asleep is not in the cache, and an error says nothing.
            _ => there.push(*channel),
        }
    }
    if there.is_empty() {
        tell(bot, discord, book, channels).await;
    }
    there
}

/// A channel was deleted: looks whether it was the last in which the bot listens.
pub(crate) async fn deleted(bot: &Bot, discord: &serenity::Context, book: BookId, channel: ChannelId) {
    let channels = bot.ledger.read(book, |book| BookSettings::of(book.settings()).channels);
    if channels.binary_search(&channel.get()).is_ok() {
        still_there(bot, discord, book, &channels).await;
    }
}

/// `None` for a server of another process.
pub(crate) fn in_cache(cache: &serenity::Cache, guild: GuildId, channels: &[u64]) -> Option<Vec<u64>> {
    let guild = cache.guild(guild)?;
    let is_there = |id: &&u64| {
        let id = ChannelId::new(**id);
        guild.channels.contains_key(&id) || guild.threads.iter().any(|thread| thread.id == id)
    };
    Some(channels.iter().filter(is_there).copied().collect())
}

async fn tell(bot: &Bot, discord: &serenity::Context, book: BookId, channels: &[u64]) {
    // Stored first: a message that cannot be sent is not tried for every command.
    let written = ids::written(channels);
    match AdapterValue::new(Owner::Book(book), TOLD, &written) {
        Ok(value) => {
            if let Err(error) = bot.ledger.adapter_data().put([value]).await {
                log::error!("that stewards are told of deleted channels cannot be stored: {error}");
                return;
            }
        }
        Err(invalid) => return log::error!("deleted channels are not remembered: {invalid}"),
    }
    let settings = bot.ledger.read(book, |book| BookSettings::of(book.settings()));
    let cached = discord
        .cache
        .guild(server(book))
        .map(|guild| (guild.owner_id, guild.name.clone(), guild.preferred_locale.clone()));
    let Some((owner, name, preferred)) = cached else { return };
    let voice = bot.texts.voice(Some(settings.locale.as_deref().unwrap_or(&preferred)));
    let embed = Embed::new(Tone::Warning).line(voice.say("channels-lost"));
    let post = SendOnce::named(&format!("lost channels {book} {written}"));
    if let Some(channel) = settings.log_channel.map(ChannelId::new) {
        match post.send(&discord.http, channel, embed.clone()).await {
            Ok(()) => return,
            Err(error) => log::warn!("the log channel of {book} is not told of deleted channels: {error:?}"),
        }
    }
    let embed = embed.title(crate::render::user_text(&name));
    let told = match owner.create_dm_channel(&discord.http).await {
        Ok(channel) => post.send(&discord.http, channel.id, embed).await,
        Err(error) => Err(error.into()),
    };
    if let Err(error) = told {
        log::warn!("the owner of {book} is not told of deleted channels: {error:?}");
    }
}
