//! What may be wrong with the clock of the machine, in the sentences that people read.

use std::time::Duration;

use ledger_core::Timestamp;

/// How far clocks of two machines may differ, and how far a clock may jump, before nothing is recorded.
pub(crate) const CLOCK_TOLERANCE: Duration = Duration::from_secs(300);

/// The clock, compared with the recorded time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockStatus {
    /// When the last event was recorded; `None` without events.
    pub last_at: Option<Timestamp>,
    /// The time of the clock.
    pub now: Timestamp,
    /// Why nothing is recorded now, if nothing is.
    pub problem: Option<ClockProblem>,
}

/// Why nothing is recorded at the time that the clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClockProblem {
    /// The last event was recorded far ahead of the clock: the clock is wrong now, or it was then.
    #[error(
        "the last event was recorded at {last_at}, and this machine's clock says {now}: set the clock, or, if the \
         clock is right, run `tallybook clock --correct`"
    )]
    LastEventAhead {
        /// When the last event was recorded.
        last_at: Timestamp,
        /// The time of the clock.
        now: Timestamp,
    },
    /// The clock jumped while the ledger was open.
    #[error(
        "this machine's clock jumped to {now}, and by the time that has passed it should be {expected}: the new time \
         counts when it has stood for another {} s; if it is wrong, set the clock",
        left.as_secs().max(1)
    )]
    Jumped {
        /// The time by the time that has passed since the jump.
        expected: Timestamp,
        /// The time of the clock.
        now: Timestamp,
        /// How long the new time has yet to stand.
        left: Duration,
    },
    /// The recorded time was corrected in another process, whose clock says another time.
    #[error(
        "the recorded time was corrected, by which it is {expected} now, but this machine's clock says {now}: set the \
         clock, or, if it is right, start the program again"
    )]
    CorrectedElsewhere {
        /// The time by the correction.
        expected: Timestamp,
        /// The time of the clock.
        now: Timestamp,
    },
}

impl ClockStatus {
    /// The status at the start, when only the last event is known.
    pub(crate) fn of(last_at: Option<Timestamp>, now: Timestamp) -> ClockStatus {
        let ahead = last_at.filter(|last_at| is_ahead(*last_at, now));
        ClockStatus {
            last_at,
            now,
            problem: ahead.map(|last_at| ClockProblem::LastEventAhead { last_at, now }),
        }
    }
}

/// Whether the last event was recorded further ahead of the clock than clocks may differ.
pub(crate) fn is_ahead(last_at: Timestamp, now: Timestamp) -> bool {
    last_at > now.plus_seconds(CLOCK_TOLERANCE.as_secs().cast_signed())
}
