//! Batches: all commands are executed, or none.

use ledger_core::testkit::{
    ANNA, BEN, CLEO, Given, achievement, batch, code, deduct, define, grant, order, redeem, reverse, transfer,
};
use ledger_core::{MAX_BATCH, Position, Refusal};

#[test]
fn a_batch_is_executed_in_its_order() {
    Given::nothing()
        .when(batch([grant(ANNA, 100), transfer(ANNA, BEN, 60), transfer(BEN, CLEO, 60)]))
        .then_balance(ANNA, 40)
        .then_balance(BEN, 0)
        .then_balance(CLEO, 60);
}

#[test]
fn all_events_of_a_batch_name_its_first_event() {
    let outcome = Given::nothing()
        .and(grant(CLEO, 1))
        .when(batch([grant(ANNA, 100), grant(BEN, 100)]))
        .then_receipt(|receipt| assert_eq!(receipt.positions, [Position(4), Position(6)]));
    let commands = outcome.ledger().journal().iter().skip(2).map(|recorded| recorded.command);
    assert!(commands.eq([Position(3); 4]));
}

#[test]
fn one_refused_command_refuses_the_whole_batch() {
    Given::nothing()
        .and(grant(ANNA, 10))
        .when(batch([grant(BEN, 100), deduct(ANNA, 5), deduct(ANNA, 6), grant(CLEO, 1)]))
        .then_refused("insufficient_balance")
        .then_says(
            "command 3 of the batch was refused, and so nothing was done: \
             the balance is 5, 1 less than the 6 that are needed",
        )
        .then_balance(ANNA, 10)
        .then_book(|book| assert_eq!((book.account_of(BEN), book.account_of(CLEO)), (None, None)));
}

#[test]
fn a_batch_can_award_an_achievement_that_it_defines() {
    Given::nothing()
        .when(batch([
            define(achievement("first", "entries:1", 5)),
            order("5001", "30"),
            redeem(ANNA, code("5001", 1)),
        ]))
        .then_balance(ANNA, 35);
}

#[test]
fn one_posting_cannot_be_reversed_twice_within_a_batch() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(grant(ANNA, 100))
        .when(batch([reverse(2), reverse(2)]))
        .then_refused("already_reversed")
        .given()
        .when(batch([reverse(2), reverse(3)]))
        .then_balance(ANNA, 0);
}

#[test]
fn a_batch_cannot_reverse_its_own_postings() {
    Given::nothing().when(batch([grant(ANNA, 1), reverse(2)])).then_refused("unknown_posting");
}

#[test]
fn a_batch_holds_at_most_ten_thousand_commands() {
    let grants = |count| batch((0..count).map(|_| grant(ANNA, 1)));
    Given::nothing().when(grants(MAX_BATCH)).then_balance(ANNA, 10_000);
    Given::nothing()
        .when(grants(MAX_BATCH + 1))
        .then_refused("bad_batch")
        .then_says("a batch holds 1 to 10000 commands, and no batches; this one has 10001");
}

#[test]
fn a_batch_is_neither_empty_nor_nested() {
    Given::nothing().when(batch([])).then_refused("bad_batch");
    Given::nothing().when(batch([grant(ANNA, 1), batch([grant(ANNA, 1)])])).then_refused("bad_batch");
}

#[test]
fn a_refused_batch_has_the_name_of_its_refused_command() {
    let refusal = Refusal::InBatch { index: 0, refusal: Box::new(Refusal::TransfersOff) };
    assert_eq!(refusal.name(), "transfers_off");
}
