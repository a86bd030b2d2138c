//! One of a few things that can stand in an option: chosen in a form, or typed as one of several words.

use std::borrow::Cow;

use poise::serenity_prelude as serenity;
use poise::{CommandParameterChoice, SlashArgError};

use crate::arguments::{Wrong, next_word};

/// Something that is one of a few.
pub trait Choice: Copy + Send + Sync + 'static {
    /// Each with the name by which its translations are found, and the words for it in messages.
    const ALL: &'static [(Self, &'static str, &'static [&'static str])];

    /// Reads a typed word.
    ///
    /// # Errors
    /// When it is none of them.
    fn typed(word: &str) -> Result<Self, Wrong> {
        let typed = word.to_lowercase().replace('_', "-");
        let found = Self::ALL.iter().find(|(_, _, words)| words.contains(&typed.as_str()));
        found.map(|(choice, _, _)| *choice).ok_or_else(|| Wrong::Word(word.to_owned()))
    }
}

/// The first word, the rest, and what the word stands for.
pub type Popped<'a, T> =
    Result<(&'a str, usize, T), (Box<dyn std::error::Error + Send + Sync>, Option<String>)>;

/// Reads the next word of a message.
pub fn pop<T: Choice>(args: &str, attachment: usize) -> Popped<'_, T> {
    let (word, rest) = next_word(args).map_err(|missing| (missing.into(), None))?;
    match T::typed(word) {
        Ok(choice) => Ok((rest, attachment, choice)),
        Err(wrong) => Err((wrong.into(), Some(word.to_owned()))),
    }
}

/// Reads what was chosen in a form; `None` for what was never registered.
pub fn chosen<T: Choice>(value: &serenity::ResolvedValue<'_>) -> Option<T> {
    let serenity::ResolvedValue::Integer(place) = *value else { return None };
    T::ALL.get(usize::try_from(place).ok()?).map(|(choice, _, _)| *choice)
}

/// The person's Discord knows the command as it was before an update.
pub fn mismatch() -> SlashArgError {
    SlashArgError::new_command_structure_mismatch("an option is of another kind than was registered")
}

/// What can be chosen in a form.
pub fn choices<T: Choice>() -> Cow<'static, [CommandParameterChoice]> {
    let choice = |name: &'static str| CommandParameterChoice {
        name: name.into(),
        localizations: Vec::new().into(),
        __non_exhaustive: (),
    };
    T::ALL.iter().map(|(_, name, _)| choice(name)).collect::<Vec<_>>().into()
}

/// Lets choices stand in the arguments of commands.
macro_rules! arguments {
    ($($choice:ty),+) => {$(
        #[poise::serenity_prelude::async_trait]
        impl<'a> poise::PopArgument<'a> for $choice {
            async fn pop_from(
                args: &'a str,
                attachment: usize,
                _: &poise::serenity_prelude::Context,
                _: &poise::serenity_prelude::Message,
            ) -> $crate::choice::Popped<'a, Self> {
                $crate::choice::pop(args, attachment)
            }
        }

        #[poise::serenity_prelude::async_trait]
        impl poise::SlashArgument for $choice {
            async fn extract(
                _: &poise::serenity_prelude::Context,
                _: &poise::serenity_prelude::CommandInteraction,
                value: &poise::serenity_prelude::ResolvedValue<'_>,
            ) -> Result<Self, poise::SlashArgError> {
                $crate::choice::chosen(value).ok_or_else($crate::choice::mismatch)
            }

            fn create(
                option: poise::serenity_prelude::CreateCommandOption,
            ) -> poise::serenity_prelude::CreateCommandOption {
                option.kind(poise::serenity_prelude::CommandOptionType::Integer)
            }

            fn choices() -> std::borrow::Cow<'static, [poise::CommandParameterChoice]> {
                $crate::choice::choices::<$choice>()
            }
        }
    )+};
}

pub(crate) use arguments;
