//! `points`: what somebody has, where they stand, and the next achievement in sight.

use crate::answer::Answer;
use crate::arguments::Person;
use crate::ask::{Ask, Context};
use crate::trouble::Trouble;
use crate::way::Privacy;

/// Answers with a balance.
#[poise::command(slash_command, prefix_command, aliases("balance", "p"))]
pub async fn points(ctx: Context<'_>, member: Option<Person>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Public).await?;
    let whose = ask.whose(member);
    let balance = ask.read(|book| book.balance(whose.id));
    let answer = Answer::line(ask.voice().number(balance.0));
    ask.answer(answer).await
}
