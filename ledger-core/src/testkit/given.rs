//! Tests of rules as given, when, then. A step that fails panics at its line in the test.

use super::{BOOK, MemoryLedger, Receipt};
use crate::book::Book;
use crate::command::{Command, Limits};
use crate::projection::Projection;
use crate::refusal::Refusal;
use crate::values::{Asker, MemberId, Points, RequestKey, Timestamp};

/// The state before the tested command.
#[derive(Debug, Clone, Default)]
#[must_use = "submit the tested command with `when`"]
pub struct Given {
    ledger: MemoryLedger,
}

/// The result of the tested command.
#[derive(Debug, Clone)]
pub struct Then {
    ledger: MemoryLedger,
    answer: Result<Receipt, Refusal>,
    before: usize,
}

impl Given {
    /// An empty ledger.
    pub fn nothing() -> Given {
        Given::default()
    }

    /// A ledger prepared by the test.
    pub fn ledger(ledger: MemoryLedger) -> Given {
        Given { ledger }
    }

    /// Submits a command, which must be accepted.
    #[track_caller]
    pub fn and(mut self, command: Command) -> Given {
        if let Err(refusal) = self.ledger.submit(BOOK, &command) {
            panic!("given {command:?}, which was refused: {refusal}");
        }
        self
    }

    /// Submits a command under a request key, which must be accepted.
    #[track_caller]
    pub fn and_keyed(mut self, key: &RequestKey, command: Command) -> Given {
        if let Err(refusal) = self.ledger.submit_keyed(BOOK, key, &command) {
            panic!("given {command:?}, which was refused: {refusal}");
        }
        self
    }

    /// Submits a command, which must be refused.
    #[track_caller]
    pub fn refused(mut self, command: Command) -> Given {
        if self.ledger.submit(BOOK, &command).is_ok() {
            panic!("given as refused, but accepted: {command:?}");
        }
        self
    }

    /// Submits a command under a request key, which must be refused.
    #[track_caller]
    pub fn refused_keyed(mut self, key: &RequestKey, command: Command) -> Given {
        if self.ledger.submit_keyed(BOOK, key, &command).is_ok() {
            panic!("given as refused, but accepted: {command:?}");
        }
        self
    }

    /// Sets the sender of the next commands.
    pub fn by(mut self, asker: Asker) -> Given {
        self.ledger.asker = asker;
        self
    }

    /// Sets the time of the next commands.
    pub fn at(mut self, now: Timestamp) -> Given {
        self.ledger.clock.set(now);
        self
    }

    /// Advances the clock by seconds.
    pub fn after_seconds(mut self, seconds: i64) -> Given {
        self.ledger.clock.advance_seconds(seconds);
        self
    }

    /// Advances the clock by days.
    pub fn after_days(mut self, days: i32) -> Given {
        self.ledger.clock.advance_days(days);
        self
    }

    /// Sets the configured limits.
    pub fn limits(mut self, limits: Limits) -> Given {
        self.ledger.limits = limits;
        self
    }

    /// Submits the tested command.
    #[must_use = "check the result with `then_…`"]
    #[track_caller]
    pub fn when(self, command: Command) -> Then {
        self.submit(|ledger| ledger.submit(BOOK, &command))
    }

    /// Submits the tested command under a request key.
    #[must_use = "check the result with `then_…`"]
    #[track_caller]
    pub fn when_keyed(self, key: &RequestKey, command: Command) -> Then {
        self.submit(|ledger| ledger.submit_keyed(BOOK, key, &command))
    }

    #[track_caller]
    fn submit(mut self, ask: impl FnOnce(&mut MemoryLedger) -> Result<Receipt, Refusal>) -> Then {
        let before = self.ledger.journal().len();
        let answer = ask(&mut self.ledger);
        Then { ledger: self.ledger, answer, before }
    }
}

impl Then {
    /// Checks that the command was accepted with these kinds of events.
    #[track_caller]
    pub fn then_events(self, kinds: &[&str]) -> Then {
        if let Err(refusal) = &self.answer {
            panic!("refused: {refusal}");
        }
        assert_eq!(self.kinds(), kinds);
        self
    }

    /// Checks that the command was accepted and changed nothing.
    #[track_caller]
    pub fn then_nothing(self) -> Then {
        self.then_events(&[])
    }

    /// Checks that the command was refused with this [name](Refusal::name) and recorded nothing.
    #[track_caller]
    pub fn then_refused(self, name: &str) -> Then {
        self.then_refused_with_events(name, &[])
    }

    /// Checks that the command was refused with this name and recorded these kinds of events.
    #[track_caller]
    pub fn then_refused_with_events(self, name: &str, kinds: &[&str]) -> Then {
        match &self.answer {
            Ok(_) => panic!("accepted, not refused as {name}: {:?}", self.kinds()),
            Err(refusal) => assert_eq!(refusal.name(), name, "{refusal}"),
        }
        assert_eq!(self.kinds(), kinds);
        self
    }

    /// Checks the sentence of the refusal.
    #[track_caller]
    pub fn then_says(self, sentence: &str) -> Then {
        match &self.answer {
            Ok(_) => panic!("accepted, with nothing to say: {:?}", self.kinds()),
            Err(refusal) => assert_eq!(refusal.to_string(), sentence),
        }
        self
    }

    /// Checks the balance of a member.
    #[track_caller]
    pub fn then_balance(self, member: MemberId, points: i64) -> Then {
        assert_eq!(self.book().balance(member), Points(points), "the balance of member {member}");
        self
    }

    /// Checks the book.
    #[track_caller]
    pub fn then_book(self, check: impl FnOnce(&Book)) -> Then {
        check(self.book());
        self
    }

    /// Checks the receipt of the accepted command.
    #[track_caller]
    pub fn then_receipt(self, check: impl FnOnce(&Receipt)) -> Then {
        match &self.answer {
            Ok(receipt) => check(receipt),
            Err(refusal) => panic!("refused: {refusal}"),
        }
        self
    }

    /// Checks a projection of the whole journal.
    #[track_caller]
    pub fn then_projection<P: Projection + Default>(self, check: impl FnOnce(&P)) -> Then {
        check(&self.ledger.folded());
        self
    }

    /// Continues with the state after the command, accepted or refused.
    pub fn given(self) -> Given {
        Given { ledger: self.ledger }
    }

    /// The ledger, for other checks.
    pub fn ledger(&self) -> &MemoryLedger {
        &self.ledger
    }

    fn book(&self) -> &Book {
        self.ledger.book(BOOK)
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.ledger
            .journal()
            .iter()
            .skip(self.before)
            .map(|recorded| recorded.event.kind().as_str())
            .collect()
    }
}
