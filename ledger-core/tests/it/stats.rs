//! The sums of accounts, of days and of the whole book.

use ledger_core::testkit::{
    ANNA, BEN, Given, achievement, code, deduct, define, grant, order, redeem, reverse, setting, transfer,
    utc,
};
use ledger_core::{Book, MemberId, Points, Timestamp, Totals, UtcOffset};

#[track_caller]
fn earned_then(book: &Book, member: MemberId, at: Timestamp) -> (i64, i64) {
    let (_, account) = book.member(member).expect("a member with an account");
    let day = at.day(book.settings().utc_offset);
    (account.earned_in_week(day.week()).0, account.earned_in_month(day.month()).0)
}

#[test]
fn an_account_keeps_sums_of_its_entries() {
    Given::nothing()
        .and(define(achievement("first", "entries:1", 5)))
        .and(order("5001", "30"))
        .and(grant(ANNA, 100))
        .and(redeem(ANNA, code("5001", 1)))
        .and(transfer(ANNA, BEN, 10))
        .after_seconds(60)
        .when(deduct(ANNA, 40))
        .then_book(|book| {
            let (_, anna) = book.member(ANNA).unwrap();
            assert_eq!((anna.earned.points, anna.spent), (Points(135), Points(40)));
            assert_eq!((anna.balance.points, anna.highest), (Points(85), Points(135)));
            assert_eq!((anna.entries, anna.orders), (5, 1));
            assert_eq!(anna.first_at, utc(2026, 1, 5, 12, 0));
            assert_eq!(anna.last_at, utc(2026, 1, 5, 12, 1));
            assert_eq!(anna.head, book.head());
        });
}

#[test]
fn totals_cover_the_whole_book() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(grant(BEN, 50))
        .and(deduct(BEN, 20))
        .and(transfer(ANNA, BEN, 5))
        .and(order("5001", "30"))
        .when(reverse(2))
        .then_refused("insufficient_balance")
        .given()
        .and(grant(ANNA, 5))
        .when(reverse(2))
        .then_book(|book| {
            let totals = Totals {
                accounts: 2,
                orders: 1,
                entries: 6,
                outstanding: Points(35),
                issued: Points(55),
                spent: Points(20),
            };
            assert_eq!(book.totals(), totals);
        });
}

#[test]
fn a_week_begins_on_monday() {
    let (sunday, monday) = (utc(2026, 1, 11, 23, 59), utc(2026, 1, 12, 0, 0));
    Given::nothing()
        .and(grant(ANNA, 1))
        .at(sunday)
        .and(grant(ANNA, 2))
        .at(monday)
        .when(grant(ANNA, 4))
        .then_book(|book| {
            assert_eq!(earned_then(book, ANNA, monday), (4, 7));
            assert_eq!(earned_then(book, ANNA, sunday), (3, 7), "the last week keeps its sum");
        });
}

#[test]
fn a_week_continues_over_new_year_and_a_month_does_not() {
    let (old, new) = (utc(2025, 12, 31, 23, 59), utc(2026, 1, 1, 0, 0));
    Given::nothing().at(old).and(grant(ANNA, 1)).at(new).when(grant(ANNA, 2)).then_book(|book| {
        assert_eq!(earned_then(book, ANNA, new), (3, 2));
    });
}

#[test]
fn weeks_and_months_begin_at_the_books_own_midnight() {
    let (before, after) = (utc(2026, 5, 31, 21, 59), utc(2026, 5, 31, 22, 0));
    Given::nothing()
        .and(setting("utc_offset", "+02:00"))
        .at(before)
        .and(grant(ANNA, 1))
        .at(after)
        .when(grant(ANNA, 2))
        .then_book(|book| assert_eq!(earned_then(book, ANNA, after), (2, 2)));
}

#[test]
fn a_reversal_only_lowers_the_week_of_the_reversed_posting() {
    let next_week = utc(2026, 1, 12, 12, 0);
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(grant(ANNA, 10))
        .when(reverse(2))
        .then_book(|book| assert_eq!(earned_then(book, ANNA, book.last_at()), (10, 10)))
        .given()
        .at(next_week)
        .and(grant(ANNA, 4))
        .when(reverse(3))
        .then_book(|book| assert_eq!(earned_then(book, ANNA, next_week), (4, 4)));
}

#[test]
fn an_offset_that_moves_back_over_monday_counts_in_the_week_before() {
    let (sunday, monday) = (utc(2026, 1, 11, 12, 0), utc(2026, 1, 12, 0, 30));
    Given::nothing()
        .at(monday)
        .and(grant(ANNA, 10))
        .and(setting("utc_offset", "-05:00"))
        .and(grant(ANNA, 1))
        .at(utc(2026, 1, 12, 12, 0))
        .when(grant(ANNA, 2))
        .then_book(|book| {
            assert_eq!(earned_then(book, ANNA, book.last_at()), (12, 13));
            assert_eq!(earned_then(book, ANNA, sunday), (1, 13));
            assert_eq!(book.member(ANNA).unwrap().1.earned.points, Points(13));
        });
}

#[test]
fn a_reversal_lowers_the_day_that_its_posting_counted_on_whatever_the_offset_is_now() {
    let last_minutes = utc(2026, 1, 31, 23, 30);
    Given::nothing()
        .at(last_minutes)
        .and(grant(ANNA, 10))
        .and(grant(ANNA, 4))
        .and(deduct(ANNA, 1))
        .and(setting("utc_offset", "+01:00"))
        .and(grant(ANNA, 7))
        .and(reverse(2))
        .when(reverse(4))
        .then_book(|book| {
            let flows: Vec<(String, i64, i64, u32)> = book
                .daily_flows()
                .map(|(day, flow)| (day.to_string(), flow.issued.0, flow.spent.0, flow.active))
                .collect();
            let expected = [("2026-01-31", 4, 0, 1), ("2026-02-01", 7, 0, 1)];
            assert_eq!(flows, expected.map(|(day, issued, spent, on)| (day.to_owned(), issued, spent, on)));
            let (_, anna) = book.member(ANNA).unwrap();
            let months = [(2026, 1), (2026, 2)].map(|(year, month)| {
                anna.earned_in_month(utc(year, month, 10, 0, 0).day(UtcOffset::UTC).month()).0
            });
            assert_eq!(months, [4, 7]);
        });
}

#[test]
fn daily_sums_count_issued_and_spent_points_and_active_members() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(grant(BEN, 50))
        .and(deduct(ANNA, 30))
        .after_days(1)
        .and(transfer(ANNA, BEN, 5))
        .after_days(2)
        .and(grant(ANNA, 1))
        .and(grant(ANNA, 1))
        .when(reverse(2))
        .then_refused("insufficient_balance")
        .then_book(|book| {
            let flows: Vec<(String, i64, i64, u32)> = book
                .daily_flows()
                .map(|(day, flow)| (day.to_string(), flow.issued.0, flow.spent.0, flow.active))
                .collect();
            let expected = [("2026-01-05", 150, 30, 2), ("2026-01-06", 0, 0, 2), ("2026-01-08", 2, 0, 1)];
            let expected =
                expected.map(|(day, issued, spent, active)| (day.to_owned(), issued, spent, active));
            assert_eq!(flows, expected);
        });
}

#[test]
fn a_reversal_lowers_the_day_of_the_reversed_posting() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(deduct(ANNA, 30))
        .and(grant(ANNA, 40))
        .after_days(1)
        .and(reverse(3))
        .when(reverse(4))
        .then_book(|book| {
            let flows: Vec<(i64, i64)> =
                book.daily_flows().map(|(_, flow)| (flow.issued.0, flow.spent.0)).collect();
            assert_eq!(flows, [(100, 0), (0, 0)]);
        });
}

#[test]
fn recorded_time_never_runs_backwards() {
    let outcome = Given::nothing().and(grant(ANNA, 1)).after_days(-1).when(grant(ANNA, 1));
    let times: Vec<Timestamp> = outcome.ledger().journal().iter().map(|recorded| recorded.at).collect();
    assert_eq!(times, [utc(2026, 1, 5, 12, 0); 3]);
}
