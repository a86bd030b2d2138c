//! The SQL views for reporting tools equal the ledger's answers, with a checkpoint at the head, with a tail after it,
//! and without a checkpoint.

use ledger_core::testkit::{ANNA, BEN, BOOK, OTHER_BOOK, award, revoke, setting};
use ledger_core::{Account, Book, BookId, EventKind, MemberId, Position, Timestamp, UtcOffset};
use ledger_store::{HistoryEntry, HistoryQuery, MAX_HISTORY};
use rusqlite::types::Value;

use crate::everything;
use crate::support::{World, member, number};

type Rows = Vec<Vec<Value>>;

/// Runs a check with each relation of checkpoint and journal.
#[track_caller]
fn in_every_state(check: impl Fn(&World, &str)) {
    let mut world = everything::lived();
    world.ledger().checkpoint().unwrap();
    check(&world, "with a checkpoint at the head");
    busy_tail(&world);
    assert!(world.checkpoint() < world.ledger().head().0);
    check(&world, "with a tail after the checkpoint");
    world.reopen_without_checkpoint();
    check(&world, "without a checkpoint");
}

/// Events after the checkpoint: new members, old members, reversals across it, and all rules of the other book.
fn busy_tail(world: &World) {
    world.apply(setting("transfer_minimum", ""));
    let granted = world.grant(ANNA, 40);
    world.grant(member(9_000), 500);
    world.deduct(member(9_000), 450);
    world.transfer(ANNA, member(9_001), 10);
    world.reverse(granted_before_the_checkpoint(world));
    world.reverse(granted);
    world.apply(award(ANNA, "helper"));
    world.apply(revoke(ANNA, "helper"));
    world.apply(award(member(9_001), "helper"));
}

fn granted_before_the_checkpoint(world: &World) -> Position {
    let history = world.history(BEN);
    history
        .iter()
        .find(|entry| entry.kind == EventKind::PointsGranted && !entry.reversed)
        .expect("a grant to Ben")
        .position
}

#[track_caller]
fn rows(world: &World, sql: &str, book: BookId) -> Rows {
    let file = world.raw();
    let mut statement = file.prepare(sql).unwrap();
    let columns = statement.column_count();
    let read = |row: &rusqlite::Row<'_>| (0..columns).map(|column| row.get(column)).collect();
    statement.query_map([book.number() as i64], read).unwrap().map(Result::unwrap).collect()
}

fn id(member: Option<MemberId>) -> Value {
    member.map(|member| member.number() as i64).into()
}

/// A time in the form of the views: seconds, in UTC.
fn time(at: Timestamp) -> Value {
    let (year, month, day) = at.day(UtcOffset::UTC).civil();
    let seconds = at.micros().div_euclid(1_000_000).rem_euclid(86_400);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}").into()
}

/// A row for each member's account of a book, in the order of the numbers.
fn accounts(world: &World, book: BookId, row: impl Fn(&Account) -> Vec<Value>) -> Rows {
    let members = |book: &Book| {
        book.accounts().filter(|(no, _)| !no.is_treasury()).map(|(_, account)| row(account)).collect()
    };
    sorted(world.ledger().read(book, members))
}

fn sorted(mut rows: Rows) -> Rows {
    rows.sort_by_key(|row| format!("{row:?}"));
    rows
}

#[test]
fn the_view_points_has_the_balances() {
    in_every_state(|world, state| {
        for book in [BOOK, OTHER_BOOK] {
            let sql = "SELECT user_id, balance, created_at, updated_at FROM points WHERE book = ?1";
            let expected = accounts(world, book, |account| {
                let balance = account.balance.points.0.into();
                vec![id(account.member), balance, time(account.first_at), time(account.last_at)]
            });
            assert!(!expected.is_empty());
            assert_eq!(sorted(rows(world, sql, book)), expected, "{state}");
        }
    });
}

#[test]
fn the_view_user_stats_has_the_sums() {
    in_every_state(|world, state| {
        for book in [BOOK, OTHER_BOOK] {
            let sql = "SELECT user_id, total_points_earned, total_points_spent, highest_balance, transactions_count,
                              achievements_count, first_activity, last_activity FROM user_stats WHERE book = ?1";
            let expected = accounts(world, book, |account| {
                // The view omits the achievements of forgotten members.
                let achievements = if account.member.is_some() { account.achievements().count() } else { 0 };
                vec![
                    id(account.member),
                    account.earned.points.0.into(),
                    account.spent.0.into(),
                    account.highest.0.into(),
                    account.entries.into(),
                    (achievements as i64).into(),
                    time(account.first_at),
                    time(account.last_at),
                ]
            });
            assert_eq!(sorted(rows(world, sql, book)), expected, "{state}");
        }
    });
}

#[test]
fn the_view_transactions_has_the_history_of_each_member() {
    in_every_state(|world, state| {
        for book in [BOOK, OTHER_BOOK] {
            let members: Vec<MemberId> =
                world.ledger().read(book, |book| book.accounts().filter_map(|(_, a)| a.member).collect());
            assert!(members.len() >= 2);
            for member in members {
                let query = HistoryQuery::of(book).member(member).limit(MAX_HISTORY);
                let history = world.ledger().history(&query).unwrap().entries;
                let expected: Rows = history.iter().map(transaction).collect();
                let sql = format!(
                    "SELECT id, amount, transaction_type, admin_id, reason, kind, old_balance, new_balance, created_at
                       FROM transactions WHERE book = ?1 AND user_id = {member} ORDER BY id DESC"
                );
                assert_eq!(rows(world, &sql, book), expected, "of {member}, {state}");
            }
        }
        let of_all = "SELECT count(*) FROM transactions";
        let sides = "SELECT sum((debit > 0) + (credit > 0)) FROM events WHERE amount > 0";
        assert_eq!(number(&world.raw(), of_all), number(&world.raw(), sides), "forgotten members included");
    });
}

fn transaction(entry: &HistoryEntry) -> Vec<Value> {
    let actor = match entry.actor.account() {
        Some(_) => id(entry.actor_member),
        None => entry.actor.number().into(),
    };
    vec![
        (entry.position.0 as i64).into(),
        entry.change.0.abs().into(),
        Value::from(if entry.change.0 > 0 { "add" } else { "remove" }.to_owned()),
        actor,
        entry.reason.as_ref().map(|reason| reason.to_string()).into(),
        Value::from(entry.kind.as_str().to_owned()),
        (entry.balance.0 - entry.change.0).into(),
        entry.balance.0.into(),
        time(entry.at),
    ]
}

#[test]
fn the_view_achievements_has_the_unlocked_achievements() {
    in_every_state(|world, state| {
        let expected = world.ledger().read(BOOK, |book| {
            let mut rows = Rows::new();
            for (_, account) in book.accounts() {
                for unlocked in account.achievements() {
                    let achievement = &book.achievements()[usize::from(unlocked.achievement.0)];
                    rows.push(vec![
                        (unlocked.position.0 as i64).into(),
                        id(account.member),
                        Value::from(achievement.spec.key.to_string()),
                        Value::from(achievement.spec.name.to_string()),
                        time(unlocked.at),
                    ]);
                }
            }
            sorted(rows)
        });
        assert!(expected.len() >= 2);
        let sql = "SELECT id, user_id, achievement_type, achievement_name, earned_at FROM achievements WHERE book = ?1";
        assert_eq!(sorted(rows(world, sql, BOOK)), expected, "{state}");
        let paid = "SELECT sum(points_earned) FROM achievements";
        assert!(number(&world.raw(), paid) > 0, "{state}");
    });
}
