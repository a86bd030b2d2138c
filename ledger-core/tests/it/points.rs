//! Grant, deduct, set: points to and from the treasury.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, Given, MemoryLedger, change_settings, deduct, grant, set_balance, setting,
};
use ledger_core::{AccountNo, Amount, Limits, Points, Position};

/// Limits that only 64 bits can exceed.
pub(crate) fn unlimited() -> Limits {
    let most = Amount::new(i64::MAX).unwrap();
    Limits { max_points_per_transaction: most, max_total_points: most }
}

#[test]
fn a_first_grant_opens_an_account() {
    Given::nothing()
        .when(grant(ANNA, 100))
        .then_events(&["account_opened", "points_granted"])
        .then_balance(ANNA, 100)
        .then_book(|book| assert_eq!(book.account_of(ANNA), Some(AccountNo(1))));
}

#[test]
fn a_second_grant_opens_no_account() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(grant(ANNA, 20))
        .then_events(&["points_granted"])
        .then_balance(ANNA, 120);
}

#[test]
fn a_receipt_has_the_postings_and_the_balances_after() {
    Given::nothing().when(grant(ANNA, 100)).then_receipt(|receipt| {
        assert_eq!(receipt.positions, [Position(2)]);
        assert_eq!(receipt.balances, [(AccountNo(1), Points(100))]);
    });
}

#[test]
fn the_treasury_is_the_other_side_of_a_grant() {
    Given::nothing().and(grant(ANNA, 100)).and(grant(BEN, 50)).when(deduct(ANNA, 30)).then_book(|book| {
        let treasury = book.account(AccountNo::TREASURY).unwrap();
        assert_eq!(treasury.balance.points, Points(-120));
        assert_eq!(book.totals().outstanding, Points(120));
    });
}

#[test]
fn a_deduction_takes_points_from_the_balance() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(deduct(ANNA, 100))
        .then_events(&["points_deducted"])
        .then_balance(ANNA, 0);
}

#[test]
fn a_deduction_beyond_the_balance_is_refused_with_the_shortfall() {
    Given::nothing()
        .and(grant(ANNA, 1_500))
        .when(deduct(ANNA, 4_000))
        .then_refused("insufficient_balance")
        .then_says("the balance is 1,500, 2,500 less than the 4,000 that are needed")
        .then_balance(ANNA, 1_500);
}

#[test]
fn a_deduction_from_an_unknown_member_is_refused_and_opens_no_account() {
    Given::nothing()
        .when(deduct(ANNA, 1))
        .then_refused("insufficient_balance")
        .then_book(|book| assert_eq!(book.account_of(ANNA), None));
}

#[test]
fn one_transaction_moves_up_to_its_limit() {
    Given::nothing()
        .and(grant(ANNA, 1_000_000))
        .when(grant(ANNA, 1_000_001))
        .then_refused("over_transaction_limit")
        .then_says("1,000,001 points are over the limit of 1,000,000 for one transaction")
        .given()
        .and(grant(ANNA, 1_000_000))
        .when(deduct(ANNA, 1_000_001))
        .then_refused("over_transaction_limit");
}

#[test]
fn an_account_holds_up_to_its_limit() {
    Given::nothing()
        .and(setting("max_total_points", "150"))
        .and(grant(ANNA, 100))
        .when(grant(ANNA, 51))
        .then_refused("over_balance_limit")
        .then_says("the balance would be 151, over the limit of 150 for one account")
        .given()
        .when(grant(ANNA, 50))
        .then_balance(ANNA, 150);
}

#[test]
fn a_books_own_limits_replace_the_configured_ones() {
    let limits =
        change_settings(&[("max_points_per_transaction", "20000000"), ("max_total_points", "30000000")]);
    Given::nothing()
        .and(limits)
        .and(grant(ANNA, 20_000_000))
        .when(grant(ANNA, 20_000_000))
        .then_refused("over_balance_limit");
}

#[test]
fn a_balance_past_64_bits_is_refused() {
    Given::nothing()
        .limits(unlimited())
        .and(grant(ANNA, i64::MAX))
        .when(grant(ANNA, 1))
        .then_refused("overflow")
        .then_balance(ANNA, i64::MAX);
}

#[test]
fn a_sum_over_the_book_past_64_bits_is_refused() {
    Given::nothing()
        .limits(unlimited())
        .and(grant(ANNA, i64::MAX))
        .when(grant(BEN, 1))
        .then_refused("overflow")
        .then_book(|book| assert_eq!(book.totals().outstanding, Points(i64::MAX)));
}

#[test]
fn points_that_fill_64_bits_can_be_spent() {
    Given::nothing()
        .limits(unlimited())
        .and(grant(ANNA, i64::MAX))
        .and(deduct(ANNA, i64::MAX - 1))
        .when(deduct(ANNA, 1))
        .then_balance(ANNA, 0)
        .given()
        .when(grant(BEN, 1))
        .then_refused("overflow");
}

#[test]
fn setting_a_balance_up_is_a_grant() {
    Given::nothing()
        .and(grant(ANNA, 40))
        .when(set_balance(ANNA, 100))
        .then_events(&["points_granted"])
        .then_balance(ANNA, 100)
        .then_book(|book| assert_eq!(book.totals().issued, Points(100)));
}

#[test]
fn setting_a_balance_down_is_a_deduction() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(set_balance(ANNA, 40))
        .then_events(&["points_deducted"])
        .then_balance(ANNA, 40)
        .then_book(|book| assert_eq!(book.totals().spent, Points(60)));
}

#[test]
fn setting_a_balance_to_its_current_value_changes_nothing() {
    Given::nothing().and(grant(ANNA, 100)).when(set_balance(ANNA, 100)).then_nothing();
}

#[test]
fn setting_an_unknown_member_to_zero_opens_no_account() {
    Given::nothing()
        .when(set_balance(ANNA, 0))
        .then_nothing()
        .then_book(|book| assert_eq!(book.totals().accounts, 0));
}

#[test]
fn setting_a_balance_may_move_more_than_the_transaction_limit() {
    Given::nothing()
        .when(set_balance(ANNA, 10_000_000))
        .then_balance(ANNA, 10_000_000)
        .given()
        .when(set_balance(ANNA, 0))
        .then_balance(ANNA, 0);
}

#[test]
fn setting_a_balance_over_the_limit_is_refused() {
    Given::nothing()
        .when(set_balance(ANNA, 10_000_001))
        .then_refused("over_balance_limit")
        .then_says("the balance would be 10,000,001, over the limit of 10,000,000 for one account");
}

#[test]
fn setting_a_balance_below_zero_is_refused() {
    Given::nothing()
        .when(set_balance(ANNA, -1))
        .then_refused("negative_balance")
        .then_says("a balance cannot be set to -1; it must be 0 or more");
}

#[test]
fn deciding_for_a_single_book_names_book_1() {
    let mut ledger = MemoryLedger::new();
    ledger.submit(BOOK, &grant(ANNA, 1)).unwrap();
    let context = ledger_core::Context {
        now: ledger.clock.now(),
        occurred_at: None,
        asker: ledger.asker,
        next: Position(1),
        limits: ledger.limits,
        postings: &[],
    };
    let decision = ledger_core::Book::new().decide(&grant(ANNA, 1), &context);
    assert_eq!(decision.answer, Ok(()));
    assert!(decision.events.iter().map(|decided| &decided.recorded).eq(ledger.journal()));
}
