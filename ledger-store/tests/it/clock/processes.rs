//! Two processes on one file whose clocks differ.

use std::sync::Arc;

use ledger_core::testkit::ANNA;
use ledger_store::{ClockProblem, FixedClock};

use super::{MINUTE, asked, in_2031, ledger_at, problem, recorded_at, today};
use crate::support::{PATIENCE, World, applied};

#[test]
fn a_right_clock_is_not_pulled_ahead_by_a_wrong_one() {
    let world = World::new();
    world.grant(ANNA, 1);
    let wrong = Arc::new(FixedClock::at(in_2031()));
    let other = ledger_at(&world, &wrong);
    assert_eq!(recorded_at(&other), in_2031(), "alone, the other process has nothing to compare with");
    let refused = ClockProblem::LastEventAhead { last_at: in_2031(), now: today() };
    assert_eq!(problem(world.ledger()), refused);
    world.clock.advance(5 * MINUTE);
    assert!(matches!(problem(world.ledger()), ClockProblem::LastEventAhead { .. }), "no minute helps");
    assert_eq!(world.balance(ANNA), 2, "what the other process granted is read");
}

#[test]
fn a_process_with_a_wrong_clock_notices_the_correction_of_another() {
    let world = World::new();
    world.grant(ANNA, 1);
    let wrong = Arc::new(FixedClock::at(in_2031()));
    let other = ledger_at(&world, &wrong);
    recorded_at(&other);
    applied(world.ledger().correct_clock(None).unwrap());
    assert_eq!(recorded_at(world.ledger()), today());
    assert!(other.wait_for(world.ledger().head(), PATIENCE));
    let refused = ClockProblem::CorrectedElsewhere { expected: today(), now: in_2031() };
    assert_eq!(problem(&other), refused);
    wrong.advance(2 * MINUTE);
    assert!(matches!(problem(&other), ClockProblem::CorrectedElsewhere { .. }), "no minute helps");
    assert_eq!(
        refused.to_string(),
        "the recorded time was corrected, by which it is 2026-01-05 12:00:00 UTC now, but this machine's clock says \
         2031-01-05 12:00:00 UTC: set the clock, or, if it is right, start the program again"
    );
    let back = (today().micros() - in_2031().micros()) / 1_000_000;
    wrong.jump(back);
    assert_eq!(recorded_at(&other), today().plus_seconds(2 * MINUTE));
    world.clock.advance(2 * MINUTE);
    assert_eq!(recorded_at(world.ledger()), today().plus_seconds(2 * MINUTE));
    world.verify();
}

#[test]
fn a_correction_by_another_process_on_the_same_machine_ends_the_wait_at_once() {
    let world = World::new();
    world.clock.set(in_2031());
    world.grant(ANNA, 1);
    let command_line = world.another();
    // The clock of the machine is set while both run.
    world.clock.jump((today().micros() - in_2031().micros()) / 1_000_000);
    let _ = problem(world.ledger());
    applied(command_line.correct_clock(None).unwrap());
    assert!(world.ledger().wait_for(command_line.head(), PATIENCE));
    assert_eq!(recorded_at(world.ledger()), today());
    assert_eq!(world.verify().digest, world.ledger().digest());
}

#[test]
fn a_process_whose_clock_is_behind_records_nothing() {
    let world = World::new();
    world.grant(ANNA, 1);
    let behind = Arc::new(FixedClock::at(today().plus_seconds(-86_400)));
    let other = ledger_at(&world, &behind);
    assert!(matches!(problem(&other), ClockProblem::LastEventAhead { .. }));
    behind.jump(86_400);
    // It jumped, but to where the journal is; the minute is for the jump.
    assert!(matches!(problem(&other), ClockProblem::Jumped { .. }));
    behind.advance(MINUTE);
    assert_eq!(recorded_at(&other), today().plus_seconds(MINUTE));
}

#[test]
fn small_differences_between_two_clocks_hinder_neither() {
    let world = World::new();
    let slow = Arc::new(FixedClock::at(today().plus_seconds(-4 * MINUTE)));
    let other = ledger_at(&world, &slow);
    for _ in 0..5 {
        asked(world.ledger(), 1).unwrap();
        assert_eq!(recorded_at(&other), world.now(), "time stands still for the slow one");
        world.clock.advance(1);
        slow.advance(1);
    }
    assert_eq!(world.verify().events, 11);
}
