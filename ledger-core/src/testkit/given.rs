//! Given, when, then: a rule as a sentence. Every step that does not hold panics where the test wrote it.

use super::{BOOK, MemoryLedger, Receipt};
use crate::book::Book;
use crate::command::{Command, Limits};
use crate::projection::Projection;
use crate::refusal::Refusal;
use crate::values::{Asker, MemberId, Points, RequestKey, Timestamp};

/// What is so before a test asks.
#[derive(Debug, Clone, Default)]
#[must_use = "given something, ask with `when`"]
pub struct Given {
    ledger: MemoryLedger,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Then {
    ledger: MemoryLedger,
    answer: Result<Receipt, Refusal>,
    before: usize,
}

impl Given {
    /// An empty journal.
    pub fn nothing() -> Given {
        Given::default()
    }

    /// A ledger that was prepared by other means.
    pub fn ledger(ledger: MemoryLedger) -> Given {
        Given { ledger }
    }

    /// A command that was accepted.
    #[track_caller]
    pub fn and(mut self, command: Command) -> Given {
        if let Err(refusal) = self.ledger.submit(BOOK, &command) {
            panic!("given {command:?}, which was refused: {refusal}");
        }
        self
    }

    /// A command that was accepted under a request key.
    #[track_caller]
    pub fn and_keyed(mut self, key: &RequestKey, command: Command) -> Given {
        if let Err(refusal) = self.ledger.submit_keyed(BOOK, key, &command) {
            panic!("given {command:?}, which was refused: {refusal}");
        }
        self
    }

    /// A command that was refused.
    #[track_caller]
    pub fn refused(mut self, command: Command) -> Given {
        if self.ledger.submit(BOOK, &command).is_ok() {
            panic!("given as refused, but accepted: {command:?}");
        }
        self
    }

    /// A command that was refused under a request key.
    #[track_caller]
    pub fn refused_keyed(mut self, key: &RequestKey, command: Command) -> Given {
        if self.ledger.submit_keyed(BOOK, key, &command).is_ok() {
            panic!("given as refused, but accepted: {command:?}");
        }
        self
    }

    /// Who asks from here on.
    pub fn by(mut self, asker: Asker) -> Given {
        self.ledger.asker = asker;
        self
    }

    /// The time from here on.
    pub fn at(mut self, now: Timestamp) -> Given {
        self.ledger.clock.set(now);
        self
    }

    /// So many seconds later.
    pub fn after_seconds(mut self, seconds: i64) -> Given {
        self.ledger.clock.advance_seconds(seconds);
        self
    }

    /// So many days later.
    pub fn after_days(mut self, days: i32) -> Given {
        self.ledger.clock.advance_days(days);
        self
    }

    /// The configured limits from here on.
    pub fn limits(mut self, limits: Limits) -> Given {
        self.ledger.limits = limits;
        self
    }

    /// Asks.
    #[must_use = "say what should have come of it"]
    #[track_caller]
    pub fn when(self, command: Command) -> Then {
        self.asked(|ledger| ledger.submit(BOOK, &command))
    }

    /// Asks under a request key.
    #[must_use = "say what should have come of it"]
    #[track_caller]
    pub fn when_keyed(self, key: &RequestKey, command: Command) -> Then {
        self.asked(|ledger| ledger.submit_keyed(BOOK, key, &command))
    }

    #[track_caller]
    fn asked(mut self, ask: impl FnOnce(&mut MemoryLedger) -> Result<Receipt, Refusal>) -> Then {
        let before = self.ledger.journal().len();
        let answer = ask(&mut self.ledger);
        Then { ledger: self.ledger, answer, before }
    }
}

impl Then {
    /// It was accepted, with these events, by their names in the journal.
    #[track_caller]
    pub fn then_events(self, kinds: &[&str]) -> Then {
        if let Err(refusal) = &self.answer {
            panic!("refused: {refusal}");
        }
        assert_eq!(self.kinds(), kinds);
        self
    }

    /// It was accepted, and everything was as asked already.
    #[track_caller]
    pub fn then_nothing(self) -> Then {
        self.then_events(&[])
    }

    /// It was refused, by the name of the refusal, and nothing of it is remembered.
    #[track_caller]
    pub fn then_refused(self, name: &str) -> Then {
        self.then_refused_with_events(name, &[])
    }

    /// It was refused, and these events remember that.
    #[track_caller]
    pub fn then_refused_with_events(self, name: &str, kinds: &[&str]) -> Then {
        match &self.answer {
            Ok(_) => panic!("accepted, not refused as {name}: {:?}", self.kinds()),
            Err(refusal) => assert_eq!(refusal.name(), name, "{refusal}"),
        }
        assert_eq!(self.kinds(), kinds);
        self
    }

    /// It was refused with this sentence.
    #[track_caller]
    pub fn then_says(self, sentence: &str) -> Then {
        match &self.answer {
            Ok(_) => panic!("accepted, with nothing to say: {:?}", self.kinds()),
            Err(refusal) => assert_eq!(refusal.to_string(), sentence),
        }
        self
    }

    /// A member has so many points now.
    #[track_caller]
    pub fn then_balance(self, member: MemberId, points: i64) -> Then {
        assert_eq!(self.book().balance(member), Points(points), "the balance of member {member}");
        self
    }

    /// Looks at the book.
    #[track_caller]
    pub fn then_book(self, check: impl FnOnce(&Book)) -> Then {
        check(self.book());
        self
    }

    /// Looks at the receipt.
    #[track_caller]
    pub fn then_receipt(self, check: impl FnOnce(&Receipt)) -> Then {
        match &self.answer {
            Ok(receipt) => check(receipt),
            Err(refusal) => panic!("refused: {refusal}"),
        }
        self
    }

    /// Looks at a projection of the whole journal.
    #[track_caller]
    pub fn then_projection<P: Projection + Default>(self, check: impl FnOnce(&P)) -> Then {
        check(&self.ledger.folded());
        self
    }

    /// Takes what came of it, an answer of either kind, as given.
    pub fn given(self) -> Given {
        Given { ledger: self.ledger }
    }

    /// The ledger, for everything else.
    pub fn ledger(&self) -> &MemoryLedger {
        &self.ledger
    }

    fn book(&self) -> &Book {
        self.ledger.book(BOOK)
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.ledger.journal().iter().skip(self.before).map(|recorded| recorded.event.kind()).collect()
    }
}
