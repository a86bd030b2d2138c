//! `history`: what changed, by how much, why, by whom, and the balance after; newest first, with buttons.

use ledger_core::{AchievementKey, Actor, MemberId, Points, Position};
use ledger_store::{Cursor, HistoryEntry, HistoryQuery, Ledger, ReadError};
use poise::BoxFuture;
use poise::serenity_prelude::CreateActionRow;

use crate::answer::Answer;
use crate::arguments::Whole;
use crate::ask::{Ask, Context};
use crate::custom_id::CustomId;
use crate::look::text::harmless;
use crate::look::{Meaning, Sheet, time};
use crate::pages;
use crate::presses::Press;
use crate::trouble::Trouble;
use crate::way::Privacy;

/// The first word of its buttons.
pub const BUTTON: &str = "history";

/// How many entries stand on a page.
const PER_PAGE: usize = 8;

/// The last page that can be asked for by its number: all before it are walked past. Behind it, the buttons go on.
const MAX_PAGE: usize = 2_000;

/// How many entries are walked past at once.
const STRIDE: usize = 1_000;

/// Answers with a page of one's own history.
#[poise::command(slash_command, prefix_command)]
pub async fn history(ctx: Context<'_>, page: Option<Whole>) -> Result<(), Trouble> {
    let mut ask = Ask::begin(ctx, Privacy::Private).await?;
    let answer = answer(&ask, pages::wanted(page), None).await?;
    ask.answer(answer).await
}

/// Answers a button with another page.
pub fn pressed(press: &mut Press) -> BoxFuture<'_, Result<(), Trouble>> {
    Box::pin(async move {
        let page = press.id.part::<usize>(1)?;
        let from = press.id.part(2).map(Position).ok().zip(press.id.part(3).map(Points).ok());
        let from = from.map(|(position, balance)| Cursor { position, balance: Some(balance) });
        let ask = press.begin().await?;
        let answer = answer(ask, page, from).await?;
        ask.answer(answer).await
    })
}

/// A page, and whether there is another one behind it.
struct Turned {
    page: usize,
    entries: Vec<HistoryEntry>,
    behind: Option<Cursor>,
}

/// A page, by its number or going on where the one before it ended.
async fn answer(ask: &Ask, wanted: usize, from: Option<Cursor>) -> Result<Answer, Trouble> {
    let (member, wanted) = (ask.member, wanted.max(1));
    let entries_all = ask.read(|book| book.member(member).map_or(0, |(_, account)| account.entries));
    // Walking past the beginning would show nothing: the last page is shown instead.
    let last = usize::try_from(entries_all).unwrap_or(usize::MAX).div_ceil(PER_PAGE).max(1);
    let wanted = wanted.min(last);
    let turned = ask
        .look_up(move |ledger, book| {
            let query = HistoryQuery::of(book).member(member);
            match from {
                Some(from) => page_from(ledger, query.before(from), wanted),
                None => turn(ledger, query, wanted.min(MAX_PAGE)),
            }
        })
        .await?;
    let mut sheet = Sheet::new(Meaning::Neutral).title(ask.say("history-title"));
    if turned.entries.is_empty() {
        return Ok(Answer::sheet(sheet.line(ask.say("history-empty"))));
    }
    ask.recall(named_in(&turned.entries)).await;
    for entry in &turned.entries {
        sheet = sheet.line(entry_lines(ask, entry));
    }
    let footer = ask.say_with("page-of", &[("page", turned.page.into()), ("pages", last.into())]);
    Ok(buttons(ask, &turned, Answer::sheet(sheet.footer(footer))))
}

fn named_in(entries: &[HistoryEntry]) -> Vec<MemberId> {
    let others = entries.iter().filter_map(|entry| entry.other.and_then(|(_, member)| member));
    others.chain(entries.iter().filter_map(|entry| entry.actor_member)).collect()
}

/// Walks to a page from the newest entry.
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

/// `#12 🪙 +50 points · Granted · by Anna · 3 days ago`, and below it why, and the balance after.
fn entry_lines(ask: &Ask, entry: &HistoryEntry) -> String {
    let mut parts =
        vec![format!("`#{}` **{}**", entry.position.0, ask.change(entry.change)), what(ask, entry)];
    if let Some(by) = by(ask, entry) {
        parts.push(ask.say_with("history-by", &[("name", by.into())]));
    }
    parts.push(time::ago(entry.occurred_at.unwrap_or(entry.at)));
    if entry.reversed {
        parts.push(format!("*{}*", ask.say("history-reversed")));
    }
    let mut below = Vec::new();
    if let Some(reason) = &entry.reason {
        below.push(ask.say_with("history-reason", &[("reason", harmless(reason.as_str()).into())]));
    }
    let balance = ask.voice().number(entry.balance.0);
    below.push(ask.say_with("history-balance", &[("balance", balance.into())]));
    format!("{}\n-# {}", parts.join(" · "), below.join(" · "))
}

/// What happened, in words.
pub fn what(ask: &Ask, entry: &HistoryEntry) -> String {
    let other = || match entry.other {
        Some((_, Some(member))) => ask.name_of(member),
        _ => ask.say("name-forgotten"),
    };
    let about = entry.about.as_deref().unwrap_or_default();
    match entry.kind {
        "points_granted" => ask.say("kind-granted"),
        "points_deducted" => ask.say("kind-deducted"),
        "points_transferred" if entry.change.0 < 0 => ask.say_with("kind-sent", &[("name", other().into())]),
        "points_transferred" => ask.say_with("kind-received", &[("name", other().into())]),
        "posting_reversed" => ask.say_with("kind-reversed", &[("position", about.into())]),
        "achievement_unlocked" => {
            let name = AchievementKey::new(about).ok().and_then(|key| {
                ask.read(|book| book.achievement(&key).map(|found| found.spec.name.to_string()))
            });
            let name = harmless(name.as_deref().unwrap_or(about));
            ask.say_with("kind-unlocked", &[("achievement", name.into())])
        }
        "claim_redeemed" => ask.say("kind-claimed"),
        "order_changed" => ask.say("kind-order-changed"),
        "balance_closed" => ask.say("kind-season-closed"),
        _ => ask.say("kind-other"),
    }
}

/// Who did it, where it was not the member alone or the ledger by itself.
fn by(ask: &Ask, entry: &HistoryEntry) -> Option<String> {
    match entry.actor {
        Actor::Account(account) if account == entry.account => None,
        Actor::Account(_) => Some(of_member(ask, entry.actor_member)),
        Actor::CommandLine => Some(ask.say("name-command-line")),
        Actor::Import => Some(ask.say("name-import")),
        _ => None,
    }
}

fn of_member(ask: &Ask, member: Option<MemberId>) -> String {
    member.map_or_else(|| ask.say("name-forgotten"), |member| ask.name_of(member))
}

fn buttons(ask: &Ask, turned: &Turned, answer: Answer) -> Answer {
    let page = turned.page;
    let is_there = |wanted: usize| match wanted {
        0 => false,
        wanted if wanted > page => turned.behind.is_some(),
        wanted => wanted < page,
    };
    let id = |name: &str, to: usize| {
        let id = CustomId::new(BUTTON, ask.member).with(name).with(to);
        match turned.behind {
            Some(Cursor { position, balance: Some(Points(balance)) }) if to > page => {
                id.with(position.0).with(balance)
            }
            _ => id,
        }
    };
    answer.row(CreateActionRow::Buttons(pages::turning(ask, page, is_there, id)))
}
