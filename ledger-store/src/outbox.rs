//! Outboxes: what is done outside because of events, such as messages, mail, roles. The journal is their outbox.
//! What an outbox is lives here; `outboxes/` has how one runs. Who performs is the caller: nothing here sends anything.

mod delivery;
mod queue;
mod worker;

use std::time::Duration;

use ledger_core::{AccountNo, Book, Position, Recorded};

pub use self::delivery::Delivery;
pub use self::worker::OutboxWorker;
use crate::api::error::{ReadError, SubmitError};
use crate::engine::outbox_rows::{GivenUp, OutboxStatus};
use crate::ledger::Ledger;

/// The most deliveries of one event.
pub const MAX_PLANNED: usize = 1_000;

/// The longest name of an outbox or an action, in bytes.
const MAX_NAME: usize = 64;

/// An outbox: its name, where it begins, and how it tries again.
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

/// Where an outbox begins when it runs for the first time. After that it goes on where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// With the next event: what happened before it was there is no news.
    Head,
    /// With the event after a position.
    After(Position),
}

/// Whether it matters what is delivered before what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequence {
    /// Each goes when it can; none waits for another.
    Any,
    /// What goes to the same account and target of a book goes as it stands in the journal, one after another. One
    /// that has to be tried again holds up those behind it there, and nobody elsewhere.
    PerTarget,
}

/// Something to be delivered because of an event. It holds numbers and no texts: whatever is personal is read from the
/// journal when it is delivered, where it may have been forgotten by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    pub(crate) action: &'static str,
    pub(crate) account: Option<AccountNo>,
    pub(crate) target: u64,
}

/// An outbox cannot go on at the moment; nothing was lost, and the next call tries again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OutboxError {
    /// An event, or what is still to be delivered, cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// How far it has come cannot be written down.
    #[error(transparent)]
    Write(#[from] SubmitError),
}

impl Outbox {
    /// An outbox that begins with the next event, in any sequence. The name is for ever: it is what its place in the
    /// journal is kept under, and part of every [key](Delivery::key).
    ///
    /// # Panics
    /// When the name is not 1 to 64 lower-case letters, digits, underscores and dots; made for constants, where it then
    /// does not compile.
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

    /// With another beginning.
    #[must_use]
    pub const fn since(mut self, since: Since) -> Outbox {
        self.since = since;
        self
    }

    /// With another sequence.
    #[must_use]
    pub const fn sequence(mut self, sequence: Sequence) -> Outbox {
        self.sequence = sequence;
        self
    }

    /// With another time, at least a second, after which another process takes over from one that no longer calls.
    #[must_use]
    pub const fn lease(mut self, lease: Duration) -> Outbox {
        self.lease = if lease.as_secs() == 0 { Duration::from_secs(1) } else { lease };
        self
    }

    /// With another number of deliveries, at least 1, that are handed out and not answered yet.
    #[must_use]
    pub const fn at_once(mut self, deliveries: usize) -> Outbox {
        self.at_once = if deliveries == 0 { 1 } else { deliveries };
        self
    }

    /// With another wait after the first failure, which doubles with each further one, and another longest wait.
    #[must_use]
    pub const fn retries(mut self, first: Duration, longest: Duration) -> Outbox {
        self.first_retry = first;
        self.longest_retry = longest;
        self
    }

    /// With another number of attempts, at least 1, after which a delivery is given up.
    #[must_use]
    pub const fn attempts(mut self, attempts: u32) -> Outbox {
        self.attempts = if attempts == 0 { 1 } else { attempts };
        self
    }
}

impl Planned {
    /// An action by its name, such as `message` or `give_role`.
    ///
    /// # Panics
    /// As [`Outbox::named`].
    pub const fn new(action: &'static str) -> Planned {
        check_name(action);
        Planned { action, account: None, target: 0 }
    }

    /// That goes to a member: it is deleted when the member is forgotten.
    #[must_use]
    pub const fn to(mut self, account: AccountNo) -> Planned {
        self.account = Some(account);
        self
    }

    /// With a number that means something outside and is nobody's: a channel, a role. Never the id of a member.
    #[must_use]
    pub const fn target(mut self, target: u64) -> Planned {
        self.target = target;
        self
    }
}

impl Ledger {
    /// Runs an outbox. `plan` is asked once for each event what is to be delivered because of it, with the book as it
    /// is then; keep it short and without effects, it reads under the book's lock. What it says is written down
    /// together with how far it has come, so that a crash neither loses a delivery nor doubles one.
    ///
    /// Of several that run the same outbox, in this process or others, one acts; another takes over when it is gone.
    /// No rebuild, replay or load reaches an outbox: a journal that was loaded begins without any.
    ///
    /// # Errors
    /// When the file cannot be read or written.
    pub fn open_outbox<P>(&self, outbox: Outbox, plan: P) -> Result<OutboxWorker<P>, OutboxError>
    where
        P: FnMut(&Recorded, &Book) -> Vec<Planned>,
    {
        OutboxWorker::open(self, outbox, plan)
    }

    /// How far each outbox has come, sorted by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn outboxes(&self) -> Result<Vec<OutboxStatus>, ReadError> {
        Ok(self.engine()?.outbox_statuses(self.now())?)
    }

    /// What an outbox gave up, newest first; the newest thousand are remembered.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn given_up(&self, name: &str) -> Result<Vec<GivenUp>, ReadError> {
        Ok(self.engine()?.outbox_given_up(name)?)
    }

    /// Has everything that was given up tried again, of one outbox or of all; how many deliveries that are. Whoever
    /// acts, in whichever process, takes them up within seconds. It is for when what stood in the way was removed.
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
