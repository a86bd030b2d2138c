//! Whether a steward's change is posted in public. It can always be silent: then only whoever asked sees an answer, and
//! the journal keeps it all the same.

use std::str::FromStr;

use poise::serenity_prelude as serenity;
use poise::{PopArgument, SlashArgError, SlashArgument};

use crate::arguments::Wrong;
use crate::ask::{Ask, Context};
use crate::choice::mismatch;
use crate::quiet;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The option that makes a command silent.
pub const OPTION: &str = "silent";

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
    let is_asked = quiet::is_asked(ctx.invoked_command_name());
    let silence = if is_asked { Silence::Silent } else { asked.unwrap_or(Silence::Aloud) };
    Ok((Ask::begin(ctx, silence.privacy()).await?, silence))
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
        _: &'a str,
        _: usize,
        _: &serenity::Context,
        _: &serenity::Message,
    ) -> Result<(&'a str, usize, Silence), (Box<dyn std::error::Error + Send + Sync>, Option<String>)> {
        // The word was heard before, and is not among the arguments.
        Err((poise::TooFewArguments::default().into(), None))
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
