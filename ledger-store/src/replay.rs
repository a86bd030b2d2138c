//! Folding the journal from the start: decoded in parallel, folded in order, in memory.

use std::path::Path;

use ledger_core::{Book, BookId, Position, Recorded};
use rusqlite::Connection;
use rusqlite::functions::Context;

use crate::api::progress::Progress;
use crate::committed::digest::Books;
use crate::encoding::decode::decode;
use crate::encoding::row::EventRow;
use crate::internal_error::{InternalError, Result};
use crate::parallel;
use crate::sqlite::connection;
use crate::sqlite::gather::{FromRow, Gatherer, Span};
use crate::sqlite::pages::{self, Form};
use crate::sqlite::rows::{self, fold_columns};

/// Events that one thread decodes and folds at a time: about 600 KiB, so that they stay in its cache.
const PIECE: u64 = 4_096;

/// Folds the events after a position up to another into books, on as many threads as the machine has.
/// `each` sees every event after it was folded.
pub(crate) fn fold(
    path: &Path,
    books: &mut Books,
    (after, until): Span,
    mut each: impl FnMut(&Recorded) + Send,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<()> {
    let mut last: Option<(BookId, Book)> = None;
    let total = until.0.saturating_sub(after.0);
    let mut done = 0;
    let pieces = Pieces::of([(after, until)]);
    let take = |events: Vec<Recorded>| {
        for run in events.chunk_by(|one, next| one.book == next.book) {
            // Most journals go on in the same book for long: keep it at hand.
            let id = run[0].book;
            if last.as_ref().is_none_or(|(last, _)| *last != id) {
                if let Some((id, book)) = last.take() {
                    books.insert(id, book);
                }
                last = Some((id, books.remove(&id).unwrap_or_default()));
            }
            let (_, book) = last.as_mut().expect("the book of the run was just taken");
            book.apply_all(run, &mut each)?;
        }
        done += events.len() as u64;
        progress(Progress { done, total });
        Ok(())
    };
    let read = |reader: &Reader, piece| reader.read(pieces.at(piece));
    parallel::in_turns(pieces.count(), parallel::threads(), || Reader::open(path), read, take)?;
    if let Some((id, book)) = last {
        books.insert(id, book);
    }
    Ok(())
}

/// Spans, one after another, cut into pieces for the threads. Nothing is stored of a piece: a journal whose last
/// position is forged may claim to have more of them than fit in memory.
pub(crate) struct Pieces(Vec<Span>);

impl Pieces {
    pub(crate) fn of(spans: impl IntoIterator<Item = Span>) -> Pieces {
        Pieces(spans.into_iter().filter(|(after, until)| after < until).collect())
    }

    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(pieces_in).sum()
    }

    /// A piece by its number, which is less than their count.
    pub(crate) fn at(&self, mut piece: usize) -> Span {
        for span in &self.0 {
            match piece.checked_sub(pieces_in(span)) {
                Some(further) => piece = further,
                None => {
                    let start = span.0.0 + piece as u64 * PIECE;
                    return (Position(start), Position(span.1.0.min(start + PIECE)));
                }
            }
        }
        unreachable!("piece {piece} after the last was asked for")
    }
}

fn pieces_in((after, until): &Span) -> usize {
    (until.0 - after.0).div_ceil(PIECE) as usize
}

/// Reads the events of a piece.
struct Reader {
    rows: Gatherer<Connection, Recorded>,
    pages: Pages,
}

/// Whether SQLite lets its pages be read.
enum Pages {
    Readable,
    Closed,
}

impl Reader {
    fn open(path: &Path) -> Result<Reader> {
        let connection = connection::reader(path)?;
        let pages = if pages::readable(&connection) { Pages::Readable } else { Pages::Closed };
        Ok(Reader { rows: Gatherer::over(connection)?, pages })
    }

    fn read(&self, span: Span) -> Result<Vec<Recorded>> {
        match self.pages {
            Pages::Readable => match self.read_pages(span) {
                Ok(Some(events)) => Ok(events),
                // SQL reads every form that a row can have, and says what is wrong with one that has none.
                Ok(None) | Err(_) => self.rows.gather(span),
            },
            Pages::Closed => self.rows.gather(span),
        }
    }

    /// `None` if not all of them are there in the plainest form.
    fn read_pages(&self, span: Span) -> Result<Option<Vec<Recorded>>> {
        let (after, until) = span;
        let mut events: Vec<Recorded> = Vec::with_capacity((until.0 - after.0) as usize);
        let take = |stored: &EventRow<'_>| {
            // At once, so that pages which were tampered with are never read more than once.
            if stored.position != after.0 + events.len() as u64 + 1 {
                return Err(InternalError::unreadable(stored.position, "it is not where it should be"));
            }
            events.push(decode(stored)?);
            Ok(())
        };
        let form = pages::read_for_fold(self.rows.connection(), span, take)?;
        let whole = events.len() as u64 == until.0 - after.0;
        Ok((form == Form::Plain && whole).then_some(events))
    }
}

impl FromRow for Recorded {
    const COLUMNS: &'static str = fold_columns!();

    fn from_row(row: &Context<'_>, _: &mut Vec<u8>) -> Result<Recorded> {
        decode(&rows::read_for_fold(row)?)
    }
}
