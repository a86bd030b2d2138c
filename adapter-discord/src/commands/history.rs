//! `history`: a member's postings with change, reason, actor and balance, newest first, with page buttons.

use ledger_core::{AchievementKey, Actor, EventKind, MemberId, Points, Position};
use ledger_store::{Cursor, HistoryEntry, HistoryQuery, Ledger, ReadError};
use poise::BoxFuture;
use poise::serenity_prelude::CreateActionRow;

use crate::invocation::arguments::WholeNumber;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::{Context, Invocation, pagination};
use crate::render::escape::harmless;
use crate::render::event_kind::shown;
use crate::render::{Embed, Tone, time};
use crate::reply::Privacy;
use crate::reply::answer::Answer;
use crate::reply::error::CommandError;

pub(super) const BUTTON: &str = "history";

const PER_PAGE: usize = 8;

/// The last page that can be requested by number, since all pages before it have to be read. The buttons go further.
const MAX_PAGE: usize = 2_000;

/// Entries read at a time.
const STRIDE: usize = 1_000;

/// Shows a page of the member's history.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn history(ctx: Context<'_>, page: Option<WholeNumber>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let answer = answer(&invocation, pagination::wanted(page), None).await?;
    invocation.answer(answer).await
}

pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let page = event.id.part::<usize>(1)?;
        let from = event.id.part(2).map(Position).ok().zip(event.id.part(3).map(Points).ok());
        let from = from.map(|(position, balance)| Cursor { position, balance: Some(balance) });
        let invocation = event.begin().await?;
        let answer = answer(invocation, page, from).await?;
        invocation.answer(answer).await
    })
}

/// A page, and whether there is a next one.
struct Turned {
    page: usize,
    entries: Vec<HistoryEntry>,
    behind: Option<Cursor>,
}

/// A page by its number, or continued from the previous one.
async fn answer(
    invocation: &Invocation,
    wanted: usize,
    from: Option<Cursor>,
) -> Result<Answer, CommandError> {
    let (member, wanted) = (invocation.member, wanted.max(1));
    let entries_all = invocation.read(|book| book.member(member).map_or(0, |(_, account)| account.entries));
    // Past the beginning of the history, show the last page instead of an empty one.
    let last = usize::try_from(entries_all).unwrap_or(usize::MAX).div_ceil(PER_PAGE).max(1);
    let wanted = wanted.min(last);
    let turned = invocation
        .look_up(move |ledger, book| {
            let query = HistoryQuery::of(book).member(member);
            match from {
                Some(from) => page_from(ledger, query.before(from), wanted),
                None => turn(ledger, query, wanted.min(MAX_PAGE)),
            }
        })
        .await?;
    let mut embed = Embed::new(Tone::Neutral).title(invocation.say("history-title"));
    if turned.entries.is_empty() {
        return Ok(Answer::embed(embed.line(invocation.say("history-empty"))));
    }
    invocation.recall(named_in(&turned.entries)).await;
    for entry in &turned.entries {
        embed = embed.line(entry_lines(invocation, entry));
    }
    let footer = invocation.say_with("page-of", &[("page", turned.page.into()), ("pages", last.into())]);
    Ok(buttons(invocation, &turned, Answer::embed(embed.footer(footer))))
}

fn named_in(entries: &[HistoryEntry]) -> Vec<MemberId> {
    let others = entries.iter().filter_map(|entry| entry.other.and_then(|(_, member)| member));
    others.chain(entries.iter().filter_map(|entry| entry.actor_member)).collect()
}

/// Reads to a page from the newest entry.
fn turn(ledger: &Ledger, query: HistoryQuery, page: usize) -> Result<Turned, ReadError> {
    let mut past = (page - 1) * PER_PAGE;
    let mut query = query;
    while past > 0 {
        let stride = past.min(STRIDE);
        match ledger.history(&query.limit(stride))?.next {
            Some(cursor) => query = query.before(cursor),
            None => return Ok(Turned { page, entries: Vec::new(), behind: None }),
        }
        past -= stride;
    }
    page_from(ledger, query, page)
}

fn page_from(ledger: &Ledger, query: HistoryQuery, page: usize) -> Result<Turned, ReadError> {
    let found = ledger.history(&query.limit(PER_PAGE))?;
    Ok(Turned { page, entries: found.entries, behind: found.next })
}

/// `#12 🪙 +50 points · Granted · by Anna · 3 days ago`, with the reason and the balance below it.
fn entry_lines(invocation: &Invocation, entry: &HistoryEntry) -> String {
    let mut parts = vec![
        format!("`#{}` **{}**", entry.position.0, invocation.change(entry.change)),
        what(invocation, entry),
    ];
    if let Some(by) = by(invocation, entry) {
        parts.push(invocation.say_with("history-by", &[("name", by.into())]));
    }
    parts.push(time::ago(entry.occurred_at.unwrap_or(entry.at)));
    if entry.reversed {
        parts.push(format!("*{}*", invocation.say("history-reversed")));
    }
    let mut below = Vec::new();
    if let Some(reason) = &entry.reason {
        below.push(invocation.say_with("history-reason", &[("reason", harmless(reason.as_str()).into())]));
    }
    let balance = invocation.voice().number(entry.balance.0);
    below.push(invocation.say_with("history-balance", &[("balance", balance.into())]));
    format!("{}\n-# {}", parts.join(" · "), below.join(" · "))
}

pub(super) fn what(invocation: &Invocation, entry: &HistoryEntry) -> String {
    let other = || match entry.other {
        Some((_, Some(member))) => invocation.name_of(member),
        _ => invocation.say("name-forgotten"),
    };
    let about = entry.about.as_deref().unwrap_or_default();
    match entry.kind {
        EventKind::PointsTransferred if entry.change.0 < 0 => {
            invocation.say_with("kind-sent", &[("name", other().into())])
        }
        EventKind::PointsTransferred => invocation.say_with("kind-received", &[("name", other().into())]),
        EventKind::AchievementUnlocked => {
            let name = AchievementKey::new(about).ok().and_then(|key| {
                invocation.read(|book| book.achievement(&key).map(|found| found.spec.name.to_string()))
            });
            let name = harmless(name.as_deref().unwrap_or(about));
            invocation.say_with(shown(entry.kind).line, &[("achievement", name.into())])
        }
        kind => invocation.say_with(shown(kind).line, &[("position", about.into())]),
    }
}

/// The actor, unless it was the member or the ledger itself.
fn by(invocation: &Invocation, entry: &HistoryEntry) -> Option<String> {
    match entry.actor {
        Actor::Account(account) if account == entry.account => None,
        Actor::Account(_) => Some(of_member(invocation, entry.actor_member)),
        Actor::CommandLine => Some(invocation.say("name-command-line")),
        Actor::Import => Some(invocation.say("name-import")),
        _ => None,
    }
}

fn of_member(invocation: &Invocation, member: Option<MemberId>) -> String {
    member.map_or_else(|| invocation.say("name-forgotten"), |member| invocation.name_of(member))
}

fn buttons(invocation: &Invocation, turned: &Turned, answer: Answer) -> Answer {
    let page = turned.page;
    let is_there = |wanted: usize| match wanted {
        0 => false,
        wanted if wanted > page => turned.behind.is_some(),
        wanted => wanted < page,
    };
    let id = |name: &str, to: usize| {
        let id = CustomId::new(BUTTON, invocation.member).with(name).with(to);
        match turned.behind {
            Some(Cursor { position, balance: Some(Points(balance)) }) if to > page => {
                id.with(position.0).with(balance)
            }
            _ => id,
        }
    };
    answer.row(CreateActionRow::Buttons(pagination::turning(invocation, page, is_there, id)))
}
