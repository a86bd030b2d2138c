//! The rules of a points ledger as pure functions: commands, decisions, events, and the state folded from them.
//!
//! Three sentences hold this crate together.
//! A [`Command`] asks for something.
//! A [`Book`] decides: it answers with [events](Event), or with a [`Refusal`].
//! An event is a fact, and facts are folded into the book again.
//!
//! A decision depends on the book, the command and the [`Context`] and on nothing else, so the same commands always give
//! the same events, and the same events always give the same book, byte for byte.
//! This crate stores nothing; `ledger-store` keeps the events in a file.
//! Read this page to learn the rules, to test rules of your own, or to store events somewhere else.
//!
//! # Ask, decide, apply
//!
//! A decision changes nothing.
//! Append its events to your store first: then they are facts, and only then apply them.
//!
//! ```
//! use ledger_core::{Asker, Book, Command, Context, EventKind, Limits, MemberId, Points, Timestamp};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let anna = MemberId::new(42)?;
//! let mut book = Book::new();
//! let context = Context {
//!     now: Timestamp::from_micros(1_767_614_400_000_000), // noon on 5 January 2026
//!     occurred_at: None,
//!     asker: Asker::System,
//!     next: book.head().next(), // the position that the first event will get
//!     limits: Limits::default(),
//!     postings: &[],
//! };
//!
//! let decision = book.decide(&Command::grant(42, 50, "welcome")?, &context);
//! assert_eq!(decision.answer, Ok(()));
//! assert_eq!(book.balance(anna), Points::ZERO);
//!
//! let kinds: Vec<_> = decision.events.iter().map(|decided| decided.recorded.event.kind()).collect();
//! assert_eq!(kinds, [EventKind::AccountOpened, EventKind::PointsGranted]);
//!
//! for decided in &decision.events {
//!     book.apply(&decided.recorded);
//! }
//! assert_eq!(book.balance(anna), Points(50));
//! # Ok(())
//! # }
//! ```
//!
//! # A refusal is an answer
//!
//! The rules say no in a sentence for the person who asked, with the numbers that explain it.
//! Programs tell refusals apart by [`Refusal::name`] or by their fields.
//! A value that cannot be read, such as a grant of 0 points, never becomes a command: its constructor returns [`Invalid`].
//!
//! ```
//! use ledger_core::{Amount, Command, Points, Refusal};
//! # use ledger_core::{Asker, Book, Context, Limits, Timestamp};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let book = Book::new();
//! # let context = Context {
//! #     now: Timestamp::default(), occurred_at: None, asker: Asker::System,
//! #     next: book.head().next(), limits: Limits::default(), postings: &[],
//! # };
//! let decision = book.decide(&Command::deduct(42, 30, "a poster")?, &context);
//! assert!(decision.events.is_empty());
//! let refusal = decision.answer.unwrap_err();
//! assert_eq!(refusal, Refusal::InsufficientBalance { balance: Points(0), asked: Points(30) });
//! assert_eq!(refusal.name(), "insufficient_balance");
//! assert_eq!(refusal.to_string(), "the balance is 0, 30 less than the 30 that are needed");
//!
//! let invalid = Amount::new(0).unwrap_err();
//! assert!(invalid.to_string().starts_with("amount “0”"));
//! # Ok(())
//! # }
//! ```
//!
//! # Several commands in one commit
//!
//! A store that flushes once for many commands decides each of them against the effects of those before it, while
//! readers must not see these effects yet.
//! A [`Draft`] writes them to an [`Overlay`] over the book. Merge the overlay when the commit is durable.
//! If the commit fails, drop the overlay; the book is unchanged.
//!
//! ```
//! use ledger_core::{Asker, Book, Command, Context, Draft, Limits, MemberId, Overlay, Points, Timestamp};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut book = Book::new();
//! let (mut overlay, mut events) = (Overlay::over(&book), Vec::new());
//! for command in [
//!     Command::grant(42, 50, "welcome")?,
//!     Command::deduct(43, 10, "has nothing to take")?,
//!     Command::transfer(42, 43, 20, "thanks")?,
//! ] {
//!     let next = ledger_core::Position(events.len() as u64).next();
//!     let context = Context {
//!         now: Timestamp::default(),
//!         occurred_at: None,
//!         asker: Asker::System,
//!         next,
//!         limits: Limits::default(),
//!         postings: &[],
//!     };
//!     match Draft::new(&book, &mut overlay, &mut events).decide(&command, &context) {
//!         Ok(()) => overlay.accept(),
//!         Err(_) => overlay.discard(),
//!     }
//! }
//! assert_eq!(book.balance(MemberId::new(43)?), Points::ZERO);
//!
//! // Here the store makes the events durable. Merge only after that.
//! book.merge(overlay, |_| {});
//! assert_eq!(book.balance(MemberId::new(42)?), Points(30));
//! assert_eq!(book.balance(MemberId::new(43)?), Points(20));
//! # Ok(())
//! # }
//! ```
//!
//! # Points are conserved
//!
//! Each event that moves points is exactly one posting, from one account to another.
//! Grants come from the [treasury](AccountNo::TREASURY) and deductions go back to it, so the balances of a book always
//! add up to 0.
//! [`Points`] have no `+`: decisions use checked arithmetic, and a sum beyond 64 bits is a refusal.
//!
//! ```
//! use ledger_core::{AccountNo, Amount, Event, Points};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let granted = Event::PointsGranted { account: AccountNo(1), amount: Amount::new(50)?, reason: None };
//! let sides = granted.sides();
//! assert_eq!((sides.debit, sides.credit, sides.amount), (AccountNo::TREASURY, AccountNo(1), Points(50)));
//!
//! assert_eq!(Points(50).checked_add(Points(20)), Some(Points(70)));
//! assert_eq!(Points(i64::MAX).checked_add(Points(1)), None);
//! # Ok(())
//! # }
//! ```
//!
//! # A projection of your own
//!
//! Balances, statistics, badges and orders are in the [`Book`]; sorted lists of members are in [`Boards`].
//! For other questions, implement [`Projection`]: a fold that receives each event once and in order.
//!
//! ```
//! use ledger_core::{AccountNo, Actor, Amount, BookId, Event, Points, Position, Projection, Recorded, Timestamp};
//!
//! /// How many points members gave each other, over all books.
//! #[derive(Default)]
//! struct Generosity(Points);
//!
//! impl Projection for Generosity {
//!     fn apply(&mut self, recorded: &Recorded) {
//!         if let Event::PointsTransferred { amount, .. } = &recorded.event {
//!             self.0 = self.0.checked_add(amount.points()).unwrap_or(self.0);
//!         }
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut generosity = Generosity::default();
//! generosity.apply(&Recorded {
//!     position: Position(1),
//!     book: BookId::new(1)?,
//!     at: Timestamp::default(),
//!     occurred_at: None,
//!     command: Position(1),
//!     actor: Actor::Account(AccountNo(1)),
//!     event: Event::PointsTransferred {
//!         from: AccountNo(1),
//!         to: AccountNo(2),
//!         amount: Amount::new(20)?,
//!         reason: None,
//!     },
//! });
//! assert_eq!(generosity.0, Points(20));
//! # Ok(())
//! # }
//! ```
//!
//! # Rules and projections under test
//!
//! The feature `testkit` adds a module of that name: a ledger in memory, a clock that you set, the generator of skewed
//! workloads that the benchmarks use, and rules written as given, when, then.
//!
//! ```
//! use ledger_core::testkit::{ANNA, BEN, Given, deduct, grant, transfer};
//!
//! Given::nothing()
//!     .and(grant(ANNA, 100))
//!     .and(transfer(ANNA, BEN, 70))
//!     .when(deduct(ANNA, 31))
//!     .then_refused("insufficient_balance")
//!     .then_balance(ANNA, 30);
//! ```
//!
//! # What this crate never does
//!
//! - It reads no clock: the time comes with the [`Context`], and recorded time never runs backwards.
//! - It draws no random numbers: codes and their hashes come with the command.
//! - It reads no file, opens no connection, prints nothing and logs nothing.
//! - It starts no thread, takes no lock and is not `async`: it pulls in no runtime.
//! - It has no floating-point number outside the workload generator: money is decimal, points are whole.
//! - The iteration order of a hash table never reaches a result; hashing has no random seed.
//! - No arithmetic overflows unnoticed: decisions use checked arithmetic, folds wrapping arithmetic, and
//!   `clippy::arithmetic_side_effects` is denied.
//! - It clamps nothing: a deduction beyond the balance is refused, with the shortfall.
//! - It changes a book in two ways only, [`Book::apply`] and [`Book::merge`], and neither of them can fail.
//! - It puts no balance into an event: an event says what changed.
//! - It knows no stored form: no type derives serialisation, and the store has its own names for the fields.
//! - It has no `unsafe` code.
#![deny(clippy::arithmetic_side_effects)]

mod account;
mod achievement;
mod boards;
mod book;
mod command;
mod decide;
mod event;
mod order;
mod projection;
mod recent;
mod refusal;
mod settings;
#[cfg(feature = "testkit")]
pub mod testkit;
mod values;

pub use account::{Account, AccountParts, Score, Standing, StandingChange, UnlockStatus, Unlocked};
pub use achievement::{Achievement, AchievementSpec, Availability, Rule, starter_set};
pub use boards::{Boards, By, Place};
pub use book::{Book, BookParts, Conduct, DayFlow, Overlay, Phase, Season, Totals, Unfit};
pub use command::{Command, Context, Limits, MAX_BATCH, RecordOrder};
pub use decide::{Decided, Decision, Draft, Links};
pub use event::{
    Correction, Direction, Event, EventKind, Flow, OrderChanged, OrderRecorded, Posting, Recorded, Reversed,
    Sides,
};
pub use order::{Order, OrderStatus, Redeemed};
pub use projection::Projection;
pub use recent::Recent;
pub use refusal::Refusal;
pub use settings::{
    MAX_COOLDOWN_SECONDS, MAX_SETTING_CHARS, POINT_SETTINGS, Rounding, SettingChange, Settings, Switch,
};
pub use values::{
    AccountNo, AchievementKey, AchievementNo, Actor, Amount, Asker, BookId, CodeHash, Currency, Day, Email,
    GroupMark, Invalid, Label, MemberId, Month, NumberError, OrderKey, OrderNo, OrderText, Period, Points,
    Position, Reason, RequestKey, SecretId, SettingName, Timestamp, UtcOffset, Week, read_number, visible,
};
