//! `listusers`: all members with an account, including those who left, in the order in which the accounts were opened.

use ledger_core::{MemberId, Points};
use poise::BoxFuture;
use poise::serenity_prelude::CreateActionRow;

use crate::invocation::arguments::WholeNumber;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Context, Invocation, pagination};
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

pub(super) const BUTTON: &str = "listusers";

const PER_PAGE: usize = 20;

/// Shows a page.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn listusers(ctx: Context<'_>, page: Option<WholeNumber>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let page = pagination::wanted(page);
    let answer = answer(&invocation, page).await;
    invocation.answer(answer).await
}

pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let page = event.id.part::<usize>(1)?;
        let invocation = event.begin().await?;
        let answer = answer(invocation, page).await;
        invocation.answer(answer).await
    })
}

async fn answer(invocation: &Invocation, wanted: usize) -> Answer {
    let (shown, page, pages) = invocation.read(|book| {
        let names =
            || book.accounts().filter_map(|(_, account)| Some((account.member?, account.balance.points)));
        let pages = names().count().div_ceil(PER_PAGE).max(1);
        let page = wanted.clamp(1, pages);
        let shown: Vec<(MemberId, Points)> = names().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
        (shown, page, pages)
    });
    let mut embed = Embed::new(Tone::Neutral).title(invocation.say("listusers-title"));
    if shown.is_empty() {
        return Answer::embed(embed.line(invocation.say("listusers-none")));
    }
    invocation.recall(shown.iter().map(|(member, _)| *member).collect()).await;
    for (member, points) in shown {
        let values = [
            ("name", invocation.name_of(member).into()),
            ("amount", invocation.amount(points).into()),
            ("id", member.to_string().into()),
        ];
        embed = embed.line(invocation.say_with("listusers-line", &values));
    }
    let id = |name: &str, to: usize| CustomId::new(BUTTON, invocation.member).with(name).with(to);
    let turning = pagination::turning(invocation, page, pagination::others(page, pages), id);
    let of = pagination::page_of(invocation, page, pages);
    Answer::embed(embed.footer(of)).row(CreateActionRow::Buttons(turning))
}
