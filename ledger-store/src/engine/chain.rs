//! The chains that link events in the journal: one per book, and one per account except the treasury.

use ledger_core::{AccountNo, Position};

use crate::encoding::row::EventRow;
use crate::internal_error::{InternalError, Result};

/// A chain of events, walked from the newest back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chain {
    /// The events of a book.
    Book,
    /// The events of an account.
    Account(AccountNo),
}

impl Chain {
    /// The previous event on the chain; [`Position::START`] at its beginning.
    pub(crate) fn previous(self, row: &EventRow<'_>) -> Result<Position> {
        let previous = match self {
            Chain::Book => row.book_prev,
            Chain::Account(no) if row.credit == no.0 => row.credit_prev,
            Chain::Account(no) if row.debit == no.0 => row.debit_prev,
            Chain::Account(_) => {
                return Err(InternalError::unreadable(
                    row.position,
                    "a link leads to it, but it is not part of that chain",
                ));
            }
        };
        if previous >= row.position {
            return Err(InternalError::unreadable(
                row.position,
                "its link does not lead to an earlier event",
            ));
        }
        Ok(Position(previous))
    }
}
