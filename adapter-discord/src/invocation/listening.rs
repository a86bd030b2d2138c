//! Where the bot listens: in the channels of the server's setting and in their threads. Channels can be deleted, and a
//! setting knows nothing of that.

use poise::serenity_prelude as serenity;
use serenity::{ChannelId, ChannelType, GuildId};

use crate::effects::lost_channels;
use crate::invocation::Context;
use crate::invocation::state::InvocationState;
use crate::reply;

/// Whether the bot listens in the channel of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Listening {
    /// It does.
    Here,
    /// It listens in these channels.
    Elsewhere(Vec<u64>),
    /// Every channel in which it listened was deleted.
    Nowhere,
}

/// Whether the bot listens where a command was used.
pub(crate) async fn of(ctx: Context<'_>, state: &InvocationState) -> Listening {
    let channels = &state.settings.channels;
    let Some((guild, book)) = state.server.filter(|_| !channels.is_empty()) else { return Listening::Here };
    let named = |id: ChannelId| channels.binary_search(&id.get()).is_ok();
    if named(ctx.channel_id()) || parent(ctx, guild).await.is_some_and(named) {
        return Listening::Here;
    }
    let there = lost_channels::still_there(&state.bot, &state.discord, book, channels).await;
    if there.is_empty() { Listening::Nowhere } else { Listening::Elsewhere(there) }
}

/// The channel that the thread of a command belongs to. A slash command names it; for a message the cache knows it, or
/// Discord if the thread is older than the connection.
async fn parent(ctx: Context<'_>, guild: GuildId) -> Option<ChannelId> {
    if let poise::Context::Application(command) = ctx {
        let channel = command.interaction.channel.as_ref()?;
        return channel.parent_id.filter(|_| is_thread(channel.kind));
    }
    let id = ctx.channel_id();
    let cached = ctx.cache().guild(guild).map(|guild| {
        let thread = guild.threads.iter().find(|thread| thread.id == id);
        (guild.channels.contains_key(&id), thread.and_then(|thread| thread.parent_id))
    });
    match cached {
        Some((true, _)) => None,
        Some((false, Some(parent))) => Some(parent),
        _ => match ctx.http().get_channel(id).await {
            Ok(channel) => channel.guild().filter(|channel| is_thread(channel.kind))?.parent_id,
            Err(error) => {
                log::info!("Discord did not say which channel a thread belongs to: {}", reply::shown(&error));
                None
            }
        },
    }
}

fn is_thread(kind: ChannelType) -> bool {
    matches!(kind, ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread)
}
