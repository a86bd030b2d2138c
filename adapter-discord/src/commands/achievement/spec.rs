//! Defines and changes an achievement: with options, in a message, or in a form if the options leave something open.

use ledger_core::{
    AchievementKey, AchievementSpec, Command, GroupMark, Label, NumberError, Points, Reason, Rule,
    read_number,
};
use poise::serenity_prelude as serenity;
use poise::{PopArgument, SlashArgError, SlashArgument};
use serenity::{CreateActionRow, CreateInputText, CreateModal, InputTextStyle};

use super::{BUTTON, called, rule, typed_key};
use crate::invocation::amount::PointsArgument;
use crate::invocation::arguments::{Popped, SlashOnly, WholeNumber, mismatch, next_word};
use crate::invocation::choice::{self, Choice};
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Context, Invocation, reason};
use crate::render::{Embed, Tone, truncate};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::{ArgumentError, CommandError};

/// Fits the longest rule or reward: `first_members` with the largest number.
const MAX_WRITTEN: u16 = 40;

/// Discord's limit.
const MAX_TITLE: usize = 45;

/// The kind of a rule, without its threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleKind {
    ByHand,
    Balance,
    Earned,
    Entries,
    Orders,
    FirstMembers,
}

/// A rule argument: an option has the kind only, with the threshold beside it; a message has both in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleArgument {
    Kind(RuleKind),
    Whole(Rule),
}

/// Defines an achievement.
#[poise::command(slash_command, prefix_command)]
#[expect(clippy::too_many_arguments, reason = "each is an option of the command")]
pub(crate) async fn define(
    ctx: Context<'_>,
    key: Option<String>,
    rule: Option<RuleArgument>,
    threshold: Option<SlashOnly<WholeNumber>>,
    #[autocomplete = "crate::invocation::autocomplete::amounts"] reward: Option<PointsArgument>,
    about: Option<SlashOnly<String>>,
    #[autocomplete = "crate::invocation::autocomplete::reasons"] reason: Option<SlashOnly<String>>,
    #[rest] mut name: Option<String>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::look(ctx)?;
    let reason = reason::behind(ctx, reason, &mut name)?;
    let reward = reward.map(|reward| reward.read(invocation.group_mark())).transpose()?;
    let given = Given::new(name, rule, threshold, reward, about)?;
    let complete = key.as_ref().zip(given.rule).zip(given.name.as_deref());
    let Some(((key, rule), name)) = complete else {
        // A message cannot open a form, so everything has to be in it.
        if let poise::Context::Prefix(_) = ctx {
            return Err(unread_rule(&given).unwrap_or_else(|| CommandError::say("bad-missing")));
        }
        let key = match key.as_deref().map(|typed| (typed, typed_key(typed))) {
            Some((_, Ok(key))) => Named::As(key),
            // The form can correct the key, but has no room for a reason then.
            Some((typed, Err(_))) if reason.is_none() => Named::Not(Some(typed)),
            Some((_, Err(invalid))) => return Err(invalid.into()),
            None if reason.is_none() => Named::Not(None),
            None => return Err(CommandError::say("achievement-key-needed")),
        };
        return show_form(&mut invocation, &Form::Define, &key, &given, reason.as_ref()).await;
    };
    let spec = AchievementSpec {
        key: typed_key(key)?,
        name: Label::new(name)?,
        description: given.about.as_deref().map(Label::new).transpose()?,
        rule,
        reward: given.reward.unwrap_or(Points::ZERO),
    };
    invocation.take(Privacy::Private).await?;
    submit(&mut invocation, Form::Define, spec, reason).await
}

/// Changes the name, description, rule or reward of an achievement.
#[poise::command(slash_command, prefix_command)]
#[expect(clippy::too_many_arguments, reason = "each is an option of the command")]
pub(crate) async fn change(
    ctx: Context<'_>,
    #[autocomplete = "crate::invocation::autocomplete::achievements"] key: String,
    rule: Option<RuleArgument>,
    threshold: Option<SlashOnly<WholeNumber>>,
    #[autocomplete = "crate::invocation::autocomplete::amounts"] reward: Option<PointsArgument>,
    about: Option<SlashOnly<String>>,
    #[autocomplete = "crate::invocation::autocomplete::reasons"] reason: Option<SlashOnly<String>>,
    #[rest] mut name: Option<String>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::look(ctx)?;
    let reason = reason::behind(ctx, reason, &mut name)?;
    let key = typed_key(&key)?;
    let Some(now) = invocation.read(|book| book.achievement(&key).map(|found| found.spec.clone())) else {
        return Err(ledger_core::Refusal::UnknownAchievement { achievement: key }.into());
    };
    let reward = reward.map(|reward| reward.read(invocation.group_mark())).transpose()?;
    let given = Given::new(name, rule, threshold, reward, about)?;
    if let (poise::Context::Prefix(_), Some(error)) = (ctx, unread_rule(&given)) {
        return Err(error);
    }
    if given == Given::default() {
        if let poise::Context::Prefix(_) = ctx {
            return Err(CommandError::say("bad-missing"));
        }
        let (key, given) = (Named::As(key), Given::of(&now));
        return show_form(&mut invocation, &Form::Change, &key, &given, reason.as_ref()).await;
    }
    let spec = AchievementSpec {
        key,
        name: given.name.as_deref().map(Label::new).transpose()?.unwrap_or(now.name),
        description: given.about.as_deref().map(Label::new).transpose()?.or(now.description),
        rule: given.rule.unwrap_or(now.rule),
        reward: given.reward.unwrap_or(now.reward),
    };
    invocation.take(Privacy::Private).await?;
    submit(&mut invocation, Form::Change, spec, reason).await
}

/// Continues after the form.
pub(super) async fn filled_in(event: &mut ComponentEvent, what: &str) -> Result<(), CommandError> {
    let form = match what {
        "define" => Form::Define,
        "change" => Form::Change,
        _ => return Err(CommandError::say("answer-unknown-button")),
    };
    let text = |field: &str| event.field(field).trim().to_owned();
    // If the key was known, the form asks for the reason in its place.
    let key = event.id.part::<String>(1).unwrap_or_else(|_| text("key"));
    let (name, about, reason) = (text("name"), text("about"), text("reason"));
    let (rule, reward) = (text("rule").to_lowercase(), text("reward"));
    let invocation = event.begin().await?;
    let spec = AchievementSpec {
        key: typed_key(&key)?,
        name: Label::new(&name)?,
        description: if about.is_empty() { None } else { Some(Label::new(&about)?) },
        rule: rule.parse()?,
        reward: if reward.is_empty() { Points::ZERO } else { points(&reward, invocation.group_mark())? },
    };
    let reason = if reason.is_empty() { None } else { Some(Reason::new(&reason)?) };
    submit(invocation, form, spec, reason).await
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Define,
    Change,
}

/// Whether the key is known when the form opens. A form has at most five fields: one that asks for the key cannot ask
/// for a reason.
enum Named<'a> {
    As(AchievementKey),
    /// Not known; with the typed text that is no key, if any.
    Not(Option<&'a str>),
}

/// The given parts of an achievement.
#[derive(Debug, Default, PartialEq, Eq)]
struct Given {
    name: Option<String>,
    about: Option<String>,
    rule: Option<Rule>,
    reward: Option<Points>,
}

impl Given {
    fn new(
        name: Option<String>,
        rule: Option<RuleArgument>,
        threshold: Option<SlashOnly<WholeNumber>>,
        reward: Option<Points>,
        about: Option<SlashOnly<String>>,
    ) -> Result<Given, CommandError> {
        let threshold = threshold.map(|SlashOnly(WholeNumber(threshold))| threshold);
        let rule = match (rule, threshold) {
            (None, None) => None,
            (None, Some(_)) => return Err(CommandError::say("achievement-rule-needed")),
            (Some(RuleArgument::Whole(rule)), _) => Some(rule),
            (Some(RuleArgument::Kind(kind)), threshold) => Some(kind.from(threshold)?),
        };
        // In a message the description follows a vertical bar.
        let (name, behind) = match name.as_deref().and_then(|name| name.split_once('|')) {
            Some((name, about)) => (Some(name.trim().to_owned()), Some(about.trim().to_owned())),
            None => (name, None),
        };
        Ok(Given { name, about: about.map(|SlashOnly(about)| about).or(behind), rule, reward })
    }

    fn of(spec: &AchievementSpec) -> Given {
        Given {
            name: Some(spec.name.to_string()),
            about: spec.description.as_ref().map(Label::to_string),
            rule: Some(spec.rule),
            reward: Some(spec.reward),
        }
    }
}

impl RuleKind {
    fn from(self, threshold: Option<u64>) -> Result<Rule, CommandError> {
        if self == RuleKind::ByHand {
            return match threshold {
                None => Ok(Rule::ByHand),
                Some(_) => Err(CommandError::say("achievement-threshold-surplus")),
            };
        }
        let threshold = threshold.filter(|threshold| *threshold > 0);
        let threshold = threshold.ok_or_else(|| CommandError::say("achievement-threshold-needed"))?;
        // Parse the written form, so that only the rules decide which thresholds fit.
        let kind = match self {
            RuleKind::ByHand => "by_hand",
            RuleKind::Balance => "balance",
            RuleKind::Earned => "earned",
            RuleKind::Entries => "entries",
            RuleKind::Orders => "orders",
            RuleKind::FirstMembers => "first_members",
        };
        Ok(format!("{kind}:{threshold}").parse()?)
    }
}

/// Something like a rule that cannot be parsed would otherwise become the beginning of the name.
fn unread_rule(given: &Given) -> Option<CommandError> {
    let word = given.name.as_deref().filter(|_| given.rule.is_none())?.split_whitespace().next()?;
    let (kind, _) = word.split_once(':')?;
    let kind = kind.to_lowercase().replace('_', "-");
    RuleKind::typed(&kind).ok()?;
    word.to_lowercase().replace('-', "_").parse::<Rule>().err().map(CommandError::from)
}

fn points(text: &str, groups: GroupMark) -> Result<Points, ArgumentError> {
    read_number(text, groups).map_err(|why| match why {
        NumberError::NotANumber => ArgumentError::Whole(text.to_owned()),
        why => ArgumentError::Number { value: text.to_owned(), why },
    })
}

async fn submit(
    invocation: &mut Invocation,
    form: Form,
    spec: AchievementSpec,
    reason: Option<Reason>,
) -> Result<(), CommandError> {
    let (key, new_rule) = (spec.key.clone(), spec.rule);
    let (command, line) = match form {
        Form::Define => (Command::DefineAchievement { spec, reason: reason.clone() }, "achievement-defined"),
        Form::Change => (Command::ChangeAchievement { spec, reason: reason.clone() }, "achievement-changed"),
    };
    let receipt = invocation.submit(command).await?;
    let values =
        [("achievement", called(invocation, &key).into()), ("rule", rule(invocation, new_rule).into())];
    let embed = Embed::new(Tone::Good).line(invocation.say_with(line, &values));
    let embed = reason::shown(invocation, embed, &receipt, reason.as_ref());
    invocation.answer(Answer::embed(embed)).await
}

/// Opens the form, filled in with the known parts.
async fn show_form(
    invocation: &mut Invocation,
    form: &Form,
    key: &Named<'_>,
    given: &Given,
    reason: Option<&Reason>,
) -> Result<(), CommandError> {
    let line = |field: &str, label: &str, longest: usize, value: Option<String>| {
        let longest = u16::try_from(longest).unwrap_or(u16::MAX);
        let input =
            CreateInputText::new(InputTextStyle::Short, invocation.say(label), field).max_length(longest);
        match value.filter(|value| !value.is_empty() && value.chars().count() <= longest.into()) {
            Some(value) => input.value(value),
            None => input,
        }
    };
    let written = usize::from(MAX_WRITTEN);
    let known_rule = given.rule.map(|rule| rule.to_string());
    let reward = given.reward.map(|reward| reward.0.to_string());
    let mut fields = vec![
        line("name", "achievement-form-name", Label::MAX_CHARS, given.name.clone()).required(true),
        line("rule", "achievement-form-rule", written, known_rule)
            .placeholder("by_hand, balance:100, earned:100, entries:10, orders:1, first_members:10")
            .required(true),
        line("reward", "achievement-form-reward", written, reward).required(false),
        line("about", "achievement-form-about", Label::MAX_CHARS, given.about.clone())
            .style(InputTextStyle::Paragraph)
            .required(false),
    ];
    let (what, title) = match form {
        Form::Define => ("define", "achievement-form-title"),
        Form::Change => ("change", "achievement-form-change-title"),
    };
    let id = CustomId::new(BUTTON, invocation.member).with(what);
    let which = match key {
        Named::As(key) => key.as_str(),
        Named::Not(_) => "",
    };
    let id = match key {
        Named::As(key) => {
            let reason = reason.map(Reason::to_string);
            fields.push(line("reason", "achievement-form-reason", Reason::MAX_CHARS, reason).required(false));
            id.with(key)
        }
        Named::Not(typed) => {
            let typed = typed.map(str::to_owned);
            let key = line("key", "achievement-form-key", AchievementKey::MAX_CHARS, typed);
            fields.insert(0, key.required(true));
            id
        }
    };
    let rows = fields.into_iter().map(CreateActionRow::InputText).collect();
    let title = truncate(&invocation.say_with(title, &[("achievement", which.into())]), MAX_TITLE);
    let shown = CreateModal::new(id.written(), title).components(rows);
    invocation.show_form(shown).await
}

impl Choice for RuleKind {
    const ALL: &'static [(RuleKind, &'static str, &'static [&'static str])] = &[
        (RuleKind::ByHand, "By hand", &["by-hand"]),
        (RuleKind::Balance, "Balance", &["balance"]),
        (RuleKind::Earned, "Earned", &["earned"]),
        (RuleKind::Entries, "Entries", &["entries"]),
        (RuleKind::Orders, "Orders", &["orders"]),
        (RuleKind::FirstMembers, "First members", &["first-members"]),
    ];
}

#[serenity::async_trait]
impl<'a> PopArgument<'a> for RuleArgument {
    async fn pop_from(
        args: &'a str,
        attachment: usize,
        _: &serenity::Context,
        _: &serenity::Message,
    ) -> Popped<'a, RuleArgument> {
        let (word, rest) = next_word(args).map_err(|missing| (missing.into(), None))?;
        let typed = word.to_lowercase().replace('-', "_");
        match typed.parse::<Rule>() {
            Ok(rule) => Ok((rest, attachment, RuleArgument::Whole(rule))),
            Err(_) => Err((ArgumentError::Word(word.to_owned()).into(), Some(word.to_owned()))),
        }
    }
}

#[serenity::async_trait]
impl SlashArgument for RuleArgument {
    async fn extract(
        _: &serenity::Context,
        _: &serenity::CommandInteraction,
        value: &serenity::ResolvedValue<'_>,
    ) -> Result<RuleArgument, SlashArgError> {
        choice::chosen(value).map(RuleArgument::Kind).ok_or_else(mismatch)
    }

    fn create(option: serenity::CreateCommandOption) -> serenity::CreateCommandOption {
        option.kind(serenity::CommandOptionType::Integer)
    }

    fn choices() -> std::borrow::Cow<'static, [poise::CommandParameterChoice]> {
        choice::choices::<RuleKind>()
    }
}
