//! Clocks that are wrong, or were: reading always works, writing waits for an owner or for a minute, and recorded time goes
//! back only by a correction.

mod correction;
mod outboxes;
mod past;
mod processes;
mod running;

use std::sync::Arc;

use ledger_core::testkit::{ANNA, BEN, BOOK, grant, utc};
use ledger_core::{By, Points, Position, Timestamp};
use ledger_store::{
    ClockProblem, FixedClock, HistoryQuery, Ledger, Options, Outcome, Overwrite, Page, Request, SubmitError,
    export, load, restore,
};

use crate::support::{World, applied, position_of, verified};

/// Noon of 5 January 2026, when every test begins.
fn today() -> Timestamp {
    utc(2026, 1, 5, 12, 0)
}

/// The same moment by a clock that is five years ahead.
fn in_2031() -> Timestamp {
    utc(2031, 1, 5, 12, 0)
}

const MINUTE: i64 = 60;

/// A ledger whose clock was right, then in 2031 for one grant to Anna, and is right again. She has 10 and 5 points.
fn once_ahead() -> World {
    let mut world = World::new();
    world.grant(ANNA, 10);
    world.close();
    world.clock.set(in_2031());
    world.open();
    world.grant(ANNA, 5);
    world.close();
    world.clock.jump((today().micros() - in_2031().micros()) / 1_000_000);
    world.open();
    world
}

#[track_caller]
fn asked(ledger: &Ledger, amount: i64) -> Result<Outcome, SubmitError> {
    ledger.submit_and_wait(Request::new(BOOK, grant(ANNA, amount)))
}

/// The problem with the clock that keeps a grant to Anna from being recorded.
#[track_caller]
fn problem(ledger: &Ledger) -> ClockProblem {
    match asked(ledger, 1) {
        Err(SubmitError::Clock(problem)) => problem,
        other => panic!("expected a problem with the clock, got {other:?}"),
    }
}

/// When a grant to Anna that is taken now is recorded.
#[track_caller]
fn recorded_at(ledger: &Ledger) -> Timestamp {
    let position = position_of(applied(asked(ledger, 1).unwrap()));
    ledger.event(position).unwrap().unwrap().at
}

fn ledger_at(world: &World, clock: &Arc<FixedClock>) -> Ledger {
    Ledger::open_with(world.path(), Options::default().clock(Arc::clone(clock) as _)).unwrap()
}

#[test]
fn a_ledger_whose_clock_once_ran_ahead_can_be_read_backed_up_and_verified() {
    let world = once_ahead();
    let ledger = world.ledger();
    assert_eq!(world.balance(ANNA), 15);
    assert_eq!(world.history(ANNA).len(), 2);
    assert_eq!(ledger.leaderboard(BOOK, By::Balance, Page::From { rank: 1, limit: 9 }).entries.len(), 1);
    assert_eq!(world.verify().seal, ledger.seal());
    let (copy, again) = (world.file("copy.db"), world.file("again.db"));
    ledger.backup(&copy, &mut |_| {}).unwrap();
    restore(&copy, &again, Overwrite::OnlyOlder, &mut |_| {}).unwrap();
    let mut text = Vec::new();
    export(&world.path(), &mut text, &mut |_| {}).unwrap();
    load(&mut &text[..], &world.file("loaded.db"), &mut |_| {}).unwrap();
    for file in [copy, again, world.file("loaded.db")] {
        assert_eq!(verified(&file).seal, ledger.seal());
    }
    assert_eq!(ledger.rebuild(&mut |_| {}).unwrap().events, 3);
}

#[test]
fn what_is_recorded_waits_until_the_clock_is_corrected() {
    let world = once_ahead();
    let error = asked(world.ledger(), 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "nothing was done: the last event was recorded at 2031-01-05 12:00:00 UTC, and this machine's clock says \
         2026-01-05 12:00:00 UTC: set the clock, or, if the clock is right, run `tallybook clock --correct`"
    );
    let all = [grant(ANNA, 1), grant(BEN, 1)].map(|command| Request::new(BOOK, command));
    for answer in world.ledger().submit_all(all.into()).wait().unwrap() {
        assert!(matches!(answer, Err(SubmitError::Clock(_))), "{answer:?}");
    }
    assert_eq!((world.ledger().head(), world.balance(ANNA)), (Position(3), 15));
    let status = world.ledger().clock().unwrap();
    assert_eq!((status.last_at, status.now), (Some(in_2031()), today()));
    assert_eq!(status.problem, Some(problem(world.ledger())));
}

#[test]
fn setting_the_clock_is_enough_where_it_is_wrong_now() {
    let world = World::new();
    world.grant(ANNA, 1);
    world.clock.jump(-3_600);
    assert!(matches!(problem(world.ledger()), ClockProblem::LastEventAhead { .. }));
    world.clock.jump(3_600);
    assert_eq!(recorded_at(world.ledger()), today());
}

#[test]
fn within_five_minutes_recorded_time_stands_still() {
    let mut world = World::new();
    world.clock.advance(6 * MINUTE);
    world.grant(ANNA, 1);
    world.close();
    world.clock.jump(-6 * MINUTE);
    world.open();
    assert!(matches!(problem(world.ledger()), ClockProblem::LastEventAhead { .. }), "six minutes");
    world.clock.advance(MINUTE);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(6 * MINUTE), "five minutes");
    world.clock.advance(5 * MINUTE + 1);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(6 * MINUTE + 1));
}

#[test]
fn a_request_that_was_applied_before_still_gets_its_receipt() {
    let mut world = World::new();
    applied(world.submit_keyed("welcome", grant(ANNA, 10)));
    world.clock.set(in_2031());
    world.grant(ANNA, 5);
    world.close();
    world.clock.jump(-86_400 * 365);
    world.open();
    let requests = vec![
        crate::support::keyed("welcome", grant(ANNA, 10)),
        crate::support::keyed("welcome", grant(ANNA, 11)),
        crate::support::keyed("new", grant(ANNA, 10)),
        crate::support::keyed("new", grant(ANNA, 10)),
        Request::new(BOOK, grant(ANNA, 10)),
    ];
    let answers = world.ledger().submit_all(requests.clone()).wait().unwrap();
    assert!(matches!(answers[0], Ok(Outcome::AlreadyApplied(_))), "{:?}", answers[0]);
    assert!(matches!(answers[1], Ok(Outcome::Refused(_))), "{:?}", answers[1]);
    for answer in &answers[2..] {
        assert!(matches!(answer, Err(SubmitError::Clock(_))), "{answer:?}");
    }
    let again = world.ledger().submit_and_wait(requests[0].clone()).unwrap();
    assert_eq!(crate::support::already_applied(again).balance, Points(15));
}

#[test]
fn a_past_history_query_finds_what_was_recorded_ahead() {
    let world = once_ahead();
    let page = world.ledger().history(&HistoryQuery::of(BOOK)).unwrap();
    let times: Vec<Timestamp> = page.entries.iter().map(|entry| entry.at).collect();
    assert_eq!(times, [in_2031(), today()], "newest first, by position");
}
