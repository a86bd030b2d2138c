//! `listusers`: all members with an account, including those who left, in the order in which the accounts were opened.

use ledger_core::{MemberId, Points};
use poise::BoxFuture;
use poise::serenity_prelude::CreateActionRow;

use crate::invocation::arguments::WholeNumber;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::pagination::{self, Part};
use crate::invocation::{Context, Invocation};
use crate::render::{Embed, Tone};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

pub(super) const BUTTON: &str = "listusers";

/// With long names and a long currency, a page has several parts.
const PER_PAGE: usize = 20;

/// Shows a page.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn listusers(ctx: Context<'_>, page: Option<WholeNumber>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let page = pagination::wanted(page);
    let answer = answer(&invocation, page, Part::START).await;
    invocation.answer(answer).await
}

pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let page = event.id.part::<usize>(1)?;
        // The buttons of older messages carry no part.
        let part = event.id.part(2).unwrap_or(Part::START);
        let invocation = event.begin().await?;
        let answer = answer(invocation, page, part).await;
        invocation.answer(answer).await
    })
}

async fn answer(invocation: &Invocation, wanted: usize, part: Part) -> Answer {
    let (shown, page, pages) = invocation.read(|book| {
        let names =
            || book.accounts().filter_map(|(_, account)| Some((account.member?, account.balance.points)));
        let pages = names().count().div_ceil(PER_PAGE).max(1);
        let page = wanted.clamp(1, pages);
        let shown: Vec<(MemberId, Points)> = names().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();
        (shown, page, pages)
    });
    let embed = Embed::new(Tone::Neutral).title(invocation.say("listusers-title"));
    if shown.is_empty() {
        return Answer::embed(embed.line(invocation.say("listusers-none")));
    }
    invocation.recall(shown.iter().map(|(member, _)| *member).collect()).await;
    let line = |(member, points): (MemberId, Points)| {
        let values = [
            ("name", invocation.name_of(member).into()),
            ("amount", invocation.amount(points).into()),
            ("id", member.to_string().into()),
        ];
        invocation.say_with("listusers-line", &values)
    };
    let lines: Vec<String> = shown.into_iter().map(line).collect();
    let shown = part.of(&lines);
    let id = |name: &str, page: usize, part: Part| {
        CustomId::new(BUTTON, invocation.member).with(name).with(page).with(part)
    };
    let back = match shown.lines.start {
        0 => (page > 1).then(|| id("back", page - 1, Part::END)),
        start => Some(id("back", page, Part::UpTo(start))),
    };
    let forward = match shown.lines.end {
        end if end < lines.len() => Some(id("forward", page, Part::From(end))),
        _ => (page < pages).then(|| id("forward", page + 1, Part::START)),
    };
    let first = back.as_ref().map(|_| id("first", 1, Part::START));
    let turning = pagination::turning_to(invocation, first, back, forward);
    let footer = pagination::part_of(invocation, page, pages, &shown);
    let embed = embed.lines(&lines[shown.lines]).footer(footer);
    Answer::embed(embed).row(CreateActionRow::Buttons(turning))
}
