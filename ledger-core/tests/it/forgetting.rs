//! Forgetting members: the account stays as a number without a person.

use ledger_core::testkit::{
    ANNA, BEN, Given, batch, code, forget, forget_order, grant, order, order_key, redeem, transfer,
};
use ledger_core::{AccountNo, Asker, Points};

#[test]
fn a_forgotten_member_leaves_an_account_without_a_person() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(forget(ANNA))
        .then_events(&["member_forgotten"])
        .then_balance(ANNA, 0)
        .then_book(|book| {
            let account = book.account(AccountNo(1)).unwrap();
            assert_eq!((account.member, account.balance.points), (None, Points(100)));
            assert_eq!((book.account_of(ANNA), book.totals().outstanding), (None, Points(100)));
        });
}

#[test]
fn a_forgotten_member_comes_back_as_a_new_account() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(grant(BEN, 1))
        .and(forget(ANNA))
        .when(grant(ANNA, 5))
        .then_events(&["account_opened", "points_granted"])
        .then_balance(ANNA, 5)
        .then_book(|book| assert_eq!(book.account_of(ANNA), Some(AccountNo(3))));
}

#[test]
fn a_member_may_be_forgotten_and_come_back_within_one_batch() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .when(batch([forget(ANNA), grant(ANNA, 5), forget(ANNA), grant(ANNA, 6)]))
        .then_balance(ANNA, 6)
        .then_book(|book| assert_eq!(book.account_of(ANNA), Some(AccountNo(3))));
}

#[test]
fn forgetting_an_unknown_member_is_refused() {
    Given::nothing().when(forget(ANNA)).then_refused("unknown_member");
    Given::nothing().and(grant(ANNA, 1)).and(forget(ANNA)).when(forget(ANNA)).then_refused("unknown_member");
}

#[test]
fn a_member_may_ask_to_be_forgotten() {
    let outcome = Given::nothing().and(grant(ANNA, 1)).by(Asker::Member(ANNA)).when(forget(ANNA));
    let last = outcome.ledger().journal().last().unwrap();
    assert_eq!(last.actor.account(), Some(AccountNo(1)));
    outcome.then_book(|book| assert_eq!(book.account_of(ANNA), None));
}

#[test]
fn an_order_of_a_forgotten_member_can_still_change() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .and(forget(ANNA))
        .when(order("5001", "10"))
        .then_events(&["order_changed"])
        .then_book(|book| assert_eq!(book.account(AccountNo(1)).unwrap().balance.points, Points(10)));
}

#[test]
fn forgetting_an_order_forgets_its_buyer() {
    Given::nothing()
        .and(order("5001", "30"))
        .when(forget_order("5001"))
        .then_events(&["order_forgotten"])
        .then_book(|book| assert!(book.order(&order_key("5001")).is_some()))
        .given()
        .when(redeem(ANNA, code("5001", 1)))
        .then_balance(ANNA, 30)
        .given()
        .when(forget_order("5002"))
        .then_refused("unknown_order");
}

#[test]
fn a_transfer_to_a_forgotten_account_is_refused() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(grant(BEN, 100))
        .and(forget(ANNA))
        .when(transfer(BEN, ANNA, 10))
        .then_book(|book| {
            assert_eq!(book.account(AccountNo(1)).unwrap().balance.points, Points(100));
            assert_eq!(book.account(AccountNo(3)).unwrap().balance.points, Points(10));
        });
}
