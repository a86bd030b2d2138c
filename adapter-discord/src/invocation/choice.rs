//! One of a few things that can stand in an option: chosen in a form, or typed as one of several words.

use std::borrow::Cow;

use poise::CommandParameterChoice;
use poise::serenity_prelude as serenity;

use crate::reply::error::ArgumentError;

/// Something that is one of a few.
pub(crate) trait Choice: Copy + Send + Sync + 'static {
    /// Each with the name by which its translations are found, and the words for it in messages.
    const ALL: &'static [(Self, &'static str, &'static [&'static str])];

    /// Reads a typed word.
    ///
    /// # Errors
    /// When it is none of them.
    fn typed(word: &str) -> Result<Self, ArgumentError> {
        let typed = word.to_lowercase().replace('_', "-");
        let found = Self::ALL.iter().find(|(_, _, words)| words.contains(&typed.as_str()));
        found.map(|(choice, _, _)| *choice).ok_or_else(|| ArgumentError::Word(word.to_owned()))
    }
}

/// Reads what was chosen in a form; `None` for what was never registered.
pub(crate) fn chosen<T: Choice>(value: &serenity::ResolvedValue<'_>) -> Option<T> {
    let serenity::ResolvedValue::Integer(place) = *value else { return None };
    T::ALL.get(usize::try_from(place).ok()?).map(|(choice, _, _)| *choice)
}

/// What can be chosen in a form.
pub(crate) fn choices<T: Choice>() -> Cow<'static, [CommandParameterChoice]> {
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
            ) -> $crate::invocation::arguments::Popped<'a, Self> {
                $crate::invocation::arguments::pop(args, attachment, $crate::invocation::choice::Choice::typed)
            }
        }

        #[poise::serenity_prelude::async_trait]
        impl poise::SlashArgument for $choice {
            async fn extract(
                _: &poise::serenity_prelude::Context,
                _: &poise::serenity_prelude::CommandInteraction,
                value: &poise::serenity_prelude::ResolvedValue<'_>,
            ) -> Result<Self, poise::SlashArgError> {
                $crate::invocation::choice::chosen(value).ok_or_else($crate::invocation::arguments::mismatch)
            }

            fn create(
                option: poise::serenity_prelude::CreateCommandOption,
            ) -> poise::serenity_prelude::CreateCommandOption {
                option.kind(poise::serenity_prelude::CommandOptionType::Integer)
            }

            fn choices() -> std::borrow::Cow<'static, [poise::CommandParameterChoice]> {
                $crate::invocation::choice::choices::<$choice>()
            }
        }
    )+};
}

pub(crate) use arguments;
