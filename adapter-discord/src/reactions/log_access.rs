//! Whether the bot can write in a log channel, as far as the gateway has told. What is written there is not known here.

use poise::serenity_prelude as serenity;
use serenity::{ChannelId, GuildId, Permissions};

use crate::texts::Voice;

/// What the bot needs there, and the line that names it.
const NEEDED: [(Permissions, &str); 3] = [
    (Permissions::VIEW_CHANNEL, "permission-view-channel"),
    (Permissions::SEND_MESSAGES, "permission-send-messages"),
    (Permissions::EMBED_LINKS, "permission-embed-links"),
];

/// What to do so that the bot can write in a log channel; nothing if it can, or if that cannot be told from here.
pub fn what_is_missing(
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
    if missing.is_empty() {
        return None;
    }
    let values = [("channel", format!("<#{channel}>").into()), ("permissions", missing.join(", ").into())];
    Some(voice.say_with("log-unwritable", &values))
}
