//! `history`: list the postings of a book or of a member, newest first, page by page.

use adapter_discord::in_kept_words;
use clap::Args;
use ledger_core::{MemberId, Position};
use ledger_store::{Cursor, HistoryEntry, HistoryPage, HistoryQuery, MAX_HISTORY};
use serde::Serialize;

use crate::args::{InBook, from_1_to};
use crate::exit::{CommandResult, ExitStatus};
use crate::out::{Ink, Out};
use crate::render::number::signed;
use crate::render::table::Table;
use crate::render::time::{exact, to_the_minute};
use crate::render::who;
use crate::tallybook::Tallybook;

#[derive(Args)]
pub(crate) struct History {
    #[command(flatten)]
    of: InBook,
    /// Only the postings of this member
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    member: Option<MemberId>,
    /// How many postings
    #[arg(long, value_name = "N", default_value = "10", allow_hyphen_values = true, value_parser = from_1_to("limit", MAX_HISTORY))]
    limit: usize,
    /// Only postings before this position: the `next` of the page before
    #[arg(long, value_name = "POSITION", allow_hyphen_values = true)]
    before: Option<Position>,
}

#[derive(Serialize)]
struct Json {
    entries: Vec<Entry>,
    next: Option<u64>,
}

#[derive(Serialize)]
struct Entry {
    position: u64,
    at: String,
    occurred_at: Option<String>,
    kind: &'static str,
    member: String,
    other: Option<String>,
    change: i64,
    balance: i64,
    actor: String,
    reason: Option<String>,
    about: Option<String>,
    reversed: bool,
}

impl History {
    pub(crate) fn run(&self, tallybook: &Tallybook, out: &mut Out<'_>) -> CommandResult {
        let mut query = HistoryQuery::of(self.of.book).limit(self.limit);
        if let Some(member) = self.member {
            query = query.member(member);
        }
        if let Some(position) = self.before {
            query = query.before(Cursor { position, balance: None });
        }
        let ledger = tallybook.ledger()?;
        let page = ledger.history(&query)?;
        let next = page.next.as_ref().map(|cursor| cursor.position.0);
        let json = Json { entries: page.entries.iter().map(Entry::of).collect(), next };
        out.answer(&json, |to| {
            table(&page, |reason| in_kept_words(&ledger, self.of.book, reason)).write(to)?;
            match next {
                Some(next) => to.line(to.ink(Ink::Faint, format_args!("more with --before {next}"))),
                None => Ok(()),
            }
        })?;
        Ok(ExitStatus::Done)
    }
}

impl Entry {
    fn of(entry: &HistoryEntry) -> Entry {
        Entry {
            position: entry.position.0,
            at: exact(entry.at),
            occurred_at: entry.occurred_at.map(exact),
            kind: entry.kind.as_str(),
            member: who::account(entry.account, entry.member),
            other: entry.other.map(|(no, member)| who::account(no, member)),
            change: entry.change.0,
            balance: entry.balance.0,
            actor: who::actor(entry.actor, entry.actor_member),
            reason: entry.reason.as_ref().map(ToString::to_string),
            about: entry.about.clone(),
            reversed: entry.reversed,
        }
    }
}

/// `words` gives a reason as people read it.
pub(crate) fn table(page: &HistoryPage, words: impl Fn(&str) -> String) -> Table<'_, HistoryEntry> {
    Table::of(&page.entries)
        .right("position", |entry| entry.position.to_string())
        .left("at (UTC)", |entry| to_the_minute(entry.at))
        .left("member", |entry| who::account(entry.account, entry.member))
        .right("change", |entry| signed(entry.change))
        .right("balance", |entry| entry.balance.to_string())
        .left("what", |entry| what(entry, &words))
}

/// The kind in words, with the other member, the subject and the reason.
fn what(entry: &HistoryEntry, words: impl Fn(&str) -> String) -> String {
    let mut what = entry.kind.as_str().replace('_', " ");
    if let Some((no, member)) = entry.other {
        let direction = if entry.change.0 < 0 { "to" } else { "from" };
        what = format!("{what} {direction} {}", who::account(no, member));
    }
    if let Some(about) = &entry.about {
        what = format!("{what} {about}");
    }
    if let Some(reason) = &entry.reason {
        what = format!("{what}: {}", words(reason.as_str()));
    }
    if entry.reversed {
        what.push_str(" (reversed)");
    }
    what
}
