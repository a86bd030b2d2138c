//! What poise reports when a command fails, or before one runs, as errors that finish the invocation.

use poise::FrameworkError;

use crate::invocation::finish::quoted;
use crate::invocation::state::reference;
use crate::invocation::{Context, Data, usage};
use crate::reply::error::{ArgumentError, CommandError};

/// Finishes the invocation of a command that failed.
pub(crate) async fn finish(error: FrameworkError<'_, Data, CommandError>) {
    let (error, ctx) = match error {
        FrameworkError::Command { error, ctx, .. }
        | FrameworkError::CommandCheckFailed { error: Some(error), ctx, .. } => (error, ctx),
        FrameworkError::GuildOnly { ctx, .. } => (CommandError::say("answer-server-needed"), ctx),
        FrameworkError::SubcommandRequired { ctx } => (missing(), ctx),
        FrameworkError::ArgumentParse { error, input, ctx, .. } => {
            let error = match error.downcast::<ArgumentError>() {
                Ok(wrong) => CommandError::Argument(*wrong),
                Err(error) => of_argument(&*error, input, ctx),
            };
            (error, ctx)
        }
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            let why = payload.unwrap_or_else(|| "no message".to_owned());
            (CommandError::fault(format!("it panicked: {why}")), ctx)
        }
        FrameworkError::CommandStructureMismatch { description, ctx, .. } => {
            // The member's Discord knows the command as it was before an update.
            let reference = reference(ctx.interaction.id.get());
            log::warn!("{reference}: the command is not as registered: {description}");
            (CommandError::say("answer-unknown-command"), ctx.into())
        }
        FrameworkError::UnknownInteraction { framework, interaction, .. } => {
            framework.user_data.lock().await.finish_unknown(&interaction.data.name).await;
            return;
        }
        FrameworkError::PermissionFetchFailed { ctx, .. } => {
            log::error!("{}: permissions are not known", reference(ctx.id()));
            return;
        }
        // A check asked for no answer. Prefixes are shared with other bots: an unknown command is not for this one.
        FrameworkError::CommandCheckFailed { error: None, .. } | FrameworkError::UnknownCommand { .. } => {
            return;
        }
        // The bot uses nothing that leads to the others. They are not printed: some contain what people wrote.
        _ => {
            log::error!("something happened around a command that the bot has no use for");
            return;
        }
    };
    let mut state = ctx.data().lock().await;
    let usage = usage::line(state.voice(), ctx.prefix(), ctx.command());
    state.finish(Err(error), &ctx.command().qualified_name, Some(usage)).await;
}

/// What poise says of arguments, as lines of the texts.
fn of_argument(
    error: &(dyn std::error::Error + 'static),
    input: Option<String>,
    ctx: Context<'_>,
) -> CommandError {
    if error.is::<poise::TooFewArguments>() {
        return missing();
    }
    if error.is::<poise::TooManyArguments>() {
        // An optional argument that cannot be read counts as too many: name it.
        return match ctx {
            poise::Context::Prefix(command) if !command.command().parameters.is_empty() => {
                let word = command.args.split_whitespace().next().unwrap_or_default();
                CommandError::say_with("bad-argument", [("value", quoted(word).into())])
            }
            _ => CommandError::say("bad-surplus"),
        };
    }
    CommandError::say_with("bad-argument", [("value", quoted(&input.unwrap_or_default()).into())])
}

fn missing() -> CommandError {
    CommandError::say("bad-missing")
}
