//! `history`: a member's postings with change, reason, actor and balance, newest first, with page buttons.

use std::collections::VecDeque;

use ledger_core::{AchievementKey, Actor, EventKind, MemberId, Points, Position};
use ledger_store::{Cursor, HistoryEntry, HistoryQuery, Ledger, ReadError};
use poise::BoxFuture;
use poise::serenity_prelude::CreateActionRow;

use crate::invocation::arguments::WholeNumber;
use crate::invocation::components::ComponentEvent;
use crate::invocation::custom_id::CustomId;
use crate::invocation::pagination::{self, Part, Shown};
use crate::invocation::{Context, Invocation};
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

/// Bounds the way back to the page above. From further back the button leads to the newest page.
const STRIDES: usize = 200;

/// The button to the last part of the page above.
const ABOVE: &str = "above";

/// Shows a page of the member's history.
#[poise::command(slash_command, prefix_command)]
pub(crate) async fn history(ctx: Context<'_>, page: Option<WholeNumber>) -> Result<(), CommandError> {
    let mut invocation = Invocation::begin(ctx, Privacy::Private).await?;
    let start = Start::Number(pagination::wanted(page));
    let answer = answer(&invocation, start, Part::START).await?;
    invocation.answer(answer).await
}

pub(super) fn pressed(event: &mut ComponentEvent) -> BoxFuture<'_, Result<(), CommandError>> {
    Box::pin(async move {
        let button = event.id.part::<String>(0)?;
        let page = event.id.part::<usize>(1)?;
        let position = event.id.part(2).map(Position).unwrap_or_default();
        let balance = event.id.part(3).map(Points).ok();
        // The buttons of older messages carry no part.
        let part = event.id.part(4).unwrap_or(Part::START);
        let start = match position {
            Position::START => Start::Number(page),
            from if button == ABOVE => Start::Above(page, from),
            position => Start::At(page, Cursor { position, balance }),
        };
        let part = if button == ABOVE { Part::END } else { part };
        let invocation = event.begin().await?;
        let answer = answer(invocation, start, part).await?;
        invocation.answer(answer).await
    })
}

/// Where a page begins. A page has a fixed number of entries, so that it is the same from both sides.
#[derive(Debug, Clone, Copy)]
enum Start {
    /// By its number, from the newest entry.
    Number(usize),
    /// Behind an entry; with its number.
    At(usize, Cursor),
    /// The page whose last entry this is; with its number.
    Above(usize, Position),
}

/// A page, and whether there is a next one.
struct Turned {
    page: usize,
    /// `None` for the newest page.
    start: Option<Cursor>,
    entries: Vec<HistoryEntry>,
    behind: Option<Cursor>,
}

/// A part of a page.
async fn answer(invocation: &Invocation, start: Start, part: Part) -> Result<Answer, CommandError> {
    let member = invocation.member;
    let entries_all = invocation.read(|book| book.member(member).map_or(0, |(_, account)| account.entries));
    // Past the beginning of the history, show the last page instead of an empty one.
    let last = usize::try_from(entries_all).unwrap_or(usize::MAX).div_ceil(PER_PAGE).max(1);
    let turned = invocation
        .look_up(move |ledger, book| {
            let query = HistoryQuery::of(book).member(member);
            match start {
                Start::Number(page) => turn(ledger, query, page.clamp(1, last.min(MAX_PAGE))),
                Start::At(page, from) => page_from(ledger, query, page.clamp(1, last), Some(from)),
                Start::Above(page, from) => {
                    let start = above(ledger, query, from)?;
                    page_from(ledger, query, start.map_or(1, |_| page.clamp(1, last)), start)
                }
            }
        })
        .await?;
    let embed = Embed::new(Tone::Neutral).title(invocation.say("history-title"));
    if turned.entries.is_empty() {
        return Ok(Answer::embed(embed.line(invocation.say("history-empty"))));
    }
    invocation.recall(named_in(&turned.entries)).await;
    let lines: Vec<String> = turned.entries.iter().map(|entry| entry_lines(invocation, entry)).collect();
    let shown = part.of(&lines);
    let footer = pagination::part_of(invocation, turned.page, last, &shown);
    let embed = embed.lines(&lines[shown.lines.clone()]).footer(footer);
    Ok(buttons(invocation, &turned, &shown, Answer::embed(embed)))
}

fn named_in(entries: &[HistoryEntry]) -> Vec<MemberId> {
    let others = entries.iter().filter_map(|entry| entry.other.and_then(|(_, member)| member));
    others.chain(entries.iter().filter_map(|entry| entry.actor_member)).collect()
}

/// Reads to a page from the newest entry.
fn turn(ledger: &Ledger, query: HistoryQuery, page: usize) -> Result<Turned, ReadError> {
    let mut past = (page - 1) * PER_PAGE;
    let mut from = None;
    while past > 0 {
        let stride = past.min(STRIDE);
        match ledger.history(&before(query, from).limit(stride))?.next {
            Some(cursor) => from = Some(cursor),
            None => return Ok(Turned { page, start: None, entries: Vec::new(), behind: None }),
        }
        past -= stride;
    }
    page_from(ledger, query, page, from)
}

fn page_from(
    ledger: &Ledger,
    query: HistoryQuery,
    page: usize,
    start: Option<Cursor>,
) -> Result<Turned, ReadError> {
    let found = ledger.history(&before(query, start).limit(PER_PAGE))?;
    Ok(Turned { page, start, entries: found.entries, behind: found.next })
}

fn before(query: HistoryQuery, cursor: Option<Cursor>) -> HistoryQuery {
    cursor.map_or(query, |cursor| query.before(cursor))
}

/// The start of the page whose last entry is `from`; `None` for the newest page. The journal is linked backwards only, so
/// this walks from its end, as the reader did before.
fn above(ledger: &Ledger, query: HistoryQuery, from: Position) -> Result<Option<Cursor>, ReadError> {
    let mut above = VecDeque::with_capacity(PER_PAGE + 2);
    let mut next = None;
    for _ in 0..STRIDES {
        let page = ledger.history(&before(query, next).limit(STRIDE))?;
        for entry in page.entries.iter().take_while(|entry| entry.position >= from) {
            let balance = Points(entry.balance.0.wrapping_sub(entry.change.0));
            above.push_back(Cursor { position: entry.position, balance: Some(balance) });
            if above.len() > PER_PAGE + 1 {
                above.pop_front();
            }
        }
        next = page.next.filter(|next| next.position > from);
        if next.is_none() {
            return Ok(above.front().copied().filter(|_| above.len() > PER_PAGE));
        }
    }
    Ok(None)
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
        below.push(
            invocation.say_with("history-reason", &[("reason", invocation.words_of(reason.as_str()).into())]),
        );
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

fn buttons(invocation: &Invocation, turned: &Turned, shown: &Shown, answer: Answer) -> Answer {
    let Turned { page, start, entries, behind } = turned;
    let id = |name: &str, page: usize| CustomId::new(BUTTON, invocation.member).with(name).with(page);
    let at = |name: &str, page: usize, start: Option<Cursor>, part: Part| {
        let Cursor { position, balance } =
            start.unwrap_or(Cursor { position: Position::START, balance: None });
        id(name, page).with(position.0).with(balance.unwrap_or_default().0).with(part)
    };
    let back = match start {
        _ if shown.lines.start > 0 => Some(at("back", *page, *start, Part::UpTo(shown.lines.start))),
        // Also on a page that was the first: new entries have come before it since.
        Some(start) => Some(id(ABOVE, page.saturating_sub(1).max(1)).with(start.position.0)),
        None => None,
    };
    let forward = match behind {
        _ if shown.lines.end < entries.len() => {
            Some(at("forward", *page, *start, Part::From(shown.lines.end)))
        }
        Some(behind) => Some(at("forward", page + 1, Some(*behind), Part::START)),
        None => None,
    };
    let first = back.as_ref().map(|_| id("first", 1));
    answer.row(CreateActionRow::Buttons(pagination::turning_to(invocation, first, back, forward)))
}
