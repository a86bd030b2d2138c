//! Transfers between members, and their settings.

use ledger_core::Points;
use ledger_core::testkit::{ANNA, BEN, CLEO, Given, batch, change_settings, grant, setting, transfer, utc};

use crate::points::unlimited;

#[test]
fn a_transfer_moves_points_from_member_to_member() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(transfer(ANNA, BEN, 30))
        .then_events(&["account_opened", "points_transferred"])
        .then_balance(ANNA, 70)
        .then_balance(BEN, 30);
}

#[test]
fn a_transfer_counts_as_neither_earned_nor_spent() {
    Given::nothing().and(grant(ANNA, 100)).when(transfer(ANNA, BEN, 30)).then_book(|book| {
        let (_, anna) = book.member(ANNA).unwrap();
        let (_, ben) = book.member(BEN).unwrap();
        assert_eq!((anna.earned.points, anna.spent), (Points(100), Points(0)));
        assert_eq!((ben.earned.points, ben.highest, ben.entries), (Points(0), Points(30), 1));
    });
}

#[test]
fn a_transfer_beyond_the_balance_is_refused() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(transfer(ANNA, BEN, 101))
        .then_refused("insufficient_balance")
        .then_book(|book| assert_eq!(book.account_of(BEN), None));
}

#[test]
fn a_transfer_from_an_unknown_member_is_refused() {
    Given::nothing()
        .when(transfer(ANNA, BEN, 1))
        .then_refused("insufficient_balance")
        .then_says("the balance is 0, 1 less than the 1 that are needed");
}

#[test]
fn a_transfer_to_oneself_is_refused() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(transfer(ANNA, ANNA, 1))
        .then_refused("same_account")
        .then_says("points cannot be transferred from a member to the same member");
}

#[test]
fn a_book_can_switch_transfers_off() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(setting("transfers", "off"))
        .when(transfer(ANNA, BEN, 1))
        .then_refused("transfers_off")
        .then_says("transfers are switched off here")
        .given()
        .and(setting("transfers", ""))
        .when(transfer(ANNA, BEN, 1))
        .then_balance(BEN, 1);
}

#[test]
fn a_book_can_set_a_minimum_for_transfers() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(setting("transfer_minimum", "10"))
        .when(transfer(ANNA, BEN, 9))
        .then_refused("below_transfer_minimum")
        .then_says("9 points are under the minimum of 10 for a transfer")
        .given()
        .when(transfer(ANNA, BEN, 10))
        .then_balance(BEN, 10);
}

#[test]
fn a_book_can_cap_the_daily_transfers_of_a_member() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(setting("transfer_daily_cap", "50"))
        .and(transfer(ANNA, BEN, 30))
        .when(transfer(ANNA, CLEO, 21))
        .then_refused("over_daily_cap")
        .then_says("30 points were given away today, and 21 more would be over the daily cap of 50")
        .given()
        .and(transfer(ANNA, CLEO, 20))
        .after_days(1)
        .when(transfer(ANNA, BEN, 50))
        .then_balance(ANNA, 0);
}

#[test]
fn the_daily_cap_uses_the_books_own_day() {
    Given::nothing()
        .at(utc(2026, 1, 5, 21, 0))
        .and(grant(ANNA, 100))
        .and(change_settings(&[("transfer_daily_cap", "50"), ("utc_offset", "+02:00")]))
        .and(transfer(ANNA, BEN, 50))
        .at(utc(2026, 1, 5, 21, 59))
        .when(transfer(ANNA, BEN, 1))
        .then_refused("over_daily_cap")
        .given()
        .at(utc(2026, 1, 5, 22, 0))
        .when(transfer(ANNA, BEN, 50))
        .then_balance(BEN, 100);
}

#[test]
fn a_cap_counts_transfers_from_before_it_was_set() {
    Given::nothing()
        .limits(unlimited())
        .and(grant(ANNA, i64::MAX))
        .and(transfer(ANNA, BEN, i64::MAX))
        .and(transfer(BEN, ANNA, i64::MAX))
        .and(transfer(ANNA, BEN, i64::MAX))
        .and(transfer(BEN, ANNA, 10))
        .and(setting("transfer_daily_cap", "50"))
        .when(transfer(ANNA, BEN, 1))
        .then_refused("over_daily_cap");
}

#[test]
fn a_transfer_over_a_limit_is_refused() {
    Given::nothing()
        .and(grant(ANNA, 1_000_000))
        .and(grant(ANNA, 1_000_000))
        .when(transfer(ANNA, BEN, 1_000_001))
        .then_refused("over_transaction_limit")
        .given()
        .and(setting("max_total_points", "100"))
        .when(transfer(ANNA, BEN, 101))
        .then_refused("over_balance_limit");
}

#[test]
fn transfers_work_when_the_ledger_is_full() {
    Given::nothing()
        .limits(unlimited())
        .and(grant(ANNA, i64::MAX))
        .when(transfer(ANNA, BEN, i64::MAX))
        .then_balance(BEN, i64::MAX);
}

#[test]
fn a_book_can_set_a_wait_between_two_transfers() {
    let waiting = Given::nothing()
        .at(utc(2026, 1, 5, 12, 0))
        .and(grant(ANNA, 100))
        .and(grant(BEN, 100))
        .and(setting("transfer_cooldown", "3600"))
        .and(transfer(ANNA, BEN, 10))
        .at(utc(2026, 1, 5, 12, 59))
        .when(transfer(ANNA, CLEO, 10))
        .then_refused("transfer_cooldown")
        .then_says("points were given away not long ago; the next time is possible in 60 seconds")
        .given();
    waiting
        .and(transfer(BEN, ANNA, 5))
        .at(utc(2026, 1, 5, 13, 0))
        .when(transfer(ANNA, CLEO, 10))
        .then_balance(CLEO, 10);
}

#[test]
fn a_wait_counts_from_transfers_before_it_was_set() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(transfer(ANNA, BEN, 10))
        .and(setting("transfer_cooldown", "60"))
        .when(transfer(ANNA, BEN, 10))
        .then_refused("transfer_cooldown")
        .given()
        .and(setting("transfer_cooldown", ""))
        .when(transfer(ANNA, BEN, 10))
        .then_balance(BEN, 20);
}

#[test]
fn a_refused_or_received_transfer_starts_no_wait() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(setting("transfer_cooldown", "60"))
        .when(transfer(ANNA, BEN, 101))
        .then_refused("insufficient_balance")
        .given()
        .and(transfer(ANNA, BEN, 10))
        .when(transfer(BEN, ANNA, 10))
        .then_balance(ANNA, 100);
}

#[test]
fn a_batch_cannot_avoid_the_wait() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(setting("transfer_cooldown", "60"))
        .when(batch([transfer(ANNA, BEN, 10), transfer(ANNA, CLEO, 10)]))
        .then_refused("transfer_cooldown")
        .then_balance(ANNA, 100);
}

#[test]
fn the_confirmation_threshold_does_not_bind_the_core() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(setting("transfer_confirm_above", "10"))
        .when(transfer(ANNA, BEN, 50))
        .then_balance(BEN, 50)
        .then_book(|book| {
            let above = book.settings().transfer_confirm_above;
            assert_eq!(above.map(ledger_core::Amount::points), Some(Points(10)));
        });
}
