//! A member's daily sums, as a chart of the last month shows them.

use ledger_core::Points;
use ledger_core::testkit::{ANNA, BEN, BOOK, close_season, code, order, redeem, setting, utc};
use ledger_store::MAX_DAYS;

use crate::support::{World, eventually, position_of};

/// Date, earned points, spent points and balance of each day with any of them, or with a change of the balance.
#[track_caller]
fn days(world: &World, days: usize) -> Vec<(String, i64, i64, i64)> {
    let all = world.ledger().daily(BOOK, ANNA, days).unwrap();
    assert_eq!(all.len(), days);
    assert!(all.windows(2).all(|pair| pair[1].day.0 == pair[0].day.0 + 1), "the days are consecutive");
    all.iter().map(|day| (day.day.to_string(), day.earned.0, day.spent.0, day.balance.0)).collect()
}

fn day(date: &str, earned: i64, spent: i64, balance: i64) -> (String, i64, i64, i64) {
    (date.to_owned(), earned, spent, balance)
}

const A_DAY: i64 = 86_400;

#[test]
fn each_day_has_the_earned_points_the_spent_points_and_the_balance() {
    let world = World::new();
    world.grant(ANNA, 100);
    world.deduct(ANNA, 30);
    world.clock.advance(2 * A_DAY);
    world.grant(ANNA, 5);
    world.transfer(ANNA, BEN, 15);
    world.clock.advance(A_DAY);
    assert_eq!(
        days(&world, 5),
        [
            day("2026-01-04", 0, 0, 0),
            day("2026-01-05", 100, 30, 70),
            day("2026-01-06", 0, 0, 70),
            day("2026-01-07", 5, 0, 60),
            day("2026-01-08", 0, 0, 60),
        ]
    );
}

#[test]
fn entries_before_the_first_day_count_only_in_its_balance() {
    let world = World::new();
    world.grant(ANNA, 100);
    world.clock.advance(10 * A_DAY);
    world.deduct(ANNA, 1);
    world.clock.advance(A_DAY);
    assert_eq!(
        days(&world, 3),
        [day("2026-01-14", 0, 0, 100), day("2026-01-15", 0, 1, 99), day("2026-01-16", 0, 0, 99)]
    );
}

#[test]
fn a_reversal_lowers_the_day_of_the_reversed_posting() {
    let world = World::new();
    let granted = world.grant(ANNA, 100);
    let spent = world.deduct(ANNA, 30);
    world.grant(ANNA, 50);
    world.clock.advance(A_DAY);
    world.reverse(spent);
    world.reverse(granted);
    assert_eq!(days(&world, 2), [day("2026-01-05", 50, 0, 120), day("2026-01-06", 0, 0, 50)]);
}

#[test]
fn a_corrected_order_counts_on_the_day_of_its_redemption() {
    let world = World::new();
    world.apply(order("5001", "29.90"));
    position_of(world.apply(redeem(ANNA, code("5001", 1))));
    world.clock.advance(A_DAY);
    world.apply(order("5001", "20.00"));
    world.clock.advance(A_DAY);
    world.apply(order("5001", "25.00"));
    assert_eq!(
        days(&world, 3),
        [day("2026-01-05", 25, 0, 29), day("2026-01-06", 0, 0, 20), day("2026-01-07", 0, 0, 25)]
    );
}

#[test]
fn days_begin_at_the_books_own_midnight() {
    let world = World::new();
    world.apply(setting("utc_offset", "+02:00"));
    world.clock.set(utc(2026, 1, 6, 21, 59));
    world.grant(ANNA, 1);
    world.clock.set(utc(2026, 1, 6, 22, 1));
    world.grant(ANNA, 2);
    assert_eq!(days(&world, 2), [day("2026-01-06", 1, 0, 1), day("2026-01-07", 2, 0, 3)]);
}

#[test]
fn the_days_add_up_to_the_sums_of_the_account() {
    let world = crate::everything::lived();
    let days = world.ledger().daily(BOOK, ANNA, 30).unwrap();
    let (earned, spent, balance) = world.ledger().read(BOOK, |book| {
        let (_, account) = book.member(ANNA).unwrap();
        (account.earned.points, account.spent, account.balance.points)
    });
    let sum = |of: fn(&ledger_store::MemberDay) -> Points| days.iter().map(|day| of(day).0).sum::<i64>();
    assert_eq!((sum(|day| day.earned), sum(|day| day.spent)), (earned.0, spent.0));
    assert_eq!(days.last().unwrap().balance, balance);
}

#[test]
fn the_close_of_a_season_counts_as_neither_earned_nor_spent() {
    let world = World::new();
    world.grant(ANNA, 10);
    world.apply(close_season());
    eventually("the season is closed", || world.balance(ANNA) == 0);
    assert_eq!(days(&world, 1), [day("2026-01-05", 10, 0, 0)]);
}

#[test]
fn days_cover_at_most_a_year_and_a_member_without_an_account_has_none() {
    let world = World::new();
    assert!(world.ledger().daily(BOOK, ANNA, 30).unwrap().is_empty());
    world.grant(ANNA, 1);
    assert_eq!(world.ledger().daily(BOOK, ANNA, usize::MAX).unwrap().len(), MAX_DAYS);
    assert_eq!(world.ledger().daily(BOOK, ANNA, 0).unwrap().len(), 1);
}
