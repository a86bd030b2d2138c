//! Watches the clock of the machine, and says at which time events may be recorded.
//!
//! At the start there is nothing to compare the clock with but the last event: a ledger that was quiet for months is
//! normal. From then on the writer notices a jump, because it also reads how much time has really passed.

use std::mem::discriminant;
use std::sync::Arc;
use std::time::Duration;

use ledger_core::{Position, Timestamp};

use super::Writer;
use crate::api::clock::{CLOCK_TOLERANCE, ClockProblem, ClockStatus, is_ahead};
use crate::api::options::Clock;
use crate::internal_error::Result;

/// How long a new time has to stand after a jump.
const STANDS: Duration = Duration::from_secs(60);

/// Both clocks are read within this, or read again: a thread may be stopped in between.
const AT_ONCE: Duration = Duration::from_secs(1);
const MOST_READS: usize = 3;

#[derive(Debug, Clone, Copy)]
struct Reading {
    now: Timestamp,
    passed: Duration,
}

pub(super) struct ClockWatch {
    clock: Arc<dyn Clock>,
    /// The last reading without doubt; `None` if the clock does not say how much time has passed.
    trusted: Option<Reading>,
    doubt: Option<Doubt>,
    /// The problem that the log has, so that it gets one line and not one for each request.
    logged: Option<ClockProblem>,
}

#[derive(Debug, Clone, Copy)]
enum Doubt {
    /// The clock jumped; with the first reading at the new time.
    Jumped(Reading),
    /// An owner corrected the recorded time in another process, and this clock says another time.
    CorrectedElsewhere,
}

impl ClockWatch {
    pub(super) fn new(clock: Arc<dyn Clock>) -> ClockWatch {
        let trusted = read(&*clock);
        ClockWatch { clock, trusted, doubt: None, logged: None }
    }

    /// Compares the clock with the time that has passed since the last reading without doubt.
    pub(super) fn look(&mut self) -> Result<(), ClockProblem> {
        let (Some(trusted), Some(now)) = (self.trusted, read(&*self.clock)) else { return Ok(()) };
        if now.agrees_with(trusted) {
            self.trust(now);
            return Ok(());
        }
        let expected = trusted.after(now.passed);
        let first = match self.doubt {
            Some(Doubt::CorrectedElsewhere) => {
                return Err(ClockProblem::CorrectedElsewhere { expected, now: now.now });
            }
            // The minute begins anew with each further jump.
            Some(Doubt::Jumped(first)) if now.agrees_with(first) => first,
            _ => now,
        };
        let left = STANDS.saturating_sub(now.passed.saturating_sub(first.passed));
        if left.is_zero() {
            self.trust(now);
            return Ok(());
        }
        self.doubt = Some(Doubt::Jumped(first));
        Err(ClockProblem::Jumped { expected, now: now.now, left })
    }

    /// An owner said that the clock is right.
    pub(super) fn trust_now(&mut self) {
        if let Some(now) = read(&*self.clock) {
            self.trust(now);
        }
    }

    /// An owner corrected the recorded time to `to` in another process, at some moment since the last look.
    pub(super) fn corrected_elsewhere(&mut self, to: Timestamp) {
        let (Some(trusted), Some(now)) = (self.trusted, read(&*self.clock)) else { return };
        let since = now.passed.saturating_sub(trusted.passed);
        let (earliest, latest) =
            (micros_before(to, CLOCK_TOLERANCE), micros_after(to, since + CLOCK_TOLERANCE));
        if (earliest..=latest).contains(&now.now.micros()) {
            self.trust(now);
        } else {
            self.trusted = Some(Reading { now: to, passed: now.passed });
            self.doubt = Some(Doubt::CorrectedElsewhere);
        }
    }

    fn trust(&mut self, now: Reading) {
        self.trusted = Some(now);
        self.doubt = None;
    }

    /// Logs a problem once, and its end.
    fn log(&mut self, problem: Option<ClockProblem>) {
        match (problem, self.logged) {
            (Some(problem), Some(logged)) if discriminant(&problem) == discriminant(&logged) => return,
            (Some(problem @ ClockProblem::Jumped { .. }), _) => log::warn!("nothing is recorded: {problem}"),
            (Some(problem), _) => log::error!("nothing is recorded: {problem}"),
            (None, Some(_)) => log::info!("the clock is right again, and events are recorded"),
            (None, None) => return,
        }
        self.logged = problem;
    }
}

impl Reading {
    /// The time that the clock should say when that much time has passed in all.
    fn after(self, passed: Duration) -> Timestamp {
        Timestamp::from_micros(micros_after(self.now, passed.saturating_sub(self.passed)))
    }

    fn agrees_with(self, earlier: Reading) -> bool {
        self.now.micros().abs_diff(earlier.after(self.passed).micros()) <= CLOCK_TOLERANCE.as_micros() as u64
    }
}

fn read(clock: &dyn Clock) -> Option<Reading> {
    let mut passed = clock.passed()?;
    for _ in 0..MOST_READS {
        let (before, now) = (passed, clock.now());
        passed = clock.passed()?;
        if passed.saturating_sub(before) < AT_ONCE {
            return Some(Reading { now, passed });
        }
    }
    None
}

fn micros_after(time: Timestamp, duration: Duration) -> i64 {
    time.micros().saturating_add(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX))
}

fn micros_before(time: Timestamp, duration: Duration) -> i64 {
    time.micros().saturating_sub(i64::try_from(duration.as_micros()).unwrap_or(i64::MAX))
}

impl Writer {
    /// The time at which the next events are recorded: the clock's, but never before the last event. Small differences
    /// between clocks make recorded time stand still; at a large one nothing is recorded.
    pub(super) fn recording_time(&mut self) -> Result<Timestamp, ClockProblem> {
        let now = self.options.clock.now();
        let problem = self.clock_problem(now);
        self.watch.log(problem);
        problem.map_or(Ok(now.max(self.last_at)), Err)
    }

    pub(crate) fn clock_status(&mut self) -> ClockStatus {
        let now = self.options.clock.now();
        let last_at = (self.seal.position > Position::START).then_some(self.last_at);
        ClockStatus { last_at, now, problem: self.clock_problem(now) }
    }

    pub(crate) fn trust_clock(&mut self) {
        self.watch.trust_now();
    }

    fn clock_problem(&mut self, now: Timestamp) -> Option<ClockProblem> {
        let jumped = self.watch.look().err();
        // A last event ahead of the clock does not pass by itself, so it is said first.
        let ahead = is_ahead(self.last_at, now);
        if ahead { Some(ClockProblem::LastEventAhead { last_at: self.last_at, now }) } else { jumped }
    }
}
