//! `listusers`: everybody with an account, those who left included, in the order in which the accounts were opened.

use ledger_core::{MemberId, Points};
use poise::BoxFuture;
use poise::serenity_prelude::CreateActionRow;

use crate::answer::Answer;
use crate::arguments::Whole;
use crate::ask::{Ask, Context};
use crate::custom_id::CustomId;
use crate::look::{Meaning, Sheet};
use crate::pages;
use crate::presses::Press;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The first word of its buttons.
pub const BUTTON: &str = "listusers";

/// How many stand on a page.
const PER_PAGE: usize = 20;

/// Answers with a page.
#[poise::command(slash_command, prefix_command)]
pub async fn listusers(ctx: Context<'_>, page: Option<Whole>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let page = pages::wanted(page);
    let answer = answer(&ask, page).await;
    ask.answer(answer).await
}

/// Answers a button with another page.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let page = press.id.part::<usize>(1)?;
        let ask = press.begin().await?;
        let answer = answer(ask, page).await;
        ask.answer(answer).await
    })
}

async fn answer(ask: &Ask, wanted: usize) -> Answer {
    let (shown, page, pages) = ask.read(|book| {
        let people =
            || book.accounts().filter_map(|(_, account)| Some((account.member?, account.balance.points)));
        let pages = people().count().div_ceil(PER_PAGE).max(1);
        let page = wanted.clamp(1, pages);
        let shown: Vec<(MemberId, Points)> = people().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
        (shown, page, pages)
    });
    let mut sheet = Sheet::new(Meaning::Neutral).title(ask.say("listusers-title"));
    if shown.is_empty() {
        return Answer::sheet(sheet.line(ask.say("listusers-none")));
    }
    ask.recall(shown.iter().map(|(member, _)| *member).collect()).await;
    for (member, points) in shown {
        let values = [
            ("name", ask.name_of(member).into()),
            ("amount", ask.amount(points).into()),
            ("id", member.to_string().into()),
        ];
        sheet = sheet.line(ask.say_with("listusers-line", &values));
    }
    let id = |name: &str, to: usize| CustomId::new(BUTTON, ask.member).with(name).with(to);
    let turning = pages::turning(ask, page, pages::others(page, pages), id);
    let of = pages::page_of(ask, page, pages);
    Answer::sheet(sheet.footer(of)).row(CreateActionRow::Buttons(turning))
}
