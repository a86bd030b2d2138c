//! The close of a season: a state of the book, executed in steps.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, CLEO, Given, MemoryLedger, OTHER_BOOK, SeasonClose, achievement, adopt_starter_set,
    batch, change_settings, close_season, code, deduct, define, expire, forget, forget_order, grant, order,
    order_key, redeem, reissue, retire, reverse, set_balance, setting, transfer, void,
};
use ledger_core::{Asker, OrderStatus, Phase, Points};

#[test]
fn closing_a_season_sets_every_balance_to_zero_and_voids_open_claims() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(grant(BEN, 50))
        .and(grant(CLEO, 10))
        .and(deduct(CLEO, 10))
        .and(order("5001", "30"))
        .and(order("5002", "30"))
        .and(redeem(ANNA, code("5002", 1)))
        .when(close_season())
        .then_events(&["season_closing", "balance_closed", "balance_closed", "claim_voided", "season_closed"])
        .then_balance(ANNA, 0)
        .then_balance(BEN, 0)
        .then_book(|book| {
            assert_eq!((book.season().number, book.season().phase), (2, Phase::Open));
            assert_eq!(book.totals().outstanding, Points(0));
            assert_eq!(book.order(&order_key("5001")).unwrap().status, OrderStatus::Voided);
            assert_eq!(book.order(&order_key("5002")).unwrap().status, OrderStatus::Redeemed);
        });
}

#[test]
fn a_closed_season_counts_as_neither_earned_nor_spent() {
    Given::nothing().and(grant(ANNA, 100)).and(deduct(ANNA, 10)).when(close_season()).then_book(|book| {
        let (_, anna) = book.member(ANNA).unwrap();
        assert_eq!((anna.earned.points, anna.spent, anna.highest), (Points(100), Points(10), Points(100)));
        let totals = book.totals();
        assert_eq!((totals.issued, totals.spent), (Points(100), Points(10)));
    });
}

#[test]
fn an_empty_book_can_be_closed() {
    Given::nothing().when(close_season()).then_events(&["season_closing", "season_closed"]);
}

#[test]
fn closing_a_season_unlocks_nothing() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(define(achievement("second", "entries:2", 50)))
        .when(close_season())
        .then_balance(ANNA, 0);
}

#[test]
fn the_next_season_accepts_grants() {
    Given::nothing()
        .and(grant(ANNA, 100))
        .and(close_season())
        .and(grant(ANNA, 7))
        .when(close_season())
        .then_book(|book| assert_eq!(book.season().number, 3));
}

/// A ledger one step into the close of a season, with five accounts with points and two open claims.
fn closing() -> MemoryLedger {
    let mut ledger = MemoryLedger::new();
    ledger.season_close = SeasonClose::ByHand;
    for member in 1..=5 {
        let member = ledger_core::MemberId::new(member).unwrap();
        ledger.submit(BOOK, &grant(member, 10)).unwrap();
    }
    for id in ["5001", "5002"] {
        ledger.submit(BOOK, &order(id, "30")).unwrap();
    }
    ledger.submit(BOOK, &close_season()).unwrap();
    ledger.continue_season_close(BOOK, 2);
    ledger
}

#[test]
fn a_closing_book_refuses_every_other_command() {
    for command in [
        grant(ANNA, 1),
        deduct(ANNA, 1),
        set_balance(ANNA, 0),
        transfer(ANNA, BEN, 1),
        reverse(2),
        define(achievement("a", "by_hand", 0)),
        retire("a"),
        adopt_starter_set(),
        order("5003", "1"),
        redeem(ANNA, code("5001", 1)),
        redeem(ANNA, code("wrong", 1)),
        reissue("5001", 2),
        void("5001"),
        expire("5001"),
        setting("transfers", "off"),
        forget(ANNA),
        forget_order("5001"),
        close_season(),
        batch([grant(ANNA, 1)]),
    ] {
        Given::ledger(closing())
            .by(Asker::Member(CLEO))
            .when(command)
            .then_refused("season_closing")
            .then_book(|book| assert_eq!(book.account_of(CLEO), None));
    }
}

#[test]
fn a_close_continues_in_steps_from_any_point() {
    let mut ledger = closing();
    assert_eq!(ledger.book(BOOK).totals().outstanding, Points(30));
    let mut steps = 1;
    while ledger.book(BOOK).season().phase != Phase::Open {
        // As after a restart, the next step runs on a folded book.
        assert_eq!(ledger.replayed()[&BOOK], *ledger.book(BOOK));
        ledger.continue_season_close(BOOK, 2);
        steps += 1;
    }
    assert_eq!(steps, 4);
    let kinds: Vec<&str> =
        ledger.journal().iter().skip(12).map(|recorded| recorded.event.kind().as_str()).collect();
    let closed = ["balance_closed"; 5].into_iter().chain(["claim_voided"; 2]).chain(["season_closed"]);
    assert!(kinds.iter().copied().skip(1).eq(closed), "{kinds:?}");
    let before = ledger.journal().len();
    ledger.continue_season_close(BOOK, 2);
    assert_eq!(ledger.journal().len(), before);
}

#[test]
fn a_step_of_a_close_never_exceeds_its_limit() {
    for limit in 1..=8 {
        let mut ledger = closing();
        while ledger.book(BOOK).season().phase != Phase::Open {
            let before = ledger.journal().len();
            ledger.continue_season_close(BOOK, limit);
            assert!((1..=limit).contains(&(ledger.journal().len() - before)), "steps of {limit}");
        }
    }
}

#[test]
fn only_the_last_command_of_a_batch_may_close_the_season() {
    Given::nothing()
        .when(batch([grant(ANNA, 10), close_season()]))
        .then_balance(ANNA, 0)
        .given()
        .when(batch([close_season(), grant(ANNA, 10)]))
        .then_refused("season_closing");
}

#[test]
fn closing_one_book_leaves_the_others_alone() {
    let mut ledger = MemoryLedger::new();
    ledger.submit(OTHER_BOOK, &grant(ANNA, 10)).unwrap();
    ledger.submit(BOOK, &grant(ANNA, 10)).unwrap();
    ledger.submit(BOOK, &close_season()).unwrap();
    assert_eq!(ledger.book(BOOK).balance(ANNA), Points(0));
    assert_eq!(ledger.book(OTHER_BOOK).balance(ANNA), Points(10));
}

#[test]
fn settings_and_achievements_outlive_a_season() {
    Given::nothing()
        .and(change_settings(&[("transfers", "off")]))
        .and(define(achievement("first", "entries:1", 0)))
        .and(grant(ANNA, 1))
        .when(close_season())
        .then_book(|book| {
            assert_eq!(book.member(ANNA).unwrap().1.achievements().count(), 1);
            assert_eq!(book.settings().transfers, ledger_core::Switch::Off);
        });
}
