//! The correction of recorded time, after a clock had been ahead.

use ledger_core::testkit::{
    ANNA, BEN, BOOK, Given, MemoryLedger, OTHER_BOOK, SeasonClose, close_season, correct_clock, grant, utc,
};
use ledger_core::{BookId, Command, Context, Event, Limits, Timestamp};
use proptest::prelude::*;

/// Anna got points from a clock in 2031, and now it is 2026.
fn ahead() -> MemoryLedger {
    let mut ledger = MemoryLedger::new();
    ledger.clock.set(in_2031());
    ledger.submit(BOOK, &grant(ANNA, 5)).unwrap();
    ledger.clock.set(today());
    ledger
}

fn in_2031() -> Timestamp {
    utc(2031, 3, 1, 8, 0)
}

fn today() -> Timestamp {
    utc(2026, 1, 5, 12, 0)
}

#[test]
fn recorded_time_goes_on_at_the_clock_after_a_correction() {
    let mut ledger = ahead();
    ledger.submit(BOOK, &grant(ANNA, 5)).unwrap();
    assert_eq!(ledger.book(BOOK).last_at(), in_2031(), "without a correction time stands still");
    ledger.correct_clock();
    let corrected = ledger.journal().last().unwrap();
    assert_eq!(corrected.event, Event::ClockCorrected { from: in_2031(), to: today() });
    assert_eq!(corrected.at, today());
    ledger.clock.advance_seconds(1);
    ledger.submit(BOOK, &grant(ANNA, 1)).unwrap();
    assert_eq!(ledger.book(BOOK).last_at(), today().plus_seconds(1));
    assert_eq!(ledger.book(BOOK).balance(ANNA).0, 11);
    assert_eq!(ledger.replayed()[&BOOK], *ledger.book(BOOK));
}

#[test]
fn every_book_that_is_ahead_is_corrected_and_no_other() {
    let mut ledger = MemoryLedger::new();
    ledger.submit(OTHER_BOOK, &grant(BEN, 1)).unwrap();
    ledger.clock.set(in_2031());
    ledger.submit(BOOK, &grant(ANNA, 5)).unwrap();
    ledger.clock.set(today());
    ledger.correct_clock();
    assert_eq!((ledger.book(BOOK).last_at(), ledger.book(OTHER_BOOK).last_at()), (today(), today()));
    assert_eq!(ledger.journal().len(), 5, "two accounts, two grants, one correction");
}

#[test]
fn a_book_that_is_not_ahead_has_nothing_to_correct() {
    Given::nothing().and(grant(ANNA, 1)).when(correct_clock()).then_refused("clock_not_ahead").then_says(
        "the last event was recorded at 2026-01-05 12:00:00 UTC, which is not ahead of the clock, \
         2026-01-05 12:00:00 UTC: nothing needs a correction",
    );
}

#[test]
fn the_clock_can_be_corrected_while_a_season_is_being_closed() {
    let mut ledger = ahead();
    ledger.season_close = SeasonClose::ByHand;
    ledger.submit(BOOK, &close_season()).unwrap();
    ledger.correct_clock();
    ledger.continue_season_close(BOOK, 100);
    assert_eq!((ledger.book(BOOK).last_at(), ledger.book(BOOK).balance(ANNA).0), (today(), 0));
}

#[test]
fn a_correction_names_the_times_of_the_journal() {
    let book = ahead().book(BOOK).clone();
    let correct = |event: Event, at: Timestamp| {
        let context = Context {
            now: today(),
            occurred_at: None,
            asker: Default::default(),
            next: book.head().next(),
            limits: Limits::default(),
            postings: &[],
        };
        let mut recorded = book.decide(&Command::CorrectClock, &context).events[0].recorded.clone();
        (recorded.event, recorded.at) = (event, at);
        book.fits(&recorded).map_err(|unfit| unfit.problem)
    };
    let (from, to) = (in_2031(), today());
    let wrong = Err("it corrects the clock, but names other times than the journal has");
    assert_eq!(correct(Event::ClockCorrected { from, to }, to), Ok(()));
    assert_eq!(correct(Event::ClockCorrected { from: to, to }, to), wrong);
    assert_eq!(correct(Event::ClockCorrected { from, to: from }, to), wrong);
    let earlier = Err("it was recorded before the event in front of it");
    assert_eq!(correct(Event::SeasonClosed { season: 1 }, to), earlier);
}

#[test]
fn only_a_correction_may_follow_a_later_time() {
    let mut ledger = ahead();
    ledger.correct_clock();
    let [.., granted, corrected] = ledger.journal() else { panic!("there are events") };
    assert!(corrected.may_follow(in_2031()));
    assert!(!granted.may_follow(in_2031().plus_seconds(1)));
}

/// One step of a random script: how far the clock moves, forward or back, and what is asked then.
#[derive(Debug, Clone, Copy)]
enum Step {
    Grant(BookId),
    Correct,
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![Just(Step::Grant(BOOK)), Just(Step::Grant(OTHER_BOOK)), Just(Step::Correct)];
    proptest::collection::vec((-900_i64..1_000, step), 1..60)
}

proptest! {
    #[test]
    fn recorded_time_goes_back_only_by_a_correction_and_only_to_the_clock(steps in steps()) {
        let mut ledger = MemoryLedger::new();
        let mut granted = 0;
        for (seconds, step) in steps {
            ledger.clock.advance_seconds(seconds);
            let (before, last_at) = (ledger.journal().len(), ledger.journal().last().map(|last| last.at));
            match step {
                Step::Grant(book) => {
                    ledger.submit(book, &grant(ANNA, 1)).unwrap();
                    granted += 1;
                }
                Step::Correct => ledger.correct_clock(),
            }
            let (mut last_at, now) = (last_at.unwrap_or(Timestamp::from_micros(i64::MIN)), ledger.clock.now());
            for recorded in &ledger.journal()[before..] {
                prop_assert!(recorded.may_follow(last_at));
                let expected = match recorded.event {
                    Event::ClockCorrected { .. } => now,
                    _ => now.max(last_at),
                };
                prop_assert_eq!(recorded.at, expected);
                last_at = recorded.at;
            }
            if matches!(step, Step::Correct) {
                prop_assert!(ledger.books().values().all(|book| book.last_at() <= now));
            }
            // No book is ever ahead of the journal, so its own order is the journal's.
            prop_assert!(ledger.books().values().all(|book| book.last_at() <= last_at));
        }
        prop_assert_eq!(&ledger.replayed(), ledger.books());
        let sum: i64 = ledger.books().values().map(|book| book.balance(ANNA).0).sum();
        prop_assert_eq!(sum, granted);
    }
}
