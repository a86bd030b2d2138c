//! The arguments of commands, parsed into types that cannot be wrong. A command in a message and a slash command read
//! the same types.

use ledger_core::MemberId;
use poise::serenity_prelude as serenity;
use poise::{PopArgument, SlashArgError, SlashArgument, TooFewArguments};
use serenity::{CommandInteraction, CommandOptionType, CreateCommandOption, Message, ResolvedValue};

use crate::app::names;
use crate::reply::error::ArgumentError;
use crate::settings::ids;

/// The largest whole number that Discord takes in a form.
const LARGEST_IN_FORM: u64 = 9_007_199_254_740_991;

/// A person who was named: mentioned, chosen, or by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// The id.
    pub id: MemberId,
    /// The name, where Discord sent it along.
    pub name: Option<String>,
    /// The name that the person has in all servers, where Discord sent it along.
    pub user_name: Option<String>,
    /// Whether the person is in this server.
    pub presence: Presence,
    /// The hash of the person's own picture, if there is one.
    pub avatar: Option<String>,
}

/// Whether a person is in the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// In the server.
    Here,
    /// Left, or was never there.
    Elsewhere,
    /// Discord did not say.
    Unknown,
}

/// A whole number from 0: a page, a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WholeNumber(pub u64);

/// A role that was named: mentioned, chosen, or by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RoleArgument(pub serenity::RoleId);

/// Something that only a form has a place for: in a message it is never there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SlashOnly<T>(pub T);

impl Person {
    /// Takes a user as Discord describes one.
    pub(crate) fn of(
        user: &serenity::User,
        presence: Presence,
        nick: Option<&str>,
    ) -> Result<Person, ArgumentError> {
        if user.bot {
            return Err(ArgumentError::Bot);
        }
        let id = MemberId::new(user.id.get()).map_err(|_| ArgumentError::Person(user.id.to_string()))?;
        let name = names::shown(user, nick).to_owned();
        Ok(Person {
            id,
            name: Some(name),
            user_name: Some(user.name.clone()),
            presence,
            avatar: user.avatar.map(|hash| hash.to_string()),
        })
    }

    fn typed(word: &str, message: &Message) -> Result<Person, ArgumentError> {
        let wrong = || ArgumentError::Person(word.to_owned());
        let digits = word
            .strip_prefix("<@")
            .and_then(|rest| rest.strip_suffix('>'))
            .map_or(word, |id| id.trim_start_matches('!'));
        let id: MemberId = digits.parse().map_err(|_| wrong())?;
        match message.mentions.iter().find(|user| user.id.get() == id.number()) {
            // The mention of a user who is not in the server comes without a member.
            Some(user) => {
                let nick = user.member.as_deref().and_then(|member| member.nick.as_deref());
                let presence = if user.member.is_some() { Presence::Here } else { Presence::Unknown };
                Person::of(user, presence, nick)
            }
            None => Ok(Person { id, name: None, user_name: None, presence: Presence::Unknown, avatar: None }),
        }
    }
}

/// The first word of what is left, and the rest.
pub(crate) fn next_word(args: &str) -> Result<(&str, &str), TooFewArguments> {
    let args = args.trim_start();
    if args.is_empty() {
        return Err(TooFewArguments::default());
    }
    let (word, rest) = args.split_once(char::is_whitespace).unwrap_or((args, ""));
    Ok((word, rest.trim_start()))
}

/// The word behind a number, if it can be a part of it.
pub(crate) fn following<'a>(number: &str, rest: &'a str) -> Option<&'a str> {
    let next = rest.split_whitespace().next()?;
    (is_like_number(number) && continues(next)).then_some(next)
}

/// `345`, `345k`, `.5`, or a `k` that stands alone.
fn continues(word: &str) -> bool {
    let digits = word.strip_suffix(['k', 'K', 'm', 'M']).unwrap_or(word);
    let fits = |c: char| c.is_numeric() || matches!(c, ',' | '.' | '_' | '\'' | '’');
    digits.chars().all(fits) && (digits.is_empty() || digits.contains(char::is_numeric))
}

/// Whether a word can only be meant as a number.
pub(crate) fn is_like_number(word: &str) -> bool {
    word.starts_with(char::is_numeric) && continues(word)
}

/// What is left of a message, the place of the next attachment, and the value that was read.
pub(crate) type Popped<'a, T> =
    Result<(&'a str, usize, T), (Box<dyn std::error::Error + Send + Sync>, Option<String>)>;

/// Reads the next word of a message.
pub(crate) fn pop<'a, T>(
    args: &'a str,
    attachment: usize,
    read: impl Fn(&str) -> Result<T, ArgumentError>,
) -> Popped<'a, T> {
    let (word, rest) = next_word(args).map_err(|missing| (missing.into(), None))?;
    match read(word) {
        Ok(value) => Ok((rest, attachment, value)),
        Err(wrong) => Err((wrong.into(), Some(word.to_owned()))),
    }
}

fn parsed(wrong: ArgumentError) -> SlashArgError {
    SlashArgError::new_parse(Box::new(wrong), String::new())
}

/// The person's Discord knows the command as it was before an update.
pub(crate) fn mismatch() -> SlashArgError {
    SlashArgError::new_command_structure_mismatch("an option is of another kind than was registered")
}

#[serenity::async_trait]
impl<'a> PopArgument<'a> for Person {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        _: &serenity::Context,
        message: &Message,
    ) -> Popped<'a, Self> {
        pop(args, attachment, |word| Person::typed(word, message))
    }
}

#[serenity::async_trait]
impl SlashArgument for Person {
    async fn extract(
        _: &serenity::Context,
        _: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        match value {
            ResolvedValue::User(user, member) => {
                let presence = if member.is_some() { Presence::Here } else { Presence::Elsewhere };
                Person::of(user, presence, member.and_then(|member| member.nick.as_deref())).map_err(parsed)
            }
            _ => Err(mismatch()),
        }
    }

    fn create(option: CreateCommandOption) -> CreateCommandOption {
        option.kind(CommandOptionType::User)
    }
}

#[serenity::async_trait]
impl<'a> PopArgument<'a> for WholeNumber {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        _: &serenity::Context,
        _: &Message,
    ) -> Popped<'a, Self> {
        let (first, behind) = next_word(args).map_err(|missing| (missing.into(), None))?;
        if let Some(next) = following(first.trim_start_matches('#'), behind) {
            let split = ArgumentError::SplitNumber { first: first.to_owned(), next: next.to_owned() };
            return Err((split.into(), Some(first.to_owned())));
        }
        pop(args, attachment, |word| {
            // What the history shows may be copied with its sign.
            let digits = word.strip_prefix('#').unwrap_or(word);
            let whole =
                digits.parse::<u64>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
            whole.map(WholeNumber).ok_or_else(|| ArgumentError::Whole(word.to_owned()))
        })
    }
}

#[serenity::async_trait]
impl SlashArgument for WholeNumber {
    async fn extract(
        _: &serenity::Context,
        _: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        match *value {
            ResolvedValue::Integer(number) => u64::try_from(number)
                .map(WholeNumber)
                .map_err(|_| parsed(ArgumentError::Whole(number.to_string()))),
            _ => Err(mismatch()),
        }
    }

    fn create(option: CreateCommandOption) -> CreateCommandOption {
        option.kind(CommandOptionType::Integer).min_int_value(0).max_int_value(LARGEST_IN_FORM)
    }
}

#[serenity::async_trait]
impl<'a> PopArgument<'a> for RoleArgument {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        _: &serenity::Context,
        _: &Message,
    ) -> Popped<'a, Self> {
        pop(args, attachment, |word| {
            let id = ids::id("role", word).map_err(|_| ArgumentError::Role(word.to_owned()))?;
            Ok(RoleArgument(serenity::RoleId::new(id)))
        })
    }
}

#[serenity::async_trait]
impl SlashArgument for RoleArgument {
    async fn extract(
        _: &serenity::Context,
        _: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        match value {
            ResolvedValue::Role(role) => Ok(RoleArgument(role.id)),
            _ => Err(mismatch()),
        }
    }

    fn create(option: CreateCommandOption) -> CreateCommandOption {
        option.kind(CommandOptionType::Role)
    }
}

#[serenity::async_trait]
impl<'a, T: Send + Sync> PopArgument<'a> for SlashOnly<T> {
    async fn pop_from(_: &'a str, _: usize, _: &serenity::Context, _: &Message) -> Popped<'a, SlashOnly<T>> {
        Err((TooFewArguments::default().into(), None))
    }
}

#[serenity::async_trait]
impl<T: SlashArgument + Send + Sync> SlashArgument for SlashOnly<T> {
    async fn extract(
        context: &serenity::Context,
        interaction: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<SlashOnly<T>, SlashArgError> {
        T::extract(context, interaction, value).await.map(SlashOnly)
    }

    fn create(option: CreateCommandOption) -> CreateCommandOption {
        T::create(option)
    }
}
