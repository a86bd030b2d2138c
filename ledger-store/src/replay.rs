//! Folds the journal in memory: decodes in parallel, applies in order.

use ledger_core::{Book, BookId, Position, Recorded, Timestamp};

use crate::api::progress::Progress;
use crate::committed::digest::Books;
use crate::encoding::decode::decode;
use crate::engine::reader::{EngineReader, EventReader, collect};
use crate::engine::{Columns, Span};
use crate::internal_error::{InternalError, Result};
use crate::parallel;

/// Events that one thread decodes and folds at a time: about 600 KiB, which fits its cache.
const PIECE: u64 = 4_096;

/// Folds the events of a span into books, on as many threads as the machine has. Calls `each` with every event after it
/// was applied.
pub(crate) fn fold(
    engine: &dyn EngineReader,
    books: &mut Books,
    (after, until): Span,
    mut each: impl FnMut(&Recorded) + Send,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<()> {
    let mut last: Option<(BookId, Book)> = None;
    let total = until.0.saturating_sub(after.0);
    let mut done = 0;
    let mut last_at = Timestamp::from_micros(i64::MIN);
    let pieces = Pieces::of([(after, until)]);
    let take = |events: Vec<Recorded>| {
        for run in events.chunk_by(|one, next| one.book == next.book) {
            // Successive events are mostly of one book: look it up once per run.
            let id = run[0].book;
            if last.as_ref().is_none_or(|(last, _)| *last != id) {
                if let Some((id, book)) = last.take() {
                    books.insert(id, book);
                }
                last = Some((id, books.remove(&id).unwrap_or_default()));
            }
            for recorded in run {
                check_order(recorded, last_at)?;
                last_at = recorded.at;
            }
            let (_, book) = last.as_mut().expect("the book of the run was just taken");
            book.apply_all(run, &mut each)?;
        }
        done += events.len() as u64;
        progress(Progress { done, total });
        Ok(())
    };
    let reader = || engine.event_reader(Columns::Fold);
    let read =
        |reader: &mut Box<dyn EventReader + '_>, piece| collect(&mut **reader, pieces.at(piece), decode);
    parallel::in_turns(pieces.count(), parallel::threads(), reader, read, take)?;
    if let Some((id, book)) = last {
        books.insert(id, book);
    }
    Ok(())
}

/// Recorded time goes back only by a correction of the clock.
pub(crate) fn check_order(recorded: &Recorded, last_at: Timestamp) -> Result<()> {
    if recorded.may_follow(last_at) {
        return Ok(());
    }
    Err(InternalError::unreadable(
        recorded.position.0,
        "it was recorded before the event in front of it, and the clock was not corrected there",
    ))
}

/// Spans, cut into pieces for the threads. Pieces are computed, not stored: a journal with a forged last position may
/// claim more of them than fit in memory.
pub(crate) struct Pieces(Vec<Span>);

impl Pieces {
    pub(crate) fn of(spans: impl IntoIterator<Item = Span>) -> Pieces {
        Pieces(spans.into_iter().filter(|(after, until)| after < until).collect())
    }

    pub(crate) fn count(&self) -> usize {
        self.0.iter().map(pieces_in).sum()
    }

    /// A piece by its index.
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
