//! Requests and their outcomes.

use ledger_core::{Asker, BookId, Command, Points, Position, Refusal, RequestKey, Timestamp};

/// A command for a book, with the asker and an optional idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The book.
    pub book: BookId,
    /// The command.
    pub command: Command,
    /// The idempotency key: the same key with the same command is applied once, however often it is submitted.
    pub key: Option<RequestKey>,
    /// The person or program that asks.
    pub asker: Asker,
    /// The time of the underlying event, if it happened earlier elsewhere.
    pub occurred_at: Option<Timestamp>,
}

impl Request {
    /// A request of the system itself, without a key.
    pub fn new(book: BookId, command: Command) -> Request {
        Request { book, command, key: None, asker: Asker::System, occurred_at: None }
    }

    /// Sets the idempotency key.
    #[must_use]
    pub fn key(mut self, key: RequestKey) -> Request {
        self.key = Some(key);
        self
    }

    /// Sets the asker.
    #[must_use]
    pub fn asker(mut self, asker: Asker) -> Request {
        self.asker = asker;
        self
    }

    /// Sets the time of the underlying event, if it happened earlier elsewhere.
    #[must_use]
    pub fn occurred_at(mut self, at: Timestamp) -> Request {
        self.occurred_at = Some(at);
        self
    }
}

/// The result of a request. A refusal is a result, not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Applied and flushed to the disk.
    Applied(Receipt),
    /// A request with this key was applied before; this is its receipt, with the current balance.
    AlreadyApplied(Receipt),
    /// Refused by the rules.
    Refused(Refusal),
}

impl Outcome {
    /// The receipt of a request that was applied, now or before.
    ///
    /// # Errors
    /// The refusal.
    pub fn receipt(self) -> Result<Receipt, Refusal> {
        match self {
            Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => Ok(receipt),
            Outcome::Refused(refusal) => Err(refusal),
        }
    }
}

/// The result of an applied command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The event that the command asked for; `None` if the command changed nothing.
    pub position: Option<Position>,
    /// The further events of the command: rewards, or the rest of a batch. Account openings are not listed.
    pub also: Vec<Position>,
    /// The balance afterwards of the member in the command (the giver, in a transfer); 0 if there is none.
    pub balance: Points,
}

impl Receipt {
    /// All positions, beginning with the event that the command asked for.
    pub fn positions(&self) -> Vec<Position> {
        self.position.into_iter().chain(self.also.iter().copied()).collect()
    }
}
