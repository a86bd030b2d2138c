//! Whether a steward's change is posted in public. It can always be silent: then only whoever asked sees an answer, and
//! the journal keeps it all the same.

use std::str::FromStr;

use poise::serenity_prelude as serenity;
use poise::{PopArgument, SlashArgError, SlashArgument};

use crate::arguments::{Wrong, next_word};
use crate::ask::{Ask, Context};
use crate::choice::mismatch;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The old names of commands that were silent by themselves.
const SILENT_NAMES: [&str; 4] = ["silentadd", "sadd", "silentremove", "sremove"];

/// The option that makes a command silent.
pub const OPTION: &str = "silent";

/// What stands for it in a message.
pub const WORD: &str = "--silent";

/// The same from keyboards that make one dash of two.
const WORD_WITH_ONE_DASH: &str = "—silent";

/// Whether something is posted in public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Only whoever asked sees the answer.
    Silent,
    /// Everybody in the channel sees it.
    Aloud,
}

/// Begins a command that can be silent.
///
/// # Errors
/// When it is not ours to answer, or cannot be answered here.
pub async fn begin(ctx: Context<'_>, asked: Option<Silence>) -> Result<(Ask, Silence), Trouble> {
    let silence = if is_silent_by_name(ctx) { Silence::Silent } else { asked.unwrap_or(Silence::Aloud) };
    let mut ask = Ask::begin(ctx, silence.privacy()).await?;
    if silence == Silence::Silent {
        // Whatever goes wrong from here on is told silently too.
        ctx.set_invocation_data(silence).await;
        ask.hush().await;
    }
    Ok((ask, silence))
}

/// The same for a command that asks with buttons first: those work only where the server is known, which it is not in
/// a direct message.
///
/// # Errors
/// As [`begin`], and when it is asked for in a message.
pub async fn begin_with_question(
    ctx: Context<'_>,
    asked: Option<Silence>,
) -> Result<(Ask, Silence), Trouble> {
    if asked == Some(Silence::Silent) && matches!(ctx, poise::Context::Prefix(_)) {
        return Err(Trouble::say("answer-silent-by-slash"));
    }
    begin(ctx, asked).await
}

/// Whether what goes wrong with a command is told silently.
pub async fn holds(ctx: Context<'_>) -> bool {
    is_silent_by_name(ctx) || ctx.invocation_data::<Silence>().await.is_some()
}

fn is_silent_by_name(ctx: Context<'_>) -> bool {
    SILENT_NAMES.contains(&ctx.invoked_command_name().to_lowercase().as_str())
}

impl Silence {
    /// Who sees the answer.
    pub fn privacy(self) -> Privacy {
        match self {
            Silence::Silent => Privacy::Private,
            Silence::Aloud => Privacy::Public,
        }
    }

    /// As buttons carry it.
    pub fn word(self) -> &'static str {
        match self {
            Silence::Silent => "s",
            Silence::Aloud => "a",
        }
    }
}

impl FromStr for Silence {
    type Err = Wrong;

    /// Reads what buttons carry.
    fn from_str(text: &str) -> Result<Silence, Wrong> {
        match text {
            "s" => Ok(Silence::Silent),
            "a" => Ok(Silence::Aloud),
            _ => Err(Wrong::Word(text.to_owned())),
        }
    }
}

#[serenity::async_trait]
impl<'a> PopArgument<'a> for Silence {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        _: &serenity::Context,
        _: &serenity::Message,
    ) -> Result<(&'a str, usize, Silence), (Box<dyn std::error::Error + Send + Sync>, Option<String>)> {
        let (word, rest) = next_word(args).map_err(|missing| (missing.into(), None))?;
        match [WORD, WORD_WITH_ONE_DASH].contains(&word.to_lowercase().as_str()) {
            true => Ok((rest, attachment, Silence::Silent)),
            false => Err((Wrong::Word(word.to_owned()).into(), Some(word.to_owned()))),
        }
    }
}

#[serenity::async_trait]
impl SlashArgument for Silence {
    async fn extract(
        _: &serenity::Context,
        _: &serenity::CommandInteraction,
        value: &serenity::ResolvedValue<'_>,
    ) -> Result<Silence, SlashArgError> {
        match *value {
            serenity::ResolvedValue::Boolean(true) => Ok(Silence::Silent),
            serenity::ResolvedValue::Boolean(false) => Ok(Silence::Aloud),
            _ => Err(mismatch()),
        }
    }

    fn create(option: serenity::CreateCommandOption) -> serenity::CreateCommandOption {
        option.kind(serenity::CommandOptionType::Boolean)
    }
}
