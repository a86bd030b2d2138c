//! Reads of the past of a journal whose time was corrected.

use ledger_core::testkit::{ANNA, BOOK, utc};
use ledger_core::{Day, Points, Position, Timestamp};
use ledger_store::{AsOf, MemberDay};

use super::{in_2031, once_ahead, today};
use crate::support::{World, applied};

const DAY: i64 = 86_400;

/// Anna has 10 points since today, 5 more from 2031, and after the correction a day later 1 more.
fn corrected() -> World {
    let world = once_ahead();
    world.clock.advance(DAY);
    applied(world.ledger().correct_clock(None).unwrap());
    world.clock.advance(DAY);
    world.grant(ANNA, 1);
    world
}

#[test]
fn events_recorded_ahead_count_from_the_correction_on() {
    let world = corrected();
    let balance = |at: Timestamp| world.ledger().balance_as_of(BOOK, ANNA, AsOf::Time(at)).unwrap().0;
    let book =
        |at: Timestamp| world.ledger().book_as_of(BOOK, AsOf::Time(at), &mut |_| {}).unwrap().balance(ANNA).0;
    for (at, points) in [
        (today().plus_seconds(-1), 0),
        (today(), 10),
        (today().plus_seconds(DAY - 1), 10),
        (today().plus_seconds(DAY), 15),
        (today().plus_seconds(2 * DAY - 1), 15),
        (today().plus_seconds(2 * DAY), 16),
        (utc(2030, 1, 1, 0, 0), 16),
        (in_2031(), 16),
        (utc(2040, 1, 1, 0, 0), 16),
    ] {
        assert_eq!((balance(at), book(at)), (points, points), "at {at}");
    }
    let at_position =
        |position| world.ledger().balance_as_of(BOOK, ANNA, AsOf::Position(Position(position))).unwrap().0;
    assert_eq!([2, 3, 4, 5].map(at_position), [10, 15, 15, 16], "positions are never ambiguous");
}

#[test]
fn before_a_correction_the_present_includes_what_was_recorded_ahead_only_by_position() {
    let world = once_ahead();
    let balance = |as_of| world.ledger().balance_as_of(BOOK, ANNA, as_of).unwrap();
    assert_eq!(balance(AsOf::Time(today())), Points(10));
    assert_eq!(balance(AsOf::Position(Position(3))), Points(15));
}

#[track_caller]
fn last_days(world: &World, expected: [(i64, i64); 3]) {
    let days: Vec<MemberDay> = world.ledger().daily(BOOK, ANNA, 3).unwrap();
    let last: Day = world.now().day(Default::default());
    assert_eq!(days.last().unwrap().day, last);
    assert_eq!(days.iter().map(|day| (day.earned.0, day.balance.0)).collect::<Vec<_>>(), expected);
}

#[test]
fn a_chart_ends_today_with_the_balance_of_today() {
    // Points from 2031 are shown on the day of the next event, or today.
    last_days(&once_ahead(), [(0, 0), (0, 0), (15, 15)]);
    last_days(&corrected(), [(10, 10), (0, 10), (6, 16)]);
}
