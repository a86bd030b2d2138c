//! One digest over the state of every book: what is served, what a fold gives, and what a checkpoint holds
//! are compared by it.

use std::collections::BTreeMap;

use ledger_core::{Book, BookId};

use crate::encoding::seal::Digest;

/// Books by their ids, owned: what a fold or a checkpoint gives.
pub(crate) type Books = BTreeMap<BookId, Book>;

/// Books by their ids, borrowed from wherever they are, sorted.
pub(crate) type View<'a> = [(BookId, &'a Book)];

/// Looks at owned books.
pub(crate) fn view(books: &Books) -> Vec<(BookId, &Book)> {
    books.iter().map(|(id, book)| (*id, book)).collect()
}

/// The digest of books. A book without an event does not count.
pub(crate) fn of(books: &View<'_>) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for (id, book) in books {
        if let Some(digest) = of_book(book) {
            hasher.update(&id.number().to_le_bytes()).update(&digest);
        }
    }
    Digest(hasher.finalize().into())
}

/// The digest of one book; `None` if it has no event.
fn of_book(book: &Book) -> Option<[u8; 32]> {
    if book.head() == ledger_core::Position::START {
        return None;
    }
    let mut hasher = blake3::Hasher::new();
    book.canonical_bytes(&mut |bytes| {
        hasher.update(bytes);
    });
    Some(hasher.finalize().into())
}
