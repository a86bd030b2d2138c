//! Clocks that jump while a ledger is open.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ledger_core::testkit::ANNA;
use ledger_core::{Position, Timestamp};
use ledger_store::{Clock, ClockProblem, Ledger, Options, SystemClock};

use super::{MINUTE, asked, problem, recorded_at, today};
use crate::support::{World, applied, eventually};

const HOUR: i64 = 3_600;

#[test]
fn a_clock_that_jumps_forward_counts_when_it_has_stood_for_a_minute() {
    let world = World::new();
    world.grant(ANNA, 1);
    world.clock.jump(HOUR);
    let jumped = |passed: i64, left: u64| ClockProblem::Jumped {
        expected: today().plus_seconds(passed),
        now: today().plus_seconds(HOUR + passed),
        left: Duration::from_secs(left),
    };
    assert_eq!(problem(world.ledger()), jumped(0, 60));
    world.clock.advance(59);
    assert_eq!(problem(world.ledger()), jumped(59, 1));
    assert_eq!(
        problem(world.ledger()).to_string(),
        "this machine's clock jumped to 2026-01-05 13:00:59 UTC, and by the time that has passed it should be \
         2026-01-05 12:00:59 UTC: the new time counts when it has stood for another 1 s; if it is wrong, set the clock"
    );
    world.clock.advance(1);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(HOUR + MINUTE));
    assert_eq!(world.ledger().clock().unwrap().problem, None);
    world.verify();
}

#[test]
fn a_clock_that_jumps_and_returns_within_the_minute_leaves_no_trace() {
    let world = World::new();
    world.grant(ANNA, 1);
    world.clock.jump(5 * 365 * 86_400);
    assert!(matches!(problem(world.ledger()), ClockProblem::Jumped { .. }));
    world.clock.advance(30);
    world.clock.jump(-5 * 365 * 86_400);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(30));
}

#[test]
fn the_minute_begins_anew_when_the_clock_jumps_again() {
    let world = World::new();
    world.grant(ANNA, 1);
    world.clock.jump(HOUR);
    let _ = problem(world.ledger());
    world.clock.advance(50);
    world.clock.jump(HOUR);
    let _ = problem(world.ledger());
    world.clock.advance(50);
    assert!(matches!(problem(world.ledger()), ClockProblem::Jumped { .. }));
    world.clock.advance(10);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(2 * HOUR + 110));
}

#[test]
fn an_idle_ledger_notices_the_jump_too() {
    eventually("the minute begins without a request", || {
        let world = World::new();
        world.grant(ANNA, 1);
        world.clock.jump(HOUR);
        // Time for the idle writer to look.
        assert!(!world.ledger().wait_for(Position(99), Duration::from_millis(50)));
        world.clock.advance(MINUTE);
        asked(world.ledger(), 1).is_ok()
    });
}

#[test]
fn time_that_passes_is_no_jump_however_long() {
    let world = World::new();
    world.grant(ANNA, 1);
    world.clock.advance(180 * 86_400);
    assert_eq!(
        recorded_at(world.ledger()),
        today().plus_seconds(180 * 86_400),
        "the machine slept for months"
    );
    world.clock.jump(5 * MINUTE);
    assert_eq!(recorded_at(world.ledger()), world.now(), "a small step is taken");
}

#[test]
fn a_clock_that_is_set_back_while_running_is_not_written_at() {
    let world = World::new();
    world.grant(ANNA, 1);
    world.clock.advance(2 * HOUR);
    // The last event is older than the new time, and the clock still jumped.
    world.clock.jump(-HOUR);
    assert!(matches!(problem(world.ledger()), ClockProblem::Jumped { .. }));
    world.clock.advance(MINUTE);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(HOUR + MINUTE));
    // Now the new time lies before the last event, and a minute does not help.
    world.clock.jump(-HOUR);
    world.clock.advance(2 * MINUTE);
    assert!(matches!(problem(world.ledger()), ClockProblem::LastEventAhead { .. }));
    applied(world.ledger().correct_clock(None).unwrap());
    assert_eq!(recorded_at(world.ledger()), world.now());
    world.verify();
}

#[test]
fn an_owner_can_say_that_the_new_time_is_right() {
    let world = World::new();
    world.grant(ANNA, 1);
    world.clock.jump(HOUR);
    let _ = problem(world.ledger());
    world.ledger().trust_clock().unwrap();
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(HOUR));
}

#[test]
fn a_quiet_ledger_opens_months_later() {
    let mut world = World::new();
    world.grant(ANNA, 1);
    world.close();
    world.clock.jump(200 * 86_400);
    world.open();
    assert_eq!(recorded_at(world.ledger()), world.now(), "at the start there is nothing to compare with");
}

/// A clock of an embedding program that does not say how much time has passed.
struct OnlyNow(AtomicI64);

impl Clock for OnlyNow {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Acquire))
    }
}

#[test]
fn a_clock_that_knows_no_passed_time_may_jump_forward() {
    let world = World::new();
    let clock = Arc::new(OnlyNow(AtomicI64::new(today().micros())));
    let options = Options::default().clock(clock.clone());
    let ledger = Ledger::open_with(world.file("other.db"), options).unwrap();
    recorded_at(&ledger);
    let later = today().plus_seconds(HOUR);
    clock.0.store(later.micros(), Ordering::Release);
    assert_eq!(recorded_at(&ledger), later);
    clock.0.store(today().micros(), Ordering::Release);
    assert!(matches!(problem(&ledger), ClockProblem::LastEventAhead { .. }));
    applied(ledger.correct_clock(None).unwrap());
    assert_eq!(recorded_at(&ledger), today());
}

#[test]
fn the_clock_of_the_machine_knows_the_passed_time() {
    let (one, two) = (SystemClock.passed(), SystemClock.passed());
    assert!(one.is_some() && one <= two, "{one:?} {two:?}");
}
