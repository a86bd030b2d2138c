//! Copies of what a book has in memory, for callers that need no closure.

use ledger_core::{Account, AccountNo, Book, BookId, MemberId, Position, Season, Settings, Totals};

use crate::ledger::Ledger;

/// Copies of some accounts of a book, all at one position.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accounts {
    /// The last event of the book that the accounts include.
    pub position: Position,
    /// The account of each member, in the order of the question; `None` for a member without one.
    pub accounts: Vec<Option<(AccountNo, Account)>>,
}

impl Ledger {
    /// Copies the accounts of members, all at one position. Unlike [`Ledger::read`], it holds nothing back afterwards.
    pub fn accounts(&self, book: BookId, members: &[MemberId]) -> Accounts {
        self.read(book, |book| Accounts {
            position: book.head(),
            accounts: members
                .iter()
                .map(|member| book.member(*member).map(|(no, account)| (no, account.clone())))
                .collect(),
        })
    }

    /// The settings of a book.
    pub fn settings(&self, book: BookId) -> Settings {
        self.read(book, |book| book.settings().clone())
    }

    /// The season of a book.
    pub fn season(&self, book: BookId) -> Season {
        self.read(book, Book::season)
    }

    /// The sums and counts of a book.
    pub fn totals(&self, book: BookId) -> Totals {
        self.read(book, Book::totals)
    }
}
