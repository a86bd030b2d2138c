//! Outboxes: deliveries outside the ledger that events call for, such as messages, mails and roles. This file has the
//! definition of an outbox; `outbox/` runs it. The caller performs the deliveries; the ledger sends nothing.

mod delivery;
mod queue;
mod worker;

use std::time::Duration;

use ledger_core::{AccountNo, Book, BookId, Position, Recorded};

pub use self::delivery::Delivery;
pub use self::worker::OutboxWorker;
use crate::api::error::{ReadError, SubmitError};
use crate::engine::outbox_rows::{ClosedTarget, GivenUp, OutboxStatus};
use crate::ledger::Ledger;

/// The most deliveries that one event may have.
pub const MAX_PLANNED: usize = 1_000;

/// The longest name of an outbox or an action, in bytes.
const MAX_NAME: usize = 64;

/// The definition of an outbox: its name, its starting point and its retry policy.
#[derive(Debug, Clone, Copy)]
pub struct Outbox {
    pub(crate) name: &'static str,
    pub(crate) since: Since,
    pub(crate) sequence: Sequence,
    pub(crate) lease: Duration,
    pub(crate) at_once: usize,
    pub(crate) first_retry: Duration,
    pub(crate) longest_retry: Duration,
    pub(crate) attempts: u32,
}

/// The starting point of an outbox on its first run. Later runs continue at the stored position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The next event: earlier events get no deliveries.
    Head,
    /// The event after a position.
    After(Position),
}

/// Whether the order of deliveries matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequence {
    /// Deliveries are independent of each other.
    Any,
    /// Deliveries with the same book, account and target are made one after another, in the order of the journal. A
    /// retry delays those behind it, and no others.
    PerTarget,
}

/// A planned delivery. It holds numbers and no texts: personal data is read from the journal at delivery time, when it
/// may have been forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    pub(crate) action: &'static str,
    pub(crate) account: Option<AccountNo>,
    pub(crate) target: u64,
    pub(crate) tries_target: TriesTarget,
}

/// Whether a planned delivery makes a closed target due for a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TriesTarget {
    InTime,
    AtOnce,
}

/// An outbox cannot continue now. Nothing is lost, and the next call tries again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutboxError {
    /// An event or the stored deliveries cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The progress of the outbox cannot be written.
    #[error(transparent)]
    Write(#[from] SubmitError),
}

impl Outbox {
    /// An outbox that starts with the next event, in any sequence. Never change the name: the file stores the progress
    /// under it, and it is part of every [key](Delivery::key).
    ///
    /// # Panics
    /// When the name is not 1 to 64 lower-case letters, digits, underscores and dots; in a constant this is a compile
    /// error.
    pub const fn named(name: &'static str) -> Outbox {
        check_name(name);
        Outbox {
            name,
            since: Since::Head,
            sequence: Sequence::Any,
            lease: Duration::from_secs(30),
            at_once: 64,
            first_retry: Duration::from_secs(1),
            longest_retry: Duration::from_secs(15 * 60),
            attempts: 30,
        }
    }

    /// Sets the starting point of the first run. A position beyond the head is an error when the outbox is opened.
    #[must_use]
    pub const fn since(mut self, since: Since) -> Outbox {
        self.since = since;
        self
    }

    /// Sets whether the order of deliveries matters.
    #[must_use]
    pub const fn sequence(mut self, sequence: Sequence) -> Outbox {
        self.sequence = sequence;
        self
    }

    /// Sets the lease, at least a second: the time after which another process takes over from one that no longer
    /// calls.
    #[must_use]
    pub const fn lease(mut self, lease: Duration) -> Outbox {
        self.lease = if lease.as_secs() == 0 { Duration::from_secs(1) } else { lease };
        self
    }

    /// Sets the most deliveries, at least 1, that are handed out without a result at the same time.
    #[must_use]
    pub const fn at_once(mut self, deliveries: usize) -> Outbox {
        self.at_once = if deliveries == 0 { 1 } else { deliveries };
        self
    }

    /// Sets the wait after the first failure, which doubles with each further one, and the longest wait.
    #[must_use]
    pub const fn retries(mut self, first: Duration, longest: Duration) -> Outbox {
        self.first_retry = first;
        self.longest_retry = longest;
        self
    }

    /// Sets the number of attempts, at least 1, after which a delivery is given up.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Outbox {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }
}

impl Planned {
    /// A delivery by its action, such as `message` or `give_role`.
    ///
    /// # Panics
    /// As [`Outbox::named`].
    pub const fn new(action: &'static str) -> Planned {
        check_name(action);
        Planned { action, account: None, target: 0, tries_target: TriesTarget::InTime }
    }

    /// Addresses the delivery to a member's account; forgetting the member deletes it.
    #[must_use]
    pub const fn to(mut self, account: AccountNo) -> Planned {
        self.account = Some(account);
        self
    }

    /// Sets an external number that identifies no person, such as a channel or a role. Never use a member id.
    #[must_use]
    pub const fn target(mut self, target: u64) -> Planned {
        self.target = target;
        self
    }

    /// If the target is [closed](Delivery::hold), has it tried at once: the event may have opened it.
    #[must_use]
    pub const fn try_target_at_once(mut self) -> Planned {
        self.tries_target = TriesTarget::AtOnce;
        self
    }
}

impl Ledger {
    /// Runs an outbox. `plan` returns the deliveries of an event; it gets the event and the book as it is at that time.
    /// Keep it short and free of effects: it runs inside [`Ledger::read`], so it may read, and may not wait for a commit. The deliveries are stored in one transaction
    /// with the progress, so a crash neither loses one nor plans it twice.
    ///
    /// One process at a time acts for an outbox; another one takes over when its lease ends. Rebuilds, replays and
    /// loads trigger no deliveries, and a loaded journal starts without outboxes.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn open_outbox<P>(&self, outbox: Outbox, plan: P) -> Result<OutboxWorker<P>, OutboxError>
    where
        P: FnMut(&Recorded, &Book) -> Vec<Planned>,
    {
        OutboxWorker::open(self, outbox, plan)
    }

    /// The progress of each outbox, sorted by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn outboxes(&self) -> Result<Vec<OutboxStatus>, ReadError> {
        Ok(self.engine()?.outbox_statuses(self.now())?)
    }

    /// The deliveries that an outbox gave up, newest first; the file keeps the newest thousand.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn given_up(&self, name: &str) -> Result<Vec<GivenUp>, ReadError> {
        Ok(self.engine()?.outbox_given_up(name)?)
    }

    /// The targets that outboxes cannot reach now, of one book or of all, with what is held for them, sorted by outbox
    /// and time.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn closed_targets(&self, book: Option<BookId>) -> Result<Vec<ClosedTarget>, ReadError> {
        Ok(self.engine()?.closed_targets(book)?)
    }

    /// Has closed targets tried again at once, of one outbox or of all, and of one book or of all. Returns their
    /// number. Without a closed target this writes nothing, so call it whenever one may have opened; the acting process
    /// tries them within seconds.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn retry_closed_targets(&self, name: Option<&str>, book: Option<BookId>) -> Result<u64, OutboxError> {
        let closed = self.closed_targets(book)?;
        if !closed.iter().any(|one| name.is_none_or(|name| name == one.outbox)) {
            return Ok(0);
        }
        let (name, now) = (name.map(str::to_owned), self.now());
        let retried = self.run(move |writer| {
            writer.side_transaction(|engine| engine.retry_closed_targets(name.as_deref(), book, now))
        })?;
        Ok(retried?)
    }

    /// Makes all deliveries that were given up due again, of one outbox or of all, and returns their number. Call it
    /// after the cause is removed; the acting process takes them up within seconds.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn retry_given_up(&self, name: Option<&str>) -> Result<u64, SubmitError> {
        let (name, now) = (name.map(str::to_owned), self.now());
        self.run(move |writer| {
            writer.side_transaction(|engine| engine.retry_deliveries(name.as_deref(), now))
        })?
    }
}

const fn check_name(name: &str) {
    let bytes = name.as_bytes();
    assert!(!bytes.is_empty() && bytes.len() <= MAX_NAME, "a name has 1 to 64 characters");
    let mut index = 0;
    while index < bytes.len() {
        let byte = bytes[index];
        let plain = byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'.';
        assert!(plain, "a name has lower-case letters, digits, underscores and dots");
        index += 1;
    }
}
