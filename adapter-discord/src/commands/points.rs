//! `points`: what somebody has, where they stand, and the next achievement in sight.

use ledger_core::{By, Points};

use crate::answer::Answer;
use crate::arguments::Person;
use crate::ask::{Ask, Context};
use crate::look::progress::bar;
use crate::look::text::harmless;
use crate::look::{Meaning, Sheet};
use crate::sight::{InSight, Missing, in_sight};
use crate::standings::Standings;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// Answers with a balance.
#[poise::command(slash_command, prefix_command, aliases("balance", "p"))]
pub async fn points(ctx: Context<'_>, member: Option<Person>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Public).await?;
    let whose = ask.whose(member);
    ask.boards_know_of(whose.id).await;
    let sheet = sheet(&ask, &whose);
    ask.answer(Answer::sheet(sheet)).await
}

fn sheet(ask: &Ask, whose: &Person) -> Sheet {
    let found = ask.read(|book| {
        let (_, account) = book.member(whose.id)?;
        Some((account.balance.points, in_sight(book, account).into_iter().next()))
    });
    let is_own = whose.id == ask.member;
    let title = match is_own {
        true => ask.say("points-title"),
        false => ask.say_with("points-title-of", &[("name", ask.called(whose).into())]),
    };
    let mut sheet = Sheet::new(Meaning::Money).title(title);
    if let Some(picture) = ask.picture_of(whose) {
        sheet = sheet.thumbnail(&picture);
    }
    let Some((balance, next)) = found else {
        return sheet.line(match is_own {
            true => ask.say("points-none"),
            false => ask.say_with("points-none-of", &[("name", ask.called(whose).into())]),
        });
    };
    let sheet = sheet.line(format!("**{}**", ask.amount(balance))).line(rank(ask, whose));
    match next {
        Some(next) => sheet.field(ask.say("points-next"), next_line(ask, &next)),
        None => sheet,
    }
}

fn rank(ask: &Ask, whose: &Person) -> String {
    let gone = ask.bot.people.gone(ask.book);
    match Standings::of(&ask.bot.ledger, ask.book, By::Balance, &gone).stand(whose.id) {
        Some(stand) => {
            ask.say_with("points-rank", &[("rank", stand.rank.into()), ("members", stand.members.into())])
        }
        None => ask.say("points-no-rank"),
    }
}

fn next_line(ask: &Ask, next: &InSight) -> String {
    let missing = match next.missing() {
        Missing::Points(Points(points)) => ask.amount(Points(points)),
        Missing::Count(count) => ask.voice().number(count),
    };
    let name = harmless(next.achievement.spec.name.as_str());
    let line = ask.say_with("points-next-line", &[("achievement", name.into()), ("missing", missing.into())]);
    format!("{line}\n{}", bar(next.done, next.whole))
}
