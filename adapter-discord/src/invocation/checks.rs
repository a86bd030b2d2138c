//! Whether a command is answered at all, here and for this person. Every command passes before anything is done.

use crate::invocation::listening::{self, Listening};
use crate::invocation::permissions::{FOR_STEWARDS, Permission};
use crate::invocation::silent::{self, Silence};
use crate::invocation::state::InvocationState;
use crate::invocation::{Command, Context};
use crate::reply::error::CommandError;
use crate::reply::{Deleted, channel_access};

/// The command with a secret in it: its message is deleted wherever it is written.
const WITH_SECRET: &str = "claim";

/// The command that is answered everywhere: members may always know and end what is stored about them.
const EVERYWHERE: &str = "privacy";

/// Lets a command through, or says why not; `false` where no answer is wanted. Settles whether it is silent.
///
/// # Errors
/// What the member should know.
pub(crate) async fn check(ctx: Context<'_>) -> Result<bool, CommandError> {
    let mut state = ctx.data().lock().await;
    if state.server.is_none() {
        return Ok(true);
    }
    let command = ctx.command_tree().first().copied();
    let category = command.and_then(|command| command.category.as_deref());
    let is_called = |name: &str| command.is_some_and(|command| command.name == name);
    if category != Some(FOR_STEWARDS) {
        state.silence = Silence::Aloud;
    } else if silent::is_in_the_name(ctx.invoked_command_name()) {
        state.silence = Silence::Silent;
    }
    // Stewards can use every channel, so that they cannot lock themselves out.
    if state.permission == Permission::Member
        && !is_called(EVERYWHERE)
        && let Some(elsewhere) = elsewhere(ctx, &state, command).await
    {
        return elsewhere;
    }
    if !state.permission.may_use(category) {
        return Err(CommandError::say("answer-steward-needed"));
    }
    if let Some(permissions) = missing_here(ctx, &state) {
        if is_called(WITH_SECRET) {
            state.reply.delete_question(&state.discord).await;
        }
        return Err(CommandError::say_with("answer-cannot-show", [("permissions", permissions.into())]));
    }
    Ok(true)
}

/// The answer where the bot does not listen; `None` where it does.
async fn elsewhere(
    ctx: Context<'_>,
    state: &InvocationState,
    command: Option<&Command>,
) -> Option<Result<bool, CommandError>> {
    let has_secret = command.is_some_and(|command| command.name == WITH_SECRET);
    let channels = match listening::of(ctx, state).await {
        Listening::Here => return None,
        Listening::Elsewhere(channels) => channels,
        // There is no channel to be used instead, so messages are answered too.
        Listening::Nowhere => {
            if has_secret {
                state.reply.delete_question(&state.discord).await;
            }
            return Some(Err(CommandError::say("answer-no-channel")));
        }
    };
    let channels: Vec<String> = channels.iter().map(|id| format!("<#{id}>")).collect();
    let values = [("channels", channels.join(", ").into())];
    Some(match ctx {
        poise::Context::Prefix(_) if has_secret => {
            Err(match state.reply.delete_question(&state.discord).await {
                Deleted::StillThere => CommandError::say_with("claim-elsewhere-left", values),
                _ => CommandError::say_with("claim-elsewhere", values),
            })
        }
        poise::Context::Prefix(_) => Ok(false),
        poise::Context::Application(_) => Err(CommandError::say_with("answer-wrong-channel", values)),
    })
}

/// What the bot lacks to answer a message where it was written. Checked before anything is done: a change that was made
/// but not shown would be asked for again.
fn missing_here(ctx: Context<'_>, state: &InvocationState) -> Option<String> {
    if matches!(ctx, poise::Context::Application(_)) || state.silence == Silence::Silent {
        return None;
    }
    channel_access::missing(ctx.cache(), ctx.guild_id()?, ctx.channel_id(), state.voice())
}
