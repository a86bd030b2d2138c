//! Folding the journal from the start: decoded in parallel, folded in order, in memory.

use std::path::Path;

use ledger_core::{Book, BookId, Position, Recorded};
use rusqlite::Connection;

use crate::codec::decode;
use crate::digest::Books;
use crate::fault::{Fault, Found};
use crate::parallel;
use crate::progress::Progress;
use crate::sqlite::connection;
use crate::sqlite::journal::bound;
use crate::sqlite::rows::{self, fold_columns};

/// Events that one thread decodes and folds at a time: about 600 KiB, so that they stay in its cache.
const PIECE: u64 = 4_096;

/// A span of the journal: after a position, up to another.
pub(crate) type Span = (Position, Position);

/// Folds the events after a position up to another into books, on as many threads as the machine has.
/// `each` sees every event after it was folded.
pub(crate) fn fold(
    path: &Path,
    books: &mut Books,
    (after, until): Span,
    mut each: impl FnMut(&Recorded) + Send,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Found<()> {
    let mut last: Option<(BookId, Book)> = None;
    let total = until.0.saturating_sub(after.0);
    let mut done = 0;
    let pieces = Pieces::of([(after, until)]);
    let take = |events: Vec<Recorded>| {
        for recorded in &events {
            // Most journals go on in the same book for long: keep it at hand.
            if last.as_ref().is_none_or(|(id, _)| *id != recorded.book) {
                if let Some((id, book)) = last.take() {
                    books.insert(id, book);
                }
                last = Some((recorded.book, books.remove(&recorded.book).unwrap_or_default()));
            }
            let (_, book) = last.as_mut().expect("the book of the event was just taken");
            book.fits(recorded)?;
            book.apply(recorded);
            each(recorded);
        }
        done += events.len() as u64;
        progress(Progress { done, total });
        Ok(())
    };
    let read = |connection: &Connection, piece| read_piece(connection, pieces.at(piece));
    parallel::in_turns(pieces.count(), parallel::threads(), || connection::reader(path), read, take)?;
    if let Some((id, book)) = last {
        books.insert(id, book);
    }
    Ok(())
}

/// Spans, one after another, cut into pieces for the threads. Nothing is stored of a piece: a journal whose last
/// position is forged may claim to have more of them than fit in memory.
pub(crate) struct Pieces(Vec<Span>);

impl Pieces {
    pub fn of(spans: impl IntoIterator<Item = Span>) -> Pieces {
        Pieces(spans.into_iter().filter(|(after, until)| after < until).collect())
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(pieces_in).sum()
    }

    /// A piece by its number, which is less than their count.
    pub fn at(&self, mut piece: usize) -> Span {
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

/// Says which position is missing when a piece has fewer events than positions.
pub(crate) fn missing((after, _): Span, read: u64) -> Fault {
    let position = after.0 + read + 1;
    Fault::unreadable(position, "it is missing from the journal")
}

fn read_piece(connection: &Connection, span: Span) -> Found<Vec<Recorded>> {
    let sql = concat!(
        "SELECT ",
        fold_columns!(),
        " FROM events WHERE position > ?1 AND position <= ?2 ORDER BY position"
    );
    let (after, until) = span;
    let mut statement = connection.prepare_cached(sql)?;
    let mut found = statement.query((bound(after), bound(until)))?;
    let mut events = Vec::with_capacity((until.0 - after.0) as usize);
    while let Some(row) = found.next()? {
        let stored = rows::read_for_fold(row)?;
        if stored.position != after.0 + events.len() as u64 + 1 {
            return Err(missing(span, events.len() as u64));
        }
        events.push(decode(&stored)?);
    }
    if (events.len() as u64) < until.0 - after.0 {
        return Err(missing(span, events.len() as u64));
    }
    Ok(events)
}
