//! Options for opening a ledger, and its clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ledger_core::{Limits, Timestamp};

use crate::api::progress::Progress;
use crate::api::time_zones::{NoTimeZones, TimeZones};

/// Options for [`Ledger::open_with`](crate::Ledger::open_with).
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// Limits for every book; the settings of a book may override them.
    pub limits: Limits,
    /// The most requests that may wait for the writer; a further one gets [`crate::SubmitError::QueueFull`].
    pub queue: usize,
    /// The most connections that read at the same time.
    pub readers: u32,
    /// The source of the time.
    pub clock: Arc<dyn Clock>,
    /// The time zones that the setting `time_zone` of a book may name; none by default.
    pub time_zones: Arc<dyn TimeZones>,
    /// The number of events after which a checkpoint is written; one is also written after a second without requests
    /// and at the end.
    pub checkpoint_every: u64,
    /// Whether a missing file is created.
    pub mode: Mode,
    /// Called with the progress of opening while events are folded: all events when no checkpoint can be used,
    /// otherwise those after it. Dropped when the ledger is open.
    pub progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
}

/// Whether opening creates a missing file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mode {
    /// A missing file is created.
    #[default]
    ReadWrite,
    /// The file must exist.
    Existing,
}

/// A source of the current time.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;

    /// The time that has passed since some moment in the past, by a clock that counts through sleep and cannot be set.
    /// The ledger compares it with [`now`](Clock::now): after a jump of more than five minutes it records nothing before
    /// the new time has stood for a minute. `None`, the default, means that jumps are not noticed.
    fn passed(&self) -> Option<Duration> {
        None
    }
}

/// The clock of the machine. On Linux the time that has passed includes sleep; elsewhere it may not, and writing may
/// pause for a minute after the machine slept.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// A clock that moves only when it is told to; for tests.
#[derive(Debug, Default)]
pub struct FixedClock {
    now: AtomicI64,
    /// In microseconds.
    passed: AtomicI64,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            limits: Limits::default(),
            queue: 65_536,
            readers: 8,
            clock: Arc::new(SystemClock),
            time_zones: Arc::new(NoTimeZones),
            checkpoint_every: 2_000_000,
            mode: Mode::ReadWrite,
            progress: None,
        }
    }
}

impl Options {
    /// Sets the limits for every book.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Options {
        self.limits = limits;
        self
    }

    /// Sets the length of the queue, at least 1.
    #[must_use]
    pub fn queue(mut self, queue: usize) -> Options {
        self.queue = queue.max(1);
        self
    }

    /// Sets the number of reading connections, at least 1.
    #[must_use]
    pub fn readers(mut self, readers: u32) -> Options {
        self.readers = readers.max(1);
        self
    }

    /// Sets the clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Options {
        self.clock = clock;
        self
    }

    /// Sets the time zones. In a book whose setting `time_zone` names one of them, the writer changes the offset from UTC
    /// by an event before the first request after summer time began or ended.
    #[must_use]
    pub fn time_zones(mut self, time_zones: Arc<dyn TimeZones>) -> Options {
        self.time_zones = time_zones;
        self
    }

    /// Sets the number of events between checkpoints.
    #[must_use]
    pub fn checkpoint_every(mut self, events: u64) -> Options {
        self.checkpoint_every = events.max(1);
        self
    }

    /// Sets whether a missing file is created.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Options {
        self.mode = mode;
        self
    }

    /// Sets a callback for the progress of opening. It is called after every 4,096 folded events and at the end; not at
    /// all if the checkpoint stands at the head.
    #[must_use]
    pub fn progress(mut self, progress: impl Fn(Progress) + Send + Sync + 'static) -> Options {
        self.progress = Some(Arc::new(progress));
        self
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let micros = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros),
        };
        Timestamp::from_micros(micros)
    }

    fn passed(&self) -> Option<Duration> {
        Some(passed())
    }
}

#[cfg(target_os = "linux")]
fn passed() -> Duration {
    let passed = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
    let (seconds, nanos) = (u64::try_from(passed.tv_sec), u32::try_from(passed.tv_nsec));
    Duration::new(seconds.unwrap_or_default(), nanos.unwrap_or_default())
}

#[cfg(not(target_os = "linux"))]
fn passed() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

impl FixedClock {
    /// A clock that stands at a time.
    pub fn at(now: Timestamp) -> FixedClock {
        FixedClock { now: AtomicI64::new(now.micros()), passed: AtomicI64::default() }
    }

    /// Sets the time: the time up to a later one passes, an earlier one is a jump back.
    pub fn set(&self, now: Timestamp) {
        let passes = now.micros().saturating_sub(self.now().micros()).max(0);
        self.passed.fetch_add(passes, Ordering::AcqRel);
        self.now.store(now.micros(), Ordering::Release);
    }

    /// Moves the time forward by seconds, which pass.
    pub fn advance(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }

    /// Moves the time by seconds, forward or back, without any time passing: the clock of the machine was set.
    pub fn jump(&self, seconds: i64) {
        self.now.store(self.now().plus_seconds(seconds).micros(), Ordering::Release);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.now.load(Ordering::Acquire))
    }

    fn passed(&self) -> Option<Duration> {
        Some(Duration::from_micros(self.passed.load(Ordering::Acquire).unsigned_abs()))
    }
}
