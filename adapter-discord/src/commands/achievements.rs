//! `achievements`: what somebody has unlocked, what is in sight and how far it is, and how rare each is.

use ledger_core::{Account, Achievement, Availability, Book, Points, Rule};

use crate::answer::Answer;
use crate::arguments::Person;
use crate::ask::{Ask, Context};
use crate::look::progress::bar;
use crate::look::text::harmless;
use crate::look::{Meaning, Sheet, time};
use crate::sight::{holders_in_percent, in_sight, unlocked};
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The most that are listed of each kind; the rest is counted above the list.
const MAX_LISTED: usize = 12;

/// Answers with somebody's achievements.
#[poise::command(slash_command, prefix_command)]
pub async fn achievements(ctx: Context<'_>, member: Option<Person>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Public).await?;
    let whose = ask.whose(member);
    let sheet = ask.read(|book| {
        let nobody = Account::default();
        let account = book.member(whose.id).map_or(&nobody, |(_, account)| account);
        sheet(&ask, &whose, book, account)
    });
    ask.answer(Answer::sheet(sheet)).await
}

fn sheet(ask: &Ask, whose: &Person, book: &Book, account: &Account) -> Sheet {
    let mut sheet = Sheet::new(Meaning::Money).title(match whose.id == ask.member {
        true => ask.say("achievements-title"),
        false => ask.say_with("achievements-title-of", &[("name", ask.called(whose).into())]),
    });
    let held = unlocked(book, account);
    let open = book.achievements().iter().filter(|one| one.availability == Availability::Open);
    let all = open.filter(|one| !held.iter().any(|(has, _)| has.no == one.no)).count() + held.len();
    if all == 0 {
        return sheet.line(ask.say("achievements-empty"));
    }
    let count = [("unlocked", held.len().into()), ("all", all.into())];
    sheet = sheet.line(format!("**{}**", ask.say_with("achievements-unlocked", &count)));
    if held.is_empty() {
        sheet = sheet.line(ask.say("achievements-none"));
    }
    for (achievement, at) in held.iter().take(MAX_LISTED) {
        let when = ask.say_with("achievements-unlocked-at", &[("when", time::ago(*at).into())]);
        let mut parts = vec![format!("🏅 **{}**", name(achievement)), when, rarity(ask, book, achievement)];
        if achievement.availability == Availability::Retired {
            parts.push(ask.say("achievements-retired"));
        }
        sheet = sheet.line(parts.join(" · "));
    }
    let ahead = in_sight(book, account);
    if !ahead.is_empty() {
        sheet = sheet.line("").line(format!("**{}**", ask.say("achievements-in-sight")));
    }
    for next in ahead.iter().take(MAX_LISTED) {
        let mut parts = vec![format!("**{}**", name(&next.achievement)), bar(next.done, next.whole)];
        parts.extend(reward(ask, &next.achievement));
        parts.push(rarity(ask, book, &next.achievement));
        sheet = sheet.line(parts.join(" · "));
    }
    by_hand(ask, book, account, sheet)
}

/// Those that nobody gets by points: they are told, so that they can be hoped for.
fn by_hand(ask: &Ask, book: &Book, account: &Account, mut sheet: Sheet) -> Sheet {
    let there = book.achievements().iter().filter(|one| {
        let open = one.availability == Availability::Open && one.spec.rule == Rule::ByHand;
        open && account.unlock(one.no).is_none()
    });
    let there: Vec<&Achievement> = there.take(MAX_LISTED).collect();
    if !there.is_empty() {
        sheet = sheet.line("").line(format!("**{}**", ask.say("achievements-by-hand")));
    }
    for achievement in there {
        let mut parts = vec![name(achievement)];
        parts.extend(reward(ask, achievement));
        parts.push(rarity(ask, book, achievement));
        sheet = sheet.line(parts.join(" · "));
    }
    sheet
}

fn name(achievement: &Achievement) -> String {
    harmless(achievement.spec.name.as_str())
}

fn reward(ask: &Ask, achievement: &Achievement) -> Option<String> {
    let reward = achievement.spec.reward;
    (reward > Points::ZERO)
        .then(|| ask.say_with("achievements-reward", &[("amount", ask.amount(reward).into())]))
}

fn rarity(ask: &Ask, book: &Book, achievement: &Achievement) -> String {
    match holders_in_percent(book, achievement) {
        0 => ask.say("achievements-nobody-has-it"),
        percent => ask.say_with("achievements-rarity", &[("percent", percent.into())]),
    }
}
