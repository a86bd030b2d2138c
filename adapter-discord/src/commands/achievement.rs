//! `achievement`: which ones there are, taking one out of service, giving one to a member and taking it away, and the
//! starter set. What an achievement is, is asked for in [`spec`].

mod spec;

use ledger_core::{Achievement, AchievementKey, Availability, Command, Reason, Rule, starter_set};
use poise::BoxFuture;
use poise::serenity_prelude::CreateActionRow;

use crate::answer::Answer;
use crate::arguments::{Person, Whole};
use crate::ask::{Ask, Context};
use crate::because;
use crate::change::{Change, mention, whose};
use crate::custom_id::CustomId;
use crate::look::text::harmless;
use crate::look::{Meaning, Sheet};
use crate::pages;
use crate::presses::Press;
use crate::silence::{self, Silence};
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The first word of its buttons, and of its form.
pub const BUTTON: &str = "achievement";

/// How many stand on a page.
const PER_PAGE: usize = 10;

/// In a message, without anything behind it, lists them.
#[poise::command(
    slash_command,
    prefix_command,
    subcommands("spec::define", "spec::change", "retire", "award", "revoke", "list", "starters")
)]
pub async fn achievement(ctx: Context<'_>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let answer = listed(&ask, 1);
    ask.answer(answer).await
}

/// Lets nobody unlock one any more.
#[poise::command(slash_command, prefix_command)]
pub async fn retire(
    ctx: Context<'_>,
    #[autocomplete = "crate::suggest::achievements"] key: String,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: Option<String>,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let (achievement, reason) = (AchievementKey::new(&key)?, because::last(ctx, reason.as_deref())?);
    let command = Command::RetireAchievement { achievement: achievement.clone(), reason: reason.clone() };
    let receipt = ask.submit(command).await?;
    let values = [("achievement", called(&ask, &achievement).into())];
    let sheet = Sheet::new(Meaning::Good).line(ask.say_with("achievement-retired", &values));
    let sheet = because::shown(&ask, sheet, &receipt, reason.as_ref());
    ask.answer(Answer::sheet(sheet)).await
}

/// Gives one to a member.
#[poise::command(slash_command, prefix_command)]
pub async fn award(
    ctx: Context<'_>,
    member: Person,
    #[autocomplete = "crate::suggest::achievements"] key: String,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: String,
) -> Result<(), Trouble> {
    let (mut ask, silence) = silence::begin(ctx, silent).await?;
    let (achievement, reason) = (AchievementKey::new(&key)?, Reason::new(&reason)?);
    let to = whose(&ask, member).await?;
    let command =
        Command::AwardAchievement { member: to.id, achievement: achievement.clone(), reason: reason.clone() };
    let receipt = ask.submit(command).await?;
    let values = [("member", mention(to.id).into()), ("achievement", called(&ask, &achievement).into())];
    let change = Change {
        title: ask.say_with("achievement-title", &values[1..]),
        said: ask.say_with("achievement-awarded", &values),
        reason: &reason,
        balance: Some(receipt.balance),
        entry: receipt.position,
        silence,
    };
    change.tell(&mut ask).await
}

/// Takes one from a member.
#[poise::command(slash_command, prefix_command)]
pub async fn revoke(
    ctx: Context<'_>,
    member: Person,
    #[autocomplete = "crate::suggest::achievements"] key: String,
    silent: Option<Silence>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: String,
) -> Result<(), Trouble> {
    let (mut ask, silence) = silence::begin(ctx, silent).await?;
    let (achievement, reason) = (AchievementKey::new(&key)?, Reason::new(&reason)?);
    let from = whose(&ask, member).await?;
    let command = Command::RevokeAchievement {
        member: from.id,
        achievement: achievement.clone(),
        reason: reason.clone(),
    };
    let receipt = ask.submit(command).await?;
    let values = [("member", mention(from.id).into()), ("achievement", called(&ask, &achievement).into())];
    let change = Change {
        title: ask.say_with("achievement-title", &values[1..]),
        said: ask.say_with("achievement-revoked", &values),
        reason: &reason,
        balance: Some(receipt.balance),
        entry: receipt.position,
        silence,
    };
    change.tell(&mut ask).await
}

/// Lists all of them.
#[poise::command(slash_command, prefix_command)]
pub async fn list(ctx: Context<'_>, page: Option<Whole>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let page = pages::wanted(page);
    let answer = listed(&ask, page);
    ask.answer(answer).await
}

/// Takes over those of the starter set that are not there.
#[poise::command(slash_command, prefix_command)]
pub async fn starters(
    ctx: Context<'_>,
    #[rest]
    #[autocomplete = "crate::suggest::reasons"]
    reason: Option<String>,
) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let reason = because::last(ctx, reason.as_deref())?;
    let starter_set = starter_set();
    let there = |ask: &Ask| {
        ask.read(|book| starter_set.iter().filter(|spec| book.achievement(&spec.key).is_some()).count())
    };
    let before = there(&ask);
    let receipt = ask.submit(Command::AdoptStarterSet { reason: reason.clone() }).await?;
    let count = there(&ask).saturating_sub(before);
    let sheet =
        Sheet::new(Meaning::Good).line(ask.say_with("achievement-started", &[("count", count.into())]));
    let sheet = because::shown(&ask, sheet, &receipt, reason.as_ref());
    ask.answer(Answer::sheet(sheet)).await
}

/// Answers a button with another page, and a form that was filled in.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let what = press.id.part::<String>(0)?;
        if !press.fields.is_empty() {
            return spec::filled_in(press, &what).await;
        }
        let page = press.id.part::<usize>(1)?;
        let ask = press.begin().await?;
        let answer = listed(ask, page);
        ask.answer(answer).await
    })
}

fn listed(ask: &Ask, page: usize) -> Answer {
    let (all, shown, page) = ask.read(|book| {
        let all = book.achievements();
        let page = page.clamp(1, all.len().div_ceil(PER_PAGE).max(1));
        let shown = all.iter().skip((page - 1) * PER_PAGE).take(PER_PAGE);
        let shown = shown.map(|one| (one.clone(), book.holders(one.no))).collect::<Vec<_>>();
        (all.len(), shown, page)
    });
    let mut sheet = Sheet::new(Meaning::Neutral).title(ask.say("achievement-list-title"));
    if shown.is_empty() {
        return Answer::sheet(sheet.line(ask.say("achievements-empty")));
    }
    for (achievement, holders) in &shown {
        sheet = sheet.line(line(ask, achievement, *holders));
    }
    let pages = all.div_ceil(PER_PAGE);
    if pages == 1 {
        return Answer::sheet(sheet);
    }
    let id = |name: &str, to: usize| CustomId::new(BUTTON, ask.member).with(name).with(to);
    let turning = pages::turning(ask, page, pages::others(page, pages), id);
    let of = pages::page_of(ask, page, pages);
    Answer::sheet(sheet.footer(of)).row(CreateActionRow::Buttons(turning))
}

fn line(ask: &Ask, achievement: &Achievement, holders: u32) -> String {
    let spec = &achievement.spec;
    let values = [
        ("rule", rule(ask, spec.rule).into()),
        ("reward", ask.amount(spec.reward).into()),
        ("holders", holders.into()),
    ];
    let mut line = format!(
        "**{}** `{}` · {}",
        harmless(spec.name.as_str()),
        spec.key,
        ask.say_with("achievement-list-line", &values)
    );
    if achievement.availability == Availability::Retired {
        line = format!("{line} · *{}*", ask.say("achievements-retired"));
    }
    match &spec.description {
        Some(about) => format!("{line}\n-# {}", harmless(about.as_str())),
        None => line,
    }
}

/// What unlocks it, in words.
fn rule(ask: &Ask, rule: Rule) -> String {
    match rule {
        Rule::ByHand => ask.say("rule-by-hand"),
        Rule::Balance(points) => ask.say_with("rule-balance", &[("amount", ask.amount(points).into())]),
        Rule::Earned(points) => ask.say_with("rule-earned", &[("amount", ask.amount(points).into())]),
        Rule::Entries(count) => ask.say_with("rule-entries", &[("count", count.into())]),
        Rule::Orders(count) => ask.say_with("rule-orders", &[("count", count.into())]),
        Rule::FirstMembers(count) => ask.say_with("rule-first-members", &[("count", count.into())]),
        _ => ask.say("rule-other"),
    }
}

/// How people call it; harmless.
fn called(ask: &Ask, key: &AchievementKey) -> String {
    let name = ask.read(|book| book.achievement(key).map(|found| found.spec.name.to_string()));
    harmless(name.as_deref().unwrap_or(key.as_str()))
}
