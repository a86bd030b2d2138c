//! `achievements`: a member's unlocked achievements, those in progress, and how rare each is.

use ledger_core::{Account, Achievement, Availability, Book, Points, Rule};

use crate::invocation::arguments::Person;
use crate::invocation::{Context, Invocation};
use crate::queries::achievement_progress::{holders_in_percent, in_progress, unlocked};
use crate::render::escape::harmless;
use crate::render::progress::bar;
use crate::render::{Embed, Tone, time};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

/// The most of each kind in the list; the count above the list includes the others.
const MAX_LISTED: usize = 12;

/// Shows a member's achievements.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn achievements(ctx: Context<'_>, member: Option<Person>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Public).await?;
    let person = invocation.person_or_asker(member);
    let embed = invocation.read(|book| {
        let empty = Account::default();
        let account = book.member(person.id).map_or(&empty, |(_, account)| account);
        embed(&invocation, &person, book, account)
    });
    invocation.answer(Answer::embed(embed)).await
}

fn embed(invocation: &Invocation, person: &Person, book: &Book, account: &Account) -> Embed {
    let mut embed = Embed::new(Tone::Money).title(match person.id == invocation.member {
        true => invocation.say("achievements-title"),
        false => invocation.say_with("achievements-title-of", &[("name", invocation.called(person).into())]),
    });
    let held = unlocked(book, account);
    let open = book.achievements().iter().filter(|one| one.availability == Availability::Open);
    let all = open.filter(|one| !held.iter().any(|(has, _)| has.no == one.no)).count() + held.len();
    if all == 0 {
        return embed.line(invocation.say("achievements-empty"));
    }
    let count = [("unlocked", held.len().into()), ("all", all.into())];
    embed = embed.line(format!("**{}**", invocation.say_with("achievements-unlocked", &count)));
    if held.is_empty() {
        embed = embed.line(invocation.say("achievements-none"));
    }
    for (achievement, at) in held.iter().take(MAX_LISTED) {
        let when = invocation.say_with("achievements-unlocked-at", &[("when", time::ago(*at).into())]);
        let mut parts =
            vec![format!("🏅 **{}**", name(achievement)), when, rarity(invocation, book, achievement)];
        if achievement.availability == Availability::Retired {
            parts.push(invocation.say("achievements-retired"));
        }
        embed = embed.line(parts.join(" · "));
    }
    let ahead = in_progress(book, account);
    if !ahead.is_empty() {
        embed = embed.line("").line(format!("**{}**", invocation.say("achievements-in-sight")));
    }
    for next in ahead.iter().take(MAX_LISTED) {
        let mut parts = vec![format!("**{}**", name(&next.achievement)), bar(next.done, next.whole)];
        parts.extend(reward(invocation, &next.achievement));
        parts.push(rarity(invocation, book, &next.achievement));
        embed = embed.line(parts.join(" · "));
    }
    by_hand(invocation, book, account, embed)
}

/// Lists the achievements that points do not unlock, so that members know of them.
fn by_hand(invocation: &Invocation, book: &Book, account: &Account, mut embed: Embed) -> Embed {
    let there = book.achievements().iter().filter(|one| {
        let open = one.availability == Availability::Open && one.spec.rule == Rule::ByHand;
        open && account.unlock(one.no).is_none()
    });
    let there: Vec<&Achievement> = there.take(MAX_LISTED).collect();
    if !there.is_empty() {
        embed = embed.line("").line(format!("**{}**", invocation.say("achievements-by-hand")));
    }
    for achievement in there {
        let mut parts = vec![name(achievement)];
        parts.extend(reward(invocation, achievement));
        parts.push(rarity(invocation, book, achievement));
        embed = embed.line(parts.join(" · "));
    }
    embed
}

fn name(achievement: &Achievement) -> String {
    harmless(achievement.spec.name.as_str())
}

fn reward(invocation: &Invocation, achievement: &Achievement) -> Option<String> {
    let reward = achievement.spec.reward;
    (reward > Points::ZERO)
        .then(|| invocation.say_with("achievements-reward", &[("amount", invocation.amount(reward).into())]))
}

fn rarity(invocation: &Invocation, book: &Book, achievement: &Achievement) -> String {
    match holders_in_percent(book, achievement) {
        0 => invocation.say("achievements-no-member-has-it"),
        percent => invocation.say_with("achievements-rarity", &[("percent", percent.into())]),
    }
}
