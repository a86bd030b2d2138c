//! Events from outside that contradict the book.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, Given, MemoryLedger, achievement, award, code, define, grant, order, redeem, reverse,
};
use ledger_core::{AccountNo, AchievementSpec, Amount, Book, Event, OrderNo, Position, Recorded, Timestamp};

/// A book, and the last event of its journal not yet applied.
fn all_but_the_last(given: Given) -> (Book, Recorded) {
    let outcome = given.when(grant(ANNA, 1));
    let (last, before) = outcome.ledger().journal().split_last().expect("there are events");
    let mut book = Book::new();
    before.iter().for_each(|recorded| book.apply(recorded));
    (book, last.clone())
}

#[track_caller]
fn check(given: Given, damage: impl FnOnce(&mut Recorded), problem: &str) {
    let (book, mut event) = all_but_the_last(given);
    assert_eq!(book.fits(&event), Ok(()));
    damage(&mut event);
    let unfit = book.fits(&event).expect_err("a damaged event");
    assert_eq!((unfit.position, unfit.problem), (event.position, problem));
    // Applying it all the same falsifies the book, but must not panic.
    book.clone().apply(&event);
}

fn granted() -> Given {
    Given::nothing().and(grant(ANNA, 100))
}

fn replace_event(event: Event) -> impl FnOnce(&mut Recorded) {
    move |recorded| recorded.event = event
}

#[test]
fn positions_and_times_increase() {
    check(granted(), |event| event.position = Position(2), "it stands before the last event of its book");
    check(
        granted(),
        |event| event.at = Timestamp::from_micros(0),
        "it was recorded before the event in front of it",
    );
}

#[test]
fn accounts_are_opened_in_order_and_once_per_member() {
    let opened =
        |account, member| replace_event(Event::AccountOpened { account: AccountNo(account), member });
    check(granted(), opened(3, Some(BEN)), "accounts are opened one after the other");
    check(granted(), opened(1, Some(BEN)), "accounts are opened one after the other");
    check(granted(), opened(2, Some(ANNA)), "its member has an account already");
}

#[test]
fn a_posting_needs_two_open_accounts() {
    let amount = Amount::new(1).unwrap();
    let transferred = |from, to| {
        replace_event(Event::PointsTransferred {
            from: AccountNo(from),
            to: AccountNo(to),
            amount,
            reason: None,
        })
    };
    check(granted(), transferred(1, 1), "both sides are the same account");
    check(granted(), transferred(1, 2), "its account was never opened");
    let Event::AchievementUnlocked { account, achievement, .. } = unlocked() else { panic!("an unlock") };
    let reward = ledger_core::Points(-1);
    let negative = Event::AchievementUnlocked { account, achievement, reward, reason: None };
    check(granted(), replace_event(negative), "an amount is never negative");
}

fn unlocked() -> Event {
    let outcome = Given::nothing().and(define(achievement("a", "by_hand", 1))).when(award(ANNA, "a"));
    outcome.ledger().journal().last().expect("an unlock").event.clone()
}

#[test]
fn a_posting_is_reversed_once() {
    let reversed = |ledger: &MemoryLedger| ledger.journal().last().expect("a reversal").event.clone();
    let again = reversed(granted().and(grant(ANNA, 100)).when(reverse(2)).ledger());
    check(granted().and(reverse(2)), replace_event(again), "what it reverses was reversed before");
    let claim = Given::nothing().and(order("1", "5")).and(redeem(ANNA, code("1", 1))).when(reverse(3));
    check(granted(), replace_event(reversed(claim.ledger())), "its order was never recorded");
}

#[test]
fn orders_and_achievements_must_exist_before_their_other_events() {
    let spec: AchievementSpec = achievement("a", "by_hand", 0);
    let key = spec.key.clone();
    for event in [
        Event::AchievementChanged { spec: spec.clone(), reason: None },
        Event::AchievementRetired { achievement: key.clone(), reason: None },
        Event::AchievementRevoked { account: AccountNo(1), achievement: key, reason: None },
        unlocked(),
    ] {
        check(granted(), replace_event(event), "its achievement was never defined");
    }
    let order = OrderNo(1);
    for event in [
        Event::ClaimVoided { order, reason: None },
        Event::ClaimExpired { order },
        Event::OrderForgotten { order },
        Event::ClaimRedeemed { order, account: AccountNo(1), amount: Amount::new(1).unwrap() },
    ] {
        check(granted(), replace_event(event), "its order was never recorded");
    }
    check(
        granted().and(define(spec.clone())),
        replace_event(Event::AchievementDefined { spec, reason: None }),
        "its achievement was defined before",
    );
}

#[test]
fn orders_are_recorded_in_order_and_once() {
    let recorded = |id: &str| {
        let outcome = Given::nothing().when(order(id, "5"));
        outcome.ledger().journal().last().expect("an order").event.clone()
    };
    check(
        granted().and(order("1", "5")),
        replace_event(recorded("2")),
        "orders are recorded one after the other",
    );
    let Event::OrderRecorded(mut again) = recorded("1") else { panic!("an order") };
    again.order = OrderNo(2);
    check(
        granted().and(order("1", "5")),
        replace_event(Event::OrderRecorded(again)),
        "its order was recorded before",
    );
}

#[test]
fn decided_events_always_fit() {
    let outcome = granted().when(grant(BEN, 1));
    let mut book = Book::new();
    for recorded in outcome.ledger().journal() {
        assert_eq!(book.fits(recorded), Ok(()));
        book.apply(recorded);
    }
    assert_eq!(book, *outcome.ledger().book(BOOK));
}
