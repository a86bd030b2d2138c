//! Shared helpers of the store's tests: a world with a real file and methods named after the domain.
//! No test lives here, and no helper of a single test file.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use ledger_core::testkit::{self, BOOK};
use ledger_core::{Asker, Command, MemberId, Points, Position, Refusal, RequestKey, Timestamp};
use ledger_store::{
    FixedClock, HistoryEntry, HistoryQuery, Ledger, Options, Outcome, Pending, Receipt, Request, SubmitError,
    Verified, VerifyOptions, verify,
};
use rusqlite::Connection;
use tempfile::TempDir;

/// The longest time that a test waits for a condition.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A ledger on a real file in its own folder, with a clock that only tests move.
pub(crate) struct World {
    ledger: Option<Ledger>,
    options: Options,
    pub clock: Arc<FixedClock>,
    folder: TempDir,
}

impl World {
    /// An empty ledger, on Monday, 5 January 2026, at noon.
    pub(crate) fn new() -> World {
        World::with(|options| options)
    }

    /// An empty ledger with changed options.
    pub(crate) fn with(change: impl FnOnce(Options) -> Options) -> World {
        let clock = fixed_clock();
        let options = change(Options::default().clock(clock.clone()));
        let folder = tempfile::tempdir().unwrap();
        let mut world = World { ledger: None, options, clock, folder };
        world.open();
        world
    }

    pub(crate) fn ledger(&self) -> &Ledger {
        self.ledger.as_ref().expect("the ledger is open")
    }

    /// The database file.
    pub(crate) fn path(&self) -> PathBuf {
        self.file("points.db")
    }

    /// A path in the folder of this world.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A second ledger on the same file with its own writer, as in another process.
    #[track_caller]
    pub(crate) fn another(&self) -> Ledger {
        Ledger::open_with(self.path(), self.options.clone()).unwrap()
    }

    /// A plain SQLite connection to the file, behind the ledger's back.
    #[track_caller]
    pub(crate) fn raw(&self) -> Connection {
        raw(&self.path())
    }

    #[track_caller]
    pub(crate) fn open(&mut self) {
        self.ledger = Some(Ledger::open_with(self.path(), self.options.clone()).unwrap());
    }

    #[track_caller]
    pub(crate) fn close(&mut self) {
        self.ledger.take().expect("the ledger is open").close().unwrap();
    }

    #[track_caller]
    pub(crate) fn reopen(&mut self) {
        self.close();
        self.open();
    }

    /// Deletes the checkpoint behind the ledger's back, so that the next open folds from position 1.
    #[track_caller]
    pub(crate) fn reopen_without_checkpoint(&mut self) {
        self.close();
        let tables = ["checkpoint", "books", "accounts", "unlocks", "orders"];
        self.raw().execute_batch(&tables.map(|table| format!("DELETE FROM {table};")).concat()).unwrap();
        self.open();
    }

    #[track_caller]
    pub(crate) fn submit(&self, command: Command) -> Outcome {
        self.ledger().submit_and_wait(Request::new(BOOK, command)).unwrap()
    }

    #[track_caller]
    pub(crate) fn submit_as(&self, member: MemberId, command: Command) -> Receipt {
        let request = Request::new(BOOK, command).asker(Asker::Member(member));
        applied(self.ledger().submit_and_wait(request).unwrap())
    }

    #[track_caller]
    pub(crate) fn submit_keyed(&self, key: &str, command: Command) -> Outcome {
        self.ledger().submit_and_wait(keyed(key, command)).unwrap()
    }

    #[track_caller]
    pub(crate) fn apply(&self, command: Command) -> Receipt {
        applied(self.submit(command))
    }

    #[track_caller]
    pub(crate) fn apply_all(&self, commands: impl IntoIterator<Item = Command>) {
        let requests = commands.into_iter().map(|command| Request::new(BOOK, command)).collect();
        for outcome in self.ledger().submit_all(requests).wait().unwrap() {
            applied(outcome.unwrap());
        }
    }

    #[track_caller]
    pub(crate) fn refused(&self, command: Command) -> &'static str {
        refused(self.submit(command)).name()
    }

    #[track_caller]
    pub(crate) fn grant(&self, member: MemberId, amount: i64) -> Position {
        position_of(self.apply(testkit::grant(member, amount)))
    }

    #[track_caller]
    pub(crate) fn deduct(&self, member: MemberId, amount: i64) -> Position {
        position_of(self.apply(testkit::deduct(member, amount)))
    }

    #[track_caller]
    pub(crate) fn transfer(&self, from: MemberId, to: MemberId, amount: i64) -> Position {
        position_of(self.apply(testkit::transfer(from, to, amount)))
    }

    #[track_caller]
    pub(crate) fn reverse(&self, position: Position) -> Position {
        position_of(self.apply(testkit::reverse(position.0)))
    }

    pub(crate) fn balance(&self, member: MemberId) -> i64 {
        self.ledger().balance(BOOK, member).0
    }

    /// A member's whole history, newest first.
    #[track_caller]
    pub(crate) fn history(&self, member: MemberId) -> Vec<HistoryEntry> {
        let query = HistoryQuery::of(BOOK).member(member).limit(ledger_store::MAX_HISTORY);
        self.ledger().history(&query).unwrap().entries
    }

    /// The position of the stored checkpoint; 0 for none.
    #[track_caller]
    pub(crate) fn checkpoint(&self) -> u64 {
        number(&self.raw(), "SELECT coalesce(max(position), 0) FROM checkpoint").unsigned_abs()
    }

    /// Verifies the file.
    #[track_caller]
    pub(crate) fn verify(&self) -> Verified {
        verified(&self.path())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ledger().now()
    }
}

/// The options of a world, for other ledgers.
pub(crate) fn options() -> Options {
    Options::default().clock(fixed_clock())
}

fn fixed_clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(testkit::utc(2026, 1, 5, 12, 0)))
}

/// A request to the book under a key.
#[track_caller]
pub(crate) fn keyed(key: &str, command: Command) -> Request {
    Request::new(BOOK, command).key(RequestKey::new(key).unwrap())
}

/// A member without a name of its own.
pub(crate) fn member(id: u64) -> MemberId {
    MemberId::new(id).unwrap()
}

#[track_caller]
pub(crate) fn applied(outcome: Outcome) -> Receipt {
    match outcome {
        Outcome::Applied(receipt) => receipt,
        other => panic!("expected a new receipt, got {other:?}"),
    }
}

#[track_caller]
pub(crate) fn already_applied(outcome: Outcome) -> Receipt {
    match outcome {
        Outcome::AlreadyApplied(receipt) => receipt,
        other => panic!("expected a repeated receipt, got {other:?}"),
    }
}

#[track_caller]
pub(crate) fn refused(outcome: Outcome) -> Refusal {
    match outcome {
        Outcome::Refused(refusal) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[track_caller]
pub(crate) fn position_of(receipt: Receipt) -> Position {
    receipt.position.expect("the command changed something")
}

/// Verifies a file.
#[track_caller]
pub(crate) fn verified(path: &Path) -> Verified {
    match verify(path, &VerifyOptions::default(), &mut |_| {}) {
        Ok(verified) => verified,
        Err(error) => panic!("{} does not verify: {error}", path.display()),
    }
}

/// A plain SQLite connection to a database.
#[track_caller]
pub(crate) fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.busy_timeout(PATIENCE).unwrap();
    connection
}

/// The number that a query returns.
#[track_caller]
pub(crate) fn number(connection: &Connection, sql: &str) -> i64 {
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Asserts that all accounts of the book, with the treasury, add up to 0.
#[track_caller]
pub(crate) fn assert_conserved(ledger: &Ledger) {
    let sum: i64 =
        ledger.read(BOOK, |book| book.accounts().map(|(_, account)| account.balance.points.0).sum());
    assert_eq!(Points(sum), Points::ZERO, "the accounts and the treasury do not add up to 0");
}

/// Polls a condition until it holds, where no event signals it.
#[track_caller]
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        std::thread::park_timeout(Duration::from_millis(1));
    }
}

/// The answer if it has arrived, else the pending one.
pub(crate) fn at_once<T>(mut pending: Pending<T>) -> Result<Result<T, SubmitError>, Pending<T>> {
    match Pin::new(&mut pending).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Ok(answer),
        Poll::Pending => Err(pending),
    }
}

/// An order with the buyer's address.
#[track_caller]
pub(crate) fn order_from(email: &str, id: &str, amount: &str) -> Command {
    let Command::RecordOrder(mut order) = testkit::order(id, amount) else {
        unreachable!("`order` records an order")
    };
    order.email = Some(email.parse().unwrap());
    Command::RecordOrder(order)
}
