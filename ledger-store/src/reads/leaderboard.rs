//! Leaderboards and ranks from memory, each with the position up to which it counts.

use ledger_core::{AccountNo, BookId, By, MemberId, Place, Points, Position};
use std::time::Duration;

use crate::ledger::Ledger;
use crate::reading::refuse_to_wait;

/// The most entries of a page.
pub const MAX_PAGE: usize = 1_000;

/// The part of a leaderboard to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// From a rank on; 1 is the first.
    From {
        /// The first rank.
        rank: usize,
        /// The number of entries, at most [`MAX_PAGE`].
        limit: usize,
    },
    /// The page with a member in its middle, as far as the ends of the board allow. Empty if the member is not on the
    /// board.
    Around {
        /// The member.
        member: MemberId,
        /// The number of entries, at most [`MAX_PAGE`].
        limit: usize,
    },
}

/// A page of a leaderboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaderboard {
    /// The entries, best first.
    pub entries: Vec<Entry>,
    /// The number of members on the whole board. Members without points are not on it.
    pub members: usize,
    /// The boards include every event up to here.
    pub position: Position,
}

/// One entry of a leaderboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The rank, from 1.
    pub rank: usize,
    /// The account.
    pub account: AccountNo,
    /// The member; `None` if they were forgotten.
    pub member: Option<MemberId>,
    /// The points.
    pub points: Points,
}

impl Ledger {
    /// A page of a leaderboard.
    pub fn leaderboard(&self, book: BookId, by: By, page: Page) -> Leaderboard {
        let now = self.now();
        let position = self.committed().boards_at();
        let Some(cell) = self.cell(book) else {
            return Leaderboard { entries: Vec::new(), members: 0, position };
        };
        cell.with_boards(now, |boards, book| {
            let offset = book.settings().utc_offset;
            let members = boards.len(by, now, offset);
            let (from, limit) = match page {
                Page::From { rank, limit } => (rank.max(1), limit.min(MAX_PAGE)),
                Page::Around { member, limit } => {
                    let limit = limit.min(MAX_PAGE);
                    let rank = book.account_of(member).and_then(|no| {
                        let standing = cell.believed(book, no)?;
                        boards.rank(by, no, &standing, now, offset)
                    });
                    match rank {
                        // The last page is full too: it shifts forward so that the last member sees those in front.
                        Some(rank) => {
                            let last_start = (members + 1).saturating_sub(limit).max(1);
                            (rank.saturating_sub(limit / 2).max(1).min(last_start), limit)
                        }
                        None => (1, 0),
                    }
                }
            };
            let entries = boards
                .places(by, from, limit, now, offset)
                .into_iter()
                .map(|Place { rank, account, points }| Entry {
                    rank,
                    account,
                    member: book.account(account).and_then(|account| account.member),
                    points,
                })
                .collect();
            Leaderboard { entries, members, position }
        })
    }

    /// The rank of a member; `None` without points on that board.
    pub fn rank(&self, book: BookId, by: By, member: MemberId) -> Option<Place> {
        let now = self.now();
        let cell = self.cell(book)?;
        cell.with_boards(now, |boards, book| {
            let offset = book.settings().utc_offset;
            let account = book.account_of(member)?;
            let standing = cell.believed(book, account)?;
            let rank = boards.rank(by, account, &standing, now, offset)?;
            Some(Place { rank, account, points: standing.points(by, now, offset) })
        })
    }

    /// Waits until the boards include every event up to a position, for example your own write. `false` on timeout.
    ///
    /// # Panics
    /// With a timeout inside [`Ledger::read`].
    #[track_caller]
    pub fn wait_for_boards(&self, position: Position, timeout: Duration) -> bool {
        if !timeout.is_zero() {
            refuse_to_wait("`Ledger::wait_for_boards`");
        }
        self.committed().wait_for_boards(position, timeout)
    }

    /// The position up to which the boards count now.
    pub fn boards_at(&self) -> Position {
        self.committed().boards_at()
    }
}
