//! Verifies a file: positions without gaps, links, seals, postings, checkpoint, keys, erasures, the end. It only reads,
//! and it reports findings that would stop a normal open.

mod difference;
mod forgotten;
mod keys;
mod piece;

use std::path::Path;

use ledger_core::{Book, Links, Points, Position, Recorded, Timestamp};

use self::difference::difference;
use self::forgotten::Forgotten;
use self::keys::Keys;
use self::piece::{Examined, Piece};
use crate::api::error::VerifyError;
use crate::api::progress::Progress;
use crate::committed::digest::{self, Books};
use crate::encoding::seal::{Digest, Seal};
use crate::engine::reader::{EventReader, Moment, missing};
use crate::engine::{Columns, StoredCheckpoint};
use crate::internal_error::{InternalError, Result, explain};
use crate::ledger::open;
use crate::parallel;
use crate::replay::{Pieces, check_order};
use crate::sqlite::{self, NoLedger};

/// Options for [`verify`].
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct VerifyOptions {
    /// A seal kept outside the file; it reveals a journal that was cut off at the end.
    pub since_seal: Option<Seal>,
}

/// A verified file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The number of events.
    pub events: u64,
    /// The number of books.
    pub books: u64,
    /// The seal at its end.
    pub seal: Seal,
    /// The digest of the resulting state.
    pub digest: Digest,
}

impl VerifyOptions {
    /// Compares the file with a seal that was kept outside it.
    #[must_use]
    pub fn since_seal(mut self, seal: Seal) -> VerifyOptions {
        self.since_seal = Some(seal);
        self
    }
}

/// Verifies a ledger file.
///
/// # Errors
/// The first problem with its position, or the reason why the file cannot be read.
pub fn verify(
    path: &Path,
    options: &VerifyOptions,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Verified, VerifyError> {
    let unreadable = |problem: String| VerifyError::Unreadable { path: path.to_path_buf(), problem };
    if !path.is_file() {
        return Err(unreadable("there is no such file".to_owned()));
    }
    // Read one snapshot; later commits are not part of it.
    let moment = sqlite::open_moment(path, parallel::threads()).map_err(|error| match error {
        NoLedger::Unreadable(error) => unreadable(explain(&error)),
        NoLedger::Busy(error) => VerifyError::from(error),
    })?;
    prove(&*moment, options, progress)
}

fn prove(
    moment: &dyn Moment,
    options: &VerifyOptions,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Verified, VerifyError> {
    let head = moment.head()?;
    check_bounds(moment.first()?, head)?;
    let checkpoint = moment.checkpoint()?;
    let mut proof = Proof {
        books: Books::new(),
        chain: Seal::start(&moment.ledger_id()?),
        since: options.since_seal,
        last: None,
        keys: Keys::default(),
        forgotten: Forgotten::default(),
        checkpoint,
        // Nothing is folded before the first piece, so only a checkpoint at a later position is compared.
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
    let reader = || moment.event_reader(Columns::All);
    let read = |reader: &mut Box<dyn EventReader + '_>, piece| piece::read(&mut **reader, pieces.at(piece));
    parallel::in_turns(pieces.count(), moment.threads(), reader, read, &mut take)?;
    open::check_journal(moment)?;
    proof.complete(moment, head)
}

fn check_bounds(first: Option<i64>, head: Position) -> Result<()> {
    match first {
        Some(first) if first < 1 => {
            Err(InternalError::damaged(format!("there is an event at position {first}, before the first")))
        }
        Some(first) if first > 1 => Err(missing(1)),
        None if head > Position::START => Err(missing(1)),
        _ => Ok(()),
    }
}

/// Pieces of the journal, cut also at the positions where the state is compared.
fn cut(head: Position, at: [Option<Position>; 2]) -> Pieces {
    let mut cuts: Vec<Position> = at.into_iter().flatten().filter(|position| *position < head).collect();
    cuts.push(head);
    cuts.sort_unstable();
    let mut start = Position::START;
    Pieces::of(cuts.into_iter().map(|cut| (std::mem::replace(&mut start, cut), cut)))
}

struct Proof {
    books: Books,
    chain: Seal,
    since: Option<Seal>,
    /// The time and the command of the event before.
    last: Option<(Timestamp, u64)>,
    keys: Keys,
    forgotten: Forgotten,
    checkpoint: Option<StoredCheckpoint>,
    /// The state that the fold gave at the checkpoint's position.
    folded_there: Option<(Digest, Books)>,
    done: u64,
    total: u64,
}

impl Proof {
    fn fold(&mut self, piece: Piece) -> Result<u64> {
        let mut seals = piece.seals.iter().peekable();
        for examined in piece.events {
            self.fold_one(&examined)?;
            if let Some(seal) = seals.next_if(|seal| seal.position == examined.recorded.position)
                && seal.hash != self.chain.hash
            {
                return Err(InternalError::unreadable(
                    seal.position.0,
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
            check_order(recorded, at)?;
            if recorded.command.0 != position && recorded.command.0 != command {
                return broken("it claims to belong to a command that it does not follow");
            }
        }
        self.last = Some((recorded.at, recorded.command.0));
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

    fn complete(mut self, moment: &dyn Moment, head: Position) -> Result<Verified, VerifyError> {
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
        self.forgotten.check(moment, &self.books)?;
        let digest = digest::of(&digest::view(&self.books));
        let (books, seal) = (self.books.len() as u64, self.chain);
        let keys = std::mem::take(&mut self.keys);
        self.check_checkpoint(moment, digest)?;
        // Checked last: removing a constraint is usually followed by a change to an event, and that has a position to
        // report.
        moment.check_rules()?;
        keys.check_index(moment)?;
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

    fn check_checkpoint(self, moment: &dyn Moment, at_head: Digest) -> Result<(), VerifyError> {
        let Some(stored) = self.checkpoint else {
            return match moment.stray_checkpoint()? {
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
        let tables = moment.checkpoint_books(moment.threads());
        let tables = tables.map_err(|error| broken(explain(&error)))?;
        if digest::of(&digest::view(&tables)) != folded {
            return Err(broken(difference(&tables, &books)));
        }
        if stored.digest != folded {
            return Err(broken("its digest was changed".to_owned()));
        }
        Ok(())
    }
}

fn links_of(book: &Book, recorded: &Recorded) -> Links {
    let sides = recorded.event.sides();
    let head = |no: ledger_core::AccountNo| match book.account(no) {
        Some(account) if !no.is_treasury() => account.head,
        _ => Position::START,
    };
    Links { book: book.head(), debit: head(sides.debit), credit: head(sides.credit) }
}
