//! Whether the bot can write in a channel, as far as the gateway has told.

use poise::serenity_prelude as serenity;
use serenity::{ChannelId, GuildId, Permissions};

use crate::render::texts::Voice;

/// What the bot needs there, and the line that names it.
const NEEDED: [(Permissions, &str); 3] = [
    (Permissions::VIEW_CHANNEL, "permission-view-channel"),
    (Permissions::SEND_MESSAGES, "permission-send-messages"),
    (Permissions::EMBED_LINKS, "permission-embed-links"),
];

/// What to do so that the bot can write in a log channel; nothing if it can, or if that cannot be told from here.
pub(crate) fn what_is_missing(
    cache: &serenity::Cache,
    guild: GuildId,
    channel: ChannelId,
    voice: Voice<'_>,
) -> Option<String> {
    let missing = missing(cache, guild, channel, voice)?;
    let values = [("channel", format!("<#{channel}>").into()), ("permissions", missing.into())];
    Some(voice.say_with("log-unwritable", &values))
}

/// The permissions that the bot lacks in a channel to write there, by name; nothing if it has them, or if that cannot
/// be told from here.
pub(crate) fn missing(
    cache: &serenity::Cache,
    guild: GuildId,
    channel: ChannelId,
    voice: Voice<'_>,
) -> Option<String> {
    let me = cache.current_user().id;
    let guild = cache.guild(guild)?;
    let may = guild.user_permissions_in(guild.channels.get(&channel)?, guild.members.get(&me)?);
    let missing = NEEDED.iter().filter(|(permission, _)| !may.contains(*permission));
    let missing: Vec<String> = missing.map(|(_, line)| voice.say(line)).collect();
    if missing.is_empty() { None } else { Some(missing.join(", ")) }
}
