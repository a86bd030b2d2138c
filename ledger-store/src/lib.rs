//! A points ledger in one SQLite file, for programs that embed it.
//!
//! [`ledger_core`] has the rules; this crate stores the events that they decide.
//! One thread writes and puts all waiting requests into one commit; reads come from memory.
//! An acknowledged request survives a crash, and readers see acknowledged events only.
//!
//! Read this page from top to bottom: every block is a whole program and continues the one before.
//!
//! # Open, ask, read
//!
//! [`Ledger::open`] opens the file, or creates it. A path is the name of a file, also if it looks like a URI.
//! The handle is cheap to clone and may go to any thread; dropping the last clone closes the file.
//! Points live in books, one for each community. A member is identified by an external number, such as a Discord user id.
//!
//! ```
//! use ledger_core::{BookId, Command, MemberId, Points};
//! use ledger_store::{Ledger, Request};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let folder = tempfile::tempdir()?;
//!     let ledger = Ledger::open(folder.path().join("points.db"))?;
//!     let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//!
//!     let welcome = Command::grant(42, 50, "welcome")?;
//!     let receipt = ledger.submit(Request::new(book, welcome)).wait()?.receipt()?;
//!     assert_eq!(receipt.balance, Points(50));
//!
//!     assert_eq!(ledger.balance(book, anna), Points(50));
//!     let earned = ledger.read(book, |book| book.member(anna).map(|(_, account)| account.earned.points));
//!     assert_eq!(earned, Some(Points(50)));
//!     Ok(())
//! }
//! ```
//!
//! [`Ledger::read`] shows the whole [`Book`](ledger_core::Book): accounts with their statistics, achievements, orders
//! and their claims, settings, totals and daily sums.
//! [`Ledger::accounts`] copies the accounts of some members at one position, and needs no closure.
//!
//! While a thread is inside `read`, commits to that book wait before they become visible.
//! Everything that reads may be called there, also for other books and in any order.
//! A call that waits for the writer, such as [`Ledger::submit_and_wait`] or [`Pending::wait`], could never return there:
//! it panics at once and says so. The same holds in the plan of an outbox, which runs inside `read`.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//! # ledger.submit(Request::new(book, Command::grant(42, 50, "welcome")?)).wait()?.receipt()?;
//! let stranger = MemberId::new(43)?;
//! let found = ledger.accounts(book, &[anna, stranger]);
//! let balances: Vec<Option<Points>> =
//!     found.accounts.iter().map(|found| found.as_ref().map(|(_, account)| account.balance.points)).collect();
//! assert_eq!(balances, [Some(Points(50)), None]);
//! assert_eq!(found.position, ledger.head());
//! # Ok(())
//! # }
//! ```
//!
//! # Ask twice, act once
//!
//! Networks deliver requests twice.
//! A [`RequestKey`](ledger_core::RequestKey) is an idempotency key: the book keeps it for ever, and a repeated request
//! with the same key gets the first receipt, from any process and after any time.
//! A different command under the same key is refused.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! use ledger_core::RequestKey;
//! use ledger_store::Outcome;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//! let key = RequestKey::new("quiz:2026-01-05:42")?;
//! let request = Request::new(book, Command::grant(42, 50, "won the quiz")?).key(key.clone());
//!
//! let first = ledger.submit(request.clone()).wait()?.receipt()?;
//! let again = ledger.submit(request).wait()?;
//! assert_eq!(again, Outcome::AlreadyApplied(first));
//! assert_eq!(ledger.balance(book, anna), Points(50));
//!
//! let other = Request::new(book, Command::grant(42, 500, "won the quiz")?).key(key);
//! let refusal = ledger.submit(other).wait()?.receipt().unwrap_err();
//! assert_eq!(refusal.name(), "key_reused");
//! # Ok(())
//! # }
//! ```
//!
//! # Refused is not failed
//!
//! A request can end without a receipt in two ways.
//! If the rules refuse it, you get an [`Outcome::Refused`] with a sentence for the person who asked; nothing needs logging.
//! If the ledger cannot answer, for example because the disk or the queue is full, you get a [`SubmitError`].
//! Handle [`SubmitError::Unknown`] with care: the commit failed half-way and may or may not be in the file.
//! Submit the request again with the same key to find out.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Outcome, Request};
//! use ledger_core::Refusal;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//! # ledger.submit(Request::new(book, Command::grant(42, 50, "welcome")?)).wait()?;
//! let request = Request::new(book, Command::deduct(42, 80, "a poster")?);
//! match ledger.submit(request).wait()? {
//!     Outcome::Applied(receipt) | Outcome::AlreadyApplied(receipt) => println!("{} left", receipt.balance),
//!     Outcome::Refused(refusal) => {
//!         assert_eq!(refusal, Refusal::InsufficientBalance { balance: Points(50), asked: Points(80) });
//!         println!("sorry, {refusal}");
//!     }
//! }
//! assert_eq!(ledger.balance(book, anna), Points(50));
//! # Ok(())
//! # }
//! ```
//!
//! # Undo by reversal
//!
//! The ledger deletes no posting. A reversal is a new posting that takes an earlier one back; each posting can be
//! reversed once.
//! [`Request::asker`] names the person who asks, and the history shows them as the actor.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! use ledger_core::Asker;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//! let admin = Asker::Member(MemberId::new(7)?);
//! let typo = Request::new(book, Command::grant(42, 5_000, "helping out")?).asker(admin);
//! let granted = ledger.submit(typo).wait()?.receipt()?.position.expect("a grant is an event");
//!
//! let undo = Request::new(book, Command::reverse(granted, "two zeros too many")?).asker(admin);
//! ledger.submit(undo.clone()).wait()?.receipt()?;
//! assert_eq!(ledger.balance(book, anna), Points(0));
//!
//! let refusal = ledger.submit(undo).wait()?.receipt().unwrap_err();
//! assert_eq!(refusal.name(), "already_reversed");
//! # Ok(())
//! # }
//! ```
//!
//! # Many at once
//!
//! A flush to the disk costs the same for one command and for a thousand.
//! [`Ledger::submit_all`] submits many requests, each with an outcome of its own.
//! A [`Command::Batch`](ledger_core::Command::Batch) is one command with one key: all of it is applied, or nothing.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Outcome, Request};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//! let mut requests = Vec::new();
//! for member in 1..=100 {
//!     requests.push(Request::new(book, Command::grant(member, 10, "came to the meeting")?));
//! }
//! requests.push(Request::new(book, Command::deduct(500, 10, "a stranger has nothing")?));
//! let outcomes = ledger.submit_all(requests).wait()?;
//! let applied = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Outcome::Applied(_)))).count();
//! assert_eq!((applied, outcomes.len()), (100, 101));
//!
//! let trade = Command::Batch(vec![
//!     Command::transfer(42, 43, 5, "for the book")?,
//!     Command::transfer(43, 42, 50, "for the bicycle")?,
//! ]);
//! let refusal = ledger.submit(Request::new(book, trade)).wait()?.receipt().unwrap_err();
//! assert_eq!(refusal.name(), "insufficient_balance");
//! assert_eq!(ledger.balance(book, anna), Points(10));
//! # Ok(())
//! # }
//! ```
//!
//! # Threads and tasks
//!
//! [`Ledger::submit`] never blocks. Block on its [`Pending`] answer with `wait`, or `await` it on any runtime; none is
//! required.
//! The writer puts requests that arrive at the same time into one commit.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! #   let folder = tempfile::tempdir()?;
//! #   let ledger = Ledger::open(folder.path().join("points.db"))?;
//! #   let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//!     let tasks: Vec<_> = (0..20)
//!         .map(|_| {
//!             let ledger = ledger.clone();
//!             tokio::spawn(async move {
//!                 let command = Command::grant(42, 1, "said hello").expect("plain values");
//!                 ledger.submit(Request::new(book, command)).await
//!             })
//!         })
//!         .collect();
//!     for task in tasks {
//!         task.await??.receipt()?;
//!     }
//!     assert_eq!(ledger.balance(book, anna), Points(20));
//!     Ok(())
//! }
//! ```
//!
//! # Leaderboards
//!
//! Boards rank members by balance, or by points earned in total, this week or this month. Read a page from a rank on,
//! the page around a member, or one rank; each read takes microseconds, from memory.
//! The boards follow the commits with a short delay and report the position up to which they count. To see your own
//! write, wait with [`Ledger::wait_for_boards`].
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! use std::time::Duration;
//!
//! use ledger_core::By;
//! use ledger_store::Page;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let book = BookId::new(1)?;
//! for (member, points) in [(41, 10), (42, 30), (43, 20)] {
//!     ledger.submit(Request::new(book, Command::grant(member, points, "a start")?)).wait()?.receipt()?;
//! }
//! assert!(ledger.wait_for_boards(ledger.head(), Duration::from_secs(5)));
//!
//! let board = ledger.leaderboard(book, By::Balance, Page::From { rank: 1, limit: 10 });
//! let points: Vec<i64> = board.entries.iter().map(|entry| entry.points.0).collect();
//! assert_eq!(points, [30, 20, 10]);
//! let place = ledger.rank(book, By::Balance, MemberId::new(43)?).expect("she has points");
//! assert_eq!(place.rank, 2);
//! # Ok(())
//! # }
//! ```
//!
//! # The past
//!
//! [`Ledger::history`] reads pages of postings, newest first.
//! [`Ledger::balance_as_of`] reads one balance, [`Ledger::book_as_of`] a whole book, at an earlier position or time.
//! The clock can be replaced, for example in tests: a [`FixedClock`] moves only when the test moves it.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! use std::sync::Arc;
//!
//! use ledger_core::Timestamp;
//! use ledger_store::{AsOf, FixedClock, HistoryQuery, Options};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//! let monday = Timestamp::from_micros(1_767_614_400_000_000);
//! let clock = Arc::new(FixedClock::at(monday));
//! let ledger = Ledger::open_with(folder.path().join("points.db"), Options::default().clock(clock.clone()))?;
//!
//! ledger.submit(Request::new(book, Command::grant(42, 50, "welcome")?)).wait()?.receipt()?;
//! clock.advance(24 * 3_600);
//! ledger.submit(Request::new(book, Command::deduct(42, 20, "a poster")?)).wait()?.receipt()?;
//!
//! let page = ledger.history(&HistoryQuery::of(book).member(anna).limit(10))?;
//! let changes: Vec<(i64, i64)> = page.entries.iter().map(|entry| (entry.change.0, entry.balance.0)).collect();
//! assert_eq!(changes, [(-20, 30), (50, 50)]);
//! assert_eq!(page.next, None);
//!
//! assert_eq!(ledger.balance(book, anna), Points(30));
//! assert_eq!(ledger.balance_as_of(book, anna, AsOf::Time(monday))?, Points(50));
//! # Ok(())
//! # }
//! ```
//!
//! # A projection of your own
//!
//! [`Ledger::project`] folds the whole journal into a type of yours, and [`Ledger::follow`] then delivers every new
//! event: for a live page, a search index or a notification.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! use std::time::Duration;
//!
//! use ledger_core::{Event, Projection, Recorded};
//! use ledger_store::Place;
//!
//! /// How many points members gave each other.
//! #[derive(Default)]
//! struct Generosity(i64);
//!
//! impl Projection for Generosity {
//!     fn apply(&mut self, recorded: &Recorded) {
//!         if let Event::PointsTransferred { amount, .. } = &recorded.event {
//!             self.0 += amount.points().0;
//!         }
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let book = BookId::new(1)?;
//! ledger.submit(Request::new(book, Command::grant(42, 50, "welcome")?)).wait()?.receipt()?;
//! ledger.submit(Request::new(book, Command::transfer(42, 43, 20, "thanks")?)).wait()?.receipt()?;
//!
//! let mut generosity = Generosity::default();
//! let position = ledger.project(&mut generosity)?;
//! assert_eq!(generosity.0, 20);
//!
//! // Keep the place with the projection: it notices when an older backup was put back.
//! let place: Place = ledger.place(position)?.to_string().parse()?;
//! let mut follow = ledger.follow_from(&place)?;
//! ledger.submit(Request::new(book, Command::transfer(43, 42, 5, "you too")?)).wait()?.receipt()?;
//! while let Some(recorded) = follow.next(Duration::ZERO)? {
//!     generosity.apply(&recorded);
//! }
//! assert_eq!(generosity.0, 25);
//! # Ok(())
//! # }
//! ```
//!
//! # Effects outside the ledger
//!
//! An [`Outbox`] turns events into deliveries such as messages, mails or roles, at least once each.
//! Your plan says which deliveries an event needs, and your code performs them. The ledger stores how far the outbox has
//! come, retries failed deliveries, and lets only one of several processes act.
//! After a crash a [`Delivery`] may come twice with the same [key](Delivery::key); let the receiver discard a repeat by
//! that key.
//! If the receiver cannot be reached at all, [`hold`](Delivery::hold) keeps everything that goes there, in order, until
//! it can.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! use std::time::Duration;
//!
//! use ledger_core::{Book, Event, Recorded};
//! use ledger_store::{Planned, Outbox};
//!
//! const WELCOME: Outbox = Outbox::named("example.welcome");
//!
//! fn plan(recorded: &Recorded, _: &Book) -> Vec<Planned> {
//!     match &recorded.event {
//!         Event::AccountOpened { account, .. } => vec![Planned::new("message").to(*account)],
//!         _ => Vec::new(),
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let book = BookId::new(1)?;
//! let mut welcome = ledger.open_outbox(WELCOME, plan)?;
//! ledger.submit(Request::new(book, Command::grant(42, 50, "welcome")?)).wait()?.receipt()?;
//!
//! let mut sent = Vec::new();
//! while let Some(delivery) = welcome.next(Duration::ZERO)? {
//!     let account = delivery.account().expect("it goes to a member");
//!     let member = ledger.read(delivery.book(), |book| book.account(account).and_then(|account| account.member));
//!     sent.push((delivery.key(), member.map(MemberId::number)));
//!     delivery.done();
//! }
//! assert_eq!(sent, [("example.welcome:1:0".to_owned(), Some(42))]);
//! welcome.close()?;
//! # Ok(())
//! # }
//! ```
//!
//! In async code, call [`OutboxWorker::next`] on a thread of its own and send each delivery to a task that performs it;
//! the task may call [`done`](Delivery::done) on any thread.
//!
//! # Adapter data
//!
//! [`Ledger::adapter_data`] stores values that are not events, such as display names and preferences, beside the journal.
//! They can be replaced and deleted, no seal covers them, and forgetting a member deletes the member's values.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! use ledger_store::{AdapterKey, AdapterValue, Owner};
//!
//! const NAME: AdapterKey = AdapterKey::new("example.display_name");
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//! let ben = MemberId::new(43)?;
//! ledger.adapter_data().put([AdapterValue::new(Owner::Member(book, anna), NAME, "Anna")?]).wait()?;
//! assert_eq!(ledger.adapter_data().of_members(book, &[anna, ben], NAME)?, [Some("Anna".to_owned()), None]);
//! # Ok(())
//! # }
//! ```
//!
//! # Verify and back up
//!
//! [`verify()`] proves that no event of a file is missing or changed, and that the state served is what the journal gives.
//! A [`Seal`] that you keep outside the file also proves later that no events were cut off the end.
//! [`Ledger::backup`] copies the running ledger and verifies the copy, [`Ledger::backup_every`] does so at an interval,
//! and [`restore`] puts a backup in the place of a ledger.
//!
//! ```
//! # use ledger_core::{BookId, Command, MemberId, Points};
//! # use ledger_store::{Ledger, Request};
//! use ledger_store::{VerifyOptions, verify};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let ledger = Ledger::open(folder.path().join("points.db"))?;
//! # let (book, anna) = (BookId::new(1)?, MemberId::new(42)?);
//! # ledger.submit(Request::new(book, Command::grant(42, 50, "welcome")?)).wait()?.receipt()?;
//! let seal = ledger.seal();
//! let copy = folder.path().join("copy.db");
//! let backed_up = ledger.backup(&copy, &mut |progress| println!("{} of {}", progress.done, progress.total))?;
//! assert_eq!(backed_up.seal, seal);
//!
//! let verified = verify(&copy, &VerifyOptions::default().since_seal(seal), &mut |_| {})?;
//! assert_eq!((verified.events, verified.seal), (2, seal));
//! assert_eq!(verified.digest, ledger.digest());
//!
//! ledger.close()?;
//! let copy = Ledger::open(&copy)?;
//! assert_eq!(copy.balance(book, anna), Points(50));
//! # Ok(())
//! # }
//! ```
//!
//! # What this crate never does
//!
//! - It decides nothing: every rule is in [`ledger_core`].
//! - It shows nothing that is not durable: every event that a reader sees survives a crash.
//! - It acknowledges nothing that another process would not find: when the file at its path was deleted, renamed or
//!   replaced, it stops, and [`Ledger::close`] and everything else says so. Only reads go on.
//! - It answers no failed read with a zero or an empty list, and replays no part of a journal as if it were all.
//! - It edits and deletes no event, with one exception: it erases the private texts of a member who is
//!   [forgotten](ledger_core::Command::ForgetMember).
//! - It keeps no reader waiting for a flush.
//! - It holds no connection while it waits for an event, and needs no `async` runtime.
//! - It has no type of SQLite in its public interface.
//! - It sends nothing: no mail, no message, no web page. Your code performs the deliveries of an outbox.

mod adapter_data;
mod api;
mod committed;
mod encoding;
mod engine;
mod internal_error;
mod ledger;
mod maintenance;
mod outbox;
mod panics;
mod parallel;
mod reading;
mod reads;
mod replay;
mod sqlite;
mod writer;

pub use adapter_data::AdapterData;
pub use api::clock::{ClockProblem, ClockStatus};
pub use api::error::{BackupError, Cause, OpenError, ReadError, SubmitError, TransferError, VerifyError};
pub use api::finding::{Finding, Health};
pub use api::options::{Clock, FixedClock, Mode, Options, SystemClock};
pub use api::pending::Pending;
pub use api::progress::Progress;
pub use api::request::{Outcome, Receipt, Request};
pub use api::time_zones::TimeZones;
pub use encoding::place::{LedgerId, Place};
pub use encoding::seal::{Digest, Seal};
pub use engine::adapter_value::{AdapterKey, AdapterValue, MAX_ADAPTER_VALUE_CHARS, Owner};
pub use engine::outbox_rows::{ClosedTarget, GivenUp, OutboxStatus};
pub use ledger::Ledger;
pub use maintenance::backup::{AutoBackup, BackedUp, Overwrite, Restored, restore};
pub use maintenance::diagnose::diagnose;
pub use maintenance::rebuild::{Agreement, Rebuilt};
pub use maintenance::transfer::{Transferred, export, load};
pub use maintenance::verify::{Verified, VerifyOptions, verify};
pub use outbox::{Delivery, MAX_PLANNED, Outbox, OutboxError, OutboxWorker, Planned, Sequence, Since};
pub use reads::accounts::Accounts;
pub use reads::as_of::AsOf;
pub use reads::audit::{AuditEntry, AuditPage, AuditQuery, MAX_AUDIT, PageEnd};
pub use reads::daily::{MAX_DAYS, MemberDay};
pub use reads::follow::Follow;
pub use reads::history::{Cursor, HistoryEntry, HistoryPage, HistoryQuery, MAX_HISTORY};
pub use reads::leaderboard::{Entry, Leaderboard, MAX_PAGE, Page};
pub use reads::place::PlaceError;

/// Compiles and runs the program in the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
