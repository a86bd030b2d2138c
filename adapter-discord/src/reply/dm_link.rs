//! The link to the server in direct messages about it: buttons there find their server by it, also after a restart.

use poise::serenity_prelude as serenity;
use serenity::GuildId;

const SERVERS: &str = "https://discord.com/channels/";

/// The address of a server, for a direct message about it.
pub(crate) fn link_to(server: GuildId) -> String {
    format!("{SERVERS}{server}")
}

/// The server that a direct message is about.
pub(crate) fn server_of(message: &serenity::Message) -> Option<GuildId> {
    let link = message.embeds.first()?.url.as_deref()?.strip_prefix(SERVERS)?;
    link.parse().ok().filter(|id| *id > 0).map(GuildId::new)
}
