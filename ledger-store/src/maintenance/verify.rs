//! Proving a file: positions without a gap, links, seals, postings, checkpoint, keys, erasures, the end.
//! Reads only, and reports whatever it finds, also what would stop a normal open.

mod forgotten;
mod keys;
mod piece;
mod snapshot;

use std::path::Path;

use ledger_core::{Book, Links, Points, Position, Recorded};
use rusqlite::Connection;

use self::forgotten::Forgotten;
use self::keys::Keys;
use self::piece::{Examined, Piece};
use self::snapshot::{Lent, Snapshot};
use crate::api::error::VerifyError;
use crate::api::options::{Clock, SystemClock};
use crate::api::progress::Progress;
use crate::committed::digest::{self, Books};
use crate::encoding::seal::{Digest, Seal};
use crate::internal_error::{InternalError, Result, explain};
use crate::ledger::open;
use crate::parallel;
use crate::replay::Pieces;
use crate::sqlite::gather::Gatherer;
use crate::sqlite::{checkpoint, connection, journal, schema};

/// What to hold a file against.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct VerifyOptions {
    /// A seal that was kept outside the file: makes cutting off the tail visible.
    pub since_seal: Option<Seal>,
}

/// A file that is what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Events in the journal.
    pub events: u64,
    /// Books in it.
    pub books: u64,
    /// The seal of all of them.
    pub seal: Seal,
    /// The digest of the state they give.
    pub digest: Digest,
}

impl VerifyOptions {
    /// Holds the file against a seal that was kept outside it.
    #[must_use]
    pub fn since_seal(mut self, seal: Seal) -> VerifyOptions {
        self.since_seal = Some(seal);
        self
    }
}

/// Proves a file.
///
/// # Errors
/// Says what is broken, and where; or why the file cannot be looked at.
pub fn verify(
    path: &Path,
    options: &VerifyOptions,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Verified, VerifyError> {
    let unreadable = |problem: String| VerifyError::Unreadable { path: path.to_path_buf(), problem };
    if !path.is_file() {
        return Err(unreadable("there is no such file".to_owned()));
    }
    let connection = connection::reader(path).map_err(|error| unreadable(explain(&error)))?;
    match schema::standing(&connection) {
        Ok(schema::Standing::Ledger(_)) => {}
        Ok(schema::Standing::Empty) => return Err(unreadable("it is empty, not a ledger".to_owned())),
        Err(error) => return Err(unreadable(explain(&error))),
    }
    // One look at the file as it is now: what is appended meanwhile is not part of it.
    let snapshot = Snapshot::begin(path, &connection, parallel::threads())?;
    prove(&snapshot, &connection, options, progress)
}

fn prove(
    snapshot: &Snapshot,
    connection: &Connection,
    options: &VerifyOptions,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Verified, VerifyError> {
    let head = journal::head(connection)?;
    check_bounds(connection, head)?;
    let checkpoint = checkpoint::stored(connection)?;
    let mut proof = Proof {
        books: Books::new(),
        chain: Seal::start(&schema::ledger_id(connection)?),
        since: options.since_seal,
        last: None,
        keys: Keys::default(),
        forgotten: Forgotten::default(),
        checkpoint,
        // Nothing is folded before the first piece, so a checkpoint from before the first event is none of theirs.
        folded_there: checkpoint
            .filter(|stored| stored.position == Position::START)
            .map(|_| (digest::of(&digest::view(&Books::new())), Books::new())),
        done: 0,
        total: head.0,
    };
    proof.compare_kept_seal()?;
    let pieces =
        cut(head, [checkpoint.map(|stored| stored.position), options.since_seal.map(|seal| seal.position)]);
    let mut take = |piece: Piece| {
        let done = proof.fold(piece)?;
        progress(Progress { done, total: head.0 });
        Ok(())
    };
    let reader = || Gatherer::<_, Examined>::over(snapshot.lend()?);
    let read = |reader: &Gatherer<Lent<'_>, Examined>, piece| piece::read(reader, pieces.at(piece));
    parallel::in_turns(pieces.count(), snapshot.threads(), reader, read, &mut take)?;
    open::check_journal(connection, SystemClock.now())?;
    proof.complete(snapshot, connection, head)
}

fn check_bounds(connection: &Connection, head: Position) -> Result<()> {
    let first: Option<i64> =
        connection.query_row("SELECT min(position) FROM events", [], |row| row.get(0))?;
    match first {
        Some(first) if first < 1 => {
            Err(InternalError::damaged(format!("there is an event at position {first}, before the first")))
        }
        Some(first) if first > 1 => Err(InternalError::unreadable(1, "it is missing from the journal")),
        None if head > Position::START => Err(InternalError::unreadable(1, "it is missing from the journal")),
        _ => Ok(()),
    }
}

/// Pieces of the journal, cut also at positions that need a look at the state there.
fn cut(head: Position, at: [Option<Position>; 2]) -> Pieces {
    let mut cuts: Vec<Position> = at.into_iter().flatten().filter(|position| *position < head).collect();
    cuts.push(head);
    cuts.sort_unstable();
    let mut start = Position::START;
    Pieces::of(cuts.into_iter().map(|cut| (std::mem::replace(&mut start, cut), cut)))
}

/// Everything that the proof gathers on its way through the journal.
struct Proof {
    books: Books,
    chain: Seal,
    since: Option<Seal>,
    last: Option<(i64, u64)>,
    keys: Keys,
    forgotten: Forgotten,
    checkpoint: Option<checkpoint::StoredCheckpoint>,
    /// What the fold gave at the checkpoint.
    folded_there: Option<(Digest, Books)>,
    done: u64,
    total: u64,
}

impl Proof {
    fn fold(&mut self, piece: Piece) -> Result<u64> {
        let mut seals = piece.seals.iter().peekable();
        for examined in piece.events {
            self.fold_one(&examined)?;
            if let Some((position, hash)) =
                seals.next_if(|(position, _)| *position == examined.recorded.position.0)
                && *hash != self.chain.hash
            {
                return Err(InternalError::unreadable(
                    *position,
                    "the seal there does not match the events up to it: one of them, since the seal before, was changed",
                ));
            }
        }
        self.compare_kept_seal()?;
        if self
            .checkpoint
            .is_some_and(|stored| stored.position == self.chain.position && self.done < self.total)
        {
            self.keep_for_checkpoint();
        }
        Ok(self.done)
    }

    fn fold_one(&mut self, examined: &Examined) -> Result<()> {
        let Examined { recorded, links, leaf, key, erased } = examined;
        let position = recorded.position.0;
        let broken = |problem: &str| Err(InternalError::unreadable(position, problem));
        self.chain = self.chain.next(leaf);
        if let Some((at, command)) = self.last {
            if recorded.at.micros() < at {
                return broken("it was recorded before the event in front of it");
            }
            if recorded.command.0 != position && recorded.command.0 != command {
                return broken("it claims to belong to a command that it does not follow");
            }
        }
        self.last = Some((recorded.at.micros(), recorded.command.0));
        let book = self.books.entry(recorded.book).or_default();
        if *links != links_of(book, recorded) {
            return broken("its links do not lead to the events before it");
        }
        book.fits(recorded)?;
        book.apply(recorded);
        if let Some(key) = key {
            self.keys.add(*key, position);
        }
        self.forgotten.note(recorded, *erased);
        self.done += 1;
        Ok(())
    }

    fn compare_kept_seal(&self) -> Result<()> {
        match self.since {
            Some(seal) if seal.position == self.chain.position && seal.hash != self.chain.hash => {
                Err(InternalError::unreadable(
                    seal.position.0,
                    "the seal that was kept outside does not match the events up to it",
                ))
            }
            _ => Ok(()),
        }
    }

    fn keep_for_checkpoint(&mut self) {
        let digest = digest::of(&digest::view(&self.books));
        self.folded_there = Some((digest, self.books.clone()));
    }

    fn complete(
        mut self,
        snapshot: &Snapshot,
        connection: &Connection,
        head: Position,
    ) -> Result<Verified, VerifyError> {
        if self.done != head.0 {
            return Err(VerifyError::broken(Position(self.done + 1), "the journal ended before its head"));
        }
        if let Some(seal) = self.since.filter(|seal| seal.position > head) {
            return Err(VerifyError::broken(
                Position(head.0 + 1),
                format!(
                    "the journal ends at {head}, but the seal that was kept outside is of {}: its tail was cut off",
                    seal.position
                ),
            ));
        }
        self.check_sums()?;
        self.keys.check_once()?;
        self.forgotten.check(connection, &self.books)?;
        let digest = digest::of(&digest::view(&self.books));
        let (books, seal) = (self.books.len() as u64, self.chain);
        let keys = std::mem::take(&mut self.keys);
        self.check_checkpoint(snapshot, connection, digest)?;
        // Last, because whoever took a rule away did it to change something, and that has a position.
        schema::check(connection)?;
        keys.check_index(connection)?;
        Ok(Verified { events: head.0, books, seal, digest })
    }

    fn check_sums(&self) -> Result<(), VerifyError> {
        for (id, book) in &self.books {
            let sum =
                book.accounts().fold(0_i128, |sum, (_, account)| sum + i128::from(account.balance.points.0));
            if sum != 0 {
                return Err(VerifyError::broken(
                    None,
                    format!("the accounts of book {id} add up to {sum} and not to 0"),
                ));
            }
            if let Some((no, account)) = book
                .accounts()
                .find(|(no, account)| !no.is_treasury() && account.balance.points < Points::ZERO)
            {
                let problem =
                    format!("account {no} of book {id} has a balance of {}", account.balance.points);
                return Err(VerifyError::broken(account.head, problem));
            }
        }
        Ok(())
    }

    fn check_checkpoint(
        self,
        snapshot: &Snapshot,
        connection: &Connection,
        at_head: Digest,
    ) -> Result<(), VerifyError> {
        let Some(stored) = self.checkpoint else {
            let rows = checkpoint::count_rows(connection)?;
            return match rows.differs_from(checkpoint::RowCounts::default()) {
                None => Ok(()),
                Some(table) => {
                    let problem = format!("there are rows in {table} of a checkpoint that is not there");
                    Err(VerifyError::broken(None, problem))
                }
            };
        };
        let (folded, books) = match self.folded_there {
            Some((digest, books)) => (digest, books),
            None => (at_head, self.books),
        };
        let broken = |problem: String| {
            VerifyError::broken(
                stored.position,
                format!("the checkpoint there is not what the journal gives: {problem}"),
            )
        };
        let tables = checkpoint::read_books(connection, snapshot.threads(), || snapshot.lend());
        let tables = tables.map_err(|error| broken(explain(&error)))?;
        if digest::of(&digest::view(&tables)) != folded {
            return Err(broken(checkpoint::difference(&tables, &books)));
        }
        if stored.digest != folded {
            return Err(broken("its digest was changed".to_owned()));
        }
        Ok(())
    }
}

/// The links that an event must have: the heads before it.
fn links_of(book: &Book, recorded: &Recorded) -> Links {
    let sides = recorded.event.sides();
    let head = |no: ledger_core::AccountNo| match book.account(no) {
        Some(account) if !no.is_treasury() => account.head,
        _ => Position::START,
    };
    Links { book: book.head(), debit: head(sides.debit), credit: head(sides.credit) }
}
