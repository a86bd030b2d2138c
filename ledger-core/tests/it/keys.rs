//! Request keys: one intention, one outcome.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, Given, MemoryLedger, OTHER_BOOK, code, deduct, grant, key, order, redeem, set_balance,
    transfer,
};
use ledger_core::{Points, Position};

#[test]
fn the_same_key_with_the_same_command_gives_the_first_receipt() {
    let mut ledger = MemoryLedger::new();
    let first = ledger.submit_keyed(BOOK, &key("k"), &grant(ANNA, 100)).unwrap();
    let events = ledger.journal().len();
    assert_eq!(ledger.submit_keyed(BOOK, &key("k"), &grant(ANNA, 100)), Ok(first));
    assert_eq!(ledger.journal().len(), events);
}

#[test]
fn a_repeated_key_answers_with_todays_balance() {
    let mut ledger = MemoryLedger::new();
    ledger.submit_keyed(BOOK, &key("k"), &grant(ANNA, 100)).unwrap();
    ledger.submit(BOOK, &deduct(ANNA, 30)).unwrap();
    let again = ledger.submit_keyed(BOOK, &key("k"), &grant(ANNA, 100)).unwrap();
    assert_eq!((again.positions, again.balances[0].1), (vec![Position(2)], Points(70)));
}

#[test]
fn the_same_key_with_another_command_is_refused() {
    Given::nothing()
        .and_keyed(&key("k"), grant(ANNA, 100))
        .when_keyed(&key("k"), grant(ANNA, 101))
        .then_refused("key_reused")
        .then_says("the key was used before, at position 2, for something else");
}

#[test]
fn a_repeated_redemption_gets_its_receipt_again() {
    Given::nothing()
        .and(order("5001", "30"))
        .and_keyed(&key("k"), redeem(ANNA, code("5001", 1)))
        .when_keyed(&key("k"), redeem(ANNA, code("5001", 1)))
        .then_nothing()
        .then_receipt(|receipt| assert_eq!(receipt.positions, [Position(3)]))
        .then_balance(ANNA, 30);
}

#[test]
fn a_refused_command_uses_up_no_key() {
    let mut ledger = MemoryLedger::new();
    assert_eq!(
        ledger.submit_keyed(BOOK, &key("k"), &deduct(ANNA, 1)).unwrap_err().name(),
        "insufficient_balance"
    );
    ledger.submit_keyed(BOOK, &key("k"), &grant(ANNA, 5)).unwrap();
    assert_eq!(ledger.book(BOOK).balance(ANNA), Points(5));
}

#[test]
fn a_command_that_changes_nothing_uses_up_no_key() {
    Given::nothing()
        .and_keyed(&key("k"), set_balance(ANNA, 0))
        .when_keyed(&key("k"), grant(ANNA, 5))
        .then_balance(ANNA, 5);
}

#[test]
fn each_book_has_keys_of_its_own() {
    let mut ledger = MemoryLedger::new();
    ledger.submit_keyed(BOOK, &key("k"), &grant(ANNA, 1)).unwrap();
    ledger.submit_keyed(OTHER_BOOK, &key("k"), &grant(BEN, 2)).unwrap();
    assert_eq!(ledger.book(OTHER_BOOK).balance(BEN), Points(2));
}

#[test]
fn two_keys_are_two_intentions() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and_keyed(&key("k1"), transfer(ANNA, BEN, 10))
        .when_keyed(&key("k2"), transfer(ANNA, BEN, 10))
        .then_balance(BEN, 20);
}

#[test]
fn a_wrong_code_under_a_key_is_one_guess_and_the_key_refuses_every_later_code() {
    Given::nothing()
        .and(order("5001", "30"))
        .refused_keyed(&key("k"), redeem(ANNA, code("wrong", 1)))
        .when_keyed(&key("k"), redeem(ANNA, code("wrong", 1)))
        .then_refused("unknown_code")
        .then_says("this code does not exist; 4 more wrong tries are possible within the hour")
        .given()
        .when_keyed(&key("k"), redeem(ANNA, code("5001", 1)))
        .then_refused("unknown_code")
        .given()
        .when_keyed(&key("k"), grant(ANNA, 5))
        .then_refused("key_reused");
}
