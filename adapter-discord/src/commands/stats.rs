//! `stats`: earned, spent, highest, entries, first and last activity, and a chart of the last 30 days.

use std::sync::Arc;

use ledger_core::{Account, MemberId, Points};
use ledger_store::MemberDay;
use poise::serenity_prelude as serenity;
use serenity::CreateAttachment;

use crate::answer::Answer;
use crate::arguments::Person;
use crate::ask::{Ask, Context};
use crate::look::{Meaning, Sheet, time};
use crate::picture::{Chart, Day, chart};
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The name of the chart's file.
const FILE: &str = "chart.png";

/// How many days the chart shows.
const DAYS: usize = 30;

/// Answers with somebody's numbers.
#[poise::command(slash_command, prefix_command)]
pub async fn stats(ctx: Context<'_>, member: Option<Person>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Public).await?;
    let whose = ask.whose(member);
    let account = ask.read(|book| book.member(whose.id).map(|(_, account)| account.clone()));
    let answer = match account {
        Some(account) => {
            let (picture, alt) = drawn(&ask, whose.id).await?;
            let file = CreateAttachment::bytes(picture, FILE).description(alt);
            Answer::sheet(sheet(&ask, &whose, &account).picture(FILE)).file(file)
        }
        None => Answer::line(match whose.id == ask.member {
            true => ask.say("points-none"),
            false => ask.say_with("points-none-of", &[("name", ask.called(&whose).into())]),
        }),
    };
    ask.answer(answer).await
}

fn sheet(ask: &Ask, whose: &Person, account: &Account) -> Sheet {
    let title = match whose.id == ask.member {
        true => ask.say("stats-title"),
        false => ask.say_with("stats-title-of", &[("name", ask.called(whose).into())]),
    };
    let number = |number: u32| ask.voice().number(number.into());
    let sheet = Sheet::new(Meaning::Money)
        .title(title)
        .column(ask.say("stats-balance"), ask.amount(account.balance.points))
        .column(ask.say("stats-earned"), ask.amount(account.earned.points))
        .column(ask.say("stats-spent"), ask.amount(account.spent))
        .column(ask.say("stats-highest"), ask.amount(account.highest))
        .column(ask.say("stats-entries"), number(account.entries))
        .column(ask.say("stats-orders"), number(account.orders))
        .column(ask.say("stats-first"), time::day(account.first_at))
        .column(ask.say("stats-last"), time::ago(account.last_at));
    match ask.picture_of(whose) {
        Some(picture) => sheet.thumbnail(&picture),
        None => sheet,
    }
}

/// The chart as PNG, and the words for who cannot see it.
async fn drawn(ask: &Ask, member: MemberId) -> Result<(Vec<u8>, String), Trouble> {
    let days = ask.look_up(move |ledger, book| ledger.daily(book, member, DAYS)).await?;
    let sum = |of: fn(&MemberDay) -> Points| {
        let sum = days.iter().map(|day| of(day).0).fold(0, i64::saturating_add);
        ask.currency.plain(ask.voice(), Points(sum))
    };
    let (earned, spent) = (sum(|day| day.earned), sum(|day| day.spent));
    let alt = ask.say_with("stats-chart-alt", &[("earned", earned.into()), ("spent", spent.into())]);
    let days: Vec<Day> = days
        .iter()
        .map(|day| Day { label: label(*day), earned: day.earned.0.max(0), spent: day.spent.0.max(0) })
        .collect();
    let lines = ["stats-chart-title", "stats-chart-earned", "stats-chart-spent", "stats-chart-empty"];
    let [title, earned, spent, nothing] = lines.map(|line| ask.say(line));
    let (bot, locale) = (Arc::clone(&ask.bot), ask.locale().map(str::to_owned));
    let drawing = tokio::task::spawn_blocking(move || {
        let voice = bot.texts.voice(locale.as_deref());
        let (title, earned, spent) = (title.as_str(), earned.as_str(), spent.as_str());
        chart(&Chart { voice, title, earned, spent, nothing: &nothing, days: &days })
    });
    let drawn = drawing.await.map_err(|broke_off| Trouble::fault(broke_off.to_string()))?;
    Ok((drawn.map_err(|undrawable| Trouble::Fault(undrawable.into()))?, alt))
}

/// Month and day, which every reader can tell apart in a row of days.
fn label(day: MemberDay) -> String {
    let (_, month, of_month) = day.day.civil();
    format!("{month:02}-{of_month:02}")
}
