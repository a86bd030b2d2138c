//! Whether a steward's change is posted in public. A silent one is answered to the steward alone, and stands in the
//! journal like any other. In a message, a word makes a command silent. It is taken out before the command is parsed:
//! so it may stand anywhere, and a mistyped command is not reported in public.

use std::str::FromStr;

use poise::serenity_prelude as serenity;
use poise::{PopArgument, SlashArgError, SlashArgument};

use crate::invocation::arguments::mismatch;
use crate::reply::Privacy;
use crate::reply::error::ArgumentError;

/// The option that makes a command silent.
pub(crate) const OPTION: &str = "silent";

/// What makes a command in a message silent.
pub(crate) const WORD: &str = "--silent";

/// What may stand in front of such a word: keyboards make one dash of two.
pub(crate) const DASHES: [&str; 3] = ["--", "–", "—"];

/// The old names of commands that were silent by themselves.
const SILENT_NAMES: [&str; 4] = ["silentadd", "sadd", "silentremove", "sremove"];

/// Whether something is posted in public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    /// Only the steward sees the answer.
    Silent,
    /// All who can read the channel see it.
    Aloud,
}

impl Silence {
    /// Who sees the answer.
    pub(crate) fn privacy(self) -> Privacy {
        match self {
            Silence::Silent => Privacy::Private,
            Silence::Aloud => Privacy::Public,
        }
    }

    /// As buttons carry it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Silence::Silent => "s",
            Silence::Aloud => "a",
        }
    }
}

impl FromStr for Silence {
    type Err = ArgumentError;

    /// Reads what buttons carry.
    fn from_str(text: &str) -> Result<Silence, ArgumentError> {
        match text {
            "s" => Ok(Silence::Silent),
            "a" => Ok(Silence::Aloud),
            _ => Err(ArgumentError::Word(text.to_owned())),
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
        // The word was taken out before, and is not among the arguments.
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

/// Whether a command is silent by its name.
pub(crate) fn is_in_the_name(command: &str) -> bool {
    SILENT_NAMES.contains(&command.to_lowercase().as_str())
}

/// Takes the word out of a message.
pub(crate) fn take_word(content: &mut String) -> Silence {
    let is_it = |word: &str| {
        let undashed = DASHES.iter().find_map(|dashes| word.trim_end().strip_prefix(dashes));
        undashed.is_some_and(|word| word.eq_ignore_ascii_case(OPTION))
    };
    if !content.split_whitespace().any(is_it) {
        return Silence::Aloud;
    }
    let rest = content.split_inclusive(char::is_whitespace).filter(|word| !is_it(word)).collect::<String>();
    rest.trim_end().clone_into(content);
    Silence::Silent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, asked: Silence, rest: &str) {
        let mut content = typed.to_owned();
        assert_eq!((take_word(&mut content), content.as_str()), (asked, rest));
    }

    #[test]
    fn the_word_is_taken_out_wherever_it_stands() {
        check("!grant <@1> 5 --silent a  gift", Silence::Silent, "!grant <@1> 5 a  gift");
        check("!grant <@1> 5 a gift --Silent", Silence::Silent, "!grant <@1> 5 a gift");
        check("!grant —silent <@1> 5\ngift", Silence::Silent, "!grant <@1> 5\ngift");
        check("!grant <@1> 5 a gift –silent", Silence::Silent, "!grant <@1> 5 a gift");
        check("--silent", Silence::Silent, "");
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for typed in ["!grant <@1> 5 a silent gift", "!grant <@1> 5 --silently", "!give \"--silent\" ", ""] {
            check(typed, Silence::Aloud, typed);
        }
    }
}
