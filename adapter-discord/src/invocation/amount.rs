//! Amounts as members type them: numbers in the groups of their language, and the words for all and half. An amount is
//! read with its whole text, or the answer says what it can mean.

use ledger_core::{Amount, GroupMark, NumberError, Points, read_number};
use poise::serenity_prelude as serenity;
use poise::{PopArgument, SlashArgError, SlashArgument, TooFewArguments};
use serenity::{CommandInteraction, CommandOptionType, CreateCommandOption, Message, ResolvedValue};

use crate::invocation::Context;
use crate::invocation::arguments::{Popped, following, is_like_number, mismatch};
use crate::invocation::state::InvocationState;
use crate::reply::error::{ArgumentError, CommandError};

/// Fits every number, grouped, and every word.
const MAX_TYPED: u16 = 40;

/// The lines of the texts with the words for all and half, separated by commas.
pub(crate) const ALL_WORDS: &str = "amount-all";
pub(crate) const HALF_WORDS: &str = "amount-half";

/// An amount, or a word for one, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AmountArgument(Typed);

/// A number of points from 0, as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PointsArgument(Typed);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Typed {
    text: String,
    /// The next word of the message, if it looks like the rest of the number.
    next: Option<String>,
}

/// How many points are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// So many.
    Number(Points),
    /// All that there are.
    All,
    /// Half of them, rounded down.
    Half,
}

impl AmountArgument {
    /// Reads it as the member writes numbers.
    ///
    /// # Errors
    /// When it is no amount, or can be read in more than one way.
    pub(crate) async fn read(&self, ctx: Context<'_>) -> Result<Wanted, CommandError> {
        let state = ctx.data().lock().await;
        let is_one_of = |line| is_word(&state, line, &self.0.text);
        if is_one_of(ALL_WORDS) {
            return Ok(Wanted::All);
        }
        if is_one_of(HALF_WORDS) {
            return Ok(Wanted::Half);
        }
        Ok(Wanted::Number(self.0.number(state.group_mark())?))
    }
}

impl PointsArgument {
    /// Reads it as the member writes numbers.
    ///
    /// # Errors
    /// When it is no number, or can be read in more than one way.
    pub(crate) fn read(&self, groups: GroupMark) -> Result<Points, CommandError> {
        Ok(self.0.number(groups)?)
    }
}

impl Typed {
    fn number(&self, groups: GroupMark) -> Result<Points, ArgumentError> {
        if let Some(next) = &self.next {
            return Err(ArgumentError::SplitNumber { first: self.text.clone(), next: next.clone() });
        }
        read_number(&self.text, groups).map_err(|why| ArgumentError::Number { value: self.text.clone(), why })
    }
}

impl Wanted {
    /// The number, where there is nothing to take all or half of.
    ///
    /// # Errors
    /// When it is a word.
    pub(crate) fn number(self) -> Result<Points, CommandError> {
        match self {
            Wanted::Number(points) => Ok(points),
            Wanted::All | Wanted::Half => Err(CommandError::say("amount-number-needed")),
        }
    }

    /// The amount, where there is nothing to take all or half of.
    ///
    /// # Errors
    /// When it is a word, or 0.
    pub(crate) fn amount(self) -> Result<Amount, CommandError> {
        let Points(number) = self.number()?;
        let bad = |_| ArgumentError::Number { value: number.to_string(), why: NumberError::NotANumber };
        Ok(Amount::new(number).map_err(bad)?)
    }

    /// The amount, taken from a balance.
    ///
    /// # Errors
    /// When it is 0: nothing is left, or half of one point.
    pub(crate) fn amount_of(self, balance: Points) -> Result<Amount, CommandError> {
        let part = match self {
            Wanted::Number(_) => return self.amount(),
            Wanted::All => balance.0,
            Wanted::Half => balance.0 / 2,
        };
        Amount::new(part)
            .map_err(|_| CommandError::say_with("amount-nothing", [("balance", balance.0.into())]))
    }
}

/// Whether a typed text is one of the words of a line, in any language: members mix theirs with English.
fn is_word(state: &InvocationState, line: &str, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    let texts = &state.bot.texts;
    texts.languages().any(|language| words(&texts.voice(Some(language)).say(line)).any(|word| word == typed))
}

/// The words of a line.
pub(crate) fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(str::trim)
}

/// The first word of a message, the rest, and the next word if it continues a number. A number is not split at the
/// spaces that programs write between its groups.
fn split(args: &str) -> Result<(Typed, &str), TooFewArguments> {
    let args = args.trim_start();
    if args.is_empty() {
        return Err(TooFewArguments::default());
    }
    let groups_digits = |c: char| matches!(c, '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}');
    let ends = |(at, c): &(usize, char)| {
        let in_number = args[..*at].ends_with(char::is_numeric)
            && args[at + c.len_utf8()..].starts_with(char::is_numeric);
        c.is_whitespace() && !(groups_digits(*c) && in_number)
    };
    let end = args.char_indices().find(ends).map_or(args.len(), |(at, _)| at);
    let (text, rest) = (&args[..end], args[end..].trim_start());
    let next = following(text, rest);
    Ok((Typed { text: text.to_owned(), next: next.map(str::to_owned) }, rest))
}

/// `12 345` as one number, in digits.
pub(crate) fn joined(first: &str, next: &str) -> String {
    match read_number(&format!("{first} {next}"), GroupMark::Neither) {
        Ok(Points(number)) => number.to_string(),
        Err(NumberError::Unusual { meant }) => meant.to_string(),
        Err(_) => format!("{first}{next}"),
    }
}

/// What was typed into a form. A member's Discord that knows an older form sends a number.
fn chosen(value: &ResolvedValue<'_>) -> Option<Typed> {
    let text = match *value {
        ResolvedValue::String(text) => text.to_owned(),
        ResolvedValue::Integer(number) => number.to_string(),
        _ => return None,
    };
    Some(Typed { text, next: None })
}

fn option(option: CreateCommandOption) -> CreateCommandOption {
    option.kind(CommandOptionType::String).min_length(1).max_length(MAX_TYPED)
}

#[serenity::async_trait]
impl<'a> PopArgument<'a> for AmountArgument {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        _: &serenity::Context,
        _: &Message,
    ) -> Popped<'a, Self> {
        let (typed, rest) = split(args).map_err(|missing| (missing.into(), None))?;
        Ok((rest, attachment, AmountArgument(typed)))
    }
}

#[serenity::async_trait]
impl SlashArgument for AmountArgument {
    async fn extract(
        _: &serenity::Context,
        _: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        chosen(value).map(AmountArgument).ok_or_else(mismatch)
    }

    fn create(new: CreateCommandOption) -> CreateCommandOption {
        option(new)
    }
}

#[serenity::async_trait]
impl<'a> PopArgument<'a> for PointsArgument {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        _: &serenity::Context,
        _: &Message,
    ) -> Popped<'a, Self> {
        let (typed, rest) = split(args).map_err(|missing| (missing.into(), None))?;
        // It can be left out: what is no number belongs to the next argument.
        if !is_like_number(&typed.text) {
            let wrong = ArgumentError::Whole(typed.text.clone());
            return Err((wrong.into(), Some(typed.text)));
        }
        Ok((rest, attachment, PointsArgument(typed)))
    }
}

#[serenity::async_trait]
impl SlashArgument for PointsArgument {
    async fn extract(
        _: &serenity::Context,
        _: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        chosen(value).map(PointsArgument).ok_or_else(mismatch)
    }

    fn create(new: CreateCommandOption) -> CreateCommandOption {
        option(new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(args: &str, text: &str, rest: &str, next: Option<&str>) {
        let (typed, left) = split(args).unwrap();
        assert_eq!((typed.text.as_str(), left, typed.next.as_deref()), (text, rest, next), "{args}");
    }

    #[test]
    fn a_number_is_never_cut_at_a_space_within() {
        check("12 345 as agreed", "12", "345 as agreed", Some("345"));
        check("12\u{a0}345 as agreed", "12\u{a0}345", "as agreed", None);
        check("12\u{202f}345\u{202f}678", "12\u{202f}345\u{202f}678", "", None);
        check("12\u{a0}points", "12", "points", None);
        check("12 ,345 x", "12", ",345 x", Some(",345"));
        check("1 k for the win", "1", "k for the win", Some("k"));
        check("１２ ３４５", "１２", "３４５", Some("３４５"));
        check("12 345k", "12", "345k", Some("345k"));
        check("5 2024", "5", "2024", Some("2024"));
    }

    #[test]
    fn a_reason_may_begin_with_a_digit_that_is_part_of_a_word() {
        check("10 1st place", "10", "1st place", None);
        check("10 3x won", "10", "3x won", None);
        check("10 --reason 345", "10", "--reason 345", None);
        check("10 ... and more", "10", "... and more", None);
        check("all 345", "all", "345", None);
    }

    #[test]
    fn the_two_parts_of_a_number_are_joined() {
        for (first, next, number) in
            [("12", "345", "12345"), ("12", "34", "1234"), ("12", "345k", "12345000"), ("1", "k", "1000")]
        {
            assert_eq!(joined(first, next), number);
        }
    }

    #[test]
    fn all_and_half_are_taken_from_the_balance() {
        let of = |wanted: Wanted, balance| wanted.amount_of(Points(balance)).ok().map(|it| it.points().0);
        assert_eq!(of(Wanted::All, 7), Some(7));
        assert_eq!(of(Wanted::Half, 7), Some(3));
        assert_eq!(of(Wanted::Number(Points(9)), 7), Some(9));
        assert_eq!([of(Wanted::All, 0), of(Wanted::Half, 1), of(Wanted::All, -5)], [None; 3]);
        assert!(Wanted::All.number().is_err() && Wanted::Number(Points(0)).amount().is_err());
    }
}
