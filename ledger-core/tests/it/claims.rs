//! Claim codes: redeeming, reissuing, voiding, expiry, and wrong guesses.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, Given, batch, code, expire, grant, order, order_key, redeem, reissue, reverse, setting,
    void,
};
use ledger_core::{AccountNo, Command, Event, OrderStatus, Points, Position};

#[test]
fn redeeming_marks_the_claim_and_moves_the_points_in_one_event() {
    Given::nothing()
        .and(order("5001", "30"))
        .when(redeem(ANNA, code("5001", 1)))
        .then_events(&["account_opened", "claim_redeemed"])
        .then_balance(ANNA, 30)
        .then_book(|book| {
            let order = book.order(&order_key("5001")).unwrap();
            assert_eq!(order.status, OrderStatus::Redeemed);
            let redeemed = order.redeemed.unwrap();
            assert_eq!((redeemed.account, redeemed.position), (AccountNo(1), Position(3)));
            assert_eq!(book.member(ANNA).unwrap().1.orders, 1);
            assert_eq!(book.totals().issued, Points(30));
        });
}

#[test]
fn a_code_is_redeemed_once() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(redeem(ANNA, code("5001", 1)))
        .when(redeem(BEN, code("5001", 1)))
        .then_refused("already_redeemed")
        .then_says("this code was redeemed already");
}

#[test]
fn a_code_may_come_hashed_with_several_secrets() {
    let hashes = vec![code("by the new secret", 1), code("5001", 1)];
    Given::nothing()
        .and(order("5001", "30"))
        .when(Command::RedeemClaim { member: ANNA, code: hashes })
        .then_balance(ANNA, 30);
}

#[test]
fn redeeming_past_the_highest_balance_is_refused() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(setting("max_total_points", "29"))
        .when(redeem(ANNA, code("5001", 1)))
        .then_refused("over_balance_limit");
}

#[test]
fn a_new_code_replaces_the_old_one() {
    Given::nothing()
        .and(order("5001", "30"))
        .when(reissue("5001", 2))
        .then_events(&["claim_reissued"])
        .given()
        .when(redeem(ANNA, code("5001", 1)))
        .then_refused("code_replaced")
        .then_says("this code was replaced by a newer one")
        .given()
        .when(redeem(ANNA, code("5001", 2)))
        .then_balance(ANNA, 30);
}

#[test]
fn a_reissue_with_a_wrong_issue_number_is_refused() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(reissue("5001", 2))
        .when(reissue("5001", 2))
        .then_refused("stale_issue")
        .then_says("the order has had 2 codes, so the next is number 3, not 2")
        .given()
        .when(reissue("5001", 4))
        .then_refused("stale_issue");
}

#[test]
fn a_new_code_must_be_new() {
    let Command::ReissueClaim { order: key, issue, secret, .. } = reissue("5001", 2) else {
        panic!("not a reissue")
    };
    let old = Command::ReissueClaim { order: key, issue, secret, code: code("5001", 1), reason: None };
    Given::nothing().and(order("5001", "30")).when(old).then_refused("code_taken");
}

#[test]
fn a_redeemed_order_gets_no_new_code() {
    let redeemed = Given::nothing().and(order("5001", "30")).and(redeem(ANNA, code("5001", 1)));
    redeemed
        .when(reissue("5001", 2))
        .then_refused("already_redeemed")
        .given()
        .and(reverse(3))
        .when(reissue("5001", 2))
        .then_refused("claim_not_open");
}

#[test]
fn a_void_or_expired_claim_may_get_a_new_code() {
    for end in [void("5001"), expire("5001")] {
        Given::nothing()
            .and(order("5001", "30"))
            .and(end)
            .and(reissue("5001", 2))
            .when(redeem(ANNA, code("5001", 2)))
            .then_balance(ANNA, 30);
    }
}

#[test]
fn a_claim_worth_nothing_gets_no_new_code() {
    Given::nothing()
        .and(order("5001", "30"))
        .and(void("5001"))
        .and(order("5001", "0"))
        .when(reissue("5001", 2))
        .then_refused("claim_not_open");
}

#[test]
fn a_void_code_cannot_be_redeemed() {
    Given::nothing()
        .and(order("5001", "30"))
        .when(void("5001"))
        .then_events(&["claim_voided"])
        .given()
        .when(redeem(ANNA, code("5001", 1)))
        .then_refused("claim_not_open")
        .then_says("this code was made void");
}

#[test]
fn an_expired_code_cannot_be_redeemed() {
    Given::nothing()
        .and(order("5001", "30"))
        .when(expire("5001"))
        .then_events(&["claim_expired"])
        .given()
        .when(redeem(ANNA, code("5001", 1)))
        .then_refused("claim_not_open")
        .then_says("this code has expired");
}

#[test]
fn only_an_open_claim_becomes_void_or_expires() {
    let redeemed = || Given::nothing().and(order("5001", "30")).and(redeem(ANNA, code("5001", 1)));
    redeemed().when(void("5001")).then_refused("already_redeemed");
    redeemed().when(expire("5001")).then_refused("already_redeemed");
    Given::nothing()
        .and(order("5001", "30"))
        .and(void("5001"))
        .when(expire("5001"))
        .then_refused("claim_not_open");
}

#[test]
fn an_unknown_order_is_refused() {
    for command in [void("5001"), expire("5001"), reissue("5001", 2)] {
        Given::nothing()
            .when(command)
            .then_refused("unknown_order")
            .then_says("there is no order test:main:5001 here");
    }
}

#[test]
fn a_wrong_guess_is_refused_and_recorded() {
    Given::nothing()
        .when(redeem(ANNA, code("wrong", 1)))
        .then_refused_with_events("unknown_code", &["account_opened", "code_guessed"])
        .then_says("this code does not exist; 4 more wrong tries are possible within the hour")
        .given()
        .when(redeem(ANNA, code("wrong", 2)))
        .then_refused_with_events("unknown_code", &["code_guessed"])
        .then_says("this code does not exist; 3 more wrong tries are possible within the hour");
}

#[test]
fn a_command_without_a_code_is_a_wrong_guess() {
    Given::nothing()
        .when(Command::RedeemClaim { member: ANNA, code: Vec::new() })
        .then_refused_with_events("unknown_code", &["account_opened", "code_guessed"]);
}

#[track_caller]
fn after_five_wrong_guesses() -> Given {
    let mut given = Given::nothing().and(order("5001", "30"));
    for issue in 1..=5 {
        given = given.refused(redeem(ANNA, code("wrong", issue))).after_seconds(60);
    }
    given
}

#[test]
fn too_many_wrong_guesses_are_refused_without_an_event() {
    after_five_wrong_guesses()
        .when(redeem(ANNA, code("wrong", 6)))
        .then_refused("too_many_guesses")
        .then_says("too many wrong codes were tried; the next try is possible in 55 minutes");
}

#[test]
fn after_too_many_wrong_guesses_even_the_right_code_is_refused() {
    after_five_wrong_guesses()
        .when(redeem(ANNA, code("5001", 1)))
        .then_refused("too_many_guesses")
        .given()
        .when(redeem(BEN, code("5001", 1)))
        .then_balance(BEN, 30);
}

#[test]
fn an_hour_after_the_first_guess_another_is_possible() {
    after_five_wrong_guesses()
        .after_seconds(3_600 - 5 * 60 - 1)
        .when(redeem(ANNA, code("5001", 1)))
        .then_refused("too_many_guesses")
        .then_says("too many wrong codes were tried; the next try is possible in 1 second")
        .given()
        .after_seconds(1)
        .when(redeem(ANNA, code("5001", 1)))
        .then_balance(ANNA, 30);
}

#[test]
fn guesses_older_than_an_hour_do_not_count() {
    after_five_wrong_guesses()
        .after_seconds(7_200)
        .when(redeem(ANNA, code("wrong", 6)))
        .then_refused_with_events("unknown_code", &["code_guessed"])
        .then_says("this code does not exist; 4 more wrong tries are possible within the hour")
        .then_book(|book| assert_eq!(book.parts().conduct[&AccountNo(1)].guesses, [book.last_at()]));
}

#[test]
fn a_book_sets_its_number_of_guesses() {
    after_five_wrong_guesses()
        .and(setting("claim_guesses_per_hour", "6"))
        .when(redeem(ANNA, code("wrong", 6)))
        .then_refused_with_events("unknown_code", &["code_guessed"])
        .then_says("this code does not exist; 0 more wrong tries are possible within the hour")
        .given()
        .and(setting("claim_guesses_per_hour", "1"))
        .when(redeem(ANNA, code("wrong", 7)))
        .then_refused("too_many_guesses")
        .then_says("too many wrong codes were tried; the next try is possible in 60 minutes");
}

#[test]
fn a_wrong_guess_in_a_batch_is_recorded_and_the_other_commands_are_not() {
    let outcome = Given::nothing()
        .and(order("5001", "30"))
        .when(batch([grant(BEN, 10), redeem(ANNA, code("5001", 1)), redeem(ANNA, code("wrong", 1))]))
        .then_refused_with_events("unknown_code", &["account_opened", "code_guessed"])
        .then_balance(ANNA, 0)
        .then_book(|book| assert_eq!(book.account_of(BEN), None));
    let last = outcome.ledger().journal().last().unwrap();
    assert_eq!(last.event, Event::CodeGuessed { account: AccountNo(1) });
    assert_eq!(outcome.ledger().replayed()[&BOOK], *outcome.ledger().book(BOOK));
}
