//! A ledger in memory: several books, one journal, request keys, and a clock that the test sets.
//! It panics if an appended event breaks a promise of the journal.

use std::collections::BTreeMap;

use super::FixedClock;
use crate::book::{Book, Overlay, Phase};
use crate::command::{Command, Context, Limits};
use crate::decide::{Decided, Draft, Links};
use crate::event::{Event, Posting, Recorded};
use crate::projection::Projection;
use crate::refusal::Refusal;
use crate::values::{AccountNo, Asker, BookId, Points, Position, RequestKey, Timestamp};

/// The most events in one step of the close of a season.
pub const SEASON_STEP: usize = 100;

/// A ledger for tests. It writes no file; otherwise it behaves like the ledger of an embedding program.
///
/// ```
/// use ledger_core::testkit::{ANNA, BOOK, MemoryLedger, deduct, grant, key};
///
/// let mut ledger = MemoryLedger::new();
/// let receipt = ledger.submit_keyed(BOOK, &key("discord:1"), &grant(ANNA, 100)).expect("a grant");
/// let again = ledger.submit_keyed(BOOK, &key("discord:1"), &grant(ANNA, 100)).expect("the same grant");
/// assert_eq!(receipt, again);
///
/// let refusal = ledger.submit_keyed(BOOK, &key("discord:1"), &deduct(ANNA, 100)).expect_err("another command");
/// assert_eq!(refusal.name(), "key_reused");
/// assert_eq!(ledger.book(BOOK).balance(ANNA).0, 100);
/// assert_eq!(ledger.replayed()[&BOOK], *ledger.book(BOOK));
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryLedger {
    /// The time of the next decision. Recorded time never goes back, whatever the clock shows, except by
    /// [`MemoryLedger::correct_clock`].
    pub clock: FixedClock,
    /// The sender of the next command; the ledger itself by default.
    pub asker: Asker,
    /// The configured limits.
    pub limits: Limits,
    /// Whether the close of a season continues by itself.
    pub season_close: SeasonClose,
    books: BTreeMap<BookId, Book>,
    journal: Vec<Recorded>,
    keys: BTreeMap<(BookId, RequestKey), UsedKey>,
    heads: BTreeMap<(BookId, AccountNo), Position>,
    nothing: Book,
}

/// The result of an accepted command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The positions of its events, without opened accounts. Empty if the command changed nothing.
    pub positions: Vec<Position>,
    /// The accounts of members among its postings, with their balances now.
    pub balances: Vec<(AccountNo, Points)>,
}

/// Whether the close of a season continues by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SeasonClose {
    /// The whole close follows the command.
    #[default]
    ToTheEnd,
    /// The test calls [`MemoryLedger::continue_season_close`].
    ByHand,
}

/// The first use of a request key.
#[derive(Debug, Clone)]
struct UsedKey {
    command: Command,
    positions: Vec<Position>,
}

impl MemoryLedger {
    /// A ledger without events.
    pub fn new() -> MemoryLedger {
        MemoryLedger::default()
    }

    /// Submits a command to a book and appends its events, including events that record a refusal.
    ///
    /// # Errors
    /// The refusal.
    #[track_caller]
    pub fn submit(&mut self, book: BookId, command: &Command) -> Result<Receipt, Refusal> {
        let state = self.books.get(&book).unwrap_or(&self.nothing);
        let postings: Vec<Posting> =
            command.postings_needed().into_iter().filter_map(|position| self.posting(position)).collect();
        let context = self.context(&postings);
        let (mut overlay, mut decided) = (Overlay::over(state), Vec::new());
        let answer = Draft::new(state, &mut overlay, &mut decided).for_book(book).decide(command, &context);
        let positions = decided.iter().filter(|decided| is_listed(decided)).map(|d| d.recorded.position);
        let positions = positions.collect();
        self.append(decided);
        while self.season_close == SeasonClose::ToTheEnd && self.book(book).season().phase != Phase::Open {
            self.continue_season_close(book, SEASON_STEP);
        }
        answer.map(|()| self.receipt(book, positions))
    }

    /// Submits a command under a request key. The same command again returns the first receipt, with present balances.
    /// A refusal and a command that changed nothing leave the key unused. A wrong code uses the key, so that a repeated
    /// request counts as one guess.
    ///
    /// # Errors
    /// The refusal; [`Refusal::KeyReused`] if the key was used for another command.
    #[track_caller]
    pub fn submit_keyed(
        &mut self,
        book: BookId,
        key: &RequestKey,
        command: &Command,
    ) -> Result<Receipt, Refusal> {
        let name = (book, key.clone());
        if let Some(used) = self.keys.get(&name) {
            if let Some(account) = self.guessed(used.positions.first())
                && command.redeems()
            {
                return Err(Refusal::UnknownCode { guesses_left: self.guesses_left(book, account) });
            }
            return if used.command == *command {
                Ok(self.receipt(book, used.positions.clone()))
            } else {
                let position = used.positions.first().copied().unwrap_or_default();
                Err(Refusal::KeyReused { position })
            };
        }
        let before = self.journal.len();
        let answer = self.submit(book, command);
        if answer.is_err() && self.journal.len() > before {
            let guess = self.journal.last().map(|recorded| recorded.position);
            let used = UsedKey { command: command.clone(), positions: guess.into_iter().collect() };
            self.keys.insert(name, used);
            return answer;
        }
        let receipt = answer?;
        if !receipt.positions.is_empty() {
            let used = UsedKey { command: command.clone(), positions: receipt.positions.clone() };
            self.keys.insert(name, used);
        }
        Ok(receipt)
    }

    /// Continues the close of a season by at most `limit` events.
    #[track_caller]
    pub fn continue_season_close(&mut self, book: BookId, limit: usize) {
        let state = self.books.get(&book).unwrap_or(&self.nothing);
        let (mut overlay, mut decided) = (Overlay::over(state), Vec::new());
        let mut draft = Draft::new(state, &mut overlay, &mut decided).for_book(book);
        draft.continue_season_close(&self.context(&[]), limit);
        self.append(decided);
    }

    /// Corrects the clock of every book that is ahead of it, so that recorded time goes on at the clock's.
    #[track_caller]
    pub fn correct_clock(&mut self) {
        let now = self.clock.now();
        let ahead: Vec<BookId> =
            self.books.iter().filter(|(_, book)| book.last_at() > now).map(|(id, _)| *id).collect();
        for book in ahead {
            let state = self.books.get(&book).unwrap_or(&self.nothing);
            let (mut overlay, mut decided) = (Overlay::over(state), Vec::new());
            let mut draft = Draft::new(state, &mut overlay, &mut decided).for_book(book);
            let context = Context { now, ..self.context(&[]) };
            if let Err(refusal) = draft.decide(&Command::CorrectClock, &context) {
                panic!("the clock of book {book} is ahead, but its correction was refused: {refusal}");
            }
            self.append(decided);
        }
    }

    /// A book as it is now; empty if it has no events.
    pub fn book(&self, book: BookId) -> &Book {
        self.books.get(&book).unwrap_or(&self.nothing)
    }

    /// The books that have events.
    pub fn books(&self) -> &BTreeMap<BookId, Book> {
        &self.books
    }

    /// All events of all books, by position.
    pub fn journal(&self) -> &[Recorded] {
        &self.journal
    }

    /// The posting at a position; `None` if there is none.
    pub fn posting(&self, position: Position) -> Option<Posting> {
        self.journal.get(position.index()?)?.posting()
    }

    /// All books, folded again from position 1.
    #[track_caller]
    pub fn replayed(&self) -> BTreeMap<BookId, Book> {
        let mut books: BTreeMap<BookId, Book> = BTreeMap::new();
        for recorded in &self.journal {
            fold(books.entry(recorded.book).or_default(), recorded);
        }
        books
    }

    /// A projection, folded from position 1.
    pub fn folded<P: Projection + Default>(&self) -> P {
        let mut projection = P::default();
        for recorded in &self.journal {
            projection.apply(recorded);
        }
        projection
    }

    /// The account of the wrong code at a position.
    fn guessed(&self, position: Option<&Position>) -> Option<AccountNo> {
        match self.journal.get(position?.index()?)?.event {
            Event::CodeGuessed { account } => Some(account),
            _ => None,
        }
    }

    fn guesses_left(&self, book: BookId, account: AccountNo) -> u32 {
        let state = self.books.get(&book).unwrap_or(&self.nothing);
        let (mut overlay, mut decided) = (Overlay::over(state), Vec::new());
        Draft::new(state, &mut overlay, &mut decided).guesses_left(account, self.context(&[]).now)
    }

    fn context<'a>(&self, postings: &'a [Posting]) -> Context<'a> {
        let last_at = self.journal.last().map_or(Timestamp::default(), |last| last.at);
        Context {
            now: if self.journal.is_empty() { self.clock.now() } else { self.clock.now().max(last_at) },
            occurred_at: None,
            asker: self.asker,
            next: self.next(),
            limits: self.limits,
            postings,
        }
    }

    fn next(&self) -> Position {
        Position::START.plus(self.journal.len()).next()
    }

    fn receipt(&self, book: BookId, positions: Vec<Position>) -> Receipt {
        let postings = positions.iter().filter_map(|position| self.posting(*position));
        let accounts: BTreeMap<AccountNo, Points> = postings
            .flat_map(|posting| posting.sides.accounts())
            .filter_map(|no| Some((no, self.book(book).account(no)?.balance.points)))
            .collect();
        Receipt { positions, balances: accounts.into_iter().collect() }
    }

    #[track_caller]
    fn append(&mut self, decided: Vec<Decided>) {
        for Decided { recorded, links } in decided {
            let Recorded { position, book, .. } = recorded;
            assert_eq!(position, self.next(), "positions have no gap");
            let sides = recorded.event.sides();
            let head_of = |no| match self.heads.get(&(book, no)) {
                Some(head) if no != AccountNo::TREASURY => *head,
                _ => Position::START,
            };
            let last = self.book(book).head();
            let expected = Links { book: last, debit: head_of(sides.debit), credit: head_of(sides.credit) };
            assert_eq!(links, expected, "the links of the event at position {position}");
            for no in sides.accounts() {
                self.heads.insert((book, no), position);
            }
            fold(self.books.entry(book).or_default(), &recorded);
            self.journal.push(recorded);
        }
    }
}

fn is_listed(decided: &Decided) -> bool {
    !matches!(decided.recorded.event, Event::AccountOpened { .. })
}

#[track_caller]
fn fold(book: &mut Book, recorded: &Recorded) {
    if let Err(unfit) = book.fits(recorded) {
        panic!("{unfit}");
    }
    book.apply(recorded);
}
