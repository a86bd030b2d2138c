//! The digest of all books. It compares the served state, the result of a fold, and a checkpoint.

use std::collections::BTreeMap;

use ledger_core::{Book, BookId};

use crate::encoding::seal::Digest;

/// Owned books by id, from a fold or a checkpoint.
pub(crate) type Books = BTreeMap<BookId, Book>;

/// Borrowed books, sorted by id.
pub(crate) type View<'a> = [(BookId, &'a Book)];

pub(crate) fn view(books: &Books) -> Vec<(BookId, &Book)> {
    books.iter().map(|(id, book)| (*id, book)).collect()
}

/// The digest of books. A book without events does not count.
pub(crate) fn of(books: &View<'_>) -> Digest {
    let mut hasher = blake3::Hasher::new();
    for (id, book) in books {
        if let Some(digest) = of_book(book) {
            hasher.update(&id.number().to_le_bytes()).update(&digest);
        }
    }
    Digest(hasher.finalize().into())
}

/// The digest of one book; `None` without events.
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
