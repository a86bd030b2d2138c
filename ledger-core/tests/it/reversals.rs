//! Reversals: which postings can be reversed, how often, and the effect on the sums.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, Given, MemoryLedger, OTHER_BOOK, achievement, award, close_season, code, deduct, define,
    grant, order, order_key, redeem, reverse, setting, transfer,
};
use ledger_core::{EventKind, Flow, OrderStatus, Points, Position};

use crate::points::unlimited;

#[test]
fn reversing_a_grant_takes_the_points_back() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(reverse(2))
        .then_events(&["posting_reversed"])
        .then_balance(ANNA, 0)
        .then_book(|book| {
            let (_, anna) = book.member(ANNA).unwrap();
            assert_eq!((anna.earned.points, anna.highest, anna.entries), (Points(0), Points(100), 2));
            assert_eq!(book.totals().issued, Points(0));
            assert!(book.is_reversed(Position(2)));
        });
}

#[test]
fn reversing_a_deduction_gives_the_points_back() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(deduct(ANNA, 30))
        .when(reverse(3))
        .then_balance(ANNA, 100)
        .then_book(|book| {
            let (_, anna) = book.member(ANNA).unwrap();
            assert_eq!((anna.spent, book.totals().spent), (Points(0), Points(0)));
            assert_eq!(anna.earned.points, Points(100));
        });
}

#[test]
fn reversing_a_transfer_gives_the_points_back() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(transfer(ANNA, BEN, 30))
        .when(reverse(4))
        .then_balance(ANNA, 100)
        .then_balance(BEN, 0);
}

#[test]
fn reversing_a_reward_takes_the_points_and_leaves_the_achievement() {
    Given::nothing()
        .and(define(achievement("helper", "by_hand", 50)))
        .and(award(ANNA, "helper"))
        .when(reverse(3))
        .then_events(&["posting_reversed"])
        .then_balance(ANNA, 0)
        .then_book(|book| {
            let (_, anna) = book.member(ANNA).unwrap();
            assert_eq!((anna.achievements().count(), anna.earned.points), (1, Points(0)));
        });
}

#[test]
fn reversing_a_redemption_does_not_revive_the_code() {
    Given::nothing()
        .and(order("5001", "29.90"))
        .and(redeem(ANNA, code("5001", 1)))
        .when(reverse(3))
        .then_balance(ANNA, 0)
        .then_book(|book| {
            let (_, anna) = book.member(ANNA).unwrap();
            assert_eq!((anna.orders, anna.earned.points), (0, Points(0)));
            assert_eq!(book.order(&order_key("5001")).unwrap().status, OrderStatus::Reversed);
        })
        .given()
        .when(redeem(BEN, code("5001", 1)))
        .then_refused("claim_not_open")
        .then_says("the redemption of this code was reversed, and it cannot be used again");
}

#[test]
fn reversing_a_redemption_is_refused_after_the_order_changed() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .and(order("5001", "20"))
        .when(reverse(3))
        .then_refused("order_changed_since")
        .then_balance(ANNA, 20);
}

#[test]
fn a_redemption_can_be_reversed_after_the_order_changed_back() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .and(order("5001", "20"))
        .and(order("5001", "30"))
        .when(reverse(3))
        .then_balance(ANNA, 0)
        .then_book(|book| assert_eq!(book.totals().issued, Points(0)));
}

#[test]
fn reversing_spent_points_is_refused_with_the_shortfall() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(deduct(ANNA, 30))
        .when(reverse(2))
        .then_refused("insufficient_balance")
        .then_says("the balance is 70, 30 less than the 100 that are needed");
}

#[test]
fn reversing_twice_is_refused() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(grant(ANNA, 100))
        .and(reverse(2))
        .when(reverse(2))
        .then_refused("already_reversed")
        .then_says("the posting at position 2 was reversed already")
        .then_balance(ANNA, 100);
}

#[test]
fn reversing_a_reversal_is_refused() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(reverse(2))
        .when(reverse(3))
        .then_refused("reversal_of_reversal")
        .then_says("the posting at position 3 is itself a reversal, and reversals cannot be reversed");
}

#[test]
fn reversing_the_close_of_a_season_is_refused() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(close_season())
        .when(reverse(4))
        .then_refused("not_reversible")
        .then_says("the posting at position 4 is a balance_closed, which cannot be reversed");
}

#[test]
fn reversing_the_correction_of_an_order_is_refused() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .and(order("5001", "20"))
        .when(reverse(4))
        .then_refused("not_reversible");
}

#[test]
fn reversing_an_event_that_is_no_posting_is_refused() {
    for position in [0, 1, 3, u64::MAX] {
        Given::nothing().and(grant(ANNA, 100)).when(reverse(position)).then_refused("unknown_posting");
    }
}

#[test]
fn reversing_a_posting_of_another_book_is_refused() {
    let mut ledger = MemoryLedger::new();
    ledger.submit(OTHER_BOOK, &grant(ANNA, 100)).unwrap();
    ledger.submit(BOOK, &grant(ANNA, 100)).unwrap();
    Given::ledger(ledger)
        .when(reverse(2))
        .then_refused("unknown_posting")
        .then_says("there is no posting of this book at position 2");
}

#[test]
fn a_reversal_is_exempt_from_the_limits() {
    Given::nothing()
        .and(grant(ANNA, 1_000))
        .and(deduct(ANNA, 1_000))
        .and(setting("max_points_per_transaction", "1"))
        .and(setting("max_total_points", "1"))
        .when(reverse(3))
        .then_balance(ANNA, 1_000);
}

#[test]
fn a_reversal_at_the_limit_of_64_bits_fits() {
    Given::nothing()
        .limits(unlimited())
        .and(grant(ANNA, i64::MAX))
        .and(deduct(ANNA, i64::MAX))
        .and(reverse(3))
        .when(reverse(2))
        .then_balance(ANNA, 0)
        .then_book(|book| assert_eq!(book.totals().issued, Points(0)));
}

#[test]
fn a_posting_contains_everything_for_its_reversal() {
    let outcome = Given::nothing().and(order("5001", "30")).when(redeem(ANNA, code("5001", 1)));
    let posting = outcome.ledger().posting(Position(3)).unwrap();
    assert_eq!((posting.kind, posting.flow), (EventKind::ClaimRedeemed, Flow::Earned));
    assert_eq!(posting.order.map(|order| order.0), Some(1));
    assert_eq!(outcome.ledger().posting(Position(1)), None);
}
