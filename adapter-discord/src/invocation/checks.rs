//! Whether a command is answered at all, here and for this person. Every command passes before anything is done.

use poise::serenity_prelude::ChannelId;

use crate::app::Context;
use crate::invocation::permissions::Permission;
use crate::invocation::{locale_of_message, silent};
use crate::reply::error::CommandError;
use crate::reply::{Deleted, Reply, channel_access};
use crate::settings::book_settings::{BookSettings, book_of};

/// The command with a secret in it: wherever it is written, nobody else should read it.
const WITH_SECRET: &str = "claim";

/// The command that is answered everywhere: what is kept of people is theirs to know and to end.
const EVERYWHERE: &str = "privacy";

/// Lets a command through, or says why not; `false` where silence is the answer.
///
/// # Errors
/// What the person should know.
pub(crate) async fn check(ctx: Context<'_>) -> Result<bool, CommandError> {
    let Some(book) = ctx.guild_id().and_then(book_of) else { return Ok(true) };
    let settings = ctx.data().ledger.read(book, |book| BookSettings::of(book.settings()));
    let permission = match ctx {
        poise::Context::Application(command) => {
            Permission::of_interaction(command.interaction.member.as_deref(), &settings)
        }
        poise::Context::Prefix(command) => Permission::of_message(command.msg, ctx.cache(), &settings),
    };
    let command = ctx.command_tree().first();
    let is_called = |name: &str| command.is_some_and(|command| command.name == name);
    // Stewards are heard everywhere, so that nobody locks everybody out.
    if permission == Permission::Member && !is_called(EVERYWHERE) && !listens(ctx, &settings) {
        let channels: Vec<String> = settings.channels.iter().map(|id| format!("<#{id}>")).collect();
        let values = [("channels", channels.join(", ").into())];
        return match ctx {
            poise::Context::Prefix(_) if is_called(WITH_SECRET) => Err(match delete(ctx).await {
                Deleted::StillThere => CommandError::say_with("claim-elsewhere-left", values),
                _ => CommandError::say_with("claim-elsewhere", values),
            }),
            poise::Context::Prefix(_) => Ok(false),
            poise::Context::Application(_) => Err(CommandError::say_with("answer-wrong-channel", values)),
        };
    }
    if !permission.may_use(command.and_then(|command| command.category.as_deref())) {
        return Err(CommandError::say("answer-steward-needed"));
    }
    if let Some(permissions) = missing_here(ctx) {
        if is_called(WITH_SECRET) {
            delete(ctx).await;
        }
        return Err(CommandError::say_with("answer-cannot-show", [("permissions", permissions.into())]));
    }
    Ok(true)
}

/// What the bot lacks to answer a message where it was written. Looked at before anything is done, for what was done
/// and not told is asked for again.
fn missing_here(ctx: Context<'_>) -> Option<String> {
    let poise::Context::Prefix(command) = ctx else { return None };
    if silent::is_asked(command.invoked_command_name) {
        return None;
    }
    let locale = locale_of_message(ctx.data(), ctx.serenity_context(), ctx.guild_id());
    let voice = ctx.data().texts.voice(locale.as_deref());
    channel_access::missing(ctx.cache(), ctx.guild_id()?, ctx.channel_id(), voice)
}

/// Deletes the message that asked.
async fn delete(ctx: Context<'_>) -> Deleted {
    let poise::Context::Prefix(command) = ctx else { return Deleted::NotNeeded };
    Reply::to(command.msg).delete_question(ctx.serenity_context()).await
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
