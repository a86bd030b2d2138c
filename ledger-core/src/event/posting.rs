//! Postings: the accounts of an event, the points that move between them, and the sum that counts them.

use crate::event::{Event, EventKind, Recorded};
use crate::values::{AccountNo, BookId, OrderNo, Points, Position, Timestamp};

/// The posting that a reversal undid, as far as the sums that counted it need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reversed {
    /// The sum that counted the posting.
    pub flow: Flow,
    /// The time of the posting.
    pub at: Timestamp,
    /// The order, if the posting was a redemption.
    pub order: Option<OrderNo>,
}

/// The sum that counts a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Flow {
    /// Points earned: grants, order claims, rewards.
    Earned,
    /// Points spent: deductions.
    Spent,
    /// Neither: transfers, reversals, closed balances.
    Neither,
}

impl Flow {
    /// The name in the journal; frozen.
    pub const fn name(self) -> &'static str {
        match self {
            Flow::Earned => "earned",
            Flow::Spent => "spent",
            Flow::Neither => "neither",
        }
    }

    /// Reads such a name.
    pub fn from_name(name: &str) -> Option<Flow> {
        [Flow::Earned, Flow::Spent, Flow::Neither].into_iter().find(|flow| flow.name() == name)
    }
}

/// The two accounts of an event, and the points that move between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sides {
    /// The account that gives.
    pub debit: AccountNo,
    /// The account that gets; also the account of an event that moves no points.
    pub credit: AccountNo,
    /// The points; 0 for an event that moves none.
    pub amount: Points,
}

impl Sides {
    /// The sides that are accounts of members.
    pub fn accounts(self) -> impl Iterator<Item = AccountNo> {
        [self.debit, self.credit].into_iter().filter(|no| !no.is_treasury())
    }
}

/// A posting in the journal, as far as a reversal needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The position of the event.
    pub position: Position,
    /// The book.
    pub book: BookId,
    /// The time of the posting.
    pub at: Timestamp,
    /// The accounts and the points.
    pub sides: Sides,
    /// The sum that counts it.
    pub flow: Flow,
    /// The kind of the event.
    pub kind: EventKind,
    /// The order, if the posting is a redemption.
    pub order: Option<OrderNo>,
}

impl Recorded {
    /// The posting; `None` for an event that moves no points.
    pub fn posting(&self) -> Option<Posting> {
        let sides = self.event.sides();
        if sides.amount == Points::ZERO {
            return None;
        }
        let order = match &self.event {
            Event::ClaimRedeemed { order, .. } => Some(*order),
            _ => None,
        };
        Some(Posting {
            position: self.position,
            book: self.book,
            at: self.at,
            sides,
            flow: self.event.flow(),
            kind: self.event.kind(),
            order,
        })
    }
}
