//! Direct messages about a server: which one, stands in them as a link, so that their buttons work there and after a
//! restart. What is said in them is not known here.

use poise::serenity_prelude as serenity;
use serenity::GuildId;

/// Where a server is found.
const SERVERS: &str = "https://discord.com/channels/";

/// Where a server is found, for a direct message about it.
pub(crate) fn link_to(server: GuildId) -> String {
    format!("{SERVERS}{server}")
}

/// The server that a direct message is about.
pub(crate) fn server_of(message: &serenity::Message) -> Option<GuildId> {
    let link = message.embeds.first()?.url.as_deref()?.strip_prefix(SERVERS)?;
    link.parse().ok().filter(|id| *id > 0).map(GuildId::new)
}
