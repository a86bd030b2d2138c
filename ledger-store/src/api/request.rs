//! What is handed to a ledger, and what comes back.

use ledger_core::{Asker, BookId, Command, Points, Position, Refusal, RequestKey, Timestamp};

/// A command to a book, with who asks and the name of the intention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which book.
    pub book: BookId,
    /// What is asked for.
    pub command: Command,
    /// Names the intention: the same key with the same command acts once, however often it comes.
    pub key: Option<RequestKey>,
    /// Who asks.
    pub asker: Asker,
    /// When it happened, if that was elsewhere and earlier.
    pub occurred_at: Option<Timestamp>,
}

impl Request {
    /// A request of the system itself, without a key.
    pub fn new(book: BookId, command: Command) -> Request {
        Request { book, command, key: None, asker: Asker::System, occurred_at: None }
    }

    /// With the name of the intention.
    #[must_use]
    pub fn key(mut self, key: RequestKey) -> Request {
        self.key = Some(key);
        self
    }

    /// Says who asks.
    #[must_use]
    pub fn asker(mut self, asker: Asker) -> Request {
        self.asker = asker;
        self
    }

    /// Says when it happened, if that was elsewhere and earlier.
    #[must_use]
    pub fn occurred_at(mut self, at: Timestamp) -> Request {
        self.occurred_at = Some(at);
        self
    }
}

/// The answer to a request. A refusal is an answer, not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Done, and on the disk.
    Applied(Receipt),
    /// The same intention was applied before; this is its receipt, with today's balance.
    AlreadyApplied(Receipt),
    /// The rules say no.
    Refused(Refusal),
}

impl Outcome {
    /// The receipt, whether it was applied now or before.
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

/// What an accepted command gives back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Receipt {
    /// The event that was asked for; `None` if everything was as asked already.
    pub position: Option<Position>,
    /// What it brought along: rewards, or the rest of a batch. Openings of accounts are not listed.
    pub also: Vec<Position>,
    /// What the member asked about has afterwards: of a transfer, the giver. 0 where it is about nobody.
    pub balance: Points,
}

impl Receipt {
    /// All positions, the one asked for first.
    pub fn positions(&self) -> Vec<Position> {
        self.position.into_iter().chain(self.also.iter().copied()).collect()
    }
}
