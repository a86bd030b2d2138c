//! How a ledger is opened, and where it gets its time from.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use ledger_core::{Limits, Timestamp};

use crate::api::progress::Progress;

/// How a ledger is opened.
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// Limits for every book; the settings of a book may differ for it.
    pub limits: Limits,
    /// The most requests that wait for the writer; one more is answered with [`crate::SubmitError::QueueFull`].
    pub queue: usize,
    /// The most connections that read at a time.
    pub readers: u32,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Events after which a checkpoint is written; one is also written after a second of quiet and at the end.
    pub checkpoint_every: u64,
    /// Whether the file may be new.
    pub mode: Mode,
    /// Told how far opening is while it folds events: all of them where no checkpoint can be used, and else those after
    /// it. Let go when the ledger is open.
    pub progress: Option<Arc<dyn Fn(Progress) + Send + Sync>>,
}

/// Whether the file may be new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mode {
    /// It is made if it is not there.
    #[default]
    ReadWrite,
    /// It must be there already.
    Existing,
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

/// A clock that stands until it is set: for tests.
#[derive(Debug, Default)]
pub struct FixedClock(AtomicI64);

impl Default for Options {
    fn default() -> Self {
        Options {
            limits: Limits::default(),
            queue: 65_536,
            readers: 8,
            clock: Arc::new(SystemClock),
            checkpoint_every: 2_000_000,
            mode: Mode::ReadWrite,
            progress: None,
        }
    }
}

impl Options {
    /// With other limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Options {
        self.limits = limits;
        self
    }

    /// With another length of the queue, at least 1.
    #[must_use]
    pub fn queue(mut self, queue: usize) -> Options {
        self.queue = queue.max(1);
        self
    }

    /// With another number of reading connections, at least 1.
    #[must_use]
    pub fn readers(mut self, readers: u32) -> Options {
        self.readers = readers.max(1);
        self
    }

    /// With another clock.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Options {
        self.clock = clock;
        self
    }

    /// With another distance between checkpoints, in events.
    #[must_use]
    pub fn checkpoint_every(mut self, events: u64) -> Options {
        self.checkpoint_every = events.max(1);
        self
    }

    /// With another idea of whether the file may be new.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Options {
        self.mode = mode;
        self
    }

    /// With somebody who is told how far opening is: after every 4,096 events that were folded, and at the end. A file
    /// with its checkpoint at the head is opened without a word.
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
}

impl FixedClock {
    /// A clock that stands at a time.
    pub fn at(now: Timestamp) -> FixedClock {
        FixedClock(AtomicI64::new(now.micros()))
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.micros(), Ordering::Release);
    }

    /// Moves it on.
    pub fn advance(&self, seconds: i64) {
        self.set(self.now().plus_seconds(seconds));
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::Acquire))
    }
}
