//! Askers: a member gets an account, the other entrances have fixed numbers.

use ledger_core::testkit::{ANNA, BEN, CLEO, Given, deduct, grant, order, set_balance, setting};
use ledger_core::{AccountNo, Actor, Asker};

#[test]
fn a_steward_who_asks_gets_an_account() {
    let outcome = Given::nothing()
        .by(Asker::Member(CLEO))
        .when(grant(ANNA, 10))
        .then_events(&["account_opened", "account_opened", "points_granted"])
        .then_receipt(|receipt| assert_eq!(receipt.positions.len(), 1))
        .then_book(|book| {
            assert_eq!(book.account_of(CLEO), Some(AccountNo(1)));
            assert_eq!(book.account_of(ANNA), Some(AccountNo(2)));
        });
    let actors: Vec<Actor> = outcome.ledger().journal().iter().map(|recorded| recorded.actor).collect();
    assert_eq!(actors, [Actor::System, Actor::System, Actor::Account(AccountNo(1))]);
}

#[test]
fn a_refused_command_opens_no_account_for_its_asker() {
    Given::nothing()
        .by(Asker::Member(CLEO))
        .when(deduct(ANNA, 10))
        .then_refused("insufficient_balance")
        .then_book(|book| assert_eq!(book.totals().accounts, 0));
}

#[test]
fn a_command_that_changes_nothing_opens_no_account_for_its_asker() {
    let asked = || Given::nothing().and(grant(ANNA, 10)).and(order("5001", "30")).by(Asker::Member(CLEO));
    asked().when(set_balance(ANNA, 10)).then_nothing();
    asked().when(order("5001", "30.0")).then_nothing();
    asked().when(setting("transfers", "on")).then_nothing().then_book(|book| {
        assert_eq!(book.account_of(CLEO), None);
    });
}

#[test]
fn a_member_may_grant_points_to_themselves() {
    Given::nothing()
        .by(Asker::Member(BEN))
        .when(grant(BEN, 10))
        .then_events(&["account_opened", "points_granted"]);
}

#[test]
fn the_other_entrances_have_frozen_numbers() {
    for (asker, number) in
        [(Asker::System, 0), (Asker::CommandLine, -1), (Asker::Import, -2), (Asker::Web, -3)]
    {
        let outcome = Given::nothing().by(asker).when(grant(ANNA, 10));
        let actor = outcome.ledger().journal().last().unwrap().actor;
        assert_eq!((actor.number(), Actor::from_number(number)), (number, Some(actor)));
    }
    assert_eq!(Actor::from_number(7), Some(Actor::Account(AccountNo(7))));
    assert_eq!((Actor::from_number(-4), Actor::from_number(i64::MAX)), (None, None));
}
