//! Everything that is kept about one member of one server, as a file that people and programs can read.

use ledger_core::{Account, Actor, BookId, MemberId, Timestamp};
use ledger_store::{HistoryEntry, HistoryQuery, Ledger, ReadError};
use serde_json::{Value, json};

use crate::sight::unlocked;
use crate::wishes::{self, Messages};

/// The most entries in a file; it stays far below what Discord takes.
const MAX_ENTRIES: usize = 20_000;

/// How many entries are read at once.
const STRIDE: usize = 1_000;

/// The file, or `None` where nothing is kept.
///
/// # Errors
/// When the ledger cannot be read: a file with less in it than there is would be a lie.
pub fn file(
    ledger: &Ledger,
    book: BookId,
    member: MemberId,
    name: Option<&str>,
) -> Result<Option<Vec<u8>>, ReadError> {
    let found = ledger.read(book, |read| {
        let (no, account) = read.member(member)?;
        let held = unlocked(read, account).into_iter();
        let achievements: Vec<Value> = held
            .map(|(achievement, at)| json!({ "name": achievement.spec.name.as_str(), "unlocked_at": seconds(at) }))
            .collect();
        let redeemed = read.orders().filter_map(|order| Some((order, order.redeemed?)));
        let orders: Vec<Value> = redeemed
            .filter(|(_, redeemed)| redeemed.account == no)
            .map(|(order, redeemed)| {
                json!({ "order": order.key.to_string(), "points": order.points.0, "redeemed_at": seconds(redeemed.at) })
            })
            .collect();
        Some((account.clone(), achievements, orders))
    });
    let Some((account, achievements, orders)) = found else { return Ok(None) };
    let (entries, left_out) = entries(ledger, book, member)?;
    let messages = wishes::messages(ledger, book, member)?;
    let mut whole = json!({
        "about": "Everything that Tallybook keeps about one member of one Discord server. Times are seconds since 1970.",
        "server": book.to_string(),
        "member": member.to_string(),
        "display_name": name,
        "direct_messages": messages == Messages::Wanted,
        "points": points(&account),
        "achievements": achievements,
        "orders": orders,
        "history": entries,
    });
    if left_out > 0 {
        whole["history_left_out"] = json!(left_out);
    }
    Ok(Some(format!("{whole:#}\n").into_bytes()))
}

fn points(account: &Account) -> Value {
    json!({
        "balance": account.balance.points.0,
        "earned": account.earned.points.0,
        "spent": account.spent.0,
        "highest": account.highest.0,
        "first_activity": seconds(account.first_at),
        "last_activity": seconds(account.last_at),
    })
}

/// The entries, newest first, and how many older ones did not fit.
fn entries(ledger: &Ledger, book: BookId, member: MemberId) -> Result<(Vec<Value>, usize), ReadError> {
    let mut query = HistoryQuery::of(book).member(member).limit(STRIDE);
    let mut written = Vec::new();
    loop {
        let page = ledger.history(&query)?;
        written.extend(page.entries.iter().map(entry));
        match page.next {
            Some(cursor) if written.len() < MAX_ENTRIES => query = query.before(cursor),
            Some(_) => {
                let all =
                    ledger.read(book, |book| book.member(member).map_or(0, |(_, account)| account.entries));
                let all = usize::try_from(all).unwrap_or(usize::MAX);
                return Ok((written, all.saturating_sub(MAX_ENTRIES).max(1)));
            }
            None => return Ok((written, 0)),
        }
    }
}

fn entry(entry: &HistoryEntry) -> Value {
    json!({
        "entry": entry.position.0,
        "at": seconds(entry.occurred_at.unwrap_or(entry.at)),
        "kind": entry.kind,
        "change": entry.change.0,
        "balance": entry.balance.0,
        "reason": entry.reason.as_ref().map(|reason| reason.as_str()),
        "about": entry.about,
        "by_yourself": entry.actor == Actor::Account(entry.account),
        "reversed": entry.reversed,
    })
}

fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use ledger_core::Command;
    use ledger_store::Request;

    use super::*;

    #[test]
    fn the_file_has_every_entry_and_names_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path().join("points.db")).unwrap();
        let (book, anna) = (BookId::new(1).unwrap(), MemberId::new(4_200_042).unwrap());
        let submit =
            |command: Command| ledger.submit(Request::new(book, command)).wait().unwrap().receipt().unwrap();
        submit(Command::grant(anna.number(), 50, "for helping").unwrap());
        submit(Command::transfer(anna.number(), 7_700_077, 20, "a gift").unwrap());
        let file = file(&ledger, book, anna, Some("Anna")).unwrap().unwrap();
        let read: Value = serde_json::from_slice(&file).unwrap();
        assert_eq!(read["points"]["balance"], 30);
        assert_eq!(read["history"].as_array().unwrap().len(), 2);
        assert_eq!(read["history"][1]["reason"], "for helping");
        assert_eq!(read["history_left_out"], Value::Null);
        assert!(!String::from_utf8(file).unwrap().contains("7700077"), "somebody else is in it");
    }

    #[test]
    fn nothing_is_kept_of_a_stranger() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(folder.path().join("points.db")).unwrap();
        let (book, anna) = (BookId::new(1).unwrap(), MemberId::new(42).unwrap());
        assert!(file(&ledger, book, anna, None).unwrap().is_none());
    }
}
