//! Reasons that were used before, for whoever types one: from the newest events of a book, kept in memory, and never
//! those of somebody who was forgotten.

use ledger_core::{Book, BookId, Position, Reason};
use rusqlite::Connection;

use crate::api::error::ReadError;
use crate::committed::recent_reasons::Remembered;
use crate::encoding::decode::decode;
use crate::internal_error::{InternalError, Result};
use crate::ledger::Ledger;
use crate::sqlite::journal;

/// How many events are looked at, from the newest back: some ten milliseconds the first time, and then only what is new.
const LOOK_BACK: usize = 2_000;

/// How many different reasons are remembered of a book.
const REMEMBERED: usize = 200;

impl Ledger {
    /// Reasons that stewards of a book gave before (for whatever they changed; not what members write to each other),
    /// the last used first, each once, that begin with something, whatever the case.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reasons(&self, book: BookId, beginning: &str, limit: usize) -> Result<Vec<Reason>, ReadError> {
        let head = self.read(book, Book::head);
        let mut remembered = self.recent_reasons().lock();
        let remembered = remembered.entry(book).or_default();
        if remembered.until < head {
            remembered.catch_up(&*self.reader()?, head)?;
        }
        let beginning = beginning.trim_start().to_lowercase();
        let fits = |reason: &&Reason| reason.as_str().to_lowercase().starts_with(&beginning);
        Ok(remembered.reasons.iter().filter(fits).take(limit).cloned().collect())
    }
}

impl Remembered {
    fn catch_up(&mut self, connection: &Connection, head: Position) -> Result<()> {
        let news = match look_back(connection, head, self.until)? {
            News::Said(reasons) => reasons,
            // What was remembered may be of somebody who was forgotten since: it is read again, without theirs.
            News::Unsure => {
                self.reasons.clear();
                match look_back(connection, head, Position::START)? {
                    News::Said(reasons) => reasons,
                    News::Unsure => Vec::new(),
                }
            }
        };
        let before = std::mem::replace(&mut self.reasons, news);
        self.reasons.extend(before);
        let mut seen = rustc_hash::FxHashSet::default();
        self.reasons.retain(|reason| seen.insert(reason.clone()));
        self.reasons.truncate(REMEMBERED);
        self.until = head;
        Ok(())
    }
}

/// What the events after a position say.
enum News {
    Said(Vec<Reason>),
    /// Somebody was forgotten, or may have been where nobody looked.
    Unsure,
}

/// Walks back from the head of a book, newest first. What is still in the file may be remembered; a forgetting on the
/// way matters only to what was remembered before.
fn look_back(connection: &Connection, head: Position, until: Position) -> Result<News> {
    let mut said = Vec::new();
    let mut at = head;
    for _ in 0..LOOK_BACK {
        if at <= until {
            break;
        }
        let found = journal::with_one(connection, at, |stored| {
            let forgets = matches!(stored.kind, "member_forgotten" | "order_forgotten");
            let typed = matches!(
                stored.kind,
                "points_granted"
                    | "points_deducted"
                    | "posting_reversed"
                    | "achievement_defined"
                    | "achievement_changed"
                    | "achievement_retired"
                    | "achievement_unlocked"
                    | "achievement_revoked"
                    | "claim_reissued"
                    | "claim_voided"
                    | "settings_changed"
            );
            let reason = if typed { decode(stored)?.event.reason().cloned() } else { None };
            Ok((forgets, reason, Position(stored.book_prev)))
        })?;
        let (forgets, reason, previous) =
            found.ok_or_else(|| InternalError::unreadable(at.0, "it is missing from the journal"))?;
        if forgets && until > Position::START {
            return Ok(News::Unsure);
        }
        said.extend(reason);
        at = previous;
    }
    if at > until && until > Position::START {
        return Ok(News::Unsure);
    }
    Ok(News::Said(said))
}
