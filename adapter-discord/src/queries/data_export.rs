//! Everything stored about one member of one server, as a file for people and programs.

use ledger_core::{Account, AccountNo, Actor, BookId, EventKind, MemberId, OrderKey, Points, Timestamp};
use ledger_store::{AuditEntry, AuditQuery, HistoryEntry, HistoryQuery, Ledger, ReadError};
use serde_json::{Value, json};

use crate::app::{hidden, names};
use crate::queries::achievement_progress::unlocked;
use crate::settings::preferences::{self, DirectMessagePreference};

/// Keeps the file far below Discord's limit.
const MAX_ENTRIES: usize = 20_000;

/// Entries read at a time.
const STRIDE: usize = 1_000;

/// Events searched at a time for a member's actions.
const LOOK_AT: usize = 100_000;

/// The file, or `None` if nothing is stored.
///
/// # Errors
/// When the ledger cannot be read: an incomplete file would be wrong.
pub(crate) fn file(ledger: &Ledger, book: BookId, member: MemberId) -> Result<Option<Vec<u8>>, ReadError> {
    let account = ledger.read(book, |read| read.member(member).map(|(no, account)| (no, account.clone())));
    let messages = preferences::direct_messages(ledger, book, member)?;
    // A member without an account may have set a preference.
    let is_hidden = hidden::is_kept_as_hidden(ledger, book, member)?;
    if account.is_none() && messages == DirectMessagePreference::Wanted && !is_hidden {
        return Ok(None);
    }
    let mut whole = json!({
        "about": "Everything that Tallybook keeps about one member of one Discord server. Times are seconds since 1970.",
        "server": book.to_string(),
        "member": member.to_string(),
        "direct_messages": messages == DirectMessagePreference::Wanted,
        "hidden_from_boards": is_hidden,
    });
    if let Some((no, account)) = account {
        let (entries, left_out) = entries(ledger, book, member)?;
        whole["display_name"] = json!(names::kept_name(ledger, book, member)?);
        whole["left_the_server"] = json!(names::is_kept_as_gone(ledger, book, member)?);
        whole["direct_messages_refused_at"] =
            json!(preferences::closed_at(ledger, book, member)?.map(seconds));
        whole["points"] = points(&account);
        whole["achievements"] = json!(achievements(ledger, book, &account));
        whole["orders"] = json!(orders(ledger, book, no)?);
        whole["wrong_codes_at"] = json!(wrong_codes(ledger, book, member)?);
        whole["history"] = json!(entries);
        whole["done_by_yourself"] = json!(done(ledger, book, member, no)?);
        if left_out > 0 {
            whole["history_left_out"] = json!(left_out);
        }
    }
    Ok(Some(format!("{whole:#}\n").into_bytes()))
}

fn achievements(ledger: &Ledger, book: BookId, account: &Account) -> Vec<Value> {
    ledger.read(book, |book| {
        let held = unlocked(book, account).into_iter();
        held.map(
            |(achievement, at)| json!({ "name": achievement.spec.name.as_str(), "unlocked_at": seconds(at) }),
        )
        .collect()
    })
}

fn orders(ledger: &Ledger, book: BookId, no: AccountNo) -> Result<Vec<Value>, ReadError> {
    let orders: Vec<(OrderKey, Points, Timestamp)> = ledger.read(book, |book| {
        let redeemed = book.orders().filter_map(|order| Some((order, order.redeemed?)));
        let own = redeemed.filter(|(_, redeemed)| redeemed.account == no);
        own.map(|(order, redeemed)| (order.key.clone(), order.points, redeemed.at)).collect()
    });
    let of = |(key, points, at): (OrderKey, Points, Timestamp)| {
        let email = ledger.order_email(book, &key)?;
        let email = email.as_ref().map(|email| email.as_str());
        Ok(
            json!({ "order": key.to_string(), "points": points.0, "redeemed_at": seconds(at), "email": email }),
        )
    };
    orders.into_iter().map(of).collect()
}

/// The times at which a member tried a code that does not exist.
fn wrong_codes(ledger: &Ledger, book: BookId, member: MemberId) -> Result<Vec<i64>, ReadError> {
    let kind = |query: AuditQuery| query.kind(EventKind::CodeGuessed);
    let mut guesses = Vec::new();
    look_through(ledger, kind(AuditQuery::of(book).member(member)), |entry| {
        guesses.push(seconds(entry.recorded.at));
    })?;
    Ok(guesses)
}

/// The member's actions that are not in their own history. Other members are not named.
fn done(ledger: &Ledger, book: BookId, member: MemberId, own: AccountNo) -> Result<Vec<Value>, ReadError> {
    let mut done = Vec::new();
    look_through(ledger, AuditQuery::of(book).by_member(member), |entry| {
        if entry.about.iter().all(|(about, _)| *about != own) {
            let event = &entry.recorded.event;
            done.push(json!({
                "entry": entry.recorded.position.0,
                "at": seconds(entry.recorded.at),
                "kind": event.kind().as_str(),
                "points": event.sides().amount.0,
                "reason": event.reason().map(|reason| reason.as_str()),
            }));
        }
    })?;
    Ok(done)
}

fn look_through(
    ledger: &Ledger,
    query: AuditQuery,
    mut show: impl FnMut(&AuditEntry),
) -> Result<(), ReadError> {
    let mut query = query.limit(STRIDE).look_at(LOOK_AT);
    loop {
        let page = ledger.audit(&query)?;
        page.entries.iter().for_each(&mut show);
        match page.next {
            Some(next) => query = query.before(next),
            None => return Ok(()),
        }
    }
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
        "kind": entry.kind.as_str(),
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
    use ledger_core::testkit::code;
    use ledger_core::{Asker, Command, Email, RecordOrder, SecretId};
    use ledger_store::Request;

    use super::*;
    use crate::app::names::MemberNames;

    const BOOK: u64 = 1;
    const ANNA: u64 = 4_200_042;
    const BEN: u64 = 7_700_077;

    struct Fixture {
        ledger: Ledger,
        _folder: tempfile::TempDir,
    }

    impl Fixture {
        fn new() -> Fixture {
            let folder = tempfile::tempdir().unwrap();
            Fixture { ledger: Ledger::open(folder.path().join("points.db")).unwrap(), _folder: folder }
        }

        fn book() -> BookId {
            BookId::new(BOOK).unwrap()
        }

        fn submit(&self, asker: Asker, command: Command) {
            let request = Request::new(Fixture::book(), command).asker(asker);
            drop(self.ledger.submit(request).wait().unwrap());
        }

        fn file(&self, member: u64) -> Option<(Value, String)> {
            let file = file(&self.ledger, Fixture::book(), MemberId::new(member).unwrap()).unwrap()?;
            Some((serde_json::from_slice(&file).unwrap(), String::from_utf8(file).unwrap()))
        }
    }

    fn member(id: u64) -> MemberId {
        MemberId::new(id).unwrap()
    }

    #[test]
    fn the_file_has_every_entry_and_names_no_other_member() {
        let kept = Fixture::new();
        kept.submit(Asker::System, Command::grant(ANNA, 50, "for helping").unwrap());
        kept.submit(Asker::System, Command::transfer(ANNA, BEN, 20, "a gift").unwrap());
        let (read, text) = kept.file(ANNA).unwrap();
        assert_eq!(read["points"]["balance"], 30);
        assert_eq!(read["history"].as_array().unwrap().len(), 2);
        assert_eq!(read["history"][1]["reason"], "for helping");
        assert_eq!(read["history_left_out"], Value::Null);
        assert!(!text.contains("7700077"), "the file names another member");
    }

    #[test]
    fn the_file_has_what_is_kept_besides_points_and_what_was_done_for_others() {
        let kept = Fixture::new();
        let order = RecordOrder {
            key: OrderKey::new("csv", "main", "5001").unwrap(),
            amount: "30".parse().unwrap(),
            currency: None,
            email: Some(Email::new("anna@example.org").unwrap()),
            code: code("5001", 1),
            secret: SecretId(1),
        };
        kept.submit(Asker::Import, Command::RecordOrder(Box::new(order)));
        let redeem = |code| Command::RedeemClaim { member: member(ANNA), code: vec![code] };
        kept.submit(Asker::Member(member(ANNA)), redeem(code("5001", 1)));
        kept.submit(Asker::Member(member(ANNA)), redeem(code("no such", 1)));
        kept.submit(Asker::Member(member(ANNA)), Command::grant(BEN, 20, "for sweeping").unwrap());
        let names = MemberNames::new(kept.ledger.clone());
        names.seen(Fixture::book(), member(ANNA), "Anna");
        names.left(Fixture::book(), member(ANNA));
        preferences::record_closed(&kept.ledger, Fixture::book(), member(ANNA)).wait().unwrap();
        let (read, text) = kept.file(ANNA).unwrap();
        assert_eq!(read["display_name"], "Anna");
        assert_eq!(read["left_the_server"], true);
        assert!(read["direct_messages_refused_at"].is_i64());
        assert_eq!(read["orders"][0]["email"], "anna@example.org");
        assert_eq!(read["wrong_codes_at"].as_array().unwrap().len(), 1);
        assert_eq!(read["done_by_yourself"].as_array().unwrap().len(), 1, "{text}");
        assert_eq!(read["done_by_yourself"][0]["reason"], "for sweeping");
        assert!(!text.contains("7700077"), "the file names another member");
    }

    #[test]
    fn nothing_is_kept_of_a_stranger_but_a_wish() {
        let kept = Fixture::new();
        assert!(kept.file(ANNA).is_none());
        preferences::set_direct_messages(
            &kept.ledger,
            Fixture::book(),
            member(ANNA),
            DirectMessagePreference::Unwanted,
        )
        .wait()
        .unwrap();
        let (read, _) = kept.file(ANNA).unwrap();
        assert_eq!((&read["direct_messages"], &read["points"]), (&json!(false), &Value::Null));
    }
}
