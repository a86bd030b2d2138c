//! `achievement`: lists achievements, retires one, awards one to a member or revokes it, and adds the starter set.
//! [`spec`] defines and changes an achievement.

mod spec;

use ledger_core::{Achievement, AchievementKey, Availability, Command, Invalid, Rule, starter_set};
use poise::BoxFuture;

use crate::invocation::arguments::{Person, WholeNumber};
use crate::invocation::change::{MemberChange, mention};
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::fold::folded;
use crate::invocation::silent::Silence;
use crate::invocation::{Context, Invocation, pagination, reason};
use crate::render::escape::harmless;
use crate::render::pages::pages;
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// The prefix of its buttons and its form.
pub(super) const BUTTON: &str = "achievement";

const PER_PAGE: usize = 10;

/// In a message without a subcommand it lists the achievements.
#[poise::command(
    slash_command,
    prefix_command,
    subcommands("spec::define", "spec::change", "retire", "award", "revoke", "list", "starters")
)]
pub(crate) async fn achievement(ctx: Context<'_>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let answer = listed(&invocation, 1);
    invocation.answer(answer).await
}

/// Retires an achievement: no member can unlock it any more.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn retire(
    ctx: Context<'_>,
    #[autocomplete = "crate::invocation::autocomplete::achievements"] key: String,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: Option<String>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let (achievement, reason) = (typed_key(&key)?, reason::last(ctx, reason.as_deref())?);
    let command = Command::RetireAchievement { achievement: achievement.clone(), reason: reason.clone() };
    let receipt = invocation.submit(command).await?;
    let values = [("achievement", called(&invocation, &achievement).into())];
    let embed = Embed::new(Tone::Good).line(invocation.say_with("achievement-retired", &values));
    let embed = reason::shown(&invocation, embed, &receipt, reason.as_ref());
    invocation.answer(Answer::embed(embed)).await
}

/// Awards an achievement to a member.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn award(
    ctx: Context<'_>,
    member: Person,
    #[autocomplete = "crate::invocation::autocomplete::achievements"] key: String,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let change = MemberChange::begin(ctx, member, silent, &reason).await?;
    let (invocation, achievement) = (&change.invocation, typed_key(&key)?);
    let command = Command::AwardAchievement {
        member: change.member,
        achievement: achievement.clone(),
        reason: change.reason.clone(),
    };
    let receipt = invocation.submit(command).await?;
    let values =
        [("member", mention(change.member).into()), ("achievement", called(invocation, &achievement).into())];
    let title = invocation.say_with("achievement-title", &values[1..]);
    let said = invocation.say_with("achievement-awarded", &values);
    change.tell(&receipt, title, said).await
}

/// Revokes an achievement of a member.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn revoke(
    ctx: Context<'_>,
    member: Person,
    #[autocomplete = "crate::invocation::autocomplete::achievements"] key: String,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: String,
) -> Result<(), CommandError> {
    let change = MemberChange::begin(ctx, member, silent, &reason).await?;
    let (invocation, achievement) = (&change.invocation, typed_key(&key)?);
    let command = Command::RevokeAchievement {
        member: change.member,
        achievement: achievement.clone(),
        reason: change.reason.clone(),
    };
    let receipt = invocation.submit(command).await?;
    let values =
        [("member", mention(change.member).into()), ("achievement", called(invocation, &achievement).into())];
    let title = invocation.say_with("achievement-title", &values[1..]);
    let said = invocation.say_with("achievement-revoked", &values);
    change.tell(&receipt, title, said).await
}

/// Lists all achievements.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn list(ctx: Context<'_>, page: Option<WholeNumber>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let page = pagination::wanted(page);
    let answer = listed(&invocation, page);
    invocation.answer(answer).await
}

/// Adds the achievements of the starter set that are missing.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn starters(
    ctx: Context<'_>,
    #[rest]
    #[autocomplete = "crate::invocation::autocomplete::reasons"]
    reason: Option<String>,
) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let reason = reason::last(ctx, reason.as_deref())?;
    let starter_set = starter_set();
    let there = |invocation: &Invocation| {
        invocation
            .read(|book| starter_set.iter().filter(|spec| book.achievement(&spec.key).is_some()).count())
    };
    let before = there(&invocation);
    let receipt = invocation.submit(Command::AdoptStarterSet { reason: reason.clone() }).await?;
    let count = there(&invocation).saturating_sub(before);
    let embed =
        Embed::new(Tone::Good).line(invocation.say_with("achievement-started", &[("count", count.into())]));
    let embed = reason::shown(&invocation, embed, &receipt, reason.as_ref());
    invocation.answer(Answer::embed(embed)).await
}

/// Handles its page buttons and its form.
pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let what = event.id.part::<String>(0)?;
        if !event.fields.is_empty() {
            return spec::filled_in(event, &what).await;
        }
        let page = event.id.part::<usize>(1)?;
        let invocation = event.begin().await?;
        let answer = listed(invocation, page);
        invocation.answer(answer).await
    })
}

fn listed(invocation: &Invocation, page: usize) -> Answer {
    let all: Vec<(Achievement, u32)> = invocation
        .read(|book| book.achievements().iter().map(|one| (one.clone(), book.holders(one.no))).collect());
    let embed = Embed::new(Tone::Neutral).title(invocation.say("achievement-list-title"));
    if all.is_empty() {
        return Answer::embed(embed.line(invocation.say("achievements-empty")));
    }
    let lines: Vec<String> =
        all.iter().map(|(achievement, holders)| line(invocation, achievement, *holders)).collect();
    let pages = pages(&lines, PER_PAGE, 0);
    let page = page.clamp(1, pages.len());
    let id = |name: &str, to: usize| CustomId::new(BUTTON, invocation.member).with(name).with(to);
    pagination::with_pages(invocation, embed.lines(&lines[pages[page - 1].clone()]), page, pages.len(), id)
}

fn line(invocation: &Invocation, achievement: &Achievement, holders: u32) -> String {
    let spec = &achievement.spec;
    let values = [
        ("rule", rule(invocation, spec.rule).into()),
        ("reward", invocation.amount(spec.reward).into()),
        ("holders", holders.into()),
    ];
    let mut line = format!(
        "**{}** `{}` · {}",
        harmless(spec.name.as_str()),
        spec.key,
        invocation.say_with("achievement-list-line", &values)
    );
    if achievement.availability == Availability::Retired {
        line = format!("{line} · *{}*", invocation.say("achievements-retired"));
    }
    match &spec.description {
        Some(about) => format!("{line}\n-# {}", harmless(about.as_str())),
        None => line,
    }
}

fn rule(invocation: &Invocation, rule: Rule) -> String {
    match rule {
        Rule::ByHand => invocation.say("rule-by-hand"),
        Rule::Balance(points) => {
            invocation.say_with("rule-balance", &[("amount", invocation.amount(points).into())])
        }
        Rule::Earned(points) => {
            invocation.say_with("rule-earned", &[("amount", invocation.amount(points).into())])
        }
        Rule::Entries(count) => invocation.say_with("rule-entries", &[("count", count.into())]),
        Rule::Orders(count) => invocation.say_with("rule-orders", &[("count", count.into())]),
        Rule::FirstMembers(count) => invocation.say_with("rule-first-members", &[("count", count.into())]),
        _ => invocation.say("rule-other"),
    }
}

/// A key as people type it: keys have small letters, and phones begin with a capital.
fn typed_key(typed: &str) -> Result<AchievementKey, Invalid> {
    AchievementKey::new(&folded(typed))
}

/// The name of an achievement, escaped.
fn called(invocation: &Invocation, key: &AchievementKey) -> String {
    let name = invocation.read(|book| book.achievement(key).map(|found| found.spec.name.to_string()));
    harmless(name.as_deref().unwrap_or(key.as_str()))
}
