//! Recent reasons for autocompletion: from the newest events of a book, kept in memory, never from members who were
//! forgotten.

use ledger_core::{Book, BookId, EventKind, Position, Reason};

use crate::api::error::ReadError;
use crate::committed::recent_reasons::Remembered;
use crate::encoding::decode::decode;
use crate::engine::Next;
use crate::engine::chain::Chain;
use crate::engine::reader::EngineReader;
use crate::internal_error::Result;
use crate::ledger::Ledger;

/// How many of the newest events are read: about ten milliseconds the first time, later only the new ones.
const LOOK_BACK: usize = 2_000;

/// The most different reasons that are kept for a book.
const REMEMBERED: usize = 200;

impl Ledger {
    /// Reasons that begin with a text, in any case, from stewards' changes in a book; transfers between members are
    /// left out. The last used comes first, without repeats.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reasons(&self, book: BookId, beginning: &str, limit: usize) -> Result<Vec<Reason>, ReadError> {
        let head = self.read(book, Book::head);
        let mut remembered = self.recent_reasons().lock();
        let remembered = remembered.entry(book).or_default();
        if remembered.until < head {
            remembered.catch_up(&*self.engine()?, head)?;
        }
        let beginning = beginning.trim_start().to_lowercase();
        let fits = |reason: &&Reason| reason.as_str().to_lowercase().starts_with(&beginning);
        Ok(remembered.reasons.iter().filter(fits).take(limit).cloned().collect())
    }
}

impl Remembered {
    fn catch_up(&mut self, engine: &dyn EngineReader, head: Position) -> Result<()> {
        let news = match look_back(engine, head, self.until)? {
            News::Said(reasons) => reasons,
            // A cached reason may belong to a member who was forgotten since: read again, without theirs.
            News::Unsure => {
                self.reasons.clear();
                match look_back(engine, head, Position::START)? {
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

enum News {
    Said(Vec<Reason>),
    /// A member or buyer was forgotten, or may have been in events that were not read.
    Unsure,
}

/// Walks back from the head of a book, newest first. Texts that are still in the file may be cached; a forgetting on
/// the way only makes the cached ones doubtful.
fn look_back(engine: &dyn EngineReader, head: Position, until: Position) -> Result<News> {
    let mut said = Vec::new();
    let mut looked_at = 0;
    let mut unsure = false;
    let only_news = until > Position::START;
    engine.walk(Chain::Book, head, &mut |row| {
        if row.position <= until.0 {
            return Ok(Next::Stop);
        }
        let kind = EventKind::from_name(row.kind);
        let forgets = matches!(kind, Some(EventKind::MemberForgotten | EventKind::OrderForgotten));
        if only_news && (forgets || looked_at == LOOK_BACK) {
            unsure = true;
        }
        if unsure || looked_at == LOOK_BACK {
            return Ok(Next::Stop);
        }
        looked_at += 1;
        if kind.is_some_and(EventKind::has_recurring_reason) {
            said.extend(decode(row)?.event.reason().cloned());
        }
        Ok(Next::Go)
    })?;
    Ok(if unsure { News::Unsure } else { News::Said(said) })
}
