//! `stats`: earned, spent, highest, entries, first and last activity, and a chart of the last 30 days.

use ledger_core::Account;

use crate::answer::Answer;
use crate::arguments::Person;
use crate::ask::{Ask, Context};
use crate::look::{Meaning, Sheet, time};
use crate::trouble::Trouble;
use crate::way::Privacy;

/// Answers with somebody's numbers.
#[poise::command(slash_command, prefix_command)]
pub async fn stats(ctx: Context<'_>, member: Option<Person>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Public).await?;
    let whose = ask.whose(member);
    let account = ask.read(|book| book.member(whose.id).map(|(_, account)| account.clone()));
    let answer = match account {
        Some(account) => Answer::sheet(sheet(&ask, &whose, &account)),
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
    match &whose.avatar {
        Some(avatar) => sheet.thumbnail(avatar),
        None => sheet,
    }
}
