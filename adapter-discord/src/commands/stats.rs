//! `stats`: points earned and spent, highest balance, entries, first and last activity, and a chart of the last 30
//! days.

use std::sync::Arc;

use ledger_core::{Account, MemberId, Points};
use ledger_store::MemberDay;
use poise::serenity_prelude as serenity;
use serenity::CreateAttachment;

use crate::invocation::arguments::Person;
use crate::invocation::{Context, Invocation};
use crate::render::picture::{Chart, Day, chart};
use crate::render::{Embed, Tone, time};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

const FILE: &str = "chart.png";

const DAYS: usize = 30;

/// Shows a member's statistics.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn stats(ctx: Context<'_>, member: Option<Person>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Public).await?;
    let person = invocation.person_or_asker(member);
    let account = invocation.read(|book| book.member(person.id).map(|(_, account)| account.clone()));
    let answer = match account {
        Some(account) => {
            let (picture, alt) = drawn(&invocation, person.id).await?;
            let file = CreateAttachment::bytes(picture, FILE).description(alt);
            Answer::embed(embed(&invocation, &person, &account).picture(FILE)).file(file)
        }
        None => Answer::line(match person.id == invocation.member {
            true => invocation.say("points-none"),
            false => invocation.say_with("points-none-of", &[("name", invocation.called(&person).into())]),
        }),
    };
    invocation.answer(answer).await
}

fn embed(invocation: &Invocation, person: &Person, account: &Account) -> Embed {
    let title = match person.id == invocation.member {
        true => invocation.say("stats-title"),
        false => invocation.say_with("stats-title-of", &[("name", invocation.called(person).into())]),
    };
    let number = |number: u32| invocation.voice().number(number.into());
    let embed = Embed::new(Tone::Money)
        .title(title)
        .column(invocation.say("stats-balance"), invocation.amount(account.balance.points))
        .column(invocation.say("stats-earned"), invocation.amount(account.earned.points))
        .column(invocation.say("stats-spent"), invocation.amount(account.spent))
        .column(invocation.say("stats-highest"), invocation.amount(account.highest))
        .column(invocation.say("stats-entries"), number(account.entries))
        .column(invocation.say("stats-orders"), number(account.orders))
        .column(invocation.say("stats-first"), time::day(account.first_at))
        .column(invocation.say("stats-last"), time::ago(account.last_at));
    match invocation.picture_of(person) {
        Some(picture) => embed.thumbnail(&picture),
        None => embed,
    }
}

/// The chart as PNG, and its description for screen readers.
async fn drawn(invocation: &Invocation, member: MemberId) -> Result<(Vec<u8>, String), CommandError> {
    let days = invocation.look_up(move |ledger, book| ledger.daily(book, member, DAYS)).await?;
    let sum = |of: fn(&MemberDay) -> Points| {
        let sum = days.iter().map(|day| of(day).0).fold(0, i64::saturating_add);
        invocation.currency.plain(invocation.voice(), Points(sum))
    };
    let (earned, spent) = (sum(|day| day.earned), sum(|day| day.spent));
    let alt = invocation.say_with("stats-chart-alt", &[("earned", earned.into()), ("spent", spent.into())]);
    let days: Vec<Day> = days
        .iter()
        .map(|day| Day { label: label(*day), earned: day.earned.0.max(0), spent: day.spent.0.max(0) })
        .collect();
    let lines = ["stats-chart-title", "stats-chart-earned", "stats-chart-spent", "stats-chart-empty"];
    let [title, earned, spent, nothing] = lines.map(|line| invocation.say(line));
    let (bot, locale) = (Arc::clone(&invocation.bot), invocation.locale().map(str::to_owned));
    let drawing = tokio::task::spawn_blocking(move || {
        let voice = bot.texts.voice(locale.as_deref());
        let (title, earned, spent) = (title.as_str(), earned.as_str(), spent.as_str());
        chart(&Chart { voice, title, earned, spent, nothing: &nothing, days: &days }, &bot.fonts)
    });
    let drawn = drawing.await.map_err(|broke_off| CommandError::fault(broke_off.to_string()))?;
    Ok((drawn.map_err(|undrawable| CommandError::Fault(undrawable.into()))?, alt))
}

/// Month and day, in an order that every reader understands in a row of days.
fn label(day: MemberDay) -> String {
    let (_, month, of_month) = day.day.civil();
    format!("{month:02}-{of_month:02}")
}
