//! Whether a command is answered at all, here and for this person. Every command passes before anything is done.

use poise::serenity_prelude::ChannelId;

use crate::ask::Context;
use crate::book_settings::BookSettings;
use crate::dispatch::book_of;
use crate::may::Standing;
use crate::trouble::Trouble;

/// Lets a command through, or says why not; `false` where silence is the answer.
///
/// # Errors
/// What the person should know.
pub async fn check(ctx: Context<'_>) -> Result<bool, Trouble> {
    let Some(book) = ctx.guild_id().and_then(book_of) else { return Ok(true) };
    let settings = ctx.data().ledger.read(book, |book| BookSettings::of(book.settings()));
    let standing = match ctx {
        poise::Context::Application(command) => {
            Standing::of_interaction(command.interaction.member.as_deref(), &settings)
        }
        poise::Context::Prefix(command) => Standing::of_message(command.msg, ctx.cache(), &settings),
    };
    // Stewards are heard everywhere, so that nobody locks everybody out.
    if standing == Standing::Member && !listens(ctx, &settings) {
        return match ctx {
            poise::Context::Prefix(_) => Ok(false),
            poise::Context::Application(_) => {
                let channels: Vec<String> = settings.channels.iter().map(|id| format!("<#{id}>")).collect();
                Err(Trouble::say_with("answer-wrong-channel", [("channels", channels.join(", ").into())]))
            }
        };
    }
    let category = ctx.command_tree().first().and_then(|command| command.category.as_deref());
    if standing.may_use(category) { Ok(true) } else { Err(Trouble::say("answer-steward-needed")) }
}

/// Whether the bot listens in this channel, or in the channel that this thread belongs to.
fn listens(ctx: Context<'_>, settings: &BookSettings) -> bool {
    let named = |id: ChannelId| settings.channels.binary_search(&id.get()).is_ok();
    if settings.channels.is_empty() || named(ctx.channel_id()) {
        return true;
    }
    let guild = ctx.guild_id().and_then(|guild| ctx.cache().guild(guild));
    let parent = guild.and_then(|guild| {
        guild.threads.iter().find(|thread| thread.id == ctx.channel_id()).and_then(|thread| thread.parent_id)
    });
    parent.is_some_and(named)
}
